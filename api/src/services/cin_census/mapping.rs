//! What the hub would record of a child of a return: a plan, which somebody else puts into the store. Pure and
//! deterministic: the same child makes the same keys and the same digests, so that a second run adds nothing and a later
//! return adds versions of what changed.

use entities::Date;
use entities::words::{IdentifierSystem, Sex};

use super::codes::Code;
use super::entries::Writer;
use super::entry::ImportedEntry;
use super::keys::{self, Keys, digest};
use super::levels::{self, ImportedLevel};
use super::record::{CensusChild, Extra, Field, Repeat, Reported, raw, value};
use super::stretch;
use super::works::{self, ImportedWork};
use crate::plain::calendar::Calendar;

/// The service whose involvement an episode of need is.
pub const SERVICE: &str = "children's social care";

/// A coded value with its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coded {
    /// As reported.
    pub reported: String,
    /// In plain words; none where the code is unknown.
    pub label: Option<&'static str>,
}

impl Coded {
    fn of(reported: &Reported<&'static Code>) -> Self {
        Self { reported: reported.raw.clone(), label: reported.value.map(|code| code.label) }
    }

    /// The plain words, or the code where there are none.
    #[must_use]
    pub fn text(&self) -> &str {
        self.label.unwrap_or(&self.reported)
    }
}

/// A number of the child's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedIdentifier {
    /// What kind of number.
    pub system: IdentifierSystem,
    /// As reported; in its plain form where it passed its check.
    pub value: String,
    /// Whether a check has borne it out: only then may it be matched on.
    pub verified: bool,
}

/// What the return says of the child's person. A value that could not be read is in the entries, as reported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChildDetails {
    /// Date of birth.
    pub date_of_birth: Option<Date>,
    /// Expected date of birth.
    pub expected_date_of_birth: Option<Date>,
    /// Date of death.
    pub date_of_death: Option<Date>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Ethnic background.
    pub ethnicity: Option<Coded>,
    /// Disabilities; `NONE` stays as it was reported, for it says more than silence.
    pub disabilities: Vec<Coded>,
    /// Why there is no pupil number.
    pub upn_unknown: Option<Coded>,
}

/// An episode of need as the authority's work with the child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedInvolvement {
    /// By which it is known again.
    pub key: String,
    /// Always [`SERVICE`].
    pub service: &'static str,
    /// First day.
    pub started: Date,
    /// Last day; none while the case is open.
    pub ended: Option<Date>,
    /// Why it ended.
    pub reason: Option<String>,
    /// Whether a date was missing or bad and another stands for it.
    pub estimated: bool,
}

impl ImportedInvolvement {
    /// Changes when the involvement changes.
    #[must_use]
    pub fn content_hash(&self) -> [u8; 32] {
        let ended = self.ended.map_or_else(String::new, |date| date.to_string());
        digest([&*self.started.to_string(), &*ended, self.reason.as_deref().unwrap_or_default()])
    }
}

/// What the hub would record of one child of a return.
#[derive(Debug, Clone)]
pub struct ImportedChild {
    /// By which the child is known again within the authority.
    pub key: String,
    /// What problems call the child.
    pub record: String,
    /// The authority's number, as reported. None where there is none, or where it is already another child's.
    pub local_id: Option<String>,
    /// Numbers, the authority's own among them.
    pub identifiers: Vec<ImportedIdentifier>,
    /// The child's details; none where the return has said them in an element before.
    pub details: Option<ChildDetails>,
    /// One for each episode of need.
    pub involvements: Vec<ImportedInvolvement>,
    /// The level of need over time.
    pub levels: Vec<ImportedLevel>,
    /// Section 47 enquiries and child protection plans.
    pub works: Vec<ImportedWork>,
    /// The chronology.
    pub entries: Vec<ImportedEntry>,
    /// When a case was closed as adopted: the record must then be restricted from that day.
    pub adopted: Option<Date>,
}

impl ImportedChild {
    /// Changes when the details or numbers change.
    #[must_use]
    pub fn details_hash(&self) -> [u8; 32] {
        digest([&*format!("{:?}", self.details), &*format!("{:?}", self.identifiers)])
    }
}

