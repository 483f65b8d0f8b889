//! The house's errors as GraphQL errors: a code, a public message, the path of the input and the request's id. The cause goes
//! to the operational log and never to the client.

use async_graphql::{Context, Error as GraphqlError, ErrorExtensions};

use crate::disclosure::Caller;
use crate::error::{Code, Error};

/// Who asks, as the request carries it.
pub(crate) fn caller<'c>(ctx: &'c Context<'_>) -> Result<&'c Caller, GraphqlError> {
    ctx.data::<Caller>().map_err(|_| GraphqlError::new("the request carries no caller"))
}

/// The door.
pub(crate) fn door<'c>(ctx: &'c Context<'_>) -> Result<&'c std::sync::Arc<crate::disclosure::Door>, GraphqlError> {
    ctx.data::<std::sync::Arc<crate::disclosure::Door>>().map_err(|_| GraphqlError::new("the schema has no door"))
}

/// The error as the client gets it.
pub(crate) fn public(ctx: &Context<'_>, error: Error) -> GraphqlError {
    let request = ctx.data::<Caller>().map(|c| c.request.clone()).unwrap_or_default();
    coded(&request, error)
}

/// The same where the request's id alone is at hand.
pub(crate) fn coded(request: &str, error: Error) -> GraphqlError {
    if let Some(cause) = error.cause() {
        tracing::error!(request.id = %request, error.code = error.code().name(), cause = %cause, "request failed");
    }
    let code = error.code();
    let path = error.path().to_vec();
    GraphqlError::new(error.public_message()).extend_with(|_, e| {
        e.set("code", code.name());
        e.set("requestId", request.to_owned());
        if !path.is_empty() {
            e.set("path", path);
        }
        if code == Code::Unavailable {
            e.set("retry", true);
        }
    })
}
