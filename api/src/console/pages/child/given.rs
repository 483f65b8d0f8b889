//! What the door gave beside the chronology, as lists and tables; what it withheld stands in its place, with the way on.

use entities::words::{CheckStatus, ConsentStatus, Word};
use entities::{Date, Set};
use policies::RuleBook;

use super::withheld;
use crate::console::pages::checks;
use crate::console::pages::reviews::titled;
use crate::console::parts::{Cell, Row, SummaryList, Table, Tag, Tone};
use crate::console::words::{plain, plain_list, sentence_case, yes_or_no};
use crate::disclosure::{CheckContent, RecordView, Withholding};
use crate::plain::{numbers, wall};
use crate::services::cin_census::codes::{self, Code};

/// A field's name as one reads it: `impactOnChild` is "impact on child".
pub(super) fn field_in_words(field: &str) -> String {
    let mut words = String::new();
    for letter in field.chars() {
        if letter.is_uppercase() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

/// Whom to ask for what is withheld, where an agency is named for it.
pub(super) fn asked(view: &RecordView, withheld: &Withholding) -> String {
    let ask = withheld.ask.and_then(|id| view.agency(id)).map(|agency| {
        let phone = agency.phone.iter().map(|phone| format!(", {phone}"));
        format!(" Ask {}{}.", agency.name, phone.collect::<String>())
    });
    ask.unwrap_or_default()
}

/// Why something is withheld, the way on, and whom to ask.
fn why(view: &RecordView, withheld: &Withholding) -> String {
    format!("{}: {}{}", plain(withheld.reason), withheld.how_to_proceed(), asked(view, withheld))
}

/// What a code of the census means; any other text as it was recorded.
fn spelt(list: &'static [Code], text: &str) -> String {
    codes::find(list, text).map_or_else(|| text.to_owned(), |code| sentence_case(code.label))
}

/// The child's name, so far as it is given.
pub(super) fn name(view: &RecordView) -> Option<String> {
    let child = view.child();
    let names: Vec<&str> = [&child.given_name, &child.family_name].into_iter().flatten().map(String::as_str).collect();
    Some(names.join(" ")).filter(|name| !name.is_empty())
}

/// Who the child is: what is given, what is withheld, and of what matters most that it is not recorded.
pub(super) fn identity(view: &RecordView) -> SummaryList {
    let child = view.child();
    let agency = |id: Option<entities::ids::AgencyId>| id.and_then(|id| view.agency(id)).map(|a| a.name.clone());
    let day = |date: Option<Date>| date.map(wall::day);
    let list = |texts: &Option<Vec<String>>| texts.as_ref().map(|all| all.join(", ")).filter(|text| !text.is_empty());
    let rows = [
        ("Date of birth", "dateOfBirth", day(child.date_of_birth)),
        ("Expected", "expectedDateOfBirth", day(child.expected_date_of_birth)),
        ("Died", "dateOfDeath", day(child.date_of_death)),
        ("Sex", "sex", child.sex.map(plain)),
        ("Also known as", "aliases", list(&child.aliases)),
        ("NHS number", "nhsNumber", child.nhs_number.as_deref().map(numbers::grouped)),
        ("Unique pupil number", "upn", child.upn.clone()),
        ("Address", "address", child.address.clone()),
        ("Telephone", "telephone", child.telephone.clone()),
        ("School", "school", agency(child.school)),
        ("General practice", "generalPractice", agency(child.general_practice)),
        ("Responsible authority", "responsibleAuthority", agency(child.responsible_authority)),
        ("Level of need", "levelOfNeed", child.level_of_need.map(plain)),
        ("First language", "firstLanguage", child.first_language.clone()),
        (
            "Interpreter needed",
            "interpreterNeeded",
            child.interpreter_needed.map(|needed| yes_or_no(needed).to_owned()),
        ),
        ("Ethnicity", "ethnicity", child.ethnicity.as_deref().map(|code| spelt(codes::ETHNICITIES, code))),
        ("Religion", "religion", child.religion.clone()),
        (
            "Disabilities",
            "disabilities",
            list(
                &child
                    .disabilities
                    .as_ref()
                    .map(|all| all.iter().map(|code| spelt(codes::DISABILITIES, code)).collect()),
            ),
        ),
    ];
    let shown = rows.into_iter().filter_map(|(key, field, value)| {
        let kept = view.child_withheld().iter().find(|withheld| withheld.field == field);
        match (kept, value) {
            (Some(withheld), _) => Some(Row::new(key, Cell::Withheld(why(view, withheld)))),
            (None, Some(value)) => Some(Row::new(key, Cell::Text(value))),
            (None, None) if matches!(field, "dateOfBirth" | "nhsNumber" | "address" | "levelOfNeed") => {
                Some(Row::new(key, Cell::or_none(None)))
            }
            (None, None) => None,
        }
    });
    SummaryList { rows: shown.collect() }
}

/// The cell of a field: withheld where it is listed as such.
pub(super) fn told(view: &RecordView, withheld: &[Withholding], field: &str, value: Cell) -> Cell {
    match withheld.iter().find(|withheld| withheld.field == field) {
        Some(withheld) => Cell::Withheld(why(view, withheld)),
        None => value,
    }
}

fn cell(view: &RecordView, withheld: &[Withholding], field: &str, value: Option<String>) -> Cell {
    told(view, withheld, field, Cell::or_none(value))
}

/// A service with its team; what both are called is named once.
fn service(service: Option<&str>, team: Option<&str>) -> Option<String> {
    match (service, team) {
        (Some(service), Some(team)) if !service.contains(team) => Some(format!("{service}, {team}")),
        (service, team) => service.or(team).map(str::to_owned),
    }
}

/// Which agencies work, or worked, with the child.
pub(super) fn involvements(view: &RecordView) -> Table {
    let rows = view.involvements().iter().map(|row| {
        let kept = view.involvement_withheld(row);
        let name = row.agency.and_then(|id| view.agency(id)).map_or_else(|| plain(row.agency_kind), |a| a.name.clone());
        let people = row.practitioners.as_ref().map(|all| all.join(", ")).filter(|names| !names.is_empty());
        let until = match row.ended_on {
            Some(day) => wall::day(day),
            None if row.unconfirmed => "Not confirmed yet".to_owned(),
            None => "Now".to_owned(),
        };
        vec![
            Cell::Text(name),
            cell(view, &kept, "service", service(row.service.as_deref(), row.team.as_deref())),
            cell(view, &kept, "practitioners", people),
            Cell::or_none(row.started_on.map(wall::day)),
            Cell::Text(until),
        ]
    });
    let head = ["Agency", "Service", "Who", "From", "Until"].map(str::to_owned).to_vec();
    Table { caption: "Agencies that work or worked with the child".to_owned(), head, rows: rows.collect() }
}

/// Decisions on consent.
pub(super) fn consents(view: &RecordView) -> Table {
    let rows = view.consents().iter().map(|row| {
        let kept = view.consent_withheld(row);
        let tone = match row.status {
            ConsentStatus::Given => Tone::Good,
            ConsentStatus::Refused | ConsentStatus::Withdrawn => Tone::Urgent,
            _ => Tone::Plain,
        };
        let giver: Vec<String> = row.giver_name.iter().cloned().chain(row.given_by.map(plain)).collect();
        vec![
            Cell::Tags(vec![Tag::new(plain(row.status), tone)]),
            Cell::Text(plain_list(row.purposes)),
            Cell::Text(plain_list(row.agency_kinds)),
            Cell::Text(nothing(row.field_classes)),
            cell(view, &kept, "giverName", Some(giver.join(", ")).filter(|text| !text.is_empty())),
            Cell::or_none(row.expires_on.map(wall::day)),
        ]
    });
    let head = ["Status", "For", "With", "Covers", "By", "Until"].map(str::to_owned).to_vec();
    Table { caption: "Decisions on sharing, newest first".to_owned(), head, rows: rows.collect() }
}

fn nothing<W: Word>(set: Set<W>) -> String {
    if set.is_empty() { "Nothing".to_owned() } else { plain_list(set) }
}

/// A check, with the names of who asked and who is asked, and a link to its page.
pub(super) fn check(check: &CheckContent, asked_by: Option<String>, agency: String) -> Vec<Cell> {
    let purpose = plain(check.purpose);
    let point = Some(plain(check.key_point)).filter(|point| *point != purpose);
    let answer = match (check.answer, check.status) {
        _ if check.overdue => Cell::Tags(vec![Tag::new("Overdue", Tone::Urgent)]),
        (Some(answer), _) => Cell::Text(plain(answer)),
        (None, CheckStatus::Open) => Cell::Text(
            check.due_at.map_or_else(|| "Not yet answered".to_owned(), |due| format!("Due by {}", wall::deadline(due))),
        ),
        (None, status) => Cell::Text(plain(status)),
    };
    let kept = || "Kept back: the child's whereabouts are protected".to_owned();
    vec![
        Cell::Link {
            text: wall::words(check.requested_at),
            href: checks::href(check.id),
            hidden: format!("check of {agency}: {purpose}"),
        },
        Cell::Text(asked_by.unwrap_or_else(kept)),
        Cell::Text(agency),
        Cell::Lines(std::iter::once(purpose).chain(point).collect()),
        answer,
    ]
}

/// On what the record was opened, and the entry that proves it.
pub(super) fn decision(view: &RecordView, entry: &str, book: &RuleBook) -> SummaryList {
    let sharing = view.sharing();
    let kept = match sharing.withheld.is_empty() && withheld::held_back(view) {
        true => "See what is withheld, above".to_owned(),
        false => nothing(sharing.withheld),
    };
    let rows = [
        ("Purpose", Cell::Text(plain(sharing.purpose))),
        ("Lawful basis", Cell::Text(plain(sharing.lawful_basis))),
        ("Condition", Cell::or_none(sharing.condition.clone())),
        ("Went on without consent", Cell::Text(sharing.dispense_reason.map_or_else(|| "No".to_owned(), plain))),
        ("Given", Cell::Text(nothing(sharing.disclosed))),
        ("Withheld", Cell::Text(kept)),
        ("Policies that decided", Cell::Lines(titled(book, &sharing.policies))),
        ("Entry in the access log", Cell::text(entry)),
    ];
    SummaryList { rows: rows.into_iter().map(|(key, value)| Row::new(key, value)).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_that_is_called_as_its_service_is_named_once() {
        let said = |of, team| service(of, team).unwrap_or_default();
        assert_eq!(said(Some("School nursing"), Some("School nursing")), "School nursing");
        assert_eq!(said(Some("Health visiting (brother)"), Some("Health visiting")), "Health visiting (brother)");
        assert_eq!(said(Some("Tenancy"), Some("Tenancy support")), "Tenancy, Tenancy support");
        assert_eq!(said(None, Some("North")), "North");
        assert_eq!(service(None, None), None);
    }
}
