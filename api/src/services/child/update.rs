//! A practitioner changes a child's details as of a day: a new version, and the earlier one stays.

use entities::Date;
use entities::Set;
use entities::ids::AgencyId;
use entities::rows::child;
use entities::words::{AccessAction, AgencyKind, FieldClass, Sex};
use policies::Gate;
use policies::facts::RecordFacts;
use policies::fields::CHILD;
use serde::Serialize;

use super::super::patch::Patch;
use super::super::problems::Problems;
use super::postcode;
use crate::disclosure::made::ChildView;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, ChildKey, Door, Event, Plan, PlanError, Planning, Problem, Request, Rows, Sharing,
};
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::plain::{numbers, text};

/// A change of a child's details: what is not stated stays as it was.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct ChildChange {
    pub child: ChildKey,
    pub sharing: Sharing,
    pub expected_version: i32,
    pub from: Date,
    pub reason: String,
    pub given_name: Patch<String>,
    pub family_name: Patch<String>,
    pub aliases: Patch<Vec<String>>,
    pub date_of_birth: Patch<Date>,
    pub expected_date_of_birth: Patch<Date>,
    pub date_of_death: Patch<Date>,
    pub sex: Patch<Sex>,
    pub nhs_number: Patch<String>,
    pub upn: Patch<String>,
    pub address: Patch<String>,
    pub telephone: Patch<String>,
    pub school: Patch<AgencyId>,
    pub general_practice: Patch<AgencyId>,
    pub ethnicity: Patch<String>,
    pub religion: Patch<String>,
    pub disabilities: Patch<Vec<String>>,
    pub first_language: Patch<String>,
    pub interpreter_needed: Patch<bool>,
}

impl ChildChange {
    /// The fields that the caller states, by their names in the contract.
    fn stated(&self) -> Vec<&'static str> {
        [
            ("givenName", self.given_name.is_stated()),
            ("familyName", self.family_name.is_stated()),
            ("aliases", self.aliases.is_stated()),
            ("dateOfBirth", self.date_of_birth.is_stated()),
            ("expectedDateOfBirth", self.expected_date_of_birth.is_stated()),
            ("dateOfDeath", self.date_of_death.is_stated()),
            ("sex", self.sex.is_stated()),
            ("nhsNumber", self.nhs_number.is_stated()),
            ("upn", self.upn.is_stated()),
            ("address", self.address.is_stated()),
            ("telephone", self.telephone.is_stated()),
            ("school", self.school.is_stated()),
            ("generalPractice", self.general_practice.is_stated()),
            ("ethnicity", self.ethnicity.is_stated()),
            ("religion", self.religion.is_stated()),
            ("disabilities", self.disabilities.is_stated()),
            ("firstLanguage", self.first_language.is_stated()),
            ("interpreterNeeded", self.interpreter_needed.is_stated()),
        ]
        .into_iter()
        .filter_map(|(field, stated)| stated.then_some(field))
        .collect()
    }
}

