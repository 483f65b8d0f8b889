//! The checks about a record's child, and the ways from it to ask partner agencies for their views.

use entities::Instant;
use entities::ids::{CheckRoundId, ChildId, ConcernId};

use super::given;
use super::record::names;
use crate::console::Trouble;
use crate::console::pages::decisions;
use crate::console::parts::{Act, Table};
use crate::console::visit::Visit;
use crate::console::words::plain;
use crate::disclosure::check::CheckView;
use crate::disclosure::{ChecksAsk, DecidedOn, RecordView};
use crate::plain::wall;

/// Checks that are shown.
const CHECKS: u32 = 25;
/// Rounds of checks on which views are asked for from here.
const ROUNDS: usize = 3;

/// A round of checks that the viewer's agency asked for, and when.
type Round = (CheckRoundId, Instant);

const CHECK: &[&str] = &[
    "agency",
    "agencyKind",
    "answer",
    "askedBy",
    "child",
    "dueAt",
    "id",
    "keyPoint",
    "overdue",
    "purpose",
    "requestedAt",
    "status",
    "withheld",
];

/// The checks about the child that the viewer's agency asked for or is asked: a list of its own, judged and logged as such.
pub(super) async fn checks(visit: &Visit, child: ChildId) -> Result<(Table, Vec<Round>), Trouble> {
    let ask = ChecksAsk { child: Some(child), first: CHECKS, fields: names(CHECK), ..ChecksAsk::default() };
    let page = visit.door().checks(visit.caller(), &ask).await?;
    let mut rounds: Vec<Round> = Vec::new();
    for (view, index) in page.rows() {
        let Some(check) = view.check(index).map(CheckView::check) else { continue };
        let ours = check.asked_by.is_some_and(|agency| visit.caller().agency.owns(agency));
        if ours && rounds.iter().all(|(round, _)| *round != check.round) {
            rounds.push((check.round, check.requested_at));
        }
    }
    let rows = page.rows().filter_map(|(view, index)| {
        let check = view.check(index)?.check();
        let agency = |id: Option<entities::ids::AgencyId>| id.and_then(|id| view.agency(id)).map(|a| a.name.clone());
        Some(given::check(
            check,
            agency(check.asked_by),
            agency(check.agency).unwrap_or_else(|| plain(check.agency_kind)),
        ))
    });
    let head = ["Asked", "Asked by", "Asked of", "For", "Answer"].map(str::to_owned).to_vec();
    Ok((Table { caption: "Newest first".to_owned(), head, rows: rows.collect() }, rounds))
}

/// The ways to ask the agencies that work with the child for their views: on the concern that the opening rests on, and on what
/// the viewer's agency's newest checks brought. What was stated goes with them, for the way back.
pub(super) fn asking(
    visit: &Visit,
    (stated, concern): (&[(String, String)], Option<ConcernId>),
    rounds: Vec<Round>,
    view: &RecordView,
) -> Vec<Act> {
    let open = view.involvements().iter().filter(|row| row.ended_on.is_none()).filter_map(|row| row.agency);
    let mut others: Vec<&str> = open
        .filter(|agency| !visit.caller().agency.owns(*agency))
        .filter_map(|agency| Some(view.agency(agency)?.name.as_str()))
        .collect();
    others.sort_unstable();
    others.dedup();
    let on_concern = concern.map(|id| (DecidedOn::Concern(id), "On the concern that brought you here".to_owned()));
    let on_checks = rounds
        .into_iter()
        .take(ROUNDS)
        .map(|(round, at)| (DecidedOn::Round(round), format!("On what the checks of {} brought", wall::words(at))));
    let ways = on_concern.into_iter().chain(on_checks);
    ways.map(|(on, heading)| decisions::way(on, &heading, &others, stated)).collect()
}
