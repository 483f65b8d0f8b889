//! Children in each situation of the matrix, whose every text says whose it is, from which agency and of which class; and what
//! the rules give of it to each of the town's fifteen, written from the tables of the matrix and not from the rule book.

use std::collections::BTreeMap;

use entities::Set;
use entities::ids::ChildId;
use entities::words::{ChronologyCategory, FieldClass, Role, SharingPurpose, Significance, Word};
use policies::content_classes;
use serde_json::json;
use tests::child::SECRET;
use tests::database::texts;
use tests::queries::{RAISE, concern};
use tests::town::{ROLES, Seat};
use tests::{ChildFile, Hub};
use uuid::Uuid;

use super::super::matrix::purposes::open_to;
use super::super::matrix::situations::{Ceiling, SITUATIONS, Situation, ceilings};
use super::super::matrix::tables::{CHILD, ENTRY};
use super::{matters, works};

/// Who recorded the entries: the charity, and three agencies whose own people ask too.
const AUTHORS: [&str; 4] = ["charity", "neighbour", "police", "gp"];

/// The mark of the child of another area, with whom the charity alone works.
const ELSEWHERE: &str = "h0";

/// The mark of the child about whom people work together, as they do about those whom nobody of the fifteen may know of.
pub const WORKED_ON: &str = "k0";

/// In turn, so that filters have something to tell apart.
const CATEGORIES: [ChronologyCategory; 3] =
    [ChronologyCategory::Other, ChronologyCategory::Visit, ChronologyCategory::Housing];

/// An entry as it was put in place.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: String,
    pub author: &'static str,
    pub category: ChronologyCategory,
    pub content: Set<FieldClass>,
}

/// A child.
pub struct Subject {
    pub id: ChildId,
    /// What its texts begin with, beside the secret's name.
    pub mark: String,
    pub nhs_number: String,
    /// The situation; none where nobody of the fifteen may know of the child, but for the police of one elsewhere (R12).
    pub situation: Option<&'static Situation>,
    /// Its entries, oldest first.
    pub entries: Vec<Entry>,
}

/// Everything that is asked about.
pub struct Ground {
    pub subjects: Vec<Subject>,
    ceilings: BTreeMap<String, BTreeMap<FieldClass, Ceiling>>,
}

/// A text of the ground that came out: whose, which, and of what.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Canary<'a> {
    pub mark: &'a str,
    pub what: &'a str,
    pub label: &'a str,
}

/// Every text of the ground in an answer.
pub fn canaries(text: &str) -> Vec<Canary<'_>> {
    let prefix = format!("{SECRET}-");
    let found = text.split(&prefix as &str).skip(1).filter_map(|rest| {
        let whole = rest.split(['"', '\\', ',', '\n']).next()?;
        let mut words = whole.splitn(3, ' ');
        Some(Canary { mark: words.next()?, what: words.next()?, label: words.next().unwrap_or_default() })
    });
    let mut all: Vec<Canary<'_>> = found.collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Of an entry, by what its text begins with: the field that holds it.
const ENTRY_TEXTS: [(&str, &str); 8] = [
    ("summary", "summary"),
    ("narrative", "narrative"),
    ("impact", "impactOnChild"),
    ("voice", "childVoice"),
    ("action", "action"),
    ("outcome", "outcome"),
    ("correction", "correctionReason"),
    ("author", "recordedBy"),
];

/// Of a child's details.
const CHILD_TEXTS: [(&str, &str); 9] = [
    ("given", "givenName"),
    ("family", "familyName"),
    ("alias", "aliases"),
    ("address", "address"),
    ("telephone", "telephone"),
    ("ethnicity", "ethnicity"),
    ("religion", "religion"),
    ("disability", "disabilities"),
    ("language", "firstLanguage"),
];

