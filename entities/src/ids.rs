//! Ids: random, opaque, and of one kind each, so that one cannot be taken for another. In tables the bare UUID as text;
//! in public `kind_uuid`, which says what it is when somebody pastes the wrong one.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// A text that is not an id of the kind it was read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadId {
    /// The kind that was wanted, as it begins a public id.
    pub wanted: &'static str,
}

impl fmt::Display for BadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not an id that begins with `{}_`", self.wanted)
    }
}
impl std::error::Error for BadId {}

macro_rules! ids {
    ($( #[doc = $doc:literal] $name:ident = $prefix:literal ),+ $(,)?) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sea_orm::DeriveValueType)]
        #[sea_orm(value_type = "String")]
        pub struct $name(pub Uuid);

        impl $name {
            /// What a public id of this kind begins with.
            pub const KIND: &'static str = $prefix;

            /// The id as partners see it.
            pub fn public(self) -> String {
                format!(concat!($prefix, "_{}"), self.0)
            }

            /// Reads a public id.
            ///
            /// # Errors
            /// Where the text is not an id of this kind.
            pub fn from_public(text: &str) -> Result<Self, BadId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .and_then(|rest| Uuid::try_parse(rest).ok())
                    .map(Self)
                    .ok_or(BadId { wanted: $prefix })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(s: &str) -> Result<Self, BadId> {
                Uuid::try_parse(s).map(Self).map_err(|_| BadId { wanted: $prefix })
            }
        }
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                // Ids are random; no database hands them out.
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// A child, born or unborn.
    ChildId = "child",
    /// An agency of the partnership.
    AgencyId = "agency",
    /// A natural person who uses the hub.
    PersonId = "practitioner",
    /// One person in one agency.
    MembershipId = "membership",
    /// A service's work with a child.
    InvolvementId = "involvement",
    /// A chronology entry, whatever its version.
    EntryId = "entry",
    /// A concern.
    ConcernId = "concern",
    /// What was added to a concern later.
    AdditionId = "addition",
    /// A consent, or a decision on one.
    ConsentId = "consent",
    /// Who decides on consent, for one child.
    GiverId = "giver",
    /// A restriction, bar, conflict or marking.
    ProtectionId = "protection",
    /// A level of need as it was decided.
    LevelId = "level",
    /// A list of children that a person may read for an audit, inspection or request.
    NamedAccessId = "named",
    /// Something that waits for a second person's answer.
    ApprovalId = "approval",
    /// A verdict on an access.
    ReviewId = "review",
    /// What waits for a decision because a young person objected.
    SharingReviewId = "sharing_review",
    /// Checks that were asked for together.
    CheckRoundId = "round",
    /// A safeguarding check, put to one agency.
    CheckId = "check",
    /// A manager's decision to go on without consent.
    DispensingId = "dispensing",
    /// A decision on which partner agencies are asked for their views.
    JointDecisionId = "joint_decision",
    /// A disagreement that was raised.
    EscalationId = "escalation",
    /// The passing of responsibility for a child from one authority to another.
    TransferId = "transfer",
    /// An agency's succession by another.
    SuccessionId = "succession",
    /// A piece of work about a child.
    WorkId = "work",
    /// What a plan works towards.
    OutcomeId = "outcome",
    /// An address at which an agency's system is told what happened.
    WebhookId = "webhook",
}
