//! What is asked of whoever raises a concern, and in which order. The field's names are the contract's wherever it has one.

use entities::words::{DispenseReason, FamilyInformed, Word};

use crate::console::days;
use crate::console::form::{Choice, ErrorSummary, Field, Kind};
use crate::console::parts::{Cell, Row, SummaryList};
use crate::console::posted::Posted;
use crate::console::words::plain;
use crate::plain::wall;

/// By a number and a name.
pub(super) const NUMBER: &str = "number";
/// By a description.
pub(super) const DESCRIBED: &str = "described";
/// By the mother, before birth.
pub(super) const UNBORN: &str = "unborn";

/// Every field that asks for one line or several, or gives a choice.
const TEXTS: &[&str] = &[
    "immediateDanger",
    "way",
    "number",
    "givenName",
    "familyName",
    "approximateAge",
    "address",
    "school",
    "description",
    "motherName",
    "whatHappened",
    "childVoice",
    "whereIsTheChildNow",
    "personName",
    "personRelation",
    "personIs",
    "familyInformed",
    "familyNotInformedReason",
    "keepFromFamily",
    "actionsTaken",
    "callBack",
    "onlyMe",
];
/// Why a family is not told; the other reasons are why consent is gone without.
const NOT_TOLD: &[DispenseReason] = &[
    DispenseReason::RiskOfSignificantHarmToChild,
    DispenseReason::RiskToOtherPerson,
    DispenseReason::PrejudicePoliceInvestigation,
    DispenseReason::LossOfEvidence,
    DispenseReason::UnjustifiedDelay,
    DispenseReason::PrejudiceToWelfare,
    DispenseReason::Section47Enquiry,
];
/// How a question ends that need not be answered.
const OPTIONAL: &str = " (optional)";
/// Every field that asks for a day.
const DAYS: &[&str] = &["dateOfBirth", "motherBorn", "expected", "happenedOn", "personBorn"];
/// The most people who are named.
const MOST_PEOPLE: usize = 6;
/// What stands above them.
const WHO_ELSE: &[&str] = &[
    "Somebody who may have caused harm, and other children who may come to it. This page is optional: whom you name needs a name, or \
     what they are to the child.",
    "This concern is shown to nobody whom it names.",
];
/// Of the button that asks for one more.
pub(super) const MORE: &str = "more";

/// Whether a field of that name is an answer, and goes on from page to page.
pub(super) fn is_answer(name: &str) -> bool {
    let (field, part) = name.split_once('-').unwrap_or((name, ""));
    let field = if field.starts_with("person") { field.trim_end_matches(|c: char| c.is_ascii_digit()) } else { field };
    (part.is_empty() && TEXTS.contains(&field)) || (days::PARTS.contains(&part) && DAYS.contains(&field))
}

/// What the names of the fields of each person end with.
fn ends() -> impl Iterator<Item = String> {
    (1..=MOST_PEOPLE).map(|n| if n == 1 { String::new() } else { n.to_string() })
}

/// The ends of those of whom anything is said.
pub(super) fn people(posted: &Posted) -> Vec<String> {
    let end_of = |name: &str| {
        let field = name.split('-').next()?.strip_prefix("person")?;
        Some(field.trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_owned())
    };
    let said = posted.fields().iter().filter(|(_, value)| !value.trim().is_empty());
    let said: Vec<String> = said.filter_map(|(name, _)| end_of(name)).collect();
    ends().filter(|end| said.contains(end)).collect()
}

/// The same with those that are still asked for: the first, and one more where that is wanted.
fn asked_people(posted: &Posted) -> Vec<String> {
    let mut asked = people(posted);
    if asked.is_empty() || posted.text("go") == MORE {
        asked.extend(ends().find(|end| !asked.contains(end)));
    }
    asked
}

/// What is asked of each of them.
fn person(end: &str, n: usize) -> [Field; 4] {
    let label =
        |label: &str| if n == 0 { label.to_owned() } else { format!("Person {}: {}", n + 1, label.to_lowercase()) };
    let choices = vec![
        Choice::new("harm", "is said to have caused harm"),
        Choice::new("works", "works with children, paid or not"),
    ];
    [
        Field::new(&format!("personName{end}"), &label("Name"), Kind::Line("medium")),
        Field::new(&format!("personRelation{end}"), &label("What they are to the child"), Kind::Line("medium")),
        days::field(&format!("personBorn{end}"), &label("Date of birth (optional)")),
        Field::new(&format!("personIs{end}"), &label("This person"), Kind::Any(choices)),
    ]
}

