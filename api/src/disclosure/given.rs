//! What an answer gave and what it withheld, for its entry in the log and for `withheld`: by classes, and by the parts of a record
//! that are withheld whole. It judges nothing.

use std::collections::BTreeSet;

use entities::Set;
use entities::ids::AgencyId;
use entities::words::FieldClass;
use policies::fields::{CASE_WORK, CHILD, CHRONOLOGY_ENTRY, CONSENT, FieldRule, INVOLVEMENT};

use super::ask::RecordAsk;
use super::view::Withholding;
use crate::store::Opening;
use crate::store::content::{CaseWorkContent, EntryPage, needs, rule};

/// Which classes the answer gives, and which it withholds, of those that were asked for.
pub(super) fn classes(
    opening: &Opening,
    ask: &RecordAsk,
    pages: &[EntryPage],
    works: &[CaseWorkContent],
) -> (Set<FieldClass>, Set<FieldClass>) {
    let mut asked: Set<FieldClass> = Set::EMPTY;
    let mut given: Set<FieldClass> = Set::EMPTY;
    let judged = |fields: &[String],
                  table: &'static [FieldRule],
                  kinds: &BTreeSet<(u16, u64)>,
                  asked: &mut Set<FieldClass>,
                  given: &mut Set<FieldClass>| {
        for rule in fields.iter().filter_map(|field| rule(table, field)) {
            let own = Set::of(rule.classes);
            *asked = asked.union(own);
            if kinds.is_empty() {
                *given = given.union(own.intersection(opening.entry_classes()));
            }
            for (code, content) in kinds {
                let wants = needs(rule, Set::from_bits(*content));
                *asked = asked.union(wants);
                let cleared = opening.masks().situation(*code).map_or(Set::EMPTY, |s| s.cleared);
                if cleared.contains_all(wants) {
                    *given = given.union(wants);
                }
            }
        }
    };
    for field in &ask.child {
        let Some(rule) = rule(CHILD, field) else { continue };
        let wants = needs(rule, Set::EMPTY);
        asked = asked.union(wants);
        if opening.field(wants).is_ok() {
            given = given.union(wants);
        }
    }
    for page in pages {
        let entries = page.entries.iter().flat_map(|e| std::iter::once(e).chain(&e.history));
        // Each entry by its own situation: what is cleared of the caller's own says nothing of another's.
        let kinds: BTreeSet<(u16, u64)> = entries.map(|e| (e.code, e.content.bits())).collect();
        judged(&page.args.fields, CHRONOLOGY_ENTRY, &kinds, &mut asked, &mut given);
    }
    let kinds = works.iter().map(|work| (work.code, work.content.bits())).collect();
    judged(&ask.work, CASE_WORK, &kinds, &mut asked, &mut given);
    for (fields, table) in [(&ask.involvements, INVOLVEMENT), (&ask.consents, CONSENT)] {
        for field in fields {
            let Some(rule) = rule(table, field) else { continue };
            let wants = needs(rule, Set::EMPTY);
            asked = asked.union(wants);
            given = given.union(wants.intersection(opening.cleared()));
        }
    }
    (given, asked.minus(given))
}

/// What is withheld whole.
pub(super) fn whole(opening: &Opening, ask: Option<AgencyId>) -> Vec<Withholding> {
    let mut whole = Vec::new();
    if let Some(reason) = opening.others_withheld() {
        whole.push(Withholding { field: "chronology", classes: Set::of(&[FieldClass::Summary]), reason, ask });
    }
    if let Some(reason) = opening.involvements_withheld() {
        whole.push(Withholding { field: "involvements", classes: Set::of(&[FieldClass::Involvement]), reason, ask });
    }
    whole
}
