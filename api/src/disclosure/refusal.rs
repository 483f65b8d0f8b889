//! What a refusal says: a code, what it means, and the way on. The words depend on the code and on the caller's own area,
//! never on the child (R33).

use entities::words::{RefusalCode, WithheldReason};

use super::Door;
use super::view::RefusalView;
use crate::store::Caller;

/// Whom to ring where the caller's area has no number on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contacts {
    /// In office hours.
    pub phone: String,
    /// Out of hours.
    pub out_of_hours: String,
}

/// What to do now, whatever the child is: the same words for everybody of one area.
pub(crate) fn what_now(caller: &Caller, contacts: &Contacts) -> String {
    format!(
        "{} The local authority decides within one working day. If you hear nothing by then, ring and ask.",
        urgent(caller, contacts)
    )
}

/// The part of it that cannot wait for a concern to be written.
pub(crate) fn urgent(caller: &Caller, contacts: &Contacts) -> String {
    let phone = caller.agency.phone.as_deref().unwrap_or(&contacts.phone);
    let out_of_hours = caller.agency.out_of_hours.as_deref().unwrap_or(&contacts.out_of_hours);
    format!(
        "If a child is in immediate danger, ring 999 now. If it cannot wait, ring {phone}; out of hours {out_of_hours}."
    )
}

/// What to do about a field that is withheld for that reason, whoever is asked and whether anybody is: the same words for every
/// child, whatever is recorded.
pub(crate) const fn way_on(reason: WithheldReason) -> &'static str {
    match reason {
        WithheldReason::Role => "Your role is not given this. Ask a colleague who may see it.",
        WithheldReason::Purpose => {
            "The stated purpose does not need this, or nothing on record bears it out. If your work needs it, open the record for \
             the purpose that it is needed for."
        }
        WithheldReason::Sensitivity => {
            "This is kept to few eyes. Ask the agency named with it, where one is, or your safeguarding lead."
        }
        WithheldReason::LevelOfNeed => {
            "At this level of need other agencies' records are not shared. Ask for consent to it and record it, or have the level \
             of need decided anew; if a child may be at risk of harm, do not wait: raise a concern."
        }
        WithheldReason::Review => {
            "The young person objected, and a person must decide: ask for a review, quoting the access log entry."
        }
        WithheldReason::Consent => {
            "Ask the family for consent to this sharing and record it. If it cannot be asked for, or was refused and a child may \
             come to harm, open the record again with a dispense reason, your justification, and the manager who approves it in \
             `approvedBy`. If a child may be at risk of harm, do not wait: raise a concern."
        }
    }
}

impl Door {
    /// What is said where there is nothing that the caller may see, whatever the reason (R33).
    pub fn nothing_here(&self, caller: &Caller) -> String {
        view(RefusalCode::NotFound, caller, self.contacts()).message().to_owned()
    }
}

/// The refusal, in words.
pub(crate) fn view(code: RefusalCode, caller: &Caller, contacts: &Contacts) -> RefusalView {
    let phone = caller.agency.phone.as_deref().unwrap_or(&contacts.phone);
    let out_of_hours = caller.agency.out_of_hours.as_deref().unwrap_or(&contacts.out_of_hours);
    let (message, how) = match code {
        RefusalCode::NotFound => (
            format!(
                "The hub has nothing that it may show you. This does not mean that the child is unknown to services. \
                 If you are worried, ring {phone}, out of hours {out_of_hours}, or 999."
            ),
            format!("If you are worried about a child, raise a concern or ring {phone}; out of hours {out_of_hours}."),
        ),
        RefusalCode::Role => (
            "Your role in this membership does not allow this.".to_owned(),
            "If you hold another role, choose that membership. Otherwise ask the safeguarding lead of your agency.".to_owned(),
        ),
        RefusalCode::PurposeNotOpenToRole => (
            "Your role may not ask for that purpose.".to_owned(),
            "State the purpose of your own work with the child, or ask a colleague whose role has this purpose.".to_owned(),
        ),
        RefusalCode::BasisNotOpenToAgency => (
            "Your agency may not rely on that lawful basis for that purpose.".to_owned(),
            "State the lawful basis that your agency relies on; your information governance officer knows it.".to_owned(),
        ),
        RefusalCode::ReviewRequired => (
            "A person must decide whether this may be shared.".to_owned(),
            "Ask for a review of this answer, quoting its access log entry.".to_owned(),
        ),
        RefusalCode::ConsentMissing => (
            "You rely on consent, and none is on record for this purpose.".to_owned(),
            "Ask for consent and record it. If a child may be at risk of harm, do not wait: raise a concern or state another basis.".to_owned(),
        ),
        RefusalCode::ConsentRefused => (
            "You rely on consent, and it does not stand.".to_owned(),
            "If a child may be at risk of harm, do not wait: raise a concern, or ask your manager about going on without consent.".to_owned(),
        ),
        RefusalCode::ConsentWithdrawn => (
            "You rely on consent, and it was withdrawn.".to_owned(),
            "If a child may be at risk of harm, do not wait: raise a concern, or ask your manager about going on without consent.".to_owned(),
        ),
        RefusalCode::ConsentExpired => (
            "You rely on consent, and it has expired.".to_owned(),
            "Ask for consent again and record it. If a child may be at risk of harm, do not wait: raise a concern.".to_owned(),
        ),
        RefusalCode::ConsentOutOfScope => (
            "You rely on consent, and what is on record is for another purpose or another kind of agency.".to_owned(),
            "Ask for consent to this sharing and record it. If a child may be at risk of harm, do not wait: raise a concern.".to_owned(),
        ),
        RefusalCode::JustificationRequired => (
            "This needs a justification in your own words, of at least 20 characters. Going on without consent needs a \
             manager's approval as well."
                .to_owned(),
            "Say why you need it, name the manager where one is needed, and ask again.".to_owned(),
        ),
    };
    RefusalView::new(code, message, how)
}
