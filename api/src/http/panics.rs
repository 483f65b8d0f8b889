//! What is said when a thread of the hub panics: where, and nothing else. A panic's message may hold a value of a record.

use std::panic;

/// Makes every panic of the process leave one line with its place in the operational log instead of its message.
pub fn log_panics_without_content() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(panic.place = %place, "panicked");
    }));
}
