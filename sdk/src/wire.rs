//! What is said between program and plugin: JSON both ways. Fields that one side does not know
//! are passed over by it, so that either may learn more.

use serde_json::{Map, Value, json};

use crate::abi::{Answer, Broken};

/// What a plugin is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Op {
    /// Work values out.
    Compute,
    /// Judge the data.
    Check,
}

impl Op {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Compute, Self::Check];

    /// As written in `plugin.yaml` and in a request.
    pub fn name(self) -> &'static str {
        match self {
            Self::Compute => "compute",
            Self::Check => "check",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|op| op.name() == name)
    }
}

/// Why a plugin gives no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// A sentence for the clerk: what is wrong with the data.
    Said(String),
    /// The plugin does not do this.
    NotSupported,
}

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self::Said(text)
    }
}

impl From<&str> for Failure {
    fn from(text: &str) -> Self {
        Self::Said(text.to_owned())
    }
}

/// A path in a finding may be so long, in bytes.
const LONGEST_PATH: usize = 1000;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// No document is made.
    Error,
    /// The document is made all the same.
    Warning,
}

/// Something wrong with the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// JSON pointer (RFC 6901) to the value: `/ket_qua/0/so_luong`. The program makes file, line
    /// and column of it.
    pub path: String,
    /// Short name of what is wrong, small letters, digits and hyphens: `tong-khong-khop`.
    pub code: String,
    /// What is wrong, in Vietnamese, without the remedy.
    pub message: String,
    /// The same in English.
    pub message_en: Option<String>,
    /// What to do, in Vietnamese.
    pub hint: Option<String>,
    /// The same in English.
    pub hint_en: Option<String>,
}

impl Finding {
    /// An error.
    pub fn error(path: &str, code: &str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            path: path.to_owned(),
            code: code.to_owned(),
            message: message.into(),
            message_en: None,
            hint: None,
            hint_en: None,
        }
    }

    /// A warning.
    pub fn warning(path: &str, code: &str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(path, code, message) }
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Says it in English too.
    #[must_use]
    pub fn english(self, message: impl Into<String>) -> Self {
        Self { message_en: Some(message.into()), ..self }
    }

    pub(crate) fn to_json(&self) -> Value {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let mut out = json!({
            "severity": severity, "path": self.path, "code": self.code, "message": self.message,
        });
        let more =
            [("message_en", &self.message_en), ("hint", &self.hint), ("hint_en", &self.hint_en)];
        for (key, text) in more {
            if let Some(text) = text {
                out[key] = text.as_str().into();
            }
        }
        out
    }

    fn from_json(value: &Value) -> Result<Self, &'static str> {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let severity = match value.get("severity").and_then(Value::as_str) {
            Some("error") => Severity::Error,
            Some("warning") => Severity::Warning,
            _ => return Err("«severity» is neither \"error\" nor \"warning\""),
        };
        let path = text("path").filter(|path| {
            let begins = path.is_empty() || path.starts_with('/');
            begins && path.len() <= LONGEST_PATH && !path.contains(char::is_control)
        });
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let code = text("code").filter(|code| (1..=64).contains(&code.len()));
        Ok(Self {
            severity,
            path: path.ok_or("«path» is no JSON pointer")?,
            code: code
                .filter(|code| code.chars().all(plain))
                .ok_or("«code» must be 1 to 64 small letters, digits and hyphens")?,
            message: text("message")
                .filter(|message| !message.trim().is_empty())
                .ok_or("«message» is missing")?,
            message_en: text("message_en"),
            hint: text("hint"),
            hint_en: text("hint_en"),
        })
    }
}

/// What a plugin's function returns.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Code {
    /// The reply is JSON.
    Done = 0,
    /// The reply is a sentence for the clerk.
    Said = 1,
    /// The plugin panicked; the reply is its last words.
    Panicked = 2,
    /// Not known; the reply is empty.
    NotSupported = 3,
}

/// What a plugin replied.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Values, to `compute`: an object.
    Computed(Value),
    /// What is wrong with the data, to `check`.
    Findings(Vec<Finding>),
}

/// Why there is no reply that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The plugin says that the data cannot be worked with. Not its fault.
    Said(String),
    /// It panicked, with these words.
    Panicked(String),
    /// It does not know what it was asked for.
    NotSupported,
    /// It broke the contract.
    Broken(Broken),
    /// It returned a number that means nothing.
    Code(i32),
    /// Its reply is no UTF-8 from this byte on.
    NotUtf8(usize),
    /// Its reply is no JSON; why, and where.
    NotJson(String),
    /// Its reply is JSON of another shape; what of it.
    Misshapen(String),
}

/// A request, as bytes.
pub fn request(op: Op, id: &str, data: &Value) -> Vec<u8> {
    // Written by hand around the data, so that no copy of it is made.
    let mut out = format!("{{\"v\":1,\"op\":\"{}\",\"id\":", op.name()).into_bytes();
    out.extend_from_slice(Value::from(id).to_string().as_bytes());
    out.extend_from_slice(b",\"data\":");
    out.extend_from_slice(data.to_string().as_bytes());
    out.push(b'}');
    out
}

/// The plugin's side: what is asked for. `None`: of another version, or nothing known.
pub(crate) fn parse(request: &[u8]) -> Option<(Op, Value)> {
    let mut request: Map<String, Value> = serde_json::from_slice(request).ok()?;
    if request.get("v").and_then(Value::as_u64) != Some(1) {
        return None;
    }
    let op = Op::named(request.get("op")?.as_str()?)?;
    Some((op, request.remove("data").unwrap_or_default()))
}

