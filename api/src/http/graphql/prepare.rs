//! From a document's text to a request that may run: every guard, in order, the same for each way a document may come in
//! (POST, or a socket). What comes out has been parsed once and is run as it stands.

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Variables};
use serde_json::{Map, Value};

use super::refusal::Refusal;
use super::{Documents, roots, text, variables};
use crate::http::Limits;

/// A request that has passed every guard.
pub struct Prepared {
    /// The request, its document parsed and its root fields merged.
    pub request: Request,
    /// `query`, `mutation` or `subscription`.
    pub operation: &'static str,
}

/// What a client sends: the parameters of GraphQL over HTTP.
pub struct Parameters {
    /// The document.
    pub query: String,
    /// Which of its operations to run.
    pub operation_name: Option<String>,
    /// Values of its variables.
    pub variables: Map<String, Value>,
}

impl Parameters {
    /// Reads the parameters from a JSON body.
    ///
    /// # Errors
    /// Where the body is no JSON, nests too deeply, is a batch, or a parameter has the wrong type.
    pub fn read(body: &[u8], limits: &Limits) -> Result<Self, Refusal> {
        text::check_json(body, limits)?;
        let mut json = match serde_json::from_slice(body) {
            Ok(Value::Object(json)) => json,
            Ok(Value::Array(_)) => {
                return Err(Refusal::invalid("BATCH_REFUSED", "the hub takes one operation in a request"));
            }
            Ok(_) => return Err(Refusal::invalid("REQUEST_INVALID", "the body is not a JSON object")),
            Err(_) => {
                return Err(Refusal { code: "JSON_INVALID", ..Refusal::syntax("the body is not JSON", None) });
            }
        };
        let invalid = |message| Refusal::invalid("REQUEST_INVALID", message);
        let Some(Value::String(query)) = json.remove("query") else { return Err(invalid("query must be a text")) };
        let operation_name = match json.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err(invalid("operationName must be a text")),
        };
        let variables = match json.remove("variables") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(variables)) => variables,
            Some(_) => return Err(invalid("variables must be an object")),
        };
        match json.remove("extensions") {
            None | Some(Value::Null | Value::Object(_)) => {}
            Some(_) => return Err(invalid("extensions must be an object")),
        }
        Ok(Self { query, operation_name, variables })
    }

    /// Passes the document through every guard.
    ///
    /// # Errors
    /// Where one of them refuses it.
    pub fn prepare(self, documents: &Documents, limits: &Limits) -> Result<Prepared, Refusal> {
        let mut document = documents.read(&self.query, limits)?;
        // An empty name is how some clients say that there is none.
        let name = self.operation_name.filter(|name| !name.is_empty());
        let mut values = Variables::from_json(Value::Object(self.variables));
        variables::complete(roots::chosen(&document.operations, name.as_deref())?, &mut values)?;
        let operation = match roots::merge(&mut document, name.as_deref(), &values, limits)? {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => "subscription",
        };
        let mut request = Request::new(self.query).variables(values);
        request.operation_name = name;
        request.set_parsed_query(document);
        Ok(Prepared { request, operation })
    }
}
