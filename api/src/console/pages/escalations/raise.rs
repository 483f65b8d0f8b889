//! An escalation is raised: against a decision, a rating or an answer to a check from its own page, and against a refusal to share
//! by the entry of one's access. What may be disputed is the service's to say.

use entities::words::AccessAction;

use crate::console::Trouble;
use crate::console::acts::{Acts, Sent, refused};
use crate::console::form::{ErrorSummary, Field, Kind};
use crate::console::parts::{Act, Matter};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::disclosure::{ChangeAnswer, Disputed, Position};
use crate::services::escalations::{self, NewEscalation};

/// Where one is raised against a refusal to share.
pub(super) const HERE: &str = "/console/disagree";
/// The act of the pages from which one is raised, and of that against a rating, beside that against the decision.
pub(in crate::console::pages) const DISPUTE: &str = "dispute";
pub(in crate::console::pages) const AGAINST_RATING: &str = "dispute-rating";
/// What stands in the address of one that was just raised.
pub(super) const RAISED: &str = "raised";

/// The field by which the page that says that nothing is there leads here: by a form, as ADR 0034 has it.
const BEGIN: &str = "begin";

const TEXT: &str = "A person of the agency that answers for it reads why. It starts between practitioners, and rises by itself where \
                    it is not answered in time.";

fn why() -> Field {
    Field::new("reason", "Why you disagree", Kind::Text)
}

/// The form against what stands on a page; none where there is nothing to dispute, or nobody else would answer for it.
pub(in crate::console::pages) async fn offer(
    acts: &Acts<'_>,
    on: Disputed,
    (act, heading): (&str, &str),
) -> Result<Option<Act>, Trouble> {
    if !acts.visit.door().may_dispute(acts.visit.caller(), on).await? {
        return Ok(None);
    }
    acts.act(act, heading, &[TEXT], vec![why()]).map(Some)
}

/// Raises it: the address of what was raised, or what is wrong.
pub(in crate::console::pages) async fn from_page(
    visit: &Visit,
    on: Disputed,
    sent: &Sent<'_>,
) -> Result<Result<String, ErrorSummary>, Trouble> {
    let new = NewEscalation { on, reason: sent.text("reason").to_owned() };
    Ok(match escalations::raise(visit.door(), visit.caller(), sent.key(), new, Vec::new()).await? {
        ChangeAnswer::Done(view) => Ok(format!("{}?done={RAISED}", super::href(view.escalation().id))),
        ChangeAnswer::Refused(view) => Err(refused(&view)?),
        ChangeAnswer::Problems(problems) => Err(sent.wrong(&problems, &["accessLogEntry", "reason"])),
    })
}

/// Where that access is disputed.
pub(in crate::console::pages) fn way(entry: Position) -> String {
    format!("{HERE}?entry={entry}")
}

/// The form against a refusal to share, or against what of an access was withheld.
pub(in crate::console) async fn ask(visit: Visit, wanted: Wanted) -> Answer {
    visit.door().turn_away_administrators(visit.caller(), AccessAction::Decide).await?;
    page(&visit, wanted.text("entry"), &Posted::default(), ErrorSummary::default())
}

fn page(visit: &Visit, entry: &str, posted: &Posted, errors: ErrorSummary) -> Answer {
    let acts = Acts { visit, posted, errors: &errors, action: HERE.to_owned(), version: None };
    let fields = vec![
        Field::new("accessLogEntry", "The entry of your access in the access log", Kind::Line("medium"))
            .hint("It stands at the end of a record’s page.")
            .typed(entry),
        why(),
    ];
    let text = ["The authority of your own area answers. Nobody is told whom it was about.", TEXT];
    let act = acts.act(DISPUTE, "Raise an escalation", &text, fields)?;
    visit.matter(Matter {
        frame: visit.frame("Disagree with a refusal to share"),
        back: (super::HERE.to_owned(), "the escalations".to_owned()),
        acts: vec![act],
        errors,
        ..Matter::default()
    })
}

pub(in crate::console) async fn put(visit: Visit, posted: Posted) -> Answer {
    let sent = Sent::of(&posted);
    let entry = sent.text("accessLogEntry");
    if !posted.text(BEGIN).is_empty() {
        return page(&visit, entry, &posted, ErrorSummary::default());
    }
    let errors = match entry.parse::<Position>() {
        Ok(at) => match from_page(&visit, Disputed::Refusal(at), &sent).await? {
            Ok(then) => return visit.to(&then),
            Err(found) => found,
        },
        Err(bad) => {
            let mut errors = ErrorSummary::default();
            errors.add(&sent.name("accessLogEntry"), &bad.to_string());
            errors
        }
    };
    page(&visit, entry, &posted, errors)
}
