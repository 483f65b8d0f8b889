//! Which children a description may mean, and whether a child is open to a caller. For linking what is recorded to a child,
//! never for showing one: what is found here goes into no answer.

use entities::Date;
use entities::ids::{AgencyId, ChildId};
use entities::words::Relationship;
use policies::facts::RecordFacts;
use sea_orm::{DbErr, QueryResult, Value};

use super::caller::Caller;
use super::facts::ChildKey;
use super::snapshot::Snapshot;
use crate::plain::calendar::local_date;

/// What somebody said of a child, in the forms that are compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits {
    /// An NHS number whose check digit is right.
    pub(crate) nhs_number: Option<String>,
    /// A permanent UPN whose check letter is right.
    pub(crate) upn: Option<String>,
    /// The given name, normalised.
    pub(crate) given_key: Option<String>,
    /// The family name, normalised.
    pub(crate) family_key: Option<String>,
    /// The date of birth.
    pub(crate) date_of_birth: Option<Date>,
    /// The mother's name, normalised, of an unborn child.
    pub(crate) mother_of_unborn: Option<String>,
}

/// A child who fits some of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) id: ChildId,
    pub(crate) date_of_birth: Option<Date>,
    pub(crate) nhs_number: Option<String>,
    pub(crate) upn: Option<String>,
    /// The local authority in whose area the child is, else the one that is responsible.
    pub(crate) area: Option<AgencyId>,
    /// The record is restricted: nobody but its custodians may hear of the match.
    pub(crate) restricted: bool,
    /// And the restriction does not name the caller: theirs is an attempt (R28).
    pub(crate) shut: bool,
    /// Closed to this caller, by a bar or a conflict of interest.
    pub(crate) closed: bool,
}

/// The most children that one description is compared with.
const MOST: u32 = 50;

impl Snapshot {
    /// The child, where it is open to the caller: the agency works with it, claims it, or is asked about it, or the caller
    /// serves its area. One that is restricted to others is given as that, for its custodians alone. One statement, whether
    /// there is such a child or not.
    pub(crate) async fn open_child(&self, caller: &Caller, key: &ChildKey) -> Result<Option<Candidate>, DbErr> {
        let loaded = self.facts(caller, None, key, RecordFacts::CHILD, caller.at).await?;
        let (relationship, child) = (&loaded.facts.relationship, &loaded.facts.child);
        let related = match relationship.widest {
            Relationship::Open | Relationship::Claimed => true,
            Relationship::Ended => relationship.recently_ended,
            Relationship::None | Relationship::Asked => false,
        };
        let open = (related || relationship.asked || child.in_area) && !child.closed;
        Ok(loaded.rows.child.as_ref().filter(|_| open || child.restricted).map(|row| Candidate {
            id: row.id,
            date_of_birth: row.date_of_birth,
            nhs_number: None,
            upn: None,
            area: row.area.or(row.responsible_authority),
            restricted: child.restricted,
            shut: child.restricted,
            closed: child.closed,
        }))
    }

    /// The children who fit, those with the number first, then those with the date of birth; under earlier names too. One
    /// statement, whatever there is.
    pub(crate) async fn candidates(&self, caller: &Caller, traits: &Traits) -> Result<Vec<Candidate>, DbErr> {
        let protected = |what: &str| {
            format!(
                "CASE WHEN EXISTS (SELECT 1 FROM protection AS r WHERE r.child_id = c.id AND NOT r.lifted \
                 AND (r.until IS NULL OR r.until >= $7) AND ({what}) AND {}) THEN 1 ELSE 0 END",
                self.newest("protection", "r", "id")
            )
        };
        let restricted = protected("r.kind = 'RESTRICTION'");
        let shut = protected(&format!("r.kind = 'RESTRICTION' AND r.named NOT LIKE '%\"{}\"%'", caller.person));
        let closed = protected(&format!(
            "(r.kind = 'BAR' AND ({} OR r.person_id = $9)) OR (r.kind = 'CONFLICT' AND r.person_id = $9)",
            caller.agency.barred("r.agency_id", "$8")
        ));
        let known = self.recorded("k");
        let fits = |what: &str| format!("SELECT k.id FROM child AS k WHERE {what} AND {known}");
        let any = [
            fits("k.nhs_number = $1"),
            fits("k.upn = $2"),
            fits("k.given_key = $3 AND k.family_key = $4"),
            fits("k.family_key = $4 AND k.date_of_birth = $5"),
            fits("k.given_key = $3 AND k.date_of_birth = $5"),
            fits("k.mother_key = $6 AND k.expected_date_of_birth IS NOT NULL AND k.date_of_birth IS NULL"),
        ]
        .join(" UNION ");
        let sql = format!(
            "SELECT c.id, c.date_of_birth, c.nhs_number, c.upn, coalesce(c.area, c.responsible_authority) AS area, \
             {restricted} AS restricted, {shut} AS shut, {closed} AS closed \
             FROM child AS c WHERE c.id IN ({any}) AND {} \
             ORDER BY CASE WHEN c.nhs_number = $1 OR c.upn = $2 THEN 0 WHEN c.date_of_birth = $5 THEN 1 ELSE 2 END, c.id \
             LIMIT {MOST}",
            self.newest("child", "c", "id")
        );
        let values: Vec<Value> = vec![
            traits.nhs_number.clone().into(),
            traits.upn.clone().into(),
            traits.given_key.clone().into(),
            traits.family_key.clone().into(),
            traits.date_of_birth.into(),
            traits.mother_of_unborn.clone().into(),
            local_date(caller.at).into(),
            caller.agency.id.into(),
            caller.person.into(),
        ];
        self.all(sql, values).await?.iter().map(candidate).collect()
    }

    /// The partnership's first local authority that is not closed: the last resort of a concern from nobody's area.
    pub(crate) async fn first_authority(&self) -> Result<Option<AgencyId>, DbErr> {
        let sql = format!(
            "SELECT a.id FROM agency AS a WHERE a.kind = 'LOCAL_AUTHORITY' AND a.closed_on IS NULL AND {} \
             ORDER BY a.code LIMIT 1",
            self.newest("agency", "a", "id")
        );
        self.one(sql, Vec::new()).await?.map(|row| row.try_get("", "id")).transpose()
    }
}

fn candidate(row: &QueryResult) -> Result<Candidate, DbErr> {
    Ok(Candidate {
        id: row.try_get("", "id")?,
        date_of_birth: row.try_get("", "date_of_birth")?,
        nhs_number: row.try_get("", "nhs_number")?,
        upn: row.try_get("", "upn")?,
        area: row.try_get("", "area")?,
        restricted: row.try_get::<i32>("", "restricted")? == 1,
        shut: row.try_get::<i32>("", "shut")? == 1,
        closed: row.try_get::<i32>("", "closed")? == 1,
    })
}
