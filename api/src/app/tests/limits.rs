//! What configuration says of the cost of an operation reaches the schema.

use std::sync::Arc;

use async_graphql::Request;

use super::fixture::House;
use crate::graphql::{self, Limits};

#[tokio::test]
async fn a_field_has_no_more_directives_than_configuration_says() {
    let house = House::new().await;
    for (directives, faults) in [(1, 1), (2, 0)] {
        let schema = graphql::schema(Arc::clone(&house.door), Limits { directives, ..Limits::default() });
        let request = Request::new("{ viewer @include(if: true) @skip(if: false) { id } }");
        let answer = graphql::execute(&schema, house.caller("sw").await, request).await;
        assert_eq!(answer.errors.len(), faults, "{:?}", answer.errors);
    }
}
