//! The helpers as handlebars calls them: what it prints is the yardstick of the tests.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, RenderContext, RenderError, RenderErrorReason,
    ScopedJson,
};

use super::signature::SIGNATURES;
use super::{Fault, Returns, Signature};

/// Makes all helpers known to handlebars.
pub(in crate::template) fn register(handlebars: &mut Handlebars<'_>) {
    let calls = SIGNATURES.iter().filter(|s| s.returns != Returns::Block);
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
        let values: Vec<_> = helper.params().iter().map(|param| param.value()).collect();
        let options = helper.hash().iter().map(|(name, value)| (*name, value.value()));
        Ok(ScopedJson::Derived(self.0.call(&values, &options.collect::<Vec<_>>())?))
    }
}

impl From<Fault> for RenderError {
    fn from(fault: Fault) -> Self {
        RenderErrorReason::NestedError(Box::new(fault)).into()
    }
}

/// The helper's own fault in an error of handlebars, if it is one.
pub(in crate::template) fn fault_of(error: &RenderError) -> Option<&Fault> {
    match error.reason() {
        RenderErrorReason::NestedError(inner) => inner.downcast_ref::<Fault>(),
        _ => None,
    }
}
