//! What is expected at each key point: which kinds of agency are asked, and in how many working days they answer. Local
//! procedures differ, so a partnership sets its own; these are the defaults.

use std::collections::BTreeSet;

use entities::Word;
use entities::words::{AgencyKind, KeyPoint};
use serde::{Deserialize, Serialize};

/// What is expected at one key point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyPointNumbers {
    /// The key point.
    pub key_point: KeyPoint,
    /// Working days in which a check is answered.
    pub working_days: u32,
    /// The kinds of agency that are asked.
    pub kinds: BTreeSet<AgencyKind>,
}

/// Where a partnership sets nothing.
pub(super) fn default_of(key_point: KeyPoint) -> KeyPointNumbers {
    use AgencyKind::{EarlyHelp, GeneralPractice, HealthProvider, Housing, Police, Probation, School, YouthJustice};
    let (working_days, kinds): (u32, &[AgencyKind]) = match key_point {
        KeyPoint::ReferralScreening | KeyPoint::MissingEpisode => (1, &[Police, HealthProvider, School]),
        KeyPoint::RepeatReferral => (1, &[Police, HealthProvider, GeneralPractice, School]),
        KeyPoint::StrategyDiscussion => (1, &[Police, HealthProvider, School]),
        KeyPoint::Section47Start => {
            (1, &[Police, HealthProvider, GeneralPractice, School, Probation, YouthJustice, Housing])
        }
        KeyPoint::AssessmentStart | KeyPoint::AssessmentAuthorisation | KeyPoint::ReviewConference => {
            (5, &[Police, HealthProvider, GeneralPractice, School])
        }
        KeyPoint::InitialConference => (5, &[Police, HealthProvider, GeneralPractice, School, Probation, Housing]),
        KeyPoint::HouseholdChange => (2, &[Police, Probation, HealthProvider, Housing]),
        KeyPoint::TransferIn | KeyPoint::TransferOut => (5, &[HealthProvider, GeneralPractice, School]),
        KeyPoint::StepDown | KeyPoint::Closure => (5, &[Police, HealthProvider, School, EarlyHelp]),
        KeyPoint::PreBirth => (5, &[HealthProvider, GeneralPractice, Police, Probation]),
    };
    KeyPointNumbers { key_point, working_days, kinds: kinds.iter().copied().collect() }
}

/// Every key point: as the partnership sets it, else by default.
pub(super) fn all(set: &[KeyPointNumbers]) -> Vec<KeyPointNumbers> {
    let of = |key_point| set.iter().find(|s| s.key_point == key_point).cloned();
    KeyPoint::ALL.iter().map(|key_point| of(*key_point).unwrap_or_else(|| default_of(*key_point))).collect()
}
