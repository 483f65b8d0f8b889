//! What a newer version of an entry holds back of an earlier one: history has the verdict of the entry (R1), and what was marked
//! later binds what was said before (R35).

use sea_orm::Value;

use super::EntryContent;
use crate::store::opening::bits::{RESTRICTED, SENSITIVE};

/// What is known of the newer version, as SQL over the row `e`.
pub(super) struct Newer {
    /// Its situation's code; none where the row's own counts alone.
    pub(super) code: Option<String>,
    /// Its classes.
    pub(super) classes: String,
}

impl Newer {
    /// That of the version of those entries which is on the page.
    pub(super) fn on_page(entries: &[EntryContent], values: &mut Vec<Value>) -> Self {
        let (mut code, mut classes) = ("CASE e.id".to_owned(), "CASE e.id".to_owned());
        for entry in entries.iter().filter(|e| e.version > 1) {
            values.push(entry.id.into());
            code.push_str(&format!(" WHEN ${} THEN {}", values.len(), entry.code));
            classes.push_str(&format!(" WHEN ${} THEN CAST({} AS BIGINT)", values.len(), entry.content.bits()));
        }
        Self { code: Some(format!("{code} END")), classes: format!("{classes} END") }
    }

    /// The situation of the row of which `then` is the code: the stricter marking of the two, and nothing that opens more in one of
    /// them alone.
    pub(super) fn situation(&self, then: &str) -> String {
        let Some(now) = &self.code else { return then.to_owned() };
        let marks = SENSITIVE | RESTRICTED;
        let both = format!("(({then}) & {now} & {})", !marks & i16::MAX.cast_unsigned());
        let either = |mark: u16| format!("((({then}) | {now}) & {mark}) <> 0");
        format!(
            "{both} + CASE WHEN {} THEN {RESTRICTED} WHEN {} THEN {SENSITIVE} ELSE 0 END",
            either(RESTRICTED),
            either(SENSITIVE)
        )
    }
}
