//! One concern: what was said, how it stands, what was done with it, and what can be done now.

use axum::extract::Path;
use entities::Instant;

use super::{HERE, offers, place_of, rating, siblings, state, told};
use crate::access_log::Logged;
use crate::console::Trouble;
use crate::console::clocks;
use crate::console::form::ErrorSummary;
use crate::console::parts::{Cell, Event, Matter, Row, SummaryList, Tag, Timeline, Tone, Warning};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::console::words::{plain, sentence_case, yes_or_no};
use crate::disclosure::ConcernsAsk;
use crate::disclosure::concern::{ChildConcerns, ConcernView};
use crate::plain::wall;

/// What a page of one concern asks for.
const FIELDS: [&str; 21] = [
    "about",
    "additions",
    "attendedWhere",
    "decidedByOneAgencyAlone",
    "decision",
    "decisionDueAt",
    "earlierConcerns",
    "immediateDanger",
    "outcomeToRaiser",
    "policeReport",
    "raisedAt",
    "raisedBy",
    "raiser",
    "raiserToldAt",
    "rating",
    "ratingDueAt",
    "reference",
    "status",
    "steps",
    "version",
    "whatHappened",
];
/// The key of what the raiser said of the child.
const OF_THE_CHILD: &str = "The child";
/// Of the child, for those who decide.
const OF_CHILD: [&str; 3] = ["dateOfBirth", "familyName", "givenName"];

pub(in crate::console) async fn show(visit: Visit, Path(wanted): Path<String>, query: Wanted) -> Answer {
    let news = match query.text("raised") {
        "" => offers::done(query.text("done")).map(News::Done),
        _ => Some(News::Raised),
    };
    page(&visit, &wanted, news, &Posted::default(), ErrorSummary::default()).await
}

