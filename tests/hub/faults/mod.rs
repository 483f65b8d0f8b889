//! The hub while what it stands on gives way: its database's file, its disk, its server, its clock. A clear error, nothing that
//! was acknowledged is lost, and it goes on by itself when it can.

mod clock;
mod disk;
mod file;
mod server;

use api::access_log::verify::verify;
use entities::ids::ChildId;
use serde_json::json;
use tests::database::texts;
use tests::queries::{CONTRIBUTE, NAME, about, entry};
use tests::{ChildFile, Hub};

/// Whoever posts to a hub, and remembers what was acknowledged.
struct Poster {
    child: ChildId,
    acknowledged: Vec<String>,
}

impl Poster {
    /// A child of the surgery, about whom it posts.
    async fn new(hub: &Hub) -> Self {
        let child = ChildFile::new(&hub.town).open_to(&["gp"]).put(&hub.door).await;
        Self { child, acknowledged: Vec::new() }
    }

    /// Posts, and says with which code it was refused; empty where it was acknowledged.
    async fn post(&mut self, hub: &Hub) -> String {
        let text = format!("post {}", uuid::Uuid::new_v4());
        let input = json!({"input": entry(self.child, "DIRECT_CARE", &text, &text)});
        let answer = hub.ask("gp", CONTRIBUTE, input).await;
        if answer.error().is_empty() {
            assert_eq!(answer.str("data.contributeChronologyEntry.entry.summary"), text, "{}", answer.text);
            self.acknowledged.push(text);
        } else {
            assert!(answer.at("data").is_null(), "{}", answer.text);
        }
        answer.error().to_owned()
    }

    /// The hub serves: it says so, takes a post and answers a read.
    async fn served(&mut self, hub: &Hub) {
        assert_eq!(self.post(hub).await, "");
        hub.ask("gp", NAME, about(self.child, "DIRECT_CARE")).await.ok();
        assert_eq!(hub.get("/readyz").await.status, 200);
    }

    /// The hub refuses all of it, in so many words, and says that it is not ready; it goes on running.
    async fn refused(&mut self, hub: &Hub) {
        assert_eq!(self.post(hub).await, "UNAVAILABLE");
        let read = hub.ask("gp", NAME, about(self.child, "DIRECT_CARE")).await;
        assert_eq!(read.error(), "UNAVAILABLE", "{}", read.text);
        assert_eq!(hub.get("/readyz").await.status, 503);
        assert_eq!(hub.get("/healthz").await.status, 200);
    }

    /// Everything that was acknowledged is there, once, and the log is whole.
    async fn lost_nothing(&self, hub: &Hub) {
        let there = texts(&hub.db, "SELECT summary FROM chronology_entry").await;
        for text in &self.acknowledged {
            assert_eq!(there.iter().filter(|other| *other == text).count(), 1, "{text}");
        }
        assert!(!self.acknowledged.is_empty());
        verify(&hub.db, &hub.key, None, |_| {}).await.unwrap_or_else(|e| panic!("the log is not whole: {e}"));
    }
}
