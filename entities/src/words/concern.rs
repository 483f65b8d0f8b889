//! What a GP or a school posts before it is a referral.

words! {
    /// Where a concern stands. RECEIVED is the hub's word; ACKNOWLEDGED is a person's.
    ConcernStatus {
        Received = "RECEIVED",
        Acknowledged = "ACKNOWLEDGED",
        Screened = "SCREENED",
        Decided = "DECIDED",
        Closed = "CLOSED",
    }
    /// How soon those addressed work on a concern. Each rating has a clock, which the partnership sets; red never waits.
    RagRating {
        Red = "RED",
        Amber = "AMBER",
        Green = "GREEN",
    }
    /// How a police report is graded by the force that made it; a local authority rates it for itself.
    BragRating {
        /// Level 4: a child may be suffering significant harm.
        Red = "RED",
        /// Level 3: complex needs.
        Amber = "AMBER",
        /// Level 2: early help.
        Green = "GREEN",
        /// Level 1: what every child gets; kept, and no response asked for.
        Blue = "BLUE",
    }
    /// What the local authority decides on a concern.
    ConcernDecision {
        /// Back to whoever raised it: no agreement of the family, and nothing that goes on without it.
        Returned = "RETURNED",
        Signposted = "SIGNPOSTED",
        EarlyHelp = "EARLY_HELP",
        ChildInNeedAssessment = "CHILD_IN_NEED_ASSESSMENT",
        /// Puts a strategy discussion on record.
        StrategyDiscussion = "STRATEGY_DISCUSSION",
        /// To the worker who has the child's case; whoever raised it is not told that there is one.
        LinkedToOpenCase = "LINKED_TO_OPEN_CASE",
        NoFurtherAction = "NO_FURTHER_ACTION",
    }
    /// What was done with a concern by those to whom it is addressed.
    ConcernAction {
        Acknowledged = "ACKNOWLEDGED",
        Screened = "SCREENED",
        /// The rating was raised or lowered.
        Rated = "RATED",
        Decided = "DECIDED",
        RaiserTold = "RAISER_TOLD",
        Closed = "CLOSED",
    }
    /// As what somebody is paged about a child in immediate danger.
    PagedAs {
        DutyOfficer = "DUTY_OFFICER",
        /// From when on nobody has acknowledged for so long that the partnership's clock has ended.
        Manager = "MANAGER",
    }
    /// Whether the family knows. 'Not known' is an answer; silence is not.
    FamilyInformed {
        InformedAndAgrees = "INFORMED_AND_AGREES",
        InformedAndDisagrees = "INFORMED_AND_DISAGREES",
        NotInformedUnsafe = "NOT_INFORMED_UNSAFE",
        NotInformed = "NOT_INFORMED",
        NotKnown = "NOT_KNOWN",
    }
}
