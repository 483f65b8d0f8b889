//! Who serves an area, whoever employs them; and a child who leaves it.

use entities::words::{ChronologyCategory, LevelOfNeed, ProtectiveWork, SharingPurpose};
use serde_json::{Value, json};
use tests::Hub;
use tests::queries::{RAISE, concern};

use super::look::{act, because, child, done, entries, for_, given, kept, open, refusal, today, why};
use super::probe::{Whom, Wrong, knows_nothing};

const SCREENING: &str = "REFERRAL_SCREENING";
const TRANSFER: &str = "TRANSFER_BETWEEN_AREAS";

/// A nurse who is assigned to the MASH screens for it the children of its area, and of no other; that a trust employs her opens
/// nothing of the trust's, and the trust's other work is not hers in that seat.
pub async fn r10_r12_a_mash_nurse(hub: &Hub) {
    let file = child(hub, "Bethan", "Cole")
        .open_to(&["school"])
        .entry("health-visitor", "weighed", ChronologyCategory::Health, &[])
        .entry("school", "hungry", ChronologyCategory::NeglectIndicator, &[]);
    let number = file.nhs_number().to_owned();
    let id = file.put(&hub.door).await;
    assert_eq!(refusal(hub, "nurse", id, for_(SCREENING)).await, "NOT_FOUND", "nothing bears screening out yet");
    let mut input = concern("bethan", "hungry every Monday");
    input["child"] = json!({"described": {
        "givenName": "Bethan", "familyName": "Cole", "dateOfBirth": "2016-03-04", "nhsNumber": number,
    }});
    hub.ask("school", RAISE, json!({"input": input})).await.ok();
    let list = "{ concerns { nodes { whatHappened child { id givenName } } } }";
    let list = hub.ask("nurse", list, Value::Null).await.ok();
    let all = list.at("data.concerns.nodes").as_array().cloned().unwrap_or_default();
    let told = all.iter().find(|one| one["whatHappened"] == "hungry every Monday").expect("addressed to her MASH");
    assert_eq!(told["child"], json!({"id": id.public(), "givenName": "Bethan"}));
    let seen = open(hub, "nurse", id, for_(SCREENING)).await;
    given(&seen, &["givenName", "nhsNumber", "upn", "address", "ethnicity", "levelOfNeed"]);
    assert_eq!(entries(&seen), ["weighed"], "her trust's own; at the first level nothing of others");
    assert_eq!(why(&seen.body, "chronology").as_deref(), Some("LEVEL_OF_NEED"), "{}", seen.text);
    for purpose in ["EARLY_HELP", "DIRECT_CARE"] {
        assert_eq!(refusal(hub, "nurse", id, for_(purpose)).await, "PURPOSE_NOT_OPEN_TO_ROLE", "{purpose}");
    }
    // The trust's own people are not let in by it.
    assert_eq!(refusal(hub, "health-visitor", id, for_(SCREENING)).await, "NOT_FOUND");

    let file =
        child(hub, "Bryony", "Coleridge").elsewhere().level(LevelOfNeed::ChildProtection).work(ProtectiveWork::Plan);
    let file = file.open_to(&["neighbour"]);
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    knows_nothing(hub, Wrong::stranger("nurse", SCREENING).read_by(&["trust-lead"]), whom).await;
}

/// A social worker of another authority has no part in a child of this one, until this one names her to receive it.
pub async fn r12_an_out_of_borough_social_worker(hub: &Hub) {
    let ours = |given: &str, family: &str| {
        child(hub, given, family).level(LevelOfNeed::ChildInNeed).open_to(&["social-worker"]).entry(
            "social-worker",
            "visit",
            ChronologyCategory::Visit,
            &[],
        )
    };
    let id =
        ours("Callum", "Dunmore").named_for("neighbour", SharingPurpose::TransferBetweenAreas).put(&hub.door).await;
    let seen = open(hub, "neighbour", id, for_(TRANSFER)).await;
    given(&seen, &["givenName", "nhsNumber", "upn", "address", "responsibleAuthority", "levelOfNeed"]);
    assert_eq!(entries(&seen), ["CONSENT"], "that something happened; more takes consent");
    for purpose in ["CHILD_IN_NEED_ASSESSMENT", SCREENING, "SECTION_47_ENQUIRY"] {
        let sharing = because(for_(purpose), Value::Null);
        assert_eq!(
            refusal(hub, "neighbour", id, sharing).await,
            "NOT_FOUND",
            "{purpose}: named for the transfer alone"
        );
    }
    let file = ours("Connor", "Dunstan");
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    knows_nothing(hub, Wrong::stranger("neighbour", SCREENING).read_by(&["neighbour-lead"]), whom).await;
}

