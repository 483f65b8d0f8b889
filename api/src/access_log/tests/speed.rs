//! How many entries a second; a figure to look at, not a promise: `cargo test --release -p api --lib access_log -- --ignored
//! --nocapture speed`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::append::close;
use super::fixture::{draft, on_each};
use crate::access_log::verify::verify;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn appends_a_second_with_64_waiting() {
    on_each(async |house| {
        for waiting in [1, 16, 64] {
            let log = Arc::new(house.log().await);
            let begun = Instant::now();
            let tasks = (0..waiting).map(|_| {
                let log = Arc::clone(&log);
                tokio::spawn(async move {
                    while begun.elapsed() < Duration::from_secs(3) {
                        log.append(draft(())).await.unwrap();
                    }
                })
            });
            for task in tasks.collect::<Vec<_>>() {
                task.await.unwrap();
            }
            let (stats, took) = (log.stats(), begun.elapsed().as_secs_f64());
            println!(
                "sqlite: {}, waiting: {waiting}, appends/s: {:.0}, commits per append: {:.3}",
                house.is_sqlite(),
                stats.appends as f64 / took,
                stats.commits as f64 / stats.appends as f64
            );
            close(log).await;
        }
        let begun = Instant::now();
        let entries = verify(&house.db, &house.public(), None, |_| ()).await.unwrap().entries();
        println!("verified {entries} entries in {:.1} s", begun.elapsed().as_secs_f64());
    })
    .await;
}
