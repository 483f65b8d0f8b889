//! Partner agencies are asked for their views: on a concern from its page, and from a child's record on the concern that it rests
//! on, or on what a round of checks brought. Who may be asked is the service's to say.

use entities::ids::{AgencyId, CheckRoundId, ConcernId};
use entities::words::AccessAction;

use super::{HERE, href};
use crate::console::acts::{Acts, Sent, refused};
use crate::console::form::{Choice, ErrorSummary, Field, Kind};
use crate::console::pages::to_the_record::RECORD;
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

/// The field of the agencies that are chosen.
const AGENCIES: &str = "agencies";
/// The fields for agencies that are not offered; where none is offered, the first has that one's place.
const OTHERS: [&str; 3] = ["other", "other-second", "other-third"];
/// Agencies that are offered beside those of the MASH: the ones that the child's record named.
const KNOWN: &str = "known";
/// What the names of the fields begin with that lead back to the record.
const BACK: &str = "back-";

/// The form, with the agencies that can be chosen.
pub(in crate::console::pages) async fn offer(acts: &Acts<'_>) -> Result<Act, Trouble> {
    let visit = acts.visit;
    let mut partners: Vec<String> = acts.posted.all(KNOWN).map(str::to_owned).collect();
    partners.extend(visit.door().mash_partners(visit.caller()).await?.into_iter().map(|agency| agency.name));
    partners.sort();
    partners.dedup();
    let none = partners.is_empty();
    let choices = partners.into_iter().map(|name| Choice::new(name.clone(), name)).collect();
    let choose = Field::new(AGENCIES, "Whom do you ask?", Kind::Any(choices)).hint(
        "These have people in the MASH, or the child’s record names them. Whoever raised the concern is not asked.",
    );
    let directory = agencies::offered(visit).await?;
    let names = if none { [AGENCIES, "other", "other-second"] } else { OTHERS };
    let hint =
        "Type a part of its name and choose, or give its code. It works with the child, or you asked it for a check.";
    let others = names.into_iter().zip([
        ("Name an agency", hint),
        ("Name a second agency", "It may be left empty."),
        ("Name a third agency", "It may be left empty."),
    ]);
    let others = others.map(|(name, (label, hint))| {
        Field::new(name, label, Kind::Line("long")).hint(hint).suggesting(directory.clone())
    });
    let rest = [
        Field::new("question", "What is to be decided, and what do you propose?", Kind::Text)
            .hint("Every agency that you ask reads this."),
        Field::new("thresholdDocument", "The document by which levels of need are judged", Kind::Line("long"))
            .hint("The name of your partnership’s threshold document, as it stands on its cover, so that all judge by the same."),
        Field::new("thresholdVersion", "Its version", Kind::Line("short")).hint("A year or a number, for example 2026."),
    ];
    let fields = Some(choose).filter(|_| !none).into_iter().chain(others).chain(rest).collect();
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
    let chosen = sent.all(AGENCIES).into_iter().map(|name| (AGENCIES, name.trim()));
    let others = OTHERS.into_iter().map(|field| (field, sent.text(field)));
    for (field, name) in chosen.chain(others).filter(|(_, name)| !name.is_empty()) {
        match agencies::named(visit, name).await? {
            Some(agency) => asked.push(agency),
            None => errors.add(
                &sent.name(field),
                &format!("choose one agency that is offered, or give its whole name or its code: {name}"),
            ),
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
    const FIELDS: [&str; 4] = [AGENCIES, "question", "thresholdDocument", "thresholdVersion"];
    Ok(match decisions::ask(visit.door(), visit.caller(), sent.key(), new, Vec::new()).await? {
        ChangeAnswer::Done(view) => Ok(format!("{}?done={ASK}", href(view.decision().id))),
        ChangeAnswer::Refused(view) => Err(refused(&view)?),
        ChangeAnswer::Problems(problems) => Err(sent.wrong(&problems, &FIELDS)),
    })
}

/// The way there from a child's record, with the agencies that it shows: they are chosen until somebody takes one out. What was
/// stated for the record goes with it, for the way back.
pub(in crate::console::pages) fn way(
    on: DecidedOn,
    heading: &str,
    involved: &[&str],
    stated: &[(String, String)],
) -> Act {
    let (name, id) = match on {
        DecidedOn::Concern(id) => (CONCERN, id.public()),
        DecidedOn::Round(id) => (ROUND, id.public()),
    };
    let known = involved.iter().flat_map(|agency| [(KNOWN, *agency), ("ask-agencies", *agency)]);
    let hidden = [(BEGIN, "1"), ("do", ASK), (name, id.as_str())].into_iter().chain(known);
    Act {
        heading: heading.to_owned(),
        text: Vec::new(),
        form: Sending {
            action: ASKING.to_owned(),
            hidden: hidden
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .chain(stated.iter().map(|(name, value)| (format!("{BACK}{name}"), value.clone())))
                .collect(),
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
        return page(&visit, &posted, ErrorSummary::default()).await;
    }
    match from_page(&visit, on, &Sent::of(&posted)).await? {
        Ok(then) => visit.to(&then),
        Err(errors) => page(&visit, &posted, errors).await,
    }
}

async fn page(visit: &Visit, posted: &Posted, errors: ErrorSummary) -> Answer {
    let acts = Acts { visit, posted, errors: &errors, action: ASKING.to_owned(), version: None };
    let mut act = offer(&acts).await?;
    let stated = |(name, value): &(String, String)| Some((name.strip_prefix(BACK)?.to_owned(), value.clone()));
    let stated: Vec<(String, String)> = posted.fields().iter().filter_map(stated).collect();
    let goes_on = |name: &str| [CONCERN, ROUND, KNOWN].contains(&name) || name.starts_with(BACK);
    act.form.hidden.extend(posted.fields().iter().filter(|(name, _)| goes_on(name)).cloned());
    let back_by = (!stated.is_empty()).then(|| Sending {
        action: RECORD.to_owned(),
        hidden: stated,
        fields: Vec::new(),
        button: "Back to the record".to_owned(),
    });
    let decisions = || (HERE.to_owned(), "the joint decisions".to_owned());
    visit.matter(Matter {
        frame: visit.frame("Ask for views"),
        back: if back_by.is_some() { Default::default() } else { decisions() },
        back_by,
        acts: vec![act],
        errors,
        ..Matter::default()
    })
}
