//! An agency's view: given once and then corrected, borne out by entries that its person may see, and with what they could see
//! at the time.

use api::disclosure::Position;
use entities::words::{ChronologyCategory, Sensitivity};
use serde_json::{Value, json};
use tests::child::SECRET;
use tests::database::number;
use tests::queries::{CONTRIBUTE, about, entry, record};
use tests::{Hub, on_both};

use super::{asked, file, give, listed, of, screened, view};

const SCREENING: &str = "REFERRAL_SCREENING";

/// The ids of the entries that somebody sees, by the end of their summaries.
async fn entries(hub: &Hub, login: &str, child: entities::ids::ChildId, label: &str) -> Vec<String> {
    let answer = hub.ask(login, &record(), about(child, "CHILD_IN_NEED_ASSESSMENT")).await.ok();
    let all = answer.at("data.sharedRecord.chronology.nodes").as_array().cloned().unwrap_or_default();
    let labelled = |entry: &&Value| entry["summary"].as_str().is_some_and(|summary| summary.ends_with(label));
    all.iter().filter(labelled).filter_map(|entry| entry["id"].as_str().map(str::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_view_is_a_correction_and_names_what_it_corrects() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let (_, concern) = screened(&hub, file(&hub)).await;
        let decision = asked(&hub, &concern, &["T-TRUST"]).await;
        let first = view(&decision, SCREENING, &[]);
        let given = give(&hub, "health-visitor", &first).await;
        assert_eq!(given.at("view.version"), &json!(1), "{}", given.text);
        assert_eq!(give(&hub, "health-visitor", &first).await.body, given.body);
        let double = give(&hub, "health-visitor", &view(&decision, SCREENING, &[])).await;
        assert_eq!(double.str("problems.0.code"), "VIEW_GIVEN", "{}", double.text);
        let mut other = view(&decision, SCREENING, &[]);
        (other["dissent"], other["expectedVersion"]) = (json!(false), json!(2));
        let stale = give(&hub, "health-visitor", &other).await;
        assert_eq!(stale.str("problems.0.code"), "STALE_VERSION", "{}", stale.text);
        other["expectedVersion"] = json!(1);
        let corrected = give(&hub, "health-visitor", &other).await;
        assert_eq!(corrected.at("view.version"), &json!(2), "{}", corrected.text);
        assert_eq!(number(&hub.db, "SELECT count(*) FROM partner_view").await, 2);
        let seen = of(&listed(&hub, "mash", json!({})).await, "T-TRUST");
        assert_eq!((&seen["version"], &seen["dissent"]), (&json!(2), &json!(false)));
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_views_at_once_make_one() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let (_, concern) = screened(&hub, file(&hub)).await;
        let decision = asked(&hub, &concern, &["T-TRUST"]).await;
        let all = (0..20).map(|_| {
            let (input, hub) = (view(&decision, SCREENING, &[]), &hub);
            async move { give(hub, "health-visitor", &input).await }
        });
        let answers = futures_util::future::join_all(all).await;
        assert_eq!(answers.iter().filter(|a| a.at("view").is_object()).count(), 1);
        assert_eq!(number(&hub.db, "SELECT count(*) FROM partner_view").await, 1);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r29_evidence_is_what_its_giver_may_see_and_is_judged_again_for_each_viewer() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = file(&hub)
            .entry("health-visitor", "weighed", ChronologyCategory::Health, &[])
            .kept_entry("health-visitor", "clinic", Sensitivity::Sensitive)
            .kept_entry("police", "source", Sensitivity::Restricted);
        let (child, concern) = screened(&hub, file).await;
        let decision = asked(&hub, &concern, &["T-TRUST", "T-SURGERY"]).await;
        let plain = entries(&hub, "health-visitor", child, "weighed").await;
        let sensitive = entries(&hub, "health-visitor", child, "clinic").await;
        assert_eq!((plain.len(), sensitive.len()), (1, 1));
        let both = [plain.clone(), sensitive.clone()].concat();
        let given = give(&hub, "health-visitor", &view(&decision, SCREENING, &both)).await;
        assert_eq!(given.at("view.evidence").as_array().map(Vec::len), Some(2), "{}", given.text);
        // Those who decide may know of the one and not of the other; neither is it counted.
        let seen = of(&listed(&hub, "mash", json!({})).await, "T-TRUST");
        assert_eq!(seen["evidence"], json!(plain), "{seen}");
        // What the surgery may not see it cannot name, and is told no more than of what is not there.
        let unknown = entities::ids::EntryId(uuid::Uuid::new_v4()).public();
        let mut answers = Vec::new();
        for id in [&sensitive[0], &unknown] {
            let wrong = give(&hub, "gp", &view(&decision, "CHILD_IN_NEED_ASSESSMENT", std::slice::from_ref(id))).await;
            assert_eq!(wrong.str("problems.0.code"), "UNKNOWN_ID", "{}", wrong.text);
            answers.push(wrong.body);
        }
        assert_eq!(answers[0], answers[1]);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_partner_could_see_when_it_gave_its_view_is_shown_later() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = file(&hub).entry("gp", "before", ChronologyCategory::Visit, &[]);
        let (child, concern) = screened(&hub, file).await;
        let decision = asked(&hub, &concern, &["T-TRUST"]).await;
        give(&hub, "health-visitor", &view(&decision, "CHILD_IN_NEED_ASSESSMENT", &[])).await;
        let after = entry(child, "CHILD_IN_NEED_ASSESSMENT", "after", "recorded after the view");
        hub.ask("gp", CONTRIBUTE, json!({"input": after})).await.ok();
        let seen = of(&listed(&hub, "mash", json!({})).await, "T-TRUST");
        assert_eq!(seen["purpose"], "CHILD_IN_NEED_ASSESSMENT");
        assert_eq!(seen["policyVersion"], json!(hub.door.book().hash()));
        let at: Position = seen["accessLogEntryId"].as_str().expect("an entry").parse().expect("an id");
        let then = hub.door.could_see(at).await.unwrap_or_else(|e| panic!("{:?}", e.cause()));
        let shown = format!("{:?}", then.record().expect("a record"));
        assert!(shown.contains(&format!("{SECRET} summary before")), "{shown}");
        assert!(!shown.contains("recorded after the view"), "{shown}");
        let now = hub.ask("health-visitor", &record(), about(child, "CHILD_IN_NEED_ASSESSMENT")).await.ok();
        assert!(now.text.contains("recorded after the view"), "{}", now.text);
        // Of an entry that is not of a view nothing is shown.
        let other = now.str("data.sharedRecord.sharing.accessLogEntryId").parse().expect("an id");
        assert!(hub.door.could_see(other).await.is_err());
        hub.end().await;
    })
    .await;
}
