//! Disagreement between agencies, and how it rises until it is settled.

words! {
    /// Who answers an escalation: practitioners first, then those above them. A stage that is not answered in time rises by itself.
    EscalationStage {
        Practitioner = "PRACTITIONER",
        LineManager = "LINE_MANAGER",
        SeniorManager = "SENIOR_MANAGER",
        Director = "DIRECTOR",
        SafeguardingPartners = "SAFEGUARDING_PARTNERS",
    }
    /// Where an escalation stands.
    EscalationStatus {
        /// It waits for an answer.
        Open = "OPEN",
        /// It was answered; whoever raised it may raise it to the next stage.
        Answered = "ANSWERED",
    }
    /// What was done with an escalation.
    EscalationAction {
        Raised = "RAISED",
        /// It was raised to the next stage by a person.
        RaisedFurther = "RAISED_FURTHER",
        Answered = "ANSWERED",
    }
    /// What became of what it was raised against.
    EscalationOutcome {
        /// It stands.
        Upheld = "UPHELD",
        /// It is changed as was asked, or in part.
        Changed = "CHANGED",
        AgreedToDiffer = "AGREED_TO_DIFFER",
    }
    /// What an escalation is raised against.
    EscalationAgainst {
        /// A decision of several agencies.
        JointDecision = "JOINT_DECISION",
        /// The decision on a concern.
        Decision = "DECISION",
        /// The rating of a concern.
        Rating = "RATING",
        /// The answer to a check: declined, or held and withheld.
        Check = "CHECK",
        /// An access that was refused, or of which something was withheld.
        Refusal = "REFUSAL",
    }
}
