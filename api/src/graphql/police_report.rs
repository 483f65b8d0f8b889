//! What is police-shaped of a concern.

use async_graphql::SimpleObject;
use entities::words::{BragRating, TimePrecision};

use super::scalars::{Date, DateTime};
use super::words::W;
use crate::disclosure::{PersonContent, ReportContent};

/// The report of the police of which a concern is a part.
#[derive(Clone, Debug, SimpleObject)]
pub struct PoliceReport {
    /// The force's own number. The concerns of one report have it in common.
    report_number: String,
    /// How the force graded it. The authority rates it for itself.
    rating: W<BragRating>,
    /// The officer's unit.
    unit: String,
    /// Why the officer attended.
    attended_because: String,
    /// When.
    attended_at: Option<DateTime>,
    /// How exactly that is known.
    attended_precision: W<TimePrecision>,
    /// How many children the report names; each has a concern of its own.
    children: i32,
}

impl From<&ReportContent> for PoliceReport {
    fn from(report: &ReportContent) -> Self {
        Self {
            report_number: report.report_number.clone(),
            rating: W(report.rating),
            unit: report.unit.clone(),
            attended_because: report.attended_because.clone(),
            attended_at: report.attended_at.map(DateTime),
            attended_precision: W(report.attended_precision),
            children: report.children,
        }
    }
}

/// Somebody whom a concern names, or who was present. Their address stays with the concern, as it may tell where a child is.
#[derive(Clone, Debug, SimpleObject)]
pub struct ReportedPerson {
    /// The whole name.
    name: Option<String>,
    /// What they are to the child.
    relation: Option<String>,
    /// Date of birth.
    date_of_birth: Option<Date>,
    /// Whether they are alleged to have caused harm.
    alleged_to_have_caused_harm: bool,
    /// Whether they work with children.
    works_with_children: Option<bool>,
    /// For whom they work.
    works_for: Option<String>,
}

impl From<&PersonContent> for ReportedPerson {
    fn from(person: &PersonContent) -> Self {
        Self {
            name: person.name.clone(),
            relation: person.relation.clone(),
            date_of_birth: person.date_of_birth.map(Date),
            alleged_to_have_caused_harm: person.alleged_to_have_caused_harm,
            works_with_children: person.works_with_children,
            works_for: person.works_for.clone(),
        }
    }
}
