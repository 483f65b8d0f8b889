//! Changes that wait, take long or fail while others read and write: nobody else is held up beyond the writer's limits, and
//! nobody else's request fails.

use std::time::{Duration, Instant};

use api::access_log::verify::verify;
use entities::ids::ChildId;
use futures_util::future::{join, join_all};
use sea_orm::{ConnectionTrait, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use serde_json::json;
use tests::database::number;
use tests::queries::{CONTRIBUTE, NAME, about, entry};
use tests::{Answer, ChildFile, Engine, Hub, on_both};

/// The longest that one change may hold up everybody else on PostgreSQL: it waits 50 ms for a lock, and works for 250 ms.
const LIMITS: Duration = Duration::from_millis(300);
/// How many read at the same time.
const READERS: usize = 8;

async fn child(hub: &Hub) -> ChildId {
    ChildFile::new(&hub.town).open_to(&["gp", "social-worker", "school"]).put(&hub.door).await
}

async fn post(hub: &Hub, child: ChildId, key: &str, summary: &str) -> Answer {
    let input = entry(child, "CHILD_IN_NEED_ASSESSMENT", key, summary);
    hub.ask("gp", CONTRIBUTE, json!({"input": input})).await
}

/// Lets the readers read until the work is done and gives its result, the number of reads and the slowest. Every read is
/// answered.
async fn beside<T>(hub: &Hub, child: ChildId, work: impl Future<Output = T>) -> (T, usize, Duration) {
    let done = std::sync::atomic::AtomicBool::new(false);
    let reader = async |login: &str| {
        let (mut reads, mut slowest) = (0, Duration::ZERO);
        while !done.load(std::sync::atomic::Ordering::SeqCst) {
            let begun = Instant::now();
            let answer = hub.ask(login, NAME, about(child, "CHILD_IN_NEED_ASSESSMENT")).await.ok();
            slowest = slowest.max(begun.elapsed());
            assert_eq!(answer.str("data.sharedRecord.__typename"), "SharedRecord", "{}", answer.text);
            reads += 1;
        }
        (reads, slowest)
    };
    let readers = join_all((0..READERS).map(|n| reader(if n % 2 == 0 { "social-worker" } else { "school" })));
    let work = async {
        let result = work.await;
        done.store(true, std::sync::atomic::Ordering::SeqCst);
        result
    };
    let (result, reads) = join(work, readers).await;
    let slowest = reads.iter().map(|(_, slowest)| *slowest).max().unwrap_or_default();
    (result, reads.iter().map(|(reads, _)| reads).sum(), slowest)
}

/// How often it is tried to keep within the limits: other work on the machine holds a read up too, now and then.
const ATTEMPTS: usize = 3;

/// Does the work, which is given the number of the attempt, beside readers: none of them may wait for longer than is allowed
/// beyond what is usual with nothing in the way.
async fn none_held_up<T>(hub: &Hub, child: ChildId, allowed: Duration, work: impl AsyncFn(usize) -> T) {
    for attempt in 0..ATTEMPTS {
        let usual = beside(hub, child, tokio::time::sleep(Duration::from_millis(500))).await.2;
        let (_, reads, slowest) = beside(hub, child, work(attempt)).await;
        println!("{reads} reads, slowest {slowest:?}, usually {usual:?}");
        assert!(reads >= READERS, "nobody read");
        if slowest <= usual + allowed {
            return;
        }
    }
    panic!("reads were held up each time");
}

/// Holds up every write of an entry: on PostgreSQL writes of that table alone, on SQLite, which has one writer, all.
async fn hold(hub: &Hub, engine: Engine) -> DatabaseTransaction {
    let immediate = (engine == Engine::Sqlite).then_some(SqliteTransactionMode::Immediate);
    let options = TransactionOptions { sqlite_transaction_mode: immediate, ..TransactionOptions::default() };
    let held = hub.db.begin_with_options(options).await.expect("begun");
    if engine == Engine::Postgres {
        // Conflicts with writing and not with reading.
        held.execute_unprepared("LOCK TABLE chronology_entry IN EXCLUSIVE MODE").await.expect("locked");
    }
    held
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_waits_for_a_lock_holds_up_no_read_beyond_the_limits() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = child(&hub).await;
        post(&hub, child, "before", "before").await.ok();
        let (held_for, allowed) = match engine {
            Engine::Postgres => (Duration::from_millis(1000), LIMITS),
            // Everybody waits for the one writer, and for no longer than 100 ms more, as seldom as SQLite looks again.
            Engine::Sqlite => (Duration::from_millis(200), Duration::from_millis(300)),
        };
        none_held_up(&hub, child, allowed, async |attempt| {
            let key = format!("waits {attempt}");
            let held = hold(&hub, engine).await;
            let begun = Instant::now();
            let waiting = async { (post(&hub, child, &key, &key).await, begun.elapsed()) };
            let holding = async {
                tokio::time::sleep(held_for).await;
                held.rollback().await.expect("let go");
            };
            let ((answer, took), ()) = join(waiting, holding).await;
            if engine == Engine::Postgres {
                // The change gives up; it does not wait until the lock is free.
                assert_eq!(answer.error(), "UNAVAILABLE", "{}", answer.text);
                assert!(took < held_for, "{took:?}");
            } else {
                assert_eq!(answer.ok().at("data.contributeChronologyEntry.problems"), &json!([]));
            }
            // Sent again, it is there once.
            let again = post(&hub, child, &key, &key).await.ok();
            assert!(again.str("data.contributeChronologyEntry.entry.id").starts_with("entry_"), "{}", again.text);
            assert_eq!(made(&hub, &key).await, 1);
        })
        .await;
        hub.end().await;
    })
    .await;
}

