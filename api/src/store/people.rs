//! Where people stand: agency and position, for those whom somebody names as a custodian, a second person or a reader; and
//! who may answer as a second person, which stands here alone.

use entities::ids::{AgencyId, PersonId};
use entities::words::{Position, Word};
use sea_orm::{DbErr, Value};

use super::caller::Caller;
use super::snapshot::Snapshot;
use super::succession::Successions;

/// One present membership of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The person.
    pub(crate) person: PersonId,
    /// The agency.
    pub(crate) agency: AgencyId,
    /// The standing held there.
    pub(crate) position: Position,
}

/// Who did, or wants to do, what takes a second person.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asker {
    /// The person.
    pub(crate) person: PersonId,
    /// For which agency.
    pub(crate) agency: AgencyId,
    /// The authority that is responsible for the child.
    pub(crate) authority: Option<AgencyId>,
}

impl Asker {
    /// The same with the agencies that others succeed as those are now (R39).
    pub(crate) fn succeeded(self, successions: &Successions) -> Self {
        let heir = |agency| successions.heir(agency);
        Self { agency: heir(self.agency), authority: self.authority.map(heir), ..self }
    }
}

impl Standing {
    /// Whether the person may answer there for what the asker does: somebody else, a manager or above, in the asker's agency or
    /// in the child's authority (R21, R31, R36).
    pub(crate) fn may_answer(&self, asker: Asker) -> bool {
        let there = self.agency == asker.agency || Some(self.agency) == asker.authority;
        self.person != asker.person && self.position >= Position::Manager && there
    }
}

impl Caller {
    /// Where the caller stands in the membership acted in.
    pub(crate) const fn standing(&self) -> Standing {
        Standing { person: self.person, agency: self.agency.id, position: self.position }
    }

    /// The caller as one who asks a second person, about a child of that authority.
    pub(crate) fn asking(&self, authority: Option<AgencyId>) -> Asker {
        Asker { person: self.person, agency: self.agency.id, authority }.succeeded(&self.successions)
    }
}

impl Snapshot {
    /// Every present membership of those people, in one statement.
    pub(crate) async fn standings(&self, people: &[PersonId]) -> Result<Vec<Standing>, DbErr> {
        let places: Vec<String> = (1..=people.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT m.person_id, m.agency_id, m.position FROM membership AS m \
             WHERE m.person_id IN ({}) AND NOT m.ended AND {} ORDER BY m.id",
            if places.is_empty() { "NULL".to_owned() } else { places.join(", ") },
            self.newest("membership", "m", "id")
        );
        let values: Vec<Value> = people.iter().map(|id| (*id).into()).collect();
        let rows = self.all(sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(Standing {
                    person: row.try_get("", "person_id")?,
                    agency: row.try_get("", "agency_id")?,
                    position: row.try_get("", "position")?,
                })
            })
            .collect()
    }
}

impl Snapshot {
    /// Those of the caller's own agency whom they may name as a second person, by name: at most so many.
    pub(crate) async fn managers(&self, caller: &Caller, most: u32) -> Result<Vec<(PersonId, String)>, DbErr> {
        self.managers_at(&caller.agency.own("m.agency_id", "$1"), caller.agency.id, caller, most).await
    }

    /// Those of the authority whose area the caller's agency serves: at most so many, and none where it serves none.
    pub(crate) async fn managers_of_area(&self, caller: &Caller, most: u32) -> Result<Vec<(PersonId, String)>, DbErr> {
        match caller.agency.area {
            Some(area) => self.managers_at("m.agency_id = $1", area, caller, most).await,
            None => Ok(Vec::new()),
        }
    }

    /// Managers and above but for the caller where that SQL holds, in which $1 is the agency.
    async fn managers_at(
        &self,
        there: &str,
        agency: AgencyId,
        caller: &Caller,
        most: u32,
    ) -> Result<Vec<(PersonId, String)>, DbErr> {
        let mut values: Vec<Value> = vec![agency.into(), caller.person.into(), most.into()];
        let above = Position::ALL.iter().filter(|position| **position >= Position::Manager);
        values.extend(above.map(|position| Value::from(*position)));
        let places: Vec<String> = (4..=values.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT DISTINCT p.id, p.name FROM membership AS m JOIN person AS p ON p.id = m.person_id AND {} \
             WHERE {} AND m.person_id <> $2 AND m.position IN ({}) AND NOT m.ended AND {} ORDER BY p.name, p.id LIMIT $3",
            self.newest("person", "p", "id"),
            there,
            places.join(", "),
            self.newest("membership", "m", "id")
        );
        let rows = self.all(sql, values).await?;
        rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "name")?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn r21_a_manager_of_either_agency_answers_and_nobody_for_themselves() {
        let (me, boss) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let [here, there, elsewhere] = [3, 4, 5].map(|n| AgencyId(Uuid::from_u128(n)));
        let asker = Asker { person: me, agency: here, authority: Some(there) };
        for (person, agency, position, wanted) in [
            (boss, here, Position::Manager, true),
            (boss, there, Position::Director, true),
            (boss, here, Position::Practitioner, false),
            (boss, elsewhere, Position::Director, false),
            (me, here, Position::Director, false),
        ] {
            let standing = Standing { person, agency, position };
            assert_eq!(standing.may_answer(asker), wanted, "{standing:?}");
        }
        let standing = Standing { person: boss, agency: there, position: Position::Manager };
        assert!(!standing.may_answer(Asker { authority: None, ..asker }));
    }
}
