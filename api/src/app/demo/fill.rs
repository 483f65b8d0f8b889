//! Turns a story into rows. What it makes depends on the story, the day and the ids it is given, and on nothing else.

mod events;

use std::collections::HashMap;

use entities::ids::{AgencyId, ChildId, ConsentId, GiverId, InvolvementId, NamedAccessId, PersonId, ProtectionId};
use entities::rows::{
    child, child_identifier, chronology_entry, consent, involvement, level_of_need, named_access, protection,
    protective_work,
};
use entities::words::{AgencyKind, IdentifierSystem, InvolvementState, ProtectionKind};
use entities::{Date, Instant, Set};
use serde::Serialize;
use uuid::Uuid;

use super::agencies::{AGENCIES, NORTHMERE};
use super::people::{PEOPLE, RECORDERS};
use super::story::{Decision, Involved, Story};
use crate::disclosure::Rows;
use crate::plain::calendar::start_of_day;
use crate::plain::text::normalise_name;

/// How long the inspector may read the records that they are named for, in days.
const INSPECTION_DAYS: i64 = 60;

/// The ids that agencies and people were given when they were registered.
#[derive(Default)]
pub struct Directory {
    /// By code.
    pub agencies: HashMap<&'static str, AgencyId>,
    /// By login.
    pub people: HashMap<&'static str, PersonId>,
}

/// A story that names somebody whom the demo does not have, or no more random ids.
#[derive(Debug)]
pub struct Unknown(pub String);

/// One child's rows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Filled {
    pub children: Vec<child::Model>,
    pub identifiers: Vec<child_identifier::Model>,
    pub involvements: Vec<involvement::Model>,
    pub levels: Vec<level_of_need::Model>,
    pub works: Vec<protective_work::Model>,
    pub consents: Vec<consent::Model>,
    pub protections: Vec<protection::Model>,
    pub named: Vec<named_access::Model>,
    pub entries: Vec<chronology_entry::Model>,
}

impl Filled {
    /// The rows, to be written in one change.
    pub fn into_rows(self) -> Rows {
        let mut rows = Rows::new();
        self.children.into_iter().for_each(|row| rows.add(row));
        self.identifiers.into_iter().for_each(|row| rows.add(row));
        self.involvements.into_iter().for_each(|row| rows.add(row));
        self.levels.into_iter().for_each(|row| rows.add(row));
        self.works.into_iter().for_each(|row| rows.add(row));
        self.consents.into_iter().for_each(|row| rows.add(row));
        self.protections.into_iter().for_each(|row| rows.add(row));
        self.named.into_iter().for_each(|row| rows.add(row));
        self.entries.into_iter().for_each(|row| rows.add(row));
        rows
    }
}

/// Who recorded something.
struct By {
    agency: AgencyId,
    kind: AgencyKind,
    team: Option<String>,
    person: Option<PersonId>,
    name: String,
}

/// What a story is turned into rows with.
pub struct Filling<'a> {
    /// Who is registered.
    pub directory: &'a Directory,
    /// The day on which the demo is made.
    pub today: Date,
    /// Where ids come from.
    pub ids: &'a mut dyn FnMut() -> Option<Uuid>,
}

