//! Finding the children that a search may mean: by keys that the tables have an index for, best fits first. What is found here
//! is not yet judged, and nothing of it leaves but through a [`Sighting`](super::Sighting).

mod compare;
mod finding;

use entities::Date;
use entities::Set;
use entities::ids::ChildId;
use entities::words::{FieldClass, MatchField, Sex};
use policies::facts::Sought;

use super::claim::ClaimedIdentity;
use crate::plain::text::normalise_name;
pub(crate) use compare::{Fits, compare};
pub(crate) use finding::Stream;

/// The facts of a search, in the forms in which they are compared. Which of them were given may be logged, they never are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct SearchFacts {
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub date_of_birth: Option<Date>,
    pub expected_date_of_birth: Option<Date>,
    pub age_from: Option<i32>,
    pub age_to: Option<i32>,
    pub sex: Option<Sex>,
    pub nhs_number: Option<String>,
    pub upn: Option<String>,
    pub postcode: Option<String>,
    pub mother: Option<String>,
}

impl SearchFacts {
    /// Which kinds of fact were given.
    pub fn given(&self) -> Set<MatchField> {
        let age = self.age_from.is_some() || self.age_to.is_some();
        [
            (self.given_name.is_some(), MatchField::GivenName),
            (self.family_name.is_some(), MatchField::FamilyName),
            (self.date_of_birth.is_some(), MatchField::DateOfBirth),
            (self.expected_date_of_birth.is_some(), MatchField::ExpectedDateOfBirth),
            (age, MatchField::Age),
            (self.sex.is_some(), MatchField::Sex),
            (self.nhs_number.is_some(), MatchField::NhsNumber),
            (self.upn.is_some(), MatchField::Upn),
            (self.postcode.is_some(), MatchField::Postcode),
            (self.mother.is_some(), MatchField::Mother),
        ]
        .into_iter()
        .filter(|(given, _)| *given)
        .map(|(_, field)| field)
        .collect()
    }

    /// The class of the number that was given and is recorded of the child just so: of one alone, so that who knows one number
    /// cannot try what the other is.
    fn number_of(&self, child: &SearchHit) -> Option<FieldClass> {
        let numbers = [
            (&self.nhs_number, &child.nhs_number, FieldClass::NhsNumber),
            (&self.upn, &child.upn, FieldClass::PupilNumber),
        ];
        numbers.into_iter().find(|(asked, recorded, _)| asked.is_some() && asked == recorded).map(|(.., class)| class)
    }

    /// What a child is sought by, so far as the rules look at it (R17): facts that are recorded of it just so; and the class of
    /// the number that is.
    pub(crate) fn sought(&self, child: &SearchHit) -> (Sought, Option<FieldClass>) {
        let is = |asked: &Option<String>, recorded: &str| asked.as_deref().is_some_and(|asked| asked == recorded);
        let born = self.date_of_birth.is_some() && self.date_of_birth == child.date_of_birth;
        let family = is(&self.family_name, &child.family_key);
        match self.number_of(child) {
            Some(class) if family && born => (Sought::VerifiedNumber, Some(class)),
            _ if born && (family || is(&self.given_name, &child.given_key)) => (Sought::NameAndBirth, None),
            _ => (Sought::Otherwise, None),
        }
    }

    /// Whether they suffice: two, one of them a name, the mother's name or an identifier (R17).
    pub fn suffice(&self) -> bool {
        let given = self.given();
        let telling = Set::of(&[
            MatchField::GivenName,
            MatchField::FamilyName,
            MatchField::NhsNumber,
            MatchField::Upn,
            MatchField::Mother,
        ]);
        given.len() >= 2 && given.intersects(telling)
    }
}

/// A child that may be meant. Its fields are for comparing, and are shown through a sighting alone.
#[derive(Clone, Debug)]
pub struct SearchHit {
    pub(crate) id: ChildId,
    pub(crate) given_name: Option<String>,
    pub(crate) family_name: Option<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) date_of_birth: Option<Date>,
    pub(crate) expected_date_of_birth: Option<Date>,
    pub(crate) sex: Option<Sex>,
    pub(crate) nhs_number: Option<String>,
    pub(crate) upn: Option<String>,
    pub(crate) postcode: Option<String>,
    pub(crate) given_key: String,
    pub(crate) family_key: String,
    pub(crate) mother_key: String,
    claimed: Option<ClaimedIdentity>,
}

impl SearchHit {
    /// The child.
    pub const fn id(&self) -> ChildId {
        self.id
    }

    /// The child as the caller's agency claimed it: on a claim that is all there is to be compared and shown (R15).
    pub(crate) fn into_claimed(self) -> Self {
        let claimed = self.claimed.unwrap_or_default();
        Self {
            id: self.id,
            given_key: claimed.given_name.as_deref().map(normalise_name).unwrap_or_default(),
            family_key: claimed.family_name.as_deref().map(normalise_name).unwrap_or_default(),
            given_name: claimed.given_name,
            family_name: claimed.family_name,
            aliases: Vec::new(),
            date_of_birth: claimed.date_of_birth,
            expected_date_of_birth: claimed.expected_date_of_birth,
            sex: claimed.sex,
            nhs_number: None,
            upn: None,
            postcode: None,
            mother_key: String::new(),
            claimed: None,
        }
    }
}
