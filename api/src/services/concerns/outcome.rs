//! What whoever raised a concern is told of its outcome: the hub's words, one text for each decision. They must tell nothing of
//! the child that the raiser did not say, and not whether the child was known: a concern that went to an open case reads as one
//! that is assessed.

use entities::words::ConcernDecision;

/// The words for a decision.
pub(super) const fn words(decision: ConcernDecision) -> &'static str {
    match decision {
        ConcernDecision::Returned => {
            "Your concern was read and is returned to you: it needs the family's agreement, or more than you were able to say. \
             Talk with the family if that is safe, and raise it again with what you learn. If you are more worried than that, \
             say so: ring the authority, or ask for the decision to be looked at again."
        }
        ConcernDecision::Signposted => {
            "Your concern was considered. The authority takes no action itself and points to services that the family may turn \
             to; they will ring you if they need your help with it."
        }
        ConcernDecision::EarlyHelp => {
            "Your concern was considered, and help is to be offered to the family. Go on with your own work with the child, and \
             add what you learn."
        }
        ConcernDecision::ChildInNeedAssessment
        | ConcernDecision::StrategyDiscussion
        | ConcernDecision::LinkedToOpenCase => {
            "Your concern was considered, and children's social care will act on what you said. You may be asked to take part. \
             Go on with your own work with the child, and add what you learn."
        }
        ConcernDecision::NoFurtherAction => {
            "Your concern was considered and is on record. The authority takes no further action now. If things change, raise it \
             again; if you disagree, ask for the decision to be looked at again."
        }
    }
}

#[cfg(test)]
mod tests {
    use entities::Word;

    use super::*;

    #[test]
    fn whether_a_case_was_open_is_not_told() {
        assert_eq!(words(ConcernDecision::LinkedToOpenCase), words(ConcernDecision::ChildInNeedAssessment));
        for decision in ConcernDecision::ALL {
            let text = words(*decision).to_lowercase();
            for tells in ["known", "open case", "already", "worker", "enquiry", "strategy", "section 47", "police"] {
                assert!(!text.contains(tells), "{decision}: {tells}");
            }
        }
    }
}
