//! One check: what is asked about whom, how it stands, and what can be done with it.

use axum::extract::Path;
use entities::ids::CheckId;
use entities::words::{CheckAnswer, CheckStatus, ChronologyCategory, DispenseReason, Sensitivity, Significance, Word};

use super::{HERE, href, lacking, list_or_none, state};
use crate::access_log::Logged;
use crate::console::Trouble;
use crate::console::acts::Acts;
use crate::console::form::{Choice, ErrorSummary, Field, Kind};
use crate::console::pages::{escalations, to_the_record};
use crate::console::parts::{Act, Cell, Matter, SummaryList};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::console::words::{plain, sentence_case};
use crate::disclosure::check::{CheckView, ChildChecks};
use crate::disclosure::{CheckContent, ChecksAsk, Disputed};
use crate::plain::wall;
use crate::services::checks::may_dispense;

/// What a page of one check asks for.
const FIELDS: [&str; 7] = ["askWhom", "askedBy", "formerAddresses", "household", "reason", "systemsSearched", "text"];

/// The acts of the page, by the names of their forms.
pub(super) const ANSWER: &str = "answer";
pub(super) const WITHDRAW: &str = "withdraw";
pub(super) const DISPENSE: &str = "dispense";

pub(in crate::console) async fn show(visit: Visit, Path(wanted): Path<String>, query: Wanted) -> Answer {
    let news = match query.text("done") {
        WITHDRAW => Some("The check is taken back."),
        DISPENSE => Some("The check is sent, without consent. Whoever is asked has it now."),
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
    let id = CheckId::from_public(wanted).map_err(|_| Trouble::NotFound)?;
    let fields = FIELDS.map(str::to_owned).to_vec();
    let ask = ChecksAsk { only: Some(id), first: 1, fields, ..ChecksAsk::default() };
    let listed = visit.door().checks(visit.caller(), &ask).await?;
    let (of_child, view) = listed.first(ChildChecks::check).ok_or(Trouble::NotFound)?;
    let check = view.check();
    let acts = acts(visit, check, posted, &errors).await?;
    visit.matter(Matter {
        frame: visit.frame(&format!("Check: {}", plain(check.key_point))).with_news(news),
        back: (HERE.to_owned(), "the checks".to_owned()),
        errors,
        story: story(of_child, view, visit.caller().at),
        acts,
        ..Matter::default()
    })
}

fn story(of_child: &Logged<ChildChecks>, view: &CheckView, now: entities::Instant) -> SummaryList {
    let check = view.check();
    let agency = |id: Option<entities::ids::AgencyId>| {
        Cell::or_none(id.and_then(|id| of_child.agency(id)).map(|agency| agency.name.clone()))
    };
    let lines = |all: Vec<String>| if all.is_empty() { Cell::or_none(None) } else { Cell::Lines(all) };
    let household = check.household.iter().flatten().map(|member| {
        let born = member.date_of_birth.map(|day| format!("born {}", wall::day(day)));
        let parts: Vec<String> =
            std::iter::once(member.name.clone()).chain(member.relationship.clone()).chain(born).collect();
        parts.join(", ")
    });
    let missing: Vec<String> = lacking(check).iter().map(|ground| sentence_case(ground)).collect();
    let answered = check.status == CheckStatus::Answered;
    let mut rows = vec![
        ("Where it stands", "status", Cell::Tags(state(check, now))),
        ("What is asked, and why", "text", Cell::or_none(check.text.clone())),
        ("Purpose", "purpose", Cell::text(plain(check.purpose))),
        ("The household", "household", lines(household.collect())),
        ("Former addresses", "formerAddresses", lines(check.former_addresses.clone().unwrap_or_default())),
        ("Asked by", "askedBy", agency(check.asked_by)),
        ("Asked of", "agency", agency(check.agency)),
        ("What the asked may see to answer", "classes", Cell::text(list_or_none(check.classes))),
        ("Asked", "requestedAt", Cell::text(wall::words(check.requested_at))),
        ("Answer due", "dueAt", Cell::or_none(check.due_at.map(|due| sentence_case(&wall::deadline(due))))),
    ];
    if !missing.is_empty() {
        rows.push(("What it lacks to go out: one of", "missing", Cell::Lines(missing)));
    }
    if answered {
        rows.extend([
            ("Answer", "answer", Cell::or_none(check.answer.map(plain))),
            ("Why", "reason", Cell::or_none(check.reason.clone())),
            ("Whom to ask", "askWhom", Cell::or_none(check.ask_whom.clone())),
            ("Systems searched", "systemsSearched", lines(check.systems_searched.clone().unwrap_or_default())),
            ("Answered", "answeredAt", Cell::or_none(check.answered_at.map(wall::words))),
            ("Counts until", "validUntil", Cell::or_none(check.valid_until.map(wall::day))),
        ]);
    }
    SummaryList::of(rows, view.withheld())
}

async fn acts(
    visit: &Visit,
    check: &CheckContent,
    posted: &Posted,
    errors: &ErrorSummary,
) -> Result<Vec<Act>, Trouble> {
    let acts = Acts { visit, posted, errors, action: href(check.id), version: Some(check.version) };
    let ours = check.asked_by.is_some_and(|agency| visit.caller().agency.owns(agency));
    let mut found: Vec<Act> = record(visit, check, ours).into_iter().collect();
    if !ours {
        let text = ["An agency answers once. Whoever asked reads the answer, and what comes with it."];
        found.push(acts.act(ANSWER, "Answer the check", &text, answer_fields())?);
    } else if matches!(check.status, CheckStatus::Open | CheckStatus::Blocked) {
        let why = || Field::new("reason", "Why", Kind::Text);
        let blocked = check.status == CheckStatus::Blocked;
        let again = "Once a consent that covers it is on record, take this check back and ask again.";
        let manager =
            "Or ask a manager who did not ask for it to decide that it goes without: their decision sends it.";
        let mut text = Vec::from_iter(blocked.then_some(again));
        if blocked && may_dispense(visit.caller()) {
            let sends = [
                "Your decision sends it. It stands on record with the check, and takes a manager who did not ask for it.",
            ];
            let reason = Kind::list::<DispenseReason>("Choose a reason");
            let fields = vec![Field::new("dispenseReason", "Why is consent gone without?", reason), why()];
            found.push(acts.act(DISPENSE, "Send it without consent", &sends, fields)?);
        } else if blocked {
            text.push(manager);
        }
        found.push(acts.act(WITHDRAW, "Take the check back", &text, vec![why()])?);
    } else if check.answer.is_some() {
        let (on, words) = (Disputed::Check(check.id), (escalations::DISPUTE, "Disagree with the answer"));
        found.extend(escalations::offer(&acts, on, words).await?);
    }
    Ok(found)
}

/// The way to the record of the child, whom the check itself does not show. What an agency is asked is its reason to be there.
fn record(visit: &Visit, check: &CheckContent, ours: bool) -> Option<Act> {
    let rests_on = Some(("restsOn", check.id.public())).filter(|_| !ours);
    let text = if ours {
        "Open the record to see which child this is about, and what the answers brought. The next page asks why you need it; the \
         access is logged."
    } else {
        "Open the record to see who the child is and how to reach the household. The next page asks why you need it; the check goes \
         with it, and the access is logged."
    };
    let known = rests_on.into_iter().chain(to_the_record::purpose(visit, check.purpose));
    to_the_record::way(visit, check.child, known, ("Who the child is", text))
}

fn answer_fields() -> Vec<Field> {
    let sensitivity: Vec<Choice> = [Sensitivity::Sensitive, Sensitivity::Standard, Sensitivity::Restricted]
        .map(|word| Choice::new(word.name(), plain(word)))
        .to_vec();
    vec![
        Field::new(
            "answer",
            "What did you find?",
            Kind::words(CheckAnswer::ALL.iter().copied().filter(|word| *word != CheckAnswer::NoResponse)),
        ),
        Field::new("systemsSearched", "Which systems did you search?", Kind::Text)
            .hint("One on a line. Leave this empty only where you decline."),
        Field::new("askWhom", "Whom they should ring", Kind::Line("long"))
            .hint("A name and a number. Needed where you hold something and withhold it."),
        Field::new("reason", "A note to whoever asked", Kind::Text).hint("Where you decline, say why."),
        Field::new("summary", "Something that happened, in a line", Kind::Line("long")).hint(
            "Leave this and all below empty where there is nothing to pass on. It becomes an entry of your agency.",
        ),
        Field::new("narrative", "What happened, in your words", Kind::Text),
        Field::new("occurredAt", "When was it?", Kind::Day).hint("For example 27 3 2019."),
        Field::new("category", "What kind of event was it?", Kind::list::<ChronologyCategory>("Choose a kind")),
        Field::new("significance", "How much does it matter?", Kind::list::<Significance>("Choose how much")),
        Field::new("sensitivity", "How sensitive is it?", Kind::Select(sensitivity))
            .hint("Whoever asked reads what is sensitive; what is restricted they do not."),
    ]
}