/// The program's side: what an answer to `op` says.
///
/// # Errors
/// When the plugin gives none that can be used.
pub fn answered(op: Op, answer: Result<Answer, Broken>) -> Result<Reply, Wrong> {
    let Answer { code, bytes } = answer.map_err(Wrong::Broken)?;
    let text = |bytes: Vec<u8>| {
        String::from_utf8(bytes).map_err(|e| Wrong::NotUtf8(e.utf8_error().valid_up_to()))
    };
    match code {
        0 => read(op, &text(bytes)?),
        1 => Err(Wrong::Said(text(bytes)?)),
        2 => Err(Wrong::Panicked(text(bytes)?)),
        3 => Err(Wrong::NotSupported),
        other => Err(Wrong::Code(other)),
    }
}

fn read(op: Op, text: &str) -> Result<Reply, Wrong> {
    let mut value: Value =
        serde_json::from_str(text).map_err(|error| Wrong::NotJson(error.to_string()))?;
    let misshapen = |why: &str| Wrong::Misshapen(why.to_owned());
    match op {
        Op::Compute => match value.get_mut("computed").map(Value::take) {
            Some(computed @ Value::Object(_)) => Ok(Reply::Computed(computed)),
            _ => Err(misshapen("«computed» is no object")),
        },
        Op::Check => {
            let findings = value.get("findings").and_then(Value::as_array);
            let findings = findings.ok_or_else(|| misshapen("«findings» is no list"))?;
            let read = |(nth, finding): (usize, &Value)| {
                Finding::from_json(finding)
                    .map_err(|why| Wrong::Misshapen(format!("findings/{nth}: {why}")))
            };
            findings.iter().enumerate().map(read).collect::<Result<_, _>>().map(Reply::Findings)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(op: Op, code: i32, bytes: &[u8]) -> Result<Reply, Wrong> {
        answered(op, Ok(Answer { code, bytes: bytes.to_vec() }))
    }

    #[test]
    fn every_answer_is_read_or_refused_for_what_it_is() {
        use Op::{Check, Compute};
        let computed = told(Compute, 0, br#"{"computed":{"a":1},"more":true}"#);
        assert_eq!(computed, Ok(Reply::Computed(json!({ "a": 1 }))));
        assert_eq!(told(Check, 0, br#"{"findings":[]}"#), Ok(Reply::Findings(vec![])));
        let said = told(Compute, 1, "thiếu số".as_bytes());
        assert_eq!(said, Err(Wrong::Said("thiếu số".to_owned())));
        assert_eq!(told(Compute, 2, b"boom"), Err(Wrong::Panicked("boom".to_owned())));
        assert_eq!(told(Compute, 3, b""), Err(Wrong::NotSupported));
        assert_eq!(told(Compute, -7, b""), Err(Wrong::Code(-7)));
        assert_eq!(told(Compute, 0, b"ab\xFF"), Err(Wrong::NotUtf8(2)));
        assert!(matches!(told(Compute, 0, b"{"), Err(Wrong::NotJson(_))));
        assert!(matches!(told(Compute, 0, b""), Err(Wrong::NotJson(_))));
        for shape in [r#"{"computed":[]}"#, r#"{"findings":[]}"#, "1"] {
            assert!(matches!(told(Compute, 0, shape.as_bytes()), Err(Wrong::Misshapen(_))));
        }
    }

    #[test]
    fn a_finding_says_where_and_what_or_is_refused() {
        let whole = Finding::error("/a/0", "tong-sai", "sai").hint("sửa").english("wrong");
        let reply = json!({ "findings": [whole.to_json()] }).to_string();
        assert_eq!(told(Op::Check, 0, reply.as_bytes()), Ok(Reply::Findings(vec![whole.clone()])));
        let bad = [
            ("severity", json!("bad")),
            ("path", json!("a")),
            ("path", json!("/a\u{1b}[2J")),
            ("path", json!("/a".repeat(501))),
            ("path", Value::Null),
            ("code", json!("Tổng")),
            ("code", json!("")),
            ("message", json!(" ")),
        ];
        for (key, value) in bad {
            let mut finding = whole.to_json();
            finding[key] = value;
            let reply = json!({ "findings": [finding] }).to_string();
            let told = told(Op::Check, 0, reply.as_bytes());
            let Err(Wrong::Misshapen(why)) = told else { panic!("{key}: {told:?}") };
            assert!(why.starts_with("findings/0: ") && why.contains(key), "{why}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_answer_is_read_or_refused(code in -1..5, bytes: Vec<u8>) {
            for op in Op::ALL {
                let _ = told(op, code, &bytes);
            }
        }

        #[test]
        fn any_json_is_read_or_refused(text in r#"[{}\[\]":,a-z/0-9 ]{0,60}"#, path: String) {
            let finding = json!({ "severity": "error", "path": path, "code": text, "message": path });
            let reply = json!({ "findings": [finding] }).to_string();
            for (op, text) in [(Op::Check, &reply), (Op::Compute, &text), (Op::Check, &text)] {
                let _ = told(op, 0, text.as_bytes());
                let _ = parse(text.as_bytes());
            }
        }
    }

    #[test]
    fn a_request_is_read_as_it_was_written() {
        let data = json!({ "trich_yeu": "về \"việc\"\n" });
        let bytes = request(Op::Check, "so-ket", &data);
        assert_eq!(parse(&bytes), Some((Op::Check, data)));
        let whole: Value = serde_json::from_slice(&bytes).expect("JSON");
        assert_eq!(whole["id"], "so-ket");
        for other in [r#"{"v":2,"op":"check"}"#, r#"{"v":1,"op":"sing"}"#, "[]", ""] {
            assert_eq!(parse(other.as_bytes()), None);
        }
    }
}
