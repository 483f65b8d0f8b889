//! R33 by the hub's own figures: how many statements each snapshot took, which the operational log has at level debug. It
//! counts on both engines; `absent` compares on PostgreSQL which statements they were.

use std::cell::RefCell;
use std::io::Write;

use serde_json::{Value, json};
use tests::queries::{CONTRIBUTE, NAME, entry, sharing};
use tests::{ChildFile, Hub, on_both};

use super::absent::{absent_like, hidden};

thread_local! {
    /// What the operational log said on this thread, where a test of this thread wants to know.
    static SAID: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Writes to the thread's own lines, and nowhere where nobody wants them.
struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        SAID.with_borrow_mut(|said| said.iter_mut().for_each(|said| said.extend_from_slice(bytes)));
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The statements of each snapshot since the last time, in the order in which they were closed.
fn statements() -> Vec<u32> {
    let bytes = SAID.replace(Some(Vec::new())).unwrap_or_default();
    let text = String::from_utf8(bytes).expect("text");
    let counts = text.lines().filter_map(|line| line.split("statements=").nth(1));
    counts.map(|rest| rest.split_whitespace().next().unwrap_or_default().parse().expect("a number")).collect()
}

/// The hub runs on the test's own thread, so that its log is the test's alone.
#[tokio::test]
async fn r33_absent_and_forbidden_take_as_many_statements() {
    tracing_subscriber::fmt()
        .with_env_filter("hub::snapshot=debug")
        .with_ansi(false)
        .with_writer(|| Lines)
        .try_init()
        .expect("no other test of this binary reads the operational log");
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let children = hidden(&hub).await;
        let spare = ChildFile::new(&hub.town);
        let read = async |reference: &Value| {
            statements();
            let variables = json!({"child": reference, "sharing": sharing("CHILD_IN_NEED_ASSESSMENT")});
            let answer = hub.ask("gp", NAME, variables).await.ok();
            assert_eq!(answer.str("data.sharedRecord.code"), "NOT_FOUND", "{}", answer.text);
            statements()
        };
        let write = async |reference: &Value| {
            statements();
            let mut input = entry(spare.id(), "CHILD_IN_NEED_ASSESSMENT", "a key", "an entry");
            input["child"] = reference.clone();
            let answer = hub.ask("gp", CONTRIBUTE, json!({"input": input})).await.ok();
            let code = answer.str("data.contributeChronologyEntry.refused.code");
            assert_eq!(code, "NOT_FOUND", "{}", answer.text);
            statements()
        };
        for form in 0..3 {
            let absent = absent_like(&children[0].2[form], &spare);
            let (reads, writes) = (read(&absent).await, write(&absent).await);
            println!("{engine:?}: statements of a refused read {reads:?}, of a refused change {writes:?}");
            assert!(reads.iter().sum::<u32>() > 1 && writes.iter().sum::<u32>() > 1, "nothing was counted");
            for (why, _, references) in &children {
                assert_eq!(read(&references[form]).await, reads, "{why}");
                assert_eq!(write(&references[form]).await, writes, "{why}");
            }
        }
        hub.end().await;
    })
    .await;
}
