//! What is stated before a record opens: whose it is, for what purpose, on what basis. It travels in the forms of the record's
//! own pages and is kept nowhere.

use entities::ids::{CheckId, ConcernId, PersonId};
use entities::words::{DispenseReason, LawfulBasis, SharingPurpose, Word};

use policies::MayState;

use crate::console::days;
use crate::console::form::{Choice, ErrorSummary, Field, Kind};
use crate::console::meant;
use crate::console::posted::Posted;
use crate::console::stating;
use crate::console::words::plain;
use crate::disclosure::{ChildKey, Managers, RecordView, SearchFacts, Sharing};
use crate::plain::text;

/// Which child is meant.
pub(super) enum Whom {
    /// By an id or a number.
    Key(ChildKey),
    /// By a name and what goes with it.
    Facts(Box<SearchFacts>),
}

/// Fields that say which child is meant, and which piece of work where it is one.
const OF_WHOM: &[&str] = &[
    "child",
    super::work::FIELD,
    "number",
    "givenName",
    "familyName",
    "dateOfBirth-day",
    "dateOfBirth-month",
    "dateOfBirth-year",
];

/// The child that is meant.
///
/// # Errors
/// What is missing, or cannot be read.
pub(super) fn whom(posted: &Posted) -> Result<Whom, ErrorSummary> {
    let mut errors = ErrorSummary::default();
    let known = [posted.text("child"), posted.text("number")].into_iter().map(str::trim).find(|text| !text.is_empty());
    if let Some(known) = known {
        match meant::child(known) {
            Ok(key) => return Ok(Whom::Key(key)),
            Err(why) => errors.add("number", why),
        }
        return Err(errors);
    }
    let name = |name: &str| Some(text::normalise_name(posted.text(name).trim())).filter(|name| !name.is_empty());
    let born = days::read(posted, "dateOfBirth").unwrap_or_else(|why| {
        errors.add("dateOfBirth", why);
        None
    });
    let facts = SearchFacts {
        given_name: name("givenName"),
        family_name: name("familyName"),
        date_of_birth: born,
        ..SearchFacts::default()
    };
    if errors.is_empty() && !facts.suffice() {
        errors.add("number", "give a number, or a name and a date of birth");
    }
    if errors.is_empty() { Ok(Whom::Facts(Box::new(facts))) } else { Err(errors) }
}

/// Why the record is needed; `called` is the concern that was named by its reference, if one was.
///
/// # Errors
/// What is missing, or cannot be read.
pub(super) fn sharing(posted: &Posted, called: Option<ConcernId>) -> Result<Sharing, ErrorSummary> {
    let mut errors = ErrorSummary::default();
    let emergency = !posted.text("emergency").is_empty();
    let typed = |name: &str| Some(posted.text(name).trim()).filter(|text| !text.is_empty());
    let purpose = SharingPurpose::parse(posted.text("purpose"));
    if purpose.is_none() {
        let say = if emergency { "choose what the emergency is" } else { "choose what you need the record for" };
        errors.add("purpose", say);
    }
    let basis = LawfulBasis::parse(posted.text("lawfulBasis"));
    if basis.is_none() {
        errors.add("lawfulBasis", "choose the lawful basis that your agency relies on");
    }
    let justification = text::optional(Some(posted.text("justification"))).unwrap_or_else(|problem| {
        errors.add("justification", problem.message());
        None
    });
    let approved_by = typed("approvedBy").map(PersonId::from_public).transpose().unwrap_or_else(|bad| {
        errors.add("approvedBy", &bad.to_string());
        None
    });
    let concern = called.or_else(|| typed("restsOn").and_then(|id| ConcernId::from_public(id).ok()));
    let check = typed("restsOn").and_then(|id| CheckId::from_public(id).ok());
    if typed("restsOn").is_some() && concern.is_none() && check.is_none() {
        errors.add(
            "restsOn",
            "give the reference of a concern, such as CON-7F3K-92XQ, or the hub's id of a concern or a check",
        );
    }
    match (purpose, basis, errors.is_empty()) {
        (Some(purpose), Some(basis), true) => Ok(Sharing {
            purpose,
            basis,
            concern,
            check,
            dispense: DispenseReason::parse(posted.text("dispenseReason")),
            justification,
            approved_by,
            emergency,
        }),
        _ => Err(errors),
    }
}

/// Which child was meant, to go on with a form.
pub(super) fn of_whom(posted: &Posted) -> impl Iterator<Item = (String, String)> + '_ {
    posted.fields().iter().filter(|(name, _)| OF_WHOM.contains(&name.as_str())).cloned()
}

/// Whether what has to be mended is about which child is meant.
pub(super) fn is_about_whom(errors: &ErrorSummary) -> bool {
    OF_WHOM.iter().chain(&["dateOfBirth"]).any(|field| errors.about(field).is_some())
}

