//! Names of files inside a folder that came from elsewhere.

use std::path::{Path, PathBuf};

use crate::diag::Text;
use crate::text;

/// A relative path that leads nowhere but into its folder, on every system: ASCII, parts joined
/// by `/`, no part that begins with `.` or `-` or ends with `.` or a blank, no name that Windows
/// keeps for devices, at most 128 bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelPath(String);

/// Names that Windows keeps for devices, whatever follows after a dot; besides `com1`, `lpt1` ….
const DEVICES: [&str; 7] = ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"];

impl RelPath {
    /// Checks a path.
    ///
    /// # Errors
    /// When it is not of that kind; the text says why.
    pub fn new(path: &str) -> Result<Self, Text> {
        if path.is_empty() || path.len() > 128 {
            return Err(text!(
                "tên tệp phải dài từ 1 đến 128 ký tự",
                "a file name must have 1 to 128 characters"
            ));
        }
        let allowed = |c: char| c.is_ascii_graphic() && !"\\:*?\"<>|".contains(c);
        if !path.chars().all(|c| allowed(c) || c == ' ') {
            return Err(text!(
                "tên tệp «{path}» chỉ được gồm chữ không dấu, chữ số, gạch nối, gạch dưới, dấu chấm",
                "the file name «{path}» may hold only ASCII letters, digits, hyphens, underscores, dots"
            ));
        }
        match path.split('/').find(|part| !is_plain(part)) {
            Some(part) => Err(text!(
                "tên tệp «{path}» có phần «{part}» không dùng được",
                "the part «{part}» of the file name «{path}» cannot be used"
            )),
            None => Ok(Self(path.to_owned())),
        }
    }

    /// The file of this name in a folder on disk.
    pub fn inside(&self, folder: &Path) -> PathBuf {
        self.0.split('/').fold(folder.to_owned(), |path, part| path.join(part))
    }

    /// The path, parts joined by `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_plain(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let device = DEVICES.contains(&stem.as_str())
        || (stem.len() == numbered.len() + 1 && matches!(numbered, "com" | "lpt"));
    !part.is_empty() && !part.starts_with(['.', '-', ' ']) && !part.ends_with(['.', ' ']) && !device
}

#[cfg(test)]
mod tests {
    use super::RelPath;

    #[test]
    fn only_paths_that_stay_inside_are_taken() {
        for good in ["plugin.yaml", "partials/dau.hbs", "a-b_c/d1.yaml", "conduct.yaml", "com"] {
            assert!(RelPath::new(good).is_ok(), "{good}");
        }
        let long = "a".repeat(129);
        let bad = [
            "",
            "..",
            "../a",
            "a/../b",
            "/a",
            "a//b",
            "a\\b",
            "C:a",
            ".git",
            "-rf",
            "a.",
            "a /b",
            "nul",
            "NUL.txt",
            "CONIN$",
            "conout$.hbs",
            "x/com1.hbs",
            "tệp.yaml",
            "a\u{0}b",
            "a*",
            &long,
        ];
        for bad in bad {
            assert!(RelPath::new(bad).is_err(), "{bad:?}");
        }
    }
}
