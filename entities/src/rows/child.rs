//! A child's details as of a date. One row a change; the newest is what stands.

use sea_orm::entity::prelude::*;

use crate::Date;
use crate::ids::{AgencyId, ChildId, PersonId};
use crate::words::Sex;

/// A child's details as of a date. One row a change; the newest is what stands.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "child")]
pub struct Model {
    /// The child.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChildId,
    /// 1 for the first row, one more for each change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// JSON list of other names.
    pub aliases: String,
    /// Date of birth.
    pub date_of_birth: Option<Date>,
    /// Of an unborn child.
    pub expected_date_of_birth: Option<Date>,
    /// Date of death.
    pub date_of_death: Option<Date>,
    /// As the Department for Education records it.
    pub sex: Option<Sex>,
    /// Ten digits whose check digit is right.
    pub nhs_number: Option<String>,
    /// Thirteen characters whose check letter is right.
    pub upn: Option<String>,
    /// Where the child lives.
    pub address: Option<String>,
    /// Of the address, without spaces, for matching.
    pub postcode: Option<String>,
    /// A telephone.
    pub telephone: Option<String>,
    /// The school, where it is of the partnership.
    pub school: Option<AgencyId>,
    /// The practice, where it is of the partnership.
    pub general_practice: Option<AgencyId>,
    /// The local authority that is responsible.
    pub responsible_authority: Option<AgencyId>,
    /// The local authority in whose area the child lives, is found or is said to be.
    pub area: Option<AgencyId>,
    /// As the Department for Education codes it.
    pub ethnicity: Option<String>,
    /// As stated.
    pub religion: Option<String>,
    /// JSON list.
    pub disabilities: String,
    /// As stated.
    pub first_language: Option<String>,
    /// Whether the family needs one.
    pub interpreter_needed: Option<bool>,
    /// The given name, for matching.
    pub given_key: String,
    /// The family name, for matching.
    pub family_key: String,
    /// The mother's name, for matching.
    pub mother_key: String,
    /// The day from which these details hold.
    pub valid_from: Date,
    /// Why they were changed.
    pub reason: String,
    /// Who recorded them.
    pub agency_id: AgencyId,
    /// Who recorded them; none for an import.
    pub person_id: Option<PersonId>,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
