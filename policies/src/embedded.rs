//! The rule book that is built in, and the cases that pin it. It must list every file of `rules/` and of `cases/`; a test compares.

/// The schema: always the hub's own, since facts are laid out after it.
pub(crate) const SCHEMA: &str = include_str!("../hub.cedarschema");

/// The files of policies, by name.
pub(crate) const RULES: &[(&str, &str)] = &[
    ("10-roles.cedar", include_str!("../rules/10-roles.cedar")),
    ("11-half.cedar", include_str!("../rules/11-half.cedar")),
    ("20-purposes.cedar", include_str!("../rules/20-purposes.cedar")),
    ("21-needs.cedar", include_str!("../rules/21-needs.cedar")),
    ("22-anchors.cedar", include_str!("../rules/22-anchors.cedar")),
    ("23-emergency.cedar", include_str!("../rules/23-emergency.cedar")),
    ("30-basis.cedar", include_str!("../rules/30-basis.cedar")),
    ("40-relationship.cedar", include_str!("../rules/40-relationship.cedar")),
    ("41-search.cedar", include_str!("../rules/41-search.cedar")),
    ("50-consent.cedar", include_str!("../rules/50-consent.cedar")),
    ("51-dispensing.cedar", include_str!("../rules/51-dispensing.cedar")),
    ("52-young.cedar", include_str!("../rules/52-young.cedar")),
    ("60-protection.cedar", include_str!("../rules/60-protection.cedar")),
    ("61-few-eyes.cedar", include_str!("../rules/61-few-eyes.cedar")),
    ("70-writing.cedar", include_str!("../rules/70-writing.cedar")),
    ("71-checks.cedar", include_str!("../rules/71-checks.cedar")),
    ("71-concerns.cedar", include_str!("../rules/71-concerns.cedar")),
    ("72-work.cedar", include_str!("../rules/72-work.cedar")),
    ("80-log.cedar", include_str!("../rules/80-log.cedar")),
];

/// The files of cases, by name.
pub(crate) const CASES: &[(&str, &str)] = &[
    ("10-roles.json", include_str!("../cases/10-roles.json")),
    ("20-purposes.json", include_str!("../cases/20-purposes.json")),
    ("23-emergency.json", include_str!("../cases/23-emergency.json")),
    ("30-basis.json", include_str!("../cases/30-basis.json")),
    ("40-relationship.json", include_str!("../cases/40-relationship.json")),
    ("41-search.json", include_str!("../cases/41-search.json")),
    ("50-consent.json", include_str!("../cases/50-consent.json")),
    ("51-dispensing.json", include_str!("../cases/51-dispensing.json")),
    ("52-young.json", include_str!("../cases/52-young.json")),
    ("60-protection.json", include_str!("../cases/60-protection.json")),
    ("61-few-eyes.json", include_str!("../cases/61-few-eyes.json")),
    ("70-writing.json", include_str!("../cases/70-writing.json")),
    ("71-checks.json", include_str!("../cases/71-checks.json")),
    ("71-concerns.json", include_str!("../cases/71-concerns.json")),
    ("72-work.json", include_str!("../cases/72-work.json")),
    ("80-order.json", include_str!("../cases/80-order.json")),
    ("81-log.json", include_str!("../cases/81-log.json")),
];
