//! What a chronology entry says of itself.

words! {
    /// What kind of event an entry records.
    ChronologyCategory {
        Birth = "BIRTH", Death = "DEATH", Health = "HEALTH", HealthEmergency = "HEALTH_EMERGENCY",
        MissedAppointment = "MISSED_APPOINTMENT", Education = "EDUCATION", Attendance = "ATTENDANCE",
        Exclusion = "EXCLUSION", Missing = "MISSING", PoliceReport = "POLICE_REPORT",
        DomesticAbuse = "DOMESTIC_ABUSE", Offending = "OFFENDING", Exploitation = "EXPLOITATION",
        Housing = "HOUSING", HouseholdChange = "HOUSEHOLD_CHANGE", ParentWellbeing = "PARENT_WELLBEING",
        SubstanceMisuse = "SUBSTANCE_MISUSE", NeglectIndicator = "NEGLECT_INDICATOR", Concern = "CONCERN",
        Referral = "REFERRAL", Check = "CHECK", StrategyDiscussion = "STRATEGY_DISCUSSION",
        Section47 = "SECTION_47", Conference = "CONFERENCE", Assessment = "ASSESSMENT", Plan = "PLAN",
        Review = "REVIEW", Legal = "LEGAL", LookedAfter = "LOOKED_AFTER", Placement = "PLACEMENT",
        Visit = "VISIT", NoAccessVisit = "NO_ACCESS_VISIT", WorkerChange = "WORKER_CHANGE",
        EarlyHelp = "EARLY_HELP", DisclosureByChild = "DISCLOSURE_BY_CHILD", Strength = "STRENGTH",
        Other = "OTHER",
    }
    /// How much an event matters to the child's safety or welfare.
    Significance {
        Routine = "ROUTINE",
        Notable = "NOTABLE",
        Significant = "SIGNIFICANT",
        Critical = "CRITICAL",
    }
    /// Whether an event was good or bad for the child.
    ImpactDirection {
        Positive = "POSITIVE",
        Negative = "NEGATIVE",
        Mixed = "MIXED",
        Unknown = "UNKNOWN",
    }
    /// How exactly a time is known.
    TimePrecision {
        Time = "TIME",
        Day = "DAY",
        Month = "MONTH",
        Year = "YEAR",
        Estimated = "ESTIMATED",
    }
    /// How whoever reads an entry must handle it.
    HandlingTag {
        DoNotShareWithFamily = "DO_NOT_SHARE_WITH_FAMILY",
        ProtectSource = "PROTECT_SOURCE",
        NoOnwardSharing = "NO_ONWARD_SHARING",
        ToldInConfidenceByChild = "TOLD_IN_CONFIDENCE_BY_CHILD",
        PoliceSanitised = "POLICE_SANITISED",
        LegalPrivilege = "LEGAL_PRIVILEGE",
    }
}
