//! What one person, and one client app for all its people, may ask for in a minute: so many requests, and so much cost. Kept
//! by who has proved to be whom, never by address: behind a proxy everybody has the same one. A budget refills evenly, so
//! that a whole minute's worth may be used at once and no more than that. Memory is bounded, whoever comes.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderValue, StatusCode, header};
use entities::Instant;

use super::identity::Identity;
use super::{Limits, Problem};
use crate::plain::clock::Clock;

const MINUTE: i64 = 60 * Instant::SECOND;
/// Most people and apps that are remembered at once; each takes some 50 bytes.
const MOST: usize = 65_536;

/// The budgets of everybody who asked in the last minute.
pub struct Budgets {
    clock: Arc<dyn Clock>,
    person: Allowance,
    client: Allowance,
    /// Keys names, so that nobody can choose one that falls together with another's.
    keys: RandomState,
    used: Mutex<HashMap<u64, Used>>,
}

/// What one of a kind may use in a minute.
struct Allowance {
    requests: Rate,
    cost: Rate,
}

/// One budget, and what it is called in a refusal.
#[derive(Clone, Copy)]
struct Rate {
    name: &'static str,
    of: &'static str,
    a_minute: u64,
}

/// When each budget will be whole again; in the past where it is.
#[derive(Clone, Copy)]
struct Used {
    requests: Instant,
    cost: Instant,
}

/// A budget that is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exceeded {
    name: &'static str,
    of: &'static str,
    a_minute: u64,
    /// Whole seconds until what was asked for fits again.
    pub(super) wait: i64,
}

impl Budgets {
    /// Budgets of the sizes that the limits name, by that clock.
    pub fn new(limits: &Limits, clock: Arc<dyn Clock>) -> Self {
        let rate = |name, of, a_minute: u64| Rate { name, of, a_minute: a_minute.max(1) };
        Self {
            clock,
            person: Allowance {
                requests: rate("person_requests", "requests of one person", limits.person_requests),
                cost: rate("person_cost", "cost of one person's requests", limits.person_cost),
            },
            client: Allowance {
                requests: rate("client_requests", "requests through one client app", limits.client_requests),
                cost: rate("client_cost", "cost of the requests through one client app", limits.client_cost),
            },
            keys: RandomState::new(),
            used: Mutex::default(),
        }
    }

    /// Takes one request from the budgets of who asks.
    ///
    /// # Errors
    /// Where one of them is used up; then none is charged.
    pub(super) fn take_request(&self, who: &Identity) -> Result<(), Exceeded> {
        self.take(who, 1, |allowance| allowance.requests, |used| &mut used.requests)
    }

    /// Takes the cost of an operation that is about to run. One that costs more than a whole budget takes all of it.
    ///
    /// # Errors
    /// Where a budget does not hold so much now; then none is charged.
    pub(super) fn take_cost(&self, who: &Identity, cost: usize) -> Result<(), Exceeded> {
        let cost = u64::try_from(cost).unwrap_or(u64::MAX);
        self.take(who, cost, |allowance| allowance.cost, |used| &mut used.cost)
    }

    fn take(
        &self,
        who: &Identity,
        amount: u64,
        rate: impl Fn(&Allowance) -> Rate,
        part: impl Fn(&mut Used) -> &mut Instant,
    ) -> Result<(), Exceeded> {
        let now = self.clock.now();
        let person = (self.keys.hash_one(("person", &who.issuer, &who.subject)), rate(&self.person));
        let client = who.client.as_ref().map(|id| (self.keys.hash_one(("client", id)), rate(&self.client)));
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let mut whole_again = [None; 2];
        for (slot, (key, rate)) in whole_again.iter_mut().zip([Some(person), client].into_iter().flatten()) {
            let whole = used.get_mut(&key).map_or(now, |known| {
                let whole = part(known);
                // Farther ahead than a whole budget takes to fill: the clock was set back, and nobody waits for that.
                if *whole > now.plus(MINUTE) {
                    *whole = now;
                }
                *whole
            });
            *slot = Some((key, rate.after(whole, amount, now)?));
        }
        for (key, at) in whole_again.into_iter().flatten() {
            if used.len() >= MOST && !used.contains_key(&key) {
                forget(&mut used, now);
            }
            *part(used.entry(key).or_insert(Used { requests: now, cost: now })) = at;
        }
        Ok(())
    }
}

