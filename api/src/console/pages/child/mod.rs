//! One child's record. Why it is needed is stated first, on a page that remembers nothing; what was stated then goes on with
//! every form of the record's own pages, never with an address, because each opening is judged and logged anew. Only which
//! entries are shown stands in the address.

mod events;
mod given;
mod picture;
mod record;
mod wanted;
mod why;

use axum::extract::Query;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use entities::words::RefusalCode;

use self::wanted::Wanted;
use self::why::Whom;
use crate::console::Trouble;
use crate::console::form::{ErrorSummary, Field};
use crate::console::frame::Frame;
use crate::console::parts::{Interruption, Sending};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::disclosure::{ChildKey, OpenAnswer, RefusalView, SearchAnswer, SearchAsk, Sharing};
use crate::error::{Code, Error};

const HERE: &str = "/console/child";

#[derive(askama::Template)]
#[template(path = "console/child.html")]
struct WhyPage {
    frame: Frame,
    errors: ErrorSummary,
    action: String,
    /// The child, where the record was open already.
    hidden: Vec<(String, String)>,
    who: Vec<Field>,
    why: Vec<Field>,
    more: Vec<Field>,
    /// Whether something stands in those, or is wrong with it.
    more_open: bool,
}

/// Why the record is needed, and whose it is.
pub(in crate::console) async fn ask(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    why_page(&visit, &wanted, &Posted::default(), ErrorSummary::default())
}

/// The record, opened once.
pub(in crate::console) async fn open(visit: Visit, Query(wanted): Query<Wanted>, posted: Posted) -> Answer {
    if !posted.text("filtered").is_empty() {
        let typed = Wanted::typed(&posted).map_err(|why| Trouble::BadInput(why.to_owned()))?;
        if typed != wanted {
            return again(&typed);
        }
    }
    let go = posted.text("go");
    if go == "change" {
        return why_page(&visit, &wanted, &posted, ErrorSummary::default());
    }
    let whom = match why::whom(&posted) {
        Ok(whom) => whom,
        Err(errors) => return why_page(&visit, &wanted, &posted, errors),
    };
    if go == "emergency" {
        return pause(&visit, &wanted, &posted, ErrorSummary::default());
    }
    let sharing = match why::sharing(&posted) {
        Ok(sharing) => sharing,
        Err(errors) => return mend(&visit, &wanted, &posted, errors),
    };
    let key = match whom {
        Whom::Key(key) => key,
        Whom::Facts(facts) => {
            let ask = SearchAsk { facts: *facts, first: 2, fields: Vec::new() };
            match visit.door().search(visit.caller(), &sharing, &ask).await {
                Err(error) => return wrong_input(&visit, &wanted, &posted, error),
                Ok(SearchAnswer::Refused(view)) => return refused(&visit, &wanted, &posted, &view),
                Ok(SearchAnswer::Found(found)) => {
                    let mut candidates = found.candidates();
                    match (candidates.next(), candidates.next()) {
                        // Never a list of children: whoever means one can say which.
                        _ if found.add_a_fact() => return several(&visit, &wanted, &posted),
                        (Some(_), Some(_)) => return several(&visit, &wanted, &posted),
                        (Some(one), None) => ChildKey::Id(one.content().id),
                        (None, _) => return Err(Trouble::NotFound),
                    }
                }
            }
        }
    };
    show(&visit, &wanted, &posted, &key, &sharing).await
}

async fn show(visit: &Visit, wanted: &Wanted, posted: &Posted, key: &ChildKey, sharing: &Sharing) -> Answer {
    let asked = record::ask(wanted).ok_or(Trouble::NotFound)?;
    match visit.door().open(visit.caller(), key, sharing, &asked).await {
        Err(error) => wrong_input(visit, wanted, posted, error),
        Ok(OpenAnswer::Refused(view)) => refused(visit, wanted, posted, &view),
        Ok(OpenAnswer::Record(view)) => record::page(visit, wanted, &why::carried(posted, &view), &view).await,
    }
}

