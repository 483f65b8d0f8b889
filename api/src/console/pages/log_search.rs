//! What a search of the access log asks for: read from the address, shown as a form and as chips that take it away again.

use entities::ids::{ChildId, PersonId};
use entities::words::{AccessAction, AccessFlag, Word};
use entities::{Date, Instant, Set};

use crate::console::form::{Choice, ErrorSummary, Field, Kind};
use crate::console::parts::{Chip, Filter};
use crate::console::visit::Visit;
use crate::console::wanted::Wanted;
use crate::console::words::plain;
use crate::console::{Trouble, agencies, days};
use crate::disclosure::{ChildKey, LogAsk, LogCursor, LogFilter};
use crate::error::Code;
use crate::plain::calendar::{local_date, start_of_day};

/// How far back is looked where nobody says.
const DAYS: i64 = 7;

/// What is asked for.
#[derive(Default)]
pub(super) struct Search {
    pub(super) filter: LogFilter,
    pub(super) after: Option<LogCursor>,
    pub(super) errors: ErrorSummary,
    /// From when on, where nobody said so and the last days are shown.
    pub(super) since: Option<Instant>,
    /// Agencies to choose from.
    agencies: Vec<String>,
}

/// Reads what the address asks for. What cannot be used is said beside its field.
pub(super) async fn read(visit: &Visit, wanted: &Wanted) -> Result<Search, Trouble> {
    let mut search = Search {
        after: wanted.given("after").map(cursor).transpose()?,
        agencies: agencies::offered(visit).await?,
        ..Search::default()
    };
    let Search { filter, errors, .. } = &mut search;
    match wanted.given("person").map(|text| (PersonId::from_public(text), text)) {
        Some((Ok(id), _)) => filter.person = Some(id),
        // PostgreSQL holds no NUL in a text.
        Some((_, name)) if name.contains(char::is_control) => {
            errors.add("person", "Give a name, or the id of a person")
        }
        Some((_, name)) => filter.named = Some(name.to_owned()),
        None => {}
    }
    let child =
        one(wanted, "child", errors, "This is no id of the hub's for a child", |t| ChildId::from_public(t).ok());
    filter.child = child.map(ChildKey::Id);
    filter.actions =
        one(wanted, "action", errors, "Choose from the list", AccessAction::parse).map(|action| vec![action]);
    filter.flags = one(wanted, "flag", errors, "Choose from the list", AccessFlag::parse).map(|flag| Set::of(&[flag]));
    filter.allowed = one(wanted, "outcome", errors, "Choose from the list", |text| match text {
        "given" => Some(true),
        "refused" => Some(false),
        _ => None,
    });
    filter.from = day(wanted, "from", errors).map(start_of_day);
    filter.to = day(wanted, "to", errors).map(|day| start_of_day(day.plus_days(1)));
    if let Some(name) = wanted.given("agency") {
        match agencies::named(visit, name).await? {
            Some(id) => search.filter.agency = Some(id),
            None => search.errors.add("agency", "No agency, or more than one, has that name. Choose one that is offered, or give its whole name or code"),
        }
    }
    let bounded =
        ["person", "child", "from", "to"].iter().any(|name| names_of(name).any(|n| wanted.given(&n).is_some()));
    if !bounded {
        let since = start_of_day(local_date(visit.caller().at).plus_days(-DAYS));
        search.filter.from = Some(since);
        search.since = Some(since);
    }
    Ok(search)
}

/// Who may read none of the log is told so before anybody is told what to mend: an ask that nothing bounds gives nothing.
pub(super) async fn may_read(visit: &Visit) -> Result<(), Trouble> {
    match visit.door().access_log(visit.caller(), &LogAsk::default()).await {
        Err(error) if error.code() != Code::BadUserInput => Err(error.into()),
        _ => Ok(()),
    }
}

fn one<T>(
    wanted: &Wanted,
    name: &str,
    errors: &mut ErrorSummary,
    wrong: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let found = read(wanted.given(name)?);
    if found.is_none() {
        errors.add(name, wrong);
    }
    found
}

