//! Records of made-up children, written through the door's own way of administering. Every text says what it is, so that a
//! test can tell where it leaked from.

mod closed;

use api::disclosure::{Door, Rows};
use entities::ids::{ChildId, ConsentId, EntryId, GiverId, InvolvementId, PersonId};
use entities::rows::{child, child_identifier, chronology_entry, consent, involvement, level_of_need, protective_work};
use entities::words::{
    AccessAction, AgencyKind, ChronologyCategory, ConsentDecision, ConsentGiver, FieldClass, IdentifierSystem,
    ImpactDirection, InvolvementState, LevelOfNeed, ProtectiveWork, Sensitivity, Sex, SharingPurpose, Significance,
    TimePrecision, Word,
};
use entities::{Date, Instant, Set};
use policies::content_classes;
use uuid::Uuid;

use crate::Town;
use crate::numbers::{nhs_number, upn};

/// What begins every text of a record, and stands nowhere else.
pub const SECRET: &str = "made-up-secret";

/// A moment long past.
pub const LONG_AGO: Instant = Instant(1_767_600_000_000_000);

/// A child's record that is being put together. Every field of the child's own details is filled.
pub struct ChildFile<'a> {
    town: &'a Town,
    id: ChildId,
    /// What begins every text.
    secret: String,
    nhs_number: String,
    upn: String,
    child: child::Model,
    rows: Rows,
    count: i64,
}

impl<'a> ChildFile<'a> {
    /// A child of about ten years in the council's area, known to nobody.
    pub fn new(town: &'a Town) -> Self {
        let id = ChildId(Uuid::new_v4());
        let (nhs_number, upn) = (nhs_number(id), upn(id));
        let recorder = town.person("colleague");
        let child = child::Model {
            id,
            version: 1,
            given_name: Some(format!("{SECRET} given")),
            family_name: Some(format!("{SECRET} family")),
            aliases: format!("[\"{SECRET} alias\"]"),
            date_of_birth: Date::new(2016, 3, 4),
            expected_date_of_birth: Date::new(2016, 3, 1),
            date_of_death: None,
            sex: Some(Sex::F),
            nhs_number: Some(nhs_number.clone()),
            upn: Some(upn.clone()),
            address: Some(format!("{SECRET} address")),
            postcode: Some("ZZ991AA".to_owned()),
            telephone: Some(format!("{SECRET} telephone")),
            school: Some(town.agency("T-SCHOOL")),
            general_practice: Some(town.agency("T-SURGERY")),
            responsible_authority: Some(town.agency("T-COUNCIL")),
            area: Some(town.agency("T-COUNCIL")),
            ethnicity: Some(format!("{SECRET} ethnicity")),
            religion: Some(format!("{SECRET} religion")),
            disabilities: format!("[\"{SECRET} disability\"]"),
            first_language: Some(format!("{SECRET} language")),
            interpreter_needed: Some(true),
            given_key: String::new(),
            family_key: String::new(),
            mother_key: String::new(),
            valid_from: Date::new(2026, 1, 1).expect("a date"),
            reason: "made up".to_owned(),
            agency_id: recorder.agency,
            person_id: Some(recorder.id),
            log: 0,
            seq: 0,
        };
        Self { town, id, secret: SECRET.to_owned(), nhs_number, upn, child, rows: Rows::new(), count: 0 }
    }

    /// Every text, of the details and of what is recorded from here on, says which child's it is.
    #[must_use]
    pub fn marked(mut self, mark: &str) -> Self {
        let secret = format!("{SECRET}-{mark}");
        let details = &mut self.child;
        for text in [
            &mut details.given_name,
            &mut details.family_name,
            &mut details.address,
            &mut details.telephone,
            &mut details.ethnicity,
            &mut details.religion,
            &mut details.first_language,
        ] {
            *text = text.as_ref().map(|text| text.replace(&self.secret, &secret));
        }
        for text in [&mut details.aliases, &mut details.disabilities] {
            *text = text.replace(&self.secret, &secret);
        }
        self.secret = secret;
        self
    }

    /// The child's id.
    pub const fn id(&self) -> ChildId {
        self.id
    }

    /// The child's NHS number.
    pub fn nhs_number(&self) -> &str {
        &self.nhs_number
    }

    /// The child's unique pupil number.
    pub fn upn(&self) -> &str {
        &self.upn
    }

    /// The child's own details, as they will stand.
    pub const fn details(&self) -> &child::Model {
        &self.child
    }