impl Filling<'_> {
    /// The child's id and all rows about them.
    pub fn fill(&mut self, story: &Story) -> Result<(ChildId, Filled), Unknown> {
        let child = ChildId(self.id()?);
        let mut filled = Filled::default();
        self.details(story, child, &mut filled)?;
        for row in &story.involved {
            let row = self.involvement(child, row)?;
            filled.involvements.push(row);
        }
        for (version, (days, level, reason)) in (1..).zip(&story.levels) {
            filled.levels.push(level_of_need::Model {
                child_id: child,
                version,
                level: *level,
                decided_on: self.day(*days),
                reason: (*reason).to_owned(),
                threshold_document: Some("Northmere threshold document, 2025".to_owned()),
                without_checks: None,
                agency_id: self.agency(NORTHMERE)?,
                person_id: None,
                recorded_at: self.moment(*days, 17, 0),
                log: 0,
                seq: 0,
            });
        }
        for (days, closed, kind) in &story.work {
            filled.works.push(protective_work::Model {
                id: self.id()?.to_string(),
                version: 1,
                child_id: child,
                kind: *kind,
                opened_on: self.day(*days),
                closed_on: closed.map(|days| self.day(days)),
                agency_id: self.agency(NORTHMERE)?,
                person_id: None,
                log: 0,
                seq: 0,
            });
        }
        let mut givers = HashMap::new();
        for decision in &story.decisions {
            let giver = GiverId(self.id()?);
            givers.insert(decision.giver, giver);
            let row = self.consent(child, giver, decision)?;
            filled.consents.push(row);
        }
        self.protect(story, child, &mut filled)?;
        for event in &story.events {
            let rows = self.entry(child, event, &givers)?;
            filled.entries.extend(rows);
        }
        Ok((child, filled))
    }

    fn details(&mut self, story: &Story, id: ChildId, filled: &mut Filled) -> Result<(), Unknown> {
        let c = &story.child;
        let text = |t: &str| t.to_owned();
        let code = |this: &Self, code: Option<&'static str>| code.map(|c| this.agency(c)).transpose();
        for (version, home) in (1..).zip(c.homes) {
            filled.children.push(child::Model {
                id,
                version,
                given_name: c.given.map(text),
                family_name: Some(text(c.family)),
                aliases: list(c.aliases)?,
                date_of_birth: (c.age >= 0).then(|| self.day(c.age)),
                expected_date_of_birth: (c.age < 0).then(|| self.day(c.age)),
                date_of_death: None,
                sex: Some(c.sex),
                nhs_number: c.nhs_number.map(text),
                upn: c.upn.map(text),
                address: Some(text(home.address)),
                postcode: Some(home.postcode.replace(' ', "")),
                telephone: Some(text(home.telephone)),
                school: code(self, c.school)?,
                general_practice: code(self, c.practice)?,
                responsible_authority: code(self, c.authority)?,
                area: Some(self.agency(home.area)?),
                ethnicity: Some(text(c.ethnicity)),
                religion: c.religion.map(text),
                disabilities: list(c.disabilities)?,
                first_language: Some(text(c.language)),
                interpreter_needed: Some(c.interpreter),
                given_key: c.given.map(normalise_name).unwrap_or_default(),
                family_key: normalise_name(c.family),
                mother_key: normalise_name(c.mother),
                valid_from: self.day(home.since),
                reason: text(home.reason),
                agency_id: self.agency(home.area)?,
                person_id: None,
                log: 0,
                seq: 0,
            });
        }
        for (agency, value) in c.local_ids {
            filled.identifiers.push(child_identifier::Model {
                id: self.id()?.to_string(),
                child_id: id,
                system: IdentifierSystem::Local,
                agency_id: Some(self.agency(agency)?),
                value: text(value),
                verified: true,
                log: 0,
                seq: 0,
            });
        }
        Ok(())
    }

    fn involvement(&mut self, child: ChildId, row: &Involved) -> Result<involvement::Model, Unknown> {
        Ok(involvement::Model {
            id: InvolvementId(self.id()?),
            version: 1,
            child_id: child,
            agency_id: self.agency(row.agency)?,
            agency_kind: kind(row.agency)?,
            service: row.service.to_owned(),
            team: row.team.map(str::to_owned),
            practitioners: self.people(row.people)?,
            started_on: self.day(row.since),
            ended_on: row.ended.map(|(days, _)| self.day(days)),
            end_reason: row.ended.map(|(_, why)| why.to_owned()),
            state: if row.ended.is_some() { InvolvementState::Ended } else { InvolvementState::Open },
            sensitivity: row.sensitivity,
            claimed_identity: None,
            recorded_at: self.moment(row.since, 12, 0),
            person_id: None,
            log: 0,
            seq: 0,
        })
    }

    fn consent(&mut self, child: ChildId, giver: GiverId, decision: &Decision) -> Result<consent::Model, Unknown> {
        let by = self.by(decision.by)?;
        let person = by.person.ok_or_else(|| Unknown(decision.by.to_owned()))?;
        Ok(consent::Model {
            id: ConsentId(self.id()?),
            version: 1,
            child_id: child,
            giver_id: giver,
            decision: decision.decision,
            given_by: Some(decision.capacity),
            giver_name: Some(decision.name.to_owned()),
            purposes: Set::of(decision.purposes),
            agency_kinds: Set::of(decision.kinds),
            classes: Set::of(decision.classes),
            obtained_at: self.moment(decision.days, 15, 0),
            expires_on: None,
            evidence: Some(decision.evidence.to_owned()),
            withdrawn_at: None,
            withdrawal_reason: None,
            agency_id: by.agency,
            agency_kind: by.kind,
            person_id: person,
            recorded_by: by.name,
            recorded_at: self.moment(decision.days, 17, 0),
            log: 0,
            seq: 0,
        })
    }

    fn protect(&mut self, story: &Story, child: ChildId, filled: &mut Filled) -> Result<(), Unknown> {
        if let Some(r) = &story.restriction {
            let row =
                self.protection(child, ProtectionKind::Restriction, (r.by, r.approved_by), (r.since, r.reason))?;
            let (named, custodians) = (self.people(r.named)?, self.people(r.custodians)?);
            filled.protections.push(protection::Model { named, custodians, ..row });
        }
        if let Some(h) = &story.hidden {
            let row =
                self.protection(child, ProtectionKind::Whereabouts, (h.by, h.approved_by), (h.since, h.reason))?;
            filled.protections.push(protection::Model { named: self.people(h.named)?, ..row });
        }
        for (login, purpose) in &story.named {
            filled.named.push(named_access::Model {
                id: NamedAccessId(self.id()?),
                person_id: self.person(login)?,
                child_id: child,
                purpose: *purpose,
                until: self.day(-INSPECTION_DAYS),
                log: 0,
                seq: 0,
            });
        }
        Ok(())
    }

    /// A protection made by two people, some days ago and for that reason, that names nobody yet.
    fn protection(
        &mut self,
        child: ChildId,
        kind: ProtectionKind,
        (by, approved_by): (&str, &str),
        (since, reason): (i64, &str),
    ) -> Result<protection::Model, Unknown> {
        Ok(protection::Model {
            id: ProtectionId(self.id()?),
            version: 1,
            child_id: Some(child),
            kind,
            agency_id: None,
            person_id: None,
            named: "[]".to_owned(),
            custodians: "[]".to_owned(),
            reason: reason.to_owned(),
            since: self.moment(since, 11, 0),
            until: None,
            lifted: false,
            approved_by: Some(self.person(approved_by)?),
            recorded_agency_id: self.by(by)?.agency,
            recorded_by: self.person(by)?,
            described: None,
            log: 0,
            seq: 0,
        })
    }

    fn day(&self, days: i64) -> Date {
        self.today.plus_days(-days)
    }

    fn moment(&self, days: i64, hour: i64, minute: i64) -> Instant {
        start_of_day(self.day(days)).plus(hour * Instant::HOUR + minute * 60 * Instant::SECOND)
    }

    fn id(&mut self) -> Result<Uuid, Unknown> {
        (self.ids)().ok_or_else(|| Unknown("no randomness".to_owned()))
    }

    fn agency(&self, code: &str) -> Result<AgencyId, Unknown> {
        self.directory.agencies.get(code).copied().ok_or_else(|| Unknown(code.to_owned()))
    }

    fn person(&self, login: &str) -> Result<PersonId, Unknown> {
        self.directory.people.get(login).copied().ok_or_else(|| Unknown(login.to_owned()))
    }

    fn people(&self, logins: &[&str]) -> Result<String, Unknown> {
        let mut people = logins.iter().map(|l| self.person(l)).collect::<Result<Vec<_>, _>>()?;
        people.sort();
        list(&people)
    }

    fn by(&self, who: &str) -> Result<By, Unknown> {
        if let Some(p) = PEOPLE.iter().find(|p| p.login == who) {
            return Ok(By {
                agency: self.agency(p.agency)?,
                kind: kind(p.agency)?,
                team: p.team.map(str::to_owned),
                person: Some(self.person(who)?),
                name: p.name.to_owned(),
            });
        }
        let Some(r) = RECORDERS.iter().find(|r| r.key == who) else { return Err(Unknown(who.to_owned())) };
        Ok(By {
            agency: self.agency(r.agency)?,
            kind: kind(r.agency)?,
            team: r.team.map(str::to_owned),
            person: None,
            name: r.name.to_owned(),
        })
    }
}

fn kind(code: &str) -> Result<AgencyKind, Unknown> {
    AGENCIES.iter().find(|a| a.code == code).map(|a| a.kind).ok_or_else(|| Unknown(code.to_owned()))
}

fn list<T: Serialize>(items: &[T]) -> Result<String, Unknown> {
    serde_json::to_string(items).map_err(|e| Unknown(e.to_string()))
}
