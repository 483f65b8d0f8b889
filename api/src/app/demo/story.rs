//! The form in which a family's story is told: plain tables of what happened, when and who recorded it. Days count back from
//! the day on which the demo is made, so that it is never out of date.
//!
//! It holds no rows and knows no database; `fill` turns a story into rows.

use entities::words::{
    AgencyKind, ChronologyCategory, ConsentDecision, ConsentGiver, FieldClass, HandlingTag, ImpactDirection,
    LevelOfNeed, ProtectiveWork, Sensitivity, Sex, SharingPurpose, Significance, TimePrecision,
};

/// So many weeks, in days.
pub const fn weeks(n: i64) -> i64 {
    n * 7
}

/// So many months, in days.
pub const fn months(n: i64) -> i64 {
    n * 61 / 2
}

/// One child and what is on record about them.
pub struct Story {
    /// By which the demo knows the child.
    pub key: &'static str,
    /// One line on what the story shows.
    pub about: &'static str,
    /// Who the child is.
    pub child: Child,
    /// Who works with the child.
    pub involved: Vec<Involved>,
    /// The level of need as it was decided, oldest first: days ago, level, reason.
    pub levels: Vec<(i64, LevelOfNeed, &'static str)>,
    /// Protective work: days ago, closed days ago, what.
    pub work: Vec<(i64, Option<i64>, ProtectiveWork)>,
    /// What was decided about sharing.
    pub decisions: Vec<Decision>,
    /// Who alone may see the record, where it is restricted.
    pub restriction: Option<Restriction>,
    /// Who alone may know where the child is, where that is protected.
    pub hidden: Option<Hidden>,
    /// Who may read the record for an audit or inspection.
    pub named: Vec<(&'static str, SharingPurpose)>,
    /// What happened, oldest first.
    pub events: Vec<Event>,
}

/// Who a child is.
pub struct Child {
    pub given: Option<&'static str>,
    pub family: &'static str,
    pub aliases: &'static [&'static str],
    /// Days since birth; of the unborn below nought, the days until the expected date.
    pub age: i64,
    pub sex: Sex,
    pub nhs_number: Option<&'static str>,
    pub upn: Option<&'static str>,
    pub mother: &'static str,
    /// Where the child lived, oldest first.
    pub homes: &'static [Home],
    pub school: Option<&'static str>,
    pub practice: Option<&'static str>,
    /// The responsible authority, where there is one.
    pub authority: Option<&'static str>,
    pub ethnicity: &'static str,
    pub religion: Option<&'static str>,
    pub disabilities: &'static [&'static str],
    pub language: &'static str,
    pub interpreter: bool,
    /// Agencies' own numbers: code, number.
    pub local_ids: &'static [(&'static str, &'static str)],
}

/// Where a child lived, from how many days ago.
pub struct Home {
    pub since: i64,
    pub address: &'static str,
    pub postcode: &'static str,
    pub telephone: &'static str,
    pub area: &'static str,
    pub reason: &'static str,
}

/// A service's work with the child.
pub struct Involved {
    pub agency: &'static str,
    pub service: &'static str,
    pub team: Option<&'static str>,
    pub people: &'static [&'static str],
    pub since: i64,
    pub ended: Option<(i64, &'static str)>,
    pub sensitivity: Sensitivity,
}

/// A service that works with the child since so many days ago.
pub const fn involved(agency: &'static str, service: &'static str, since: i64) -> Involved {
    Involved { agency, service, team: None, people: &[], since, ended: None, sensitivity: Sensitivity::Standard }
}

impl Involved {
    /// By that team and those people.
    pub const fn by(mut self, team: Option<&'static str>, people: &'static [&'static str]) -> Self {
        self.team = team;
        self.people = people;
        self
    }

    /// Ended so many days ago.
    pub const fn ended(mut self, days: i64, reason: &'static str) -> Self {
        self.ended = Some((days, reason));
        self
    }

    /// A service whose name is kept to few.
    pub const fn sensitive(mut self) -> Self {
        self.sensitivity = Sensitivity::Sensitive;
        self
    }
}

/// What somebody decided about sharing.
pub struct Decision {
    /// By which the story knows the giver.
    pub giver: &'static str,
    pub name: &'static str,
    pub capacity: ConsentGiver,
    pub decision: ConsentDecision,
    pub purposes: &'static [SharingPurpose],
    pub kinds: &'static [AgencyKind],
    pub classes: &'static [FieldClass],
    pub days: i64,
    pub by: &'static str,
    pub evidence: &'static str,
}

/// Who alone may see a record.
pub struct Restriction {
    pub named: &'static [&'static str],
    pub custodians: &'static [&'static str],
    pub reason: &'static str,
    pub since: i64,
    pub by: &'static str,
    pub approved_by: &'static str,
}

