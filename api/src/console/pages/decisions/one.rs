//! One joint decision: what is asked, what each agency holds so far as the viewer may have it, and what can be done.

use axum::extract::Path;
use entities::ids::{AgencyId, JointDecisionId};
use entities::words::{ConcernDecision, JointDecisionStatus, LevelOfNeed, SharingPurpose};

use super::{ASK, HERE, href, state};
use crate::access_log::Logged;
use crate::console::Trouble;
use crate::console::acts::Acts;
use crate::console::form::{Choice, ErrorSummary, Field, Kind};
use crate::console::pages::{escalations, to_the_record};
use crate::console::parts::{Act, Cell, Matter, SummaryList, Table};
use crate::console::posted::Posted;
use crate::console::stating;
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::console::words::{plain, sentence_case};
use crate::disclosure::decision::{ChildDecisions, JointDecisionView};
use crate::disclosure::{Disputed, JointDecisionsAsk};
use crate::plain::wall;

/// What a page of one decision asks for, and of its views.
const FIELDS: [&str; 8] =
    ["askedBy", "decidedBy", "decision", "levelOfNeed", "question", "reason", "thresholdDocument", "views"];
const OF_VIEWS: [&str; 6] = ["agency", "dissent", "evidence", "levelOfNeed", "outcome", "reason"];

/// The acts of the page, by the names of their forms.
pub(super) const VIEW: &str = "view";
pub(super) const DECIDE: &str = "decide";

pub(in crate::console) async fn show(visit: Visit, Path(wanted): Path<String>, query: Wanted) -> Answer {
    let news = match query.text("done") {
        ASK => Some("The agencies are asked for their views."),
        VIEW => Some("Your agency’s view is recorded."),
        DECIDE => Some("The decision is recorded."),
        _ => None,
    };
    page(&visit, &wanted, news, &Posted::default(), ErrorSummary::default()).await
}

/// The page, with what was sent from it and has to be mended.
pub(super) async fn page(
    visit: &Visit,
    wanted: &str,
    news: Option<&'static str>,
    posted: &Posted,
    errors: ErrorSummary,
) -> Answer {
    let id = JointDecisionId::from_public(wanted).map_err(|_| Trouble::NotFound)?;
    let ask = JointDecisionsAsk {
        only: Some(id),
        first: 1,
        fields: FIELDS.map(str::to_owned).to_vec(),
        views: OF_VIEWS.map(str::to_owned).to_vec(),
        ..JointDecisionsAsk::default()
    };
    let listed = visit.door().joint_decisions(visit.caller(), &ask).await?;
    let (of_child, view) = listed.first(ChildDecisions::decision).ok_or(Trouble::NotFound)?;
    let way = record(visit, view);
    let acts = acts(visit, view, posted, &errors).await?;
    visit.matter(Matter {
        frame: visit.frame("A joint decision").with_news(news),
        back: (HERE.to_owned(), "the joint decisions".to_owned()),
        errors,
        story: story(of_child, view, visit.caller().at),
        tables: vec![("Views".to_owned(), views(of_child, view))],
        acts: way.into_iter().chain(acts).collect(),
        ..Matter::default()
    })
}

fn named(of_child: &ChildDecisions, id: Option<AgencyId>) -> Option<String> {
    id.and_then(|id| of_child.agency(id)).map(|agency| agency.name.clone())
}

fn story(of_child: &Logged<ChildDecisions>, view: &JointDecisionView, now: entities::Instant) -> SummaryList {
    let decision = view.decision();
    let threshold: Vec<&str> =
        [&decision.threshold_document, &decision.threshold_version].into_iter().flatten().map(String::as_str).collect();
    let mut rows = vec![
        ("Where it stands", "status", Cell::Tags(state(decision, now))),
        ("The question", "question", Cell::or_none(decision.question.clone())),
        ("Judged by", "thresholdDocument", Cell::Text(threshold.join(", "))),
        ("Asked by", "askedBy", Cell::or_none(named(of_child, decision.asked_by))),
        ("Asked", "askedAt", Cell::text(wall::words(decision.asked_at))),
        ("Views are due", "dueAt", Cell::Text(sentence_case(&wall::deadline(decision.due_at)))),
    ];
    if decision.status == JointDecisionStatus::Decided {
        rows.extend([
            ("Decision", "decision", Cell::or_none(decision.decision.map(plain))),
            ("Level of need", "levelOfNeed", Cell::or_none(decision.level.map(plain))),
            ("Why", "reason", Cell::or_none(decision.reason.clone())),
            ("Decided by", "decidedBy", Cell::or_none(named(of_child, decision.decided_by))),
            ("Decided", "decidedAt", Cell::or_none(decision.decided_at.map(wall::words))),
        ]);
    }
    SummaryList::of(rows, view.withheld())
}

