//! R5, and the same answer at every depth: whatever is asked in whatever form, a text comes out where the rules give it and
//! nowhere else. Operations are made at random, the same ones each time, with each role's token in turn; every
//! text of the ground says which child, agency and class it is of.

mod generate;
mod ground;
mod judge;
mod matters;
mod systems;
mod works;

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use tests::town::{ROLES, Seat};
use tests::{Engine, Hub, on_both};

use generate::{Generator, Operation};
use ground::{Ground, WORKED_ON, canaries};
use judge::faults;
use systems::Systems;

/// How many operations are sent to each engine in an ordinary run. Each asks for one to three records, of which most are judged for
/// the first time: ten thousand together, `HUB_TEST_OPERATIONS=5000`, take half an hour where nothing is optimised.
const OPERATIONS: usize = 150;

/// The number of operations, or the one that `HUB_TEST_OPERATIONS` says.
fn operations() -> usize {
    std::env::var("HUB_TEST_OPERATIONS").ok().and_then(|number| number.parse().ok()).unwrap_or(OPERATIONS)
}

/// How many wait at a time: each role's person asks once.
const AT_ONCE: usize = ROLES.len();

/// What is wrong with what each of the fifteen is told of checks, decisions and escalations: all that the rules give, and of no
/// child that is shut to them.
async fn told_of_what_is_worked_on(hub: &Hub) -> Vec<String> {
    let mut faults = Vec::new();
    for seat in ROLES {
        let answer = hub.ask(seat.login, matters::ALL, serde_json::Value::Null).await;
        let found: BTreeSet<_> = canaries(&answer.text).into_iter().map(|canary| (canary.mark, canary.what)).collect();
        let told: BTreeSet<_> = matters::all_told(seat.login).into_iter().map(|what| (WORKED_ON, what)).collect();
        if found != told {
            faults.push(format!("{} is told {found:?}, and {told:?} by the rules", seat.login));
        }
    }
    faults
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_no_generated_query_gives_what_the_rules_withhold() {
    on_both(async |engine| {
        let hub = Hub::start_patient(engine).await;
        let mut systems = Systems::registered(&hub).await;
        let ground = Ground::put(&hub).await;
        systems.send(&hub);
        let mut failed = told_of_what_is_worked_on(&hub).await;
        // Each engine gets operations of its own.
        let seed = if engine == Engine::Sqlite { 0x1eaf_5eed } else { 0x0dd_5eed };
        let mut generator = Generator::new(&hub, &ground, seed);
        let tokens: BTreeMap<&str, String> = ROLES.iter().map(|seat| (seat.login, hub.token(seat.login))).collect();
        let (mut sent, mut records, mut compared) = (0, 0, 0);
        while sent < operations() {
            let asks: Vec<(Seat, Operation)> =
                (0..AT_ONCE).map(|n| ROLES[n % ROLES.len()]).map(|seat| (seat, generator.operation(&seat))).collect();
            let answers =
                asks.iter().map(|(seat, ask)| hub.ask_with(&tokens[seat.login], &ask.document, ask.variables.clone()));
            for ((seat, ask), mut answer) in asks.iter().zip(join_all(answers).await) {
                sent += 1;
                if answer.error() == "UNAVAILABLE" {
                    // On a busy machine some wait too long for one another; what waits alone does not.
                    answer = hub.ask_with(&tokens[seat.login], &ask.document, ask.variables.clone()).await;
                }
                records += ask.asked.len();
                for fault in faults(&ground, seat, ask, &answer, &mut generator.cursors, &mut compared) {
                    let text: String = fault.chars().take(600).collect();
                    failed.push(format!("{}: {text}\n   {}\n   {}", seat.login, ask.document, ask.variables));
                }
            }
            let keep = generator.cursors.len().saturating_sub(2_000);
            generator.cursors.drain(..keep);
        }
        failed.extend(systems.faults(&ground).await);
        println!("{engine:?}: {sent} operations for {records} records, {compared} fields and pages compared");
        failed.iter().take(100).filter_map(|fault| fault.lines().next()).for_each(|fault| println!("{fault}"));
        let shown: Vec<&str> = failed.iter().take(5).map(String::as_str).collect();
        assert!(failed.is_empty(), "{} faults:\n{}", failed.len(), shown.join("\n"));
        assert!(compared > 5 * operations(), "only {compared} were compared");
        hub.end().await;
    })
    .await;
}
