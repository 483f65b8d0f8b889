//! `hub doctor`: looks at everything that a hub stands on and says of each thing that is not well what to do. It reads alone, and
//! needs no hub that starts.

mod around;
mod database;

use serde::Serialize;
use serde_json::json;

use super::config::Config;
use super::{Fault, out};
use crate::plain::clock::{Clock, SystemClock};

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// As it should be.
    Good,
    /// Something to mend.
    Finding,
    /// It could not be looked at, or there is nothing to look at.
    Skipped,
}

/// One check with what was found.
#[derive(Clone, Debug, Serialize)]
struct Check {
    check: &'static str,
    state: State,
    found: String,
    /// What to do; none where nothing is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
}

/// What was looked at, in the order of looking.
#[derive(Debug, Default)]
struct Findings(Vec<Check>);

impl Findings {
    fn good(&mut self, check: &'static str, found: impl Into<String>) {
        self.0.push(Check { check, state: State::Good, found: found.into(), fix: None });
    }

    fn skip(&mut self, check: &'static str, why: impl Into<String>) {
        self.0.push(Check { check, state: State::Skipped, found: why.into(), fix: None });
    }

    fn bad(&mut self, check: &'static str, found: impl Into<String>, fix: impl Into<String>) {
        self.0.push(Check { check, state: State::Finding, found: found.into(), fix: Some(fix.into()) });
    }

    fn found(&self) -> usize {
        self.0.iter().filter(|check| check.state == State::Finding).count()
    }

    fn text(&self) -> String {
        let line = |check: &Check| {
            let mark = match check.state {
                State::Good => "ok  ",
                State::Finding => "FIX ",
                State::Skipped => "-   ",
            };
            let fix = check.fix.as_ref().map(|fix| format!("      what to do: {fix}\n")).unwrap_or_default();
            format!("{mark}{:<14} {}\n{fix}", check.check, check.found)
        };
        self.0.iter().map(line).collect()
    }
}

/// Looks at everything, and prints what was found.
///
/// # Errors
/// No, where something is to be mended.
pub async fn run(config: Config, as_json: bool) -> Result<(), Fault> {
    let findings = examine(&config, &SystemClock).await;
    let found = findings.found();
    if as_json {
        out::line(json!({ "clean": found == 0, "checks": findings.0 }))?;
    } else {
        out::text(findings.text())?;
    }
    match found {
        0 => Ok(()),
        1 => Err(Fault::no("1 thing to mend")),
        _ => Err(Fault::no(format!("{found} things to mend"))),
    }
}

async fn examine(config: &Config, clock: &dyn Clock) -> Findings {
    let mut findings = Findings::default();
    let now = clock.now();
    let keys = around::signing_keys(config, &mut findings);
    let db = database::examine(config, keys.as_ref(), now, &mut findings).await;
    around::clock(now, &mut findings);
    around::rule_book(config, now, &mut findings);
    around::issuers(config, &mut findings).await;
    around::disk(config, &mut findings);
    around::backups(config, &mut findings);
    around::checkpoints(config, keys.as_ref().zip(db.as_ref()), &mut findings).await;
    findings
}
