//! Decisions that partner agencies take together, and where the view of each stands.

words! {
    /// Where a joint decision stands.
    JointDecisionStatus {
        /// Views are asked for, and nothing is decided.
        Open = "OPEN",
        Decided = "DECIDED",
    }
    /// Where the view of an agency that was asked stands. The hub's word, never given.
    PartnerViewState {
        /// Asked, not yet due, and nothing decided.
        Waiting = "WAITING",
        Given = "GIVEN",
        /// Nothing came by the time it was due.
        NoResponse = "NO_RESPONSE",
        /// It was decided before the view was due, without it.
        NotWaitedFor = "NOT_WAITED_FOR",
    }
}
