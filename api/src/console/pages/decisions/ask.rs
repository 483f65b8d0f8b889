//! Partner agencies are asked for their views: on a concern from its page, and from a child's record on the concern that it rests
//! on, or on what a round of checks brought. Who may be asked is the service's to say.

use entities::ids::{AgencyId, CheckRoundId, ConcernId};
use entities::words::AccessAction;

use super::{HERE, href};
use crate::console::acts::{Acts, Sent, refused};
use crate::console::form::{ErrorSummary, Field, Kind};
use crate::console::parts::{Act, Matter, Sending};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::console::{Trouble, agencies};
use crate::disclosure::{ChangeAnswer, DecidedOn};
use crate::services::decisions::{self, NewQuestion};

/// The act of the pages from which it is asked.
pub(in crate::console::pages) const ASK: &str = "ask";
/// Where a child's record leads to ask.
const ASKING: &str = "/console/decisions/ask";
/// The field by which it leads there.
const BEGIN: &str = "begin";
/// On what is asked, as the form says it.
const CONCERN: &str = "concern";
const ROUND: &str = "round";

/// The form.
pub(in crate::console::pages) fn offer(acts: &Acts<'_>) -> Result<Act, Trouble> {
    let fields = vec![
        Field::new("agencies", "Whom do you ask?", Kind::Text)
            .hint("One agency on a line: its name or its code. Agencies that work with the child, that you asked for a check, or whose \
                   people sit in the MASH."),
        Field::new("question", "What is to be decided, and what do you propose?", Kind::Text)
            .hint("Every agency that you ask reads this."),
        Field::new("thresholdDocument", "The document by which levels of need are judged", Kind::Line("long")),
        Field::new("thresholdVersion", "Its version", Kind::Line("short")),
    ];
    let text =
        ["Each says which level of need it sees and what it recommends. You may decide without them, and that shows."];
    acts.act(ASK, "Ask partner agencies for their views", &text, fields)
}

/// Asks: the address of what was asked, or what is wrong.
pub(in crate::console::pages) async fn from_page(
    visit: &Visit,
    on: DecidedOn,
    sent: &Sent<'_>,
) -> Result<Result<String, ErrorSummary>, Trouble> {
    let mut errors = ErrorSummary::default();
    let mut asked: Vec<AgencyId> = Vec::new();
    for line in sent.text("agencies").lines().map(str::trim).filter(|line| !line.is_empty()) {
        match agencies::named(visit, line).await? {
            Some(agency) => asked.push(agency),
            None => {
                errors.add(&sent.name("agencies"), &format!("give the whole name or the code of one agency: {line}"))
            }
        }
    }
    let new = NewQuestion {
        on,
        question: sent.text("question").to_owned(),
        agencies: asked,
        threshold_document: sent.text("thresholdDocument").to_owned(),
        threshold_version: sent.text("thresholdVersion").to_owned(),
    };
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    const FIELDS: [&str; 4] = ["agencies", "question", "thresholdDocument", "thresholdVersion"];
    Ok(match decisions::ask(visit.door(), visit.caller(), sent.key(), new, Vec::new()).await? {
        ChangeAnswer::Done(view) => Ok(format!("{}?done={ASK}", href(view.decision().id))),
        ChangeAnswer::Refused(view) => Err(refused(&view)?),
        ChangeAnswer::Problems(problems) => Err(sent.wrong(&problems, &FIELDS)),
    })
}

/// The way there from a child's record, with the agencies that it shows, one on a line.
pub(in crate::console::pages) fn way(on: DecidedOn, heading: &str, involved: &str) -> Act {
    let (name, id) = match on {
        DecidedOn::Concern(id) => (CONCERN, id.public()),
        DecidedOn::Round(id) => (ROUND, id.public()),
    };
    let hidden = [(BEGIN, "1"), ("do", ASK), (name, &id), ("ask-agencies", involved)];
    Act {
        heading: heading.to_owned(),
        text: Vec::new(),
        form: Sending {
            action: ASKING.to_owned(),
            hidden: hidden.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
            fields: Vec::new(),
            button: "Ask partner agencies for their views".to_owned(),
        },
    }
}

/// The page to which a child's record leads, and what is sent from it.
pub(in crate::console) async fn put(visit: Visit, posted: Posted) -> Answer {
    let concern = ConcernId::from_public(posted.text(CONCERN)).map(DecidedOn::Concern);
    let on = concern.or_else(|_| CheckRoundId::from_public(posted.text(ROUND)).map(DecidedOn::Round));
    let on = on.map_err(|_| Trouble::NotFound)?;
    if !posted.text(BEGIN).is_empty() {
        visit.door().turn_away_administrators(visit.caller(), AccessAction::Decide).await?;
        return page(&visit, &posted, ErrorSummary::default());
    }
    match from_page(&visit, on, &Sent::of(&posted)).await? {
        Ok(then) => visit.to(&then),
        Err(errors) => page(&visit, &posted, errors),
    }
}

fn page(visit: &Visit, posted: &Posted, errors: ErrorSummary) -> Answer {
    let acts = Acts { visit, posted, errors: &errors, action: ASKING.to_owned(), version: None };
    let mut act = offer(&acts)?;
    let on = [CONCERN, ROUND].map(|name| (name.to_owned(), posted.text(name).to_owned()));
    act.form.hidden.extend(on.into_iter().filter(|(_, value)| !value.is_empty()));
    visit.matter(Matter {
        frame: visit.frame("Ask for views"),
        back: (HERE.to_owned(), "the joint decisions".to_owned()),
        acts: vec![act],
        errors,
        ..Matter::default()
    })
}
