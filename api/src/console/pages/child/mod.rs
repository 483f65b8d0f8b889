//! One child's record. Why it is needed is stated first, on a page that remembers nothing; what was stated then goes on with
//! every form of the record's own pages, never with an address, because each opening is judged and logged anew. Only which
//! entries are shown stands in the address.

mod checked;
mod events;
mod given;
mod picture;
mod record;
mod wanted;
mod why;
mod withheld;
mod work;

use axum::extract::Query;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use entities::ids::ConcernId;
use entities::words::{AccessAction, RefusalCode};
use uuid::Uuid;

use self::wanted::Wanted;
use self::why::Whom;
use crate::access_log::Logged;
use crate::console::Trouble;
use crate::console::form::{ErrorSummary, Field};
use crate::console::frame::Frame;
use crate::console::pages::escalations;
use crate::console::parts::{Interruption, Sending};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::disclosure::{ChildKey, Managers, OpenAnswer, Position, RefusalView, SearchAnswer, SearchAsk, Sharing};
use crate::error::{Code, Error};
use crate::plain::reference::ConcernReference;

const HERE: &str = "/console/child";

/// One request for a record: who asks, which entries are wanted, what was typed, and whom one may name as a second person.
struct At {
    visit: Visit,
    wanted: Wanted,
    posted: Posted,
    managers: Managers,
}

impl At {
    async fn of(visit: Visit, wanted: Wanted, posted: Posted) -> Result<Self, Trouble> {
        let managers = visit.door().managers(visit.caller()).await?;
        Ok(Self { visit, wanted, posted, managers })
    }
}

#[derive(askama::Template)]
#[template(path = "console/child.html")]
struct WhyPage {
    frame: Frame,
    errors: ErrorSummary,
    action: String,
    /// The child, where the record was open already, and the piece of work, where that is wanted.
    hidden: Vec<(String, String)>,
    who: Vec<Field>,
    why: Vec<Field>,
    more: Vec<Field>,
    /// Whether something stands in those, or is wrong with it.
    more_open: bool,
    /// Where the refusal is disputed, after one.
    disagree: Option<String>,
}

/// Why the record is needed, and whose it is.
pub(in crate::console) async fn ask(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    // Whoever is named for a child may open its record whatever their role (R8); who runs the hub never is.
    visit.door().turn_away_administrators(visit.caller(), AccessAction::View).await?;
    why_page(&At::of(visit, wanted, Posted::default()).await?, ErrorSummary::default(), None)
}

/// The record, opened once.
pub(in crate::console) async fn open(visit: Visit, Query(wanted): Query<Wanted>, posted: Posted) -> Answer {
    let mut filter = ErrorSummary::default();
    if !posted.text("filtered").is_empty() {
        match Wanted::typed(&posted) {
            Ok(typed) if typed != wanted => return again(&typed),
            Ok(_) => {}
            Err(errors) => filter = errors,
        }
    }
    let at = At::of(visit, wanted, posted).await?;
    let At { visit, posted, .. } = &at;
    let go = posted.text("go");
    if go == "change" {
        return why_page(&at, ErrorSummary::default(), None);
    }
    let whom = match why::whom(posted) {
        Ok(whom) => whom,
        Err(errors) => return why_page(&at, errors, None),
    };
    if go == "emergency" {
        return pause(&at, ErrorSummary::default());
    }
    let sharing = match why::sharing(posted, said_by_reference(&at).await?) {
        Ok(sharing) => sharing,
        Err(errors) => return mend(&at, errors, None),
    };
    let key = match whom {
        Whom::Key(key) => key,
        Whom::Facts(facts) => {
            let ask = SearchAsk { facts: *facts, first: 2, fields: Vec::new() };
            match visit.door().search(visit.caller(), &sharing, &ask).await {
                Err(error) => return wrong_input(&at, error),
                Ok(SearchAnswer::Refused(view)) => return refused(&at, &view),
                Ok(SearchAnswer::Found(found)) => {
                    let mut candidates = found.candidates();
                    match (candidates.next(), candidates.next()) {
                        // Never a list of children: whoever means one can say which.
                        _ if found.add_a_fact() => return several(&at),
                        (Some(_), Some(_)) => return several(&at),
                        (Some(one), None) => ChildKey::Id(one.content().id),
                        (None, _) => return absent(&at, None),
                    }
                }
            }
        }
    };
    show(&at, filter, &key, &sharing).await
}

/// The concern that was named by its reference, where one was. One that nobody put to the viewer is answered as an id that no
/// concern has, whether or not there is one.
async fn said_by_reference(at: &At) -> Result<Option<ConcernId>, Trouble> {
    let Ok(reference) = at.posted.text("restsOn").trim().parse::<ConcernReference>() else { return Ok(None) };
    let found = at.visit.door().concern_called(at.visit.caller(), reference).await?;
    Ok(Some(found.unwrap_or(ConcernId(Uuid::nil()))))
}

