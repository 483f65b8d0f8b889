//! The small vocabularies of [`crate::facts`] as words, so that the schema can be compared with them. It must never hold a
//! word of the hub's own vocabularies: those stand in `entities`.

use entities::Word;

use crate::facts::{
    AgeBand, Approval, ConsentStanding, Objection, OwnPart, Owner, RecordKind, RequestKind, Sought, Whereabouts, Work,
};

macro_rules! fact_words {
    ($( $(#[doc = $doc:literal])+ $name:ident { $( $variant:ident = $text:literal ),+ $(,)? } )+) => {$(
        impl Word for $name {
            const NAME: &'static str = stringify!($name);
            const DOC: &'static str = concat!($($doc),+);
            const ALL: &'static [Self] = &[$( Self::$variant ),+];
            fn name(self) -> &'static str {
                match self { $( Self::$variant => $text ),+ }
            }
            fn doc(self) -> &'static str {
                ""
            }
            fn index(self) -> usize {
                self as usize
            }
        }
    )+};
}

fact_words! {
    /// The caller's own part in their agency's work with the child.
    OwnPart { AgencyOnly = "AGENCY_ONLY", SameTeam = "SAME_TEAM", Named = "NAMED" }
    /// Protective work on record, and who put it there.
    Work { None = "NONE", ByCaller = "BY_CALLER", ByAnother = "BY_ANOTHER" }
    /// The child's age, in bands.
    AgeBand {
        Unborn = "UNBORN", Under16 = "UNDER16", From16To17 = "FROM16_TO17", From18To24 = "FROM18_TO24", From25 = "FROM25",
    }
    /// Whether the child's whereabouts are protected from the caller.
    Whereabouts { Open = "OPEN", ProtectedCallerNamed = "PROTECTED_CALLER_NAMED", Protected = "PROTECTED" }
    /// Where another person's approval stands.
    Approval { None = "NONE", Pending = "PENDING", Approved = "APPROVED", Refused = "REFUSED" }
    /// What a request rests on.
    RequestKind { Concern = "CONCERN", Check = "CHECK" }
    /// What stands, of consent.
    ConsentStanding {
        None = "NONE", Given = "GIVEN", Refused = "REFUSED", Withdrawn = "WITHDRAWN", Expired = "EXPIRED",
        OutOfScope = "OUT_OF_SCOPE",
    }
    /// What kind of record it is.
    RecordKind {
        Child = "CHILD", Involvement = "INVOLVEMENT", Entry = "ENTRY", Consent = "CONSENT", Concern = "CONCERN",
    }
    /// Whose a record is.
    Owner { Shared = "SHARED", Own = "OWN", Other = "OTHER" }
    /// What a candidate of a search was sought by.
    Sought { Otherwise = "OTHERWISE", NameAndBirth = "NAME_AND_BIRTH", VerifiedNumber = "VERIFIED_NUMBER" }
    /// Whether an objection stands or was decided.
    ObjectionStanding { None = "NONE", Standing = "STANDING", Decided = "DECIDED" }
}

/// An [`Objection`] without the classes that were decided: these reach a policy class by class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ObjectionStanding {
    /// None.
    None,
    /// Standing; nobody has decided.
    Standing,
    /// Decided.
    Decided,
}

impl From<Objection> for ObjectionStanding {
    fn from(objection: Objection) -> Self {
        match objection {
            Objection::None => Self::None,
            Objection::Standing => Self::Standing,
            Objection::Decided(_) => Self::Decided,
        }
    }
}
