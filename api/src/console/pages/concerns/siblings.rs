//! The other concerns of the police report of which a concern is a part: those that are addressed to the viewer too, each with a
//! link. They are a list of their own, judged and logged as such. It says of no other child who that is: of one whose whereabouts are
//! protected the words may say where they live (R7).

use super::{href, rating, state};
use crate::console::Trouble;
use crate::console::parts::{Cell, Table};
use crate::console::visit::Visit;
use crate::disclosure::concern::ConcernView;
use crate::disclosure::{ConcernContent, ConcernsAsk};

/// As many as a report is about at most.
const MOST: u32 = 30;

/// The table; none where the concern is part of no report that the viewer may know of, or of it none other is addressed to them.
pub(super) async fn table(visit: &Visit, view: &ConcernView) -> Result<Option<Table>, Trouble> {
    let concern = view.concern();
    let Some(report) = concern.police.police_report.as_ref().filter(|_| view.addressed()) else { return Ok(None) };
    let fields = ["policeReport", "rating", "reference", "status"].map(str::to_owned).to_vec();
    let ask = ConcernsAsk { beside: Some(concern.id), first: MOST, fields, ..ConcernsAsk::default() };
    let page = visit.door().concerns(visit.caller(), &ask).await?;
    let others = page.rows().filter_map(|(of_child, index)| Some(of_child.concern(index)?.concern()));
    // Of which report a concern is may be withheld where the child is another.
    let others = others.filter(|other| {
        other.police.police_report.as_ref().is_some_and(|theirs| theirs.report_number == report.report_number)
    });
    let row = |other: &ConcernContent| {
        vec![
            Cell::Link {
                text: other.reference.clone().unwrap_or_else(|| "A concern".to_owned()),
                href: href(other),
                hidden: String::new(),
            },
            Cell::Tags(other.status.map(state).into_iter().chain([rating(other.rating)]).collect()),
        ]
    };
    let rows: Vec<Vec<Cell>> = others.map(row).collect();
    Ok((!rows.is_empty()).then(|| Table {
        caption: format!("Concerns of report {} that are addressed to you", report.report_number),
        head: ["Reference", "Where it stands"].map(str::to_owned).to_vec(),
        rows,
    }))
}
