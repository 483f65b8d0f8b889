//! Input as clients send it: ids, references to children, and why the caller is there. Bad input to a query is an error with
//! its path; it never depends on the child.

use std::fmt::Display;

use async_graphql::{ID, InputObject, OneofObject};
use entities::ids::{AgencyId, BadId, CheckId, ChildId, ConcernId, PersonId};
use entities::words::{DispenseReason, LawfulBasis, SharingPurpose};

use super::scalars::{NhsNumber, Upn};
use super::words::W;
use crate::disclosure::{ChildKey, Problem, Sharing};
use crate::error::Error;
use crate::plain::{numbers, text};

/// An agency's own number for a child.
#[derive(Clone, Debug, InputObject)]
pub struct LocalIdInput {
    /// Whose number.
    pub agency: ID,
    /// The number.
    pub value: String,
}

/// Exactly one of these.
#[derive(Clone, Debug, OneofObject)]
pub enum ChildRef {
    /// The hub's id.
    Id(ID),
    /// An NHS number.
    NhsNumber(NhsNumber),
    /// A unique pupil number.
    Upn(Upn),
    /// An agency's own number.
    LocalId(LocalIdInput),
}

/// Why the caller is in this record. It opens; it never widens what a payload gives.
#[derive(Clone, Debug, InputObject)]
pub struct SharingInput {
    /// What the record is needed for.
    pub purpose: W<SharingPurpose>,
    /// The asker's own basis.
    pub lawful_basis: W<LawfulBasis>,
    /// What bears the purpose out, where a concern or a check brought the caller here.
    pub concern: Option<ID>,
    /// The check that brought the caller here.
    pub check: Option<ID>,
    /// Why consent is gone without.
    pub dispense_reason: Option<W<DispenseReason>>,
    /// In the practitioner's own words; at least 20 characters. Required with dispenseReason and emergency, and where the
    /// rules say so.
    pub justification: Option<String>,
    /// The manager who approved going on without consent, or a second emergency in a day; not the caller.
    pub approved_by: Option<ID>,
    /// Break the glass, for a time that policy sets. Puts the access in front of a safeguarding lead. Never opens a restricted
    /// record.
    #[graphql(default = false)]
    pub emergency: bool,
}

/// An agency's id.
pub(crate) fn agency(path: &[&str], id: &ID) -> Result<AgencyId, Error> {
    AgencyId::from_public(id).map_err(|e| Error::bad_input(path, e.to_string()))
}

/// A practitioner's id.
pub(crate) fn person(path: &[&str], id: &ID) -> Result<PersonId, Error> {
    PersonId::from_public(id).map_err(|e| Error::bad_input(path, e.to_string()))
}

/// Gathers what is wrong with the form of a mutation's input: ids of another kind, numbers that fail their check. None of it
/// depends on the child.
#[derive(Default)]
pub(crate) struct Form(Vec<Problem>);

