//! Pieces of work in the opened record: the list of them, and each as a page of its own with its steps, what it works towards,
//! who is responsible and by when. Its page is an opening of its own, as each page of a record is.

use entities::Date;
use entities::ids::WorkId;
use entities::words::{OutcomeState, WorkStatus};

use super::given::{self, told};
use super::record::names;
use crate::access_log::Logged;
use crate::console::Trouble;
use crate::console::pages::work::{standing, was_due};
use crate::console::parts::{Act, Cell, Event, Matter, Row, Sending, SummaryList, Table, Tag, Timeline, Tone};
use crate::console::visit::{Answer, Visit};
use crate::console::words::{plain, plain_list, yes_or_no};
use crate::disclosure::{CaseWorkContent, OutcomeContent, RecordAsk, RecordView, Withholding};
use crate::plain::wall;

/// The field of the record's forms that says which piece of work is meant.
pub(super) const FIELD: &str = "work";
/// What a list of them asks for.
pub(super) const LISTED: &[&str] =
    &["agency", "agencyKind", "dueOn", "endedOn", "id", "kind", "overdue", "startedOn", "status", "withheld"];
/// What the page of one asks for.
const WHOLE: &[&str] = &[
    "abuse",
    "agency",
    "agencyKind",
    "decision",
    "dueOn",
    "endedOn",
    "family",
    "follows",
    "id",
    "kind",
    "noFather",
    "outcomes",
    "overdue",
    "seen",
    "startedOn",
    "status",
    "steps",
    "version",
    "withheld",
];
/// Of the child.
const CHILD: &[&str] = &["familyName", "givenName", "id", "withheld"];

/// What the page of one asks of the door.
pub(super) fn ask() -> RecordAsk {
    RecordAsk { child: names(CHILD), work: names(WHOLE), ..RecordAsk::default() }
}

/// What it is called: of one whose kind is withheld, that it is one.
fn title(work: &CaseWorkContent) -> String {
    work.kind.map_or_else(|| "A piece of work".to_owned(), plain)
}

/// A piece of work in the list: what it is called, whose it is and when it began; how it stands; and its id.
pub(super) struct Listed {
    pub(super) title: String,
    pub(super) tags: Vec<Tag>,
    pub(super) id: String,
}

/// Those that the viewer may know of, those that began last first.
pub(super) fn listed(view: &RecordView) -> Vec<Listed> {
    let one = |work: &CaseWorkContent| {
        let agency = work.agency.and_then(|id| view.agency(id)).map(|agency| agency.name.clone());
        let by = agency.or_else(|| work.agency_kind.map(plain));
        let begun = work.started_on.map(|day| format!("begun on {}", wall::day(day)));
        Listed {
            title: std::iter::once(title(work)).chain(by).chain(begun).collect::<Vec<_>>().join(", "),
            tags: state(work),
            id: work.id.public(),
        }
    };
    view.works().iter().map(one).collect()
}

fn state(work: &CaseWorkContent) -> Vec<Tag> {
    let tone = |status| match status {
        WorkStatus::Closed => Tone::Good,
        WorkStatus::Completed => Tone::Note,
        _ => Tone::Plain,
    };
    let late = match work.status {
        None | Some(WorkStatus::Closed) => None,
        _ if work.overdue != Some(true) => None,
        // What is written lacks an authorisation: that it says, and when it was due.
        Some(WorkStatus::Completed) => work.due_on.map(was_due),
        Some(_) => Some(Tag::new("Overdue", Tone::Urgent)),
    };
    work.status.map(|status| Tag::new(standing(status), tone(status))).into_iter().chain(late).collect()
}

/// The page of one; `hidden` is what was stated, for the way back to the whole record. None where there is no such piece of work
/// for the viewer.
pub(super) fn page(
    visit: &Visit,
    id: &str,
    hidden: &[(String, String)],
    view: &Logged<RecordView>,
) -> Result<Option<Answer>, Trouble> {
    let wanted = WorkId::from_public(id).map_err(|_| Trouble::NotFound)?;
    let Some(work) = view.works().iter().find(|work| work.id == wanted) else { return Ok(None) };
    let kept = view.work_withheld(work);
    let to_record = |button: &str| Sending {
        action: super::HERE.to_owned(),
        hidden: hidden.to_vec(),
        fields: Vec::new(),
        button: button.to_owned(),
    };
    let whole = Act {
        heading: "The child’s record".to_owned(),
        text: vec!["It opens for the purpose that you stated; the access is logged.".to_owned()],
        form: to_record("Go to the whole record"),
    };
    let tables = [
        ("What it works towards", outcomes(view, work)),
        ("Who of the family was to take part", family(work)),
        ("When the child was seen", seen(work)),
    ];
    Ok(Some(visit.matter(Matter {
        frame: visit.frame(&title(work)),
        back_by: Some(to_record("Back to the record")),
        story: story(view, work, &kept),
        tables: tables.into_iter().filter_map(|(heading, table)| Some((heading.to_owned(), table?))).collect(),
        steps: steps(work),
        acts: vec![whole],
        ..Matter::default()
    })))
}

