//! Where a second person's answer to going on without consent, or to an emergency, stands (R21, R31). It says what was asked
//! and answered; what follows from it is the rule book's to say.
//!
//! What was asked of one person is not undone by asking another: the working day on which nobody has answered is had once, a
//! no stands until the person who is named now has said yes.

use entities::Instant;
use entities::ids::PersonId;
use policies::facts::Approval;

use super::super::caller::Caller;
use super::super::sharing::Sharing;
use super::emergency;
use super::rows::{AskingRow, FactRows};

/// Where the approval of a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) approval: Approval,
    /// The person named has not been asked about this yet.
    pub(super) anew: bool,
}

const NOTHING: Asked = Asked { approval: Approval::None, anew: false };

/// Where the approval of that request stands.
pub(super) fn asked(rows: &FactRows, caller: &Caller, sharing: &Sharing, at: Instant) -> Asked {
    let in_emergency = sharing.emergency || emergency::open_until(rows, sharing.purpose, at).is_some();
    let same = |asking: &&AskingRow| asking.purpose == Some(sharing.purpose);
    let askings: Vec<&AskingRow> = if in_emergency {
        // What was asked about earlier emergencies is settled with them.
        let since = emergency::asked_since(rows, sharing.purpose, at);
        rows.askings.iter().filter(same).filter(|asking| asking.emergency == 1 && asking.asked_at >= since).collect()
    } else if sharing.dispense.is_some() {
        let same = |asking: &&AskingRow| same(asking) && asking.dispense == sharing.dispense;
        rows.askings.iter().filter(same).filter(|asking| asking.emergency == 0).collect()
    } else {
        return NOTHING;
    };
    let Some(named) = sharing.approved_by else {
        // What was asked when the glass was broken counts for as long as it stays broken (R31).
        let approval = if in_emergency { of_all(&askings, at) } else { Approval::None };
        return Asked { approval, anew: false };
    };
    let own: Vec<&AskingRow> = askings.iter().copied().filter(|asking| asking.approver == named).collect();
    if own.iter().any(|asking| asking.approved == Some(1)) {
        return Asked { approval: Approval::Approved, anew: false };
    }
    if !may_approve(rows, caller, named) {
        return NOTHING;
    }
    let approval = match of_all(&askings, at) {
        Approval::None => Approval::Pending,
        // Another person's yes is not the yes of the one named.
        Approval::Approved => Approval::Refused,
        standing => standing,
    };
    Asked { approval, anew: own.is_empty() }
}

/// A manager or above, in the caller's agency or the child's authority, and not the caller.
fn may_approve(rows: &FactRows, caller: &Caller, named: PersonId) -> bool {
    let authority = rows.child.as_ref().and_then(|child| child.responsible_authority);
    let authority = authority.map(|authority| caller.successions.heir(authority));
    named != caller.person
        && rows.approver_at.iter().any(|(agency,)| *agency == caller.agency.id || Some(*agency) == authority)
}

/// Where all that was asked stands together.
pub(super) fn of_all(askings: &[&AskingRow], at: Instant) -> Approval {
    let answered = |answer: i32| askings.iter().any(|asking| asking.approved == Some(answer));
    let first_due = askings.iter().map(|asking| asking.due_at).min();
    match first_due {
        None => Approval::None,
        Some(_) if answered(1) => Approval::Approved,
        Some(_) if answered(0) => Approval::Refused,
        Some(due) if due > at => Approval::Pending,
        Some(_) => Approval::Refused,
    }
}

#[cfg(test)]
mod tests {
    use entities::words::SharingPurpose;
    use uuid::Uuid;

    use super::*;

    const ASKED: Instant = Instant(0);
    const DUE: Instant = Instant(Instant::DAY);

    fn asking(approver: u128, approved: Option<i32>) -> AskingRow {
        AskingRow {
            approver: PersonId(Uuid::from_u128(approver)),
            purpose: Some(SharingPurpose::EarlyHelp),
            dispense: None,
            emergency: 0,
            asked_at: ASKED,
            due_at: DUE,
            approved,
        }
    }

    #[test]
    fn r21_it_holds_for_the_first_working_day_and_then_by_a_yes_alone() {
        let later = Instant(DUE.0 + 1);
        for (answers, then, wanted) in [
            (&[][..], ASKED, Approval::None),
            (&[None], ASKED, Approval::Pending),
            (&[None], DUE, Approval::Refused),
            (&[Some(0)], ASKED, Approval::Refused),
            (&[Some(0), None], ASKED, Approval::Refused),
            (&[Some(1)], later, Approval::Approved),
            (&[Some(0), Some(1)], later, Approval::Approved),
        ] {
            let rows: Vec<AskingRow> = answers.iter().zip(1..).map(|(answer, n)| asking(n, *answer)).collect();
            let rows: Vec<&AskingRow> = rows.iter().collect();
            assert_eq!(of_all(&rows, then), wanted, "{answers:?} at {then}");
        }
        // Asking another person a day later gains no further day.
        let second = AskingRow { due_at: Instant(DUE.0 + Instant::DAY), ..asking(2, None) };
        assert_eq!(of_all(&[&asking(1, None), &second], later), Approval::Refused);
    }
}
