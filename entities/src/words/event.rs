//! What people and their systems are told of as it happens.

words! {
    /// What happened.
    EventKind {
        /// A concern came to those who are to decide on it.
        ConcernReceived = "CONCERN_RECEIVED",
        /// A safeguarding check was put to an agency.
        CheckRequested = "CHECK_REQUESTED",
        /// A safeguarding check was answered.
        CheckAnswered = "CHECK_ANSWERED",
        /// It was decided what becomes of a concern.
        DecisionMade = "DECISION_MADE",
        /// A disagreement was raised to a stage.
        EscalationRaised = "ESCALATION_RAISED",
        /// Something in a child's record is new, corrected, withdrawn or ended.
        RecordChanged = "RECORD_CHANGED",
    }
}
