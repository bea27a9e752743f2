//! `vanthu render`.

use std::path::{Path, PathBuf};

use serde_json::Value;
use vanthu_core::diag::{Diagnostic, Files};
use vanthu_core::plugin::Plugins;
use vanthu_core::render::{Input, Job, render};
use vanthu_core::text;

use crate::args::{Common, Render};
use crate::exit::Exit;
use crate::output::{self, Existing, Target};
use crate::{input, pdf, report};

/// Makes the Word file of one data file.
pub(crate) fn run(common: &Common, args: &Render, plugins: &Plugins) -> Exit {
    match make(common, args, plugins) {
        Ok(exit) => exit,
        Err(fault) => {
            report::print(common, &[fault], &Files::default(), &[]);
            Exit::World
        }
    }
}

fn make(common: &Common, args: &Render, plugins: &Plugins) -> Result<Exit, Diagnostic> {
    let existing = if args.force { Existing::Replaced } else { Existing::KeptUnlessForced };
    let target = Target::new(&destination(args)?, existing)?;
    let pdf = args.pdf.then(|| beside_word(target.path(), existing)).transpose()?;
    let data = input::data(&args.file)?;
    let organisation = input::organisation(args.co_quan.as_deref(), &args.file)?;
    let shown = |path: &Path| path.display().to_string();
    let name = shown(&args.file);
    let organisation = organisation.map(|(path, bytes)| (shown(&path), bytes));
    let folder = args.file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).to_owned();
    let made = render(
        plugins,
        &Job {
            data: Input { name: &name, bytes: &data },
            organisation: organisation.as_ref().map(|(name, bytes)| Input { name, bytes }),
            beside: &|name| input::beside(&folder, name),
            draft: args.draft,
            trace: !args.no_trace,
        },
    );
    // Written before anything is said, so that what is said is true.
    if let Some(bytes) = &made.bytes {
        target.write(bytes)?;
    }
    let output = made.bytes.as_ref().map(|_| shown(target.path()));
    // The Word file stands, whatever comes of its PDF.
    let pdf = pdf.zip(made.bytes).map(|(target, bytes)| {
        let pdf = pdf::make(bytes)?;
        target.write(&pdf)?;
        Ok(shown(target.path()))
    });
    let (pdf, fault): (_, Option<Diagnostic>) = match pdf.transpose() {
        Ok(pdf) => (pdf, None),
        Err(fault) => (None, Some(fault)),
    };
    let mut diagnostics = made.diagnostics;
    let exit = if fault.is_some() { Exit::World } else { made.outcome.into() };
    diagnostics.extend(fault);
    let organisation = organisation.map(|(name, _)| name);
    let more = [
        ("output", Value::from(output.clone())),
        ("pdf", Value::from(pdf.clone())),
        ("organisation", Value::from(organisation.clone())),
    ];
    report::print(common, &diagnostics, &made.files, &more);
    if common.verbose
        && let Some(name) = organisation
    {
        report::say(common, &format!("cơ quan: {name}"), &format!("organisation: {name}"));
    }
    for output in output.iter().chain(&pdf) {
        report::say(common, &format!("đã ghi {output}"), &format!("wrote {output}"));
    }
    Ok(exit)
}

/// The PDF's place: the Word file's, with `.pdf` for `.docx`.
fn beside_word(word: &Path, existing: Existing) -> Result<Target, Diagnostic> {
    let ends_in = |ending| word.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending));
    if ends_in("pdf") {
        let shown = word.display();
        return Err(output::fault(
            text!(
                "-o {shown} là tên của tệp Word, nhưng mang đuôi .pdf",
                "-o {shown} is the name of the Word file, but ends in .pdf"
            ),
            text!(
                "ghi -o TÊN.docx; PDF được ghi cạnh nó, cùng tên",
                "write -o NAME.docx; the PDF is written beside it"
            ),
        ));
    }
    let path = if ends_in("docx") {
        word.with_extension("pdf")
    } else {
        // What follows a point is a part of the name: «bao.cao».
        let mut name = word.as_os_str().to_owned();
        name.push(".pdf");
        PathBuf::from(name)
    };
    Target::new(&path, existing)
}

/// `-o`, else the data file's name with `.docx`, beside it.
fn destination(args: &Render) -> Result<PathBuf, Diagnostic> {
    if let Some(path) = &args.output {
        return Ok(path.clone());
    }
    if args.file == Path::new("-") {
        return Err(output::fault(
            text!(
                "đọc từ luồng vào thì phải nói ghi ra đâu",
                "reading standard input needs a target"
            ),
            text!("thêm -o TỆP.docx", "add -o FILE.docx"),
        ));
    }
    Ok(args.file.with_extension("docx"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pdf_is_called_as_the_word_file() {
        let folder = tempfile::tempdir().expect("a folder");
        for (word, pdf) in [
            ("a.docx", "a.pdf"),
            ("a.DOCX", "a.pdf"),
            ("bao.cao", "bao.cao.pdf"),
            ("a.b.docx", "a.b.pdf"),
            ("a", "a.pdf"),
        ] {
            let target = beside_word(&folder.path().join(word), Existing::KeptUnlessForced);
            assert_eq!(target.expect("a place").path(), folder.path().join(pdf));
        }
        assert!(beside_word(&folder.path().join("a.PDF"), Existing::KeptUnlessForced).is_err());
    }
}