/// A plan goes with the child: the receiving authority reads it once it is named, is responsible when it accepts and not before,
/// and the old one keeps what was on record on its last day.
pub async fn r13_r27_a_child_on_a_plan_who_moves_to_grandparents_in_another_borough(hub: &Hub) {
    let planned = |given: &str, family: &str| {
        child(hub, given, family)
            .level(LevelOfNeed::ChildProtection)
            .work(ProtectiveWork::Plan)
            .open_to(&["social-worker", "school"])
            .entry("social-worker", "conference", ChronologyCategory::Conference, &[])
            .entry("police", "called", ChronologyCategory::PoliceReport, &[])
    };
    let id =
        planned("Elsie", "Ashdown").named_for("neighbour", SharingPurpose::TransferBetweenAreas).put(&hub.door).await;
    let seen = open(hub, "neighbour", id, for_(TRANSFER)).await;
    assert_eq!(entries(&seen), ["called", "conference"], "the plan's history");
    assert_eq!(refusal(hub, "neighbour", id, for_("CHILD_PROTECTION_PLAN_REVIEW")).await, "NOT_FOUND", "not hers yet");
    let pass = |accept: bool| {
        json!({
            "child": {"id": id.public()}, "sharing": for_(TRANSFER), "to": hub.town.agency("T-NEIGHBOUR").public(),
            "on": today().to_string(), "accept": accept, "reason": "she lives with her grandparents",
        })
    };
    let early = act(hub, "neighbour", "passResponsibility", pass(true)).await;
    assert_eq!(early.str("problems.0.code"), "NOT_OFFERED", "{}", early.text);
    done(hub, "social-worker", "passResponsibility", pass(false)).await;
    done(hub, "neighbour", "passResponsibility", pass(true)).await;
    let review = open(hub, "neighbour", id, for_("CHILD_PROTECTION_PLAN_REVIEW")).await;
    given(&review, &["givenName", "address", "levelOfNeed"]);
    assert_eq!(review.str("child.responsibleAuthority.code"), "T-NEIGHBOUR", "{}", review.text);
    assert_eq!(entries(&review), ["called", "conference"]);
    // The new authority records where she lives now; the old one, whose work has ended, is not told of it.
    let involve = json!({
        "idempotencyKey": "elsie", "service": "child protection", "startedOn": today().to_string(), "team": "neighbour",
        "practitioners": [hub.town.person("neighbour").id.public()], "child": {"known": {"id": id.public()}},
    });
    done(hub, "neighbour", "recordInvolvement", involve).await;
    let old = open(hub, "social-worker", id, for_(TRANSFER)).await;
    let all = old.at("involvements").as_array().cloned().unwrap_or_default();
    let own = all.iter().find(|one| one["agency"]["code"] == "T-COUNCIL").expect("its own");
    let end = json!({"involvement": own["id"], "endedOn": today().to_string(), "reason": "moved"});
    done(hub, "social-worker", "endInvolvement", end).await;
    let after = open(hub, "social-worker", id, for_(TRANSFER)).await;
    given(&after, &["givenName"]);
    assert_eq!(entries(&after), ["called", "conference"], "what was on record on its last day");
    kept(&open(hub, "school", id, for_("CHILD_IN_NEED_ASSESSMENT")).await, "ROLE", &["nhsNumber"]);

    let file = planned("Edith", "Ashworth");
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    knows_nothing(hub, Wrong::stranger("neighbour", TRANSFER).read_by(&["neighbour-lead"]), whom).await;
}
