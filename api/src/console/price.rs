//! What a page takes from the budget of cost that a person has for queries as well: about what a query costs that asks for as
//! much (fields, times the rows that a page of them may hold). The query page takes nothing here: its query is counted itself.

/// A page that lists something, or asks.
const ORDINARY: usize = 500;
/// A record: a page of entries with all their fields, a few fields of many for the picture, and the lists beside them.
const RECORD: usize = 3_500;
/// A page that asks the rule book by the dozen, or counts.
const RULES: usize = 2_000;
/// Reading the log through.
const WHOLE_LOG: usize = 20_000;

/// What the page at that path costs.
pub(super) fn of(path: &str, is_form: bool) -> usize {
    match path {
        "/console/query" | "/console/session" => 1,
        "/console/child" if is_form => RECORD,
        "/console/governance/log" if is_form => WHOLE_LOG,
        path if path.starts_with("/console/governance/") => RULES,
        _ => ORDINARY,
    }
}