/// What goes on with the forms of an open record: the child's id, and what was stated. What opened in an emergency stays open
/// without it for its time, and asks for no new words (R31).
pub(super) fn carried(posted: &Posted, view: &RecordView) -> Vec<(String, String)> {
    let emergency = !posted.text("emergency").is_empty();
    let stated: &[&str] = if emergency {
        &["purpose", "lawfulBasis"]
    } else {
        &["purpose", "lawfulBasis", "justification", "dispenseReason", "approvedBy", "restsOn"]
    };
    let stated = stated.iter().map(|name| ((*name).to_owned(), posted.text(name).to_owned()));
    std::iter::once(("child".to_owned(), view.child().id.public()))
        .chain(stated.filter(|(_, value)| !value.is_empty()))
        .collect()
}

/// The fields with what was typed into them, and what is wrong with it.
pub(super) fn filled(fields: Vec<Field>, posted: &Posted, errors: &ErrorSummary) -> Vec<Field> {
    let fill = |field: Field| {
        let wrong = errors.about(&field.name);
        match field.kind {
            Kind::Day => field.clone().chosen(days::typed(posted, &field.name)).wrong(wrong),
            _ => field.clone().typed(posted.text(&field.name)).wrong(wrong),
        }
    };
    fields.into_iter().map(fill).collect()
}

/// Whose record.
pub(super) fn who(posted: &Posted, errors: &ErrorSummary) -> Vec<Field> {
    let fields = vec![
        Field::new("number", "NHS number, unique pupil number or the hub's id", Kind::Line("medium"))
            .hint("If you have none of them, leave this empty and give the name and date of birth."),
        Field::new("givenName", "First name", Kind::Line("medium")),
        Field::new("familyName", "Last name", Kind::Line("medium")),
        Field::new("dateOfBirth", "Date of birth", Kind::Day).hint("For example 27 3 2019."),
    ];
    filled(fields, posted, errors)
}

/// Why.
pub(super) fn why(posted: &Posted, errors: &ErrorSummary, may: MayState) -> Vec<Field> {
    let fields = vec![
        stating::purpose(may, "What you need it for", posted.text("purpose")),
        stating::basis(may, posted.text("lawfulBasis"))
            .hint("Your information governance officer knows which your agency relies on."),
        justification("At least 20 characters where one is needed."),
    ];
    filled(fields, posted, errors)
}

fn justification(length: &str) -> Field {
    Field::new("justification", "Why you need it, in your own words", Kind::Text)
        .hint(&format!("{length} It is kept in the access log, where reviewers read it."))
}

/// The second person: chosen from the managers of one's own agency, or of the area's authority where it has none; by their id
/// where neither has.
fn approved_by(managers: &Managers, when: &str) -> Field {
    let label = "The manager who approves it";
    if managers.people.is_empty() {
        let field = Field::new("approvedBy", label, Kind::Line("medium"));
        return field.hint(&format!(
            "{when}No manager of your agency is on record: give the id of one of the child's authority."
        ));
    }
    let choices = managers.people.iter().map(|(id, name)| Choice::new(id.public(), name));
    let choices = std::iter::once(Choice::new("", "No manager")).chain(choices);
    let whose = match managers.of_authority {
        true => {
            "No manager of your agency is on record: these are of your area’s authority, and may approve where it is the \
                    child’s. "
        }
        false => "",
    };
    Field::new("approvedBy", label, Kind::Select(choices.collect()))
        .hint(&format!("{when}{whose}They are told at once, and answer themselves."))
}

/// What few openings need.
pub(super) fn more(posted: &Posted, errors: &ErrorSummary, managers: &Managers) -> Vec<Field> {
    let fields = vec![
        Field::new(
            "dispenseReason",
            "Why you go on without consent",
            Kind::list::<DispenseReason>("I have consent, or need none"),
        ),
        approved_by(managers, ""),
        Field::new("restsOn", "The concern or check that brought you here", Kind::Line("medium"))
            .hint("The concern’s reference, such as CON-7F3K-92XQ. From a check’s own page it is filled in."),
    ];
    filled(fields, posted, errors)
}

/// What an emergency has to say.
pub(super) fn emergency(posted: &Posted, errors: &ErrorSummary, managers: &Managers, may: MayState) -> Vec<Field> {
    let purposes = [SharingPurpose::EmergencyProtection, SharingPurpose::MissingChild];
    let choices = purposes.map(|purpose| Choice::new(purpose.name(), plain(purpose))).to_vec();
    let fields = vec![
        Field::new("purpose", "What is the emergency?", Kind::One(choices)),
        stating::basis(may, posted.text("lawfulBasis")),
        justification("At least 20 characters."),
        approved_by(managers, "Needed for a second emergency in a day. "),
    ];
    filled(fields, posted, errors)
}
