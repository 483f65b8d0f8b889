//! A return as types: every value as it was reported, and what it says where it passes.

use entities::Date;
use entities::words::Sex;

use super::codes::Code;
use crate::plain::numbers::Upn;

/// A value as reported, and as understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported<T> {
    /// As it stands in the return, white space around it gone.
    pub raw: String,
    /// What it says; none where it fails its check.
    pub value: Option<T>,
}

/// A value that may be absent.
pub type Field<T> = Option<Reported<T>>;

/// What a field says, where it is there and passes.
pub(super) fn value<T: Copy>(field: &Field<T>) -> Option<T> {
    field.as_ref().and_then(|reported| reported.value)
}

/// A field as reported.
pub(super) fn raw<T>(field: &Field<T>) -> Option<&str> {
    field.as_ref().map(|reported| reported.raw.as_str())
}

/// Something in the return that has no place in the types: kept, and reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// Where it stood.
    pub field: String,
    /// What stood there.
    pub text: String,
}

/// A value that breaks a rule of the census, or one of the hub's own (in capitals).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// The authority's number for the child; `child 17` (by place in the file) where there is none, `return` for the file.
    pub record: String,
    /// Where the value stands, such as `CINdetails[2]/ReferralSource`.
    pub field: String,
    /// The value as reported.
    pub value: String,
    /// The census's rule number, or a word of the hub's own.
    pub rule: &'static str,
    /// The rule in short.
    pub message: &'static str,
}

/// What the return says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// `CIN`.
    pub collection: Option<String>,
    /// The census year.
    pub year: Option<String>,
    /// The last day of the year that the return is about.
    pub reference_date: Field<Date>,
    /// The local authority's number.
    pub authority: Option<String>,
    /// Everything the header holds, by path.
    pub values: Vec<Extra>,
}

/// Whether the authority's number for a child came before in the same return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// It did not.
    No,
    /// It did, with the same dates of birth: more about the same child. The number counts from 2.
    SameChild(u32),
    /// It did, with other dates of birth: another child, never merged. The number counts from 2.
    OtherChild(u32),
}

/// One child of a return.
#[derive(Debug, Clone)]
pub struct CensusChild {
    /// What problems call the child.
    pub record: String,
    /// The place in the file, from 1.
    pub ordinal: u64,
    /// Whether the number came before.
    pub repeat: Repeat,
    /// The last day of the year that the return is about, where the header says it.
    pub reference_date: Option<Date>,
    /// The authority's own number.
    pub la_child_id: Field<String>,
    /// Unique pupil number.
    pub upn: Field<Upn>,
    /// An earlier one.
    pub former_upn: Field<Upn>,
    /// Why there is none.
    pub upn_unknown: Field<&'static Code>,
    /// Date of birth.
    pub birth: Field<Date>,
    /// Expected date of birth, of an unborn child.
    pub expected_birth: Field<Date>,
    /// Sex, in the codes of either list.
    pub sex: Field<Sex>,
    /// Date of death.
    pub death: Field<Date>,
    /// Ethnic background.
    pub ethnicity: Field<&'static Code>,
    /// Disabilities.
    pub disabilities: Vec<Reported<&'static Code>>,
    /// Episodes of need, in the order of the return.
    pub episodes: Vec<Episode>,
    /// What has no place in the types and stands outside the episodes.
    pub extras: Vec<Extra>,
    /// What breaks a rule.
    pub problems: Vec<Problem>,
}

/// An episode of need, from referral to closure.
#[derive(Debug, Clone, Default)]
pub struct Episode {
    /// When the child was referred.
    pub referral: Field<Date>,
    /// Who referred the child.
    pub source: Field<&'static Code>,
    /// Why the child mainly needs help.
    pub primary_need: Field<&'static Code>,
    /// When the case was closed.
    pub closure: Field<Date>,
    /// Why.
    pub closure_reason: Field<&'static Code>,
    /// The initial child protection conference.
    pub conference: Field<Date>,
    /// No further action on the referral.
    pub no_further_action: Field<bool>,
    /// Assessments.
    pub assessments: Vec<Assessment>,
    /// Child in need plans.
    pub cin_plans: Vec<CinPlan>,
    /// Section 47 enquiries.
    pub section47s: Vec<Section47>,
    /// Child protection plans.
    pub cp_plans: Vec<CpPlan>,
    /// Pre-proceedings and family group decision making.
    pub pre_proceedings: Vec<PreProceedings>,
    /// What has no place in the types.
    pub extras: Vec<Extra>,
}

/// A child and family assessment.
#[derive(Debug, Clone, Default)]
pub struct Assessment {
    /// When it began.
    pub start: Field<Date>,
    /// When it was reviewed within.
    pub review: Field<Date>,
    /// When it was authorised, which is when it was done.
    pub authorised: Field<Date>,
    /// What it found.
    pub factors: Vec<Reported<&'static Code>>,
}

/// A child in need plan.
#[derive(Debug, Clone, Default)]
pub struct CinPlan {
    /// When it began.
    pub start: Field<Date>,
    /// When it ended.
    pub end: Field<Date>,
}

/// A section 47 enquiry.
#[derive(Debug, Clone, Default)]
pub struct Section47 {
    /// When the strategy discussion began it.
    pub start: Field<Date>,
    /// By when a conference was due.
    pub conference_target: Field<Date>,
    /// When it was held.
    pub conference: Field<Date>,
    /// Whether none was needed.
    pub conference_not_required: Field<bool>,
}

/// A child protection plan.
#[derive(Debug, Clone, Default)]
pub struct CpPlan {
    /// When it began.
    pub start: Field<Date>,
    /// When it ended.
    pub end: Field<Date>,
    /// The kind of harm at the start.
    pub initial_category: Field<&'static Code>,
    /// The kind of harm at the end, or now.
    pub latest_category: Field<&'static Code>,
    /// How many plans the child had before.
    pub previous_plans: Field<u32>,
    /// Review conferences.
    pub reviews: Vec<Reported<Date>>,
}

/// Pre-proceedings and family group decision making, reported from 2026.
#[derive(Debug, Clone, Default)]
pub struct PreProceedings {
    /// When the decision was made to begin.
    pub start: Field<Date>,
    /// When the letter before proceedings was sent.
    pub letter_sent: Field<Date>,
    /// Whether a family group decision making meeting was offered.
    pub family_meeting_offered: Field<bool>,
    /// Whether it took place.
    pub family_meeting_held: Field<bool>,
    /// The first pre-proceedings meeting.
    pub first_meeting: Field<Date>,
    /// How many review meetings there were.
    pub review_meetings: Field<u32>,
    /// When it was decided to step up or down.
    pub step_decision: Field<Date>,
    /// How it ended, as coded.
    pub outcome: Field<String>,
    /// When the court was applied to.
    pub court_application: Field<Date>,
    /// The letter of intent after the initial conference.
    pub letter_after_conference: Field<Date>,
}