/// What was just done.
pub(super) enum News {
    /// The concern was raised.
    Raised,
    /// A step was taken.
    Done(&'static str),
}

/// The page, with what was sent from it and has to be mended.
pub(super) async fn page(
    visit: &Visit,
    wanted: &str,
    news: Option<News>,
    posted: &Posted,
    errors: ErrorSummary,
) -> Answer {
    let (_, id) = place_of(wanted).ok_or(Trouble::NotFound)?;
    let mut fields: Vec<String> = FIELDS.map(str::to_owned).to_vec();
    fields.extend(told::FIELDS.map(str::to_owned));
    fields.push("withheld".to_owned());
    fields.sort();
    let ask = ConcernsAsk {
        only: Some(id),
        first: 1,
        fields,
        child: OF_CHILD.map(str::to_owned).to_vec(),
        ..ConcernsAsk::default()
    };
    let listed = visit.door().concerns(visit.caller(), &ask).await?;
    let (of_child, view) = listed.first(ChildConcerns::concern).ok_or(Trouble::NotFound)?;
    let concern = view.concern();
    let title = concern.reference.as_ref().map_or_else(|| "A concern".to_owned(), |r| format!("Concern {r}"));
    let just_raised = matches!(news, Some(News::Raised));
    let news = news.map(|news| match (news, &concern.reference) {
        (News::Raised, Some(reference)) => {
            format!("Reference {reference}: your concern is with the local authority. Quote it when you ring about it. Print or save this \
                     page: it is your copy of what you said.")
        }
        (News::Raised, None) => "Your concern is with the local authority.".to_owned(),
        (News::Done(text), _) => text.to_owned(),
    });
    let unread = concern.status == Some(entities::words::ConcernStatus::Received);
    let danger = concern.immediate_danger == Some(true);
    let warning = match danger {
        true if just_raised => Some("If nobody has rung 999, do it now. Somebody on duty is told of the danger."),
        true if view.addressed() && unread => {
            Some("The child is said to be in immediate danger, and nobody has acknowledged it yet.")
        }
        _ => None,
    };
    let siblings = siblings::table(visit, view).await?;
    let acts = offers::acts(visit, (wanted, view, of_child), posted, &errors).await?;
    visit.matter(Matter {
        frame: visit.frame(&title).with_news(news.as_deref()),
        back: (HERE.to_owned(), "the concerns".to_owned()),
        errors,
        warning: warning.map(|text| Warning { text: text.to_owned() }),
        story: story(of_child, view, visit.caller().at),
        tables: siblings
            .map(|table| ("The other children of the police report".to_owned(), table))
            .into_iter()
            .collect(),
        steps: steps(view),
        acts,
        what_now: Some(visit.what_now()),
        ..Matter::default()
    })
}

fn story(of_child: &Logged<ChildConcerns>, view: &ConcernView, now: Instant) -> SummaryList {
    let concern = view.concern();
    let said = concern.additions.iter().flatten();
    let learnt: Vec<String> = said.map(|addition| format!("{}: {}", wall::words(addition.at), addition.text)).collect();
    let danger = concern.immediate_danger.map(|danger| yes_or_no(danger).to_owned());
    let outcome = concern.outcome_to_raiser.clone().unwrap_or_else(|| "Not yet known here".to_owned());
    let clock = |due: Option<Instant>| match due {
        Some(due) if concern.decision.is_none() && view.addressed() => {
            Cell::Tags(vec![clocks::left(due, now), Tag::new(format!("By {}", wall::deadline(due)), Tone::Plain)])
        }
        due => Cell::or_none(due.map(|due| sentence_case(&wall::deadline(due)))),
    };
    let mut rows = vec![
        ("Reference", "reference", Cell::or_none(concern.reference.clone())),
        ("Where it stands", "status", Cell::Tags(concern.status.map(state).into_iter().collect())),
        ("Decision due", "decisionDueAt", clock(concern.decision_due_at)),
        ("Immediate danger", "immediateDanger", Cell::or_none(danger)),
        (OF_THE_CHILD, "about", Cell::or_none(concern.about.clone())),
        ("Raised", "raisedAt", Cell::or_none(concern.raised_at.map(wall::words))),
        ("What happened", "whatHappened", Cell::or_none(concern.what_happened.clone())),
        (
            "What was added later",
            "additions",
            if learnt.is_empty() { Cell::or_none(None) } else { Cell::Lines(learnt) },
        ),
        ("What came of it", "outcomeToRaiser", Cell::Text(outcome)),
    ];
    if view.addressed() {
        let agency = concern.raised_by.and_then(|id| of_child.agency(id)).map(|agency| agency.name.clone());
        let raiser: Vec<String> = concern.raiser.iter().cloned().chain(agency).collect();
        let raiser = Some(raiser.join(", ")).filter(|raiser| !raiser.is_empty());
        let alone = concern.decided_alone.filter(|alone| *alone).map(|_| "By one agency alone");
        let decision = concern
            .decision
            .map(|decision| Cell::Lines(std::iter::once(plain(decision)).chain(alone.map(str::to_owned)).collect()));
        let police = &concern.police;
        rows.insert(2, ("Rating", "rating", Cell::Tags(vec![rating(concern.rating)])));
        rows.insert(3, ("Act on the rating by", "ratingDueAt", clock(concern.rating_due_at)));
        rows.extend([
            ("Raised by", "raisedBy", Cell::or_none(raiser)),
            (
                "Raised before in 12 months",
                "earlierConcerns",
                Cell::or_none(concern.earlier_concerns.map(|n| n.to_string())),
            ),
            ("Decision", "decision", decision.unwrap_or_else(|| Cell::text("Not decided"))),
            (
                "The raiser was told",
                "raiserToldAt",
                Cell::Text(concern.raiser_told_at.map_or_else(|| "Not yet".to_owned(), wall::words)),
            ),
        ]);
        if let Some(report) = &police.police_report {
            let children =
                if report.children == 1 { "1 child".to_owned() } else { format!("{} children", report.children) };
            let lines = vec![
                format!("Number {}, about {children}: each has a concern of its own", report.report_number),
                format!("Graded {} by the force", plain(report.rating).to_lowercase()),
                format!("{}: {}", report.unit, report.attended_because),
            ];
            rows.push(("Police report", "policeReport", Cell::Lines(lines)));
        }
        rows.extend(
            police.attended_where.clone().map(|text| ("Where the police attended", "attendedWhere", Cell::Text(text))),
        );
    }
    rows.extend(told::rows(concern));
    rows.push(("Its id in the hub", "id", Cell::Text(concern.id.public())));
    let mut story = SummaryList::of(rows, view.withheld());
    if let Some(child) = of_child.child().filter(|_| view.addressed()) {
        let names: Vec<&str> =
            [&child.given_name, &child.family_name].into_iter().flatten().map(String::as_str).collect();
        let born = child.date_of_birth.map(|day| format!("Born {}", wall::day(day)));
        let lines: Vec<String> =
            Some(names.join(" ")).filter(|name| !name.is_empty()).into_iter().chain(born).collect();
        let known = if lines.is_empty() { Cell::text("Nothing that you may see") } else { Cell::Lines(lines) };
        // Beside what the raiser said of the child.
        let place =
            story.rows.iter().position(|row| row.key == OF_THE_CHILD).map_or(0, |place| place.saturating_add(1));
        story.rows.insert(place, Row::new("The child on record", known));
    }
    story
}

/// What was done with it, newest first; for those addressed alone.
fn steps(view: &ConcernView) -> (String, Timeline) {
    let Some(steps) = &view.concern().steps else { return Default::default() };
    let events = steps.iter().rev().map(|step| Event {
        title: match (step.decision, step.rating) {
            (Some(decision), _) if step.action == entities::words::ConcernAction::Decided => {
                format!("Decided: {}", plain(decision))
            }
            (_, Some(rating))
                if matches!(
                    step.action,
                    entities::words::ConcernAction::Screened | entities::words::ConcernAction::Rated
                ) =>
            {
                format!("{}: {}", plain(step.action), plain(rating))
            }
            _ => plain(step.action),
        },
        href: None,
        at: wall::words(step.at),
        by: step.by.clone(),
        tags: Vec::new(),
        text: step.reason.iter().map(|why| Cell::text(why.clone())).collect(),
        struck: None,
    });
    ("What was done".to_owned(), Timeline { groups: vec![(String::new(), events.collect())] })
}
