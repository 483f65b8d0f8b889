//! The machine's clock is set back.

use std::sync::Arc;

use api::plain::clock::{Clock, SetClock, SystemClock};
use entities::Instant;
use tests::database::number;
use tests::queries::{NAME, about};
use tests::{Hub, on_both};

use super::Poster;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_clock_set_back_time_in_the_log_stands_and_tokens_are_judged_by_what_they_say() {
    on_both(async |engine| {
        let right = SystemClock.now();
        let clock = Arc::new(SetClock::at(right));
        let hub = Hub::start_at(engine, clock.clone()).await;
        let mut poster = Poster::new(&hub).await;
        let known = hub.token("gp");
        let ended = hub.token_made_by("gp", &SetClock::at(right.plus(-3 * Instant::HOUR)));
        let later = hub.token_made_by("gp", &SetClock::at(right.plus(2 * Instant::SECOND)));
        let child = poster.child;
        let asked = async |token: &str| hub.ask_with(token, NAME, about(child, "DIRECT_CARE")).await;
        asked(&known).await.ok();
        let last = number(&hub.db, "SELECT max(committed_at) FROM access_log").await;

        clock.set(right.plus(-Instant::HOUR));
        asked(&known).await.ok();
        let answer = asked(&ended).await;
        assert_eq!(answer.status, 401, "a token that ended stays ended: {}", answer.text);
        let answer = asked(&later).await;
        assert!(answer.status == 401 && answer.text.contains("not good yet"), "{}", answer.text);
        // By the clock as it stands now, a token made now is good.
        poster.served(&hub).await;
        let after = number(&hub.db, "SELECT min(committed_at) FROM access_log WHERE seq > 1").await;
        assert!(after >= right.0, "{after}");
        assert_eq!(number(&hub.db, "SELECT max(committed_at) FROM access_log").await, last, "time stands still");

        clock.set(right.plus(60 * Instant::SECOND));
        asked(&later).await.ok();
        poster.served(&hub).await;
        assert!(number(&hub.db, "SELECT max(committed_at) FROM access_log").await > last);
        poster.lost_nothing(&hub).await;
        hub.end().await;
    })
    .await;
}
