//! The hub's public face: one GraphQL type per file, built from views alone. Resolvers ask `disclosure` or a service; they
//! hold no rule, and no field resolver reads the database, asks the rule book or writes the log.

mod access_log;
#[cfg(test)]
mod access_log_tests;
mod access_seen;
mod agency;
mod approval;
mod check;
mod child;
mod chronology;
mod concern;
mod consent;
mod cost;
mod described_child;
mod duty_page;
mod errors;
mod escalation;
mod event;
mod following;
mod input;
mod input_child;
mod involvement;
mod joint_decision;
mod missing_check;
mod mutation;
mod overdue_work;
mod paging;
mod police_report;
mod possible_match;
mod query;
mod record;
pub mod scalars;
mod search;
mod selection;
mod sharing;
mod subscription;
mod succession;
mod viewer;
pub mod words;
mod work;

use std::sync::Arc;

use async_graphql::{Request, Response, SDLExportOptions, Schema, SchemaBuilder};
use futures_util::stream::{BoxStream, StreamExt};

use crate::disclosure::{Caller, Door, Follower};
pub use cost::cost;
pub use mutation::Mutation;
pub use query::Query;
pub use subscription::Subscription;

/// The schema, whole.
pub type HubSchema = Schema<Query, Mutation, Subscription>;

/// Limits on one operation, each answered with a coded error when exceeded.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Deepest nesting of fields.
    pub depth: usize,
    /// Greatest cost, where each field costs one and a page multiplies what it holds.
    pub complexity: usize,
    /// Most directives on one field.
    pub directives: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 15, complexity: 10_000, directives: 20 }
    }
}

/// The bare schema, without the door: enough to print it.
fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query, Mutation::default(), Subscription).disable_suggestions()
}

/// The schema as it serves, with the door behind it.
pub fn schema(door: Arc<Door>, limits: Limits) -> HubSchema {
    builder()
        .limit_depth(limits.depth)
        .limit_complexity(limits.complexity)
        .limit_directives(limits.directives)
        .data(door)
        .finish()
}

/// The whole schema in the schema definition language, as `hub schema` prints it.
pub fn sdl() -> String {
    builder().finish().sdl_with_options(SDLExportOptions::new().include_specified_by())
}

/// Runs one operation for one caller.
pub async fn execute(schema: &HubSchema, caller: Caller, request: Request) -> Response {
    schema.execute(request.data(caller).data(event::Asked::default())).await
}

/// Runs one subscription for one caller, who is looked up again as it goes on.
pub fn follow(
    schema: &HubSchema,
    caller: Caller,
    follower: Follower,
    request: Request,
) -> BoxStream<'static, Response> {
    schema.execute_stream(request.data(caller).data(follower)).boxed()
}

/// What the schema finds wrong with a document before anything of it runs.
#[cfg(test)]
pub(crate) fn faults(document: &str, variables: serde_json::Value) -> Vec<String> {
    let request = Request::new(document).variables(async_graphql::Variables::from_json(variables));
    let answer = futures_util::future::FutureExt::now_or_never(builder().finish().execute(request));
    // Without a door behind it each root field fails where it runs, at a path; a fault of the document has none.
    let errors = answer.map(|a| a.errors).unwrap_or_default();
    errors.into_iter().filter(|e| e.path.is_empty()).map(|e| e.message).collect()
}
