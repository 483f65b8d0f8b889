//! Pieces of work about a child: assessments, discussions, enquiries, conferences and plans, and how they end.

words! {
    /// A piece of work about a child, which one agency keeps.
    WorkKind {
        /// Child and family assessment (CA89 s17).
        Assessment = "ASSESSMENT",
        StrategyDiscussion = "STRATEGY_DISCUSSION",
        Section47Enquiry = "SECTION_47_ENQUIRY",
        /// The initial child protection conference.
        InitialConference = "INITIAL_CONFERENCE",
        ChildProtectionPlan = "CHILD_PROTECTION_PLAN",
        EarlyHelpPlan = "EARLY_HELP_PLAN",
    }
    /// Where a piece of work stands.
    WorkStatus {
        Open = "OPEN",
        /// An assessment that is written and waits for a manager.
        Completed = "COMPLETED",
        /// It is decided, and what follows on it is still to begin, or it is still to be closed.
        Concluded = "CONCLUDED",
        Closed = "CLOSED",
    }
    /// What was done with a piece of work.
    WorkAction {
        Started = "STARTED",
        ChildSeen = "CHILD_SEEN",
        /// An assessment was written.
        Completed = "COMPLETED",
        /// A manager authorised it.
        Authorised = "AUTHORISED",
        /// A strategy discussion was held, or an enquiry concluded.
        Decided = "DECIDED",
        Reviewed = "REVIEWED",
        /// The next piece of work followed on it.
        Followed = "FOLLOWED",
        SteppedUp = "STEPPED_UP",
        SteppedDown = "STEPPED_DOWN",
        Closed = "CLOSED",
    }
    /// What a piece of work led to.
    WorkDecision {
        NoFurtherAction = "NO_FURTHER_ACTION",
        EarlyHelp = "EARLY_HELP",
        ChildInNeed = "CHILD_IN_NEED",
        /// A child and family assessment.
        Assessment = "ASSESSMENT",
        StrategyDiscussion = "STRATEGY_DISCUSSION",
        Section47Enquiry = "SECTION_47_ENQUIRY",
        InitialConference = "INITIAL_CONFERENCE",
        PlanContinues = "PLAN_CONTINUES",
        PlanEnds = "PLAN_ENDS",
    }
    /// A category of abuse on a child protection plan.
    AbuseCategory {
        Neglect = "NEGLECT",
        Physical = "PHYSICAL",
        Sexual = "SEXUAL",
        Emotional = "EMOTIONAL",
    }
    /// Who an adult is to the child.
    FamilyRole {
        Mother = "MOTHER",
        Father = "FATHER",
        StepParent = "STEP_PARENT",
        Grandparent = "GRANDPARENT",
        Carer = "CARER",
        Other = "OTHER",
    }
    /// Where an outcome stands that a plan works towards, as a review found it.
    OutcomeState {
        /// Not reviewed yet, or still worked towards.
        Open = "OPEN",
        Met = "MET",
        PartlyMet = "PARTLY_MET",
        NotMet = "NOT_MET",
        NoLongerNeeded = "NO_LONGER_NEEDED",
    }
}