    /// Other details.
    #[must_use]
    pub fn detailed(mut self, change: impl FnOnce(&mut child::Model)) -> Self {
        change(&mut self.child);
        self
    }

    /// Another date of birth.
    #[must_use]
    pub fn born(mut self, on: Date) -> Self {
        self.child.date_of_birth = Some(on);
        self
    }

    /// Another name.
    #[must_use]
    pub fn named(mut self, given: &str, family: &str) -> Self {
        self.child.given_name = Some(given.to_owned());
        self.child.family_name = Some(family.to_owned());
        (self.child.given_key, self.child.family_key) = (given.to_lowercase(), family.to_lowercase());
        self
    }

    /// In the neighbouring authority's area, and its responsibility.
    #[must_use]
    pub fn elsewhere(mut self) -> Self {
        self.child.area = Some(self.town.agency("T-NEIGHBOUR"));
        self.child.responsible_authority = Some(self.town.agency("T-NEIGHBOUR"));
        self
    }

    /// An agency's own number for the child.
    #[must_use]
    pub fn numbered(mut self, agency: &str, value: &str) -> Self {
        self.rows.add(child_identifier::Model {
            id: Uuid::new_v4().to_string(),
            child_id: self.id,
            system: IdentifierSystem::Local,
            agency_id: Some(self.town.agency(agency)),
            value: value.to_owned(),
            verified: true,
            log: 0,
            seq: 0,
        });
        self
    }

    /// The agency of each of these people works with the child, and they are named for it.
    #[must_use]
    pub fn open_to(mut self, logins: &[&str]) -> Self {
        for login in logins {
            self.involve(login, InvolvementState::Open, true, None, Sensitivity::Standard);
        }
        self
    }

    /// The same, with another person of the agency named and no team.
    #[must_use]
    pub fn open_to_agency_of(mut self, login: &str) -> Self {
        self.involve(login, InvolvementState::Open, false, None, Sensitivity::Standard);
        self
    }

    /// The agency of that person worked with the child until that day.
    #[must_use]
    pub fn ended_for(mut self, login: &str, on: Date) -> Self {
        self.involve(login, InvolvementState::Ended, true, Some(on), Sensitivity::Standard);
        self
    }

    fn involve(
        &mut self,
        login: &str,
        state: InvolvementState,
        named: bool,
        ended_on: Option<Date>,
        sensitivity: Sensitivity,
    ) {
        let person = self.town.person(login);
        let practitioners: Vec<PersonId> = named.then_some(person.id).into_iter().collect();
        self.rows.add(involvement::Model {
            id: InvolvementId(Uuid::new_v4()),
            version: 1,
            child_id: self.id,
            agency_id: person.agency,
            agency_kind: person.kind,
            service: format!("{} service of {login}", self.secret),
            team: named.then(|| person.seat.team.to_owned()),
            practitioners: serde_json::to_string(&practitioners).expect("ids"),
            started_on: Date::new(2026, 1, 1).expect("a date"),
            ended_on,
            end_reason: ended_on.map(|_| "made up".to_owned()),
            state,
            sensitivity,
            claimed_identity: None,
            recorded_at: LONG_AGO,
            person_id: Some(person.id),
            log: 0,
            seq: 0,
        });
    }

    /// A level of need, as the council decided it.
    #[must_use]
    pub fn level(mut self, level: LevelOfNeed) -> Self {
        let recorder = self.town.person("colleague");
        self.rows.add(level_of_need::Model {
            child_id: self.id,
            version: 1,
            level,
            decided_on: Date::new(2026, 1, 2).expect("a date"),
            reason: "made up".to_owned(),
            threshold_document: None,
            without_checks: None,
            agency_id: recorder.agency,
            person_id: Some(recorder.id),
            recorded_at: LONG_AGO,
            log: 0,
            seq: 0,
        });
        self
    }

    /// Protective work on record, put there by a colleague of the council.
    #[must_use]
    pub fn work(mut self, kind: ProtectiveWork) -> Self {
        let recorder = self.town.person("colleague");
        self.rows.add(protective_work::Model {
            id: Uuid::new_v4().to_string(),
            version: 1,
            child_id: self.id,
            kind,
            opened_on: Date::new(2026, 1, 3).expect("a date"),
            closed_on: None,
            agency_id: recorder.agency,
            person_id: Some(recorder.id),
            log: 0,
            seq: 0,
        });
        self
    }

