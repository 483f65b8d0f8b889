//! Finding the children that a search may mean: by keys that the tables have an index for, best fits first. What is found here
//! is not yet judged, and nothing of it leaves but through a [`Sighting`](super::Sighting).

mod compare;

use entities::Date;
use entities::Set;
use entities::ids::ChildId;
use entities::words::{FieldClass, MatchField, Sex};
use policies::facts::Sought;
use sea_orm::{DbErr, QueryResult, Value};

use super::caller::{Caller, json};
use super::claim::ClaimedIdentity;
use super::snapshot::Snapshot;
use crate::plain::text::normalise_name;
pub(crate) use compare::{Fits, compare};

/// The most children that one search looks at.
const MOST: usize = 200;

/// The facts of a search, in the forms in which they are compared. Which of them were given may be logged, they never are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct SearchFacts {
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub date_of_birth: Option<Date>,
    pub expected_date_of_birth: Option<Date>,
    pub age_from: Option<i32>,
    pub age_to: Option<i32>,
    pub sex: Option<Sex>,
    pub nhs_number: Option<String>,
    pub upn: Option<String>,
    pub postcode: Option<String>,
    pub mother: Option<String>,
}

impl SearchFacts {
    /// Which kinds of fact were given.
    pub fn given(&self) -> Set<MatchField> {
        let age = self.age_from.is_some() || self.age_to.is_some();
        [
            (self.given_name.is_some(), MatchField::GivenName),
            (self.family_name.is_some(), MatchField::FamilyName),
            (self.date_of_birth.is_some(), MatchField::DateOfBirth),
            (self.expected_date_of_birth.is_some(), MatchField::ExpectedDateOfBirth),
            (age, MatchField::Age),
            (self.sex.is_some(), MatchField::Sex),
            (self.nhs_number.is_some(), MatchField::NhsNumber),
            (self.upn.is_some(), MatchField::Upn),
            (self.postcode.is_some(), MatchField::Postcode),
            (self.mother.is_some(), MatchField::Mother),
        ]
        .into_iter()
        .filter(|(given, _)| *given)
        .map(|(_, field)| field)
        .collect()
    }

    /// The class of the number that was given and is recorded of the child just so: of one alone, so that who knows one number
    /// cannot try what the other is.
    fn number_of(&self, child: &SearchHit) -> Option<FieldClass> {
        let numbers = [
            (&self.nhs_number, &child.nhs_number, FieldClass::NhsNumber),
            (&self.upn, &child.upn, FieldClass::PupilNumber),
        ];
        numbers.into_iter().find(|(asked, recorded, _)| asked.is_some() && asked == recorded).map(|(.., class)| class)
    }

    /// What a child is sought by, so far as the rules look at it (R17): facts that are recorded of it just so; and the class of
    /// the number that is.
    pub(crate) fn sought(&self, child: &SearchHit) -> (Sought, Option<FieldClass>) {
        let is = |asked: &Option<String>, recorded: &str| asked.as_deref().is_some_and(|asked| asked == recorded);
        let born = self.date_of_birth.is_some() && self.date_of_birth == child.date_of_birth;
        let family = is(&self.family_name, &child.family_key);
        match self.number_of(child) {
            Some(class) if family && born => (Sought::VerifiedNumber, Some(class)),
            _ if born && (family || is(&self.given_name, &child.given_key)) => (Sought::NameAndBirth, None),
            _ => (Sought::Otherwise, None),
        }
    }

    /// Whether they suffice: two, one of them a name, the mother's name or an identifier (R17).
    pub fn suffice(&self) -> bool {
        let given = self.given();
        let telling = Set::of(&[
            MatchField::GivenName,
            MatchField::FamilyName,
            MatchField::NhsNumber,
            MatchField::Upn,
            MatchField::Mother,
        ]);
        given.len() >= 2 && given.intersects(telling)
    }
}

