//! What a raiser said beside what happened: kept as JSON in the concern's own row, and read out part by part, each only where it
//! is cleared.

use entities::rows::concern;
use entities::words::{DispenseReason, FamilyInformed, Sex, TimePrecision};
use entities::{Date, Instant};
use sea_orm::{DbErr, QueryResult};
use serde::{Deserialize, Serialize};

use super::super::super::caller::json;
use super::PersonContent;

/// Another child whom a concern is about, as its raiser described them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct OtherChildContent {
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub date_of_birth: Option<Date>,
    pub expected_date_of_birth: Option<Date>,
    pub approximate_age: Option<i32>,
    pub sex: Option<Sex>,
    pub description: Option<String>,
    pub nhs_number: Option<String>,
    pub upn: Option<String>,
    pub address: Option<String>,
    pub school: Option<String>,
}

/// What a raiser said beside what happened. What is not given stands in no digest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ToldContent {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurred_precision: Option<TimePrecision>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_children: Option<Vec<OtherChildContent>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub child_voice: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact_on_child: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub where_is_the_child_now: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<Vec<PersonContent>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_informed: Option<FamilyInformed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_not_informed_reason: Option<DispenseReason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_from_family: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions_taken: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_back: Option<String>,
}

/// The part of the JSON that is read out again.
#[derive(Default, Deserialize)]
struct Details {
    occurred_at: Option<Instant>,
    occurred_precision: Option<TimePrecision>,
    #[serde(default)]
    other_children: Vec<OtherChildContent>,
    child_voice: Option<String>,
    impact_on_child: Option<String>,
    family_informed: Option<FamilyInformed>,
    family_not_informed_reason: Option<DispenseReason>,
    keep_from_family: Option<String>,
    actions_taken: Option<String>,
    call_back: Option<String>,
}

/// The fields that stand in the JSON.
const IN_DETAILS: [&str; 10] = [
    "occurredAt",
    "occurredPrecision",
    "otherChildren",
    "childVoice",
    "impactOnChild",
    "familyInformed",
    "familyNotInformedReason",
    "keepFromFamily",
    "actionsTaken",
    "callBack",
];

/// SQL of the columns of the concern `q`; `cleared` gives the condition by which a field is.
pub(super) fn columns(cleared: impl Fn(&str) -> String) -> String {
    let any: Vec<String> = IN_DETAILS.iter().map(|field| format!("({})", cleared(field))).collect();
    // By number: PostgreSQL takes a name without quotes for one in small letters.
    let each = IN_DETAILS.iter().enumerate();
    let each = each.map(|(place, field)| format!("CASE WHEN {} THEN 1 END AS told_{place}", cleared(field)));
    let whole = [
        format!("CASE WHEN {} THEN q.details END AS told_details", any.join(" OR ")),
        format!("CASE WHEN {} THEN q.where_now END AS told_where", cleared("whereIsTheChildNow")),
        format!("CASE WHEN {} THEN q.people END AS told_people", cleared("people")),
    ];
    whole.into_iter().chain(each).collect::<Vec<_>>().join(", ")
}

impl ToldContent {
    /// As the raiser said it, whole.
    ///
    /// # Errors
    /// Where what is kept does not read.
    pub(super) fn own(row: &concern::Model) -> Result<Self, DbErr> {
        Self::of(Some(&row.details), row.where_now.clone(), Some(&row.people))
    }

    /// From a row with [`columns`].
    pub(super) fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let text = |name: &str| row.try_get::<Option<String>>("", name);
        let told = Self::of(text("told_details")?.as_deref(), text("told_where")?, text("told_people")?.as_deref())?;
        let mut cleared = vec!["whereIsTheChildNow", "people"];
        for (place, field) in IN_DETAILS.into_iter().enumerate() {
            cleared.extend(row.try_get::<Option<i32>>("", &format!("told_{place}"))?.map(|_| field));
        }
        Ok(told.only(|field| cleared.contains(&field)))
    }

    fn of(details: Option<&str>, where_now: Option<String>, people: Option<&str>) -> Result<Self, DbErr> {
        let details = details.map(json::<Details>).transpose()?.unwrap_or_default();
        Ok(Self {
            occurred_at: details.occurred_at,
            // How exactly a moment is known that nobody gave is no answer.
            occurred_precision: details.occurred_precision.filter(|_| details.occurred_at.is_some()),
            other_children: Some(details.other_children),
            child_voice: details.child_voice,
            impact_on_child: details.impact_on_child,
            where_is_the_child_now: where_now,
            people: people.map(json).transpose()?,
            family_informed: details.family_informed,
            family_not_informed_reason: details.family_not_informed_reason,
            keep_from_family: details.keep_from_family,
            actions_taken: details.actions_taken,
            call_back: details.call_back,
        })
    }

    /// Those parts alone.
    pub(super) fn only(self, given: impl Fn(&str) -> bool) -> Self {
        Self {
            occurred_at: self.occurred_at.filter(|_| given("occurredAt")),
            occurred_precision: self.occurred_precision.filter(|_| given("occurredPrecision")),
            other_children: self.other_children.filter(|_| given("otherChildren")),
            child_voice: self.child_voice.filter(|_| given("childVoice")),
            impact_on_child: self.impact_on_child.filter(|_| given("impactOnChild")),
            where_is_the_child_now: self.where_is_the_child_now.filter(|_| given("whereIsTheChildNow")),
            people: self.people.filter(|_| given("people")),
            family_informed: self.family_informed.filter(|_| given("familyInformed")),
            family_not_informed_reason: self.family_not_informed_reason.filter(|_| given("familyNotInformedReason")),
            keep_from_family: self.keep_from_family.filter(|_| given("keepFromFamily")),
            actions_taken: self.actions_taken.filter(|_| given("actionsTaken")),
            call_back: self.call_back.filter(|_| given("callBack")),
        }
    }
}
