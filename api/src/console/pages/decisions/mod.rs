//! Joint decisions: those that the viewer may take, and those on which their agency is asked for its view; each on a page of its
//! own, where views are given and it is decided.

mod answer;
mod ask;
mod one;

use entities::Instant;
use entities::ids::{ChildId, JointDecisionId};
use entities::words::{JointDecisionStatus, PartnerViewState};

pub(in crate::console) use self::answer::act;
pub(in crate::console) use self::ask::put;
pub(super) use self::ask::{ASK, from_page, offer, way};
pub(in crate::console) use self::one::show;
use crate::console::parts::{Cell, Pages, Queue, QueuePart, Table, Tag, Tone};
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::console::words::plain;
use crate::console::{Trouble, clocks, enter};
use crate::disclosure::{JointDecisionContent, JointDecisionPage, JointDecisionsAsk};
use crate::plain::wall;

pub(super) const HERE: &str = "/console/decisions";
/// Decisions on one page.
const ON_A_PAGE: u32 = 25;

pub(in crate::console) async fn list(visit: Visit, wanted: Wanted) -> Answer {
    let after = wanted.given("after").map(|place| place_of(place).ok_or(Trouble::NotFound)).transpose()?;
    let ask = JointDecisionsAsk { first: ON_A_PAGE, after, total: true, ..JointDecisionsAsk::default() };
    let page = visit.door().joint_decisions(visit.caller(), &ask).await?;
    let last = page.rows().filter_map(|(view, index)| view.decision(index)).last();
    let next = last.filter(|_| page.more());
    let part = QueuePart {
        heading: "Views and decisions".to_owned(),
        none: "None is asked of you.".to_owned(),
        total: page.total(),
        table: table(&page, visit.caller().at),
        pages: Pages {
            first: after.map(|_| HERE.to_owned()),
            next: next.map(|view| format!("{HERE}?after={}", enter::escaped(&place(view.decision())))),
        },
    };
    let text = "Partner agencies are asked for their views before the local authority decides. It may decide without them, and \
                that shows.";
    visit.page(&Queue {
        frame: visit.frame("Joint decisions"),
        text: vec![text.to_owned()],
        parts: vec![part],
        ..Queue::default()
    })
}

/// Those about that child which the viewer may take, or on which their agency is asked: a list of its own, judged and logged.
pub(super) async fn about(visit: &Visit, child: ChildId) -> Result<Table, Trouble> {
    let ask = JointDecisionsAsk { child: Some(child), first: ON_A_PAGE, ..JointDecisionsAsk::default() };
    Ok(table(&visit.door().joint_decisions(visit.caller(), &ask).await?, visit.caller().at))
}

fn table(page: &JointDecisionPage, now: Instant) -> Table {
    let rows = page.rows().filter_map(|(view, index)| view.decision(index)).map(|view| {
        let decision = view.decision();
        let given = decision.views.iter().filter(|of| of.state == PartnerViewState::Given).count();
        vec![
            Cell::Link {
                text: format!("Asked on {}", wall::words(decision.asked_at)),
                href: href(decision.id),
                hidden: String::new(),
            },
            Cell::text(if view.deciding() { "You may decide" } else { "Your agency is asked" }),
            Cell::Text(format!("{given} of {}", decision.views.len())),
            Cell::Tags(state(decision, now)),
        ]
    });
    Table {
        caption: "Newest first".to_owned(),
        head: ["Decision", "Your part", "Views that you see", "Where it stands"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

/// Where a decision is worked on.
pub(super) fn href(id: JointDecisionId) -> String {
    format!("{HERE}/{}", id.public())
}

fn place(decision: &JointDecisionContent) -> String {
    format!("{}.{}", decision.asked_at.0, decision.id.public())
}

fn place_of(text: &str) -> Option<(Instant, JointDecisionId)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant(at.parse().ok()?), JointDecisionId::from_public(id).ok()?))
}

/// Where a decision stands, and how long views have.
fn state(decision: &JointDecisionContent, now: Instant) -> Vec<Tag> {
    match (decision.status, decision.decision) {
        (JointDecisionStatus::Open, _) => {
            vec![Tag::new("Not decided", Tone::Note), clocks::left(decision.due_at, now)]
        }
        (JointDecisionStatus::Decided, word) => {
            let alone = decision
                .by_one_agency_alone
                .filter(|alone| *alone)
                .map(|_| Tag::new("By one agency alone", Tone::Note));
            let word = word.map_or_else(|| "Decided".to_owned(), plain);
            std::iter::once(Tag::new(word, Tone::Good)).chain(alone).collect()
        }
    }
}