impl Ground {
    /// Puts it all in place.
    pub async fn put(hub: &Hub) -> Self {
        let all: Vec<&str> = ROLES.iter().map(|seat| seat.login).collect();
        let mut subjects = Vec::new();
        let open = |mark: &str| ChildFile::new(&hub.town).marked(mark).open_to(&all).open_to(&["charity"]);
        for (number, situation) in SITUATIONS.iter().enumerate() {
            let mark = format!("k{number}");
            subjects.push(put(hub, (situation.child)(open(&mark)), mark, Some(situation)).await);
        }
        let rich = &SITUATIONS[1];
        let away = ChildFile::new(&hub.town).marked(ELSEWHERE).open_to(&["charity"]).elsewhere();
        let hidden = [
            (ELSEWHERE, away),
            ("h1", open("h1").restricted_to(&["manager"])),
            ("h2", ROLES.iter().fold(open("h2"), |file, seat| file.barred_to_agency_of(seat.login))),
            ("h3", ROLES.iter().fold(open("h3"), |file, seat| file.conflict_of(seat.login))),
        ];
        for (mark, file) in hidden {
            subjects.push(put(hub, (rich.child)(file), mark.to_owned(), None).await);
        }
        for subject in &subjects {
            if subject.mark == WORKED_ON || (subject.situation.is_none() && subject.mark != ELSEWHERE) {
                matters::put(hub, subject.id, &subject.mark).await;
            }
        }
        let raised = concern(&Uuid::new_v4().to_string(), &format!("{SECRET}-c0 happened"));
        let answer = hub.ask("school", RAISE, json!({"input": raised})).await.ok();
        assert_eq!(answer.at("data.raiseConcern.problems"), &json!([]), "{}", answer.text);
        Self { subjects, ceilings: ceilings() }
    }

    /// The child with that mark.
    pub fn child(&self, mark: &str) -> ChildId {
        self.subjects.iter().find(|subject| subject.mark == mark).expect("a child of the ground").id
    }

    /// Whether that person may be given that text of an answer to what was asked for those purposes about that child.
    pub fn gives(&self, seat: &Seat, canary: &Canary<'_>, asked: &[(usize, SharingPurpose)]) -> bool {
        if canary.mark == "c0" {
            // Who raised it, and those of the authority to whom it is addressed (R34).
            return ["school", "social-worker", "mash"].contains(&seat.login);
        }
        if let Some(told) = matters::told(canary.what, seat.login) {
            return told && canary.mark == WORKED_ON;
        }
        let Some(number) = self.subjects.iter().position(|subject| subject.mark == canary.mark) else { return false };
        asked.iter().any(|(subject, purpose)| *subject == number && self.gives_for(seat, canary, number, *purpose))
    }

