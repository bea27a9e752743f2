//! What a library is, read from its bytes. Nothing of it is run.

use object::read::elf::{ElfFile, FileHeader};
use object::{Architecture, BinaryFormat, Object, ReadRef};

use crate::diag::Text;
use crate::text;

/// What a person sees before trusting a library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Names that it exports, sorted.
    pub exports: Vec<String>,
    /// Libraries that it needs, sorted.
    pub needs: Vec<String>,
    /// The machine that it is for, as targets are called: `x86_64-windows`; of Linux without the
    /// C library, which its bytes do not tell. `None`: of another kind than we know.
    pub machine: Option<String>,
}

impl Look {
    /// Whether it may be for `target`.
    pub fn is_for(&self, target: &str) -> bool {
        let Some(machine) = &self.machine else { return true };
        let rest = target.strip_prefix(machine.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }
}

fn machine(file: &object::File<'_>) -> Option<String> {
    let arch = match file.architecture() {
        Architecture::X86_64 => "x86_64",
        Architecture::I386 => "i686",
        Architecture::Aarch64 => "aarch64",
        _ => return None,
    };
    let os = match file.format() {
        BinaryFormat::Elf => "linux",
        BinaryFormat::Pe | BinaryFormat::Coff => "windows",
        BinaryFormat::MachO => "macos",
        _ => return None,
    };
    Some(format!("{arch}-{os}"))
}

/// Looks at a library for any of our systems: ELF, PE or Mach-O.
///
/// # Errors
/// When it is none; why.
pub fn look(bytes: &[u8]) -> Result<Look, Text> {
    read(bytes).map_err(|why| text!("tệp không phải thư viện, hoặc bị hỏng", "{why}"))
}

fn read(bytes: &[u8]) -> Result<Look, String> {
    let file = object::File::parse(bytes).map_err(|error| error.to_string())?;
    let text = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
    let exports = file.exports().map_err(|error| error.to_string())?;
    let mut exports: Vec<String> = exports.iter().map(|export| text(export.name())).collect();
    let mut needs = match &file {
        object::File::Elf32(elf) => needed_by_elf(elf)?,
        object::File::Elf64(elf) => needed_by_elf(elf)?,
        other => {
            let imports = other.imports().map_err(|error| error.to_string())?;
            imports.iter().map(|import| text(import.library())).collect()
        }
    };
    for names in [&mut exports, &mut needs] {
        names.sort();
        names.dedup();
    }
    Ok(Look { exports, needs, machine: machine(&file) })
}

/// `DT_NEEDED`.
fn needed_by_elf<'d, H: FileHeader, R: ReadRef<'d>>(
    elf: &ElfFile<'d, H, R>,
) -> Result<Vec<String>, String> {
    let words = |error: object::read::Error| error.to_string();
    let table = elf.elf_dynamic_table().map_err(words)?;
    let needed = table.iter().filter(|entry| entry.tag == object::elf::DT_NEEDED);
    let names = needed.map(|entry| table.string(entry).map_err(words));
    names.map(|name| Ok(String::from_utf8_lossy(name?).into_owned())).collect()
}
