//! Who asks: the first requests that a hub ever gets, and those it does not let in.

use api::disclosure::Rows;
use entities::Set;
use entities::ids::MembershipId;
use entities::rows::membership;
use entities::words::{AccessAction, Position, Role};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::hub::{client, post};
use tests::{Answer, Hub, on_both};
use uuid::Uuid;

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

/// Asks as that person, in the membership named.
async fn acting(hub: &Hub, login: &str, membership: Option<&str>) -> Answer {
    let mut request = client()
        .post(format!("{}/graphql", hub.url))
        .bearer_auth(hub.token(login))
        .header("accept", "application/json")
        .json(&json!({"query": VIEWER}));
    if let Some(membership) = membership {
        request = request.header("hub-membership", membership);
    }
    let response = request.send().await.expect("an answer");
    Answer::new(response.status().as_u16(), response.text().await.expect("a body"))
}

/// Registers a version of a membership of that person.
pub async fn member(hub: &Hub, login: &str, id: MembershipId, version: i32, agency: &str, role: Role, ended: bool) {
    let mut rows = Rows::new();
    rows.add(membership::Model {
        id,
        version,
        person_id: hub.town.person(login).id,
        agency_id: hub.town.agency(agency),
        team: None,
        position: Position::Practitioner,
        roles: Set::of(&[role]),
        mash_areas: "[]".to_owned(),
        ended,
        log: 0,
        seq: 0,
    });
    let written = hub.door.administer(AccessAction::Administer, None, "{\"membership\":true}", rows).await;
    written.unwrap_or_else(|e| panic!("{:?}", e.cause())).expect("a new version");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_works_for_two_agencies_acts_for_one_at_a_time_and_says_which() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let first = hub.town.person("charity").membership;
        let second = MembershipId(Uuid::new_v4());
        assert_eq!(acting(&hub, "charity", None).await.ok().str("data.viewer.agency.code"), "T-CHARITY");
        member(&hub, "charity", second, 1, "T-SCHOOL", Role::DesignatedSafeguardingLead, false).await;

        let silent = acting(&hub, "charity", None).await;
        assert_eq!((silent.status, silent.error()), (403, "MEMBERSHIP_REQUIRED"), "{}", silent.text);
        for (membership, agency, role) in
            [(first, "T-CHARITY", "EARLY_HELP_PRACTITIONER"), (second, "T-SCHOOL", "DESIGNATED_SAFEGUARDING_LEAD")]
        {
            let answer = acting(&hub, "charity", Some(&membership.public())).await.ok();
            assert_eq!(answer.str("data.viewer.agency.code"), agency);
            assert_eq!(answer.at("data.viewer.roles"), &json!([role]), "the roles of the other agency stay there");
        }
        let others = hub.town.person("police").membership.public();
        for wrong in [others.as_str(), &MembershipId(Uuid::new_v4()).public(), "membership_1", "T-SCHOOL"] {
            let answer = acting(&hub, "charity", Some(wrong)).await;
            assert_eq!((answer.status, answer.error()), (403, "MEMBERSHIP_UNKNOWN"), "{wrong}: {}", answer.text);
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leaver_and_a_changed_role_take_effect_on_the_next_request() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let membership = hub.town.person("gp").membership;
        let token = hub.token("gp");
        let ask = async || post(&client(), &hub.url, &token, VIEWER, Value::Null).await;
        assert_eq!(ask().await.ok().at("data.viewer.roles"), &json!(["GENERAL_PRACTITIONER"]));
        member(&hub, "gp", membership, 2, "T-SURGERY", Role::HealthPractitioner, false).await;
        assert_eq!(ask().await.ok().at("data.viewer.roles"), &json!(["HEALTH_PRACTITIONER"]), "the same token");
        member(&hub, "gp", membership, 3, "T-SURGERY", Role::HealthPractitioner, true).await;
        let gone = ask().await;
        assert_eq!((gone.status, gone.error()), (401, "PRACTITIONER_UNKNOWN"), "{}", gone.text);
        hub.end().await;
    })
    .await;
}
