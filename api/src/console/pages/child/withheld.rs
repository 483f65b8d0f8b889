//! What of a record is withheld: altogether, and whether anything is in part.

use entities::words::WithheldReason;

use super::given::field_in_words;
use crate::console::parts::{Cell, Table};
use crate::console::words::{plain, sentence_case};
use crate::disclosure::RecordView;

/// A part of the record by the heading under which the page shows it.
fn part(field: &str) -> String {
    match field {
        "chronology" => "What happened".to_owned(),
        "involvements" => "Who works with the child".to_owned(),
        "consents" => "Consents".to_owned(),
        "work" => "Pieces of work".to_owned(),
        other => sentence_case(&field_in_words(other)),
    }
}

/// What is withheld whole.
pub(super) fn whole(view: &RecordView) -> Table {
    let rows = view.withheld().iter().map(|withheld| {
        let ask = withheld.ask.and_then(|id| view.agency(id)).map(|agency| agency.name.clone());
        let otherwise = match withheld.reason {
            WithheldReason::Review => "Whoever decides: ask for a decision below",
            _ => "Your safeguarding lead",
        };
        vec![
            Cell::Text(part(withheld.field)),
            Cell::Text(plain(withheld.reason)),
            Cell::text(withheld.how_to_proceed()),
            Cell::Text(ask.unwrap_or_else(|| otherwise.to_owned())),
        ]
    });
    let head = ["What", "Why", "What you can do", "Whom to ask"].map(str::to_owned).to_vec();
    Table { caption: "Withheld altogether, whether or not there is any".to_owned(), head, rows: rows.collect() }
}

/// Whether anything of what the page shows is withheld, altogether or in part.
pub(super) fn held_back(view: &RecordView) -> bool {
    !view.sharing().withheld.is_empty() || !all_withheld(view).is_empty()
}

/// Whether an objection holds something back until a person decides (R24).
pub(super) fn waits_for_a_decision(view: &RecordView) -> bool {
    all_withheld(view).contains(&WithheldReason::Review)
}

/// Why anything of the record is withheld.
fn all_withheld(view: &RecordView) -> Vec<WithheldReason> {
    let entries = view.pages().first().into_iter().flat_map(|page| &page.entries);
    let parts = entries
        .flat_map(|entry| view.entry_withheld(entry))
        .chain(view.involvements().iter().flat_map(|row| view.involvement_withheld(row)))
        .chain(view.consents().iter().flat_map(|row| view.consent_withheld(row)))
        .chain(view.works().iter().flat_map(|work| view.work_withheld(work)));
    let whole = view.withheld().iter().chain(view.child_withheld()).map(|kept| kept.reason);
    whole.chain(parts.map(|kept| kept.reason)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_withheld_whole_is_called_by_its_heading() {
        assert_eq!(part("chronology"), "What happened");
        assert_eq!(part("involvements"), "Who works with the child");
    }
}
