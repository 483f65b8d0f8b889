//! What a rule book is asked: one Cedar action each. It must never say what the answer is.

use entities::Word;
use entities::words::FieldClass;

/// A gate that refuses: the answer to it is yes, or a refusal with a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gate {
    /// Opening a child's shared record.
    Open,
    /// Searching for children. It looks at the caller and the sharing, and keeps restricted and closed records out; which
    /// candidates are shown is what [`Gate::Open`] and [`Gate::Show`] say of each.
    Search,
    /// Contributing, correcting and withdrawing chronology entries, and changing the child's details.
    Contribute,
    /// Recording and withdrawing consent.
    Consent,
    /// Recording, confirming and ending involvements.
    Involve,
    /// Recording a level of need.
    Level,
    /// Restricting and barring, protecting whereabouts, lifting these, and declaring a conflict of interest.
    Protect,
    /// Asking other agencies what they know of a child, and taking that back.
    Check,
    /// Sending a check that was asked for: a consent, a decision to do without, or the anchor of child protection work must
    /// allow it (R14).
    Send,
    /// Showing among the candidates of a search a child that the caller could not open (R17).
    Show,
    /// Knowing of the child when reading the access log (R37).
    Know,
    /// Answering a concern: acknowledging, screening, rating, deciding and closing it, and telling its raiser (R23, R34).
    Screen,
    /// Seeing a concern that names a person who works with children, and no record (R34).
    Allegation,
    /// Posting a police report (R34).
    Report,
    /// Beginning a piece of work about a child, and taking it further (R36).
    Work,
}

impl Word for Gate {
    const NAME: &'static str = "Gate";
    const DOC: &'static str = "A gate that refuses.";
    const ALL: &'static [Self] = &[
        Self::Open,
        Self::Search,
        Self::Contribute,
        Self::Consent,
        Self::Involve,
        Self::Level,
        Self::Protect,
        Self::Check,
        Self::Send,
        Self::Show,
        Self::Know,
        Self::Screen,
        Self::Allegation,
        Self::Report,
        Self::Work,
    ];
    fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Search => "search",
            Self::Contribute => "contribute",
            Self::Consent => "consent",
            Self::Involve => "involve",
            Self::Level => "level",
            Self::Protect => "protect",
            Self::Check => "check",
            Self::Send => "send",
            Self::Show => "show",
            Self::Know => "know",
            Self::Screen => "screen",
            Self::Allegation => "allegation",
            Self::Report => "report",
            Self::Work => "work",
        }
    }
    fn doc(self) -> &'static str {
        ""
    }
    fn index(self) -> usize {
        self as usize
    }
}

/// A term: a question whose answer the questions after it may use, so that a definition stands in one policy and not in
/// all that need it. Asked in this order. Yes always opens more than no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Term {
    /// The purpose is of the section 47 family (R6).
    Section47,
    /// Something on record bears the purpose out (R10).
    OnRecord,
    /// The glass is broken: an emergency opening holds, or this request opens one (R31).
    Emergency,
    /// The purpose is believed: borne out, or begun without an anchor by who may (R10).
    Anchored,
    /// Another person put on record what bears the purpose out (R7).
    ByAnother,
    /// An exception opens the record without a relationship (R12).
    Exception,
    /// The relationship, or an exception, opens the record in full (R12, R13).
    Full,
    /// The caller answers a concern or check, for the purpose for which it was made (R14).
    Answering,
    /// The caller is named for the child, of its team, or of a role that serves the whole agency (R16).
    Team,
    /// Its contributor told it to the caller's agency, where the caller works with the child (R40).
    Told,
    /// The record is read whole, whatever ceiling and purpose say (R8, R9, R30, R40).
    Whole,
    /// The caller goes on without consent, with a reason that counts and a second person (R21).
    Dispensed,
    /// The level of need and a refusal do not hold back what others recorded (R19, R20).
    Exempt,
    /// A young person's objection does not hold back what others recorded (R24).
    Unobjected,
}

impl Word for Term {
    const NAME: &'static str = "Term";
    const DOC: &'static str = "A question whose answer the questions after it may use.";
    const ALL: &'static [Self] = &[
        Self::Section47,
        Self::OnRecord,
        Self::Emergency,
        Self::Anchored,
        Self::ByAnother,
        Self::Exception,
        Self::Full,
        Self::Answering,
        Self::Team,
        Self::Told,
        Self::Whole,
        Self::Dispensed,
        Self::Exempt,
        Self::Unobjected,
    ];
    fn name(self) -> &'static str {
        match self {
            Self::Section47 => "section47",
            Self::OnRecord => "onRecord",
            Self::Emergency => "emergency",
            Self::Anchored => "anchored",
            Self::ByAnother => "byAnother",
            Self::Exception => "exception",
            Self::Full => "full",
            Self::Answering => "answering",
            Self::Team => "team",
            Self::Told => "told",
            Self::Whole => "whole",
            Self::Dispensed => "dispensed",
            Self::Exempt => "exempt",
            Self::Unobjected => "unobjected",
        }
    }
    fn doc(self) -> &'static str {
        ""
    }
    fn index(self) -> usize {
        self as usize
    }
}

/// Anything that a rule book is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Question {
    /// A term.
    Term(Term),
    /// A gate that refuses.
    Gate(Gate),
    /// Whether what other agencies recorded is given at all.
    Others,
    /// Whether what is kept to fewer eyes is given.
    Sensitive,
    /// Whether a class is given.
    Class(FieldClass),
}

impl Question {
    /// Every question, in the order in which they are asked.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Term::ALL
            .iter()
            .map(|t| Self::Term(*t))
            .chain(Gate::ALL.iter().map(|g| Self::Gate(*g)))
            .chain([Self::Others, Self::Sensitive])
            .chain(FieldClass::ALL.iter().map(|c| Self::Class(*c)))
    }

    /// The name of its Cedar action.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Term(term) => term.name(),
            Self::Gate(gate) => gate.name(),
            Self::Others => "others",
            Self::Sensitive => "sensitive",
            Self::Class(class) => class.name(),
        }
    }

    /// Its place in [`Question::all`].
    pub(crate) fn index(self) -> usize {
        let (terms, gates) = (Term::ALL.len(), Gate::ALL.len());
        match self {
            Self::Term(term) => term.index(),
            Self::Gate(gate) => terms + gate.index(),
            Self::Others => terms + gates,
            Self::Sensitive => terms + gates + 1,
            Self::Class(class) => terms + gates + 2 + class.index(),
        }
    }
}
