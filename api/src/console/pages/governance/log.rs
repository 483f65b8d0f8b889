//! The log's signed checkpoints, to be kept elsewhere, and a button that has the whole log read through.

use crate::console::frame::Frame;
use crate::console::parts::{Sending, Warning};
use crate::console::posted::Posted;
use crate::console::visit::{Answer, Visit};
use crate::console::words::number;
use crate::disclosure::LogCheck;

#[derive(askama::Template)]
#[template(path = "console/governance/log.html")]
struct LogPage {
    frame: Frame,
    checkpoints: String,
    found: Option<String>,
    warning: Option<Warning>,
    form: Sending,
}

pub(super) async fn show(visit: Visit) -> Answer {
    page(&visit, None).await
}

pub(super) async fn check(visit: Visit, _: Posted) -> Answer {
    let checked = visit.door().check_log(visit.caller()).await?;
    page(&visit, Some(&checked.found)).await
}

async fn page(visit: &Visit, check: Option<&LogCheck>) -> Answer {
    let found = match check {
        Some(LogCheck::Whole { logs, entries }) => {
            let logs = if *logs == 1 { "the log is".to_owned() } else { format!("the {logs} logs are") };
            Some(format!(
                "{} entries were read: {logs} whole. Nothing was changed, deleted or put in another order.",
                number(*entries)
            ))
        }
        Some(LogCheck::TooLong) => {
            Some("The log is too long to be read through while you wait. Have `hub log verify` run.".to_owned())
        }
        Some(LogCheck::Busy) => Some("Somebody is having the log read through. Try again in a minute.".to_owned()),
        Some(LogCheck::Broken(_)) | None => None,
    };
    let broken = |check: &LogCheck| match check {
        LogCheck::Broken(what) => {
            Some(Warning { text: format!("The log is not whole. {what}. Tell whoever runs the hub now.") })
        }
        _ => None,
    };
    visit.page(&LogPage {
        frame: visit.frame("The log's checkpoints"),
        checkpoints: visit.door().checkpoints_for(visit.caller()).await?,
        found,
        warning: check.and_then(broken),
        form: Sending {
            action: "/console/governance/log".to_owned(),
            button: "Check the whole log now".to_owned(),
            ..Sending::default()
        },
    })
}
