//! The statements that find the children that a search may mean. What the answer says must not depend on children of whom the
//! asker may not know, and anybody can make records that fit as well as a real one, by raising concerns. So each kind of child is
//! found apart from the others, and none takes another's place (R5, R28).

use sea_orm::{DbErr, QueryResult, Value};

use super::super::caller::{Caller, json};
use super::super::shut::Viewer;
use super::super::snapshot::Snapshot;
use super::{SearchFacts, SearchHit, compare};

/// The most children that one statement gives.
const MOST: usize = 200;

/// Which children are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Those with which something on record ties the caller: work of their agency, what was asked of it, their area, a list that
    /// names them, or a number that they gave. First those of the caller's own agency.
    Tied,
    /// All others that are not shut to the caller: few purposes show any of them (R17).
    Untied,
    /// Those that are shut to the caller: looked at for their custodians alone (ADR 0012).
    Shut,
}

/// What a search came upon.
pub(crate) struct SearchHits {
    /// The children, best fits first.
    pub(crate) found: Vec<SearchHit>,
    /// Whether more of them follow that fit on two facts.
    pub(crate) more: bool,
}

impl Snapshot {
    /// The children that may be meant, 200 at a time, in one statement.
    pub(crate) async fn search(
        &self,
        caller: &Caller,
        facts: &SearchFacts,
        stream: Stream,
        round: usize,
    ) -> Result<SearchHits, DbErr> {
        let (sql, values) = self.search_sql(caller, facts, stream, round);
        let rows = self.all(sql, values).await?;
        let fit = |row: &QueryResult| row.try_get::<i32>("", "fit");
        let more = rows.get(MOST).map(fit).transpose()?.is_some_and(|fit| fit >= 2);
        let found = rows.iter().take(MOST).map(hit).collect::<Result<_, _>>()?;
        Ok(SearchHits { found, more })
    }

    fn search_sql(&self, caller: &Caller, facts: &SearchFacts, stream: Stream, round: usize) -> (String, Vec<Value>) {
        let mut values: Vec<Value> = vec![caller.agency.id.into()];
        let viewer = Viewer::of(caller);
        let shut = self.shut("c.id", &viewer, values.len() + 1);
        values.extend(viewer.values());
        let mut bind = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        // Found by: each has an index. Ranked by: what else SQL can say of a fit.
        let mut found_by = Vec::new();
        let mut ranked_by = Vec::new();
        let mut by_number = Vec::new();
        let keys = [
            ("c.nhs_number", facts.nhs_number.as_deref(), true),
            ("c.upn", facts.upn.as_deref(), true),
            ("c.family_key", facts.family_name.as_deref(), false),
            ("c.given_key", facts.given_name.as_deref(), false),
            ("c.mother_key", facts.mother.as_deref(), false),
        ];
        for (column, value, number) in keys {
            let Some(value) = value else { continue };
            let condition = format!("{column} = {}", bind(value.into()));
            if number {
                by_number.push(condition.clone());
            }
            found_by.push(condition.clone());
            ranked_by.push(condition);
        }
        if let Some(born) = facts.date_of_birth {
            let days: Vec<String> =
                std::iter::once(born).chain(compare::swapped(born)).map(|day| bind(day.into())).collect();
            let condition = format!("c.date_of_birth IN ({})", days.join(", "));
            found_by.push(condition.clone());
            ranked_by.push(condition);
        }
        if let Some(due) = facts.expected_date_of_birth {
            ranked_by.push(format!("c.expected_date_of_birth = {}", bind(due.into())));
        }
        if let Some(sex) = facts.sex {
            ranked_by.push(format!("c.sex = {}", bind(sex.into())));
        }
        for name in [&facts.given_name, &facts.family_name].into_iter().flatten() {
            // A compared form has letters, digits and spaces alone: nothing in it is a wildcard.
            ranked_by.push(format!("lower(c.aliases) LIKE {}", bind(format!("%{name}%").into())));
        }
        let fit: Vec<String> =
            ranked_by.iter().map(|condition| format!("CASE WHEN {condition} THEN 1 ELSE 0 END")).collect();
        let own = self.own_work(caller);
        let tied = [vec![own.clone()], by_number, self.ties(caller)].concat().join(" OR ");
        let of_stream = match stream {
            Stream::Tied => format!("({tied}) AND NOT {shut}"),
            // What is not on record says nothing, neither yes nor no: then nothing ties.
            Stream::Untied => format!("NOT coalesce({tied}, FALSE) AND NOT {shut}"),
            Stream::Shut => shut,
        };
        let sql = format!(
            "SELECT c.id, c.given_name, c.family_name, c.aliases, c.date_of_birth, c.expected_date_of_birth, c.sex, \
             c.nhs_number, c.upn, c.postcode, c.given_key, c.family_key, c.mother_key, {} AS fit, \
             (SELECT max(i.claimed_identity) FROM involvement AS i WHERE i.child_id = c.id AND i.agency_id = $1 \
              AND i.state = 'CLAIMED' AND {}) AS claimed \
             FROM child AS c WHERE ({}) AND {} AND {of_stream} \
             ORDER BY CASE WHEN {own} THEN 0 ELSE 1 END, fit DESC, c.id LIMIT {} OFFSET {}",
            fit.join(" + "),
            self.newest("involvement", "i", "id"),
            if found_by.is_empty() { "FALSE".to_owned() } else { found_by.join(" OR ") },
            self.newest("child", "c", "id"),
            MOST + 1,
            MOST.saturating_mul(round)
        );
        (sql, values)
    }

