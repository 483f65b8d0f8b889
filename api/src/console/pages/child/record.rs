//! The record as a page: who the child is, what happened, who works with the child, consents, checks, what is withheld and whom
//! to ask, and the entry that says that it was seen. It shows one view that the door gave, and the checks' own.

use entities::ids::ConcernId;

use super::picture::Picture;
use super::wanted::Wanted;
use super::work::Listed;
use super::{checked, events, given, why, withheld, work};
use crate::access_log::Logged;
use crate::console::Trouble;
use crate::console::form::{ErrorSummary, Field};
use crate::console::frame::Frame;
use crate::console::pages::{approvals, decisions, escalations};
use crate::console::parts::{Act, Cell, Chip, SummaryList, Table, Timeline};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::disclosure::{PageArgs, RecordAsk, RecordView};
use crate::plain::wall;

/// The page's title, which names nobody.
const TITLE: &str = "A child's record";
/// Entries on one page.
const ON_A_PAGE: u32 = 25;
/// The most that the picture of the years is drawn of; it says so where there are more.
const IN_THE_PICTURE: u32 = 500;

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
pub(super) fn names(fields: &[&str]) -> Vec<String> {
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
        work: names(work::LISTED),
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
    /// Why some of the events are withheld, in whole or in part.
    why_withheld: Vec<Cell>,
    first: Option<String>,
    next: Option<String>,
    involvements: Table,
    consents: Table,
    checks: Table,
    works: Vec<Listed>,
    decisions: Table,
    withheld: Table,
    /// Whether anything is, altogether or in part.
    held_back: bool,
    /// The ways to ask partner agencies for their views.
    acts: Vec<Act>,
    /// Where what is withheld is disputed.
    disagree: Option<String>,
    /// Where a decision on what an objection holds back is asked for.
    decide: Option<String>,
    decision: SummaryList,
}

impl RecordPage {
    /// The headings of the page and where they stand: what is withheld comes first where there is some.
    fn places(&self) -> Vec<(&'static str, &'static str)> {
        let withheld = ("withheld", "What is withheld");
        let (first, last) = if self.held_back { (Some(withheld), None) } else { (None, Some(withheld)) };
        let others = [
            ("happened", "What happened"),
            ("involved", "Who works with the child"),
            ("consents", "Consents"),
            ("checks", "Checks"),
            ("decisions", "Joint decisions"),
            ("works", "Pieces of work"),
        ];
        first.into_iter().chain(others).chain(last).chain([("access", "This access")]).collect()
    }
}

/// The page of an opened record; `hidden` is what its forms carry, and `concern` what the opening rests on.
pub(super) async fn page(
    visit: &Visit,
    wanted: &Wanted,
    (hidden, concern): (&[(String, String)], Option<ConcernId>),
    (posted, errors): (&Posted, ErrorSummary),
    view: &Logged<RecordView>,
) -> Answer {
    let shown = view.pages().first().ok_or(Trouble::Internal)?;
    let next = shown.entries.last().filter(|_| shown.more).map(|entry| wanted.next(entry).address());
    let (checks, rounds) = checked::checks(visit, view.child().id).await?;
    let wrong = !errors.is_empty();
    let (timeline, why_withheld) = events::timeline(view, shown);
    let entry = Logged::position(view);
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
        timeline,
        why_withheld,
        first: wanted.is_later().then(|| wanted.first().address()),
        next,
        involvements: given::involvements(view),
        consents: given::consents(view),
        checks,
        works: work::listed(view),
        decisions: decisions::about(visit, view.child().id).await?,
        acts: checked::asking(visit, (hidden, concern), rounds, view),
        withheld: withheld::whole(view),
        held_back: withheld::held_back(view),
        disagree: (!view.sharing().withheld.is_empty()).then(|| escalations::way(entry)),
        decide: withheld::waits_for_a_decision(view).then(|| approvals::way(entry)),
        decision: given::decision(view, &entry.to_string(), &visit.door().book()),
    };
    if wrong { visit.page_to_mend(&page) } else { visit.page(&page) }
}