impl Rate {
    /// When the budget is whole again after that much more is taken from it.
    fn after(self, whole: Instant, amount: u64, now: Instant) -> Result<Instant, Exceeded> {
        let share = i128::from(amount.min(self.a_minute)) * i128::from(MINUTE);
        let takes = i64::try_from(share.div_euclid(i128::from(self.a_minute)).max(1)).unwrap_or(MINUTE);
        let after = whole.max(now).plus(takes);
        let beyond = after.0.saturating_sub(now.plus(MINUTE).0);
        if beyond <= 0 {
            return Ok(after);
        }
        let wait = beyond.saturating_add(Instant::SECOND - 1).div_euclid(Instant::SECOND);
        Err(Exceeded { name: self.name, of: self.of, a_minute: self.a_minute, wait })
    }
}

/// Forgets whose budgets are whole. Where nearly everybody is still using theirs, everybody begins anew: memory stays bounded,
/// and nobody is refused for what others did.
fn forget(used: &mut HashMap<u64, Used>, now: Instant) {
    used.retain(|_, used| used.requests > now || used.cost > now);
    if used.len() > MOST / 2 {
        tracing::warn!(remembered = used.len(), "too many people at once to remember; their budgets begin anew");
        used.clear();
    }
}

impl From<Exceeded> for Problem {
    fn from(exceeded: Exceeded) -> Self {
        let Exceeded { name, of, a_minute, wait } = exceeded;
        let message = format!("{of}: at most {a_minute} a minute; try again in {wait} s");
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", message)
            .with("exceeded", name)
            .with("limit", a_minute)
            .with("retryAfter", wait);
        match HeaderValue::from_str(&wait.to_string()) {
            Ok(value) => problem.header(header::RETRY_AFTER, value),
            Err(_) => problem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::clock::SetClock;

    fn budgets() -> (Budgets, Arc<SetClock>) {
        let clock = Arc::new(SetClock::at(Instant(1_800_000_000 * Instant::SECOND)));
        let limits =
            Limits { person_requests: 6, client_requests: 9, person_cost: 600, client_cost: 900, ..Limits::default() };
        (Budgets::new(&limits, clock.clone()), clock)
    }

    #[test]
    fn a_person_has_so_many_requests_in_a_minute_and_is_told_when_the_next_fits() {
        let (budgets, clock) = budgets();
        let (ada, ben) = (Identity::made_up("ada", None), Identity::made_up("ben", None));
        for _ in 0..6 {
            assert_eq!(budgets.take_request(&ada), Ok(()));
        }
        let exceeded = budgets.take_request(&ada).unwrap_err();
        assert_eq!((exceeded.name, exceeded.a_minute, exceeded.wait), ("person_requests", 6, 10));
        assert_eq!(budgets.take_request(&ben), Ok(()), "another person's budget is their own");
        let elsewhere = Identity { issuer: "https://login.example.com".into(), ..ada.clone() };
        assert_eq!(budgets.take_request(&elsewhere), Ok(()), "a subject is one issuer's alone");
        clock.advance(9 * Instant::SECOND);
        assert_eq!(budgets.take_request(&ada).map_err(|it| it.wait), Err(1));
        clock.advance(Instant::SECOND);
        assert_eq!(budgets.take_request(&ada), Ok(()));
        assert!(budgets.take_request(&ada).is_err());
        clock.advance(MINUTE);
        for _ in 0..6 {
            assert_eq!(budgets.take_request(&ada), Ok(()));
        }
    }

    #[test]
    fn a_client_app_has_one_budget_for_all_its_people_and_a_refusal_charges_nobody() {
        let (budgets, _) = budgets();
        let people = ["ada", "ben", "cem"].map(|name| Identity::made_up(name, Some("tracker")));
        for person in &people {
            for _ in 0..3 {
                assert_eq!(budgets.take_request(person), Ok(()));
            }
        }
        let exceeded = budgets.take_request(&people[0]).unwrap_err();
        assert_eq!((exceeded.name, exceeded.a_minute), ("client_requests", 9));
        for _ in 0..3 {
            assert_eq!(
                budgets.take_request(&Identity::made_up("ada", None)),
                Ok(()),
                "the refusal took nothing from ada's own"
            );
        }
        assert!(budgets.take_request(&Identity::made_up("ada", None)).is_err());
        assert_eq!(budgets.take_request(&Identity::made_up("dot", Some("other"))), Ok(()));
    }

    #[test]
    fn cost_is_a_budget_of_its_own_and_one_operation_never_waits_for_ever() {
        let (budgets, clock) = budgets();
        let ada = Identity::made_up("ada", Some("tracker"));
        assert_eq!(budgets.take_cost(&ada, 500), Ok(()));
        let exceeded = budgets.take_cost(&ada, 200).unwrap_err();
        assert_eq!((exceeded.name, exceeded.a_minute, exceeded.wait), ("person_cost", 600, 10));
        assert_eq!(budgets.take_cost(&ada, 100), Ok(()));
        assert_eq!(budgets.take_request(&ada), Ok(()));
        clock.advance(MINUTE);
        assert_eq!(budgets.take_cost(&ada, usize::MAX), Ok(()));
        assert_eq!(budgets.take_cost(&ada, 1).map_err(|it| it.wait), Err(1));
    }

    #[test]
    fn a_clock_set_back_keeps_nobody_waiting() {
        let (budgets, clock) = budgets();
        let ada = Identity::made_up("ada", None);
        for _ in 0..6 {
            assert_eq!(budgets.take_request(&ada), Ok(()));
        }
        clock.advance(-Instant::HOUR);
        for _ in 0..6 {
            assert_eq!(budgets.take_request(&ada), Ok(()), "the budget begins anew");
        }
        assert!(budgets.take_request(&ada).is_err());
    }

    #[test]
    fn memory_is_bounded_and_who_is_forgotten_had_a_whole_budget() {
        let (budgets, clock) = budgets();
        let keep = Identity::made_up("keep", None);
        for n in 0..2 * MOST {
            assert_eq!(budgets.take_request(&Identity::made_up(&n.to_string(), None)), Ok(()));
            // As slow as this, few are using their budgets at any time.
            clock.advance(MINUTE / 10_000);
            if n % 2000 == 0 {
                let _ = budgets.take_request(&keep);
            }
        }
        assert!(budgets.take_request(&keep).is_ok());
        assert!(budgets.used.lock().unwrap().len() <= MOST);
        // All within a moment: the oldest are given up rather than refused.
        for n in 0..2 * MOST {
            assert_eq!(budgets.take_request(&Identity::made_up(&format!("b{n}"), None)), Ok(()));
        }
        assert!(budgets.used.lock().unwrap().len() <= MOST);
    }

    #[test]
    fn a_refusal_says_what_was_exceeded_and_when_to_come_back() {
        let (budgets, _) = budgets();
        let ada = Identity::made_up("ada", None);
        let exceeded = (0..7).find_map(|_| budgets.take_request(&ada).err()).unwrap();
        let response = Problem::from(exceeded).respond("id", crate::http::Media::Json);
        assert_eq!(response.status(), 429);
        assert_eq!(response.headers()["retry-after"], "10");
    }
}
