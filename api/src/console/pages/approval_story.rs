//! What whoever answers is told of what they say yes or no to (R21, R24, R31, R36): what the door gives of it, and the ways to
//! the log and to the record, each for those alone whom the door lets go there.

use entities::ids::ChildId;
use entities::words::AccessAction;

use super::to_the_record::{self, opens_records};
use super::{approvals, reviews};
use crate::console::Trouble;
use crate::console::parts::{Act, Cell, Row, SummaryList};
use crate::console::visit::Visit;
use crate::console::words::{plain, plain_list, sentence_case, yes_or_no};
use crate::disclosure::ApprovalView;
use crate::plain::wall;

/// What it is, a row each; of what does not apply there is none.
pub(super) async fn story(visit: &Visit, waiting: &ApprovalView) -> Result<SummaryList, Trouble> {
    let told = &waiting.told;
    let mut rows = vec![Row::new("Asked by", Cell::Lines(who(waiting)))];
    let protection = told.protection.map(plain);
    let lifted = if told.lifting { "It is to be lifted" } else { "It holds now, and ends if you say no" };
    let consent = told.dispense_reason.map(plain);
    let emergency = (waiting.action == AccessAction::View).then(|| yes_or_no(told.emergency).to_owned());
    let given = Some(plain_list(told.given)).filter(|list| waiting.action == AccessAction::View && !list.is_empty());
    let facts = [
        ("What protects the record", protection.map(|kind| Cell::Lines(vec![kind, lifted.to_owned()]))),
        ("What the record is needed for", told.purpose.map(|word| Cell::text(plain(word)))),
        ("Lawful basis", told.basis.map(|word| Cell::text(plain(word)))),
        ("Why they went on without consent", consent.map(Cell::Text)),
        ("In an emergency", emergency.map(Cell::Text)),
        ("What they were given", given.map(Cell::Text)),
    ];
    rows.extend(facts.into_iter().filter_map(|(key, value)| Some(Row::new(key, value?))));
    rows.push(Row::new("Why, in their words", Cell::or_none(waiting.justification.clone())));
    if waiting.review.is_some() {
        let text = "You are not told it here. It stands among the consents on the record. If you may not open that, ask somebody \
                    who works with the young person before you decide.";
        rows.push(Row::new("What the young person said", Cell::text(text)));
    }
    rows.push(Row::new("The child", child(visit, told.child)));
    rows.push(Row::new("Entry in the access log", entry(visit, waiting).await?));
    rows.push(Row::new("Your answer is due", Cell::Text(sentence_case(&wall::deadline(waiting.due_at)))));
    Ok(SummaryList { rows })
}

/// Who asks: name, roles, agency.
fn who(waiting: &ApprovalView) -> Vec<String> {
    let told = &waiting.told;
    let agency = told.agency.clone().or_else(|| told.agency_kind.map(plain));
    let roles = Some(plain_list(told.roles)).filter(|roles| !roles.is_empty());
    std::iter::once(approvals::by(waiting)).chain(roles).chain(agency).collect()
}

/// The child by the hub's own id, and what to do to know who that is. No name stands here: that takes a reason.
fn child(visit: &Visit, child: Option<ChildId>) -> Cell {
    let Some(child) = child else { return Cell::text("You are not told which child. Ask the person who asked you.") };
    let way = if opens_records(visit) {
        "The name is not shown here: open the record below, for a reason."
    } else {
        "The name is not shown here, and your role opens no record. Ask the person who asked."
    };
    Cell::Lines(vec![child.public(), way.to_owned()])
}

/// The entry, with a link where the caller may read it. Who reads none of the log does not ask for it: that would be logged as a
/// refusal.
async fn entry(visit: &Visit, waiting: &ApprovalView) -> Result<Cell, Trouble> {
    let position = waiting.access_log_entry;
    if !visit.reads_log() {
        return Ok(Cell::text(position.to_string()));
    }
    let page = visit.door().access_entry(visit.caller(), position).await?;
    Ok(match page.entries().first() {
        Some(entry) => Cell::Link { text: position.to_string(), href: reviews::href(entry), hidden: String::new() },
        None => Cell::text(position.to_string()),
    })
}

/// The way to the record, which asks why it is needed.
pub(super) fn way_to_the_record(visit: &Visit, waiting: &ApprovalView) -> Option<Act> {
    let text = "Open the record to see who the child is. The next page asks why you need it, and the access is logged. Come back here \
                to answer.";
    to_the_record::way(visit, waiting.told.child?, None, ("Who the child is", text))
}

/// What a list says of it beside who asks: for what, and why without consent.
pub(super) fn in_short(waiting: &ApprovalView) -> Vec<String> {
    let told = &waiting.told;
    let words = [told.purpose.map(plain), told.dispense_reason.map(plain), told.protection.map(plain)];
    words.into_iter().flatten().chain(waiting.justification.clone()).collect()
}
