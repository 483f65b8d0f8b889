//! Webhooks by the Standard Webhooks specification: who is told, how it is signed, where it may go, and when it is tried again.

pub mod command;
mod deliver;
mod places;
mod send;
mod sign;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

pub use deliver::keep;
pub use sign::WebhookKey;

/// How webhooks are sent.
#[derive(Clone)]
pub struct Settings {
    /// What secrets are made from.
    pub key: Arc<WebhookKey>,
    /// After which attempt how long is waited for the next; after the last of them it is given up.
    pub schedule: Vec<Duration>,
    /// After how long an attempt without an outcome counts as one that did not arrive: its hub is gone. Longer than an attempt
    /// may take.
    pub lost_after: Duration,
    /// How often it is looked for what others began and what was asked for anew; what this hub sent itself it knows.
    pub look_again: Duration,
    /// Whether addresses of this machine and of private networks may be sent to.
    pub private_addresses: bool,
}

/// After how long an attempt without an outcome counts as lost.
pub const LOST_AFTER: Duration = Duration::from_secs(60);

/// How often it is looked for what is to be sent again.
pub const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// The waits where configuration says nothing: ten attempts in three days, as the specification recommends.
pub const SCHEDULE: [u64; 9] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
