//! Which selections run: `@skip` and `@include` with this request's variables.

use async_graphql::parser::types::Directive;
use async_graphql::{Positioned, Value, Variables};

/// What `@skip` and `@include` come to with this request's variables, defaults filled in.
pub(super) struct Conditions<'a> {
    pub(super) variables: &'a Variables,
}

impl Conditions<'_> {
    /// Whether what stands under these directives runs.
    pub(super) fn included(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().all(|directive| match directive.node.name.node.as_str() {
            "skip" => !self.truth(&directive.node).unwrap_or(false),
            "include" => self.truth(&directive.node).unwrap_or(false),
            _ => true,
        })
    }

    /// None where it is no boolean; the library then reads it as false, and so must we.
    fn truth(&self, directive: &Directive) -> Option<bool> {
        let value = directive.get_argument("if")?.node.clone();
        let value = value.into_const_with(|name| self.variables.get(&name).cloned().ok_or(()));
        match value {
            Ok(Value::Boolean(value)) => Some(value),
            _ => None,
        }
    }
}
