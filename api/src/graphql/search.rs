//! Finding the child that is meant: the facts that are given, and the candidates that are shown.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, Union};
use entities::words::{MatchField, MatchStrength, Sex};

use super::errors;
use super::input_child::PersonDetailsInput;
use super::scalars::{Date, NhsNumber, Upn};
use super::sharing::{SharingRefused, Withholding};
use super::words::W;
use crate::disclosure::{CandidateView, Found, SearchAsk, SearchFacts};
use crate::error::Error;
use crate::plain::{numbers, text};

/// What is known of the child. At least two facts, one of them a name, the mother's name or an identifier.
#[derive(Clone, Debug, InputObject)]
pub struct ChildMatchInput {
    /// Given name, as known.
    pub given_name: Option<String>,
    /// Family name, as known.
    pub family_name: Option<String>,
    /// Date of birth.
    pub date_of_birth: Option<Date>,
    /// Of an unborn child.
    pub expected_date_of_birth: Option<Date>,
    /// At least so many whole years old; 0 to 25.
    pub age_from: Option<i32>,
    /// At most so many whole years old; 0 to 25.
    pub age_to: Option<i32>,
    /// As the Department for Education records it.
    pub sex: Option<W<Sex>>,
    /// An NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// A unique pupil number.
    pub upn: Option<Upn>,
    /// A whole postcode.
    pub postcode: Option<String>,
    /// The mother; her name counts.
    pub mother: Option<PersonDetailsInput>,
}

/// The oldest age in years that the hub knows children by: a care leaver's.
const OLDEST: i32 = 25;

impl ChildMatchInput {
    /// The facts, in the forms in which they are compared.
    fn facts(self) -> Result<SearchFacts, Error> {
        let name = |path: &[&str], value: Option<String>| -> Result<Option<String>, Error> {
            let Some(value) = value else { return Ok(None) };
            let typed = text::typed(&value).map_err(|e| Error::bad_input(path, e.message()))?;
            let name = text::normalise_name(&typed);
            if name.is_empty() { Err(Error::bad_input(path, "a name has letters")) } else { Ok(Some(name)) }
        };
        let age = |field: &str, years: Option<i32>| match years {
            Some(years) if !(0..=OLDEST).contains(&years) => {
                Err(Error::bad_input(&["match", field], "an age is 0 to 25 years"))
            }
            years => Ok(years),
        };
        let (age_from, age_to) = (age("ageFrom", self.age_from)?, age("ageTo", self.age_to)?);
        if age_from.zip(age_to).is_some_and(|(from, to)| from > to) {
            return Err(Error::bad_input(&["match", "ageTo"], "ageTo must not be less than ageFrom"));
        }
        let nhs_number = self.nhs_number.map(|number| {
            let number = numbers::nhs_number(&number.0);
            number.map_err(|e| Error::bad_input(&["match", "nhsNumber"], e.message()))
        });
        let upn = self
            .upn
            .map(|number| numbers::upn(&number.0).map_err(|e| Error::bad_input(&["match", "upn"], e.message())));
        let postcode = self.postcode.map(|code| {
            let whole = "must be a whole postcode, such as N15 3AB";
            text::normalise_postcode(&code).ok_or_else(|| Error::bad_input(&["match", "postcode"], whole))
        });
        let mother = self.mother.map(|mother| {
            let missing = || Error::bad_input(&["match", "mother", "name"], "a mother is found by her name: add it");
            name(&["match", "mother", "name"], mother.name)?.ok_or_else(missing)
        });
        Ok(SearchFacts {
            given_name: name(&["match", "givenName"], self.given_name)?,
            family_name: name(&["match", "familyName"], self.family_name)?,
            date_of_birth: self.date_of_birth.map(|d| d.0),
            expected_date_of_birth: self.expected_date_of_birth.map(|d| d.0),
            age_from,
            age_to,
            sex: self.sex.map(|s| s.0),
            nhs_number: nhs_number.transpose()?.map(|n| n.as_str().to_owned()),
            upn: upn.transpose()?.map(|n| n.as_str().to_owned()),
            postcode: postcode.transpose()?,
            mother: mother.transpose()?,
        })
    }

    /// What is looked for, with the fields that are asked for of a candidate.
    pub(crate) fn ask(self, ctx: &Context<'_>, first: u32) -> Result<SearchAsk, Error> {
        let mut fields: Vec<String> = ctx
            .field()
            .selection_set()
            .filter(|f| f.name() == "candidates")
            .flat_map(|f| f.selection_set().map(|field| field.name().to_owned()).collect::<Vec<_>>())
            .collect();
        fields.sort();
        fields.dedup();
        Ok(SearchAsk { facts: self.facts()?, first, fields })
    }
}

/// Candidates, or a refusal.
#[derive(Union)]
pub enum FindChildrenResult {
    /// The candidates, of whom there may be none.
    Candidates(ChildCandidates),
    /// No, and why.
    Refused(SharingRefused),
}

/// Children that may be the one that is meant, of those whom you could open for that purpose.
pub struct ChildCandidates(pub(crate) Arc<Found>);

/// Children that may be the one that is meant, of those whom you could open for that purpose.
#[Object]
impl ChildCandidates {
    /// The candidates, best first.
    async fn candidates(&self) -> Vec<ChildCandidate> {
        (0..self.0.candidates().count()).map(|index| ChildCandidate { found: Arc::clone(&self.0), index }).collect()
    }
    /// The search's entry in the access log; each candidate shown has one of its own.
    async fn access_log_entry_id(&self, ctx: &Context<'_>) -> Result<ID> {
        let position = self.0.position();
        let missing = || errors::public(ctx, Error::internal("a search has no entry"));
        position.map(|p| p.to_string().into()).ok_or_else(missing)
    }
    /// More than ten: none are shown.
    async fn add_a_fact(&self) -> bool {
        self.0.add_a_fact()
    }
}

/// A child that may be the one that is meant, with only what tells candidates apart.
pub struct ChildCandidate {
    found: Arc<Found>,
    index: usize,
}

impl ChildCandidate {
    fn of(&self, ctx: &Context<'_>) -> Result<&CandidateView> {
        let found = self.found.candidates().nth(self.index);
        found.ok_or_else(|| errors::public(ctx, Error::internal("a candidate is not among those found")))
    }
}

/// A child that may be the one that is meant, with only what tells candidates apart.
#[Object]
impl ChildCandidate {
    /// The hub's id. No class.
    async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        Ok(self.of(ctx)?.content().id.public().into())
    }
    /// Given name. Class IDENTITY.
    async fn given_name(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.content().given_name.as_deref())
    }
    /// Family name. Class IDENTITY.
    async fn family_name(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.content().family_name.as_deref())
    }
    /// The year of birth. Class IDENTITY.
    async fn year_of_birth(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(self.of(ctx)?.content().year_of_birth)
    }
    /// How well it fits. No class.
    async fn strength(&self, ctx: &Context<'_>) -> Result<W<MatchStrength>> {
        Ok(W(self.of(ctx)?.content().strength))
    }
    /// Which of the facts fit. POSTCODE is named where WHEREABOUTS is cleared, MOTHER where ADULT is; a fact whose field you may
    /// not have is not compared.
    async fn matched_on(&self, ctx: &Context<'_>) -> Result<Vec<W<MatchField>>> {
        Ok(W::list(self.of(ctx)?.content().matched_on))
    }
    /// Every field that you may not have.
    async fn withheld(&self, ctx: &Context<'_>) -> Result<Vec<Withholding>> {
        Ok(Withholding::of(self.of(ctx)?.withheld(), |_| None))
    }
}