/// Who alone may know where a child is.
pub struct Hidden {
    pub named: &'static [&'static str],
    pub reason: &'static str,
    pub since: i64,
    pub by: &'static str,
    pub approved_by: &'static str,
}

/// Something that happened, as one agency recorded it.
#[derive(Clone)]
pub struct Event {
    pub days: i64,
    /// Hour and minute, where the time is known.
    pub time: Option<(i64, i64)>,
    pub lasted: Option<i64>,
    pub precision: TimePrecision,
    pub by: &'static str,
    pub category: ChronologyCategory,
    pub significance: Significance,
    pub sensitivity: Sensitivity,
    pub adding: &'static [FieldClass],
    pub handling: &'static [HandlingTag],
    pub about: &'static [&'static str],
    pub tell: &'static [&'static str],
    pub summary: &'static str,
    pub narrative: Option<&'static str>,
    pub impact: Option<(ImpactDirection, &'static str)>,
    pub voice: Option<&'static str>,
    pub action: Option<&'static str>,
    pub outcome: Option<&'static str>,
    pub later: Vec<Later>,
}

/// A later version of an event.
#[derive(Clone)]
pub enum Later {
    /// Corrected so many days ago: why, the new summary and what happened.
    Corrected(i64, &'static str, &'static str, &'static str),
    /// Withdrawn so many days ago: why, and whether it was filed on the wrong child.
    Withdrawn(i64, &'static str, bool),
}

/// Something that happened so many days ago.
pub const fn event(
    days: i64,
    by: &'static str,
    category: ChronologyCategory,
    significance: Significance,
    summary: &'static str,
) -> Event {
    Event {
        days,
        time: None,
        lasted: None,
        precision: TimePrecision::Day,
        by,
        category,
        significance,
        sensitivity: Sensitivity::Standard,
        adding: &[],
        handling: &[],
        about: &[],
        tell: &[],
        summary,
        narrative: None,
        impact: None,
        voice: None,
        action: None,
        outcome: None,
        later: Vec::new(),
    }
}

impl Event {
    /// At that time of day.
    pub const fn at(mut self, hour: i64, minute: i64) -> Self {
        self.time = Some((hour, minute));
        self.precision = TimePrecision::Time;
        self
    }

    /// For so many days.
    pub const fn for_days(mut self, days: i64) -> Self {
        self.lasted = Some(days);
        self
    }

    /// Known no better than that.
    pub const fn roughly(mut self, precision: TimePrecision) -> Self {
        self.precision = precision;
        self
    }

    /// What happened, at more length.
    pub const fn narrative(mut self, text: &'static str) -> Self {
        self.narrative = Some(text);
        self
    }

    /// What it did to the child.
    pub const fn impact(mut self, direction: ImpactDirection, text: &'static str) -> Self {
        self.impact = Some((direction, text));
        self
    }

    /// What the child said or showed.
    pub const fn voice(mut self, text: &'static str) -> Self {
        self.voice = Some(text);
        self
    }

    /// What was done, and what came of it.
    pub const fn action(mut self, action: &'static str, outcome: &'static str) -> Self {
        self.action = Some(action);
        self.outcome = Some(outcome);
        self
    }

    /// Kept to fewer eyes.
    pub const fn sensitive(mut self) -> Self {
        self.sensitivity = Sensitivity::Sensitive;
        self
    }

    /// Kept to the author's team.
    pub const fn restricted(mut self) -> Self {
        self.sensitivity = Sensitivity::Restricted;
        self
    }

    /// Holds these classes beside what its category implies.
    pub const fn adding(mut self, classes: &'static [FieldClass]) -> Self {
        self.adding = classes;
        self
    }

    /// To be handled like that.
    pub const fn handle(mut self, tags: &'static [HandlingTag]) -> Self {
        self.handling = tags;
        self
    }

    /// About these adults, by the names that the story's decisions give them.
    pub const fn about(mut self, givers: &'static [&'static str]) -> Self {
        self.about = givers;
        self
    }

    /// These agencies were told.
    pub const fn tell(mut self, agencies: &'static [&'static str]) -> Self {
        self.tell = agencies;
        self
    }

    /// Corrected so many days ago.
    pub fn corrected(mut self, days: i64, why: &'static str, summary: &'static str, narrative: &'static str) -> Self {
        self.later.push(Later::Corrected(days, why, summary, narrative));
        self
    }

    /// Withdrawn so many days ago.
    pub fn withdrawn(mut self, days: i64, why: &'static str, wrong_child: bool) -> Self {
        self.later.push(Later::Withdrawn(days, why, wrong_child));
        self
    }
}
