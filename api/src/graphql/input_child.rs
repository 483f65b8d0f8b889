//! Who a child is, and who other people are, as clients describe them.

use async_graphql::InputObject;
use entities::ids::{AgencyId, ChildId};
use entities::words::Sex;

use super::input::{ChildRef, Form};
use super::scalars::{Date, NhsNumber, Upn};
use super::words::W;
use crate::services::children::{ChildDetails, ChildSaid, KnownChild, PersonDetails};
use crate::services::concerns::NewPerson;

/// A person, as described.
#[derive(Clone, Debug, InputObject)]
pub struct PersonDetailsInput {
    /// The whole name.
    pub name: Option<String>,
    /// Date of birth; not in the future.
    pub date_of_birth: Option<Date>,
    /// Address.
    pub address: Option<String>,
    /// Telephone.
    pub telephone: Option<String>,
}

/// Enough to find: a name, or a mother, or an address with an age.
#[derive(Clone, Debug, InputObject)]
pub struct ChildDetailsInput {
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Date of birth; not in the future.
    pub date_of_birth: Option<Date>,
    /// Of an unborn child.
    pub expected_date_of_birth: Option<Date>,
    /// In years, 0 to 25.
    pub approximate_age: Option<i32>,
    /// As the Department for Education records it; U also for the unborn.
    pub sex: Option<W<Sex>>,
    /// What helps to recognise the child.
    pub description: Option<String>,
    /// NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// Unique pupil number.
    pub upn: Option<Upn>,
    /// Where the child lives.
    pub address: Option<String>,
    /// The school, by name.
    pub school: Option<String>,
    /// The general practice, by name.
    pub general_practice: Option<String>,
    /// As the Department for Education codes it.
    pub ethnicity: Option<String>,
    /// First language.
    pub first_language: Option<String>,
    /// Whether the family needs an interpreter.
    pub interpreter_needed: Option<bool>,
    /// The mother; an unborn child is found by her.
    pub mother: Option<PersonDetailsInput>,
}

/// At least one. An id alone only where the child is open to the caller; with a number, say who the child is as well.
#[derive(Clone, Debug, InputObject)]
pub struct ConcernChildInput {
    /// By the hub's id or a number.
    pub known: Option<ChildRef>,
    /// By a description.
    pub described: Option<ChildDetailsInput>,
}

/// Somebody whom a concern names.
#[derive(Clone, Debug, InputObject)]
pub struct ConcernPersonInput {
    /// The whole name.
    pub name: Option<String>,
    /// What they are to the child.
    pub relation: Option<String>,
    /// Date of birth; not in the future.
    pub date_of_birth: Option<Date>,
    /// Address.
    pub address: Option<String>,
    /// Whether they are alleged to have caused harm.
    #[graphql(default = false)]
    pub alleged_to_have_caused_harm: bool,
    /// Whether they work with children.
    pub works_with_children: Option<bool>,
    /// For whom they work.
    pub works_for: Option<String>,
}

impl PersonDetailsInput {
    /// The person as described.
    pub(crate) fn said(self) -> PersonDetails {
        PersonDetails {
            name: self.name,
            date_of_birth: self.date_of_birth.map(|d| d.0),
            address: self.address,
            telephone: self.telephone,
        }
    }
}

impl ChildDetailsInput {
    /// The child as described.
    pub(crate) fn said(self) -> ChildDetails {
        ChildDetails {
            given_name: self.given_name,
            family_name: self.family_name,
            date_of_birth: self.date_of_birth.map(|d| d.0),
            expected_date_of_birth: self.expected_date_of_birth.map(|d| d.0),
            approximate_age: self.approximate_age,
            sex: self.sex.map(|s| s.0),
            description: self.description,
            nhs_number: self.nhs_number.map(|n| n.0),
            upn: self.upn.map(|n| n.0),
            address: self.address,
            school: self.school,
            general_practice: self.general_practice,
            ethnicity: self.ethnicity,
            first_language: self.first_language,
            interpreter_needed: self.interpreter_needed,
            mother: self.mother.map(PersonDetailsInput::said),
        }
    }
}

impl ConcernPersonInput {
    /// The person as described.
    pub(crate) fn said(self) -> NewPerson {
        NewPerson {
            name: self.name,
            relation: self.relation,
            date_of_birth: self.date_of_birth.map(|d| d.0),
            address: self.address,
            alleged_to_have_caused_harm: self.alleged_to_have_caused_harm,
            works_with_children: self.works_with_children,
            works_for: self.works_for,
        }
    }
}

impl ConcernChildInput {
    /// The child as said at that field; an id of another kind is a problem there, numbers are checked later with everything
    /// else.
    pub(crate) fn said(self, field: &str, form: &mut Form) -> ChildSaid {
        let at = |name: &str| format!("{field}.known.{name}");
        let known = match self.known {
            None => None,
            Some(ChildRef::Id(id)) => form.id(&at("id"), &id, ChildId::from_public).map(KnownChild::Id),
            Some(ChildRef::NhsNumber(number)) => Some(KnownChild::NhsNumber(number.0)),
            Some(ChildRef::Upn(upn)) => Some(KnownChild::Upn(upn.0)),
            Some(ChildRef::LocalId(local)) => form
                .id(&at("localId.agency"), &local.agency, AgencyId::from_public)
                .map(|agency| KnownChild::Local(agency, local.value)),
        };
        ChildSaid { known, described: self.described.map(ChildDetailsInput::said) }
    }
}
