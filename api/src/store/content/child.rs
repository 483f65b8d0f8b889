//! A child's own details, each column only where its field is cleared.

use entities::Date;
use entities::Set;
use entities::ids::{AgencyId, ChildId};
use entities::words::{FieldClass, IdentifierSystem, LevelOfNeed, Sex};
use policies::fields::CHILD;
use sea_orm::{DbErr, QueryResult};
use serde::Serialize;

use super::super::caller::json;
use super::super::opening::Opening;
use super::super::snapshot::Snapshot;
use super::{needs, rule};

/// A child's details, so far as they are cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct ChildContent {
    pub id: ChildId,
    pub version: i32,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub aliases: Option<Vec<String>>,
    pub date_of_birth: Option<Date>,
    pub expected_date_of_birth: Option<Date>,
    pub date_of_death: Option<Date>,
    pub sex: Option<Sex>,
    pub nhs_number: Option<String>,
    pub upn: Option<String>,
    pub identifiers: Option<Vec<IdentifierContent>>,
    pub address: Option<String>,
    pub telephone: Option<String>,
    pub school: Option<AgencyId>,
    pub general_practice: Option<AgencyId>,
    pub responsible_authority: Option<AgencyId>,
    pub ethnicity: Option<String>,
    pub religion: Option<String>,
    pub disabilities: Option<Vec<String>>,
    pub first_language: Option<String>,
    pub interpreter_needed: Option<bool>,
    pub level_of_need: Option<LevelOfNeed>,
}

impl ChildContent {
    /// The details of a row, of those fields alone.
    pub(crate) fn stated(row: &entities::rows::child::Model, has: impl Fn(&str) -> bool) -> Result<Self, DbErr> {
        let text = |field: &str, value: &Option<String>| value.clone().filter(|_| has(field));
        let list = |field: &str, value: &str| has(field).then(|| json(value)).transpose();
        Ok(Self {
            id: row.id,
            version: row.version,
            given_name: text("givenName", &row.given_name),
            family_name: text("familyName", &row.family_name),
            aliases: list("aliases", &row.aliases)?,
            date_of_birth: row.date_of_birth.filter(|_| has("dateOfBirth")),
            expected_date_of_birth: row.expected_date_of_birth.filter(|_| has("expectedDateOfBirth")),
            date_of_death: row.date_of_death.filter(|_| has("dateOfDeath")),
            sex: row.sex.filter(|_| has("sex")),
            nhs_number: text("nhsNumber", &row.nhs_number),
            upn: text("upn", &row.upn),
            identifiers: None,
            address: text("address", &row.address),
            telephone: text("telephone", &row.telephone),
            school: row.school.filter(|_| has("school")),
            general_practice: row.general_practice.filter(|_| has("generalPractice")),
            responsible_authority: None,
            ethnicity: text("ethnicity", &row.ethnicity),
            religion: text("religion", &row.religion),
            disabilities: list("disabilities", &row.disabilities)?,
            first_language: text("firstLanguage", &row.first_language),
            interpreter_needed: row.interpreter_needed.filter(|_| has("interpreterNeeded")),
            level_of_need: None,
        })
    }
}

/// A number that the child is known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct IdentifierContent {
    /// What kind of number.
    pub system: IdentifierSystem,
    /// Whose number, of a local one.
    pub agency: Option<AgencyId>,
    /// The number.
    pub value: String,
    /// Whether it passes its check.
    pub verified: bool,
}

/// Columns with their fields in R1's table.
const COLUMNS: &[(&str, &str)] = &[
    ("givenName", "given_name"),
    ("familyName", "family_name"),
    ("aliases", "aliases"),
    ("dateOfBirth", "date_of_birth"),
    ("expectedDateOfBirth", "expected_date_of_birth"),
    ("dateOfDeath", "date_of_death"),
    ("sex", "sex"),
    ("nhsNumber", "nhs_number"),
    ("upn", "upn"),
    ("address", "address"),
    ("telephone", "telephone"),
    ("school", "school"),
    ("generalPractice", "general_practice"),
    ("responsibleAuthority", "responsible_authority"),
    ("ethnicity", "ethnicity"),
    ("religion", "religion"),
    ("disabilities", "disabilities"),
    ("firstLanguage", "first_language"),
    ("interpreterNeeded", "interpreter_needed"),
];

/// The fields that say who the child is.
const IDENTITY: &[&str] =
    &["givenName", "familyName", "aliases", "dateOfBirth", "expectedDateOfBirth", "dateOfDeath", "sex"];

impl ChildContent {
    /// A child of whom nothing was on record, or nothing is asked for.
    const fn nothing(id: ChildId, level_of_need: Option<LevelOfNeed>) -> Self {
        Self {
            id,
            version: 1,
            given_name: None,
            family_name: None,
            aliases: None,
            date_of_birth: None,
            expected_date_of_birth: None,
            date_of_death: None,
            sex: None,
            nhs_number: None,
            upn: None,
            identifiers: None,
            address: None,
            telephone: None,
            school: None,
            general_practice: None,
            responsible_authority: None,
            ethnicity: None,
            religion: None,
            disabilities: None,
            first_language: None,
            interpreter_needed: None,
            level_of_need,
        }
    }
}

