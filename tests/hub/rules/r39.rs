//! Agencies that merge, split or change their code (R39).

use api::disclosure::{NewAgency, NewSuccession, Rows};
use entities::Date;
use entities::ids::{AgencyId, ChildId, InvolvementId, PersonId, ProtectionId};
use entities::rows::{involvement, protection};
use entities::words::{
    AgencyKind, ChronologyCategory, InvolvementState, LevelOfNeed, ProtectionKind, Role, Sensitivity,
};
use serde_json::{Value, json};
use tests::child::LONG_AGO;
use tests::queries::{NAME, RAISE, about, concern, record, sharing};
use tests::{Answer, ChildFile, Hub, on_both};
use uuid::Uuid;

const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";

const SUCCESSIONS: &str = "{ successions { id agency { code } successors { code } from state unsettled } }";

const MATTERS: &str = "query Matters($succession: ID!, $first: Int!, $after: String) {
    successionMatters(succession: $succession, first: $first, after: $after) { pageInfo { hasNextPage endCursor }
        nodes { protection childId kind agency { code } practitionerId settled } } }";

const SETTLE: &str = "mutation Settle($input: SettleSuccessionInput!) { settleSuccession(input: $input) {
    reference refused { code } problems { path code } } }";

const DECIDE: &str = "mutation Decide($input: DecideSuccessionInput!) { decideSuccession(input: $input) {
    reference refused { code } problems { path code } } }";

pub fn today() -> Date {
    api::plain::calendar::local_date(api::plain::clock::Clock::now(&api::plain::clock::SystemClock))
}

/// Registers an agency of the council's area.
pub async fn found(hub: &Hub, code: &str, kind: AgencyKind) {
    let new = NewAgency {
        code: code.to_owned(),
        name: format!("Made-up {code}"),
        kind,
        public_authority: true,
        area: Some(if kind == AgencyKind::LocalAuthority { code } else { "T-COUNCIL" }.to_owned()),
        sensitive_service: false,
        phone: Some(format!("020 7946 03{:02}", code.len())),
        out_of_hours: None,
        email: None,
    };
    hub.door.add_agency(new).await.unwrap_or_else(|e| panic!("{e:?}"));
}

pub async fn name(hub: &Hub, code: &str, to: &[&str]) -> String {
    let to = to.iter().map(|code| (*code).to_owned()).collect();
    let named = hub.door.name_successor(NewSuccession { code: code.to_owned(), to, from: today() }).await;
    named.unwrap_or_else(|e| panic!("{e:?}")).public()
}

pub async fn decide(hub: &Hub, succession: &str) -> Answer {
    say(hub, succession, true).await
}

pub async fn say(hub: &Hub, succession: &str, approved: bool) -> Answer {
    let input = json!({"succession": succession, "approved": approved, "reason": "as the board decided"});
    hub.ask("governance", DECIDE, json!({"input": input})).await.ok()
}

pub async fn approve(hub: &Hub, succession: &str) {
    let answer = decide(hub, succession).await;
    assert_eq!(answer.str("data.decideSuccession.reference"), succession, "{}", answer.text);
}

pub async fn matters(hub: &Hub, succession: &str) -> Vec<Value> {
    let variables = json!({"succession": succession, "first": 100});
    let answer = hub.ask("governance", MATTERS, variables).await.ok();
    answer.at("data.successionMatters.nodes").as_array().cloned().expect("a list")
}

async fn settle(hub: &Hub, succession: &str, protection: &Value) -> Answer {
    let input = json!({"succession": succession, "protection": protection, "reason": "it stands for the new one too"});
    hub.ask("governance", SETTLE, json!({"input": input})).await.ok()
}

/// What the person is answered about the child: the type of the answer, or the refusal's code.
async fn look(hub: &Hub, login: &str, child: ChildId) -> String {
    let answer = hub.ask(login, NAME, about(child, CARE)).await.ok();
    let code = answer.at("data.sharedRecord.code").as_str();
    code.unwrap_or(answer.str("data.sharedRecord.__typename")).to_owned()
}

/// Keeps a person out of a child's record.
pub fn bar(person: PersonId, recorder: &tests::town::Person) -> impl FnOnce(&mut Rows, ChildId) {
    let (recorded_agency_id, recorded_by) = (recorder.agency, recorder.id);
    move |rows, child| {
        rows.add(protection::Model {
            id: ProtectionId(Uuid::new_v4()),
            version: 1,
            child_id: Some(child),
            kind: ProtectionKind::Bar,
            agency_id: None,
            person_id: Some(person),
            named: "[]".to_owned(),
            custodians: "[]".to_owned(),
            reason: "made up".to_owned(),
            since: LONG_AGO,
            until: None,
            lifted: false,
            approved_by: None,
            recorded_agency_id,
            recorded_by,
            described: None,
            log: 0,
            seq: 0,
        });
    }
}