    /// SQL that holds where the caller's agency, whose place is the first, works or worked with child `c`.
    fn own_work(&self, caller: &Caller) -> String {
        format!(
            "EXISTS (SELECT 1 FROM involvement AS o WHERE o.child_id = c.id AND {} AND {})",
            caller.agency.own("o.agency_id", "$1"),
            self.recorded("o")
        )
    }

    /// SQL for what else on record may open child `c` to the caller: what of it does, the rule book says. What the caller alone
    /// said of a child is no tie. Ids stand in it as they are: they are UUIDs of the hub's own making, and nothing in one can end
    /// the text.
    fn ties(&self, caller: &Caller) -> Vec<String> {
        let (person, membership) = (caller.person, caller.membership);
        let areas = caller.areas().into_iter().flat_map(|area| caller.successions.line(area));
        let areas: Vec<String> = areas.map(|area| format!("'{area}'")).collect();
        let areas = if areas.is_empty() { "NULL".to_owned() } else { areas.join(", ") };
        let addressed = format!(
            "({} OR q.addressed_to IN ({areas})) AND q.person_id <> '{person}' AND {}",
            caller.agency.own("q.addressed_to", "$1"),
            self.recorded("q")
        );
        vec![
            format!("(c.area IN ({areas}) AND (c.version > 1 OR coalesce(c.person_id, '') <> '{person}'))"),
            format!("c.responsible_authority IN ({areas})"),
            format!("EXISTS (SELECT 1 FROM concern AS q WHERE q.child_id = c.id AND {addressed})"),
            format!(
                "EXISTS (SELECT 1 FROM concern_match AS h JOIN concern AS q ON q.id = h.concern_id \
                 WHERE h.child_id = c.id AND {addressed} AND {})",
                self.recorded("h")
            ),
            format!(
                "EXISTS (SELECT 1 FROM safeguarding_check AS y WHERE y.child_id = c.id AND {} AND {})",
                caller.agency.own("y.asked_agency", "$1"),
                self.recorded("y")
            ),
            format!(
                "EXISTS (SELECT 1 FROM named_access AS v WHERE v.child_id = c.id AND v.person_id = '{person}' AND {})",
                self.recorded("v")
            ),
            format!(
                "EXISTS (SELECT 1 FROM opening AS p WHERE p.child_id = c.id AND p.membership_id = '{membership}' AND {})",
                self.recorded("p")
            ),
        ]
    }
}

fn hit(row: &QueryResult) -> Result<SearchHit, DbErr> {
    let claimed: Option<String> = row.try_get("", "claimed")?;
    Ok(SearchHit {
        id: row.try_get("", "id")?,
        given_name: row.try_get("", "given_name")?,
        family_name: row.try_get("", "family_name")?,
        aliases: json(&row.try_get::<String>("", "aliases")?)?,
        date_of_birth: row.try_get("", "date_of_birth")?,
        expected_date_of_birth: row.try_get("", "expected_date_of_birth")?,
        sex: row.try_get("", "sex")?,
        nhs_number: row.try_get("", "nhs_number")?,
        upn: row.try_get("", "upn")?,
        postcode: row.try_get("", "postcode")?,
        given_key: row.try_get("", "given_key")?,
        family_key: row.try_get("", "family_key")?,
        mother_key: row.try_get("", "mother_key")?,
        claimed: claimed.map(|text| json(&text)).transpose()?,
    })
}
