//! R1: which classes each field carries. Masking, `withheld` and the columns that are read all follow these tables, so
//! that a field is classed once.

use entities::Set;
use entities::words::{
    ConsentGiver,
    FieldClass::{self, *},
    IdentifierSystem, MatchField,
};

/// What one field of the public schema carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRule {
    /// The field's name in GraphQL.
    pub field: &'static str,
    /// The field's own classes; a withholding names these. None: the field is given with the object.
    pub classes: &'static [FieldClass],
    /// The record's content classes (R2) are needed too.
    pub content: bool,
}

impl FieldRule {
    /// All classes that must be cleared for the field, on a record of those content classes.
    pub fn needed(&self, content: Set<FieldClass>) -> Set<FieldClass> {
        let own = Set::of(self.classes);
        if self.content { own.union(content) } else { own }
    }
}

const fn rule(field: &'static str, classes: &'static [FieldClass]) -> FieldRule {
    FieldRule { field, classes, content: false }
}

const fn with_content(field: &'static str, classes: &'static [FieldClass]) -> FieldRule {
    FieldRule { field, classes, content: true }
}

/// The fields of `Child`. Of `identifiers` each item is judged by [`identifier_classes`]; the field is listed as withheld
/// unless all of them would be given.
pub const CHILD: &[FieldRule] = &[
    rule("id", &[]),
    rule("version", &[]),
    rule("givenName", &[Identity]),
    rule("familyName", &[Identity]),
    rule("aliases", &[Identity]),
    rule("dateOfBirth", &[Identity]),
    rule("expectedDateOfBirth", &[Identity]),
    rule("dateOfDeath", &[Identity]),
    rule("sex", &[Identity]),
    rule("nhsNumber", &[NhsNumber]),
    rule("upn", &[PupilNumber]),
    rule("identifiers", &[NhsNumber, PupilNumber, Whereabouts, Involvement]),
    rule("address", &[Contact, Whereabouts]),
    rule("telephone", &[Contact, Whereabouts]),
    rule("school", &[Contact, Whereabouts]),
    rule("generalPractice", &[Contact, Whereabouts]),
    rule("responsibleAuthority", &[Whereabouts, Involvement]),
    rule("ethnicity", &[Equality]),
    rule("religion", &[Equality]),
    rule("disabilities", &[Equality]),
    rule("firstLanguage", &[Contact]),
    rule("interpreterNeeded", &[Contact]),
    rule("levelOfNeed", &[Summary]),
    rule("withheld", &[]),
];

/// The fields of `Involvement`.
pub const INVOLVEMENT: &[FieldRule] = &[
    rule("id", &[]),
    rule("agency", &[Whereabouts, Involvement]),
    rule("agencyKind", &[Involvement]),
    rule("service", &[Whereabouts, Involvement]),
    rule("team", &[Whereabouts, Involvement]),
    rule("practitioners", &[Whereabouts, Involvement]),
    rule("startedOn", &[Involvement]),
    rule("endedOn", &[Involvement]),
    rule("unconfirmed", &[Involvement]),
    rule("withheld", &[]),
];

/// The fields of `ChronologyEntry`.
pub const CHRONOLOGY_ENTRY: &[FieldRule] = &[
    rule("id", &[]),
    rule("headline", &[Summary]),
    rule("occurredAt", &[Summary]),
    rule("occurredUntil", &[Summary]),
    rule("occurredPrecision", &[Summary]),
    rule("recordedAt", &[Summary]),
    rule("agency", &[Whereabouts, Summary]),
    rule("agencyKind", &[Summary]),
    with_content("category", &[Summary]),
    with_content("significance", &[Summary]),
    with_content("sensitivity", &[Summary]),
    with_content("classes", &[Summary]),
    with_content("handling", &[Summary]),
    with_content("summary", &[Summary, Narrative]),
    with_content("narrative", &[Narrative]),
    with_content("impactOnChild", &[Narrative]),
    rule("impactDirection", &[Summary]),
    with_content("childVoice", &[ChildVoice]),
    with_content("action", &[Narrative]),
    with_content("outcome", &[Narrative]),
    rule("recordedBy", &[Whereabouts, Source]),
    rule("version", &[]),
    rule("withdrawnAt", &[Summary]),
    with_content("correctionReason", &[Narrative]),
    rule("history", &[]),
    rule("withheld", &[]),
];

