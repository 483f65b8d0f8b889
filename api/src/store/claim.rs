//! Who a child is, as whoever claims to work with it stated it: on a claim, that is what is shown of the child's identity (R15).

use entities::Date;
use entities::words::Sex;
use serde::{Deserialize, Serialize};

/// A child's identity as stated with a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClaimedIdentity {
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Date of birth.
    pub date_of_birth: Option<Date>,
    /// Of an unborn child.
    pub expected_date_of_birth: Option<Date>,
    /// As the Department for Education records it.
    pub sex: Option<Sex>,
}