/// A child that may be meant. Its fields are for comparing, and are shown through a sighting alone.
#[derive(Clone, Debug)]
pub struct SearchHit {
    pub(crate) id: ChildId,
    pub(crate) given_name: Option<String>,
    pub(crate) family_name: Option<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) date_of_birth: Option<Date>,
    pub(crate) expected_date_of_birth: Option<Date>,
    pub(crate) sex: Option<Sex>,
    pub(crate) nhs_number: Option<String>,
    pub(crate) upn: Option<String>,
    pub(crate) postcode: Option<String>,
    pub(crate) given_key: String,
    pub(crate) family_key: String,
    pub(crate) mother_key: String,
    claimed: Option<ClaimedIdentity>,
}

impl SearchHit {
    /// The child.
    pub const fn id(&self) -> ChildId {
        self.id
    }

    /// The child as the caller's agency claimed it: on a claim that is all there is to be compared and shown (R15).
    pub(crate) fn into_claimed(self) -> Self {
        let claimed = self.claimed.unwrap_or_default();
        Self {
            id: self.id,
            given_key: claimed.given_name.as_deref().map(normalise_name).unwrap_or_default(),
            family_key: claimed.family_name.as_deref().map(normalise_name).unwrap_or_default(),
            given_name: claimed.given_name,
            family_name: claimed.family_name,
            aliases: Vec::new(),
            date_of_birth: claimed.date_of_birth,
            expected_date_of_birth: claimed.expected_date_of_birth,
            sex: claimed.sex,
            nhs_number: None,
            upn: None,
            postcode: None,
            mother_key: String::new(),
            claimed: None,
        }
    }
}

/// What a search came upon.
pub struct SearchHits {
    /// The children, those of the caller's own agency first, then the best fits.
    pub found: Vec<SearchHit>,
    /// Children that fit were left out, because there are more than the hub looks at.
    pub more: bool,
}

impl Snapshot {
    /// The children that may be meant, at most 200, in one statement.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn search(&self, caller: &Caller, facts: &SearchFacts) -> Result<SearchHits, DbErr> {
        let (sql, values) = self.search_sql(caller, facts);
        let rows = self.all(sql, values).await?;
        let fit = |row: &QueryResult| row.try_get::<i32>("", "fit");
        let more = rows.get(MOST).map(fit).transpose()?.is_some_and(|fit| fit >= 2);
        let found = rows.iter().take(MOST).map(hit).collect::<Result<_, _>>()?;
        Ok(SearchHits { found, more })
    }

    fn search_sql(&self, caller: &Caller, facts: &SearchFacts) -> (String, Vec<Value>) {
        let mut values: Vec<Value> = vec![caller.agency.id.into()];
        let mut bind = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        // Found by: each has an index. Ranked by: what else SQL can say of a fit.
        let mut found_by = Vec::new();
        let mut ranked_by = Vec::new();
        let keys = [
            ("c.nhs_number", facts.nhs_number.as_deref()),
            ("c.upn", facts.upn.as_deref()),
            ("c.family_key", facts.family_name.as_deref()),
            ("c.given_key", facts.given_name.as_deref()),
            ("c.mother_key", facts.mother.as_deref()),
        ];
        for (column, value) in keys {
            let Some(value) = value else { continue };
            let place = bind(value.into());
            found_by.push(format!("{column} = {place}"));
            ranked_by.push(format!("{column} = {place}"));
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
        let sql = format!(
            "SELECT c.id, c.given_name, c.family_name, c.aliases, c.date_of_birth, c.expected_date_of_birth, c.sex, \
             c.nhs_number, c.upn, c.postcode, c.given_key, c.family_key, c.mother_key, {} AS fit, \
             (SELECT max(i.claimed_identity) FROM involvement AS i WHERE i.child_id = c.id AND i.agency_id = $1 \
              AND i.state = 'CLAIMED' AND {}) AS claimed \
             FROM child AS c WHERE ({}) AND {} \
             ORDER BY CASE WHEN EXISTS (SELECT 1 FROM involvement AS o WHERE o.child_id = c.id AND {} \
              AND {}) THEN 0 ELSE 1 END, fit DESC, c.id LIMIT {}",
            fit.join(" + "),
            self.newest("involvement", "i", "id"),
            if found_by.is_empty() { "FALSE".to_owned() } else { found_by.join(" OR ") },
            self.newest("child", "c", "id"),
            caller.agency.own("o.agency_id", "$1"),
            self.recorded("o"),
            MOST + 1
        );
        (sql, values)
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