    /// A decision on consent for that purpose and every kind of agency.
    #[must_use]
    pub fn consent(
        mut self,
        decision: ConsentDecision,
        given_by: ConsentGiver,
        purpose: SharingPurpose,
        classes: Set<FieldClass>,
    ) -> Self {
        let recorder = self.town.person("colleague");
        self.rows.add(consent::Model {
            id: ConsentId(Uuid::new_v4()),
            version: 1,
            child_id: self.id,
            giver_id: GiverId(Uuid::new_v4()),
            decision,
            given_by: Some(given_by),
            giver_name: Some(format!("{} giver", self.secret)),
            purposes: Set::of(&[purpose]),
            agency_kinds: Set::<AgencyKind>::all(),
            classes,
            obtained_at: LONG_AGO,
            expires_on: Date::new(2099, 1, 1),
            evidence: None,
            withdrawn_at: None,
            withdrawal_reason: None,
            agency_id: recorder.agency,
            agency_kind: recorder.kind,
            person_id: recorder.id,
            recorded_by: format!("{} recorder", self.secret),
            recorded_at: LONG_AGO,
            log: 0,
            seq: 0,
        });
        self
    }

    /// An entry by that person, with every text filled. Its summary is the secret's name followed by the label.
    #[must_use]
    pub fn entry(mut self, login: &str, label: &str, category: ChronologyCategory, added: &[FieldClass]) -> Self {
        self.add_entry(login, label, category, added, Sensitivity::Standard);
        self
    }

    /// The same, kept to fewer eyes.
    #[must_use]
    pub fn kept_entry(mut self, login: &str, label: &str, sensitivity: Sensitivity) -> Self {
        self.add_entry(login, label, ChronologyCategory::Other, &[], sensitivity);
        self
    }

    fn add_entry(
        &mut self,
        login: &str,
        label: &str,
        category: ChronologyCategory,
        added: &[FieldClass],
        sensitivity: Sensitivity,
    ) {
        let person = self.town.person(login);
        self.count += 1;
        let secret = self.secret.clone();
        let text = |what: &str| Some(format!("{secret} {what} {label}"));
        self.rows.add(chronology_entry::Model {
            id: EntryId(Uuid::new_v4()),
            version: 1,
            child_id: self.id,
            agency_id: person.agency,
            agency_kind: person.kind,
            team: Some(person.seat.team.to_owned()),
            person_id: Some(person.id),
            recorded_by: format!("{secret} author {label}"),
            occurred_at: LONG_AGO.plus(self.count * Instant::HOUR),
            occurred_until: Some(LONG_AGO.plus((self.count + 1) * Instant::HOUR)),
            occurred_precision: TimePrecision::Time,
            recorded_at: LONG_AGO.plus(Instant::DAY),
            category,
            significance: Significance::Significant,
            sensitivity,
            classes: content_classes(category, person.kind).union(Set::of(added)),
            added_classes: Set::of(added),
            handling: Set::EMPTY,
            about_adults: "[]".to_owned(),
            tell: "[]".to_owned(),
            named: "[]".to_owned(),
            summary: format!("{secret} summary {label}"),
            narrative: text("narrative"),
            impact_on_child: text("impact"),
            impact_direction: Some(ImpactDirection::Negative),
            child_voice: text("voice"),
            action: text("action"),
            outcome: text("outcome"),
            withdrawn_at: None,
            wrong_child: false,
            correction_reason: text("correction"),
            log: 0,
            seq: 0,
        });
    }

    /// One entry of the charity for each content class, labelled by the class, and one without any, labelled `NONE`.
    #[must_use]
    pub fn entry_of_every_class(mut self) -> Self {
        self = self.entry("charity", "NONE", ChronologyCategory::Other, &[]);
        for class in policies::content::CONTENT_CLASSES {
            self = self.entry("charity", class.name(), ChronologyCategory::Other, &[*class]);
        }
        self
    }

    /// Adds rows of another kind.
    #[must_use]
    pub fn with(mut self, add: impl FnOnce(&mut Rows, ChildId)) -> Self {
        add(&mut self.rows, self.id);
        self
    }

    /// Puts the record in place, in one commit.
    pub async fn put(mut self, door: &Door) -> ChildId {
        self.rows.add(self.child);
        let done = door.administer(AccessAction::Import, Some(self.id), "{\"test\":true}", self.rows).await;
        done.unwrap_or_else(|e| panic!("{:?}", e.cause())).expect("a new child");
        self.id
    }
}
