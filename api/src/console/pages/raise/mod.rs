//! Raising a concern, one thing on a page (R34). Every answer so far goes on with the form, so the hub keeps nothing until the
//! concern is sent, and nothing typed is lost to a sign-in in between. What is enough is the service's to say.

mod said;
mod steps;
mod wrong;

use entities::words::AccessAction;

pub(super) use self::steps::informed;

use self::steps::Step;
use crate::console::Trouble;
use crate::console::form::{ErrorSummary, Field};
use crate::console::frame::Frame;
use crate::console::parts::{SummaryList, Warning};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::disclosure::ChangeAnswer;
use crate::services::concerns;

/// Of the field that says where a button leads: a step's name, or this.
const SEND: &str = "send";
/// The step of the page on which the answers are checked.
const CHECK: &str = "check";
/// What is said to who goes back in their browser, changes an answer and sends it all again.
const SENT_BEFORE: &str = "you sent this concern before, with other answers: it stands as you sent it, under Concerns. Send this \
                           only if it is to be a second concern";
/// Set once the answers were looked over, so that a changed one leads back to them.
const CHECKING: &str = "checking";

#[derive(askama::Template)]
#[template(path = "console/raise.html")]
struct QuestionPage {
    frame: Frame,
    errors: ErrorSummary,
    warning: Option<Warning>,
    text: &'static [&'static str],
    hidden: Vec<(String, String)>,
    fields: Vec<Field>,
    /// The step before.
    back: Option<&'static str>,
    /// What the button says that asks for one more.
    more: Option<&'static str>,
}

#[derive(askama::Template)]
#[template(path = "console/raise_check.html")]
struct CheckPage {
    frame: Frame,
    errors: ErrorSummary,
    hidden: Vec<(String, String)>,
    /// Name and heading of each step, and what was answered.
    sections: Vec<(&'static str, &'static str, SummaryList)>,
    danger: bool,
}

/// The first question.
pub(in crate::console) async fn begin(visit: Visit) -> Answer {
    may_raise(&visit).await?;
    question(&visit, &Posted::default(), Step::Danger, ErrorSummary::default())
}

/// From one page to the next, back to one that is to be changed, and at last to the local authority.
pub(in crate::console) async fn go_on(visit: Visit, posted: Posted) -> Answer {
    may_raise(&visit).await?;
    let go = posted.text("go");
    if go == SEND {
        return send(&visit, &posted).await;
    }
    if let Some(wanted) = Step::named(go) {
        return question(&visit, &posted, wanted, ErrorSummary::default());
    }
    if go == steps::MORE {
        return question(&visit, &posted, Step::People, ErrorSummary::default());
    }
    let Some(step) = Step::named(posted.text("step")) else {
        return question(&visit, &posted, Step::Danger, ErrorSummary::default());
    };
    let errors = wrong::of(step, &posted, visit.caller());
    if !errors.is_empty() {
        return question(&visit, &posted, step, errors);
    }
    // Another way to say who the child is asks other things of the child.
    let next = if is_checking(&posted) && step != Step::Way { None } else { step.next() };
    match next {
        Some(next) => question(&visit, &posted, next, ErrorSummary::default()),
        None => check(&visit, &posted, ErrorSummary::default()),
    }
}

/// Who runs the hub raises none (R34), and is told whom to ring before they have typed anything.
async fn may_raise(visit: &Visit) -> Result<(), Trouble> {
    Ok(visit.door().turn_away_administrators(visit.caller(), AccessAction::RaiseConcern).await?)
}

fn is_checking(posted: &Posted) -> bool {
    !posted.text(CHECKING).is_empty() || posted.text("step") == CHECK
}

fn question(visit: &Visit, posted: &Posted, step: Step, errors: ErrorSummary) -> Answer {
    let fields = step.fields(posted, &errors);
    let mut hidden = vec![("step".to_owned(), step.name().to_owned())];
    if is_checking(posted) {
        hidden.push((CHECKING.to_owned(), "1".to_owned()));
    }
    hidden.extend(carried(visit, posted, &fields)?);
    let wrong = !errors.is_empty();
    let first = step == Step::Danger;
    let page = QuestionPage {
        frame: visit.frame(step.title()).with_errors(wrong),
        errors,
        warning: first.then(|| Warning { text: visit.urgent() }),
        text: step.text(posted),
        more: (step == Step::People).then_some("Add another person"),
        hidden,
        fields,
        back: step.before().map(Step::name),
    };
    if wrong { visit.page_to_mend(&page) } else { visit.page(&page) }
}

/// Every answer that the page does not ask for, and the key by which a concern sent twice is one.
fn carried(visit: &Visit, posted: &Posted, asked: &[Field]) -> Result<Vec<(String, String)>, Trouble> {
    let key = match posted.text("key") {
        "" => visit.key()?,
        key => key.to_owned(),
    };
    let is_asked = |name: &str| {
        asked
            .iter()
            .any(|field| field.name == name || name.strip_prefix(&field.name).is_some_and(|rest| rest.starts_with('-')))
    };
    let answers =
        posted.fields().iter().filter(|(name, value)| steps::is_answer(name) && !is_asked(name) && !value.is_empty());
    Ok(std::iter::once(("key".to_owned(), key)).chain(answers.cloned()).collect())
}

fn sections(posted: &Posted) -> Vec<(&'static str, &'static str, SummaryList)> {
    Step::ALL.iter().map(|step| (step.name(), step.title(), step.answers(posted))).collect()
}

fn check(visit: &Visit, posted: &Posted, errors: ErrorSummary) -> Answer {
    if let Some((step, found)) = wrong::first(posted, visit.caller()) {
        return question(visit, posted, step, found);
    }
    let mut hidden = vec![("step".to_owned(), CHECK.to_owned())];
    hidden.extend(carried(visit, posted, &[])?);
    let wrong = !errors.is_empty();
    let page = CheckPage {
        frame: visit.frame("Check your answers").with_errors(wrong),
        errors,
        hidden,
        sections: sections(posted),
        danger: said::in_danger(posted),
    };
    if wrong { visit.page_to_mend(&page) } else { visit.page(&page) }
}

async fn send(visit: &Visit, posted: &Posted) -> Answer {
    if let Some((step, found)) = wrong::first(posted, visit.caller()) {
        return question(visit, posted, step, found);
    }
    let Some(new) = said::concern(posted) else {
        return check(visit, posted, ErrorSummary::default());
    };
    match concerns::raise(visit.door(), visit.caller(), posted.text("key"), new, Vec::new()).await? {
        ChangeAnswer::Done(view) => visit.to(&super::concerns::just_raised(view.concern())),
        ChangeAnswer::Refused(_) => Err(Trouble::NotFound),
        ChangeAnswer::Problems(problems) => {
            if let Some(errors) = ErrorSummary::of_form_sent_before(&problems, SENT_BEFORE) {
                return check(visit, &posted.without("key"), errors);
            }
            match wrong::among(posted, &problems) {
                Some((step, errors)) => question(visit, posted, step, errors),
                None => check(visit, posted, ErrorSummary::of(&problems, |_| String::new())),
            }
        }
    }
}
