//! A door on a database of its own, for tests of what the services do: two authorities and a practice, their people, and a
//! child whom the first authority and the practice work with. The clock stands at ten.

use std::sync::Arc;

use entities::Instant;
use entities::ids::{AgencyId, ChildId, PersonId};
use entities::words::{AccessAction, AgencyKind, LawfulBasis, Position, Role, SharingPurpose};
use sea_orm::{Database, DatabaseConnection};

use super::{ISSUER, Scratch, agency, day, door, practitioner, rows};
use crate::disclosure::{Caller, ChildKey, Door, NewPractitioner, Rows, Sharing};
use crate::plain::clock::SetClock;

/// The day on which the tests stand.
pub(crate) const TODAY: &str = "2026-06-04";

/// A moment of that day.
pub(crate) fn at(text: &str) -> Instant {
    format!("{TODAY}T{text}:00Z").parse().unwrap()
}

/// A partnership of few.
pub(crate) struct Town {
    /// The way in.
    pub(crate) door: Door,
    /// For looking at the tables themselves.
    pub(crate) db: DatabaseConnection,
    /// The authority of the area, responsible for the child.
    pub(crate) authority: AgencyId,
    /// A practice with which the child is registered.
    pub(crate) practice: AgencyId,
    /// The child.
    pub(crate) child: ChildId,
    people: Vec<(&'static str, PersonId)>,
    _scratch: Scratch,
}

/// Login, agency's code, role, team, standing.
const PEOPLE: &[(&str, &str, Role, Option<&str>, Position)] = &[
    ("worker", "LA1", Role::SocialWorker, Some("Assessment"), Position::Practitioner),
    ("colleague", "LA1", Role::SocialWorker, Some("Duty"), Position::Practitioner),
    ("manager", "LA1", Role::SocialWorker, Some("Assessment"), Position::Manager),
    ("governance", "LA1", Role::InformationGovernance, None, Position::Practitioner),
    ("gp", "GP1", Role::GeneralPractitioner, None, Position::Practitioner),
    ("partner", "GP1", Role::GeneralPractitioner, None, Position::Director),
    ("stranger", "LA2", Role::SocialWorker, Some("Assessment"), Position::Manager),
];

impl Town {
    /// The town, on a new SQLite file.
    pub(crate) async fn new() -> Self {
        let scratch = Scratch::sqlite().await;
        let db = Database::connect(scratch.url()).await.unwrap();
        let door = door(&scratch, Arc::new(SetClock::at(at("10:00")))).await;
        let authority = door.add_agency(agency("LA1", AgencyKind::LocalAuthority, None)).await.unwrap();
        door.add_agency(agency("LA2", AgencyKind::LocalAuthority, Some("LA2"))).await.unwrap();
        let practice = door.add_agency(agency("GP1", AgencyKind::GeneralPractice, Some("LA1"))).await.unwrap();
        let mut people = Vec::new();
        for (login, code, role, team, position) in PEOPLE {
            let new = NewPractitioner {
                team: team.map(str::to_owned),
                position: *position,
                ..practitioner(login, code, *role)
            };
            people.push((*login, door.add_practitioner(new).await.unwrap().0));
        }
        let child = entities::rows::child::Model {
            date_of_birth: Some(day("2018-03-02")),
            address: Some("1 Low Road, N15 3AB".to_owned()),
            responsible_authority: Some(authority),
            area: Some(authority),
            ..rows::child("Ava", "Reed", authority)
        };
        let by_authority = rows::involvement(child.id, (authority, AgencyKind::LocalAuthority), at("08:00"));
        let by_practice = rows::involvement(child.id, (practice, AgencyKind::GeneralPractice), at("08:00"));
        let child_id = child.id;
        let mut all = Rows::new();
        all.add(child);
        all.add(entities::rows::involvement::Model { team: Some("Assessment".to_owned()), ..by_authority });
        all.add(by_practice);
        door.administer(AccessAction::Import, Some(child_id), "{}", all).await.unwrap().unwrap();
        Self { door, db, authority, practice, child: child_id, people, _scratch: scratch }
    }

    /// Somebody of the town, as they ask now.
    pub(crate) async fn caller(&self, login: &str) -> Caller {
        self.door.caller((ISSUER, login), None, None, "request").await.unwrap()
    }

    /// Somebody's id.
    pub(crate) fn person(&self, login: &str) -> PersonId {
        self.people.iter().find(|(name, _)| *name == login).unwrap().1
    }

    /// The child, by the hub's id.
    pub(crate) fn key(&self) -> ChildKey {
        ChildKey::Id(self.child)
    }
}

/// An everyday reason to be in the record.
pub(crate) fn sharing() -> Sharing {
    Sharing::plain(SharingPurpose::ChildInNeedAssessment, LawfulBasis::PublicTask)
}