/// The same form to the address that says which entries are shown: browsers send it again as it was.
fn again(wanted: &Wanted) -> Answer {
    let to = HeaderValue::from_str(&wanted.address()).map_err(|_| Trouble::Unreadable)?;
    Ok((StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response())
}

fn several(visit: &Visit, wanted: &Wanted, posted: &Posted) -> Answer {
    let mut errors = ErrorSummary::default();
    errors.add("number", "more than one child fits: give an NHS number, a unique pupil number or the hub's id");
    mend(visit, wanted, posted, errors)
}

/// Absent and forbidden are one page; any other refusal says what to mend, beside what was typed.
fn refused(visit: &Visit, wanted: &Wanted, posted: &Posted, view: &RefusalView) -> Answer {
    let field = match view.code() {
        RefusalCode::NotFound => return Err(Trouble::NotFound),
        RefusalCode::PurposeNotOpenToRole => "purpose",
        RefusalCode::JustificationRequired => "justification",
        RefusalCode::BasisNotOpenToAgency
        | RefusalCode::ConsentMissing
        | RefusalCode::ConsentRefused
        | RefusalCode::ConsentWithdrawn
        | RefusalCode::ConsentExpired
        | RefusalCode::ConsentOutOfScope => "lawfulBasis",
        RefusalCode::Role | RefusalCode::ReviewRequired => "",
    };
    let mut errors = ErrorSummary::default();
    errors.add(field, &format!("{} {}", view.message(), view.how_to_proceed()));
    mend(visit, wanted, posted, errors)
}

/// What the door cannot take goes back to the field that it is about.
fn wrong_input(visit: &Visit, wanted: &Wanted, posted: &Posted, error: Error) -> Answer {
    if error.code() != Code::BadUserInput {
        return Err(error.into());
    }
    let field = match error.path().last().map(String::as_str) {
        Some("concern" | "check") => "restsOn",
        Some("approvedBy") => "approvedBy",
        Some("justification") => "justification",
        Some("match") => "familyName",
        _ => "",
    };
    let mut errors = ErrorSummary::default();
    errors.add(field, error.public_message());
    mend(visit, wanted, posted, errors)
}

/// The page that asked, with what has to be mended.
fn mend(visit: &Visit, wanted: &Wanted, posted: &Posted, errors: ErrorSummary) -> Answer {
    match posted.text("emergency") {
        "" => why_page(visit, wanted, posted, errors),
        _ => pause(visit, wanted, posted, errors),
    }
}

fn why_page(visit: &Visit, wanted: &Wanted, posted: &Posted, errors: ErrorSummary) -> Answer {
    let wrong = !errors.is_empty();
    let more = why::more(posted, &errors);
    let child = posted.text("child");
    let known = !child.is_empty();
    let page = WhyPage {
        frame: visit.frame("Why do you need a child's record?").with_errors(wrong),
        action: wanted.address(),
        hidden: known.then(|| ("child".to_owned(), child.to_owned())).into_iter().collect(),
        who: if known { Vec::new() } else { why::who(posted, &errors) },
        why: why::why(posted, &errors),
        more_open: more.iter().any(|field| field.error.is_some() || field.values.iter().any(|v| !v.is_empty())),
        more,
        errors,
    };
    if wrong { visit.page_to_mend(&page) } else { visit.page(&page) }
}

/// The pause before an emergency opening (R31).
fn pause(visit: &Visit, wanted: &Wanted, posted: &Posted, errors: ErrorSummary) -> Answer {
    let wrong = !errors.is_empty();
    let hidden = why::of_whom(posted).chain(std::iter::once(("emergency".to_owned(), "yes".to_owned())));
    let page = Interruption {
        frame: visit.frame("Open this record in an emergency").with_errors(wrong),
        back: HERE.to_owned(),
        text: [
            "Do this only where a child may come to harm before anybody could decide. If the danger is now, ring 999 first.",
            "Your safeguarding lead and the child's local authority are told at once that you opened it, and a person reviews it \
             within one working day. The opening ends after some hours.",
            "It never opens a record that is restricted.",
        ]
        .map(str::to_owned)
        .to_vec(),
        form: Sending {
            action: wanted.address(),
            hidden: hidden.collect(),
            fields: why::emergency(posted, &errors),
            button: "Open it, and be reviewed".to_owned(),
        },
        errors,
    };
    if wrong { visit.page_to_mend(&page) } else { visit.page(&page) }
}
