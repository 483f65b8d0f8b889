//! The made-up partnership that the tests take place in: one agency of each kind, one person of each role, and a few more.

use std::collections::BTreeMap;

use api::disclosure::{Door, Rows};
use entities::Set;
use entities::ids::{AgencyId, MembershipId, PersonId};
use entities::rows::{agency, membership, person};
use entities::words::{AccessAction, AgencyKind, Position, Role};
use uuid::Uuid;

/// A place in an agency.
#[derive(Clone, Copy, Debug)]
pub struct Seat {
    /// The login, by which tests name the person.
    pub login: &'static str,
    /// The one role.
    pub role: Role,
    /// The agency's code.
    pub agency: &'static str,
    /// The team.
    pub team: &'static str,
    /// Standing.
    pub position: Position,
}

/// A practitioner's place, in a team of that person's own.
pub const fn seat(login: &'static str, role: Role, agency: &'static str) -> Seat {
    Seat { login, role, agency, team: login, position: Position::Practitioner }
}

/// An agency that some tests need beside the town's own.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The code.
    pub code: &'static str,
    /// The kind.
    pub kind: AgencyKind,
    /// Whether it is a public authority (R11).
    pub public: bool,
}

/// Agencies, all of the council's area, and people beside the town's own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cast {
    /// The agencies.
    pub places: &'static [Place],
    /// The people.
    pub seats: &'static [Seat],
}

/// One person of each role, in the order of the roles.
pub const ROLES: [Seat; 15] = [
    seat("social-worker", Role::SocialWorker, "T-COUNCIL"),
    seat("mash", Role::MashPractitioner, "T-COUNCIL"),
    seat("police", Role::PoliceOfficer, "T-POLICE"),
    seat("health-visitor", Role::HealthPractitioner, "T-TRUST"),
    seat("gp", Role::GeneralPractitioner, "T-SURGERY"),
    seat("school", Role::DesignatedSafeguardingLead, "T-SCHOOL"),
    seat("early-help", Role::EarlyHelpPractitioner, "T-EARLY"),
    seat("probation", Role::ProbationPractitioner, "T-PROBATION"),
    seat("youth-justice", Role::YouthJusticePractitioner, "T-YOUTH"),
    seat("housing", Role::HousingOfficer, "T-HOUSING"),
    seat("inspector", Role::Inspector, "T-INSPECT"),
    seat("lead", Role::SafeguardingLead, "T-COUNCIL"),
    seat("governance", Role::InformationGovernance, "T-COUNCIL"),
    seat("administrator", Role::SystemAdministrator, "T-COUNCIL"),
    seat("designated-officer", Role::LocalAuthorityDesignatedOfficer, "T-COUNCIL"),
];

/// Further people.
pub const MORE: [Seat; 5] = [
    seat("neighbour", Role::SocialWorker, "T-NEIGHBOUR"),
    seat("colleague", Role::SocialWorker, "T-COUNCIL"),
    Seat { position: Position::Manager, ..seat("manager", Role::SocialWorker, "T-COUNCIL") },
    seat("charity", Role::EarlyHelpPractitioner, "T-CHARITY"),
    seat("school-lead", Role::SafeguardingLead, "T-SCHOOL"),
];

/// Code, kind, and the code of the authority whose area it serves. The charity alone is no public authority.
const AGENCIES: [(&str, AgencyKind, &str); 12] = [
    ("T-COUNCIL", AgencyKind::LocalAuthority, "T-COUNCIL"),
    ("T-NEIGHBOUR", AgencyKind::LocalAuthority, "T-NEIGHBOUR"),
    ("T-POLICE", AgencyKind::Police, "T-COUNCIL"),
    ("T-TRUST", AgencyKind::HealthProvider, "T-COUNCIL"),
    ("T-SURGERY", AgencyKind::GeneralPractice, "T-COUNCIL"),
    ("T-SCHOOL", AgencyKind::School, "T-COUNCIL"),
    ("T-EARLY", AgencyKind::EarlyHelp, "T-COUNCIL"),
    ("T-PROBATION", AgencyKind::Probation, "T-COUNCIL"),
    ("T-YOUTH", AgencyKind::YouthJustice, "T-COUNCIL"),
    ("T-HOUSING", AgencyKind::Housing, "T-COUNCIL"),
    ("T-INSPECT", AgencyKind::Inspectorate, "T-COUNCIL"),
    ("T-CHARITY", AgencyKind::VoluntarySector, "T-COUNCIL"),
];

