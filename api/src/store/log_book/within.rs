//! The SQL of what is within each way of seeing the log, and what of it is whole (R37). It looks at the viewer and at the
//! protections in force; what a filter wants is `reading`'s.

use entities::Set;
use entities::ids::{AgencyId, PersonId};
use entities::words::{AccessFlag, LawfulBasis, Role, Word};

use super::super::snapshot::Snapshot;
use super::{LogScope, Way, custodian};

/// Whose eyes they are: SQL for a person's id, and for that of the agency for which they look.
#[derive(Clone, Copy)]
pub(super) struct Eyes<'a> {
    pub(super) person: &'a str,
    pub(super) agency: &'a str,
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
        Self { snapshot, scope, person: format!("'{}'", scope.person), agency: format!("'{}'", scope.agency) }
    }

    fn viewer(&self) -> Eyes<'_> {
        Eyes { person: &self.person, agency: &self.agency }
    }

    /// SQL that holds for a protection of the entry's child.
    fn protected(&self, kinds: &str) -> String {
        format!(
            "EXISTS (SELECT 1 FROM protection AS r WHERE r.child_id = e.child AND ({kinds}) AND {})",
            self.snapshot.in_force("r", self.scope.today)
        )
    }

    /// SQL that holds where for those eyes there is no such child (R28).
    fn hidden(&self, eyes: Eyes<'_>) -> String {
        self.protected(&format!(
            "(r.kind = 'RESTRICTION' AND r.named NOT LIKE '%\"' || {} || '\"%') OR {}",
            eyes.person,
            closed_to(eyes)
        ))
    }

    /// SQL that holds where the viewer, as custodian, is told of the attempt, unless barred or in conflict.
    fn kept(&self) -> String {
        format!(
            "({UNUSUAL} AND (e.flags & {}) <> 0 AND EXISTS (SELECT 1 FROM protection AS k WHERE {} AND {} AND {} \
             AND NOT EXISTS (SELECT 1 FROM protection AS r WHERE r.child_id = k.child_id AND ({}) AND {})))",
            mask(self.scope.custodians_flags),
            attempted("k.child_id"),
            custodian("k", self.scope.person),
            self.snapshot.in_force("k", self.scope.today),
            closed_to(self.viewer()),
            self.snapshot.in_force("r", self.scope.today),
        )
    }

    /// SQL that holds where that agency works or worked with the child, recorded something or is responsible.
    fn known_to(&self, agency: &str) -> String {
        format!(
            "(EXISTS (SELECT 1 FROM involvement AS i WHERE i.child_id = e.child AND i.agency_id = {agency} \
              AND i.state IN ('OPEN', 'ENDED')) \
             OR EXISTS (SELECT 1 FROM chronology_entry AS c WHERE c.child_id = e.child AND c.agency_id = {agency}) \
             OR EXISTS (SELECT 1 FROM child AS k WHERE k.id = e.child AND k.responsible_authority = {agency} AND {}))",
            self.snapshot.newest("child", "k", "id")
        )
    }

    /// SQL that holds where an entry seen by that way is shown with its child.
    pub(super) fn whole(&self, way: Way) -> String {
        let nobody = self.nobodys();
        match way {
            Way::Given | Way::Told => "FALSE".to_owned(),
            Way::Custody => "TRUE".to_owned(),
            Way::Partnership => {
                let where_it_is = self
                    .protected(&format!("r.kind = 'WHEREABOUTS' AND r.named NOT LIKE '%\"{}\"%'", self.scope.person));
                format!(
                    "({nobody} OR (e.child IS NOT NULL AND NOT {} AND NOT {where_it_is}))",
                    self.hidden(self.viewer())
                )
            }
            Way::OwnAgency => self.whole_to_lead(self.viewer()),
        }
    }

    fn nobodys(&self) -> String {
        format!("(e.child IS NULL AND e.action IN ({}))", list(self.scope.about_nobody))
    }

    /// SQL that holds where an entry of that agency is shown with its child to a lead of it.
    fn whole_to_lead(&self, eyes: Eyes<'_>) -> String {
        format!(
            "({} OR (e.child IS NOT NULL AND (e.flags & {}) = 0 AND e.action NOT IN ({}) AND NOT {} \
             AND ((e.action = 'VIEW' AND e.allowed) OR {})))",
            self.nobodys(),
            mask(self.scope.custodians_flags),
            list(self.scope.unlinked),
            self.hidden(eyes),
            self.known_to(eyes.agency)
        )
    }

    /// SQL that holds where a lead of the entry's agency reviews it: another than who asked, who sees it whole.
    pub(super) fn has_a_lead(&self) -> String {
        let lead = Set::of(&[Role::SafeguardingLead]).bits();
        format!(
            "EXISTS (SELECT 1 FROM membership AS m WHERE m.agency_id = e.agency AND NOT m.ended \
             AND (m.roles & CAST({lead} AS BIGINT)) <> 0 AND (e.person IS NULL OR m.person_id <> e.person) AND {} AND {})",
            self.snapshot.newest("membership", "m", "id"),
            self.whole_to_lead(Eyes { person: "m.person_id", agency: "m.agency_id" })
        )
    }

    /// SQL that holds where the viewer's agency, as the child's local authority, is told of an emergency (R31).
    fn told(&self) -> String {
        let agency = &self.agency;
        format!(
            "({UNUSUAL} AND (e.flags & {}) <> 0 AND e.emergency AND e.allowed AND e.agency <> {agency} \
             AND e.agency_kind IS NOT NULL AND EXISTS (SELECT 1 FROM child AS k WHERE k.id = e.child AND (k.area = {agency} OR k.responsible_authority = {agency}) AND {}) \
             AND NOT {})",
            mask(Set::of(&[AccessFlag::Emergency])),
            self.snapshot.newest("child", "k", "id"),
            self.hidden(self.viewer())
        )
    }

    /// SQL that holds for the entries of that way; entries of none that the contract can show have no kind of agency.
    pub(super) fn within(&self, way: Way) -> String {
        let agency = self.scope.agency;
        let others = format!("e.agency_kind IS NOT NULL AND NOT {}", self.kept());
        match way {
            Way::OwnAgency => format!("e.agency = '{agency}' AND {others}"),
            Way::Custody => format!("e.agency_kind IS NOT NULL AND {}", self.kept()),
            Way::Partnership => format!(
                "(e.agency = '{agency}' OR e.lawful_basis IS NULL OR e.lawful_basis <> '{}') AND {others}",
                LawfulBasis::LawEnforcement.name()
            ),
            Way::Told => self.told(),
            Way::Given => format!(
                "NOT {} AND e.sources IS NOT NULL AND e.sources LIKE '%\"{agency}\"%' AND e.agency <> '{agency}' \
                 AND e.agency_kind IS NOT NULL AND e.allowed AND e.purpose NOT IN ({}) AND e.lawful_basis <> '{}' \
                 AND NOT {}",
                self.told(),
                list(self.scope.never_told),
                LawfulBasis::LawEnforcement.name(),
                self.hidden(self.viewer())
            ),
        }
    }
}

/// What is out of the ordinary, in the words of the indexes that find it (migration 8): a statement that repeats it may be
/// answered from them.
pub(super) const UNUSUAL: &str = "((e.flags & 3839) <> 0 OR NOT e.allowed OR e.action NOT IN ('VIEW', 'SEARCH'))";

/// SQL that holds for an attempt on that child's record: an entry about it, or a search that looked for it.
pub(super) fn attempted(child: &str) -> String {
    format!("(e.child = {child} OR (e.action = 'SEARCH' AND e.ask LIKE '%\"' || {child} || '\"%'))")
}

/// SQL that holds for a bar or conflict that closes a record to the viewer alone.
pub(in crate::store) fn closed(person: PersonId, agency: AgencyId) -> String {
    closed_to(Eyes { person: &format!("'{person}'"), agency: &format!("'{agency}'") })
}

fn closed_to(Eyes { person, agency }: Eyes<'_>) -> String {
    format!(
        "(r.kind = 'BAR' AND (r.agency_id = {agency} OR r.person_id = {person})) \
         OR (r.kind = 'CONFLICT' AND r.person_id = {person})"
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
