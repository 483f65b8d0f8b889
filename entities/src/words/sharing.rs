//! What is shared, for what, on what basis, and why not.

words! {
    /// What kind of information a field holds. Policies speak of classes, never of single fields. A field may carry several: it is given only where every one of them is.
    FieldClass {
        /// Name, date of birth.
        Identity = "IDENTITY",
        NhsNumber = "NHS_NUMBER",
        PupilNumber = "PUPIL_NUMBER",
        /// Address, telephone, school, GP, language.
        Contact = "CONTACT",
        /// What tells where a protected child is.
        Whereabouts = "WHEREABOUTS",
        /// Ethnicity, religion, disability.
        Equality = "EQUALITY",
        /// Which service works with the child.
        Involvement = "INVOLVEMENT",
        /// That something happened: when, what kind, how significant.
        Summary = "SUMMARY",
        /// What happened, in the practitioner's words; action and outcome.
        Narrative = "NARRATIVE",
        /// What the child said or showed; wishes and feelings.
        ChildVoice = "CHILD_VOICE",
        Health = "HEALTH",
        Education = "EDUCATION",
        /// Intelligence and criminal-offence data.
        Police = "POLICE",
        HousingFinance = "HOUSING_FINANCE",
        /// Court, legal status.
        Legal = "LEGAL",
        /// About a parent, carer or adult of the household, so far as it bears on this child.
        Adult = "ADULT",
        /// About anybody else: siblings, other children, neighbours, who told us.
        ThirdParty = "THIRD_PARTY",
        /// Who raised, recorded or decided it.
        Source = "SOURCE",
    }
    /// Why a class is withheld, for the viewer to act on.
    WithheldReason {
        /// The viewer's role is never given this class.
        Role = "ROLE",
        /// The stated purpose does not need it, or nothing on record bears the purpose out.
        Purpose = "PURPOSE",
        /// The contributing agency, or the child's protection, keeps it to fewer eyes.
        Sensitivity = "SENSITIVITY",
        /// The young person objected: a person must decide.
        Review = "REVIEW",
        /// Not shared at the child's present level of need.
        LevelOfNeed = "LEVEL_OF_NEED",
        /// Shared by consent, and no valid consent covers it.
        Consent = "CONSENT",
    }
    /// Why a request is answered with no record at all.
    RefusalCode {
        Role = "ROLE",
        PurposeNotOpenToRole = "PURPOSE_NOT_OPEN_TO_ROLE",
        BasisNotOpenToAgency = "BASIS_NOT_OPEN_TO_AGENCY",
        /// No such child, or none that you may know of: the same answer for both.
        NotFound = "NOT_FOUND",
        /// A person must decide: requestSharingReview.
        ReviewRequired = "REVIEW_REQUIRED",
        ConsentMissing = "CONSENT_MISSING",
        ConsentRefused = "CONSENT_REFUSED",
        ConsentWithdrawn = "CONSENT_WITHDRAWN",
        ConsentExpired = "CONSENT_EXPIRED",
        ConsentOutOfScope = "CONSENT_OUT_OF_SCOPE",
        JustificationRequired = "JUSTIFICATION_REQUIRED",
    }
    /// What the caller needs the record for.
    SharingPurpose {
        EarlyHelp = "EARLY_HELP",
        ReferralScreening = "REFERRAL_SCREENING",
        ChildInNeedAssessment = "CHILD_IN_NEED_ASSESSMENT",
        StrategyDiscussion = "STRATEGY_DISCUSSION",
        Section47Enquiry = "SECTION_47_ENQUIRY",
        ChildProtectionConference = "CHILD_PROTECTION_CONFERENCE",
        ChildProtectionPlanReview = "CHILD_PROTECTION_PLAN_REVIEW",
        LookedAfterCarePlanning = "LOOKED_AFTER_CARE_PLANNING",
        CareLeaverSupport = "CARE_LEAVER_SUPPORT",
        SafeguardingInEducation = "SAFEGUARDING_IN_EDUCATION",
        DirectCare = "DIRECT_CARE",
        MissingChild = "MISSING_CHILD",
        EmergencyProtection = "EMERGENCY_PROTECTION",
        CrimePrevention = "CRIME_PREVENTION",
        TransferBetweenAreas = "TRANSFER_BETWEEN_AREAS",
        CaseAudit = "CASE_AUDIT",
        Inspection = "INSPECTION",
        SubjectAccess = "SUBJECT_ACCESS",
    }
    /// The asker's own basis: UK GDPR Article 6(1) as amended in 2025; LAW_ENFORCEMENT is DPA 2018 Part 3, for competent authorities.
    LawfulBasis {
        Consent = "CONSENT",
        LegalObligation = "LEGAL_OBLIGATION",
        VitalInterests = "VITAL_INTERESTS",
        PublicTask = "PUBLIC_TASK",
        RecognisedLegitimateInterest = "RECOGNISED_LEGITIMATE_INTEREST",
        LegitimateInterests = "LEGITIMATE_INTERESTS",
        LawEnforcement = "LAW_ENFORCEMENT",
    }
    /// Why consent was not sought, or a refusal is overridden.
    DispenseReason {
        RiskOfSignificantHarmToChild = "RISK_OF_SIGNIFICANT_HARM_TO_CHILD",
        RiskToOtherPerson = "RISK_TO_OTHER_PERSON",
        PrejudicePoliceInvestigation = "PREJUDICE_POLICE_INVESTIGATION",
        LossOfEvidence = "LOSS_OF_EVIDENCE",
        UnjustifiedDelay = "UNJUSTIFIED_DELAY",
        PrejudiceToWelfare = "PREJUDICE_TO_WELFARE",
        Section47Enquiry = "SECTION_47_ENQUIRY",
        StatutoryDutyToDisclose = "STATUTORY_DUTY_TO_DISCLOSE",
        ConsentCannotBeGiven = "CONSENT_CANNOT_BE_GIVEN",
        ConsentNotReasonablyObtainable = "CONSENT_NOT_REASONABLY_OBTAINABLE",
        ObtainingConsentWouldPrejudice = "OBTAINING_CONSENT_WOULD_PREJUDICE",
        ConsentRefusedOverridden = "CONSENT_REFUSED_OVERRIDDEN",
    }
    /// The agency's relationship to the child at that time.
    Relationship {
        None = "NONE",
        /// A concern or a check is addressed to the agency.
        Asked = "ASKED",
        /// Claimed by a person and not yet confirmed.
        Claimed = "CLAIMED",
        Open = "OPEN",
        Ended = "ENDED",
    }
}
