//! How long something still has, or how late it is, as one reads it at a glance.

use entities::Instant;

use super::parts::{Tag, Tone};

const MINUTE: i64 = 60 * Instant::SECOND;
const DAY: i64 = 24 * Instant::HOUR;

/// What is left until that deadline, or by how much it has passed.
pub(crate) fn left(due: Instant, now: Instant) -> Tag {
    let left = due.0.saturating_sub(now.0);
    if left < 0 {
        return Tag::new(format!("Overdue by {}", length(left.saturating_neg())), Tone::Urgent);
    }
    let tone = if left < 4 * Instant::HOUR { Tone::Note } else { Tone::Plain };
    Tag::new(format!("{} left", length(left)), tone)
}

/// A length of time in its largest unit, rounded down; days from two on.
fn length(micros: i64) -> String {
    let (count, unit) = match micros {
        short if short < Instant::HOUR => (short / MINUTE, "minute"),
        some if some < 2 * DAY => (some / Instant::HOUR, "hour"),
        long => (long / DAY, "day"),
    };
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_says_what_is_left_and_by_how_much_it_has_passed() {
        let now = Instant(1_000 * DAY);
        for (minutes, words, tone) in [
            (0, "0 minutes left", Tone::Note),
            (1, "1 minute left", Tone::Note),
            (239, "3 hours left", Tone::Note),
            (240, "4 hours left", Tone::Plain),
            (48 * 60, "2 days left", Tone::Plain),
            (-1, "Overdue by 1 minute", Tone::Urgent),
            (-90, "Overdue by 1 hour", Tone::Urgent),
        ] {
            let tag = left(now.plus(minutes * MINUTE), now);
            assert_eq!((tag.text.as_str(), tag.tone), (words, tone));
        }
    }
}
