//! R33 by the clock: a child that is not there and one that may not be known are answered in the same time, so far as anybody
//! could measure it from outside. The number of statements is compared exactly elsewhere (`statements`, `absent`); this is
//! coarse, so that it fails for a difference in the way taken and not for a busy machine.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::queries::{NAME, sharing};
use tests::{ChildFile, Hub, on_both};

use super::absent::{absent_like, hidden};

/// How often each is asked, in turn with the others.
const SAMPLES: usize = 60;

/// How often it is measured again before a difference counts.
const ROUNDS: usize = 4;

fn median(mut samples: Vec<Duration>) -> Duration {
    samples.sort_unstable();
    samples[samples.len() / 2]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r33_absent_and_forbidden_take_the_same_time() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let children = hidden(&hub).await;
        let spare = ChildFile::new(&hub.town);
        let mut asked: Vec<(&str, Value)> = children.iter().map(|(why, _, of)| (*why, of[0].clone())).collect();
        asked.push(("absent", absent_like(&children[0].2[0], &spare)));
        let mut last = String::new();
        for _ in 0..ROUNDS {
            let mut samples = vec![Vec::new(); asked.len()];
            for _ in 0..SAMPLES {
                for ((_, child), samples) in asked.iter().zip(&mut samples) {
                    let variables = json!({"child": child, "sharing": sharing("CHILD_IN_NEED_ASSESSMENT")});
                    let began = Instant::now();
                    let answer = hub.ask("gp", NAME, variables).await;
                    samples.push(began.elapsed());
                    assert_eq!(answer.str("data.sharedRecord.code"), "NOT_FOUND", "{}", answer.text);
                }
            }
            let medians: Vec<Duration> = samples.into_iter().map(median).collect();
            let (least, most) = (medians.iter().min().expect("some"), medians.iter().max().expect("some"));
            let shown = asked.iter().zip(&medians).map(|((why, _), median)| format!("{why}: {median:?}"));
            last = shown.collect::<Vec<_>>().join(", ");
            // A way that is longer by a statement that reads a record is longer by more than this.
            if *most < least.mul_f64(1.5) + Duration::from_micros(300) {
                println!("{engine:?}: medians of {SAMPLES}: {last}");
                return hub.end().await;
            }
        }
        panic!("{engine:?}: in each of {ROUNDS} rounds the times differed, at last {last}");
    })
    .await;
}
