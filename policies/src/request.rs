//! Facts as Cedar sees them: the caller in each role, the record, and the context. It must carry every fact over and add
//! none; the schema says what belongs where.

use std::collections::{HashMap, HashSet};

use cedar_policy::{Context, Entities, Entity, EntityTypeName, EntityUid, RestrictedExpression, Schema};
use entities::words::{
    AgencyKind, DispenseReason, FieldClass, LawfulBasis, LevelOfNeed, ProtectionKind, Relationship, Role, Sensitivity,
    SharingPurpose,
};
use entities::{Set, Word};

use crate::facts::{
    AgeBand, Approval, ConsentFacts, ConsentStanding, Facts, Objection, OwnPart, Owner, RecordKind, RequestKind,
    SharingFacts, Sought, Whereabouts, Work,
};
use crate::load::BookError;
use crate::question::Term;
use crate::shelf::{type_name, uid};
use crate::words::ObjectionStanding;

/// The part of the context that all questions share.
pub(crate) type Stated = Vec<(String, RestrictedExpression)>;

/// Names that would be dear to parse at every request.
pub(crate) struct Names {
    caller: EntityTypeName,
    role: EntityTypeName,
    record: EntityUid,
    words: HashMap<&'static str, Vec<RestrictedExpression>>,
}

impl Names {
    /// All names that facts can hold.
    pub(crate) fn new() -> Result<Self, BookError> {
        let mut names = Self {
            caller: type_name("Caller")?,
            role: type_name(Role::NAME)?,
            record: uid(&type_name("Record")?, "record"),
            words: HashMap::new(),
        };
        names.learn::<AgencyKind>()?;
        names.learn::<SharingPurpose>()?;
        names.learn::<LawfulBasis>()?;
        names.learn::<DispenseReason>()?;
        names.learn::<LevelOfNeed>()?;
        names.learn::<Relationship>()?;
        names.learn::<Sensitivity>()?;
        names.learn::<ProtectionKind>()?;
        names.learn::<OwnPart>()?;
        names.learn::<Work>()?;
        names.learn::<AgeBand>()?;
        names.learn::<Whereabouts>()?;
        names.learn::<Approval>()?;
        names.learn::<RequestKind>()?;
        names.learn::<ConsentStanding>()?;
        names.learn::<ObjectionStanding>()?;
        names.learn::<RecordKind>()?;
        names.learn::<Owner>()?;
        names.learn::<Sought>()?;
        Ok(names)
    }

    fn learn<W: Word>(&mut self) -> Result<(), BookError> {
        let of = type_name(W::NAME)?;
        let words = W::ALL.iter().map(|w| RestrictedExpression::new_entity_uid(uid(&of, w.name())));
        self.words.insert(W::NAME, words.collect());
        Ok(())
    }

    /// A word as a value; none where it was not learnt: the answer is then no.
    fn word<W: Word>(&self, word: W) -> Option<RestrictedExpression> {
        self.words.get(W::NAME)?.get(word.index()).cloned()
    }

    /// The caller in one role.
    pub(crate) fn caller(&self, role: Role) -> EntityUid {
        uid(&self.caller, role.name())
    }

    /// The record.
    pub(crate) fn record(&self) -> EntityUid {
        self.record.clone()
    }

    /// The caller once for each role held, and the record. With a schema, held against it, and the actions with their groups:
    /// scopes alone look at these, and they are read beforehand. What does not fit the schema is not answered either way.
    pub(crate) fn entities(&self, facts: &Facts, schema: Option<&Schema>) -> Option<Entities> {
        let mut all = vec![Entity::new(self.record(), self.record_attributes(facts)?, HashSet::new()).ok()?];
        for role in facts.caller.roles.iter() {
            let attributes = HashMap::from([
                ("agencyKind".to_owned(), self.word(facts.caller.agency_kind)?),
                ("publicAuthority".to_owned(), flag(facts.caller.public_authority)),
                ("namedForPurpose".to_owned(), flag(facts.caller.named_for_purpose)),
                ("namedForTransfer".to_owned(), flag(facts.caller.named_for_transfer)),
            ]);
            let parents = HashSet::from([uid(&self.role, role.name())]);
            all.push(Entity::new(self.caller(role), attributes, parents).ok()?);
        }
        Entities::from_entities(all, schema).ok()
    }