/// The fields of `Consent`. For the child's own decision `giver`, `givenBy` and `giverName` carry [`giver_classes`] instead.
pub const CONSENT: &[FieldRule] = &[
    rule("id", &[]),
    rule("giver", &[Adult]),
    rule("status", &[]),
    rule("givenBy", &[Adult]),
    rule("giverName", &[Adult]),
    rule("purposes", &[]),
    rule("agencyKinds", &[]),
    rule("fieldClasses", &[]),
    rule("obtainedAt", &[]),
    rule("expiresOn", &[]),
    rule("withdrawnAt", &[]),
    rule("recordedBy", &[Whereabouts, Source]),
    rule("withheld", &[]),
];

/// The fields of `Concern` for those it is addressed to. To its raiser what they said themselves carries no class.
pub const CONCERN: &[FieldRule] = &[
    rule("id", &[]),
    rule("version", &[]),
    rule("reference", &[Summary]),
    rule("status", &[Summary]),
    rule("raisedBy", &[Whereabouts, Source]),
    rule("raiser", &[Whereabouts, Source]),
    rule("raisedAt", &[Summary]),
    rule("occurredAt", &[Summary]),
    rule("occurredPrecision", &[Summary]),
    rule("decisionDueAt", &[Summary]),
    rule("immediateDanger", &[Summary]),
    rule("rating", &[Summary]),
    rule("ratingDueAt", &[Summary]),
    rule("decision", &[Summary]),
    rule("raiserToldAt", &[Summary]),
    rule("decidedByOneAgencyAlone", &[Summary]),
    rule("earlierConcerns", &[Summary]),
    rule("allocatedTo", &[Whereabouts, Involvement]),
    rule("child", &[Identity]),
    rule("about", &[Identity]),
    with_content("whatHappened", &[Narrative]),
    rule("outcomeToRaiser", &[Narrative]),
    with_content("steps", &[Summary, Narrative, Source]),
    with_content("additions", &[Narrative]),
    with_content("policeReport", &[Summary, Narrative, Police]),
    rule("attendedWhere", &[Contact, Whereabouts]),
    rule("adults", &[Adult]),
    rule("thirdParties", &[ThirdParty]),
    with_content("childVoice", &[ChildVoice]),
    with_content("impactOnChild", &[Narrative]),
    rule("whereIsTheChildNow", &[Contact, Whereabouts]),
    // What somebody is to the child is said in free words: whoever is given one of them is given any.
    rule("people", &[Adult, ThirdParty]),
    // Where another child lives or goes to school may tell where this one does.
    rule("otherChildren", &[Contact, Whereabouts, ThirdParty]),
    with_content("familyInformed", &[Narrative]),
    with_content("familyNotInformedReason", &[Narrative]),
    with_content("keepFromFamily", &[Narrative]),
    with_content("actionsTaken", &[Narrative]),
    rule("callBack", &[Whereabouts, Source]),
    rule("withheld", &[]),
];

/// The fields of `Check`. R14 says who sees one; what was typed, and the agencies that it names, may tell where a child is.
pub const CHECK: &[FieldRule] = &[
    rule("id", &[]),
    rule("version", &[]),
    rule("round", &[]),
    rule("child", &[]),
    rule("keyPoint", &[]),
    rule("purpose", &[]),
    rule("classes", &[]),
    rule("status", &[]),
    rule("missing", &[]),
    rule("ground", &[]),
    rule("askedBy", &[Whereabouts]),
    rule("agency", &[Whereabouts]),
    rule("agencyKind", &[]),
    rule("text", &[Whereabouts]),
    rule("household", &[Whereabouts]),
    rule("formerAddresses", &[Whereabouts]),
    rule("requestedAt", &[]),
    rule("sentAt", &[]),
    rule("dueAt", &[]),
    rule("overdue", &[]),
    rule("answer", &[]),
    rule("reason", &[Whereabouts]),
    rule("askWhom", &[Whereabouts]),
    rule("systemsSearched", &[Whereabouts]),
    rule("answeredAt", &[]),
    rule("validUntil", &[]),
    rule("withheld", &[]),
];

/// The fields of `JointDecision`. An agency that is asked is told what it is asked and what was decided; why, and what others
/// hold, is for those who decide.
pub const JOINT_DECISION: &[FieldRule] = &[
    rule("id", &[]),
    rule("version", &[]),
    rule("child", &[]),
    rule("concern", &[Summary]),
    rule("round", &[Summary]),
    rule("status", &[]),
    rule("askedBy", &[Whereabouts]),
    rule("question", &[Whereabouts]),
    rule("thresholdDocument", &[Whereabouts]),
    rule("thresholdVersion", &[Whereabouts]),
    rule("askedAt", &[]),
    rule("dueAt", &[]),
    rule("decision", &[]),
    rule("levelOfNeed", &[]),
    rule("reason", &[Whereabouts, Narrative]),
    rule("decidedBy", &[Whereabouts]),
    rule("decidedAt", &[]),
    rule("byOneAgencyAlone", &[Summary]),
    rule("views", &[Summary]),
    rule("withheld", &[]),
];

