//! The register of consents in numbers. Numbers under five are not given, and no child, giver or decision is in it.

use crate::console::csv;
use crate::console::frame::Frame;
use crate::console::parts::{Cell, Table};
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::console::words::plain;
use crate::disclosure::ConsentCount;

#[derive(askama::Template)]
#[template(path = "console/governance/consents.html")]
struct ConsentsPage {
    frame: Frame,
    table: Table,
}

pub(super) async fn show(visit: Visit, wanted: Wanted) -> Answer {
    let register = visit.door().consent_register(visit.caller()).await?;
    let table = Table {
        caption: "Decisions on consent".to_owned(),
        head: ["Purpose", "Kind of agency", "What stands", "Decisions"].map(str::to_owned).to_vec(),
        rows: register.counts().iter().map(row).collect(),
    };
    match wanted.text("as") {
        "csv" => csv::file("attachment; filename=\"consents.csv\"", &table),
        _ => visit.page(&ConsentsPage { frame: visit.frame("Consents in numbers"), table }),
    }
}

fn row(count: &ConsentCount) -> Vec<Cell> {
    vec![
        Cell::text(plain(count.purpose)),
        Cell::text(plain(count.agency_kind)),
        Cell::text(plain(count.status)),
        Cell::text(count.count.map_or_else(|| "Fewer than 5".to_owned(), |count| count.to_string())),
    ]
}
