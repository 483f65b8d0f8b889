//! The board of a MASH: what waits for whom, most urgent first. It renews itself, with and without a script, and names no child:
//! it may hang where others pass. What it shows is read anew each time, through the door, and logged.

mod events;
mod waiting;

use entities::words::{CheckSide, CheckStatus, EscalationStatus, JointDecisionStatus};

pub(in crate::console) use self::events::events;
use crate::console::frame::Frame;
use crate::console::parts::Table;
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::disclosure::{ChecksAsk, EscalationsAsk, JointDecisionsAsk};
use crate::plain::wall;

/// Concerns on the board: fewer children than the log takes for many in an hour (R38).
const CONCERNS: u32 = 25;
/// Checks that are counted by agency.
const CHECKS: u32 = 100;
/// Decisions, and escalations.
const OTHERS: u32 = 25;

#[derive(askama::Template)]
#[template(path = "console/board.html")]
struct BoardPage {
    frame: Frame,
    /// When it was made.
    at: String,
    /// Whether it stays as it is.
    still: bool,
    counted: Table,
    concerns: Part,
    checks: Part,
    decisions: Part,
    escalations: Part,
}

/// A table of what waits.
struct Part {
    table: Table,
    /// How many there are, where not all of them are shown.
    of: Option<i64>,
}

/// The board, as one opens it.
pub(in crate::console) async fn show(visit: Visit, wanted: Wanted) -> Answer {
    board(&visit, wanted.given("still").is_some()).await
}

/// The board, as it renews itself.
pub(in crate::console) async fn again(visit: Visit) -> Answer {
    board(&visit, false).await
}

async fn board(visit: &Visit, still: bool) -> Answer {
    let (door, caller) = (visit.door(), visit.caller());
    let concerns = door.waiting_concerns(caller, waiting::concern_fields(), CONCERNS).await?;
    let asked = ChecksAsk {
        side: Some(CheckSide::Asking),
        status: Some(CheckStatus::Open),
        first: CHECKS,
        total: true,
        ..ChecksAsk::default()
    };
    let checks = door.checks(caller, &asked).await?;
    let asked = JointDecisionsAsk {
        side: Some(CheckSide::Asking),
        status: Some(JointDecisionStatus::Open),
        first: OTHERS,
        total: true,
        ..JointDecisionsAsk::default()
    };
    let decisions = door.joint_decisions(caller, &asked).await?;
    let asked = EscalationsAsk {
        status: Some(EscalationStatus::Open),
        first: OTHERS,
        total: true,
        ..EscalationsAsk::default()
    };
    let escalations = door.escalations(caller, &asked).await?;
    visit.page(&BoardPage {
        frame: visit.frame("MASH board"),
        at: wall::words(caller.at),
        still,
        counted: waiting::counted(&concerns, caller.at),
        concerns: waiting::concerns(&concerns, caller.at),
        checks: waiting::checks(&checks, caller.at),
        decisions: waiting::decisions(&decisions, caller.at),
        escalations: waiting::escalations(&escalations, caller.at),
    })
}
