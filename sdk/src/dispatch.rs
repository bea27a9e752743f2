//! From a request to the plugin's function and back, whatever happens on the way.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};

use crate::Plugin;
use crate::abi::Answer;
use crate::wire::{Code, Failure, Op, parse};

/// Answers a request. A panic becomes an answer too.
pub(crate) fn answer<P: Plugin>(request: &[u8]) -> Answer {
    let caught = catch_unwind(AssertUnwindSafe(|| work::<P>(request)));
    let (code, bytes) = match caught {
        Ok(Ok(value)) => (Code::Done, value.to_string().into_bytes()),
        Ok(Err(Failure::Said(text))) => (Code::Said, text.into_bytes()),
        Ok(Err(Failure::NotSupported)) => (Code::NotSupported, Vec::new()),
        Err(payload) => (Code::Panicked, last_words(payload).into_bytes()),
    };
    Answer { code: code as i32, bytes }
}

/// What a panic said.
fn last_words(payload: Box<dyn Any + Send>) -> String {
    let payload = match payload.downcast::<&str>() {
        Ok(text) => return (*text).to_owned(),
        Err(payload) => payload,
    };
    match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(payload) => {
            // Dropping it would run the plugin's code, which may panic again.
            std::mem::forget(payload);
            String::new()
        }
    }
}

fn work<P: Plugin>(request: &[u8]) -> Result<Value, Failure> {
    let Some((op, data)) = parse(request) else { return Err(Failure::NotSupported) };
    match op {
        Op::Compute => P::compute(&data).map(|computed| json!({ "computed": computed })),
        Op::Check => {
            let findings = P::check(&data)?;
            let findings: Value = findings.iter().map(crate::Finding::to_json).collect();
            Ok(json!({ "findings": findings }))
        }
    }
}
