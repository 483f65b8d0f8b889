//! The demo's limits: those of `hub serve`, but for the budgets of a minute, which whoever tries things out, tests or measures
//! would exceed. A variable such as `HUB_LIMITS_PERSON_REQUESTS=120` sets them, or any other limit, as for `hub serve`.

use std::net::SocketAddr;

use super::super::Fault;
use super::super::config::{Config, Flags, Trace};
use crate::http::Limits;

/// The budgets that a demo has instead of the default ones.
const RAISED: [(&str, &str); 4] = [
    ("HUB_LIMITS_PERSON_REQUESTS", "1000000"),
    ("HUB_LIMITS_CLIENT_REQUESTS", "1000000"),
    ("HUB_LIMITS_PERSON_COST", "10000000000"),
    ("HUB_LIMITS_CLIENT_COST", "10000000000"),
];

/// The limits of a demo in this environment.
///
/// # Errors
/// Where a variable holds what its key cannot take.
pub(super) fn of_the_demo() -> Result<Limits, Fault> {
    of(Config::environment())
}

/// Of the environment the limits alone count: the rest configures `hub serve`.
fn of(environment: impl IntoIterator<Item = (String, String)>) -> Result<Limits, Fault> {
    let raised = RAISED.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let named = environment.into_iter().filter(|(name, _)| name.starts_with("HUB_LIMITS_"));
    // The later of two wins.
    let config = Config::load(&Flags::default(), raised.into_iter().chain(named), None);
    config.map(|config| config.limits).map_err(|e| Fault::usage(e.to_string()))
}

/// How a demo is watched: as `hub serve` is, where variables say so, and silently where they do not.
pub(super) struct Watched {
    /// The operational log and the traces.
    pub(super) trace: Option<Trace>,
    /// Where measures are served.
    pub(super) metrics: Option<SocketAddr>,
}

/// How this environment wants the demo watched: `HUB_TRACE_…` and `HUB_METRICS_…`.
///
/// # Errors
/// Where a variable holds what its key cannot take.
pub(super) fn watched() -> Result<Watched, Fault> {
    let of = |(name, _): &(String, String)| name.starts_with("HUB_TRACE_") || name.starts_with("HUB_METRICS_");
    let named: Vec<_> = Config::environment().into_iter().filter(of).collect();
    let traced = named.iter().any(|(name, _)| name.starts_with("HUB_TRACE_"));
    let config = Config::load(&Flags::default(), named, None).map_err(|e| Fault::usage(e.to_string()))?;
    Ok(Watched { trace: traced.then_some(config.trace), metrics: config.metrics })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_raises_its_budgets_and_nothing_else_unless_a_variable_says_otherwise() {
        let raised = of([("HUB_LISTEN".to_owned(), "nonsense".to_owned())]).ok().unwrap();
        let usual = Limits::default();
        assert!(raised.person_requests > 100 * usual.person_requests && raised.client_cost > 100 * usual.client_cost);
        let Limits { person_requests, client_requests, person_cost, client_cost, .. } = usual;
        assert_eq!(Limits { person_requests, client_requests, person_cost, client_cost, ..raised }, usual);
        let named = of([("HUB_LIMITS_PERSON_REQUESTS".to_owned(), "7".to_owned())]).ok().unwrap();
        assert_eq!(named.person_requests, 7);
        assert!(of([("HUB_LIMITS_PERSON_REQUESTS".to_owned(), "many".to_owned())]).is_err());
    }
}
