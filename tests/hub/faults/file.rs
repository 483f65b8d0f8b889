//! The file of an SQLite database is removed or replaced under a running hub.

use std::fs;

use tests::{Engine, Hub};

use super::Poster;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_acknowledged_into_a_file_that_was_removed_or_replaced() {
    let hub = Hub::start(Engine::Sqlite).await;
    let mut poster = Poster::new(&hub).await;
    poster.served(&hub).await;
    let (file, away) = (hub.database().file("hub.sqlite"), hub.database().file("away"));
    for replaced in [false, true] {
        fs::rename(&file, &away).expect("moved away");
        if replaced {
            fs::copy(&away, &file).expect("another in its place");
        }
        poster.refused(&hub).await;
        assert_eq!(file.exists(), replaced, "no empty database is made where one was");
        fs::rename(&away, &file).expect("moved back");
        poster.served(&hub).await;
    }
    poster.lost_nothing(&hub).await;
    hub.end().await;
}