impl Form {
    /// Keeps the value, or its problem.
    pub(crate) fn keep<T>(&mut self, read: Result<T, Error>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(error) => {
                // Where queries take it as an argument, mutations take it within their input.
                let outer = (error.path().first().map(String::as_str) != Some("input")).then_some("input");
                let path: Vec<&str> = outer.into_iter().chain(error.path().iter().map(String::as_str)).collect();
                self.0.push(Problem::at(&path, "BAD_FORM", error.public_message()));
                None
            }
        }
    }

    /// An id of one kind.
    pub(crate) fn id<T, E: Display>(&mut self, field: &str, id: &ID, read: impl Fn(&str) -> Result<T, E>) -> Option<T> {
        match read(id) {
            Ok(id) => Some(id),
            Err(bad) => {
                let path: Vec<&str> = std::iter::once("input").chain(field.split('.')).collect();
                self.0.push(Problem::at(&path, "BAD_ID", bad.to_string()));
                None
            }
        }
    }

    /// An id that may be absent.
    pub(crate) fn maybe<T>(
        &mut self,
        field: &str,
        id: Option<&ID>,
        read: impl Fn(&str) -> Result<T, BadId>,
    ) -> Option<T> {
        id.and_then(|id| self.id(field, id, read))
    }

    /// A list of ids of one kind; absent is empty.
    pub(crate) fn ids<T>(
        &mut self,
        field: &str,
        ids: Option<&Vec<ID>>,
        read: impl Fn(&str) -> Result<T, BadId> + Copy,
    ) -> Vec<T> {
        ids.into_iter().flatten().filter_map(|id| self.id(field, id, read)).collect()
    }

    /// A list that is stated names somebody or something; none is said by leaving it out.
    pub(crate) fn filled<T>(&mut self, field: &str, list: Option<&Vec<T>>) {
        if list.is_some_and(Vec::is_empty) {
            let message = "the list is empty: name at least one, or leave the field out";
            let path: Vec<&str> = std::iter::once("input").chain(field.split('.')).collect();
            self.0.push(Problem::at(&path, "EMPTY_LIST", message));
        }
    }

    /// Everything found.
    pub(crate) fn problems(self) -> Vec<Problem> {
        self.0
    }
}

impl ChildRef {
    /// The child that is meant.
    pub(crate) fn key(&self, path: &[&str]) -> Result<ChildKey, Error> {
        let at = |name: &'static str| {
            let mut at = path.to_vec();
            at.push(name);
            at
        };
        match self {
            Self::Id(id) => {
                ChildId::from_public(id).map(ChildKey::Id).map_err(|e| Error::bad_input(&at("id"), e.to_string()))
            }
            Self::NhsNumber(number) => numbers::nhs_number(&number.0)
                .map(|n| ChildKey::NhsNumber(n.as_str().to_owned()))
                .map_err(|e| Error::bad_input(&at("nhsNumber"), e.message())),
            Self::Upn(upn) => numbers::upn(&upn.0)
                .map(|n| ChildKey::Upn(n.as_str().to_owned()))
                .map_err(|e| Error::bad_input(&at("upn"), e.message())),
            Self::LocalId(local) => {
                let value = text::typed(&local.value);
                let value =
                    value.map_err(|e| Error::bad_input(&[&at("localId")[..], &["value"]].concat(), e.message()))?;
                Ok(ChildKey::Local(agency(&[&at("localId")[..], &["agency"]].concat(), &local.agency)?, value))
            }
        }
    }
}

impl SharingInput {
    /// The sharing as stated for a change. The glass is broken to read, and what is changed then goes by that.
    pub(crate) fn for_change(&self) -> Result<Sharing, Error> {
        if self.emergency {
            let message =
                "an emergency opens a record to be read: open it first, and leave `emergency` out of what you change";
            return Err(Error::bad_input(&["sharing", "emergency"], message));
        }
        self.stated()
    }

    /// The sharing as stated.
    pub(crate) fn stated(&self) -> Result<Sharing, Error> {
        let justification = text::optional(self.justification.as_deref())
            .map_err(|e| Error::bad_input(&["sharing", "justification"], e.message()))?;
        let concern = self
            .concern
            .as_ref()
            .map(|id| ConcernId::from_public(id).map_err(|e| Error::bad_input(&["sharing", "concern"], e.to_string())))
            .transpose()?;
        let check = self
            .check
            .as_ref()
            .map(|id| CheckId::from_public(id).map_err(|e| Error::bad_input(&["sharing", "check"], e.to_string())))
            .transpose()?;
        let approved_by = self.approved_by.as_ref().map(|id| person(&["sharing", "approvedBy"], id)).transpose()?;
        Ok(Sharing {
            purpose: self.purpose.0,
            basis: self.lawful_basis.0,
            concern,
            check,
            dispense: self.dispense_reason.map(|d| d.0),
            justification,
            approved_by,
            emergency: self.emergency,
        })
    }
}
