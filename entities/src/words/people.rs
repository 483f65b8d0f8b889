//! Who people and agencies are.

words! {
    /// What a practitioner does in an agency; looked up at every request, never believed from a token.
    Role {
        SocialWorker = "SOCIAL_WORKER",
        MashPractitioner = "MASH_PRACTITIONER",
        PoliceOfficer = "POLICE_OFFICER",
        HealthPractitioner = "HEALTH_PRACTITIONER",
        GeneralPractitioner = "GENERAL_PRACTITIONER",
        /// Of a school or college: has a caseload.
        DesignatedSafeguardingLead = "DESIGNATED_SAFEGUARDING_LEAD",
        EarlyHelpPractitioner = "EARLY_HELP_PRACTITIONER",
        ProbationPractitioner = "PROBATION_PRACTITIONER",
        YouthJusticePractitioner = "YOUTH_JUSTICE_PRACTITIONER",
        HousingOfficer = "HOUSING_OFFICER",
        Inspector = "INSPECTOR",
        /// Reviews the access log of an agency; reads no record.
        SafeguardingLead = "SAFEGUARDING_LEAD",
        /// Caldicott Guardian, DPO: policies and the partnership's log; reads no record.
        InformationGovernance = "INFORMATION_GOVERNANCE",
        /// Runs the hub; held with no other role.
        SystemAdministrator = "SYSTEM_ADMINISTRATOR",
        /// LADO: allegations about people who work with children; sees concerns that name one, and no record.
        LocalAuthorityDesignatedOfficer = "LOCAL_AUTHORITY_DESIGNATED_OFFICER",
    }
    /// A practitioner's standing in their agency, beside their roles; MANAGER and above may approve.
    Position {
        Practitioner = "PRACTITIONER",
        Manager = "MANAGER",
        SeniorManager = "SENIOR_MANAGER",
        Director = "DIRECTOR",
    }
    /// A service with its own safeguarding lead: a council's social care, housing and early help are three.
    AgencyKind {
        LocalAuthority = "LOCAL_AUTHORITY",
        Police = "POLICE",
        IntegratedCareBoard = "INTEGRATED_CARE_BOARD",
        HealthProvider = "HEALTH_PROVIDER",
        GeneralPractice = "GENERAL_PRACTICE",
        School = "SCHOOL",
        EarlyYears = "EARLY_YEARS",
        EarlyHelp = "EARLY_HELP",
        Probation = "PROBATION",
        YouthJustice = "YOUTH_JUSTICE",
        Housing = "HOUSING",
        AdultServices = "ADULT_SERVICES",
        VoluntarySector = "VOLUNTARY_SECTOR",
        Inspectorate = "INSPECTORATE",
    }
    /// Where an agency's succession by another stands.
    SuccessionState {
        /// Named, and not yet decided.
        Named = "NAMED",
        Approved = "APPROVED",
        Refused = "REFUSED",
    }
}
