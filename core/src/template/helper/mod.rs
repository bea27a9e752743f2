//! Helpers of the template language: pure functions from values to Vietnamese text.
//!
//! [`signature`] says what each takes and gives; `call` does the work; [`register`] makes both
//! known to handlebars. A helper that cannot work with its values says why ([`Fault`]).

mod call;
pub mod date;
mod fault;
pub mod number;
pub mod roman;
mod signature;
mod text;
pub mod words;

use handlebars::{Context, Handlebars, Helper, HelperDef, RenderContext, RenderError, ScopedJson};

pub use fault::{Fault, fault_of};
pub use signature::{Returns, Signature, Takes, names, signature};
pub use text::{bare, capitalize, is_there, letter, pad};

/// Makes all helpers known to handlebars.
pub fn register(handlebars: &mut Handlebars<'_>) {
    let calls = signature::SIGNATURES.iter().filter(|s| s.returns != Returns::Block);
    for signature in calls {
        handlebars.register_helper(signature.name, Box::new(Bridge(signature)));
    }
}

/// A helper as handlebars calls it.
struct Bridge(&'static Signature);

impl HelperDef for Bridge {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let args = call::Args {
            values: helper.params().iter().map(|param| param.value()).collect(),
            options: helper.hash().iter().map(|(name, value)| (*name, value.value())).collect(),
        };
        Ok(ScopedJson::Derived((self.0.work)(&args)?))
    }
}