    fn gives_for(&self, seat: &Seat, canary: &Canary<'_>, number: usize, purpose: SharingPurpose) -> bool {
        if !self.opens(seat, number, purpose) {
            return false;
        }
        let cleared = |own: &[&str], content: Set<FieldClass>, others: bool| {
            own.iter()
                .map(|name| name.parse().expect("a class"))
                .chain(content.iter())
                .all(|class| self.clears(seat, number, purpose, class, others))
        };
        let of = |texts: &[(&str, &'static str)]| {
            texts.iter().find(|(what, _)| *what == canary.what).map(|(_, field)| *field)
        };
        if let (Some(field), Some((author, label))) = (of(&ENTRY_TEXTS), canary.label.split_once('.')) {
            if author == seat.login {
                return true;
            }
            let (_, own, with_content) = ENTRY.iter().find(|(name, ..)| *name == field).expect("a field of an entry");
            let content = if *with_content { content_of(author, label) } else { Set::EMPTY };
            return cleared(own, content, true);
        }
        let of_work = works::TEXTS.iter().find(|(what, _)| *what == canary.what);
        if let (Some((_, own)), Some((author, label))) = (of_work, canary.label.split_once('.')) {
            return author == seat.login || cleared(own, content_of(author, label), true);
        }
        if let Some(field) = of(&CHILD_TEXTS) {
            let (_, own) = CHILD.iter().find(|(name, _)| *name == field).expect("a field of a child");
            return cleared(own, Set::EMPTY, false);
        }
        match canary.what {
            "service" => cleared(&["WHEREABOUTS", "INVOLVEMENT"], Set::EMPTY, false),
            "giver" => cleared(&["ADULT"], Set::EMPTY, false),
            "recorder" => cleared(&["WHEREABOUTS", "SOURCE"], Set::EMPTY, false),
            _ => false,
        }
    }

    /// Whether the record is opened at all.
    pub fn opens(&self, seat: &Seat, number: usize, purpose: SharingPurpose) -> bool {
        let Some(situation) = self.subjects[number].situation else {
            // Wherever the child lives and whoever works with it (R12).
            let at_once = [SharingPurpose::EmergencyProtection, SharingPurpose::MissingChild].contains(&purpose);
            return self.subjects[number].mark == ELSEWHERE && seat.role == Role::PoliceOfficer && at_once;
        };
        if purpose == situation.purpose {
            situation.open_to.contains(&seat.role.name())
        } else {
            self.ceilings.contains_key(seat.role.name()) && open_to(purpose, seat.role)
        }
    }

    /// Whether that class is cleared, of the details or of what others recorded: exactly, for the situation's own purpose; for
    /// another, at most what the role's ceiling says.
    pub fn clears(&self, seat: &Seat, number: usize, purpose: SharingPurpose, class: FieldClass, others: bool) -> bool {
        let ceiling =
            self.ceilings.get(seat.role.name()).and_then(|of| of.get(&class).copied()).unwrap_or(Ceiling::Always);
        let Some(situation) = self.subjects[number].situation.filter(|situation| situation.purpose == purpose) else {
            return ceiling != Ceiling::Never;
        };
        (if others { situation.others } else { situation.details })(class, ceiling).is_none()
    }
}

/// The content classes of the entry with that label.
fn content_of(author: &str, label: &str) -> Set<FieldClass> {
    let kind = match author {
        "police" => entities::words::AgencyKind::Police,
        "gp" => entities::words::AgencyKind::GeneralPractice,
        _ => entities::words::AgencyKind::VoluntarySector,
    };
    let labels: Vec<&str> = labels().collect();
    let place = labels.iter().position(|known| *known == label).unwrap_or_default();
    content_classes(CATEGORIES[place % CATEGORIES.len()], kind)
        .union(label.parse().map_or(Set::EMPTY, |class| Set::of(&[class])))
}

fn labels() -> impl Iterator<Item = &'static str> {
    std::iter::once("NONE").chain(policies::content::CONTENT_CLASSES.iter().map(|class| class.name()))
}

async fn put(hub: &Hub, mut file: ChildFile<'_>, mark: String, situation: Option<&'static Situation>) -> Subject {
    let mut entries = Vec::new();
    for author in AUTHORS {
        file = works::begun(hub, file, &mark, author, content_of(author, "NONE"));
        for (place, label) in labels().enumerate() {
            let category = CATEGORIES[place % CATEGORIES.len()];
            let added: Vec<FieldClass> = label.parse().into_iter().collect();
            file = file.entry(author, &format!("{author}.{label}"), category, &added);
            entries.push(Entry { id: String::new(), author, category, content: content_of(author, label) });
        }
    }
    let nhs_number = file.nhs_number().to_owned();
    let id = file.put(&hub.door).await;
    let sql = format!("SELECT id FROM chronology_entry WHERE child_id = '{id}' ORDER BY occurred_at");
    for (entry, id) in entries.iter_mut().zip(texts(&hub.db, &sql).await) {
        entry.id = format!("entry_{id}");
    }
    assert!(entries.iter().all(|entry| entry.id.len() > 6), "an entry is missing");
    Subject { id, mark, nhs_number, situation, entries }
}

/// What every entry's significance is.
pub const SIGNIFICANCE: Significance = Significance::Significant;
