//! How often anybody at all may begin or finish a sign-in: who is not signed in yet can only be counted together, since behind
//! a proxy all have one address. It keeps a flood from reaching the issuers.

use std::sync::{Mutex, PoisonError};

use entities::Instant;

/// Most in a minute, of everybody together.
const A_MINUTE: i64 = 600;
const MINUTE: i64 = 60 * Instant::SECOND;

/// Counts in a way that refills evenly.
#[derive(Debug, Default)]
pub(super) struct SignInPace(Mutex<Option<Instant>>);

impl SignInPace {
    /// Takes one.
    ///
    /// # Errors
    /// The seconds to wait, where there is none left.
    pub(super) fn take(&self, now: Instant) -> Result<(), u64> {
        let mut whole_again = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back makes nobody wait for longer than a minute.
        let from = whole_again.unwrap_or(now).max(now).min(now.plus(MINUTE));
        let after = from.plus(MINUTE / A_MINUTE);
        let beyond = after.0.saturating_sub(now.plus(MINUTE).0);
        if beyond > 0 {
            return Err(u64::try_from(beyond.div_euclid(Instant::SECOND)).unwrap_or_default().saturating_add(1));
        }
        *whole_again = Some(after);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_sign_in_in_a_minute_and_the_next_is_told_to_wait() {
        let (pace, now) = (SignInPace::default(), Instant(1_800_000_000 * Instant::SECOND));
        for _ in 0..A_MINUTE {
            assert_eq!(pace.take(now), Ok(()));
        }
        assert_eq!(pace.take(now), Err(1));
        assert_eq!(pace.take(now.plus(Instant::SECOND)), Ok(()));
        assert_eq!(pace.take(now.plus(-Instant::HOUR)), Err(1));
    }
}
