//! The concerns that one raised, or that one may see: where each stands, and what came of it. Reading them is logged.

use axum::extract::{Path, Query};
use entities::Instant;
use entities::ids::ConcernId;
use entities::words::{ConcernStatus, SharingPurpose, Word};
use serde::Deserialize;

use crate::console::frame::Frame;
use crate::console::pages::raise::informed;
use crate::console::parts::{Cell, Pages, Row, SummaryList, Table, Tag, Tone};
use crate::console::visit::{Answer, Visit};
use crate::console::words::plain;
use crate::console::{Trouble, enter};
use crate::disclosure::concern::ConcernView;
use crate::disclosure::{ConcernContent, ConcernFilter, ConcernsAsk, PersonContent, Withholding};
use crate::plain::wall;

const HERE: &str = "/console/concerns";
/// Concerns on one page.
const ON_A_PAGE: u32 = 25;

#[derive(Deserialize)]
pub(super) struct Wanted {
    after: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Said {
    raised: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "console/concerns.html")]
struct ListPage {
    frame: Frame,
    table: Table,
    pages: Pages,
}

#[derive(askama::Template)]
#[template(path = "console/concern.html")]
struct ConcernPage {
    frame: Frame,
    story: SummaryList,
    /// What a form to the child's record carries; nothing where the record is not the viewer's to open by it.
    open: Vec<(String, String)>,
    what_now: String,
}

pub(super) async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    let after = wanted.after.as_deref().map(|place| place_of(place).ok_or(Trouble::NotFound)).transpose()?;
    let fields = ["raisedAt", "reference", "status", "about"].map(str::to_owned);
    let ask = ConcernsAsk { first: ON_A_PAGE, after, fields: fields.to_vec(), ..ConcernsAsk::default() };
    let page = visit.door().concerns(visit.caller(), &ask).await?;
    let listed: Vec<&ConcernView> = page.rows().filter_map(|(view, index)| view.concern(index)).collect();
    let rows = listed.iter().map(|view| {
        let concern = view.concern();
        vec![
            Cell::Link {
                text: concern.reference.clone().unwrap_or_else(|| "A concern".to_owned()),
                href: format!("{HERE}/{}", place(concern)),
                hidden: String::new(),
            },
            Cell::or_none(concern.raised_at.map(wall::words)),
            Cell::or_none(concern.about.clone()),
            Cell::Tags(concern.status.map(state).into_iter().collect()),
        ]
    });
    let next = listed.last().filter(|_| page.more()).map(|view| place(view.concern()));
    visit.page(&ListPage {
        frame: visit.frame("Concerns"),
        table: Table {
            caption: "Newest first".to_owned(),
            head: ["Reference", "Raised", "About", "Where it stands"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        },
        pages: Pages {
            first: after.map(|_| HERE.to_owned()),
            next: next.map(|place| format!("{HERE}?after={}", enter::escaped(&place))),
        },
    })
}

/// Where a concern that was just raised is shown, as it was recorded.
pub(super) fn just_raised(concern: &ConcernContent) -> String {
    format!("{HERE}/{}?raised=1", place(concern))
}

pub(super) async fn show(visit: Visit, Path(wanted): Path<String>, Query(said): Query<Said>) -> Answer {
    let (at, id) = place_of(&wanted).ok_or(Trouble::NotFound)?;
    let mut fields = [
        "raisedAt",
        "reference",
        "status",
        "about",
        "whatHappened",
        "immediateDanger",
        "decisionDueAt",
        "outcomeToRaiser",
        "additions",
        "withheld",
        "raisedBy",
        "childVoice",
        "impactOnChild",
        "whereIsTheChildNow",
        "people",
        "familyInformed",
        "familyNotInformedReason",
        "keepFromFamily",
        "actionsTaken",
        "callBack",
    ]
    .map(str::to_owned);
    fields.sort();
    let filter = ConcernFilter { raised_from: Some(at), raised_to: Some(at), ..ConcernFilter::default() };
    let child = vec!["id".to_owned()];
    let ask = ConcernsAsk { filter, first: ON_A_PAGE, fields: fields.to_vec(), child, ..ConcernsAsk::default() };
    let page = visit.door().concerns(visit.caller(), &ask).await?;
    let mut views = page.rows().filter_map(|(beside, index)| Some((beside, beside.concern(index)?)));
    let (beside, view) = views.find(|(_, view)| view.concern().id == id).ok_or(Trouble::NotFound)?;
    let raised_by = view.concern().raised_by.and_then(|id| beside.agency(id)).map(|agency| agency.name.clone());
    let child = beside.child().filter(|_| view.addressed()).map(|child| child.id.public());
    let reference = view.concern().reference.clone().unwrap_or_default();
    let news =
        format!("Reference {reference}: your concern is with the local authority. Quote it when you ring about it.");
    let news = said.raised.map(|_| news);
    let title = view.concern().reference.as_ref().map_or_else(|| "A concern".to_owned(), |r| format!("Concern {r}"));
    visit.page(&ConcernPage {
        frame: visit.frame(&title).with_news(news.as_deref()),
        story: story(view, raised_by),
        open: child.map(|child| to_the_record(child, id)).unwrap_or_default(),
        what_now: visit.door().what_now(visit.caller()),
    })
}