async fn show(at: &At, filter: ErrorSummary, key: &ChildKey, sharing: &Sharing) -> Answer {
    let At { visit, wanted, posted, .. } = at;
    let of_work = posted.text(work::FIELD);
    let asked = if of_work.is_empty() { record::ask(wanted).ok_or(Trouble::NotFound)? } else { work::ask() };
    match visit.door().open(visit.caller(), key, sharing, &asked).await {
        Err(error) => wrong_input(at, error),
        Ok(OpenAnswer::Refused(view)) if sharing.emergency && sharing.justified() => refused_emergency(at, &view),
        Ok(OpenAnswer::Refused(view)) => refused(at, &view),
        Ok(OpenAnswer::Record(view)) if !of_work.is_empty() => {
            work::page(visit, of_work, &why::carried(posted, &view), &view)?.unwrap_or_else(|| absent(at, None))
        }
        Ok(OpenAnswer::Record(view)) => {
            record::page(visit, wanted, (&why::carried(posted, &view), sharing.concern), (posted, filter), &view).await
        }
    }
}

/// A justified emergency that is refused for want of more wants a second person (R31).
fn refused_emergency(at: &At, view: &Logged<RefusalView>) -> Answer {
    if view.code() != RefusalCode::JustificationRequired {
        return refused(at, view);
    }
    let mut errors = ErrorSummary::default();
    errors.add(
        "approvedBy",
        "you opened it in an emergency within the last day: name the manager who approves a second time",
    );
    pause(at, errors)
}

/// Absent and forbidden are one page, with a way back to what was typed.
fn absent(at: &At, refused: Option<Position>) -> Answer {
    at.visit.nothing_here(&at.wanted.address(), back(&at.posted), refused)
}

/// All that was typed, to go back to the page that asks why.
fn back(posted: &Posted) -> Vec<(String, String)> {
    let stays = |name: &str| !["go", "emergency", "filtered"].contains(&name);
    let typed = posted.fields().iter().filter(|(name, _)| stays(name)).cloned();
    typed.chain([("go".to_owned(), "change".to_owned())]).collect()
}

/// The same form to the address that says which entries are shown: browsers send it again as it was.
fn again(wanted: &Wanted) -> Answer {
    let to = HeaderValue::from_str(&wanted.address()).map_err(|_| Trouble::Unreadable)?;
    Ok((StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response())
}

fn several(at: &At) -> Answer {
    let mut errors = ErrorSummary::default();
    errors.add("number", "more than one child fits: give an NHS number, a unique pupil number or the hub's id");
    mend(at, errors, None)
}

/// Absent and forbidden are one page; any other refusal says what to mend, beside what was typed.
fn refused(at: &At, view: &Logged<RefusalView>) -> Answer {
    let entry = Some(Logged::position(view));
    let field = match view.code() {
        RefusalCode::NotFound => return absent(at, entry),
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
    mend(at, errors, entry)
}

/// What the door cannot take goes back to the field that it is about.
fn wrong_input(at: &At, error: Error) -> Answer {
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
    mend(at, errors, None)
}

/// The page that asked, with what has to be mended.
fn mend(at: &At, errors: ErrorSummary, refused: Option<Position>) -> Answer {
    match at.posted.text("emergency") {
        "" => why_page(at, errors, refused),
        _ => pause(at, errors),
    }
}

fn why_page(at: &At, errors: ErrorSummary, refused: Option<Position>) -> Answer {
    let At { visit, wanted, posted, managers } = at;
    let wrong = !errors.is_empty();
    let more = why::more(posted, &errors, managers);
    let known = !posted.text("child").is_empty();
    let meant = ["child", work::FIELD].map(|name| (name.to_owned(), posted.text(name).to_owned()));
    let page = WhyPage {
        frame: visit.frame("Why do you need a child's record?").with_errors(wrong),
        action: wanted.address(),
        hidden: meant.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        who: if known { Vec::new() } else { why::who(posted, &errors) },
        why: why::why(posted, &errors, visit.door().may_state(visit.caller())),
        more_open: more.iter().any(|field| field.error.is_some() || field.values.iter().any(|v| !v.is_empty())),
        more,
        disagree: refused.map(escalations::way),
        errors,
    };
    if wrong { visit.page_to_mend(&page) } else { visit.page(&page) }
}

/// The pause before an emergency opening (R31).
fn pause(at: &At, errors: ErrorSummary) -> Answer {
    let At { visit, wanted, posted, managers } = at;
    let wrong = !errors.is_empty();
    let may = visit.door().may_state(visit.caller());
    // What is wrong with who is meant is mended here: there is no other page that remembers the emergency.
    let asked = if why::is_about_whom(&errors) { why::who(posted, &errors) } else { Vec::new() };
    let known = if asked.is_empty() { why::of_whom(posted).collect() } else { Vec::new() };
    let hidden = known.into_iter().chain(std::iter::once(("emergency".to_owned(), "yes".to_owned())));
    let told = format!(
        "Your safeguarding lead and the child's local authority are told at once that you opened it, and a person reviews it within \
         one working day. The opening ends after {}.",
        match visit.door().emergency_hours() {
            1 => "an hour".to_owned(),
            hours => format!("{hours} hours"),
        }
    );
    let page = Interruption {
        frame: visit.frame("Open this record in an emergency").with_errors(wrong),
        back: wanted.address(),
        back_with: back(posted),
        text: [
            "Do this only where a child may come to harm before anybody could decide. If the danger is now, ring 999 first.",
            &told,
            "It never opens a record that is restricted.",
        ]
        .map(str::to_owned)
        .to_vec(),
        form: Sending {
            action: wanted.address(),
            hidden: hidden.collect(),
            fields: asked.into_iter().chain(why::emergency(posted, &errors, managers, may)).collect(),
            button: "Open it, and be reviewed".to_owned(),
        },
        errors,
    };
    if wrong { visit.page_to_mend(&page) } else { visit.page(&page) }
}
