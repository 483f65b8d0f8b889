//! A child and family assessment: 45 working days, written by one, authorised by a manager who did not write it, once its checks
//! are answered; and what is overdue.

use entities::words::LevelOfNeed;
use serde_json::json;
use tests::{ChildFile, Hub, on_both};

use super::{DAY, beginning, codes, done, father, outcome, seen_by, send, step, with};

const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_manager_who_did_not_write_it_authorises_an_assessment_with_its_checks_or_a_reason() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).level(LevelOfNeed::ChildInNeed);
        let child = file.put(&hub.door).await;
        let begun = done(&hub, "social-worker", "startAssessment", &beginning(child, CARE)).await;
        assert_eq!(begun.str("work.dueOn"), "2026-03-09", "45 working days: {}", begun.text);
        assert!(begun.at("work.entry").is_string(), "{}", begun.text);

        // Fathers are named, and who holds parental responsibility takes part, or it is said why not.
        let mother =
            json!([{"name": "Made-up Mother", "role": "MOTHER", "parentalResponsibility": true, "tookPart": false}]);
        let decision = json!({"decision": "CHILD_IN_NEED", "family": mother});
        let nameless = send(&hub, "manager", "completeAssessment", &step(&begun, decision)).await;
        let mut found = codes(&nameless);
        found.sort();
        assert_eq!(found, ["FATHER_NOT_NAMED", "REQUIRED"], "{}", nameless.text);
        assert!(nameless.text.contains("family") && nameless.text.contains("whyNot"), "{}", nameless.text);
        let decision = json!({"decision": "CHILD_IN_NEED", "family": father()});
        let early = send(&hub, "manager", "authoriseAssessment", &step(&begun, json!({}))).await;
        assert_eq!(codes(&early), ["ILLEGAL_STEP"], "{}", early.text);
        let written = done(&hub, "manager", "completeAssessment", &step(&begun, decision.clone())).await;
        assert_eq!(written.str("work.status"), "COMPLETED");

        let reason = json!({"withoutChecks": "she moves tomorrow"});
        for (login, wanted) in [("social-worker", "NOT_A_MANAGER"), ("manager", "OWN_WORK")] {
            let refused = send(&hub, login, "authoriseAssessment", &step(&written, reason.clone())).await;
            assert_eq!(codes(&refused), [wanted], "{login}: {}", refused.text);
        }
        let other = begun.str("work.id").to_owned();
        let anew = done(&hub, "social-worker", "startAssessment", &beginning(child, CARE)).await;
        assert_ne!(anew.str("work.id"), other);
        let written = done(&hub, "social-worker", "completeAssessment", &step(&anew, decision)).await;
        let waiting = send(&hub, "manager", "authoriseAssessment", &step(&written, json!({}))).await;
        assert_eq!(codes(&waiting), ["CHECKS_MISSING"], "{}", waiting.text);
        assert!(waiting.text.contains("POLICE"), "it says whose: {}", waiting.text);
        let authorised = done(&hub, "manager", "authoriseAssessment", &step(&written, reason)).await;
        assert_eq!(authorised.str("work.status"), "CONCLUDED");
        assert!(authorised.at("work.dueOn").is_null(), "{}", authorised.text);
        let works = seen_by(&hub, "social-worker", child, CARE).await;
        let ours = works.iter().find(|w| w["id"] == *authorised.at("work.id")).expect("the second");
        assert_eq!(ours["steps"][2]["withoutChecks"], "she moves tomorrow", "{ours}");
        let twice = send(&hub, "manager", "authoriseAssessment", &step(&authorised, json!({}))).await;
        assert_eq!(codes(&twice), ["ILLEGAL_STEP"], "{}", twice.text);

        // R27: the level falls by its own way, with the work that led to it.
        let down = json!({"level": "EARLY_HELP", "withoutChecks": "made up"});
        done(&hub, "social-worker", "stepDown", &step(&authorised, down)).await;
        let level = "query L($child: ChildRef!, $sharing: SharingInput!) {
            sharedRecord(child: $child, sharing: $sharing) { ... on SharedRecord { child { levelOfNeed } } } }";
        let answer = hub.ask("social-worker", level, tests::queries::about(child, CARE)).await.ok();
        assert_eq!(answer.str("data.sharedRecord.child.levelOfNeed"), "EARLY_HELP", "{}", answer.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_overdue_is_listed_to_the_agency_that_keeps_it_and_to_no_other() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let list = "query O($after: String) { overdueWork(first: 1, after: $after) { totalCount
            pageInfo { hasNextPage endCursor } nodes { child work kind status startedOn dueOn } } }";
        let file = || ChildFile::new(&hub.town).open_to(&["social-worker"]);
        let child = file().put(&hub.door).await;
        let begun = done(&hub, "social-worker", "startAssessment", &beginning(child, CARE)).await;
        let other = file().put(&hub.door).await;
        let later = with(beginning(other, CARE), &json!({"happenedOn": "2026-01-06"}));
        done(&hub, "social-worker", "startAssessment", &later).await;
        // Of a child who is not there for them: a conflict that came later.
        let closed = file().conflict_of("social-worker").put(&hub.door).await;
        done(&hub, "colleague", "startAssessment", &beginning(closed, CARE)).await;
        let answer = hub.ask("social-worker", list, json!({})).await.ok();
        assert_eq!(answer.at("data.overdueWork.totalCount"), &json!(2), "{}", answer.text);
        assert_eq!(answer.at("data.overdueWork.nodes.0.work"), begun.at("work.id"), "first what was due first");
        assert_eq!(answer.str("data.overdueWork.nodes.0.dueOn"), "2026-03-09");
        let after = answer.at("data.overdueWork.pageInfo.endCursor");
        let answer = hub.ask("social-worker", list, json!({"after": after})).await.ok();
        assert_eq!(answer.at("data.overdueWork.nodes.0.child"), &json!(other.public()), "{}", answer.text);
        assert_eq!(answer.at("data.overdueWork.pageInfo.hasNextPage"), &json!(false));
        // Nor is an early help plan of the agency counted for those of its people who keep none.
        let third = file().put(&hub.door).await;
        let plan = json!({"family": father(), "outcomes": outcome(&hub)});
        done(&hub, "social-worker", "makeEarlyHelpPlan", &with(beginning(third, "EARLY_HELP"), &plan)).await;
        for login in ["neighbour", "mash", "police", "gp", "early-help", "lead", "governance", "inspector"] {
            let answer = hub.ask(login, list, json!({})).await.ok();
            assert_eq!(answer.at("data.overdueWork.totalCount"), &json!(0), "{login}: {}", answer.text);
        }
        assert_eq!(hub.ask("administrator", list, json!({})).await.error(), "FORBIDDEN");
        // What is closed is not overdue.
        let closing = json!({"withoutChecks": "made up", "happenedOn": DAY});
        done(&hub, "social-worker", "closeWork", &step(&begun, closing)).await;
        let answer = hub.ask("social-worker", list, json!({})).await.ok();
        assert_eq!(answer.at("data.overdueWork.totalCount"), &json!(2), "{}", answer.text);
        hub.end().await;
    })
    .await;
}
