//! The SQL of one reading of the log: what is within each way, what of it is whole, and what the filter wants of what is
//! shown. It must never look at a column that the viewer is not shown.

use entities::ids::PersonId;
use entities::words::{AccessFlag, FieldClass, LawfulBasis, Word};
use entities::{Instant, Set};
use sea_orm::Value;

use super::super::caller::CallerAgency;
use super::super::facts::wanted;
use super::super::shut::Viewer;
use super::super::snapshot::Snapshot;
use super::{LogFilter, LogScope, Way, custodian};

/// One reading: its SQL, and the few values that people typed.
pub(super) struct Reading<'a> {
    snapshot: &'a Snapshot,
    scope: &'a LogScope,
    pub(super) values: Vec<Value>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, scope: &'a LogScope) -> Self {
        Self { snapshot, scope, values: Vec::new() }
    }

    pub(super) fn branch(&self, way: Way, condition: &str) -> String {
        format!(
            "SELECT * FROM (SELECT e.*, {} AS way, CASE WHEN {} THEN 1 ELSE 0 END AS whole \
             FROM access_log AS e WHERE {condition}) AS b{}",
            way as i32,
            self.whole(way),
            way as i32
        )
    }

    /// SQL that holds for a protection of the entry's child.
    fn protected(&self, kinds: &str) -> String {
        format!(
            "EXISTS (SELECT 1 FROM protection AS r WHERE r.child_id = e.child AND ({kinds}) AND {})",
            self.snapshot.in_force("r", self.scope.today)
        )
    }

    /// SQL that holds where the column names the viewer's agency, or one whose log duties passed on to it (R39).
    fn own(&self, column: &str) -> String {
        self.scope.agency.own(column, &format!("'{}'", self.scope.agency.id))
    }

    /// SQL that holds where for the viewer there is no such child (R28).
    fn hidden(&self) -> String {
        self.hidden_by("")
    }

    /// The same as of the access: a restriction takes nothing out of the log that was done before it, so that nobody hides
    /// what they did by restricting the record.
    fn hidden_then(&self) -> String {
        self.hidden_by(" AND r.since <= e.asked_at")
    }

    /// SQL that holds where a restriction of which that holds, a bar or a conflict of interest hides the child.
    fn hidden_by(&self, restriction: &str) -> String {
        let (person, agency) = (self.scope.person, &self.scope.agency);
        self.protected(&format!(
            "(r.kind = 'RESTRICTION' AND r.named NOT LIKE '%\"{person}\"%'{restriction}) OR {}",
            closed(person, agency)
        ))
    }

    /// SQL that holds where the viewer, as custodian, is told of the attempt, unless barred or in conflict.
    fn kept(&self) -> String {
        let (person, agency) = (self.scope.person, &self.scope.agency);
        format!(
            "((e.flags & {}) <> 0 AND EXISTS (SELECT 1 FROM protection AS k WHERE {} AND {} AND {} \
             AND NOT EXISTS (SELECT 1 FROM protection AS r WHERE r.child_id = k.child_id AND ({}) AND {})))",
            mask(self.scope.custodians_flags),
            attempted("k.child_id"),
            custodian("k", person),
            self.snapshot.in_force("k", self.scope.today),
            closed(person, agency),
            self.snapshot.in_force("r", self.scope.today),
        )
    }

    /// SQL that holds where the viewer's agency works or worked with the child, recorded something or is responsible.
    fn known_to_agency(&self) -> String {
        format!(
            "(EXISTS (SELECT 1 FROM involvement AS i WHERE i.child_id = e.child AND {} AND i.state IN ('OPEN', 'ENDED')) \
             OR EXISTS (SELECT 1 FROM chronology_entry AS c WHERE c.child_id = e.child AND {}) \
             OR EXISTS (SELECT 1 FROM child AS k WHERE k.id = e.child AND {} AND {}))",
            self.own("i.agency_id"),
            self.own("c.agency_id"),
            self.own("k.responsible_authority"),
            self.snapshot.newest("child", "k", "id")
        )
    }

    /// SQL that holds where an entry seen by that way is shown with its child.
    fn whole(&self, way: Way) -> String {
        let nobody = format!("(e.child IS NULL AND e.action IN ({}))", list(self.scope.about_nobody));
        match way {
            Way::Given | Way::Told | Way::Marked => "FALSE".to_owned(),
            Way::Custody => "TRUE".to_owned(),
            Way::Partnership => {
                let where_it_is = self
                    .protected(&format!("r.kind = 'WHEREABOUTS' AND r.named NOT LIKE '%\"{}\"%'", self.scope.person));
                format!("({nobody} OR (e.child IS NOT NULL AND NOT {} AND NOT {where_it_is}))", self.hidden_then())
            }
            Way::OwnAgency => format!(
                "({nobody} OR (e.child IS NOT NULL AND (e.flags & {}) = 0 AND e.action NOT IN ({}) AND NOT {} \
                 AND ((e.action = 'VIEW' AND e.allowed) OR {})))",
                mask(self.scope.custodians_flags),
                list(self.scope.unlinked),
                self.hidden_then(),
                self.known_to_agency()
            ),
        }
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

    /// SQL that holds where the viewer's agency, as the child's local authority, is told of an emergency (R31).
    fn told(&self) -> String {
        format!(
            "(e.emergency AND e.allowed AND NOT ({}) AND e.agency_kind IS NOT NULL AND EXISTS (SELECT 1 \
             FROM child AS k WHERE k.id = e.child AND ({} OR {}) AND {}) \
             AND NOT {})",
            self.own("e.agency"),
            self.own("k.area"),
            self.own("k.responsible_authority"),
            self.snapshot.newest("child", "k", "id"),
            self.hidden()
        )
    }

    /// SQL that holds where entries of the viewer's agency were given.
    fn given(&self) -> String {
        let agencies = std::iter::once(&self.scope.agency.id).chain(&self.scope.agency.kept);
        let any: Vec<String> = agencies.map(|agency| format!("e.sources LIKE '%\"{agency}\"%'")).collect();
        any.join(" OR ")
    }

    /// SQL that holds for the entries of that way; entries of none that the contract can show have no kind of agency.
    fn within(&self, way: Way) -> String {
        let own = self.own("e.agency");
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

    /// SQL that holds for the entries of that way which the filter wants, looking at what is shown alone; none where the way
    /// shows nothing that the filter asks about.
    pub(super) fn condition(&mut self, way: Way, filter: &LogFilter) -> Option<String> {
        let whole = self.whole(way);
        let mut all = vec![self.within(way)];
        if way == Way::Given {
            let unseen = filter.child.is_some()
                || filter.person.is_some()
                || filter.agency.is_some()
                || filter.flags.is_some()
                || filter.emergency.is_some()
                || filter.reviewed.is_some();
            if unseen {
                return None;
            }
        }
        let outline = matches!(way, Way::Told | Way::Marked);
        if outline {
            let unseen = filter.person.is_some()
                || filter.agency.is_some()
                || filter.reviewed.is_some()
                || filter.flags.is_some_and(|flags| !flags.contains(AccessFlag::Emergency));
            if unseen {
                return None;
            }
        }
        if let Some(key) = &filter.child {
            let LogScope { agency, person, today, .. } = self.scope;
            let viewer = Viewer { agency, person: *person, today: *today };
            let (child, values) = wanted(self.snapshot, key, &viewer, self.values.len() + 1);
            self.values.extend(values);
            all.push(match way {
                // Of these the child is told, and little else.
                Way::Told | Way::Marked => format!("e.child = {child}"),
                Way::Custody => attempted(&child),
                // A restricted child is not found by its id or number, though what was done before is shown (R37).
                Way::OwnAgency | Way::Given | Way::Partnership => {
                    format!("{whole} AND e.child = {child} AND NOT {}", self.hidden())
                }
            });
        }
        if let Some(person) = filter.person {
            all.push(format!("e.person = '{person}'"));
        }
        if let Some(agency) = filter.agency {
            all.push(format!("e.agency = '{agency}'"));
        }
        if let Some(Instant(from)) = filter.from {
            all.push(format!("e.committed_at >= {from}"));
        }
        if let Some(Instant(to)) = filter.to {
            all.push(format!("e.committed_at < {to}"));
        }
        if let Some(actions) = &filter.actions {
            all.push(format!("e.action IN ({})", list(actions)));
        }
        if outline && filter.flags.is_some() {
            all.push(format!("(e.flags & {}) <> 0", mask(Set::of(&[AccessFlag::Emergency]))));
        }
        if let Some(flags) = filter.flags.filter(|_| !outline) {
            let shown = |hidden: Set<AccessFlag>| mask(flags.minus(hidden));
            let of_whole = if way == Way::OwnAgency { self.scope.custodians_flags } else { Set::EMPTY };
            let of_nobody = if way == Way::Custody { Set::EMPTY } else { self.scope.custodians_flags };
            all.push(format!(
                "(e.flags & CASE WHEN {whole} AND e.child IS NULL THEN {} WHEN {whole} THEN {} WHEN e.allowed THEN {} \
                 ELSE {} END) <> 0",
                shown(of_nobody),
                shown(of_whole),
                shown(self.scope.telling_if_allowed),
                shown(self.scope.telling_if_refused)
            ));
        }
        if let Some(allowed) = filter.allowed {
            all.push(if allowed { "e.allowed" } else { "NOT e.allowed" }.to_owned());
        }
        if let Some(emergency) = filter.emergency {
            all.push(if emergency { "e.emergency" } else { "NOT e.emergency" }.to_owned());
        }
        if let Some(reviewed) = filter.reviewed {
            // Reviews are shown of entries that the viewer may review, and of no others.
            let not = if reviewed { "" } else { "NOT " };
            all.push(format!(
                "{whole} AND (e.person IS NULL OR e.person <> '{}') AND {not}EXISTS (SELECT 1 FROM access_review AS v \
                 WHERE v.entry_log = e.log AND v.entry_seq = e.seq)",
                self.scope.person
            ));
        }
        Some(all.join(" AND "))
    }
}

/// SQL that holds for an attempt on that child's record: an entry about it, or a search that looked for it.
fn attempted(child: &str) -> String {
    format!("(e.child = {child} OR (e.action = 'SEARCH' AND e.ask LIKE '%\"' || {child} || '\"%'))")
}

/// SQL that holds for a bar or conflict that closes a record to the viewer alone.
pub(in crate::store) fn closed(person: PersonId, agency: &CallerAgency) -> String {
    format!(
        "(r.kind = 'BAR' AND ({} OR r.person_id = '{person}')) OR (r.kind = 'CONFLICT' AND r.person_id = '{person}')",
        agency.barred("r.agency_id", &format!("'{}'", agency.id))
    )
}

fn list<W: Word>(words: &[W]) -> String {
    // An empty list is in nothing.
    if words.is_empty() {
        return "NULL".to_owned();
    }
    words.iter().map(|w| format!("'{}'", w.name())).collect::<Vec<_>>().join(", ")
}

fn mask(flags: Set<AccessFlag>) -> String {
    format!("CAST({} AS BIGINT)", flags.bits())
}