/// An agency's numbers, by day and out of hours: each has its own.
#[track_caller]
pub fn phones(agency: &str) -> (String, String) {
    let place = AGENCIES.iter().position(|(code, ..)| *code == agency);
    numbers(place.unwrap_or_else(|| panic!("no agency is called {agency}")))
}

fn numbers(place: usize) -> (String, String) {
    (format!("020 7946 01{place:02}"), format!("020 7946 02{place:02}"))
}

/// What the issuer calls the person with that login: other than the demo's people, who may be there too.
pub fn subject(login: &str) -> String {
    format!("town-{login}")
}

/// A person of the town, with the ids that the hub has for them.
#[derive(Clone, Debug)]
pub struct Person {
    /// The place.
    pub seat: Seat,
    /// The natural person.
    pub id: PersonId,
    /// The membership.
    pub membership: MembershipId,
    /// The agency.
    pub agency: AgencyId,
    /// Its kind.
    pub kind: AgencyKind,
    /// The name that colleagues know.
    pub name: String,
}

/// The people and agencies, registered with a hub.
#[derive(Clone, Debug)]
pub struct Town {
    people: BTreeMap<&'static str, Person>,
    agencies: BTreeMap<&'static str, AgencyId>,
}

impl Town {
    /// Registers everybody, in one commit.
    pub async fn settle(door: &Door, issuer: &str) -> Self {
        Self::settle_with(door, issuer, Cast::default()).await
    }

    /// The same, with further agencies and people.
    pub async fn settle_with(door: &Door, issuer: &str, cast: Cast) -> Self {
        let mut rows = Rows::new();
        let own = AGENCIES.iter().map(|(code, kind, area)| (*code, *kind, *area, *kind != AgencyKind::VoluntarySector));
        let further = cast.places.iter().map(|place| (place.code, place.kind, "T-COUNCIL", place.public));
        let places: Vec<_> = own.chain(further).collect();
        let agencies: BTreeMap<_, _> = places.iter().map(|(code, ..)| (*code, AgencyId(Uuid::new_v4()))).collect();
        for (place, (code, kind, area, public)) in places.iter().copied().enumerate() {
            rows.add(agency::Model {
                id: agencies[code],
                version: 1,
                code: code.to_owned(),
                name: format!("Made-up {code}"),
                kind,
                public_authority: public,
                area: Some(agencies[area]),
                sensitive_service: false,
                phone: Some(numbers(place).0),
                out_of_hours: Some(numbers(place).1),
                email: None,
                closed_on: None,
                log: 0,
                seq: 0,
            });
        }
        let mut people = BTreeMap::new();
        for seat in ROLES.into_iter().chain(MORE).chain(cast.seats.iter().copied()) {
            let kind = places.iter().find(|(code, ..)| *code == seat.agency).map(|(_, kind, ..)| *kind);
            let person = Person {
                seat,
                id: PersonId(Uuid::new_v4()),
                membership: MembershipId(Uuid::new_v4()),
                agency: agencies[seat.agency],
                kind: kind.expect("an agency of the town"),
                name: format!("Person {}", seat.login),
            };
            rows.add(person::Model {
                id: person.id,
                version: 1,
                issuer: issuer.to_owned(),
                subject: subject(seat.login),
                name: person.name.clone(),
                log: 0,
                seq: 0,
            });
            let areas = if seat.role == Role::MashPractitioner { vec![agencies["T-COUNCIL"]] } else { Vec::new() };
            rows.add(membership::Model {
                id: person.membership,
                version: 1,
                person_id: person.id,
                agency_id: person.agency,
                team: Some(seat.team.to_owned()),
                position: seat.position,
                roles: Set::of(&[seat.role]),
                mash_areas: serde_json::to_string(&areas).expect("ids"),
                ended: false,
                log: 0,
                seq: 0,
            });
            people.insert(seat.login, person);
        }
        let settled = door.administer(AccessAction::Administer, None, "{\"town\":true}", rows).await;
        settled.unwrap_or_else(|e| panic!("{:?}", e.cause())).expect("a new town");
        Self { people, agencies }
    }

    /// The person with that login.
    #[track_caller]
    pub fn person(&self, login: &str) -> &Person {
        self.people.get(login).unwrap_or_else(|| panic!("nobody is called {login}"))
    }

    /// The agency with that code.
    #[track_caller]
    pub fn agency(&self, code: &str) -> AgencyId {
        *self.agencies.get(code).unwrap_or_else(|| panic!("no agency is called {code}"))
    }

    /// Everybody.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }
}
