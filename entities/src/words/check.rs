//! Safeguarding checks: when they are expected, where they stand, and what came back.

words! {
    /// A point in the work with a child at which other agencies are asked what they know.
    KeyPoint {
        ReferralScreening = "REFERRAL_SCREENING",
        /// A further concern within twelve months.
        RepeatReferral = "REPEAT_REFERRAL",
        StrategyDiscussion = "STRATEGY_DISCUSSION",
        Section47Start = "SECTION_47_START",
        AssessmentStart = "ASSESSMENT_START",
        AssessmentAuthorisation = "ASSESSMENT_AUTHORISATION",
        InitialConference = "INITIAL_CONFERENCE",
        ReviewConference = "REVIEW_CONFERENCE",
        /// A new adult, a birth, a move, a parent's return.
        HouseholdChange = "HOUSEHOLD_CHANGE",
        TransferIn = "TRANSFER_IN",
        TransferOut = "TRANSFER_OUT",
        MissingEpisode = "MISSING_EPISODE",
        StepDown = "STEP_DOWN",
        Closure = "CLOSURE",
        PreBirth = "PRE_BIRTH",
    }
    /// Where a check stands.
    CheckStatus {
        /// On record and not sent: nothing allows it to go out yet.
        Blocked = "BLOCKED",
        /// Sent, and not answered.
        Open = "OPEN",
        Answered = "ANSWERED",
        /// Taken back by who asked.
        Withdrawn = "WITHDRAWN",
    }
    /// What an agency answers to a check.
    CheckAnswer {
        NotKnown = "NOT_KNOWN",
        KnownClosed = "KNOWN_CLOSED",
        KnownOpen = "KNOWN_OPEN",
        /// Somebody who may be the child or of the household: a person must look.
        PossibleMatch = "POSSIBLE_MATCH",
        /// Something is held that is not passed on; whom to ask is told.
        HeldButWithheld = "HELD_BUT_WITHHELD",
        /// Not answered, with the reason.
        Declined = "DECLINED",
        /// Nothing came by the time it was due. The hub's word, never given.
        NoResponse = "NO_RESPONSE",
    }
    /// What allows a check to go out.
    CheckGround {
        /// A consent that covers its purpose, the kind of agency and every class it asks for.
        Consent = "CONSENT",
        /// A manager's decision to do without consent.
        DispensingDecision = "DISPENSING_DECISION",
        /// For the section 47 family: a strategy discussion, an enquiry, a plan or the level of child protection, on record.
        Anchor = "ANCHOR",
    }
    /// On which side of a check, or of a request for views, somebody stands.
    CheckSide {
        /// Their agency asks.
        Asking = "ASKING",
        /// Their agency is asked.
        Asked = "ASKED",
    }
    /// What is wrong at a key point that was passed.
    MissingCheckReason {
        /// No agency of the kind was asked.
        NotAsked = "NOT_ASKED",
        /// It was asked, and did not answer in time.
        Overdue = "OVERDUE",
    }
}
