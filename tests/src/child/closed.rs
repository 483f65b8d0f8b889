//! What closes a made-up child's record to some, and who is named for it.

use entities::Date;
use entities::ids::{NamedAccessId, PersonId, ProtectionId};
use entities::rows::{named_access, protection};
use entities::words::{ProtectionKind, SharingPurpose};
use uuid::Uuid;

use super::{ChildFile, LONG_AGO};

impl ChildFile<'_> {
    /// Restricted: only these people see it.
    #[must_use]
    pub fn restricted_to(self, logins: &[&str]) -> Self {
        let named: Vec<PersonId> = logins.iter().map(|login| self.town.person(login).id).collect();
        self.protect(ProtectionKind::Restriction, None, &named, &[])
    }

    /// Restricted: only these people see it, and they are its custodians.
    #[must_use]
    pub fn kept_by(self, logins: &[&str]) -> Self {
        let named: Vec<PersonId> = logins.iter().map(|login| self.town.person(login).id).collect();
        self.protect(ProtectionKind::Restriction, None, &named, &named)
    }

    /// Closed to the agency of that person.
    #[must_use]
    pub fn barred_to_agency_of(self, login: &str) -> Self {
        self.protect(ProtectionKind::Bar, Some(login), &[], &[])
    }

    /// That person has a conflict of interest.
    #[must_use]
    pub fn conflict_of(self, login: &str) -> Self {
        self.protect(ProtectionKind::Conflict, Some(login), &[], &[])
    }

    /// Where the child is stays with these people.
    #[must_use]
    pub fn whereabouts_known_to(self, logins: &[&str]) -> Self {
        let named: Vec<PersonId> = logins.iter().map(|login| self.town.person(login).id).collect();
        self.protect(ProtectionKind::Whereabouts, None, &named, &[])
    }

    fn protect(
        mut self,
        kind: ProtectionKind,
        against: Option<&str>,
        named: &[PersonId],
        custodians: &[PersonId],
    ) -> Self {
        let recorder = self.town.person("governance");
        let against = against.map(|login| self.town.person(login));
        self.rows.add(protection::Model {
            id: ProtectionId(Uuid::new_v4()),
            version: 1,
            child_id: Some(self.id),
            kind,
            agency_id: against.filter(|_| kind == ProtectionKind::Bar).map(|p| p.agency),
            person_id: against.filter(|_| kind == ProtectionKind::Conflict).map(|p| p.id),
            named: serde_json::to_string(named).expect("ids"),
            custodians: serde_json::to_string(custodians).expect("ids"),
            reason: "made up".to_owned(),
            since: LONG_AGO,
            until: None,
            lifted: false,
            approved_by: None,
            recorded_agency_id: recorder.agency,
            recorded_by: recorder.id,
            described: None,
            log: 0,
            seq: 0,
        });
        self
    }

    /// That person is named for an audit, an inspection or a request.
    #[must_use]
    pub fn named_for(mut self, login: &str, purpose: SharingPurpose) -> Self {
        self.rows.add(named_access::Model {
            id: NamedAccessId(Uuid::new_v4()),
            person_id: self.town.person(login).id,
            child_id: self.id,
            purpose,
            until: Date::new(2099, 1, 1).expect("a date"),
            log: 0,
            seq: 0,
        });
        self
    }
}
