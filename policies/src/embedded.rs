//! The rule book that is built in. It must list every file of `rules/`; a test compares.

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
