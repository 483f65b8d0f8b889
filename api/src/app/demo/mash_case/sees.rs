//! What people see at a point of the case, as the rules have it: each set of classes names its rule.

use super::Part;

/// What somebody sees of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sees {
    /// That, in the words of a look.
    Text(&'static str),
    /// A record.
    Record {
        /// The classes that are given, where there is anything of them.
        classes: &'static str,
        /// Entries that are listed.
        entries: u8,
        /// Those whose summary can be read.
        readable: u8,
        /// Pieces of work, in the order of their names.
        work: &'static str,
    },
}

impl Sees {
    /// In the words of a look.
    pub fn text(self) -> String {
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Record { classes, entries, readable, work } => {
                let rest = if work.is_empty() { String::new() } else { format!("; work: {work}") };
                format!("{classes}; entries {entries}, to read {readable}{rest}")
            }
        }
    }
}

/// That text.
pub(super) const fn text(text: &'static str) -> Sees {
    Sees::Text(text)
}

/// A record with so many entries, of which so many can be read.
pub(super) const fn record(classes: &'static str, entries: u8, readable: u8, work: &'static str) -> Sees {
    Sees::Record { classes, entries, readable, work }
}

/// What is said of a child who is not there (R12, R33).
pub(super) const NOT_FOUND: Sees = text("NOT_FOUND");
/// The record, for both purposes.
pub(super) const RECORD: &[Part] = &[Part::Daily, Part::Enquiry];
/// What is said where there is nothing to be seen.
pub(super) const NOTHING: Sees = text("nothing");

/// Of the authority to which the concern is addressed, and of its MASH.
pub(super) const AREA: &[&str] = &["social-worker", "manager", "mash", "mash-nurse"];
/// Of them those whom the council employs: it is the council that asks for checks.
pub(super) const COUNCIL: &[&str] = &["social-worker", "manager", "mash"];
/// Of these those whose daily work here is screening.
pub(super) const SCREENERS: &[&str] = &["manager", "mash"];
/// The school's two, who serve the whole of it (R16).
pub(super) const SCHOOL: &[&str] = &["school", "deputy"];

// Sets of classes. One's own agency's entries would be given whole, so that SUMMARY, NARRATIVE, CHILD_VOICE and SOURCE stand in
// each of them; the content classes come with the first entry that carries them.

/// R14: who was asked, by the concern or a check: who the child is and how to reach it.
pub(super) const ASKED: &str = "IDENTITY CONTACT WHEREABOUTS SUMMARY NARRATIVE CHILD_VOICE SOURCE";
/// The same with an entry of one's own about health, or by the police.
pub(super) const ASKED_HEALTH: &str = "IDENTITY CONTACT WHEREABOUTS SUMMARY NARRATIVE CHILD_VOICE HEALTH SOURCE";
pub(super) const ASKED_POLICE: &str = "IDENTITY CONTACT WHEREABOUTS SUMMARY NARRATIVE CHILD_VOICE POLICE SOURCE";
/// By a check for an enquiry: what it asks for, and no texts that a role may not read.
pub(super) const ASKED_ENQUIRY: &str = "IDENTITY CONTACT WHEREABOUTS SUMMARY";
/// R6: probation has no CONTACT.
pub(super) const ASKED_NO_CONTACT: &str = "IDENTITY WHEREABOUTS SUMMARY NARRATIVE CHILD_VOICE SOURCE";
pub(super) const PROBATION: &str = "IDENTITY WHEREABOUTS SUMMARY";
/// R15: a claim gives the child as it was stated, and no address.
pub(super) const CLAIMED: &str = "IDENTITY WHEREABOUTS SUMMARY NARRATIVE CHILD_VOICE SOURCE";
/// R9: what a school needs of its pupil, and R6: its ceiling, which has no NHS_NUMBER.
pub(super) const PUPIL: &str =
    "IDENTITY PUPIL_NUMBER CONTACT WHEREABOUTS INVOLVEMENT SUMMARY NARRATIVE CHILD_VOICE SOURCE";
pub(super) const PUPIL_ATTENDS: &str =
    "IDENTITY PUPIL_NUMBER CONTACT WHEREABOUTS INVOLVEMENT SUMMARY NARRATIVE CHILD_VOICE EDUCATION SOURCE";
/// R10: without an anchor what an assessment of need gives: EQUALITY too, which schooling does not need.
pub(super) const SCHOOL_UNANCHORED: &str =
    "IDENTITY PUPIL_NUMBER CONTACT WHEREABOUTS EQUALITY INVOLVEMENT SUMMARY NARRATIVE CHILD_VOICE SOURCE";
pub(super) const SCHOOL_UNANCHORED_ATTENDS: &str =
    "IDENTITY PUPIL_NUMBER CONTACT WHEREABOUTS EQUALITY INVOLVEMENT SUMMARY NARRATIVE CHILD_VOICE EDUCATION SOURCE";
/// R6: with the anchor POLICE too, which a discussion and an enquiry carry (R2).
pub(super) const SCHOOL_ENQUIRY: &str = "IDENTITY PUPIL_NUMBER CONTACT WHEREABOUTS EQUALITY INVOLVEMENT SUMMARY NARRATIVE CHILD_VOICE EDUCATION POLICE SOURCE";
/// R12: screening, by those of the area.
pub(super) const SCREENING: &str = "IDENTITY NHS_NUMBER PUPIL_NUMBER CONTACT WHEREABOUTS EQUALITY INVOLVEMENT SUMMARY NARRATIVE \
    CHILD_VOICE SOURCE";
/// R19: others' entries come by the consent, which does not cover who wrote them.
pub(super) const SCREENING_HEALTH: &str = "IDENTITY NHS_NUMBER PUPIL_NUMBER CONTACT WHEREABOUTS EQUALITY INVOLVEMENT SUMMARY \
    NARRATIVE CHILD_VOICE HEALTH";
pub(super) const SCREENING_BOTH: &str = "IDENTITY NHS_NUMBER PUPIL_NUMBER CONTACT WHEREABOUTS EQUALITY INVOLVEMENT SUMMARY \
    NARRATIVE CHILD_VOICE HEALTH EDUCATION";
/// R29: the nurse's trust did not ask, so that of all answers she sees her own trust's.
pub(super) const SCREENING_NURSE: &str = "IDENTITY NHS_NUMBER PUPIL_NUMBER CONTACT WHEREABOUTS EQUALITY INVOLVEMENT SUMMARY \
    NARRATIVE CHILD_VOICE HEALTH SOURCE";
/// R6, R12, R29: the section 47 family, anchored: everything that there is.
pub(super) const ENQUIRY: &str = "IDENTITY NHS_NUMBER PUPIL_NUMBER CONTACT WHEREABOUTS EQUALITY INVOLVEMENT SUMMARY NARRATIVE \
    CHILD_VOICE HEALTH EDUCATION POLICE SOURCE";