fn story(view: &Logged<RecordView>, work: &CaseWorkContent, kept: &[Withholding]) -> SummaryList {
    let day = |day: Option<Date>| day.map(wall::day);
    let agency = work.agency.and_then(|id| view.agency(id)).map(|agency| agency.name.clone());
    let before = work.follows.map(|id| {
        let known = view.works().iter().find(|work| work.id == id);
        known.map_or_else(|| "An earlier piece of work".to_owned(), title)
    });
    let abuse = work.abuse.map(plain_list).filter(|words| !words.is_empty());
    let rows = [
        ("Where it stands", "status", Some(Cell::Tags(state(work)))),
        ("Began", "startedOn", Some(Cell::or_none(day(work.started_on)))),
        ("What is next is due", "dueOn", day(work.due_on).map(Cell::Text)),
        ("Ended", "endedOn", day(work.ended_on).map(Cell::Text)),
        ("Who is responsible", "agency", Some(Cell::or_none(agency.or_else(|| work.agency_kind.map(plain))))),
        ("Followed on", "follows", before.map(Cell::Text)),
        ("What it led to", "decision", work.decision.map(|decision| Cell::Text(plain(decision)))),
        ("Categories of abuse", "abuse", abuse.map(Cell::Text)),
        ("Why no father is named", "noFather", work.no_father.clone().map(Cell::Text)),
        ("Its steps", "steps", None),
        ("What it works towards", "outcomes", None),
        ("Who of the family took part", "family", None),
        ("When the child was seen", "seen", None),
    ];
    let child = given::name(view).map(|name| Row::new("The child", Cell::Text(name)));
    let shown = rows.into_iter().filter_map(|(key, field, value)| {
        let withheld = kept.iter().any(|kept| kept.field == field);
        let value = value.or_else(|| withheld.then(|| Cell::or_none(None)))?;
        Some(Row::new(key, told(view, kept, field, value)))
    });
    let entry = Row::new("Entry in the access log", Cell::text(Logged::position(view).to_string()));
    SummaryList { rows: child.into_iter().chain(shown).chain([entry]).collect() }
}

fn outcomes(view: &RecordView, work: &CaseWorkContent) -> Option<Table> {
    let tone = |outcome: &OutcomeContent| if outcome.state == OutcomeState::Met { Tone::Good } else { Tone::Plain };
    let row = |outcome: &OutcomeContent| {
        let agency = view.agency(outcome.owner_agency).map(|agency| agency.name.clone());
        let who: Vec<String> = outcome.owner.iter().cloned().chain(agency).collect();
        let late = outcome.overdue.then(|| Tag::new("Overdue", Tone::Urgent));
        let state = std::iter::once(Tag::new(plain(outcome.state), tone(outcome))).chain(late);
        let review = outcome.reviewed_on.map(|day| format!("On {}", wall::day(day)));
        vec![
            Cell::text(outcome.change.clone()),
            Cell::text(outcome.measure.clone()),
            Cell::Lines(who),
            Cell::text(wall::day(outcome.due_on)),
            Cell::Tags(state.collect()),
            Cell::Lines(review.into_iter().chain(outcome.note.clone()).collect()),
        ]
    };
    let rows: Vec<Vec<Cell>> = work.outcomes.iter().flatten().map(row).collect();
    let head =
        ["What is to change", "How it is seen", "Who is responsible", "By when", "Where it stands", "Last review"];
    table("First what is due first", &head, rows)
}

fn family(work: &CaseWorkContent) -> Option<Table> {
    let rows = work.family.iter().flatten().map(|person| {
        vec![
            Cell::text(person.name.clone()),
            Cell::text(plain(person.role)),
            Cell::text(yes_or_no(person.parental_responsibility)),
            Cell::text(yes_or_no(person.took_part)),
            Cell::text(person.why_not.clone().unwrap_or_default()),
        ]
    });
    let head = ["Name", "Who that is", "Parental responsibility", "Took part", "Why not"];
    table("As the last step has it that names anybody", &head, rows.collect())
}

fn seen(work: &CaseWorkContent) -> Option<Table> {
    let rows = work.seen.iter().flatten().map(|seen| {
        vec![
            Cell::text(wall::day(seen.seen_on)),
            Cell::text(yes_or_no(seen.alone)),
            Cell::text(seen.not_alone_reason.clone().unwrap_or_default()),
        ]
    });
    table("Oldest first", &["Day", "Alone", "Why not alone"], rows.collect())
}

/// The table; none where nothing would stand in it.
fn table(caption: &str, head: &[&str], rows: Vec<Vec<Cell>>) -> Option<Table> {
    let head = head.iter().map(|name| (*name).to_owned()).collect();
    (!rows.is_empty()).then(|| Table { caption: caption.to_owned(), head, rows })
}

/// Its steps, newest first.
fn steps(work: &CaseWorkContent) -> (String, Timeline) {
    let Some(steps) = &work.steps else { return Default::default() };
    let events = steps.iter().rev().map(|step| Event {
        title: plain(step.action),
        href: None,
        at: wall::day(step.happened_on),
        by: String::new(),
        tags: step.decision.map(|decision| Tag::new(plain(decision), Tone::Plain)).into_iter().collect(),
        text: step
            .text
            .iter()
            .cloned()
            .chain(step.without_checks.as_ref().map(|why| format!("Without checks that were missing: {why}")))
            .map(Cell::Text)
            .collect(),
        struck: None,
    });
    ("What was done".to_owned(), Timeline { groups: vec![(String::new(), events.collect())] })
}
