//! PDF of a Word file: drawn by this program where it was built to, else by LibreOffice.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use vanthu_core::diag::Diagnostic;
use vanthu_core::text;

use crate::{output, preview};

/// LibreOffice may take so long: its first start makes a profile.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often it is asked whether it is done.
const PAUSE: Duration = Duration::from_millis(50);

/// Whether PDF can be made on this computer.
pub(crate) fn is_possible() -> bool {
    preview::BUILT || libreoffice().is_some()
}

/// PDF of the Word file. Drawn by this program, the same file gives the same bytes; LibreOffice
/// writes the time into it.
///
/// # Errors
/// When nothing on this computer can make it, or what can fails or takes too long.
pub(crate) fn make(docx: Vec<u8>) -> Result<Vec<u8>, Diagnostic> {
    if preview::BUILT {
        let made = preview::lay_out(docx).and_then(|pages| pages.pdf());
        return made.map_err(|why| output::fault(why, by_hand()));
    }
    let program = libreoffice().ok_or_else(|| {
        let message = text!(
            "chưa tạo được PDF: bản vanthu này không có phần vẽ trang, và máy không có LibreOffice",
            "no PDF: this build of vanthu draws no pages, and there is no LibreOffice"
        );
        let hint = text!(
            "cài LibreOffice (libreoffice.org) rồi chạy lại, hoặc mở tệp Word rồi chọn Lưu thành PDF",
            "install LibreOffice (libreoffice.org) and run again, or save as PDF from Word"
        );
        output::fault(message, hint)
    })?;
    by_libreoffice(&program, &docx)
}

fn by_hand() -> vanthu_core::diag::Text {
    text!("mở tệp Word rồi chọn Lưu thành PDF", "open the Word file and save it as PDF")
}

/// Where LibreOffice is: on the path, else where its installers put it.
fn libreoffice() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names =
        ["soffice", "libreoffice"].map(|name| format!("{name}{}", std::env::consts::EXE_SUFFIX));
    // An empty entry would be the current folder, which may be anyone's.
    let folders: Vec<PathBuf> =
        std::env::split_paths(&path).filter(|path| path.is_absolute()).collect();
    let named = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let usual: Vec<PathBuf> = if cfg!(windows) {
        let roots = ["ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"];
        let roots = roots.iter().filter_map(std::env::var_os).map(PathBuf::from);
        roots.map(|root| root.join("LibreOffice\\program\\soffice.exe")).collect()
    } else if cfg!(target_os = "macos") {
        vec!["/Applications/LibreOffice.app/Contents/MacOS/soffice".into()]
    } else {
        Vec::new()
    };
    named.chain(usual).find(|program| program.is_file())
}

/// By a LibreOffice of its own: the profile of the user, and a window of it that is open, are left
/// alone.
fn by_libreoffice(program: &Path, docx: &[u8]) -> Result<Vec<u8>, Diagnostic> {
    let failed = |error: io::Error| {
        let program = program.display();
        output::fault(
            text!(
                "LibreOffice ({program}) không tạo được PDF: {error}",
                "LibreOffice ({program}) made no PDF: {error}"
            ),
            by_hand(),
        )
    };
    let folder = tempfile::Builder::new().prefix("vanthu-").tempdir().map_err(failed)?;
    let word = folder.path().join("van-ban.docx");
    fs::write(&word, docx).map_err(failed)?;
    let mut command = Command::new(program);
    command
        .arg(format!("-env:UserInstallation={}", address(&folder.path().join("profile"))))
        .args(["--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf", "--outdir"])
        .args([folder.path().as_os_str(), word.as_os_str()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(failed)?;
    let ended = wait(&mut child);
    end(&mut child);
    if !ended.map_err(failed)? {
        let limit = PATIENCE.as_secs();
        return Err(output::fault(
            text!(
                "LibreOffice chạy quá {limit} giây nên đã bị dừng",
                "LibreOffice took over {limit} seconds and was stopped"
            ),
            by_hand(),
        ));
    }
    fs::read(word.with_extension("pdf")).map_err(failed)
}

/// Whether it ended in time.
fn wait(child: &mut Child) -> io::Result<bool> {
    let mut waited = Duration::ZERO;
    while child.try_wait()?.is_none() {
        if waited >= PATIENCE {
            return Ok(false);
        }
        thread::sleep(PAUSE);
        waited += PAUSE;
    }
    Ok(true)
}

/// Ends it with what it has started: `soffice` is a script that starts others.
fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        // Nobody of the group may be left.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    #[cfg(windows)]
    if matches!(child.try_wait(), Ok(None)) {
        let mut command = Command::new("taskkill");
        command.args(["/T", "/F", "/PID", &child.id().to_string()]);
        let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// A path as `file:` address.
fn address(path: &Path) -> String {
    let path = OsStr::to_string_lossy(path.as_os_str()).replace('\\', "/");
    let mut address = String::from(if path.starts_with('/') { "file://" } else { "file:///" });
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                address.push(byte as char);
            }
            b':' if cfg!(windows) => address.push(':'),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_any_folder() {
        let address = address(Path::new("/tmp/Văn bản (1)/p"));
        assert_eq!(address, "file:///tmp/V%C4%83n%20b%E1%BA%A3n%20%281%29/p");
    }
}