/// Where a concern stands in the list, and in an address; it says nothing of the child.
fn place(concern: &ConcernContent) -> String {
    format!("{}.{}", concern.raised_at.unwrap_or(Instant(0)).0, concern.id.public())
}

fn place_of(text: &str) -> Option<(Instant, ConcernId)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant(at.parse().ok()?), ConcernId::from_public(id).ok()?))
}

fn state(status: ConcernStatus) -> Tag {
    let tone = match status {
        ConcernStatus::Received => Tone::Note,
        ConcernStatus::Decided | ConcernStatus::Closed => Tone::Good,
        ConcernStatus::Acknowledged | ConcernStatus::Screened => Tone::Plain,
    };
    Tag::new(plain(status), tone)
}

/// What those who decide open the record with (R10): the concern bears the purpose out. The basis is theirs to say.
fn to_the_record(child: String, concern: ConcernId) -> Vec<(String, String)> {
    let purpose = SharingPurpose::ReferralScreening.name().to_owned();
    [("child", child), ("restsOn", concern.public()), ("purpose", purpose), ("go", "change".to_owned())]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
}

/// Somebody whom it names, in a line.
fn person(person: &PersonContent) -> String {
    let said = [
        person.name.clone(),
        person.relation.clone(),
        person.date_of_birth.map(|born| format!("born {}", wall::day(born))),
        person.alleged_to_have_caused_harm.then(|| "said to have caused harm".to_owned()),
        person.works_with_children.filter(|works| *works).map(|_| "works with children".to_owned()),
        person.works_for.as_ref().map(|works_for| format!("works for {works_for}")),
    ];
    said.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn story(view: &ConcernView, raised_by: Option<String>) -> SummaryList {
    let concern = view.concern();
    let told = &concern.told;
    let text = |text: &Option<String>| Cell::Text(text.clone().unwrap_or_else(|| "Not said".to_owned()));
    let people: Vec<String> = told.people.iter().flatten().map(person).collect();
    let family =
        [told.family_informed.map(|word| informed(word).to_owned()), told.family_not_informed_reason.map(plain)];
    let family: Vec<String> = family.into_iter().flatten().collect();
    let additions = concern.additions.iter().flatten();
    let learnt: Vec<String> =
        additions.map(|addition| format!("{}: {}", wall::words(addition.at), addition.text)).collect();
    let danger = concern.immediate_danger.map(|danger| if danger { "Yes" } else { "No" }.to_owned());
    let rows = [
        ("Reference", "reference", Cell::or_none(concern.reference.clone())),
        ("Its id in the hub", "id", Cell::Text(concern.id.public())),
        ("Where it stands", "status", Cell::Tags(concern.status.map(state).into_iter().collect())),
        ("Raised", "raisedAt", Cell::or_none(concern.raised_at.map(wall::words))),
        ("Raised by", "raisedBy", Cell::or_none(raised_by)),
        ("Ring them on", "callBack", text(&told.call_back)),
        ("Decision due", "decisionDueAt", Cell::or_none(concern.decision_due_at.map(wall::deadline))),
        ("Immediate danger", "immediateDanger", Cell::or_none(danger)),
        ("The child", "about", Cell::or_none(concern.about.clone())),
        ("Where the child is now", "whereIsTheChildNow", text(&told.where_is_the_child_now)),
        ("What must be kept from the family", "keepFromFamily", text(&told.keep_from_family)),
        ("Whether the family knows", "familyInformed", Cell::Lines(family)),
        ("What happened", "whatHappened", Cell::or_none(concern.what_happened.clone())),
        ("What it did to the child", "impactOnChild", text(&told.impact_on_child)),
        ("What the child said or showed", "childVoice", text(&told.child_voice)),
        ("Whom it names", "people", if people.is_empty() { text(&None) } else { Cell::Lines(people) }),
        ("What was done about it", "actionsTaken", text(&told.actions_taken)),
        ("What was added later", "additions", Cell::Lines(learnt)),
        (
            "What came of it",
            "outcomeToRaiser",
            Cell::Text(concern.outcome_to_raiser.clone().unwrap_or_else(|| "Not yet known here".to_owned())),
        ),
    ];
    let kept = |field: &str| view.withheld().iter().find(|withheld| withheld.field == field);
    let shown = rows.into_iter().map(|(key, field, cell)| {
        Row::new(key, kept(field).map(Withholding::how_to_proceed).map_or(cell, |why| Cell::Withheld(why.to_owned())))
    });
    SummaryList { rows: shown.collect() }
}
