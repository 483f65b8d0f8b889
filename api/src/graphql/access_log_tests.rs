//! The access log as partners ask for it: names, nullability and error codes of the contract.

use async_graphql::{Request, Variables};
use entities::words::{LawfulBasis, SharingPurpose};
use serde_json::{Value, json};

use crate::disclosure::Sharing;
use crate::disclosure::tests::fixture::{Town, assessment, in_each_town};
use crate::graphql::{Limits, execute, schema, sdl};

const LOG: &str = "query($filter: AccessLogFilter!, $first: Int! = 50, $after: String) {
  accessLog(filter: $filter, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { cursor }
    nodes {
      id log sequence at committedAt practitioner practitionerId agency { id name } agencyKind roles client action childId
      relationship purpose lawfulBasis dispenseReason justification approvedBy emergency emergencyUntil allowed refusalCode
      disclosed withheldClasses recordsDisclosed policies policyVersion flags reviewDueAt
      reviews { verdict note reviewedBy reviewedAt } leafHash withheld { field classes reason askAgency { id } }
    }
  }
}";

const REVIEW: &str = "mutation($input: ReviewAccessInput!) {
  reviewAccess(input: $input) {
    entry { id childId reviews { verdict note reviewedBy } }
    refused { code message accessLogEntryId }
    problems { path code message }
  }
}";

async fn ask(town: &Town, login: &str, query: &str, variables: Value) -> Value {
    let schema = schema(town.door.clone(), Limits::default());
    let caller = town.caller(login).await;
    let request = Request::new(query).variables(Variables::from_json(variables));
    serde_json::to_value(execute(&schema, caller, request).await).unwrap()
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_asked_for_and_reviewed_as_the_contract_has_it() {
    in_each_town(async |town| {
        let (at, _) = town.look("worker", town.child, &assessment()).await;
        town.look("worker", town.child, &Sharing::plain(SharingPurpose::EarlyHelp, LawfulBasis::PublicTask)).await;
        let by_child = json!({ "child": { "id": town.child.public() } });
        let answer = ask(town, "lead", LOG, json!({ "filter": by_child, "first": 1 })).await;
        let page = &answer["data"]["accessLog"];
        assert_eq!(page["totalCount"], 2, "{answer}");
        assert_eq!(page["pageInfo"]["hasNextPage"], true);
        assert_eq!(page["nodes"][0]["purpose"], "EARLY_HELP");
        let after = page["pageInfo"]["endCursor"].clone();
        let answer = ask(town, "lead", LOG, json!({ "filter": by_child, "first": 1, "after": after })).await;
        let node = &answer["data"]["accessLog"]["nodes"][0];
        assert_eq!(node["id"], at.to_string());
        assert_eq!(node["childId"], town.child.public());
        assert_eq!(node["agency"]["name"], "Agency LA1");
        assert_eq!(node["reviews"], json!([]));
        assert_eq!(node["leafHash"].as_str().unwrap().len(), 64);

        let sparse = ask(town, "school-lead", LOG, json!({ "filter": { "from": "2026-01-01T00:00:00Z" } })).await;
        let nodes = sparse["data"]["accessLog"]["nodes"].as_array().unwrap();
        let node = nodes.iter().find(|n| n["id"] == at.to_string()).unwrap();
        assert_eq!((&node["practitioner"], &node["agencyKind"]), (&Value::Null, &json!("LOCAL_AUTHORITY")));
        for withheld in node["withheld"].as_array().unwrap() {
            let field = withheld["field"].as_str().unwrap();
            assert_eq!(node.get(field), Some(&Value::Null), "{field} is a field, and null");
        }

        let input = json!({ "input": { "entry": at.to_string(), "verdict": "JUSTIFIED", "note": "asked them" } });
        let answer = ask(town, "lead", REVIEW, input.clone()).await;
        let payload = &answer["data"]["reviewAccess"];
        assert_eq!(payload["entry"]["reviews"][0]["reviewedBy"], "The lead", "{answer}");
        let refused = ask(town, "police-lead", REVIEW, input).await;
        assert_eq!(refused["data"]["reviewAccess"]["refused"]["code"], "NOT_FOUND");
        assert_eq!(refused["data"]["reviewAccess"]["entry"], Value::Null);
        let bad = json!({ "input": { "entry": "entry_5", "verdict": "JUSTIFIED", "note": "asked them" } });
        assert_eq!(ask(town, "lead", REVIEW, bad).await["data"]["reviewAccess"]["problems"][0]["code"], "BAD_ID");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_and_what_is_no_question_get_a_coded_error() {
    in_each_town(async |town| {
        let by_time = json!({ "filter": { "from": "2026-01-01T00:00:00Z" } });
        assert_eq!(code(&ask(town, "worker", LOG, by_time).await), "FORBIDDEN");
        for wrong in [
            json!({ "filter": {} }),
            json!({ "filter": { "actions": ["VIEW"] } }),
            json!({ "filter": { "practitionerId": "agency_1" } }),
            json!({ "filter": { "child": { "nhsNumber": "9990000019" } } }),
            json!({ "filter": { "from": "2026-01-01T00:00:00Z" }, "first": 101 }),
            json!({ "filter": { "from": "2026-01-01T00:00:00Z" }, "after": "nonsense" }),
        ] {
            let answer = ask(town, "lead", LOG, wrong.clone()).await;
            assert_eq!(code(&answer), "BAD_USER_INPUT", "{wrong}: {answer}");
        }
    })
    .await;
}

#[test]
fn the_schema_has_the_contracts_words() {
    let schema = sdl();
    for definition in [
        "accessLog(filter: AccessLogFilter!, first: Int! = 50, after: String): AccessLogConnection!",
        "reviewAccess(input: ReviewAccessInput!): ReviewAccessPayload!",
        "agencyKind: AgencyKind!",
        "flags: [AccessFlag!]\n",
        "reviews: [AccessReview!]\n",
        "roles: [Role!]\n",
        "policies: [String!]\n",
        "withheldClasses: [FieldClass!]\n",
        "leafHash: String!",
    ] {
        assert!(schema.contains(definition), "{definition}");
    }
}
