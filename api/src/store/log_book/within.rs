//! The SQL of what is within each way of seeing the log, and what of it is whole (R37). It looks at the viewer and at the
//! protections in force; what a filter wants is `reading`'s.

use entities::Set;
use entities::ids::PersonId;
use entities::words::{AccessAction, AccessFlag, FieldClass, LawfulBasis, Role, Word};

use super::super::caller::CallerAgency;
use super::super::snapshot::Snapshot;
use super::{LogScope, Way, custodian};

/// Whose eyes they are: SQL for a person's id, and for that of the agency for which they look.
#[derive(Clone, Copy)]
struct Eyes<'a> {
    person: &'a str,
    agency: &'a str,
    /// What passed on to that agency (R39), where the viewer's own eyes are meant.
    of: Option<&'a CallerAgency>,
}

impl Eyes<'_> {
    /// SQL that holds where the column names the agency, or one whose log duties passed on to it (R39).
    fn own(self, column: &str) -> String {
        self.of.map_or_else(|| format!("{column} = {}", self.agency), |of| of.own(column, self.agency))
    }

    /// SQL that holds where the column names the agency, or one of which what keeps it out keeps this one out (R39).
    fn barred(self, column: &str) -> String {
        self.of.map_or_else(|| format!("{column} = {}", self.agency), |of| of.barred(column, self.agency))
    }
}

/// What of the log is within a scope.
pub(super) struct Within<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) scope: &'a LogScope,
    person: String,
    agency: String,
}

