//! A child as somebody described them, who may be on no record.

use async_graphql::SimpleObject;
use entities::words::Sex;

use super::scalars::Date;
use super::words::W;
use crate::disclosure::OtherChildContent;

/// Another child whom a concern is about, as its raiser described them.
#[derive(Clone, Debug, SimpleObject)]
pub struct DescribedChild {
    /// Given name.
    given_name: Option<String>,
    /// Family name.
    family_name: Option<String>,
    /// Date of birth.
    date_of_birth: Option<Date>,
    /// When the child is expected to be born.
    expected_date_of_birth: Option<Date>,
    /// The age in years, about.
    approximate_age: Option<i32>,
    /// Sex.
    sex: Option<W<Sex>>,
    /// What the child looks like, or by what else they may be known.
    description: Option<String>,
    /// The NHS number, as it was given.
    nhs_number: Option<String>,
    /// The unique pupil number, as it was given.
    upn: Option<String>,
    /// Where the child lives.
    address: Option<String>,
    /// The school or nursery.
    school: Option<String>,
}

impl From<&OtherChildContent> for DescribedChild {
    fn from(child: &OtherChildContent) -> Self {
        Self {
            given_name: child.given_name.clone(),
            family_name: child.family_name.clone(),
            date_of_birth: child.date_of_birth.map(Date),
            expected_date_of_birth: child.expected_date_of_birth.map(Date),
            approximate_age: child.approximate_age,
            sex: child.sex.map(W),
            description: child.description.clone(),
            nhs_number: child.nhs_number.clone(),
            upn: child.upn.clone(),
            address: child.address.clone(),
            school: child.school.clone(),
        }
    }
}
