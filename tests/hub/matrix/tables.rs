//! R1 and R6 as the rules print them, for comparing the hub with.

/// R6, as the rules print it: `●` any purpose, `◐` the section 47 family, blank never.
pub const R6: &str = "
| role | IDENTITY | NHS_NUMBER | PUPIL_NUMBER | CONTACT | EQUALITY | INVOLVEMENT | SUMMARY | NARRATIVE | CHILD_VOICE | HEALTH | EDUCATION | POLICE | HOUSING_FINANCE | LEGAL | ADULT | THIRD_PARTY | SOURCE |
| SOCIAL_WORKER | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● |
| MASH_PRACTITIONER | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● |
| POLICE_OFFICER | ● |  |  | ● | ● | ● | ● | ● | ● | ◐ | ◐ | ● |  | ● | ● | ● | ● |
| HEALTH_PRACTITIONER | ● | ● |  | ● | ● | ● | ● | ● | ● | ● | ◐ | ◐ |  | ◐ | ● | ◐ | ● |
| GENERAL_PRACTITIONER | ● | ● |  | ● | ● | ● | ● | ● | ● | ● | ◐ | ◐ |  | ◐ | ● | ◐ | ● |
| DESIGNATED_SAFEGUARDING_LEAD | ● |  | ● | ● | ● | ● | ● | ● | ● | ◐ | ● | ◐ |  | ◐ | ◐ |  | ◐ |
| EARLY_HELP_PRACTITIONER | ● |  |  | ● | ● | ● | ● | ● | ● | ◐ | ● |  | ● |  | ● |  |  |
| PROBATION_PRACTITIONER | ● |  |  |  |  | ● | ● | ● |  |  |  | ● |  | ● | ● | ◐ |  |
| YOUTH_JUSTICE_PRACTITIONER | ● |  |  | ● | ● | ● | ● | ● | ● |  | ● | ● |  | ● | ● |  |  |
| HOUSING_OFFICER | ● |  |  | ● |  | ● | ● |  |  |  |  |  | ● |  |  |  |  |
| INSPECTOR | ● |  |  |  | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● | ● |
";

/// R1: the fields of a child's details and their classes; those with none are always given.
pub const CHILD: &[(&str, &[&str])] = &[
    ("givenName", &["IDENTITY"]),
    ("familyName", &["IDENTITY"]),
    ("aliases", &["IDENTITY"]),
    ("dateOfBirth", &["IDENTITY"]),
    ("expectedDateOfBirth", &["IDENTITY"]),
    ("dateOfDeath", &["IDENTITY"]),
    ("sex", &["IDENTITY"]),
    ("nhsNumber", &["NHS_NUMBER"]),
    ("upn", &["PUPIL_NUMBER"]),
    ("identifiers", &["NHS_NUMBER", "PUPIL_NUMBER", "WHEREABOUTS", "INVOLVEMENT"]),
    ("address", &["CONTACT", "WHEREABOUTS"]),
    ("telephone", &["CONTACT", "WHEREABOUTS"]),
    ("school", &["CONTACT", "WHEREABOUTS"]),
    ("generalPractice", &["CONTACT", "WHEREABOUTS"]),
    ("firstLanguage", &["CONTACT"]),
    ("interpreterNeeded", &["CONTACT"]),
    ("ethnicity", &["EQUALITY"]),
    ("religion", &["EQUALITY"]),
    ("disabilities", &["EQUALITY"]),
    ("responsibleAuthority", &["WHEREABOUTS", "INVOLVEMENT"]),
    ("levelOfNeed", &["SUMMARY"]),
];

/// R1: the fields of an entry, their own classes, and whether the entry's content classes are needed too.
pub const ENTRY: &[(&str, &[&str], bool)] = &[
    ("headline", &["SUMMARY"], false),
    ("occurredAt", &["SUMMARY"], false),
    ("occurredUntil", &["SUMMARY"], false),
    ("occurredPrecision", &["SUMMARY"], false),
    ("recordedAt", &["SUMMARY"], false),
    ("withdrawnAt", &["SUMMARY"], false),
    ("agencyKind", &["SUMMARY"], false),
    ("impactDirection", &["SUMMARY"], false),
    ("agency", &["WHEREABOUTS", "SUMMARY"], false),
    ("category", &["SUMMARY"], true),
    ("significance", &["SUMMARY"], true),
    ("sensitivity", &["SUMMARY"], true),
    ("classes", &["SUMMARY"], true),
    ("handling", &["SUMMARY"], true),
    ("summary", &["SUMMARY", "NARRATIVE"], true),
    ("narrative", &["NARRATIVE"], true),
    ("impactOnChild", &["NARRATIVE"], true),
    ("action", &["NARRATIVE"], true),
    ("outcome", &["NARRATIVE"], true),
    ("correctionReason", &["NARRATIVE"], true),
    ("childVoice", &["CHILD_VOICE"], true),
    ("recordedBy", &["WHEREABOUTS", "SOURCE"], false),
];

/// R1: the fields of an involvement.
pub const INVOLVEMENT: &[(&str, &[&str])] = &[
    ("agencyKind", &["INVOLVEMENT"]),
    ("startedOn", &["INVOLVEMENT"]),
    ("endedOn", &["INVOLVEMENT"]),
    ("unconfirmed", &["INVOLVEMENT"]),
    ("agency", &["WHEREABOUTS", "INVOLVEMENT"]),
    ("service", &["WHEREABOUTS", "INVOLVEMENT"]),
    ("team", &["WHEREABOUTS", "INVOLVEMENT"]),
    ("practitioners", &["WHEREABOUTS", "INVOLVEMENT"]),
];

/// R1: the fields of a consent; the giver is a parent.
pub const CONSENT: &[(&str, &[&str])] = &[
    ("status", &[]),
    ("purposes", &[]),
    ("agencyKinds", &[]),
    ("fieldClasses", &[]),
    ("obtainedAt", &[]),
    ("expiresOn", &[]),
    ("withdrawnAt", &[]),
    ("giver", &["ADULT"]),
    ("givenBy", &["ADULT"]),
    ("giverName", &["ADULT"]),
    ("recordedBy", &["WHEREABOUTS", "SOURCE"]),
];

/// R2: the content classes, in the order in which the made-up entries hold them.
pub const CONTENT: &[&str] = &[
    "WHEREABOUTS",
    "CHILD_VOICE",
    "HEALTH",
    "EDUCATION",
    "POLICE",
    "HOUSING_FINANCE",
    "LEGAL",
    "ADULT",
    "THIRD_PARTY",
];

/// Fields that are null although they are given, since nothing is recorded in them.
pub const EMPTY: &[&str] = &["dateOfDeath", "withdrawnAt", "endedOn"];