/// Changes a child's details.
///
/// # Errors
/// Where the hub cannot answer; then nothing was changed.
pub async fn update(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    change: ChildChange,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<ChildView>, Error> {
    let ask = ChangeAsk {
        gate: Gate::Contribute,
        child: change.child.clone(),
        sharing: Some(&change.sharing),
        record: RecordFacts::CHILD,
        approver: None,
    };
    let request = Request { action: AccessAction::UpdateChild, mutation: "updateChild", key, said: &change, form };
    door.change(
        caller,
        request,
        ask,
        |planning, change| Box::pin(plan(planning, change)),
        |planning, change, made| Box::pin(recall(planning, made, change.stated())),
    )
    .await
}

async fn plan(planning: &Planning<'_>, change: &ChildChange) -> Result<Plan<ChildView>, PlanError> {
    let before = planning.snapshot.details(planning.opening, None).await?.ok_or_else(lost)?;
    let mut problems = Problems::of(planning);
    problems.version(change.expected_version, before.version);
    agencies(planning, change, &mut problems).await?;
    let row = changed(planning.caller, before, change, &mut problems)?;
    problems.check()?;
    let stated = change.stated();
    let (view, made) = (ChildView::stated(&row, &stated)?, row.version.to_string());
    let classes: Set<FieldClass> =
        CHILD.iter().filter(|rule| stated.contains(&rule.field)).flat_map(|rule| rule.classes).copied().collect();
    let mut rows = Rows::new();
    planning.tell(&mut rows, [Event::details_changed(row.id, planning.caller.agency.id)]);
    rows.add(row);
    Ok(Plan { view, rows, made, classes })
}

/// School and practice are agencies of the partnership, and of those kinds.
async fn agencies(planning: &Planning<'_>, change: &ChildChange, problems: &mut Problems) -> Result<(), PlanError> {
    let wanted = [
        ("school", &change.school, &[AgencyKind::School, AgencyKind::EarlyYears] as &[AgencyKind]),
        ("generalPractice", &change.general_practice, &[AgencyKind::GeneralPractice]),
    ];
    let ids: Vec<AgencyId> =
        wanted.iter().filter_map(|(_, patch, _)| if let Patch::Set(id) = patch { Some(*id) } else { None }).collect();
    let known = planning.snapshot.agencies(&ids).await?;
    for (field, patch, kinds) in wanted {
        let Patch::Set(id) = patch else { continue };
        match known.iter().find(|agency| agency.id == *id) {
            None => problems.add(field, "UNKNOWN_ID", "no agency of the partnership has this id"),
            Some(agency) if !kinds.contains(&agency.kind) => {
                problems.add(field, "WRONG_KIND", format!("this agency is of the kind {}", agency.kind));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The next version of the details.
fn changed(
    caller: &Caller,
    before: child::Model,
    new: &ChildChange,
    problems: &mut Problems,
) -> Result<child::Model, PlanError> {
    let today = local_date(caller.at);
    problems.past_day("from", new.from, today);
    let reason = problems.text("reason", &new.reason);
    for (field, patch) in [("dateOfBirth", &new.date_of_birth), ("dateOfDeath", &new.date_of_death)] {
        if let Patch::Set(day) = patch {
            problems.past_day(field, *day, today);
        }
    }
    let date_of_birth = new.date_of_birth.over(before.date_of_birth);
    let date_of_death = new.date_of_death.over(before.date_of_death);
    if (new.date_of_birth.is_stated() || new.date_of_death.is_stated())
        && date_of_birth.zip(date_of_death).is_some_and(|(born, died)| died < born)
    {
        // Only one of the two may be the caller's own: the words do not tell the other.
        problems.add("dateOfDeath", "BEFORE_START", "birth and death are in the wrong order: check both dates");
    }
    let given_name = new.given_name.text_over(problems, "givenName", before.given_name);
    let family_name = new.family_name.text_over(problems, "familyName", before.family_name);
    let address = new.address.text_over(problems, "address", before.address);
    let postcode =
        if new.address.is_stated() { address.as_deref().and_then(postcode::of_address) } else { before.postcode };
    let compared = |name: &Option<String>| name.as_deref().map(text::normalise_name).unwrap_or_default();
    Ok(child::Model {
        version: before.version + 1,
        given_key: if new.given_name.is_stated() { compared(&given_name) } else { before.given_key },
        family_key: if new.family_name.is_stated() { compared(&family_name) } else { before.family_key },
        given_name,
        family_name,
        aliases: texts_over(problems, "aliases", &new.aliases, before.aliases)?,
        date_of_birth,
        expected_date_of_birth: new.expected_date_of_birth.over(before.expected_date_of_birth),
        date_of_death,
        sex: new.sex.over(before.sex),
        nhs_number: nhs_number(problems, &new.nhs_number).over(before.nhs_number),
        upn: upn(problems, &new.upn).over(before.upn),
        address,
        postcode,
        telephone: new.telephone.text_over(problems, "telephone", before.telephone),
        school: new.school.over(before.school),
        general_practice: new.general_practice.over(before.general_practice),
        ethnicity: new.ethnicity.text_over(problems, "ethnicity", before.ethnicity),
        religion: new.religion.text_over(problems, "religion", before.religion),
        disabilities: texts_over(problems, "disabilities", &new.disabilities, before.disabilities)?,
        first_language: new.first_language.text_over(problems, "firstLanguage", before.first_language),
        interpreter_needed: new.interpreter_needed.over(before.interpreter_needed),
        valid_from: new.from,
        reason,
        agency_id: caller.agency.id,
        person_id: Some(caller.person),
        log: 0,
        seq: 0,
        id: before.id,
        responsible_authority: before.responsible_authority,
        area: before.area,
        mother_key: before.mother_key,
    })
}

/// The NHS number as it is kept; one that fails its check is a problem.
fn nhs_number(problems: &mut Problems, patch: &Patch<String>) -> Patch<String> {
    let Patch::Set(typed) = patch else { return patch.clone() };
    match numbers::nhs_number(typed) {
        Ok(number) => Patch::Set(number.as_str().to_owned()),
        Err(problem) => {
            problems.add("nhsNumber", problem.code(), problem.message());
            Patch::Keep
        }
    }
}

/// The UPN as it is kept; one that fails its check, or has none, is a problem: the child is found by it.
fn upn(problems: &mut Problems, patch: &Patch<String>) -> Patch<String> {
    let Patch::Set(typed) = patch else { return patch.clone() };
    match numbers::upn(typed) {
        Ok(upn) if upn.is_verified() => Patch::Set(upn.as_str().to_owned()),
        Ok(_) => {
            problems.add("upn", "NOT_VERIFIED", "a temporary number has no check: wait for the permanent one");
            Patch::Keep
        }
        Err(problem) => {
            problems.add("upn", problem.code(), problem.message());
            Patch::Keep
        }
    }
}

/// The JSON list of texts after the change.
fn texts_over(
    problems: &mut Problems,
    field: &str,
    patch: &Patch<Vec<String>>,
    before: String,
) -> Result<String, PlanError> {
    let typed: Vec<String> = match patch {
        Patch::Keep => return Ok(before),
        Patch::Clear => Vec::new(),
        Patch::Set(texts) => {
            texts.iter().enumerate().map(|(n, text)| problems.text(&format!("{field}.{n}"), text)).collect()
        }
    };
    serde_json::to_string(&typed).map_err(|e| PlanError::Failed(Error::internal(e)))
}

async fn recall(planning: &Planning<'_>, made: String, stated: Vec<&str>) -> Result<ChildView, PlanError> {
    let version = made.parse().map_err(|_| lost())?;
    let row = planning.snapshot.details(planning.opening, Some(version)).await?.ok_or_else(lost)?;
    Ok(ChildView::stated(&row, &stated)?)
}

fn lost() -> PlanError {
    PlanError::lost("a child")
}