/// What the hub would record of a child. `today` stands for the return's last day where its header does not say it.
#[must_use]
pub fn plan(child: &CensusChild, today: Date, calendar: &Calendar) -> ImportedChild {
    let last = child.reference_date.unwrap_or(today);
    let mut keys = Keys::new(child);
    let mut involvements = Vec::new();
    for episode in &child.episodes {
        let open = stretch::episode(episode, last);
        let reason = episode.closure_reason.as_ref().map(|reason| Coded::of(reason).text().to_owned());
        let no_action = stretch::is_no_further_action(episode).then(|| "no further action on the referral".to_owned());
        involvements.push(ImportedInvolvement {
            key: keys.next(None, "episode", raw(&episode.referral)),
            service: SERVICE,
            started: open.start,
            ended: open.end,
            reason: reason.or(no_action),
            estimated: open.estimated,
        });
    }
    let levels = levels::steps(child, &mut keys, last);
    let mut work = Vec::new();
    for (involvement, episode) in involvements.iter().zip(&child.episodes) {
        work.extend(works::of(&mut keys, &involvement.key, episode, last, calendar));
    }

    let mut writer = Writer { keys: &mut keys, last, entries: Vec::new() };
    for (involvement, episode) in involvements.iter().zip(&child.episodes) {
        writer.episode(&involvement.key, episode);
    }
    let first = involvements.iter().map(|involvement| involvement.started).min();
    writer.unplaced(&unplaced(child), &[first, value(&child.birth)]);
    let entries = writer.entries;

    let adopted =
        child.episodes.iter().filter(|episode| value(&episode.closure_reason).is_some_and(|r| r.code == "RC1"));
    let adopted = adopted.filter_map(|episode| stretch::episode(episode, last).end).max();
    let is_another = matches!(child.repeat, Repeat::OtherChild(_));
    ImportedChild {
        key: keys::child(child),
        record: child.record.clone(),
        local_id: raw(&child.la_child_id).filter(|_| !is_another).map(str::to_owned),
        identifiers: identifiers(child),
        details: (!matches!(child.repeat, Repeat::SameChild(_))).then(|| details(child)),
        involvements,
        levels,
        works: work,
        entries,
        adopted,
    }
}

fn details(child: &CensusChild) -> ChildDetails {
    ChildDetails {
        date_of_birth: value(&child.birth),
        expected_date_of_birth: value(&child.expected_birth),
        date_of_death: value(&child.death),
        sex: value(&child.sex),
        ethnicity: child.ethnicity.as_ref().map(Coded::of),
        disabilities: child.disabilities.iter().map(Coded::of).collect(),
        upn_unknown: child.upn_unknown.as_ref().map(Coded::of),
    }
}

fn identifiers(child: &CensusChild) -> Vec<ImportedIdentifier> {
    let mut all = Vec::new();
    if let Some(id) = &child.la_child_id {
        let verified = id.value.is_some() && child.repeat == Repeat::No;
        all.push(ImportedIdentifier { system: IdentifierSystem::Local, value: id.raw.clone(), verified });
    }
    for (system, field) in [(IdentifierSystem::Upn, &child.upn), (IdentifierSystem::FormerUpn, &child.former_upn)] {
        if let Some(reported) = field {
            let read = reported.value.as_ref();
            all.push(ImportedIdentifier {
                system,
                value: read.map_or_else(|| reported.raw.clone(), |upn| upn.as_str().to_owned()),
                verified: read.is_some_and(crate::plain::numbers::Upn::is_verified),
            });
        }
    }
    all
}

/// Values about the child that the details have no place for: unreadable ones, unknown elements, and all details of a
/// second element about the same child.
fn unplaced(child: &CensusChild) -> Vec<Extra> {
    let again = matches!(child.repeat, Repeat::SameChild(_));
    let mut all = Vec::new();
    let mut keep = |name: &str, text: Option<&str>, read: bool| {
        if let Some(text) = text.filter(|_| again || !read) {
            all.push(Extra { field: name.to_owned(), text: text.to_owned() });
        }
    };
    fn read<T>(field: &Field<T>) -> bool {
        field.as_ref().is_some_and(|reported| reported.value.is_some())
    }
    keep("PersonBirthDate", raw(&child.birth), read(&child.birth));
    keep("ExpectedPersonBirthDate", raw(&child.expected_birth), read(&child.expected_birth));
    keep("Sex", raw(&child.sex), read(&child.sex));
    keep("PersonDeathDate", raw(&child.death), read(&child.death));
    keep("UPNunknown", raw(&child.upn_unknown), true);
    keep("Ethnicity", raw(&child.ethnicity), true);
    for disability in &child.disabilities {
        keep("Disability", Some(&disability.raw), true);
    }
    all.extend(child.extras.iter().cloned());
    all
}
