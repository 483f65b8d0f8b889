//! The PostgreSQL server goes away and comes back.

use std::time::{Duration, Instant};

use tests::database::server;
use tests::{Engine, Hub};

use super::Poster;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_server_is_gone_the_hub_says_so_and_goes_on_when_it_is_back() {
    if server().is_none() {
        println!("skipped: no PostgreSQL (HUB_TEST_POSTGRES names none); tests/run starts one");
        return;
    }
    let hub = Hub::start(Engine::Postgres).await;
    let mut poster = Poster::new(&hub).await;
    poster.served(&hub).await;
    hub.database().take_away(true).await;
    // Each connection that was open finds out by itself.
    for _ in 0..8 {
        assert_eq!(poster.post(&hub).await, "UNAVAILABLE");
    }
    assert!(hub.door.probe().await.is_err());
    poster.refused(&hub).await;
    hub.database().take_away(false).await;
    let back = Instant::now();
    while !poster.post(&hub).await.is_empty() {
        assert!(back.elapsed() < Duration::from_secs(20), "the server is back and the hub has not noticed");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    poster.served(&hub).await;
    poster.lost_nothing(&hub).await;
    hub.end().await;
}
