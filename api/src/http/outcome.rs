//! How a request ended, as one word of a closed list: for the request's line in the operational log and for the measures, which
//! may carry nothing that a client chose.

use axum::http::StatusCode;
use axum::response::Response;

/// The stable code of an answer, left with it for whoever counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome(&'static str);

/// The codes that answers carry.
const CODES: &[&str] = &[
    "BAD_USER_INPUT",
    "BATCH_REFUSED",
    "BODY_INCOMPLETE",
    "BODY_TOO_LARGE",
    "CLIENT_UNKNOWN",
    "DEADLINE",
    "FORBIDDEN",
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "INTERNAL",
    "ISSUER_UNAVAILABLE",
    "ISSUER_UNKNOWN",
    "JSON_INVALID",
    "MEDIA_TYPE_UNSUPPORTED",
    "MEMBERSHIP_REQUIRED",
    "MEMBERSHIP_UNKNOWN",
    "METHOD_NOT_ALLOWED",
    "NOT_ACCEPTABLE",
    "OPERATION_UNKNOWN",
    "OPERATION_UNSUPPORTED",
    "ORIGIN_UNKNOWN",
    "PATH_UNKNOWN",
    "PRACTITIONER_UNKNOWN",
    "QUERY_TOO_COMPLEX",
    "QUERY_TOO_DEEP",
    "QUERY_TOO_LARGE",
    "QUERY_TOO_MANY_ALIASES",
    "QUERY_TOO_MANY_ROOTS",
    "RATE_LIMITED",
    "REQUEST_INVALID",
    "ROOT_FIELDS_CONFLICT",
    "SIGN_IN_TOO_WEAK",
    "SUBPROTOCOL_UNSUPPORTED",
    "TOKEN_EXPIRED",
    "TOKEN_INVALID",
    "TOKEN_MISSING",
    "TOO_MANY_SOCKETS",
    "TOO_MANY_STREAMS",
    "UNAVAILABLE",
    "UPGRADE_REQUIRED",
    "VARIABLES_TOO_DEEP",
    "VARIABLE_INVALID",
];

/// Leaves the code with the answer; one that is not on the list counts as another.
pub(super) fn leave(response: &mut Response, code: &str) {
    let known = CODES.iter().copied().find(|known| *known == code).unwrap_or("OTHER");
    response.extensions_mut().insert(Outcome(known));
}

/// The code that was left with the answer; `OK` or `OTHER` by its status where none was.
pub(super) fn of(response: &Response) -> &'static str {
    match response.extensions().get::<Outcome>() {
        Some(Outcome(code)) => code,
        None if response.status() == StatusCode::SERVICE_UNAVAILABLE => "UNAVAILABLE",
        None if response.status().is_success() => "OK",
        None => "OTHER",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::CODES;

    /// What stands in quotes and capitals in that file or folder, but for tests, this list and the methods.
    fn in_capitals(path: &Path, found: &mut BTreeSet<String>) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if ["outcome", "tests", "trace"].contains(&name.as_str()) {
            return;
        }
        if path.is_dir() {
            fs::read_dir(path).unwrap().for_each(|one| in_capitals(&one.unwrap().path(), found));
            return;
        }
        let text = fs::read_to_string(path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let is_code = |word: &&str| word.len() > 5 && word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        found.extend(text.split('"').skip(1).step_by(2).filter(is_code).map(str::to_owned));
    }

    #[test]
    fn every_code_that_is_answered_is_counted_as_itself() {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut given = BTreeSet::new();
        in_capitals(&sources.join("http"), &mut given);
        in_capitals(&sources.join("error.rs"), &mut given);
        assert_eq!(given, CODES.iter().map(|code| (*code).to_owned()).collect());
        assert!(CODES.is_sorted());
    }
}
