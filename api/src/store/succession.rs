//! Which agencies others succeed (R39), read with the caller, so that every reader of records looks at it in the same place and
//! nothing is asked again. From the day on, what an agency that closed had recorded, opened or been asked counts as its
//! successor's: no row is written anew, so that what was an answer before remains one. It must never judge anything.

use std::collections::BTreeSet;

use entities::Date;
use entities::ids::AgencyId;
use sea_orm::DbErr;
use serde::Deserialize;

use super::caller::json;
use super::snapshot::Snapshot;

/// One that was approved.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Succession {
    agency: AgencyId,
    keeper: AgencyId,
    others: Vec<AgencyId>,
    /// The keeper's telephones, by day and out of hours.
    numbers: (Option<String>, Option<String>),
}

/// The successions of the partnership, as they stand on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Successions {
    in_effect: Vec<Succession>,
    announced: Vec<Succession>,
}

/// As the databases give it: agency, keeper, the others as JSON text, from which day, and the keeper's telephones.
#[derive(Deserialize)]
struct Row(AgencyId, AgencyId, String, Date, Option<String>, Option<String>);

impl Successions {
    /// Those of [`Snapshot::approved_successions`], on that day.
    pub(crate) fn read(text: &str, today: Date) -> Result<Self, DbErr> {
        let mut found = Self::default();
        for Row(agency, keeper, others, on, phone, out_of_hours) in json::<Vec<Row>>(text)? {
            let others = json(&others)?;
            let succession = Succession { agency, keeper, others, numbers: (phone, out_of_hours) };
            if on <= today { found.in_effect.push(succession) } else { found.announced.push(succession) }
        }
        Ok(found)
    }

    fn of(&self, agency: AgencyId) -> Option<&Succession> {
        self.in_effect.iter().find(|s| s.agency == agency)
    }

    /// The last one of the line that keeps the agency's records: itself, where nobody succeeds it yet.
    pub fn heir(&self, agency: AgencyId) -> AgencyId {
        // No longer than there are successions: a ring, which is never approved, ends too.
        let line = std::iter::successors(Some(agency), |agency| self.of(*agency).map(|s| s.keeper));
        line.take(self.in_effect.len() + 1).last().unwrap_or(agency)
    }

    /// The agencies whose records that one keeps beside its own.
    pub(crate) fn kept_by(&self, agency: AgencyId) -> Vec<AgencyId> {
        self.before(agency, |s, line| line.contains(&s.keeper))
    }

    /// Every agency that it succeeds, alone or beside others.
    pub(crate) fn followed_by(&self, agency: AgencyId) -> Vec<AgencyId> {
        self.before(agency, |s, line| line.contains(&s.keeper) || s.others.iter().any(|other| line.contains(other)))
    }

    fn before(&self, agency: AgencyId, follows: impl Fn(&Succession, &BTreeSet<AgencyId>) -> bool) -> Vec<AgencyId> {
        let mut line = BTreeSet::from([agency]);
        loop {
            let earlier: Vec<AgencyId> =
                self.in_effect.iter().filter(|s| follows(s, &line)).map(|s| s.agency).collect();
            let known = line.len();
            line.extend(earlier);
            if line.len() == known {
                break;
            }
        }
        line.remove(&agency);
        line.into_iter().collect()
    }

    /// All agencies whose records one and the same keeps: those of a line, from the first to the last.
    pub(crate) fn line(&self, agency: AgencyId) -> Vec<AgencyId> {
        let heir = self.heir(agency);
        let mut line = self.kept_by(heir);
        line.push(heir);
        line
    }

    /// Whether others have succeeded the agency.
    pub fn closed(&self, agency: AgencyId) -> bool {
        self.of(agency).is_some()
    }

    /// The telephones of who keeps the records of an agency that has closed; none where it has not.
    pub(crate) fn numbers(&self, agency: AgencyId) -> Option<(Option<&String>, Option<&String>)> {
        let heir = self.heir(agency);
        let last = self.in_effect.iter().find(|s| s.keeper == heir && heir != agency)?;
        Some((last.numbers.0.as_ref(), last.numbers.1.as_ref()))
    }

