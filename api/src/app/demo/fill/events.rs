//! An event of a story, as the versions of a chronology entry.

use std::collections::HashMap;

use entities::ids::{ChildId, EntryId, GiverId};
use entities::rows::chronology_entry;
use entities::{Instant, Set};
use policies::content_classes;

use super::{Filling, Unknown, list};
use crate::app::demo::story::{Event, Later};
use crate::plain::calendar::start_of_day;

impl Filling<'_> {
    pub(super) fn entry(
        &mut self,
        child: ChildId,
        event: &Event,
        givers: &HashMap<&'static str, GiverId>,
    ) -> Result<Vec<chronology_entry::Model>, Unknown> {
        let by = self.by(event.by)?;
        let about = event.about.iter().map(|g| givers.get(g).ok_or_else(|| Unknown((*g).to_owned())));
        let tell = event.tell.iter().map(|code| self.agency(code)).collect::<Result<Vec<_>, _>>()?;
        let occurred_at = match event.time {
            Some((hour, minute)) => self.moment(event.days, hour, minute),
            None => start_of_day(self.day(event.days)),
        };
        // Written up on the next day, but never after the demo was made.
        let recorded_at = self.moment(event.days, 12, 0).plus(if event.days > 1 { Instant::DAY } else { 0 });
        let text = |t: Option<&'static str>| t.map(str::to_owned);
        let first = chronology_entry::Model {
            id: EntryId(self.id()?),
            version: 1,
            child_id: child,
            agency_id: by.agency,
            agency_kind: by.kind,
            team: by.team,
            person_id: by.person,
            recorded_by: by.name,
            occurred_at,
            occurred_until: event.lasted.map(|days| occurred_at.plus(days * Instant::DAY)),
            occurred_precision: event.precision,
            recorded_at,
            category: event.category,
            significance: event.significance,
            sensitivity: event.sensitivity,
            classes: content_classes(event.category, by.kind).union(Set::of(event.adding)),
            added_classes: Set::of(event.adding),
            handling: Set::of(event.handling),
            about_adults: list(&about.collect::<Result<Vec<_>, _>>()?)?,
            tell: list(&tell)?,
            named: "[]".to_owned(),
            summary: event.summary.to_owned(),
            narrative: text(event.narrative),
            impact_on_child: event.impact.map(|(_, t)| t.to_owned()),
            impact_direction: event.impact.map(|(direction, _)| direction),
            child_voice: text(event.voice),
            action: text(event.action),
            outcome: text(event.outcome),
            withdrawn_at: None,
            wrong_child: false,
            correction_reason: None,
            log: 0,
            seq: 0,
        };
        let mut versions = vec![first.clone()];
        let mut present = first;
        for later in &event.later {
            present.version += 1;
            match later {
                Later::Corrected(days, why, summary, narrative) => {
                    present.recorded_at = self.moment(*days, 9, 30);
                    present.correction_reason = Some((*why).to_owned());
                    present.summary = (*summary).to_owned();
                    present.narrative = Some((*narrative).to_owned());
                }
                Later::Withdrawn(days, why, wrong_child) => {
                    present.recorded_at = self.moment(*days, 9, 30);
                    present.withdrawn_at = Some(present.recorded_at);
                    present.correction_reason = Some((*why).to_owned());
                    present.wrong_child = *wrong_child;
                }
            }
            versions.push(present.clone());
        }
        Ok(versions)
    }
}
