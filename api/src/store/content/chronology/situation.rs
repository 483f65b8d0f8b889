//! The SQL of the situation that an entry is in: its code, by which the masks say what of it is cleared. It must say the same as
//! `opening::bits`.

use entities::Instant;

use super::super::super::opening::bits;
use super::query::Query;

impl Query<'_> {
    /// The situation's code of the row `e`.
    pub(super) fn code(&self) -> String {
        let flag = |condition: &str, bit: u16| format!("CASE WHEN {condition} THEN {bit} ELSE 0 END");
        let own = self.own();
        let other = format!("NOT ({own})");
        let mut left = "e.about_adults".to_owned();
        for giver in self.opening.adult_givers() {
            // A giver's id is a UUID that the hub made: nothing in it can end the text.
            left = format!("replace({left}, '\"{giver}\"', '')");
        }
        let adults = if self.opening.adult_givers().is_empty() {
            "FALSE".to_owned()
        } else {
            format!("{other} AND e.about_adults <> '[]' AND {left} NOT LIKE '%\"%'")
        };
        [
            flag(&own, bits::OWN),
            flag(&format!("{other} AND e.agency_kind = 'SCHOOL'"), bits::SCHOOL),
            format!(
                "CASE e.sensitivity WHEN 'STANDARD' THEN 0 WHEN 'SENSITIVE' THEN {} ELSE {} END",
                bits::SENSITIVE,
                bits::RESTRICTED
            ),
            flag(&format!("{own} AND e.person_id = $3"), bits::BY_CALLER),
            flag(&format!("{own} AND e.team = $4"), bits::BY_TEAM),
            flag(&self.snapshot.dialect.contains("e.named", "$5"), bits::NAMED),
            flag(&format!("{other} AND {}", self.told()), bits::TOLD),
            flag(&adults, bits::ADULTS),
            flag(
                &format!(
                    "{other} AND e.sensitivity = 'SENSITIVE' AND EXISTS (SELECT 1 FROM check_entry AS y \
                     WHERE y.entry_id = e.id AND {} AND {})",
                    self.agency.own("y.asking_agency", "$2"),
                    self.snapshot.recorded("y")
                ),
                bits::ANSWER,
            ),
            self.distant()
                .map_or_else(|| "0".to_owned(), |distant| flag(&format!("{other} AND {distant}"), bits::DISTANT)),
        ]
        .join(" + ")
    }

    /// SQL that holds where the row `e` is the caller's agency's own, recorded by it or passed on to it (R39).
    pub(super) fn own(&self) -> String {
        self.agency.own("e.agency_id", "$2")
    }

    /// SQL that holds where the row is addressed to the caller's agency, or to one whose work passed on to it.
    fn told(&self) -> String {
        let contains = |part: &str| self.snapshot.dialect.contains("e.tell", part);
        let passed_on = self.agency.kept.iter().map(|agency| contains(&format!("'\"{agency}\"'")));
        let any: Vec<String> = std::iter::once(contains("$6")).chain(passed_on).collect();
        format!("({})", any.join(" OR "))
    }

    /// SQL that holds where the row's texts do not tell where the child is: recorded before that was protected, or by an agency
    /// of another area (R7). None where it is not protected from the caller.
    fn distant(&self) -> Option<String> {
        let Instant(since) = self.opening.whereabouts_since()?;
        // An area's id is a UUID that the hub made: nothing in it can end the text.
        let areas: Vec<String> = self.opening.areas().iter().map(|area| format!("'{area}'")).collect();
        let elsewhere = if areas.is_empty() {
            // Where nobody knows the child's area, every agency may be near.
            "FALSE".to_owned()
        } else {
            format!(
                "EXISTS (SELECT 1 FROM agency AS g WHERE g.id = e.agency_id AND g.area IS NOT NULL \
                 AND g.area NOT IN ({}) AND {})",
                areas.join(", "),
                self.snapshot.newest("agency", "g", "id")
            )
        };
        Some(format!("(e.recorded_at < {since} OR {elsewhere})"))
    }
}