/// The fields of `PartnerView`, for those who decide. What an agency wrote carries the content classes of its kind.
pub const PARTNER_VIEW: &[FieldRule] = &[
    rule("agency", &[Whereabouts]),
    rule("agencyKind", &[]),
    rule("state", &[]),
    rule("version", &[]),
    rule("levelOfNeed", &[Summary]),
    rule("outcome", &[Summary]),
    rule("dissent", &[Summary]),
    with_content("reason", &[Whereabouts, Narrative]),
    rule("evidence", &[Summary]),
    rule("givenAt", &[]),
    rule("purpose", &[]),
    rule("lawfulBasis", &[]),
    rule("accessLogEntryId", &[]),
    rule("policyVersion", &[]),
    rule("withheld", &[]),
];

/// The fields of `Escalation`, for the two agencies. It is about no child where whom it is about is told to nobody by it.
pub const ESCALATION: &[FieldRule] = &[
    rule("id", &[]),
    rule("version", &[]),
    rule("child", &[]),
    rule("against", &[]),
    rule("subject", &[]),
    rule("raisedBy", &[Whereabouts]),
    rule("appealedTo", &[Whereabouts]),
    rule("raisedAt", &[]),
    rule("status", &[]),
    rule("stage", &[]),
    rule("dueAt", &[]),
    rule("overdue", &[]),
    rule("outcome", &[]),
    rule("learning", &[Whereabouts, Narrative]),
    rule("steps", &[Whereabouts, Narrative]),
    rule("withheld", &[]),
];

/// The fields of `CaseWork`. It is read as an ordinary entry of the agency that keeps it would be, of the category that its
/// kind has in a chronology.
pub const CASE_WORK: &[FieldRule] = &[
    rule("id", &[]),
    rule("version", &[]),
    with_content("kind", &[Summary]),
    with_content("status", &[Summary]),
    rule("startedOn", &[Summary]),
    with_content("dueOn", &[Summary]),
    with_content("overdue", &[Summary]),
    rule("endedOn", &[Summary]),
    rule("agency", &[Whereabouts, Summary]),
    rule("agencyKind", &[Summary]),
    with_content("follows", &[Summary]),
    with_content("decision", &[Narrative]),
    with_content("abuse", &[Narrative]),
    with_content("seen", &[ChildVoice]),
    with_content("family", &[Narrative, Adult]),
    with_content("noFather", &[Narrative, Adult]),
    with_content("steps", &[Narrative]),
    with_content("outcomes", &[Whereabouts, Narrative]),
    rule("withheld", &[]),
];

/// The fields of `ChildCandidate`. What `matchedOn` may name is told by [`match_class`].
pub const CHILD_CANDIDATE: &[FieldRule] = &[
    rule("id", &[]),
    rule("givenName", &[Identity]),
    rule("familyName", &[Identity]),
    rule("yearOfBirth", &[Identity]),
    rule("strength", &[]),
    rule("matchedOn", &[]),
    rule("withheld", &[]),
];

/// Every object whose fields carry classes, by its name in GraphQL.
pub const OBJECTS: &[(&str, &[FieldRule])] = &[
    ("Child", CHILD),
    ("Involvement", INVOLVEMENT),
    ("ChronologyEntry", CHRONOLOGY_ENTRY),
    ("Consent", CONSENT),
    ("Concern", CONCERN),
    ("Check", CHECK),
    ("JointDecision", JOINT_DECISION),
    ("PartnerView", PARTNER_VIEW),
    ("Escalation", ESCALATION),
    ("CaseWork", CASE_WORK),
    ("ChildCandidate", CHILD_CANDIDATE),
];

/// The classes of one identifier.
pub fn identifier_classes(system: IdentifierSystem) -> &'static [FieldClass] {
    match system {
        IdentifierSystem::NhsNumber => &[NhsNumber],
        IdentifierSystem::Upn | IdentifierSystem::FormerUpn => &[PupilNumber],
        IdentifierSystem::Local => &[Whereabouts, Involvement],
    }
}

/// The classes of a consent's `giver`, `givenBy` and `giverName`.
pub fn giver_classes(giver: ConsentGiver) -> &'static [FieldClass] {
    match giver {
        ConsentGiver::GillickCompetentChild | ConsentGiver::YoungPerson16OrOver => &[Identity],
        _ => &[Adult],
    }
}

/// The class without which a candidate's `matchedOn` does not name that fact, if there is one.
pub fn match_class(field: MatchField) -> Option<FieldClass> {
    match field {
        MatchField::Postcode => Some(Whereabouts),
        MatchField::Mother => Some(Adult),
        _ => None,
    }
}
