//! What waits, as tables: each row leads to where it is worked on.

use std::collections::BTreeMap;

use entities::Instant;
use entities::ids::AgencyId;
use entities::words::{PartnerViewState, RagRating, Word};

use super::Part;
use crate::console::clocks;
use crate::console::pages::{concerns, decisions, escalations};
use crate::console::parts::{Cell, Table, Tag, Tone};
use crate::console::words::plain;
use crate::disclosure::escalations::EscalationPage;
use crate::disclosure::{CheckPage, ConcernContent, ConcernPage, JointDecisionPage};

/// What the board asks of a concern: nothing of what somebody said.
pub(super) fn concern_fields() -> Vec<String> {
    let mut fields = ["raisedAt", "reference", "status", "rating", "ratingDueAt", "decisionDueAt", "immediateDanger"];
    fields.sort_unstable();
    fields.map(str::to_owned).to_vec()
}

fn table(caption: &str, head: &[&str], rows: Vec<Vec<Cell>>) -> Table {
    Table { caption: caption.to_owned(), head: head.iter().map(|name| (*name).to_owned()).collect(), rows }
}

/// How many there are, where those shown are not all.
fn of(shown: usize, total: i64) -> Option<i64> {
    Some(total).filter(|total| i64::try_from(shown).is_ok_and(|shown| shown < *total))
}

/// The concerns, most urgent first.
pub(super) fn concerns(page: &ConcernPage, now: Instant) -> Part {
    let views: Vec<&ConcernContent> =
        page.rows().filter_map(|(view, index)| Some(view.concern(index)?.concern())).collect();
    let row = |concern: &&ConcernContent| {
        let danger = concern.immediate_danger == Some(true);
        let danger = danger.then(|| Tag::new("Immediate danger", Tone::Urgent));
        let due = concerns::due(concern);
        vec![
            Cell::Link {
                text: concern.reference.clone().unwrap_or_else(|| "A concern".to_owned()),
                href: concerns::href(concern),
                hidden: String::new(),
            },
            Cell::Tags(danger.into_iter().chain([concerns::rating(concern.rating)]).collect()),
            due.map_or_else(|| Cell::or_none(None), |due| Cell::Tags(vec![clocks::left(due, now)])),
            Cell::Tags(concern.status.map(concerns::state).into_iter().collect()),
            Cell::or_none(concern.raised_at.map(crate::plain::wall::words)),
        ]
    };
    let rows: Vec<Vec<Cell>> = views.iter().map(row).collect();
    let of = of(rows.len(), page.total());
    Part { table: table("Most urgent first", &["Reference", "Rating", "Clock", "Where it stands", "Raised"], rows), of }
}

/// The same counted by rating and clock, of those shown.
pub(super) fn counted(page: &ConcernPage, now: Instant) -> Table {
    let soon = now.plus(4 * Instant::HOUR);
    let views: Vec<(Option<RagRating>, Option<Instant>)> = page
        .rows()
        .filter_map(|(view, index)| {
            view.concern(index).map(|view| (view.concern().rating, concerns::due(view.concern())))
        })
        .collect();
    let ratings = RagRating::ALL.iter().copied().map(Some).chain([None]);
    let rows = ratings.map(|rating| {
        let count = |holds: &dyn Fn(Instant) -> bool| {
            let held = views.iter().filter(|(of, due)| *of == rating && due.is_some_and(holds)).count();
            Cell::Text(held.to_string())
        };
        let tag = Cell::Tags(vec![concerns::rating(rating)]);
        vec![tag, count(&|due| due < now), count(&|due| (now..soon).contains(&due)), count(&|due| due >= soon)]
    });
    table("By rating and clock", &["Rating", "Overdue", "Due within 4 hours", "Due later"], rows.collect())
}

/// The checks that nobody has answered, by who was asked.
pub(super) fn checks(page: &CheckPage, now: Instant) -> Part {
    let mut by_agency: BTreeMap<Option<AgencyId>, (String, usize, usize, Option<Instant>)> = BTreeMap::new();
    let mut shown = 0_usize;
    for (view, index) in page.rows() {
        let Some(check) = view.check(index).map(crate::disclosure::check::CheckView::check) else { continue };
        let name =
            check.agency.and_then(|id| view.agency(id)).map_or_else(|| plain(check.agency_kind), |a| a.name.clone());
        let (_, open, overdue, first) = by_agency.entry(check.agency).or_insert((name, 0, 0, None));
        *open += 1;
        *overdue += usize::from(check.overdue);
        *first = [*first, check.due_at].into_iter().flatten().min();
        shown += 1;
    }
    let mut agencies: Vec<_> = by_agency.into_values().collect();
    // Who is latest first.
    agencies.sort_by_key(|(name, _, _, first)| (first.unwrap_or(Instant(i64::MAX)), name.clone()));
    let rows = agencies.into_iter().map(|(name, open, overdue, first)| {
        vec![
            Cell::Text(name),
            Cell::Text(open.to_string()),
            Cell::Text(overdue.to_string()),
            first.map_or_else(|| Cell::text("No set time"), |due| Cell::Tags(vec![clocks::left(due, now)])),
        ]
    });
    let head = ["Agency", "Not answered", "Overdue", "The first is due"];
    Part { table: table("By the agency that was asked", &head, rows.collect()), of: of(shown, page.total()) }
}

/// The joint decisions that wait for views.
pub(super) fn decisions(page: &JointDecisionPage, now: Instant) -> Part {
    let rows: Vec<Vec<Cell>> = page
        .rows()
        .filter_map(|(view, index)| Some((view, view.decision(index)?.decision())))
        .map(|(view, decision)| {
            let name = |id: Option<AgencyId>, kind| {
                id.and_then(|id| view.agency(id)).map_or_else(|| plain(kind), |a| a.name.clone())
            };
            let missing = decision.views.iter().filter(|of| of.state != PartnerViewState::Given);
            let missing: Vec<String> = missing.map(|of| name(of.agency, of.agency_kind)).collect();
            let missing = if missing.is_empty() { vec!["Nobody: every view is in".to_owned()] } else { missing };
            vec![
                Cell::Link {
                    text: format!("Asked on {}", crate::plain::wall::words(decision.asked_at)),
                    href: decisions::href(decision.id),
                    hidden: String::new(),
                },
                Cell::Tags(vec![clocks::left(decision.due_at, now)]),
                Cell::Lines(missing),
            ]
        })
        .collect();
    let of = of(rows.len(), page.total());
    Part { table: table("Newest first", &["Decision", "Views are due", "Who is waited for"], rows), of }
}

/// The escalations that nobody has answered.
pub(super) fn escalations(page: &EscalationPage, now: Instant) -> Part {
    let rows: Vec<Vec<Cell>> = page
        .rows()
        .filter_map(|(view, index)| Some((view, view.escalation(index)?.escalation())))
        .map(|(view, escalation)| escalations::row(view, escalation, now))
        .collect();
    let of = of(rows.len(), page.total());
    Part { table: table("Newest first", &escalations::HEAD, rows), of }
}
