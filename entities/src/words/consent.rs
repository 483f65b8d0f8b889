//! Consent to share: what was decided, by whom, and what stands now.

words! {
    /// What stands now; derived.
    ConsentStatus {
        Given = "GIVEN",
        Refused = "REFUSED",
        Withdrawn = "WITHDRAWN",
        Expired = "EXPIRED",
        NotSafeToSeek = "NOT_SAFE_TO_SEEK",
        NotPossible = "NOT_POSSIBLE",
    }
    /// What was decided; recorded.
    ConsentDecision {
        Given = "GIVEN",
        Refused = "REFUSED",
        NotSafeToSeek = "NOT_SAFE_TO_SEEK",
        NotPossible = "NOT_POSSIBLE",
    }
    /// In what capacity the giver decided.
    ConsentGiver {
        PersonWithParentalResponsibility = "PERSON_WITH_PARENTAL_RESPONSIBILITY",
        GillickCompetentChild = "GILLICK_COMPETENT_CHILD",
        YoungPerson16OrOver = "YOUNG_PERSON_16_OR_OVER",
        ExpectantMother = "EXPECTANT_MOTHER",
        AdultAboutThemselves = "ADULT_ABOUT_THEMSELVES",
        LocalAuthorityWithParentalResponsibility = "LOCAL_AUTHORITY_WITH_PARENTAL_RESPONSIBILITY",
        Court = "COURT",
    }
}
