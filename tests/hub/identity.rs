//! Who asks: the first requests that a hub ever gets, and those it does not let in.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::hub::{client, post};
use tests::{Hub, on_both};

const VIEWER: &str = "{ viewer { name agency { code } roles } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_requests_of_a_new_hub_are_answered() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        // All at once, so that some come while another is reading the issuer's keys for the first time.
        let answers = join_all((0..16).map(|_| hub.ask("police", VIEWER, Value::Null))).await;
        for answer in answers {
            let answer = answer.ok();
            assert_eq!(answer.str("data.viewer.name"), "Person police");
            assert_eq!(answer.at("data.viewer.roles"), &json!(["POLICE_OFFICER"]));
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_let_in_without_a_good_token_of_a_known_person() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let http = client();
        let good = hub.token("police");
        let mut broken = good.clone();
        // The first character of the signature: the last one may carry bits that nobody reads.
        let at = good.rfind('.').expect("a signature") + 1;
        broken.replace_range(at..=at, if good[at..].starts_with('A') { "B" } else { "A" });
        for (token, code) in [
            (String::new(), "TOKEN_MISSING"),
            (broken, "TOKEN_INVALID"),
            (hub.token("nobody-here"), "PRACTITIONER_UNKNOWN"),
        ] {
            let answer = post(&http, &hub.url, &token, VIEWER, Value::Null).await;
            assert_eq!(answer.status, 401, "{code}: {}", answer.text);
            assert!(answer.text.contains(code), "{code}: {}", answer.text);
        }
        hub.end().await;
    })
    .await;
}
