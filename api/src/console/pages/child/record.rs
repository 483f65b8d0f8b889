//! The record as a page: who the child is, what happened, who works with the child, consents, checks, what is withheld and whom
//! to ask, and the entry that says that it was seen. It shows one view that the door gave, and the checks' own.

use entities::ids::ChildId;

use super::picture::Picture;
use super::wanted::Wanted;
use super::{events, given, why};
use crate::access_log::Logged;
use crate::console::form::{ErrorSummary, Field};
use crate::console::frame::Frame;
use crate::console::parts::{Chip, SummaryList, Table, Timeline};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::console::{Trouble, words::plain};
use crate::disclosure::{ChecksAsk, PageArgs, RecordAsk, RecordView};
use crate::plain::wall;

/// The page's title, which names nobody.
const TITLE: &str = "A child's record";
/// Entries on one page.
const ON_A_PAGE: u32 = 25;
/// The most that the picture of the years is drawn of; it says so where there are more.
const IN_THE_PICTURE: u32 = 500;
/// Checks that are shown.
const CHECKS: u32 = 25;

const CHILD: &[&str] = &[
    "address",
    "aliases",
    "dateOfBirth",
    "dateOfDeath",
    "disabilities",
    "ethnicity",
    "expectedDateOfBirth",
    "familyName",
    "firstLanguage",
    "generalPractice",
    "givenName",
    "id",
    "interpreterNeeded",
    "levelOfNeed",
    "nhsNumber",
    "religion",
    "responsibleAuthority",
    "school",
    "sex",
    "telephone",
    "upn",
    "withheld",
];
const ENTRY: &[&str] = &[
    "action",
    "agency",
    "agencyKind",
    "category",
    "childVoice",
    "correctionReason",
    "handling",
    "headline",
    "history",
    "id",
    "impactDirection",
    "impactOnChild",
    "narrative",
    "occurredAt",
    "occurredPrecision",
    "occurredUntil",
    "outcome",
    "recordedAt",
    "recordedBy",
    "significance",
    "summary",
    "version",
    "withdrawnAt",
    "withheld",
];
const POINT: &[&str] = &["agencyKind", "id", "occurredAt", "significance"];
const INVOLVEMENT: &[&str] = &[
    "agency",
    "agencyKind",
    "endedOn",
    "id",
    "practitioners",
    "service",
    "startedOn",
    "team",
    "unconfirmed",
    "withheld",
];
const CONSENT: &[&str] =
    &["agencyKinds", "expiresOn", "fieldClasses", "givenBy", "giverName", "id", "purposes", "status", "withheld"];
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

fn names(fields: &[&str]) -> Vec<String> {
    fields.iter().map(|field| (*field).to_owned()).collect()
}

/// What is asked of the door; none where the address was not made by the hub.
pub(super) fn ask(wanted: &Wanted) -> Option<RecordAsk> {
    let filter = wanted.filter()?;
    let page = |first: u32, fields: &[&str], history: bool| PageArgs {
        filter: filter.clone(),
        first,
        after: None,
        oldest_first: false,
        fields: names(fields),
        total: history,
        history,
    };
    let mut pages = vec![PageArgs { after: wanted.cursor()?, ..page(ON_A_PAGE, ENTRY, true) }];
    if !wanted.is_later() {
        pages.push(page(IN_THE_PICTURE, POINT, false));
    }
    Some(RecordAsk {
        child: names(CHILD),
        pages,
        involvements: names(INVOLVEMENT),
        consents: names(CONSENT),
        sharing_consent: false,
        work: Vec::new(),
    })
}

#[derive(askama::Template)]
#[template(path = "console/record.html")]
struct RecordPage {
    frame: Frame,
    /// The child's name, in the heading alone: a page's title stays behind in the browser's history.
    name: String,
    /// What is wrong with the filter.
    errors: ErrorSummary,
    /// The address of what is shown, for what goes back.
    here: String,
    /// Where the filter goes, and the list without one.
    all: String,
    /// What was stated, for every form of the page.
    hidden: Vec<(String, String)>,
    identity: SummaryList,
    /// Until when an emergency opening lasts.
    until: Option<String>,
    chips: Vec<Chip>,
    filter: Vec<Field>,
    total: i64,
    picture: Option<Picture>,
    timeline: Timeline,
    first: Option<String>,
    next: Option<String>,
    involvements: Table,
    consents: Table,
    checks: Table,
    withheld: Table,
    decision: SummaryList,
}

/// The page of an opened record; `hidden` is what its forms carry.
pub(super) async fn page(
    visit: &Visit,
    wanted: &Wanted,
    hidden: &[(String, String)],
    (posted, errors): (&Posted, ErrorSummary),
    view: &Logged<RecordView>,
) -> Answer {
    let shown = view.pages().first().ok_or(Trouble::Internal)?;
    let next = shown.entries.last().filter(|_| shown.more).map(|entry| wanted.next(entry).address());
    let checks = checks(visit, view.child().id).await?;
    let wrong = !errors.is_empty();
    let page = RecordPage {
        frame: visit.frame(TITLE).with_errors(wrong),
        name: given::name(view).unwrap_or_else(|| TITLE.to_owned()),
        here: wanted.address(),
        all: Wanted::default().address(),
        hidden: hidden.to_vec(),
        identity: given::identity(view),
        until: view.sharing().expires_at.map(wall::words),
        chips: wanted.chips(),
        filter: if wrong { why::filled(wanted.fields(), posted, &errors) } else { wanted.fields() },
        errors,
        total: shown.total.unwrap_or_default(),
        picture: view.pages().get(1).and_then(Picture::of),
        timeline: events::timeline(view, shown),
        first: wanted.is_later().then(|| wanted.first().address()),
        next,
        involvements: given::involvements(view),
        consents: given::consents(view),
        checks,
        withheld: given::withheld(view),
        decision: given::decision(view, &Logged::position(view).to_string(), &visit.door().book()),
    };
    if wrong { visit.page_to_mend(&page) } else { visit.page(&page) }
}

/// The checks about the child that the viewer's agency asked for or is asked: a list of its own, judged and logged as such.
async fn checks(visit: &Visit, child: ChildId) -> Result<Table, Trouble> {
    let ask = ChecksAsk { child: Some(child), first: CHECKS, fields: names(CHECK), ..ChecksAsk::default() };
    let page = visit.door().checks(visit.caller(), &ask).await?;
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
    Ok(Table { caption: "Newest first".to_owned(), head, rows: rows.collect() })
}
