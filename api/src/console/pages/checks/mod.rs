//! Safeguarding checks: those that are put to the viewer's agency and wait for its answer, and those that it asked for; each on a
//! page of its own, where it is answered or taken back.

mod answer;
mod one;

use entities::ids::CheckId;
use entities::words::{CheckGround, CheckSide, CheckStatus, Word};
use entities::{Instant, Set};

pub(in crate::console) use self::answer::act;
pub(in crate::console) use self::one::show;
use crate::console::parts::{Cell, Pages, Queue, QueuePart, Table, Tag, Tone};
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::console::words::plain;
use crate::console::{Trouble, clocks, enter};
use crate::disclosure::check::ChildChecks;
use crate::disclosure::{CheckContent, ChecksAsk};
use crate::plain::wall;

pub(super) const HERE: &str = "/console/checks";
/// Checks on one page of a list.
const ON_A_PAGE: u32 = 25;

pub(in crate::console) async fn list(visit: Visit, wanted: Wanted) -> Answer {
    let news = wanted.given("done").map(|_| "Your agency’s answer is recorded.");
    let only = wanted.given("side").map(|side| CheckSide::parse(side).ok_or(Trouble::NotFound)).transpose()?;
    let after = wanted.given("after").map(|place| place_of(place).ok_or(Trouble::NotFound)).transpose()?;
    let mut parts = Vec::new();
    for side in [CheckSide::Asked, CheckSide::Asking] {
        if only.is_none_or(|only| only == side) {
            parts.push(part(&visit, side, after.filter(|_| only.is_some())).await?);
        }
    }
    visit.page(&Queue { frame: visit.frame("Safeguarding checks").with_news(news), parts, ..Queue::default() })
}

async fn part(visit: &Visit, side: CheckSide, after: Option<(Instant, CheckId)>) -> Result<QueuePart, Trouble> {
    let ask = ChecksAsk { side: Some(side), first: ON_A_PAGE, after, total: true, ..ChecksAsk::default() };
    let page = visit.door().checks(visit.caller(), &ask).await?;
    let listed: Vec<(&ChildChecks, &CheckContent)> =
        page.rows().filter_map(|(view, index)| Some((&***view, view.check(index)?.check()))).collect();
    let (heading, none, other) = match side {
        CheckSide::Asked => ("Put to your agency", "None waits for your agency’s answer.", "Who asks"),
        CheckSide::Asking => ("Asked for by your agency", "None.", "Who is asked"),
    };
    let rows = listed.iter().map(|(view, check)| {
        let agency = if side == CheckSide::Asked { check.asked_by } else { check.agency };
        let name = agency.and_then(|id| view.agency(id)).map(|agency| agency.name.clone());
        vec![
            Cell::Link {
                text: plain(check.key_point),
                href: href(check.id),
                hidden: name.as_ref().map_or_else(String::new, |name| match side {
                    CheckSide::Asked => format!("for {name}"),
                    CheckSide::Asking => format!("asked of {name}"),
                }),
            },
            Cell::Text(name.unwrap_or_else(|| "Not shown to you".to_owned())),
            Cell::text(wall::words(check.requested_at)),
            Cell::Tags(state(check, visit.caller().at)),
        ]
    });
    let of_side = format!("{HERE}?side={}", side.name());
    let next = listed.last().filter(|_| page.more());
    let next = next.map(|(_, check)| format!("{of_side}&after={}", enter::escaped(&place(check))));
    Ok(QueuePart {
        heading: heading.to_owned(),
        none: none.to_owned(),
        total: page.total(),
        table: Table {
            caption: "Newest first".to_owned(),
            head: ["Key point", other, "Asked", "Where it stands"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        },
        pages: Pages { first: after.map(|_| of_side), next },
    })
}

/// Where a check is worked on.
pub(super) fn href(id: CheckId) -> String {
    format!("{HERE}/{}", id.public())
}

fn place(check: &CheckContent) -> String {
    format!("{}.{}", check.requested_at.0, check.id.public())
}

fn place_of(text: &str) -> Option<(Instant, CheckId)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant(at.parse().ok()?), CheckId::from_public(id).ok()?))
}

/// Where a check stands, and how long it has.
fn state(check: &CheckContent, now: Instant) -> Vec<Tag> {
    let (words, tone) = match check.status {
        CheckStatus::Open => ("Waits for an answer".to_owned(), Tone::Note),
        CheckStatus::Answered => (check.answer.map_or_else(|| "Answered".to_owned(), plain), Tone::Good),
        CheckStatus::Blocked => ("Did not go out".to_owned(), Tone::Urgent),
        CheckStatus::Withdrawn => ("Taken back".to_owned(), Tone::Plain),
    };
    std::iter::once(Tag::new(words, tone)).chain(clock(check, now)).collect()
}

/// How long one that waits for an answer has.
pub(super) fn clock(check: &CheckContent, now: Instant) -> Option<Tag> {
    check.due_at.filter(|_| check.status == CheckStatus::Open).map(|due| clocks::left(due, now))
}

/// What would let a check out that is kept back, any one of them.
pub(super) fn lacking(check: &CheckContent) -> Vec<String> {
    let words = |ground: &CheckGround| match ground {
        CheckGround::Consent => "a consent that covers what is asked",
        CheckGround::DispensingDecision => "a manager’s decision to go on without consent",
        CheckGround::Anchor => "child protection work on record",
    };
    check.missing.iter().map(|ground| words(ground).to_owned()).collect()
}

/// Words of a set, or that there is none.
fn list_or_none<W: Word>(set: Set<W>) -> String {
    let words = crate::console::words::plain_list(set);
    if words.is_empty() { "None".to_owned() } else { words }
}
