//! How long a verdict takes. The bounds are wide, for busy machines; the figures are printed.

use std::hint::black_box;
use std::time::{Duration, Instant};

use super::fixture::{Bases, book, cases};

/// The hub's own: a verdict is made of many small pieces.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[test]
fn r6_a_verdict_is_quick() {
    let (book, bases) = (book(), Bases::read());
    let facts: Vec<_> = cases().iter().map(|case| case.facts(&bases)).collect();
    let cold = mean(facts.len(), || facts.iter().for_each(|f| drop(black_box(book.judge_cold(f)))));
    facts.iter().for_each(|f| drop(book.judge(f)));
    let rounds = 100;
    let memo = mean(rounds * facts.len(), || {
        for _ in 0..rounds {
            facts.iter().for_each(|f| drop(black_box(book.judge(f))));
        }
    });
    println!("a verdict: {cold:?} cold, {memo:?} remembered, over {} facts", facts.len());
    assert!(cold < Duration::from_millis(5), "{cold:?} cold");
    assert!(memo < Duration::from_micros(20), "{memo:?} remembered");
}

fn mean(times: usize, work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed() / u32::try_from(times).unwrap()
}