/// What each agency holds.
fn views(of_child: &ChildDecisions, view: &JointDecisionView) -> Table {
    let each = (0..view.decision().views.len()).filter_map(|index| view.view(index));
    let rows = each.map(|(held, withheld)| {
        let cell = |field: &str, value: Option<String>| match withheld.iter().find(|kept| kept.field == field) {
            Some(kept) => Cell::Withheld(kept.how_to_proceed().to_owned()),
            None => value.map_or_else(|| Cell::text("–"), Cell::Text),
        };
        let dissent = held.dissent.map(|dissent| if dissent { "Disagrees" } else { "Agrees" }.to_owned());
        vec![
            Cell::Text(named(of_child, held.agency).unwrap_or_else(|| plain(held.agency_kind))),
            Cell::text(plain(held.state)),
            cell("dissent", dissent),
            cell("levelOfNeed", held.level.map(plain)),
            cell("outcome", held.outcome.map(plain)),
            cell("reason", held.reason.clone()),
        ]
    });
    let head = ["Agency", "Where it stands", "With what is proposed", "Level of need", "Recommends", "Why"];
    Table {
        caption: "Each agency that was asked, so far as you may see it".to_owned(),
        head: head.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

/// The way to the record of the child, whom the decision itself does not show: for those who are to decide on a concern it rests on
/// that (R10).
fn record(visit: &Visit, view: &JointDecisionView) -> Option<Act> {
    let decision = view.decision();
    let waits = decision.status != JointDecisionStatus::Decided;
    let concern = decision.concern.filter(|_| view.deciding() && waits);
    let purpose = concern.and_then(|_| to_the_record::purpose(visit, SharingPurpose::ReferralScreening));
    let known = purpose.into_iter().chain(concern.map(|id| ("restsOn", id.public())));
    let text = "Open the record to see which child this is about, and what bears on the question. The next page asks why you need it; the \
                access is logged.";
    to_the_record::way(visit, decision.child, known, ("Who the child is", text))
}

async fn acts(
    visit: &Visit,
    view: &JointDecisionView,
    posted: &Posted,
    errors: &ErrorSummary,
) -> Result<Vec<Act>, Trouble> {
    let decision = view.decision();
    let acts = Acts { visit, posted, errors, action: href(decision.id), version: Some(decision.version) };
    if decision.status == JointDecisionStatus::Decided {
        let on = Disputed::JointDecision(decision.id);
        let offer = escalations::offer(&acts, on, (escalations::DISPUTE, "Disagree with the decision")).await?;
        return Ok(offer.into_iter().collect());
    }
    let mut found = Vec::new();
    let own = decision.views.iter().find(|held| held.agency.is_some_and(|of| visit.caller().agency.owns(of)));
    if let Some(own) = own {
        let acts = Acts { visit, posted, errors, action: href(decision.id), version: own.version };
        let may = visit.door().may_state(visit.caller());
        let fields = vec![
            Field::new("levelOfNeed", "Which level of need do you see?", Kind::list::<LevelOfNeed>("Choose a level")),
            Field::new("outcome", "What do you recommend?", Kind::list::<ConcernDecision>("Choose an outcome")),
            Field::new(
                "dissent",
                "What is proposed",
                Kind::Any(vec![Choice::new("yes", "We disagree with what is proposed")]),
            ),
            Field::new("reason", "Why", Kind::Text),
            Field::new("evidence", "Entries that bear it out", Kind::Text)
                .hint("The hub’s ids of entries that you may see, one on a line. It may be left empty."),
            stating::purpose(may, "What you were in the record for", posted.text("view-purpose")),
            stating::basis(may, posted.text("view-lawfulBasis")),
            Field::new("justification", "Why you needed the record, in your own words", Kind::Text)
                .hint("At least 20 characters, where one is needed."),
        ];
        let (heading, text) = match own.version {
            Some(_) => ("Correct your agency’s view", "The earlier version stays on record beside the new one."),
            None => ("Give your agency’s view", "Those who decide read it. It may be corrected until it is decided."),
        };
        found.push(acts.act(VIEW, heading, &[text], fields)?);
    }
    if view.deciding() {
        let fields = vec![
            Field::new("decision", "What does the authority do?", Kind::list::<ConcernDecision>("Choose an outcome")),
            Field::new("levelOfNeed", "At which level of need?", Kind::list::<LevelOfNeed>("Choose a level")),
            Field::new("reason", "Why", Kind::Text),
        ];
        let text = ["It is taken once, with the views that are in. The agencies that were asked see it."];
        found.push(acts.act(DECIDE, "Decide", &text, fields)?);
    }
    Ok(found)
}