fn day(wanted: &Wanted, name: &str, errors: &mut ErrorSummary) -> Option<Date> {
    let parts = parts_of(wanted, name);
    if parts.iter().all(|part| part.is_empty()) {
        return None;
    }
    let [day, month, year] = parts;
    let date = match (day.parse(), month.parse(), year.parse()) {
        (Ok(day), Ok(month), Ok(year @ 2000..=2999)) => Date::new(year, month, day),
        _ => None,
    };
    if date.is_none() {
        errors.add(name, days::WRONG);
    }
    date
}

fn parts_of<'a>(wanted: &'a Wanted, name: &str) -> [&'a str; 3] {
    ["day", "month", "year"].map(|part| wanted.text(&format!("{name}-{part}")))
}

/// The names in an address that a field stands for.
fn names_of(field: &str) -> impl Iterator<Item = String> + use<> {
    let field = field.to_owned();
    let parts = if ["from", "to"].contains(&field.as_str()) { &["-day", "-month", "-year"][..] } else { &[""][..] };
    parts.iter().map(move |part| format!("{field}{part}"))
}

/// The form and the chips.
pub(super) fn filter(here: &str, token: &str, wanted: &Wanted, search: &Search) -> Filter {
    let about = |name: &str| search.errors.about(name);
    let line = |name: &str, label: &str, hint: &str| {
        Field::new(name, label, Kind::Line("long")).hint(hint).typed(wanted.text(name)).wrong(about(name))
    };
    let select = |name: &str, label: &str, choices: Vec<Choice>| {
        let choices = std::iter::once(Choice::new("", "Any")).chain(choices).collect();
        Field::new(name, label, Kind::Select(choices)).typed(wanted.text(name)).wrong(about(name))
    };
    let day = |name: &str, label: &str| days::field(name, label).chosen(parts_of(wanted, name)).wrong(about(name));
    let fields = vec![
        line("agency", "Agency", "Type a part of its name and choose, or give its code.")
            .suggesting(search.agencies.clone()),
        line(
            "person",
            "Person",
            "A name or a part of one. A name in the list below is a link to all that the person did.",
        ),
        line(
            "child",
            "Child",
            "An NHS number, a unique pupil number, or the hub's id. Nobody is looked for by a child's name here.",
        ),
        day("from", "From"),
        day("to", "To"),
        select("action", "What they did", words::<AccessAction>()),
        select("flag", "What stands out", words::<AccessFlag>()),
        select("outcome", "Outcome", vec![Choice::new("given", "Given"), Choice::new("refused", "Refused")]),
    ];
    // No link holds a child's number.
    let linked = match ChildId::from_public(wanted.text("child")) {
        Ok(_) => wanted.clone(),
        Err(_) => wanted.without("child"),
    };
    let shown = |field: &Field| {
        let value = match &field.kind {
            Kind::Select(choices) => {
                let chosen = choices.iter().find(|choice| field.values.contains(&choice.value));
                chosen.filter(|choice| !choice.value.is_empty()).map(|choice| choice.label.clone())
            }
            _ => Some(field.values.join(" ").trim().to_owned()).filter(|text| !text.is_empty()),
        }?;
        let names: Vec<String> = names_of(&field.name).chain(["after".to_owned()]).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Some(Chip { label: format!("{}: {value}", field.label), href: linked.link(here, &names, None) })
    };
    let chips = fields.iter().filter_map(shown).collect();
    Filter { action: here.to_owned(), token: token.to_owned(), chips, fields }
}

/// Every word of a vocabulary, to choose from.
pub(super) fn words<W: Word>() -> Vec<Choice> {
    W::ALL.iter().map(|word| Choice::new(word.name(), plain(*word))).collect()
}

/// The place of an entry as it stands in an address.
pub(super) fn cursor_text(LogCursor { committed_at, log, seq }: LogCursor) -> String {
    format!("{}.{log}.{seq}", committed_at.0)
}

fn cursor(text: &str) -> Result<LogCursor, Trouble> {
    let parts: Vec<&str> = text.split('.').collect();
    let [at, log, seq] = parts.as_slice() else { return Err(Trouble::NotFound) };
    match (at.parse(), log.parse(), seq.parse()) {
        (Ok(at), Ok(log), Ok(seq)) => Ok(LogCursor { committed_at: Instant(at), log, seq }),
        _ => Err(Trouble::NotFound),
    }
}