impl<'a> Within<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, scope: &'a LogScope) -> Self {
        // Ids stand in the SQL as they are: they are UUIDs of the hub's own making.
        Self { snapshot, scope, person: format!("'{}'", scope.person), agency: format!("'{}'", scope.agency.id) }
    }

    fn viewer(&self) -> Eyes<'_> {
        Eyes { person: &self.person, agency: &self.agency, of: Some(&self.scope.agency) }
    }

    /// SQL that holds where the column names the viewer's agency, or one whose log duties passed on to it (R39).
    pub(super) fn own(&self, column: &str) -> String {
        self.viewer().own(column)
    }

    /// SQL that holds for a protection of the entry's child.
    fn protected(&self, kinds: &str) -> String {
        format!(
            "EXISTS (SELECT 1 FROM protection AS r WHERE r.child_id = e.child AND ({kinds}) AND {})",
            self.snapshot.in_force("r", self.scope.today)
        )
    }

    /// SQL that holds where for the viewer there is no such child (R28).
    pub(super) fn hidden(&self) -> String {
        self.hidden_by(self.viewer(), "")
    }

    /// The same for those eyes as of the access: a restriction takes nothing out of the log that was done before it, so that
    /// nobody hides what they did by restricting the record.
    fn hidden_then(&self, eyes: Eyes<'_>) -> String {
        self.hidden_by(eyes, " AND r.since <= e.asked_at")
    }

    /// SQL that holds where a restriction of which that holds, a bar or a conflict of interest hides the child.
    fn hidden_by(&self, eyes: Eyes<'_>, restriction: &str) -> String {
        self.protected(&format!(
            "(r.kind = 'RESTRICTION' AND r.named NOT LIKE '%\"' || {} || '\"%'{restriction}) OR {}",
            eyes.person,
            closed_to(eyes)
        ))
    }

    /// SQL that holds where the viewer, as custodian, is told of the attempt, unless barred or in conflict; also where the entry
    /// is about another child, which is closed to the viewer.
    fn kept(&self) -> String {
        format!(
            "({UNUSUAL} AND (e.flags & {}) <> 0 AND NOT ({} AND {}) AND EXISTS (SELECT 1 FROM protection AS k WHERE {} AND {} AND {} \
             AND NOT EXISTS (SELECT 1 FROM protection AS r WHERE r.child_id = k.child_id AND ({}) AND {})))",
            mask(self.scope.custodians_flags),
            met_beside(),
            self.hidden(),
            attempted("k.child_id"),
            custodian("k", self.scope.person),
            self.snapshot.in_force("k", self.scope.today),
            closed_to(self.viewer()),
            self.snapshot.in_force("r", self.scope.today),
        )
    }

    /// SQL that holds where that agency works or worked with the child, recorded something or is responsible.
    fn known_to(&self, eyes: Eyes<'_>) -> String {
        format!(
            "(EXISTS (SELECT 1 FROM involvement AS i WHERE i.child_id = e.child AND {} AND i.state IN ('OPEN', 'ENDED')) \
             OR EXISTS (SELECT 1 FROM chronology_entry AS c WHERE c.child_id = e.child AND {}) \
             OR EXISTS (SELECT 1 FROM child AS k WHERE k.id = e.child AND {} AND {}))",
            eyes.own("i.agency_id"),
            eyes.own("c.agency_id"),
            eyes.own("k.responsible_authority"),
            self.snapshot.newest("child", "k", "id")
        )
    }

    /// SQL that holds where an entry seen by that way is shown with its child.
    pub(super) fn whole(&self, way: Way) -> String {
        match way {
            Way::Given | Way::Told | Way::Marked => "FALSE".to_owned(),
            Way::Custody => "TRUE".to_owned(),
            Way::Partnership => self.nobodys_or(&format!("NOT {}", self.hidden_then(self.viewer()))),
            Way::OwnAgency => self.whole_to_lead(self.viewer()),
        }
    }

    /// SQL that holds where an entry that is whole by that way keeps what may tell where the child is: its whereabouts were
    /// protected from the viewer when another agency looked (R7). What was done before the marking tells no more than was known
    /// then; and nobody hides it by marking.
    pub(super) fn placeless(&self, way: Way) -> String {
        if way != Way::Partnership {
            return "FALSE".to_owned();
        }
        let marked = self.protected(&format!(
            "r.kind = 'WHEREABOUTS' AND r.named NOT LIKE '%\"{}\"%' AND r.since <= e.asked_at",
            self.scope.person
        ));
        format!("(e.agency IS NOT NULL AND NOT {} AND {marked})", self.own("e.agency"))
    }

    /// The columns that say what else is shown of an entry of that way than whether it is whole.
    pub(super) fn marks(&self, way: Way) -> String {
        format!(
            "CASE WHEN {} THEN 1 ELSE 0 END AS beside, CASE WHEN {} THEN 1 ELSE 0 END AS placeless",
            met_beside(),
            self.placeless(way)
        )
    }

    /// SQL that holds for an entry about nobody where there is nothing to mask, and for one about a child where that holds. By
    /// cases: of an OR of the two, SQLite would read the whole log by its index of children.
    fn nobodys_or(&self, of_child: &str) -> String {
        format!("CASE WHEN e.child IS NULL THEN e.action IN ({}) ELSE {of_child} END", list(self.scope.about_nobody))
    }

    /// SQL that holds where an entry of that agency is shown with its child to a lead of it.
    fn whole_to_lead(&self, eyes: Eyes<'_>) -> String {
        self.nobodys_or(&format!(
            "((e.flags & {}) = 0 OR {}) AND e.action NOT IN ({}) AND NOT {} AND ((e.action = 'VIEW' AND e.allowed) OR {})",
            mask(self.scope.custodians_flags),
            met_beside(),
            list(self.scope.unlinked),
            self.hidden_then(eyes),
            self.known_to(eyes)
        ))
    }

    /// SQL that holds where a lead of the entry's agency reviews it: another than who asked, who sees it whole.
    pub(super) fn has_a_lead(&self) -> String {
        let lead = Set::of(&[Role::SafeguardingLead]).bits();
        format!(
            "EXISTS (SELECT 1 FROM membership AS m WHERE m.agency_id = e.agency AND NOT m.ended \
             AND (m.roles & CAST({lead} AS BIGINT)) <> 0 AND (e.person IS NULL OR m.person_id <> e.person) AND {} AND {})",
            self.snapshot.newest("membership", "m", "id"),
            self.whole_to_lead(Eyes { person: "m.person_id", agency: "m.agency_id", of: None })
        )
    }

    /// SQL that holds where the viewer's agency, as the child's local authority, is told of an emergency (R31).
    fn told(&self) -> String {
        format!(
            "({UNUSUAL} AND (e.flags & {}) <> 0 AND e.emergency AND e.allowed AND NOT ({}) AND e.agency_kind IS NOT NULL \
             AND EXISTS (SELECT 1 FROM child AS k WHERE k.id = e.child AND ({} OR {}) AND {}) AND NOT {})",
            mask(Set::of(&[AccessFlag::Emergency])),
            self.own("e.agency"),
            self.own("k.area"),
            self.own("k.responsible_authority"),
            self.snapshot.newest("child", "k", "id"),
            self.hidden()
        )
    }

    /// SQL that holds where somebody read where a child is as one whom a marking of the viewer's agency names (R7): the entry
    /// names the marking. Of its own people the agency's lead is told by that way.
    fn marked(&self) -> String {
        format!(
            "(e.allowed AND NOT ({}) AND e.agency_kind IS NOT NULL \
             AND (e.disclosed & CAST({} AS BIGINT)) <> 0 AND EXISTS (SELECT 1 FROM protection AS k \
             WHERE k.child_id = e.child AND k.version = 1 AND k.kind = 'WHEREABOUTS' \
             AND {} AND e.ask LIKE '%\"' || k.id || '\"%') AND NOT {})",
            self.own("e.agency"),
            Set::of(&[FieldClass::Whereabouts]).bits(),
            self.own("k.recorded_agency_id"),
            self.hidden()
        )
    }

    /// The children whom a marking of the viewer's agency was ever about, as a table of that name.
    pub(super) fn marked_children(&self, alias: &str) -> String {
        format!(
            "(SELECT DISTINCT k.child_id FROM protection AS k WHERE k.version = 1 AND k.kind = 'WHEREABOUTS' AND {}) \
             AS {alias}",
            self.own("k.recorded_agency_id")
        )
    }

    /// SQL that holds where entries of the viewer's agency were given.
    fn given(&self) -> String {
        let agencies = std::iter::once(&self.scope.agency.id).chain(&self.scope.agency.kept);
        let any: Vec<String> = agencies.map(|agency| format!("e.sources LIKE '%\"{agency}\"%'")).collect();
        any.join(" OR ")
    }

    /// SQL that holds for the entries of that way; entries of none that the contract can show have no kind of agency. `narrowed` says
    /// that they are of one child or practitioner: by these they are to be found. SQLite, which keeps no figures of its rows, would
    /// go through all that the agency ever did; what is put together is found by no index.
    pub(super) fn within(&self, way: Way, narrowed: bool) -> String {
        let own = self.own(if narrowed { "(e.agency || '')" } else { "e.agency" });
        let others = format!("e.agency_kind IS NOT NULL AND NOT {}", self.kept());
        match way {
            Way::OwnAgency => format!("{own} AND {others}"),
            Way::Custody => format!("e.agency_kind IS NOT NULL AND {}", self.kept()),
            Way::Partnership => format!(
                "({own} OR e.lawful_basis IS NULL OR e.lawful_basis <> '{}') AND {others}",
                LawfulBasis::LawEnforcement.name()
            ),
            Way::Told => self.told(),
            Way::Marked => format!("{} AND NOT {}", self.marked(), self.told()),
            Way::Given => format!(
                "NOT {} AND NOT {} AND e.sources IS NOT NULL AND ({}) AND NOT ({own}) \
                 AND e.agency_kind IS NOT NULL AND e.allowed AND e.purpose NOT IN ({}) AND e.lawful_basis <> '{}' \
                 AND NOT {}",
                self.told(),
                self.marked(),
                self.given(),
                list(self.scope.never_told),
                LawfulBasis::LawEnforcement.name(),
                self.hidden()
            ),
        }
    }
}

