//! Faults of the command line, in the user's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use vanthu_core::diag::{Lang, Text};
use vanthu_core::text;

use crate::exit::Exit;

/// Prints what clap has to say. Help and version are no faults.
pub(crate) fn report(error: &clap::Error) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            print!("{error}");
            Exit::Clean
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            eprint!("{error}");
            Exit::Usage
        }
        _ => {
            let lang = wanted_language();
            let message = words(error);
            let (level, hint, see) = match lang {
                Lang::Vi => ("lỗi", "gợi ý", "xem hướng dẫn: vanthu --help"),
                Lang::En => ("error", "hint", "see: vanthu --help"),
            };
            eprintln!("{level}: {}", message.in_lang(lang));
            if let Some(near) = suggested(error) {
                match lang {
                    Lang::Vi => eprintln!("  {hint}: có phải «{near}»?"),
                    Lang::En => eprintln!("  {hint}: did you mean «{near}»?"),
                }
            }
            eprintln!("  {see}");
            Exit::Usage
        }
    }
}

/// The arguments could not be read, so `--lang` is looked for by hand.
fn wanted_language() -> Lang {
    let args: Vec<String> =
        std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let after = args.windows(2).any(|pair| pair[0] == "--lang" && pair[1] == "en");
    let env = std::env::var("VANTHU_LANG").is_ok_and(|lang| lang == "en");
    if after || env || args.iter().any(|arg| arg == "--lang=en") { Lang::En } else { Lang::Vi }
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn suggested(error: &clap::Error) -> Option<String> {
    let kinds =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    kinds.into_iter().map(|kind| context(error, kind)).find(|near| !near.is_empty())
}

fn words(error: &clap::Error) -> Text {
    let arg = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    let command = context(error, ContextKind::InvalidSubcommand);
    let valid = context(error, ContextKind::ValidValue);
    let prior = context(error, ContextKind::PriorArg);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            text!("không có lệnh «{command}»", "there is no command «{command}»")
        }
        ErrorKind::UnknownArgument => {
            text!("không có tùy chọn «{arg}»", "there is no option «{arg}»")
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            text!("«{arg}» thiếu giá trị; nhận: {valid}", "«{arg}» needs a value: {valid}")
        }
        ErrorKind::InvalidValue => text!(
            "«{arg}» không nhận giá trị «{value}»; nhận: {valid}",
            "«{arg}» cannot be «{value}»; possible: {valid}"
        ),
        ErrorKind::MissingRequiredArgument => {
            text!("thiếu {arg}", "{arg} is missing")
        }
        ErrorKind::MissingSubcommand => text!("thiếu lệnh", "a command is missing"),
        ErrorKind::ArgumentConflict if prior == arg || prior.is_empty() => {
            text!("«{arg}» chỉ ghi một lần", "«{arg}» may be given once only")
        }
        ErrorKind::ArgumentConflict => {
            text!("«{arg}» không đi cùng «{prior}»", "«{arg}» does not go with «{prior}»")
        }
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            text!("«{arg}» thiếu giá trị", "«{arg}» needs a value")
        }
        ErrorKind::TooManyValues => {
            text!("«{arg}» có thừa giá trị «{value}»", "«{value}» is too much for «{arg}»")
        }
        ErrorKind::InvalidUtf8 => {
            text!("dòng lệnh có ký tự không đọc được", "an argument is no readable text")
        }
        _ => text!("dòng lệnh không đúng", "the command line is wrong"),
    }
}
