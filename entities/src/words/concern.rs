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
    /// Whether the family knows. 'Not known' is an answer; silence is not.
    FamilyInformed {
        InformedAndAgrees = "INFORMED_AND_AGREES",
        InformedAndDisagrees = "INFORMED_AND_DISAGREES",
        NotInformedUnsafe = "NOT_INFORMED_UNSAFE",
        NotInformed = "NOT_INFORMED",
        NotKnown = "NOT_KNOWN",
    }
}