/// That agency works with the child.
fn works_with(agency: AgencyId, agency_kind: AgencyKind) -> impl FnOnce(&mut Rows, ChildId) {
    move |rows, child| {
        rows.add(involvement::Model {
            id: InvolvementId(Uuid::new_v4()),
            version: 1,
            child_id: child,
            agency_id: agency,
            agency_kind,
            service: "made up".to_owned(),
            team: None,
            practitioners: "[]".to_owned(),
            started_on: Date::new(2026, 1, 1).expect("a date"),
            ended_on: None,
            end_reason: None,
            state: InvolvementState::Open,
            sensitivity: Sensitivity::Standard,
            claimed_identity: None,
            recorded_at: LONG_AGO,
            person_id: None,
            log: 0,
            seq: 0,
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r39_two_practices_merge_and_the_new_one_has_what_each_had() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        found(&hub, "T-SMALL", AgencyKind::GeneralPractice).await;
        found(&hub, "T-MERGED", AgencyKind::GeneralPractice).await;
        hub.hire("small-gp", "T-SMALL", Role::GeneralPractitioner).await;
        hub.hire("new-gp", "T-MERGED", Role::GeneralPractitioner).await;
        hub.hire("new-lead", "T-MERGED", Role::SafeguardingLead).await;
        let partner = hub.hire("new-partner", "T-MERGED", Role::GeneralPractitioner).await;
        let patient = ChildFile::new(&hub.town)
            .open_to(&["gp", "social-worker"])
            .level(LevelOfNeed::ChildInNeed)
            .entry("gp", "of the surgery", ChronologyCategory::Health, &[])
            .kept_entry("gp", "kept by the surgery", Sensitivity::Sensitive)
            .put(&hub.door)
            .await;
        let governance = hub.town.person("governance");
        let barred = ChildFile::new(&hub.town).open_to(&["gp"]).with(bar(partner, governance)).put(&hub.door).await;
        let hidden = ChildFile::new(&hub.town)
            .open_to(&["gp"])
            .restricted_to(&["gp"])
            .with(bar(partner, governance))
            .put(&hub.door)
            .await;
        let small = hub.door.agency_by_code("T-SMALL").await.expect("an answer").expect("registered");
        let of_small =
            ChildFile::new(&hub.town).with(works_with(small, AgencyKind::GeneralPractice)).put(&hub.door).await;
        let claim = json!({
            "idempotencyKey": "claim", "child": {"described": {"givenName": "Made-up", "familyName": "Newcomer"}},
            "service": "general practice", "startedOn": "2026-01-05",
        });
        let claim = hub
            .ask(
                "gp",
                "mutation Claim($input: RecordInvolvementInput!) { recordInvolvement(input: $input) {
                childId involvement { id unconfirmed } problems { code } } }",
                json!({"input": claim}),
            )
            .await
            .ok();
        assert_eq!(claim.at("data.recordInvolvement.involvement.unconfirmed"), &json!(true), "{}", claim.text);
        let claimed = ChildId::from_public(claim.str("data.recordInvolvement.childId")).expect("a child");
        assert_eq!(look(&hub, "gp", claimed).await, "SharedRecord");
        assert_eq!(look(&hub, "new-gp", patient).await, "NOT_FOUND");
        assert_eq!(look(&hub, "new-gp", of_small).await, "NOT_FOUND");

        // What governance gets beforehand, and nobody else.
        let surgery = name(&hub, "T-SURGERY", &["T-MERGED"]).await;
        let small = name(&hub, "T-SMALL", &["T-MERGED"]).await;
        for login in ["gp", "lead", "administrator"] {
            let answer = hub.ask(login, SUCCESSIONS, Value::Null).await;
            assert_eq!(answer.error(), "FORBIDDEN", "{login}: {}", answer.text);
            let input = json!({"succession": surgery, "approved": true, "reason": "made up"});
            let answer = hub.ask(login, DECIDE, json!({"input": input})).await.ok();
            assert_eq!(answer.str("data.decideSuccession.refused.code"), "ROLE", "{login}: {}", answer.text);
        }
        let listed = hub.ask("governance", SUCCESSIONS, Value::Null).await.ok();
        let all = listed.at("data.successions").as_array().cloned().expect("a list");
        let one = all.iter().find(|one| one["id"] == json!(surgery)).expect("the surgery's");
        assert_eq!((&one["state"], &one["unsettled"]), (&json!("NAMED"), &json!(1)), "{}", listed.text);
        let meeting = matters(&hub, &surgery).await;
        assert_eq!(meeting.len(), 1, "nothing of the restricted record: {meeting:?}");
        assert_eq!(meeting[0]["childId"], json!(barred.public()));
        assert_eq!(meeting[0]["practitionerId"], json!(partner.public()));
        assert_eq!(matters(&hub, &small).await, Vec::<Value>::new());

        // Nothing takes effect while it is unsettled.
        let early = decide(&hub, &surgery).await;
        assert_eq!(early.str("data.decideSuccession.problems.0.code"), "UNSETTLED", "{}", early.text);
        assert_eq!(look(&hub, "new-gp", patient).await, "NOT_FOUND");
        let settled = settle(&hub, &surgery, &meeting[0]["protection"]).await;
        assert_eq!(settled.str("data.settleSuccession.reference"), surgery, "{}", settled.text);
        let again = settle(&hub, &surgery, &meeting[0]["protection"]).await;
        assert_eq!(again.str("data.settleSuccession.problems.0.code"), "SETTLED", "{}", again.text);
        assert_eq!(look(&hub, "gp", patient).await, "SharedRecord");
        let read = about(patient, CARE);
        let given = hub.ask("social-worker", &record(), read.clone()).await.ok();
        approve(&hub, &surgery).await;
        approve(&hub, &small).await;
        let twice = decide(&hub, &small).await;
        assert_eq!(twice.str("data.decideSuccession.problems.0.code"), "IN_EFFECT", "{}", twice.text);

        // Open relationships and contributions pass; the old practice's people are out.
        assert_eq!(look(&hub, "new-gp", of_small).await, "SharedRecord");
        let whole = hub.ask("new-gp", &record(), read).await.ok();
        let entries = whole.at("data.sharedRecord.chronology.nodes").as_array().cloned().expect("entries");
        assert_eq!(entries.len(), 2, "{}", whole.text);
        for entry in &entries {
            assert!(entry["narrative"].is_string() && entry["withheld"] == json!([]), "read whole: {entry}");
            assert_eq!(entry["agency"]["code"], "T-SURGERY", "who recorded it stays");
        }
        let left = hub.ask("gp", NAME, about(patient, CARE)).await;
        assert_eq!(left.status, 401, "{}", left.text);
        let correct = json!({
            "entry": entries[0]["id"], "expectedVersion": 1, "reason": "read again", "sharing": sharing(CARE),
            "summary": "corrected by the successor",
        });
        let corrected = hub
            .ask(
                "new-gp",
                "mutation Correct($input: CorrectChronologyEntryInput!) { correctChronologyEntry(input: $input) {
                entry { version } refused { code } problems { code } } }",
                json!({"input": correct}),
            )
            .await
            .ok();
        assert_eq!(corrected.at("data.correctChronologyEntry.entry.version"), &json!(2), "{}", corrected.text);

        // Bars pass, and restrictions; claims end.
        assert_eq!(look(&hub, "new-gp", barred).await, "SharedRecord");
        assert_eq!(look(&hub, "new-partner", barred).await, "NOT_FOUND");
        assert_eq!(look(&hub, "new-partner", patient).await, "SharedRecord");
        assert_eq!(look(&hub, "new-gp", hidden).await, "NOT_FOUND");
        assert_eq!(look(&hub, "new-gp", claimed).await, "NOT_FOUND");

        // Log duties pass: what the old practice's people did, and that its entries were given.
        let log = "query Log($filter: AccessLogFilter!) { accessLog(filter: $filter, first: 100) { nodes {
            id practitioner } } }";
        let filter = json!({"filter": {"from": "2026-01-01T00:00:00Z", "actions": ["VIEW"]}});
        let seen = hub.ask("new-lead", log, filter).await.ok();
        let nodes = seen.at("data.accessLog.nodes").as_array().cloned().expect("entries");
        assert!(nodes.iter().any(|node| node["practitioner"] == "Person gp"), "{}", seen.text);
        let id = given.at("data.sharedRecord.sharing.accessLogEntryId");
        assert!(nodes.iter().any(|node| &node["id"] == id), "given to the council: {}", seen.text);

        let directory = "{ agencies(search: \"T-SURGERY\") { nodes { closedOn successors { code } } } }";
        let closed = hub.ask("new-gp", directory, Value::Null).await.ok();
        assert_eq!(closed.at("data.agencies.nodes.0.closedOn"), &json!(today()), "{}", closed.text);
        assert_eq!(closed.at("data.agencies.nodes.0.successors"), &json!([{"code": "T-MERGED"}]));
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r39_an_authority_that_changes_its_code_keeps_its_area_its_requests_and_what_bars_it() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        found(&hub, "T-COUNCIL-2", AgencyKind::LocalAuthority).await;
        hub.hire("new-worker", "T-COUNCIL-2", Role::SocialWorker).await;
        let child = ChildFile::new(&hub.town).open_to_agency_of("social-worker").put(&hub.door).await;
        let barred = ChildFile::new(&hub.town).barred_to_agency_of("social-worker").put(&hub.door).await;
        let mut input = concern("concern", "made up");
        input["child"] = json!({"described": {"givenName": "Made-up", "familyName": "Nobody"}});
        let raised = hub.ask("school", RAISE, json!({"input": input})).await.ok();
        let reference = raised.str("data.raiseConcern.concern.reference").to_owned();
        let concerns = async |login: &str| {
            let answer = hub.ask(login, "{ concerns { nodes { reference } } }", Value::Null).await.ok();
            answer.text.contains(&reference)
        };
        assert!(concerns("social-worker").await && !concerns("new-worker").await);
        let screening = async |child| {
            let answer = hub.ask("new-worker", NAME, about(child, "SECTION_47_ENQUIRY")).await.ok();
            answer.str("data.sharedRecord.__typename") == "SharedRecord"
        };
        assert!(!screening(child).await);

        let succession = name(&hub, "T-COUNCIL", &["T-COUNCIL-2"]).await;
        let meeting = matters(&hub, &succession).await;
        assert_eq!(meeting.len(), 1, "{meeting:?}");
        assert_eq!(meeting[0]["agency"]["code"], "T-COUNCIL");
        settle(&hub, &succession, &meeting[0]["protection"]).await;
        // Nobody could decide on anything any more.
        let last = decide(&hub, &succession).await;
        assert_eq!(last.str("data.decideSuccession.problems.0.code"), "LAST_GOVERNANCE", "{}", last.text);
        hub.hire("new-governance", "T-COUNCIL-2", Role::InformationGovernance).await;
        approve(&hub, &succession).await;

        assert!(concerns("new-worker").await, "requests pass");
        assert!(screening(child).await, "the area is its successor's");
        assert!(!screening(barred).await, "what kept the one out keeps the other out");
        let level = json!({
            "idempotencyKey": "level", "child": {"id": child.public()}, "sharing": sharing(CARE),
            "level": "CHILD_IN_NEED", "decidedOn": "2026-01-05", "reason": "made up",
        });
        let level = hub
            .ask(
                "new-worker",
                "mutation Level($input: RecordLevelOfNeedInput!) { recordLevelOfNeed(input: $input) {
                levelOfNeed refused { code } problems { code } } }",
                json!({"input": level}),
            )
            .await
            .ok();
        assert_eq!(level.str("data.recordLevelOfNeed.levelOfNeed"), "CHILD_IN_NEED", "responsible: {}", level.text);
        // The number to ring is the successor's.
        let refused = hub.ask("gp", NAME, about(child, CARE)).await.ok();
        assert!(refused.str("data.sharedRecord.message").contains("020 7946 0311"), "{}", refused.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r39_of_a_split_one_keeps_the_records_and_what_bars_the_old_bars_each() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        for (code, login) in [("T-UPPER", "upper"), ("T-LOWER", "lower")] {
            found(&hub, code, AgencyKind::School).await;
            hub.hire(login, code, Role::DesignatedSafeguardingLead).await;
        }
        let pupil = ChildFile::new(&hub.town).open_to(&["school"]).put(&hub.door).await;
        let lower = hub.door.agency_by_code("T-LOWER").await.expect("an answer").expect("registered");
        let barred = ChildFile::new(&hub.town)
            .open_to(&["school"])
            .barred_to_agency_of("school")
            .with(works_with(lower, AgencyKind::School))
            .put(&hub.door)
            .await;
        assert_eq!(look(&hub, "lower", barred).await, "SharedRecord", "its own pupil");
        let succession = name(&hub, "T-SCHOOL", &["T-UPPER", "T-LOWER"]).await;
        for matter in matters(&hub, &succession).await {
            settle(&hub, &succession, &matter["protection"]).await;
        }
        approve(&hub, &succession).await;
        assert_eq!(look(&hub, "upper", pupil).await, "SharedRecord");
        assert_eq!(look(&hub, "lower", pupil).await, "NOT_FOUND", "it records its own work with those who moved to it");
        assert_eq!(look(&hub, "lower", barred).await, "NOT_FOUND");
        assert_eq!(look(&hub, "upper", barred).await, "NOT_FOUND");
        hub.end().await;
    })
    .await;
}
