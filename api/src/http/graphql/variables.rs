//! Values of variables as the GraphQL specification wants them before execution (section 6.1.2): defaults filled in, and a
//! required one that is missing refused. The library does neither: it reads `@include(if: $x)` as false where `$x` has only
//! its default, and meets a missing value in the middle of execution.

use async_graphql::parser::types::OperationDefinition;
use async_graphql::{Value, Variables};

use super::refusal::Refusal;

/// Fills in defaults and refuses what is missing or null and must not be.
pub(super) fn complete(operation: &OperationDefinition, variables: &mut Variables) -> Result<(), Refusal> {
    for definition in &operation.variable_definitions {
        let name = &definition.node.name.node;
        let wanted = &definition.node.var_type.node;
        match variables.get(name) {
            None => {
                if let Some(default) = &definition.node.default_value {
                    variables.insert(name.clone(), default.node.clone());
                } else if !wanted.nullable {
                    let message = format!("the variable ${name} has no value");
                    return Err(Refusal::invalid("VARIABLE_INVALID", message).placed(definition.pos));
                }
            }
            Some(Value::Null) if !wanted.nullable => {
                let message = format!("the variable ${name} must not be null");
                return Err(Refusal::invalid("VARIABLE_INVALID", message).placed(definition.pos));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