/// How many entries have that summary.
async fn made(hub: &Hub, summary: &str) -> i64 {
    number(&hub.db, &format!("SELECT count(*) FROM chronology_entry WHERE summary = '{summary}'")).await
}

/// SQLite has no way to make a statement slow from outside, and no time limit on one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_takes_long_holds_up_no_read_beyond_the_limits() {
    on_both(async |engine| {
        if engine == Engine::Sqlite {
            return;
        }
        let hub = Hub::start(engine).await;
        let child = child(&hub).await;
        let sql = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_sleep(substr(NEW.summary, 6)::float); RETURN NEW; END $$;
            CREATE TRIGGER slow BEFORE INSERT ON chronology_entry FOR EACH ROW WHEN (NEW.summary LIKE 'sleep%')
                EXECUTE FUNCTION slow()";
        hub.db.execute_unprepared(sql).await.expect("slow");
        for seconds in ["0.2", "0.6"] {
            none_held_up(&hub, child, LIMITS, async |attempt| {
                let summary = format!("sleep {seconds}{attempt}");
                let answer = post(&hub, child, &summary, &summary).await;
                // Beyond the limit the change fails, and within it too where the machine is slow: by itself alone.
                let done = answer.error() != "UNAVAILABLE";
                assert!(!done || seconds == "0.2", "{summary}: {}", answer.text);
                if done {
                    assert_eq!(answer.ok().at("data.contributeChronologyEntry.problems"), &json!([]));
                }
                assert_eq!(made(&hub, &summary).await, i64::from(done), "{summary}");
            })
            .await;
        }
        hub.end().await;
    })
    .await;
}

/// Makes entries with some summaries fail: those called `bad`, and on SQLite also those that end the transaction that they
/// stand in, as a full disk does.
async fn some_fail(hub: &Hub, engine: Engine) {
    let sql = match engine {
        Engine::Postgres => {
            "CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
             CREATE TRIGGER fails BEFORE INSERT ON chronology_entry FOR EACH ROW
                WHEN (NEW.summary LIKE 'bad%' OR NEW.summary LIKE 'full%') EXECUTE FUNCTION fails()"
        }
        Engine::Sqlite => {
            "CREATE TRIGGER fails BEFORE INSERT ON chronology_entry WHEN NEW.summary LIKE 'bad%'
                BEGIN SELECT RAISE(ABORT, 'no'); END;
             CREATE TRIGGER full BEFORE INSERT ON chronology_entry WHEN NEW.summary LIKE 'full%'
                BEGIN SELECT RAISE(ROLLBACK, 'no'); END"
        }
    };
    hub.db.execute_unprepared(sql).await.expect("some fail");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_fails_fails_nobody_elses() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = child(&hub).await;
        some_fail(&hub, engine).await;
        let before = number(&hub.db, "SELECT count(*) FROM access_log").await;
        let work = join_all((0..48).map(|n| {
            let summary = match n % 8 {
                0 => format!("bad {n}"),
                4 => format!("full {n}"),
                _ => format!("good {n}"),
            };
            let hub = &hub;
            async move { (post(hub, child, &summary, &summary).await, summary) }
        }));
        let (posts, reads, _) = beside(&hub, child, work).await;
        let mut good = 0;
        for (answer, summary) in posts {
            let count = made(&hub, &summary).await;
            if summary.starts_with("good") {
                let answer = answer.ok();
                assert!(answer.str("data.contributeChronologyEntry.entry.id").starts_with("entry_"), "{}", answer.text);
                assert_eq!(count, 1, "{summary}");
                good += 1;
            } else {
                assert_eq!(answer.error(), "UNAVAILABLE", "{summary}: {}", answer.text);
                assert!(answer.at("data").is_null(), "{}", answer.text);
                assert_eq!(count, 0, "{summary}");
            }
        }
        assert_eq!(good, 36);
        let entries = number(&hub.db, "SELECT count(*) FROM access_log").await - before;
        assert_eq!(entries, i64::try_from(good + reads).expect("few"), "an entry for each answer and for no failure");
        verify(&hub.db, &hub.key, None, |_| {}).await.unwrap_or_else(|e| panic!("the log is not whole: {e}"));
        hub.end().await;
    })
    .await;
}
