//! What is police-shaped of a concern that the police posted, each part of it only where it is cleared; and whether a force's
//! number was used before.

use entities::ids::ConcernId;
use entities::rows::{concern, police_report};
use entities::words::{BragRating, TimePrecision};
use entities::{Date, Instant};
use sea_orm::{DbErr, FromQueryResult, QueryResult};
use serde::{Deserialize, Serialize};

use super::super::super::caller::{Caller, json};
use super::super::super::snapshot::Snapshot;

/// Somebody who was present.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is the schema's field of that name")]
pub struct PersonContent {
    pub name: Option<String>,
    pub relation: Option<String>,
    pub date_of_birth: Option<Date>,
    pub alleged_to_have_caused_harm: bool,
    pub works_with_children: Option<bool>,
    pub works_for: Option<String>,
}

/// The report of which a concern is a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the schema's field of that name")]
pub struct ReportContent {
    pub report_number: String,
    pub rating: BragRating,
    pub unit: String,
    pub attended_because: String,
    pub attended_at: Option<Instant>,
    pub attended_precision: TimePrecision,
    pub children: i32,
}

/// A child of a report for whom a concern was raised.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is the column of that name")]
pub struct PostedChild {
    pub place: i32,
    pub children: i32,
    pub concern: ConcernId,
    pub about: String,
    pub raised_at: Instant,
}

/// What is police-shaped of a concern; nothing of any other, and then nothing of it stands in a digest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the schema's field of that name")]
pub struct PoliceContent {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub police_report: Option<ReportContent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attended_where: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adults: Option<Vec<PersonContent>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub third_parties: Option<Vec<PersonContent>>,
}

/// The columns with the field by which each is cleared.
const COLUMNS: [(&str, &str); 10] = [
    ("policeReport", "report_number"),
    ("policeReport", "rating"),
    ("policeReport", "unit"),
    ("policeReport", "attended_because"),
    ("policeReport", "attended_at"),
    ("policeReport", "attended_precision"),
    ("policeReport", "children"),
    ("attendedWhere", "attended_where"),
    ("adults", "adults"),
    ("thirdParties", "third_parties"),
];

/// SQL of the columns of the report `b`; `cleared` gives the condition by which a field is.
pub(super) fn columns(cleared: impl Fn(&str) -> String) -> String {
    let column =
        |(field, name): &(&str, &str)| format!("CASE WHEN {} THEN b.{name} END AS police_{name}", cleared(field));
    COLUMNS.iter().map(column).collect::<Vec<_>>().join(", ")
}

impl PoliceContent {
    /// As the police said it themselves, whole.
    ///
    /// # Errors
    /// Where what is kept does not read.
    pub(crate) fn own(row: &police_report::Model) -> Result<Self, DbErr> {
        Ok(Self {
            police_report: Some(ReportContent {
                report_number: row.report_number.clone(),
                rating: row.rating,
                unit: row.unit.clone(),
                attended_because: row.attended_because.clone(),
                attended_at: row.attended_at,
                attended_precision: row.attended_precision,
                children: row.children,
            }),
            attended_where: row.attended_where.clone(),
            adults: Some(json(&row.adults)?),
            third_parties: Some(json(&row.third_parties)?),
        })
    }

    /// From a row with [`columns`].
    pub(super) fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let text = |name: &str| row.try_get::<Option<String>>("", name);
        let people = |name: &str| text(name)?.map(|people| json(&people)).transpose();
        let police_report = match text("police_report_number")? {
            None => None,
            Some(report_number) => Some(ReportContent {
                report_number,
                rating: row.try_get("", "police_rating")?,
                unit: row.try_get("", "police_unit")?,
                attended_because: row.try_get("", "police_attended_because")?,
                attended_at: row.try_get("", "police_attended_at")?,
                attended_precision: row.try_get("", "police_attended_precision")?,
                children: row.try_get("", "police_children")?,
            }),
        };
        Ok(Self {
            police_report,
            attended_where: text("police_attended_where")?,
            adults: people("police_adults")?,
            third_parties: people("police_third_parties")?,
        })
    }
}

impl Snapshot {
    /// SQL that joins a concern's police report as `b`.
    pub(super) fn with_police_report(&self) -> String {
        format!("LEFT JOIN police_report AS b ON b.concern_id = q.id AND {}", self.recorded("b"))
    }

    /// SQL that holds for the concerns `q` of the same report as the one bound at that place, without it.
    pub(super) fn of_the_same_report(&self, place: &str) -> String {
        format!(
            "q.id <> {place} AND EXISTS (SELECT 1 FROM police_report AS b JOIN police_report AS o \
             ON o.agency_id = b.agency_id AND o.report_number = b.report_number \
             WHERE b.concern_id = q.id AND o.concern_id = {place} AND {} AND {})",
            self.recorded("b"),
            self.recorded("o")
        )
    }

    /// What is police-shaped of a concern that the caller's own agency raised.
    pub(crate) async fn police_report(&self, of: &concern::Model) -> Result<Option<police_report::Model>, DbErr> {
        let sql = format!("SELECT b.* FROM police_report AS b WHERE b.concern_id = $1 AND {}", self.recorded("b"));
        let row = self.one(sql, vec![of.id.into()]).await?;
        row.map(|row| police_report::Model::from_query_result(&row, "")).transpose()
    }

    /// The children of a report with that number for whom a concern of the caller's agency was raised, in the report's order. For
    /// going on with one that was cut off.
    pub(crate) async fn posted_children(&self, caller: &Caller, number: &str) -> Result<Vec<PostedChild>, DbErr> {
        let sql = format!(
            "SELECT b.place, b.children, q.id, q.about, q.raised_at FROM police_report AS b \
             JOIN concern AS q ON q.id = b.concern_id WHERE {} AND b.report_number = $2 AND {} ORDER BY b.place",
            caller.agency.own("b.agency_id", "$1"),
            self.recorded("q")
        );
        let posted = |row: &QueryResult| {
            Ok(PostedChild {
                place: row.try_get("", "place")?,
                children: row.try_get("", "children")?,
                concern: row.try_get("", "id")?,
                about: row.try_get("", "about")?,
                raised_at: row.try_get("", "raised_at")?,
            })
        };
        self.all(sql, vec![caller.agency.id.into(), number.into()]).await?.iter().map(posted).collect()
    }

    /// Whether the caller's agency posted a report with that number and so many children before this one.
    pub(crate) async fn is_reported(&self, caller: &Caller, number: &str, place: i32) -> Result<bool, DbErr> {
        let own = caller.agency.own("b.agency_id", "$1");
        let sql =
            format!("SELECT 1 AS known FROM police_report AS b WHERE {own} AND b.report_number = $2 AND b.place = $3");
        Ok(self.one(sql, vec![caller.agency.id.into(), number.into(), place.into()]).await?.is_some())
    }
}
