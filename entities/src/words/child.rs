//! The child and what is known of where the child stands.

words! {
    /// How much help the child needs at present, as the partnership's threshold document has it.
    LevelOfNeed {
        Universal = "UNIVERSAL",
        EarlyHelp = "EARLY_HELP",
        ChildInNeed = "CHILD_IN_NEED",
        ChildProtection = "CHILD_PROTECTION",
    }
    /// As the Department for Education records it; U also for the unborn.
    Sex {
        M = "M",
        F = "F",
        U = "U",
    }
    /// How few eyes an entry, an involvement or a service is kept to.
    Sensitivity {
        Standard = "STANDARD",
        Sensitive = "SENSITIVE",
        Restricted = "RESTRICTED",
    }
    /// Where an involvement stands; recorded, one row for each change.
    InvolvementState {
        /// Claimed by a person and not yet confirmed.
        Claimed = "CLAIMED",
        Open = "OPEN",
        Ended = "ENDED",
    }
    /// Protective work on record, which bears a purpose out (R10).
    ProtectiveWork {
        StrategyDiscussion = "STRATEGY_DISCUSSION",
        Section47 = "SECTION_47",
        Plan = "PLAN",
        Missing = "MISSING",
    }
    /// What keeps a record, or a part of it, from some who would otherwise see it.
    ProtectionKind {
        /// Named people only; for all others there is no such child.
        Restriction = "RESTRICTION",
        /// An agency or a person is kept out of one record.
        Bar = "BAR",
        /// A person has a conflict of interest with one child.
        Conflict = "CONFLICT",
        /// Where the child is stays with few.
        Whereabouts = "WHEREABOUTS",
    }
    /// The kinds of number that an identifier may be.
    IdentifierSystem {
        NhsNumber = "NHS_NUMBER",
        Upn = "UPN",
        FormerUpn = "FORMER_UPN",
        /// An agency's own number for the child.
        Local = "LOCAL",
    }
    /// The facts that a search matched on.
    MatchField {
        GivenName = "GIVEN_NAME",
        FamilyName = "FAMILY_NAME",
        Alias = "ALIAS",
        DateOfBirth = "DATE_OF_BIRTH",
        ExpectedDateOfBirth = "EXPECTED_DATE_OF_BIRTH",
        Age = "AGE",
        Sex = "SEX",
        NhsNumber = "NHS_NUMBER",
        Upn = "UPN",
        Postcode = "POSTCODE",
        Mother = "MOTHER",
    }
    /// How well a candidate fits what was asked for.
    MatchStrength {
        Exact = "EXACT",
        Strong = "STRONG",
        Possible = "POSSIBLE",
    }
}