impl Snapshot {
    /// The opened child's details, in one statement; none where nothing of them is asked for.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn child(&self, opening: &Opening, asked: &[String]) -> Result<ChildContent, DbErr> {
        if asked.is_empty() {
            return Ok(ChildContent::nothing(opening.child(), None));
        }
        let cleared = |field: &str| {
            asked.iter().any(|a| a == field)
                && rule(CHILD, field).is_some_and(|r| opening.field(needs(r, Set::EMPTY)).is_ok())
        };
        // On a claim the child's own row says nothing of who the child is: that is as it was claimed (R15).
        let claimed = opening.claimed();
        let told = |field: &str| claimed.is_some() && IDENTITY.contains(&field);
        let as_of = opening.past().unwrap_or_else(|| self.as_of());
        let columns: Vec<String> = COLUMNS
            .iter()
            .map(
                |(field, column)| {
                    if cleared(field) && !told(field) { format!("c.{column}") } else { format!("NULL AS {column}") }
                },
            )
            .collect();
        let identifiers = self.dialect.json_rows(
            "n.system, n.agency_id, n.value, n.verified",
            &format!(
                "child_identifier AS n WHERE n.child_id = c.id AND {} AND {}",
                identifiers_cleared(opening, cleared("identifiers")),
                self.recorded_at(as_of, "n")
            ),
        );
        let sql = format!(
            "SELECT c.id, c.version, {}, {identifiers} AS identifiers FROM child AS c WHERE c.id = $1 AND {}",
            columns.join(", "),
            self.newest_at(as_of, "child", "c", "id")
        );
        let row = self.one(sql, vec![opening.child().into()]).await?;
        let level = cleared("levelOfNeed").then(|| opening.level());
        let mut child = match row {
            Some(row) => read(&row, level, cleared("identifiers"))?,
            // On the last day that counts nothing was on record yet.
            None if opening.past().is_some() => ChildContent::nothing(opening.child(), level),
            None => return Err(DbErr::RecordNotFound("an opened child has no row".into())),
        };
        if let Some(claimed) = claimed {
            let claimed = claimed.clone();
            child.given_name = claimed.given_name.filter(|_| cleared("givenName"));
            child.family_name = claimed.family_name.filter(|_| cleared("familyName"));
            child.date_of_birth = claimed.date_of_birth.filter(|_| cleared("dateOfBirth"));
            child.expected_date_of_birth = claimed.expected_date_of_birth.filter(|_| cleared("expectedDateOfBirth"));
            child.sex = claimed.sex.filter(|_| cleared("sex"));
        }
        Ok(child)
    }
}

/// SQL that holds for the identifiers that are cleared, by system (R1).
fn identifiers_cleared(opening: &Opening, asked: bool) -> String {
    let systems: Vec<String> = [
        (IdentifierSystem::NhsNumber, Set::of(&[FieldClass::NhsNumber])),
        (IdentifierSystem::Upn, Set::of(&[FieldClass::PupilNumber])),
        (IdentifierSystem::FormerUpn, Set::of(&[FieldClass::PupilNumber])),
        (IdentifierSystem::Local, Set::of(&[FieldClass::Involvement, FieldClass::Whereabouts])),
    ]
    .into_iter()
    .filter(|(_, classes)| asked && opening.field(*classes).is_ok())
    .map(|(system, _)| format!("'{system}'"))
    .collect();
    if systems.is_empty() { "FALSE".to_owned() } else { format!("n.system IN ({})", systems.join(", ")) }
}

fn read(row: &QueryResult, level: Option<LevelOfNeed>, identifiers: bool) -> Result<ChildContent, DbErr> {
    let list = |column: &str| -> Result<Option<Vec<String>>, DbErr> {
        row.try_get::<Option<String>>("", column)?.map(|text| json(&text)).transpose()
    };
    let numbers: Vec<Identifier> = json(&row.try_get::<String>("", "identifiers")?)?;
    let mut numbers: Vec<IdentifierContent> = numbers.into_iter().map(Into::into).collect();
    numbers.sort_by(|a, b| (a.system, &a.value).cmp(&(b.system, &b.value)));
    Ok(ChildContent {
        id: row.try_get("", "id")?,
        version: row.try_get("", "version")?,
        given_name: row.try_get("", "given_name")?,
        family_name: row.try_get("", "family_name")?,
        aliases: list("aliases")?,
        date_of_birth: row.try_get("", "date_of_birth")?,
        expected_date_of_birth: row.try_get("", "expected_date_of_birth")?,
        date_of_death: row.try_get("", "date_of_death")?,
        sex: row.try_get("", "sex")?,
        nhs_number: row.try_get("", "nhs_number")?,
        upn: row.try_get("", "upn")?,
        identifiers: identifiers.then_some(numbers),
        address: row.try_get("", "address")?,
        telephone: row.try_get("", "telephone")?,
        school: row.try_get("", "school")?,
        general_practice: row.try_get("", "general_practice")?,
        responsible_authority: row.try_get("", "responsible_authority")?,
        ethnicity: row.try_get("", "ethnicity")?,
        religion: row.try_get("", "religion")?,
        disabilities: list("disabilities")?,
        first_language: row.try_get("", "first_language")?,
        interpreter_needed: row.try_get("", "interpreter_needed")?,
        level_of_need: level,
    })
}

/// An identifier as the databases' JSON has it; SQLite writes booleans as numbers.
#[derive(serde::Deserialize)]
struct Identifier {
    system: IdentifierSystem,
    agency: Option<AgencyId>,
    value: String,
    verified: serde_json::Value,
}

impl From<Identifier> for IdentifierContent {
    fn from(n: Identifier) -> Self {
        let verified = n.verified == serde_json::Value::Bool(true) || n.verified == 1;
        Self { system: n.system, agency: n.agency, value: n.value, verified }
    }
}