    /// The agency's successors, the one that keeps its records first; also those that are approved and not in effect yet.
    pub fn successors(&self, agency: AgencyId) -> Vec<AgencyId> {
        let of = |s: &&Succession| s.agency == agency;
        let found = self.of(agency).or_else(|| self.announced.iter().find(of));
        found.map(|s| std::iter::once(s.keeper).chain(s.others.iter().copied()).collect()).unwrap_or_default()
    }
}

impl Snapshot {
    /// The successions as they stand on that day, in one statement: for what no person asks.
    pub(crate) async fn successions_on(&self, today: Date) -> Result<Successions, DbErr> {
        let row = self.one(format!("SELECT {} AS approved", self.approved_successions()), Vec::new()).await?;
        let text = row.map_or_else(|| Ok("[]".to_owned()), |row| row.try_get::<String>("", "approved"))?;
        Successions::read(&text, today)
    }

    /// SQL for the list that [`Successions::read`] reads.
    pub(super) fn approved_successions(&self) -> String {
        self.dialect.json_rows(
            "s.agency_id, s.keeper, s.others, s.takes_effect_on, n.phone, n.out_of_hours",
            &format!(
                "succession AS s LEFT JOIN agency AS n ON n.id = s.keeper AND {} WHERE s.state = 'APPROVED' AND {}",
                self.newest("agency", "n", "id"),
                self.newest("succession", "s", "id")
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn id(n: u128) -> AgencyId {
        AgencyId(Uuid::from_u128(n))
    }

    /// 1 and 2 merge into 3, which changes its code to 4; 4 splits into 5, which keeps the records, and 6, but not yet.
    fn successions(today: &str) -> Successions {
        let row = |agency, keeper, others: &[u128], on: &str| {
            let others: Vec<String> = others.iter().map(|n| id(*n).to_string()).collect();
            json!([id(agency), id(keeper), serde_json::to_string(&others).unwrap(), on, format!("tel {keeper}"), null])
        };
        let rows = json!([
            row(1, 3, &[], "2026-06-01"),
            row(2, 3, &[], "2026-06-01"),
            row(3, 4, &[], "2026-07-01"),
            row(4, 5, &[6], "2026-09-01"),
        ]);
        Successions::read(&rows.to_string(), today.parse().unwrap()).unwrap()
    }

    #[test]
    fn r39_nothing_passes_before_the_day() {
        let before = successions("2026-05-31");
        assert_eq!((before.heir(id(1)), before.closed(id(1))), (id(1), false));
        assert_eq!(before.kept_by(id(3)), []);
        assert_eq!(before.successors(id(1)), [id(3)], "it is known before");
        let on_the_day = successions("2026-06-01");
        assert_eq!((on_the_day.heir(id(1)), on_the_day.closed(id(1))), (id(3), true));
        assert_eq!(on_the_day.kept_by(id(3)), [id(1), id(2)]);
    }

    #[test]
    fn r39_a_line_is_followed_to_its_end() {
        let later = successions("2026-08-01");
        assert_eq!(later.heir(id(1)), id(4));
        assert_eq!(later.kept_by(id(4)), [id(1), id(2), id(3)]);
        assert_eq!(later.line(id(2)), [id(1), id(2), id(3), id(4)]);
        assert_eq!(later.line(id(9)), [id(9)]);
        assert_eq!(later.numbers(id(2)), Some((Some(&"tel 4".to_owned()), None)));
        assert_eq!(later.numbers(id(4)), None);
    }

    #[test]
    fn r39_of_a_split_one_keeps_the_records_and_each_follows() {
        let split = successions("2026-09-01");
        assert_eq!(split.heir(id(1)), id(5));
        assert_eq!(split.kept_by(id(6)), [], "no record passes to the other");
        assert_eq!(split.followed_by(id(6)), [id(1), id(2), id(3), id(4)], "what kept any of them out keeps it out");
        assert_eq!(split.successors(id(4)), [id(5), id(6)]);
    }

    #[test]
    fn r39_a_ring_ends() {
        let text =
            json!([[id(1), id(2), "[]", "2026-01-01", null, null], [id(2), id(1), "[]", "2026-01-01", null, null]]);
        let ring = Successions::read(&text.to_string(), "2026-06-01".parse().unwrap()).unwrap();
        assert!([id(1), id(2)].contains(&ring.heir(id(1))));
        assert_eq!(ring.kept_by(id(1)), [id(2)]);
    }
}
