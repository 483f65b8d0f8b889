//! A concern about somebody who works with children.

use api::plain::clock::{Clock, SystemClock};
use entities::Instant;
use entities::words::{ChronologyCategory, LevelOfNeed};
use serde_json::{Value, json};
use tests::queries::{RAISE, concern};
use tests::{Answer, Hub};

use super::look::child;
use super::probe::{Whom, Wrong, knows_nothing};

const LIST: &str = "query L($from: DateTime!) { concerns(filter: {raisedFrom: $from}) { totalCount nodes { id whatHappened child { id } } } }";

/// The concerns that are listed of those raised since.
async fn listed(hub: &Hub, login: &str, from: Instant) -> (Answer, Vec<Value>) {
    let answer = hub.ask(login, LIST, json!({"from": from.to_string()})).await.ok();
    let all = answer.at("data.concerns.nodes").as_array().cloned().unwrap_or_default();
    (answer, all)
}

/// What is said of a colleague reaches those who decide, and never the colleague, whatever their seat; with `onlyMeInMyAgency`
/// nobody at the raiser's own agency either.
pub async fn r34_a_concern_about_a_colleague(hub: &Hub) {
    let pupil = |given: &str, family: &str| {
        child(hub, given, family).level(LevelOfNeed::ChildInNeed).open_to(&["school"]).entry(
            "school",
            "noted",
            ChronologyCategory::Education,
            &[],
        )
    };
    let file = pupil("Tess", "Sorrell");
    let number = file.upn().to_owned();
    let id = file.put(&hub.door).await;
    let raise = async |key: &str, about: &str, said: &str| {
        let mut input = concern(key, said);
        let named = json!({"givenName": "Tess", "familyName": "Sorrell", "dateOfBirth": "2016-03-04", "upn": number});
        input["child"] = json!({"described": named});
        input["onlyMeInMyAgency"] = json!(true);
        input["people"] = json!([{
            "name": about, "relation": "works with her", "allegedToHaveCausedHarm": true, "worksWithChildren": true,
        }]);
        hub.ask("academy", RAISE, json!({"input": input})).await.ok()
    };
    let from = SystemClock.now();
    let before = [listed(hub, "colleague", from).await.1.len(), listed(hub, "academy-lead", from).await.1.len()];
    raise("tess-1", "Person colleague", "he drove her home alone").await;
    for (login, told) in [
        ("academy", Some(Value::Null)),
        ("social-worker", Some(json!({"id": id.public()}))),
        ("mash", Some(json!({"id": id.public()}))),
        ("colleague", None),
        ("academy-lead", None),
        ("school", None),
        ("school-lead", None),
        ("neighbour", None),
    ] {
        let (answer, all) = listed(hub, login, from).await;
        let one = all.iter().find(|one| one["whatHappened"] == "he drove her home alone");
        assert_eq!(one.map(|one| one["child"].clone()), told, "{login}: {}", answer.text);
        assert_eq!(answer.at("data.concerns.totalCount"), &json!(all.len()), "{login}");
    }
    let after = [listed(hub, "colleague", from).await.1.len(), listed(hub, "academy-lead", from).await.1.len()];
    assert_eq!(before, after, "not even counted");

    // By another spelling of the name too, and in another case.
    raise("tess-2", "PERSON  Colleague", "he bought her a telephone").await;
    let (answer, _) = listed(hub, "colleague", from).await;
    assert!(!answer.text.contains("he bought her a telephone"), "{}", answer.text);

    let file = pupil("Tilda", "Soames").conflict_of("colleague");
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    knows_nothing(hub, Wrong::shut_out("colleague", "REFERRAL_SCREENING").read_by(&[]), whom).await;
}