/// A page of the concern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Danger,
    Way,
    Child,
    Happened,
    Voice,
    Where,
    People,
    Family,
    You,
}

impl Step {
    pub(super) const ALL: &[Self] = &[
        Self::Danger,
        Self::Way,
        Self::Child,
        Self::Happened,
        Self::Voice,
        Self::Where,
        Self::People,
        Self::Family,
        Self::You,
    ];

    /// Its name in forms.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Danger => "danger",
            Self::Way => "way",
            Self::Child => "child",
            Self::Happened => "happened",
            Self::Voice => "voice",
            Self::Where => "where",
            Self::People => "people",
            Self::Family => "family",
            Self::You => "you",
        }
    }

    /// What it asks.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Danger => "Is the child in immediate danger?",
            Self::Way => "How can you say who the child is?",
            Self::Child => "Who is the child?",
            Self::Happened => "What happened?",
            Self::Voice => "What did the child say or show?",
            Self::Where => "Where is the child now?",
            Self::People => "Who else does it concern?",
            Self::Family => "Does the family know?",
            Self::You => "How can the local authority reach you?",
        }
    }

    /// What stands above its fields: of those that need not all be answered, which must.
    pub(super) fn text(self, posted: &Posted) -> &'static [&'static str] {
        match (self, posted.text("way")) {
            (Self::Child, NUMBER) => &["Enter the number and at least one name, so that the number can be checked."],
            (Self::Child, UNBORN) => &[],
            (Self::Child, _) => &["Enter what you know: at least a name, or an address and an age."],
            (Self::People, _) => WHO_ELSE,
            _ => &[],
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|step| step.name() == name)
    }

    fn place(self) -> Option<usize> {
        Self::ALL.iter().position(|step| *step == self)
    }

    pub(super) fn next(self) -> Option<Self> {
        self.place().and_then(|place| Self::ALL.get(place.saturating_add(1))).copied()
    }

    pub(super) fn before(self) -> Option<Self> {
        self.place().and_then(|place| Self::ALL.get(place.checked_sub(1)?)).copied()
    }

    /// Its fields, with what was typed into them.
    pub(super) fn fields(self, posted: &Posted, errors: &ErrorSummary) -> Vec<Field> {
        let fields = match self {
            Self::Danger => vec![
                Field::new("immediateDanger", "Immediate danger", Kind::One(vec![
                    Choice::new("no", "No"),
                    Choice::new("yes", "Yes").with_hint("Somebody on duty is told as soon as you send this."),
                ])),
            ],
            Self::Way => vec![Field::new("way", "The child", Kind::One(vec![
                Choice::new(NUMBER, "I have their NHS number or unique pupil number"),
                Choice::new(DESCRIBED, "I can describe them").with_hint("By name, or by address and age."),
                Choice::new(UNBORN, "The child is not born yet").with_hint("You say who the mother is."),
            ]))],
            Self::Child => child(posted.text("way")),
            Self::Happened => vec![
                Field::new("whatHappened", "In your own words", Kind::Text)
                    .hint("What you saw, heard or were told, and what it did to the child. Say which of it is fact and which is opinion."),
                days::field("happenedOn", "When it happened (optional)"),
            ],
            Self::Voice => vec![
                Field::new("childVoice", "In the child's own words where you can (optional)", Kind::Text),
            ],
            Self::Where => vec![
                Field::new("whereIsTheChildNow", "An address, or with whom (optional)", Kind::Line("long")),
            ],
            Self::People => {
                asked_people(posted).iter().enumerate().flat_map(|(n, end)| person(end, n)).collect()
            }
            Self::Family => vec![
                Field::new("familyInformed", "Whether the family knows that you are raising this", Kind::One(
                    FamilyInformed::ALL.iter().map(|word| Choice::new(word.name(), informed(*word))).collect(),
                )).hint("Tell them unless it would put somebody at risk. You do not need their consent to raise a concern."),
                Field::new("familyNotInformedReason", "If you did not tell them: why not", Kind::Select(
                    std::iter::once(Choice::new("", "Choose a reason"))
                        .chain(NOT_TOLD.iter().map(|word| Choice::new(word.name(), plain(*word))))
                        .collect(),
                )),
                Field::new("keepFromFamily", "What must be kept from the family (optional)", Kind::Line("long")),
            ],
            Self::You => vec![
                Field::new("callBack", "A number to ring you on about this", Kind::Telephone),
                Field::new("actionsTaken", "What you did about it (optional)", Kind::Text),
                Field::new("onlyMe", "Who in your agency may see it", Kind::Any(vec![
                    Choice::new("yes", "Only me").with_hint("Otherwise its safeguarding roles may too."),
                ])),
            ],
        };
        let fill = |field: Field| {
            let wrong = errors.about(&field.name).map(str::to_owned);
            let field = match field.kind {
                Kind::Day => {
                    let typed = days::typed(posted, &field.name);
                    field.chosen(typed)
                }
                _ => {
                    let all: Vec<String> = posted.all(&field.name).map(str::to_owned).collect();
                    field.chosen(all)
                }
            };
            field.wrong(wrong.as_deref())
        };
        fields.into_iter().map(fill).collect()
    }

    /// What was answered, to be checked.
    pub(super) fn answers(self, posted: &Posted) -> SummaryList {
        let rows = self.fields(posted, &ErrorSummary::default()).into_iter().map(|field| {
            let label = |choices: &[Choice]| {
                let chosen = choices.iter().filter(|c| !c.value.is_empty() && field.values.contains(&c.value));
                chosen.map(|c| c.label.clone()).collect::<Vec<_>>().join(", ")
            };
            let said = match &field.kind {
                Kind::One(choices) | Kind::Any(choices) | Kind::Select(choices) => label(choices),
                Kind::Day => match days::read(posted, &field.name) {
                    Ok(day) => day.map(wall::day).unwrap_or_default(),
                    Err(_) => field.values.join(" "),
                },
                Kind::Line(_) | Kind::Digits | Kind::Telephone | Kind::Text => field.values.concat(),
            };
            let said = if said.trim().is_empty() { "Not given".to_owned() } else { said };
            Row::new(field.label.trim_end_matches(OPTIONAL), Cell::Text(said))
        });
        SummaryList { rows: rows.collect() }
    }
}