/// What is out of the ordinary, in the words of the indexes that find it (migration 8): a statement that repeats it may be
/// answered from them.
pub(super) const UNUSUAL: &str = "((e.flags & 3839) <> 0 OR NOT e.allowed OR e.action NOT IN ('VIEW', 'SEARCH'))";

/// Actions whose entries name the restricted records that they met, beside the child that they are about (R28).
const MEETING: [AccessAction; 4] =
    [AccessAction::Search, AccessAction::RaiseConcern, AccessAction::RecordInvolvement, AccessAction::Declare];

/// SQL that holds for an attempt on that child's record: an entry about it, or one that names it.
pub(super) fn attempted(child: &str) -> String {
    format!("(e.child = {child} OR (e.action IN ({}) AND e.ask LIKE '%\"' || {child} || '\"%'))", list(&MEETING))
}

/// SQL that holds for an entry that names a restricted record beside the child that it is about: to all but the custodians it
/// is an entry like any other about that child.
pub(super) fn met_beside() -> String {
    format!("(e.action IN ({}) AND e.ask LIKE '%\"attempts\":%')", list(&MEETING))
}

/// SQL that holds for a bar or conflict that closes a record to the viewer alone.
pub(in crate::store) fn closed(person: PersonId, agency: &CallerAgency) -> String {
    closed_to(Eyes { person: &format!("'{person}'"), agency: &format!("'{}'", agency.id), of: Some(agency) })
}

fn closed_to(eyes: Eyes<'_>) -> String {
    let person = eyes.person;
    format!(
        "(r.kind = 'BAR' AND ({} OR r.person_id = {person})) OR (r.kind = 'CONFLICT' AND r.person_id = {person})",
        eyes.barred("r.agency_id")
    )
}

pub(super) fn list<W: Word>(words: &[W]) -> String {
    // An empty list is in nothing.
    if words.is_empty() {
        return "NULL".to_owned();
    }
    words.iter().map(|w| format!("'{}'", w.name())).collect::<Vec<_>>().join(", ")
}

pub(super) fn mask(flags: Set<AccessFlag>) -> String {
    format!("CAST({} AS BIGINT)", flags.bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unusual_is_every_flag_but_out_of_hours() {
        let rare = Set::<AccessFlag>::all().minus(Set::of(&[AccessFlag::OutOfHours]));
        assert!(UNUSUAL.contains(&format!("(e.flags & {})", rare.bits())), "{}", rare.bits());
    }
}
