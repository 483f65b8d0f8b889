//! Who takes part in the cases beside the town's own people: further agencies of its area, and further people.

use entities::words::{AgencyKind, Role};
use tests::town::{Cast, Place, Seat, seat};

const fn place(code: &'static str, kind: AgencyKind, public: bool) -> Place {
    Place { code, kind, public }
}

const fn lead(login: &'static str, agency: &'static str) -> Seat {
    seat(login, Role::SafeguardingLead, agency)
}

/// In the team of another.
const fn beside(login: &'static str, role: Role, agency: &'static str, team: &'static str) -> Seat {
    Seat { team, ..seat(login, role, agency) }
}

/// Everybody.
pub const CAST: Cast = Cast {
    places: &[
        place("T-HOSPITAL", AgencyKind::HealthProvider, true),
        place("T-ACADEMY", AgencyKind::School, true),
        place("T-INDEPENDENT", AgencyKind::School, false),
    ],
    seats: &[
        beside("aunt", Role::SocialWorker, "T-COUNCIL", "social-worker"),
        beside("father", Role::HousingOfficer, "T-HOUSING", "housing"),
        beside("mover", Role::EarlyHelpPractitioner, "T-EARLY", "early-help"),
        seat("supply", Role::DesignatedSafeguardingLead, "T-ACADEMY"),
        seat("adoption", Role::SocialWorker, "T-COUNCIL"),
        seat("nurse", Role::MashPractitioner, "T-TRUST"),
        seat("emergency", Role::HealthPractitioner, "T-HOSPITAL"),
        seat("midwife", Role::HealthPractitioner, "T-HOSPITAL"),
        seat("academy", Role::DesignatedSafeguardingLead, "T-ACADEMY"),
        seat("independent", Role::DesignatedSafeguardingLead, "T-INDEPENDENT"),
        lead("aunt-lead", "T-COUNCIL"),
        lead("neighbour-lead", "T-NEIGHBOUR"),
        lead("trust-lead", "T-TRUST"),
        lead("surgery-lead", "T-SURGERY"),
        lead("police-lead", "T-POLICE"),
        lead("housing-lead", "T-HOUSING"),
        lead("hospital-lead", "T-HOSPITAL"),
        lead("academy-lead", "T-ACADEMY"),
        lead("independent-lead", "T-INDEPENDENT"),
        lead("charity-lead", "T-CHARITY"),
        lead("early-lead", "T-EARLY"),
        lead("probation-lead", "T-PROBATION"),
    ],
};
