//! "What if": a few choices, and what the agreement would answer for each class and by which policies. It is asked of the book
//! that judges now, about no child, and nothing of it is kept.

use ::policies::facts::ConsentStanding;
use ::policies::matrix::{Answer as Said, Cell as Answered, Supposed, suppose};
use entities::words::{LawfulBasis, LevelOfNeed, Role, SharingPurpose, Word};

use super::{aside, title_of};
use crate::console::form::{Choice, ErrorSummary, Field, Kind};
use crate::console::frame::Frame;
use crate::console::pages::log_search::words;
use crate::console::parts::{Cell, Table, Tag, Tone};
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::console::words::plain;

const HERE: &str = "/console/governance/what-if";
/// What was decided on consent, as it stands in the address and as people read it.
const CONSENT: [(&str, &str, ConsentStanding); 6] = [
    ("NONE", "Nobody decided", ConsentStanding::None),
    ("GIVEN", "Given, for every class, by the person concerned", ConsentStanding::Given),
    ("REFUSED", "Refused", ConsentStanding::Refused),
    ("WITHDRAWN", "Given and withdrawn", ConsentStanding::Withdrawn),
    ("EXPIRED", "Given and expired", ConsentStanding::Expired),
    ("OUT_OF_SCOPE", "Given for other purposes or agencies", ConsentStanding::OutOfScope),
];

#[derive(askama::Template)]
#[template(path = "console/governance/what_if.html")]
struct WhatIfPage {
    frame: Frame,
    action: &'static str,
    errors: ErrorSummary,
    fields: Vec<Field>,
    /// Whether the record would be opened, and what of it.
    verdict: Option<(Tag, Table)>,
}

pub(super) async fn show(visit: Visit, wanted: Wanted) -> Answer {
    let book = visit.door().agreement(visit.caller()).await?;
    let mut errors = ErrorSummary::default();
    let verdict = match asked(&wanted) {
        false => None,
        true => match supposed(&wanted, &mut errors) {
            None => None,
            Some(supposed) => {
                let asking = std::sync::Arc::clone(&book);
                let answers = aside(move || suppose(&asking, &supposed)).await?;
                Some((opened(&answers), table(&answers, |id| title_of(&book, id))))
            }
        },
    };
    let wrong = !errors.is_empty();
    let template = WhatIfPage {
        frame: visit.frame("What if").with_errors(wrong),
        action: HERE,
        fields: fields(&wanted, &errors),
        errors,
        verdict,
    };
    if wrong { visit.page_to_mend(&template) } else { visit.page(&template) }
}

fn asked(wanted: &Wanted) -> bool {
    ["role", "purpose", "basis", "consent", "level"].iter().any(|name| wanted.given(name).is_some())
}

fn supposed(wanted: &Wanted, errors: &mut ErrorSummary) -> Option<Supposed> {
    fn one<T>(wanted: &Wanted, errors: &mut ErrorSummary, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let found = read(wanted.text(name));
        if found.is_none() {
            errors.add(name, "Choose from the list");
        }
        found
    }
    let role = one(wanted, errors, "role", Role::parse);
    let purpose = one(wanted, errors, "purpose", SharingPurpose::parse);
    let basis = one(wanted, errors, "basis", LawfulBasis::parse);
    let consent = one(wanted, errors, "consent", |text| {
        CONSENT.iter().find(|(name, ..)| *name == text).map(|(_, _, standing)| *standing)
    });
    let level = one(wanted, errors, "level", LevelOfNeed::parse);
    Some(Supposed {
        role: role?,
        public_authority: wanted.text("authority") != "no",
        purpose: purpose?,
        basis: basis?,
        consent: consent?,
        level: level?,
        borne_out: wanted.text("work") == "yes",
    })
}

fn fields(wanted: &Wanted, errors: &ErrorSummary) -> Vec<Field> {
    let select = |name: &str, label: &str, choices: Vec<Choice>| {
        Field::new(name, label, Kind::Select(choices)).typed(wanted.text(name)).wrong(errors.about(name))
    };
    let either = |name: &str, label: &str, otherwise: &str| {
        let choices = vec![Choice::new("yes", "Yes"), Choice::new("no", "No")];
        Field::new(name, label, Kind::One(choices)).typed(wanted.given(name).unwrap_or(otherwise))
    };
    let consent = CONSENT.iter().map(|(name, label, _)| Choice::new(*name, *label)).collect();
    vec![
        select("role", "Role", words::<Role>()),
        select("purpose", "Purpose", words::<SharingPurpose>()),
        select("basis", "Lawful basis", words::<LawfulBasis>()),
        select("consent", "Consent for that purpose and kind of agency", consent),
        select("level", "Present level of need", words::<LevelOfNeed>()),
        either("authority", "Is the agency a public authority?", "yes"),
        either("work", "Is protective work on record?", "no")
            .hint("An undecided concern, an open section 47 enquiry and a missing episode, recorded by somebody else."),
    ]
}

fn opened(answers: &[Answered]) -> Tag {
    match answers.iter().find_map(|answer| if let Said::Refused(code) = answer.answer { Some(code) } else { None }) {
        Some(code) => Tag::new(format!("Not opened: {}", plain(code).to_lowercase()), Tone::Urgent),
        None => Tag::new("Opened", Tone::Good),
    }
}

fn table(answers: &[Answered], title: impl Fn(&str) -> String) -> Table {
    let row = |answer: &Answered| {
        let said = match answer.answer {
            Said::Given => Tag::new("Given", Tone::Good),
            Said::Withheld(reason) => Tag::new(format!("Withheld: {}", plain(reason).to_lowercase()), Tone::Note),
            Said::Refused(_) => Tag::new("Not opened", Tone::Plain),
        };
        let policies = answer.policies.iter().map(|id| format!("{} ({id})", title(id))).collect();
        vec![Cell::text(plain(answer.class)), Cell::Tags(vec![said]), Cell::Lines(policies)]
    };
    Table {
        caption: "What would be given of what another agency recorded".to_owned(),
        head: ["Class", "Answer", "Policies that decide"].map(str::to_owned).to_vec(),
        rows: answers.iter().map(row).collect(),
    }
}
