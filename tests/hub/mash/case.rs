//! One case from a concern to a reviewed plan, over GraphQL alone: the script that the demo plays too, here with everybody looking
//! on after every step, and over days.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;

use api::app::demo::mash_case::{Part, WATCHERS, Watch, acts, play};
use api::plain::calendar::local_date;
use api::plain::clock::{Clock, SetClock};
use entities::words::Role;
use entities::{Instant, Word};
use serde_json::json;
use tests::town::{Cast, seat};
use tests::{Hub, on_both};

/// The case's people beside the town's own.
const CAST: Cast = Cast {
    places: &[],
    seats: &[
        seat("mash-nurse", Role::MashPractitioner, "T-TRUST"),
        seat("deputy", Role::DesignatedSafeguardingLead, "T-SCHOOL"),
        seat("neighbouring-social-worker", Role::SocialWorker, "T-NEIGHBOUR"),
    ],
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r10_r14_r29_at_each_step_of_a_case_every_role_sees_what_the_rules_allow() {
    on_both(async |engine| {
        // A Thursday before Christmas: the fifteen working days go over three holidays.
        let clock = Arc::new(SetClock::at("2026-12-10T10:00:00Z".parse().expect("a moment")));
        let hub = Hub::start_with_at(engine, CAST, clock.clone()).await;
        let roles: BTreeSet<Role> = WATCHERS.iter().map(|watcher| hub.town.person(watcher.who).seat.role).collect();
        assert_eq!(roles.len(), Role::ALL.len(), "a role looks at nothing");

        let ask = async |who, document, variables| {
            let answer = hub.ask(who, document, variables).await;
            assert_eq!(answer.status, 200, "{who}: {}", answer.text);
            Ok::<_, Infallible>(answer.body)
        };
        let pass = |days: i64| {
            clock.set(clock.now().plus(days * Instant::DAY + 60 * Instant::SECOND));
            local_date(clock.now())
        };
        let (scene, played) = play("case", Watch::All, ask, pass).await.unwrap_or_else(|never| match never {});
        let wrong: Vec<String> = (1..)
            .zip(&played)
            .flat_map(|(n, step)| step.wrong.iter().map(move |wrong| format!("{n} {}: {wrong}", step.act.who)))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(played.len(), acts().count());
        assert!(played.iter().all(|step| step.seen.len() == WATCHERS.len() * Part::ALL.len()));

        // Fifteen working days from the discussion on a Friday, over Christmas Day, the day for Boxing Day, and New Year's Day.
        assert_eq!(scene.kept("conference-due"), json!("2027-01-06"));
        assert_eq!(scene.kept("conference-held"), json!("2027-01-05"));
        assert_eq!(scene.kept("review-due"), json!("2027-04-05"), "three months from the conference");
        assert_eq!(scene.kept("next-review-due"), json!("2027-09-22"), "six months from the review");
        hub.end().await;
    })
    .await;
}