    fn record_attributes(&self, facts: &Facts) -> Option<HashMap<String, RestrictedExpression>> {
        let (record, relationship, child) = (&facts.record, &facts.relationship, &facts.child);
        let mut pairs = vec![
            ("kind", self.word(record.kind)?),
            ("owner", self.word(record.owner)?),
            ("school", flag(record.school)),
            ("sensitivity", self.word(record.sensitivity)?),
            ("byCaller", flag(record.by_caller)),
            ("byTeam", flag(record.by_team)),
            ("callerNamed", flag(record.caller_named)),
            ("told", flag(record.told)),
            ("answer", flag(record.answer)),
            ("adultsConsent", flag(record.adults_consent)),
            ("open", flag(record.open)),
            ("recorded", flag(record.recorded)),
            ("forAgencyKind", flag(record.for_agency_kind)),
            ("distant", flag(record.distant)),
            ("addressed", flag(record.addressed)),
            ("statutory", flag(record.statutory)),
            ("protective", flag(record.protective)),
            ("sought", self.word(record.sought)?),
            ("widest", self.word(relationship.widest)?),
            ("asked", flag(relationship.asked)),
            ("recentlyEnded", flag(relationship.recently_ended)),
            ("ownPart", self.word(relationship.own_part)?),
            ("inArea", flag(child.in_area)),
            ("responsible", flag(child.responsible)),
            ("level", self.word(child.level)?),
            ("concern", self.word(child.concern)?),
            ("section47", self.word(child.section_47)?),
            ("plan", self.word(child.plan)?),
            ("missing", self.word(child.missing)?),
            ("age", self.word(child.age)?),
            ("restricted", flag(child.restricted)),
            ("closed", flag(child.closed)),
            ("whereabouts", self.word(child.whereabouts)?),
        ];
        if let Some(level) = record.new_level {
            pairs.push(("newLevel", self.word(level)?));
        }
        if let Some(kind) = record.protection {
            pairs.push(("protection", self.word(kind)?));
        }
        Some(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// What the caller states and what stands of consent: the part of the context that all questions share.
    pub(crate) fn stated(&self, facts: &Facts) -> Option<Stated> {
        Some(vec![
            ("sharing".to_owned(), self.sharing(&facts.sharing)?),
            ("consent".to_owned(), self.consent(&facts.consent)?),
        ])
    }

    fn sharing(&self, sharing: &SharingFacts) -> Option<RestrictedExpression> {
        let request = sharing.request;
        let mut pairs = vec![
            ("stated", flag(sharing.stated)),
            ("purpose", self.word(sharing.purpose)?),
            ("basis", self.word(sharing.basis)?),
            ("justified", flag(sharing.justified)),
            ("approval", self.word(sharing.approval)?),
            ("emergencyOpen", flag(sharing.emergency_open)),
            ("emergencyAsked", flag(sharing.emergency_asked)),
            ("emergencyUsedToday", flag(sharing.emergency_used_today)),
            ("begunWithoutAnchor", flag(sharing.begun_without_anchor)),
            ("requestConsent", flag(request.is_some_and(|r| r.consent))),
            ("requestDispensed", flag(request.is_some_and(|r| r.dispensed))),
        ];
        if let Some(reason) = sharing.dispense {
            pairs.push(("dispense", self.word(reason)?));
        }
        if let Some(request) = request {
            pairs.push(("requestKind", self.word(request.kind)?));
            pairs.push(("requestPurpose", self.word(request.purpose)?));
        }
        record(pairs)
    }

    fn consent(&self, consent: &ConsentFacts) -> Option<RestrictedExpression> {
        record(vec![
            ("standing", self.word(consent.standing)?),
            ("byPersonConcerned", flag(consent.by_person_concerned)),
            ("objection", self.word(ObjectionStanding::from(consent.objection))?),
            ("objectionToAssessment", self.word(ObjectionStanding::from(consent.objection_to_assessment))?),
        ])
    }
}

/// What is asked for beside a class: of the class, what consent covers, what a decision allows, what a request asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Covers {
    consent: bool,
    objection: bool,
    objection_to_assessment: bool,
    request: bool,
}

impl Covers {
    /// What covers that class.
    pub(crate) fn of(facts: &Facts, class: FieldClass) -> Self {
        let consent = &facts.consent;
        let allows = |objection| matches!(objection, Objection::Decided(classes) if classes.contains(class));
        Self {
            consent: consent.standing == ConsentStanding::Given && consent.classes.contains(class),
            objection: allows(consent.objection),
            objection_to_assessment: allows(consent.objection_to_assessment),
            request: facts.sharing.request.is_some_and(|r| r.classes.contains(class)),
        }
    }
}

/// The context of a question: what is stated, the terms answered so far, and what covers the class asked for.
pub(crate) fn context(stated: &Stated, terms: Set<Term>, covers: Option<Covers>) -> Option<Context> {
    let mut pairs = stated.clone();
    let answered = Term::ALL.iter().map(|term| (term.name(), flag(terms.contains(*term))));
    pairs.push(("terms".to_owned(), record(answered.collect())?));
    if let Some(covers) = covers {
        let covers = vec![
            ("consent", flag(covers.consent)),
            ("objection", flag(covers.objection)),
            ("objectionToAssessment", flag(covers.objection_to_assessment)),
            ("request", flag(covers.request)),
        ];
        pairs.push(("covers".to_owned(), record(covers)?));
    }
    Context::from_pairs(pairs).ok()
}

fn flag(value: bool) -> RestrictedExpression {
    RestrictedExpression::new_bool(value)
}

fn record(pairs: Vec<(&str, RestrictedExpression)>) -> Option<RestrictedExpression> {
    RestrictedExpression::new_record(pairs.into_iter().map(|(name, value)| (name.to_owned(), value))).ok()
}
