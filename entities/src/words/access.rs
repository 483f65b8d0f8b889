//! What the access log says of an access.

words! {
    /// What was done, or tried.
    AccessAction {
        Search = "SEARCH", View = "VIEW", Contribute = "CONTRIBUTE", Correct = "CORRECT",
        WithdrawEntry = "WITHDRAW_ENTRY", RaiseConcern = "RAISE_CONCERN",
        RecordInvolvement = "RECORD_INVOLVEMENT", ConfirmInvolvement = "CONFIRM_INVOLVEMENT",
        EndInvolvement = "END_INVOLVEMENT", RecordLevelOfNeed = "RECORD_LEVEL_OF_NEED",
        RecordConsent = "RECORD_CONSENT", WithdrawConsent = "WITHDRAW_CONSENT",
        UpdateChild = "UPDATE_CHILD", Protect = "PROTECT", Declare = "DECLARE", Approve = "APPROVE",
        ReviewSharing = "REVIEW_SHARING", ReadLog = "READ_LOG", ReviewAccess = "REVIEW_ACCESS",
        Check = "CHECK", Decide = "DECIDE", Import = "IMPORT", Export = "EXPORT",
        Administer = "ADMINISTER",
        /// Told of what happened: by an event, or by asking what did.
        Follow = "FOLLOW",
    }
    /// A reviewer's verdict on an access that is not their own.
    AccessVerdict {
        Justified = "JUSTIFIED",
        JustifiedWithTraining = "JUSTIFIED_WITH_TRAINING",
        ExplanationRequested = "EXPLANATION_REQUESTED",
        Inappropriate = "INAPPROPRIATE",
        ReportableBreach = "REPORTABLE_BREACH",
    }
    /// What puts an access before a reviewer's eyes.
    AccessFlag {
        Emergency = "EMERGENCY",
        SelfClaimedRelationship = "SELF_CLAIMED_RELATIONSHIP",
        NoAllocation = "NO_ALLOCATION",
        PurposeMismatch = "PURPOSE_MISMATCH",
        ConsentDispensed = "CONSENT_DISPENSED",
        ApprovalMissing = "APPROVAL_MISSING",
        BasisChanged = "BASIS_CHANGED",
        SameFamilyName = "SAME_FAMILY_NAME",
        OutOfHours = "OUT_OF_HOURS",
        HighVolume = "HIGH_VOLUME",
        RepeatedRefusal = "REPEATED_REFUSAL",
        RestrictedRecord = "RESTRICTED_RECORD",
    }
}