/// Whether a number is meant as a unique pupil number: these begin with a letter.
pub(super) fn is_upn(number: &str) -> bool {
    number.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Whether the family knows, as one says it.
pub(in crate::console::pages) fn informed(word: FamilyInformed) -> &'static str {
    match word {
        FamilyInformed::InformedAndAgrees => "They know, and agree",
        FamilyInformed::InformedAndDisagrees => "They know, and do not agree",
        FamilyInformed::NotInformedUnsafe => "They do not know: telling them would not be safe",
        FamilyInformed::NotInformed => "They do not know, for another reason",
        FamilyInformed::NotKnown => "I do not know",
    }
}

fn child(way: &str) -> Vec<Field> {
    let given = Field::new("givenName", "First name", Kind::Line("medium"));
    let family = Field::new("familyName", "Last name", Kind::Line("medium"));
    let born = |label: &str| days::field("dateOfBirth", label);
    let address = |label: &str| Field::new("address", label, Kind::Line("long"));
    match way {
        NUMBER => vec![
            Field::new("number", "NHS number or unique pupil number", Kind::Line("medium"))
                .hint("An NHS number has 10 digits. A unique pupil number has a letter and 12 digits."),
            given,
            family,
            born("Date of birth (optional)"),
        ],
        UNBORN => vec![
            Field::new("motherName", "The mother's whole name", Kind::Line("medium")),
            days::field("motherBorn", "The mother's date of birth (optional)"),
            days::field("expected", "When the child is expected (optional)"),
            address("Address (optional)"),
        ],
        _ => vec![
            given,
            family,
            born("Date of birth"),
            Field::new("approximateAge", "Or about how old they are, in years", Kind::Line("short")),
            address("Address"),
            Field::new("school", "School (optional)", Kind::Line("medium")),
            Field::new("description", "What helps to recognise them (optional)", Kind::Line("long")),
        ],
    }
}
