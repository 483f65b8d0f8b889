//! Filters, order, totals and cursors know what was cleared and nothing else (R5), and so does a search (R17).

use entities::ids::ChildId;
use entities::words::{ChronologyCategory, FieldClass, LevelOfNeed, Sensitivity};
use serde_json::{Value, json};
use tests::child::SECRET;
use tests::queries::NAME;
use tests::{Answer, ChildFile, Hub, on_both};

const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";

const PAGE: &str = "query Page($child: ChildRef!, $sharing: SharingInput!, $filter: ChronologyFilter, $first: Int!,
        $after: String, $oldestFirst: Boolean!) {
    sharedRecord(child: $child, sharing: $sharing) { __typename ... on SharedRecord {
        chronology(filter: $filter, first: $first, after: $after, oldestFirst: $oldestFirst) { totalCount
            pageInfo { hasNextPage endCursor } nodes { id } edges { cursor } } } } }";

const FIND: &str = "query Find($match: ChildMatchInput!, $sharing: SharingInput!) {
    findChildren(match: $match, sharing: $sharing) { __typename
        ... on SharingRefused { code }
        ... on ChildCandidates { addAFact candidates { id givenName familyName matchedOn withheld { field } } } } }";

/// Asks for a page; further variables are added.
async fn page(hub: &Hub, login: &str, child: ChildId, more: Value) -> Answer {
    let mut variables = json!({
        "child": {"id": child.public()}, "sharing": {"purpose": CARE, "lawfulBasis": "PUBLIC_TASK"}, "first": 50,
        "oldestFirst": false,
    });
    for (name, value) in more.as_object().expect("variables") {
        variables[name] = value.clone();
    }
    hub.ask(login, PAGE, variables).await.ok()
}

fn total(answer: &Answer) -> (i64, usize) {
    let chronology = answer.at("data.sharedRecord.chronology");
    (chronology["totalCount"].as_i64().unwrap_or(-1), chronology["nodes"].as_array().map_or(0, Vec::len))
}

fn ids(answer: &Answer) -> Vec<String> {
    let nodes = answer.at("data.sharedRecord.chronology.nodes").as_array().cloned().unwrap_or_default();
    nodes.iter().filter_map(|node| node["id"].as_str().map(str::to_owned)).collect()
}

/// Entries of which a general practitioner has the categories of some and of others not, and one that is not told of at all.
async fn child(hub: &Hub) -> ChildId {
    ChildFile::new(&hub.town)
        .open_to(&["gp", "social-worker", "charity"])
        .level(LevelOfNeed::ChildProtection)
        .entry("charity", "plain", ChronologyCategory::Visit, &[])
        .entry("charity", "housing", ChronologyCategory::Housing, &[])
        .entry("charity", "police", ChronologyCategory::Visit, &[FieldClass::Police])
        .entry("charity", "report", ChronologyCategory::PoliceReport, &[])
        .kept_entry("charity", "clinic", Sensitivity::Sensitive)
        .put(&hub.door)
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_filters_and_totals_work_on_what_was_cleared() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = child(&hub).await;
        let charity = hub.town.agency("T-CHARITY").public();
        for (filter, of_gp, of_social_worker) in [
            (Value::Null, 4, 4),
            // A category that is withheld is not found by its name.
            (json!({"categories": ["POLICE_REPORT"]}), 0, 1),
            (json!({"categories": ["HOUSING"]}), 0, 1),
            (json!({"categories": ["VISIT"]}), 1, 2),
            (json!({"categories": ["VISIT", "POLICE_REPORT"]}), 1, 3),
            // Nor by how much it matters.
            (json!({"minimumSignificance": "ROUTINE"}), 1, 4),
            // What the summary gives finds all that is listed, and not what is kept to few eyes.
            (json!({"agencies": [charity]}), 4, 4),
            (json!({"agencyKinds": ["VOLUNTARY_SECTOR"]}), 4, 4),
            (json!({"agencyKinds": ["POLICE"]}), 0, 0),
            (json!({"from": "2026-01-01T00:00:00Z", "to": "2026-12-31T00:00:00Z"}), 4, 4),
        ] {
            for (login, expected) in [("gp", of_gp), ("social-worker", of_social_worker)] {
                let answer = page(&hub, login, child, json!({"filter": filter})).await;
                let expected_both = (expected, usize::try_from(expected).expect("few"));
                assert_eq!(total(&answer), expected_both, "{login}: {filter}");
            }
        }
        // To its own agency the fifth is there.
        let sharing = json!({"purpose": CARE, "lawfulBasis": "RECOGNISED_LEGITIMATE_INTEREST"});
        assert_eq!(total(&page(&hub, "charity", child, json!({"sharing": sharing})).await), (5, 5));
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_pages_and_cursors_go_over_what_is_listed_alone() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = child(&hub).await;
        for oldest_first in [false, true] {
            let whole = ids(&page(&hub, "gp", child, json!({"oldestFirst": oldest_first})).await);
            assert_eq!(whole.len(), 4);
            let (mut walked, mut after) = (Vec::new(), Value::Null);
            loop {
                let more = json!({"first": 1, "after": after, "oldestFirst": oldest_first});
                let answer = page(&hub, "gp", child, more).await;
                walked.extend(ids(&answer));
                assert_eq!(answer.at("data.sharedRecord.chronology.totalCount"), &json!(4));
                assert!(!answer.text.contains(SECRET), "{}", answer.text);
                after = answer.at("data.sharedRecord.chronology.pageInfo.endCursor").clone();
                let next = answer.at("data.sharedRecord.chronology.pageInfo.hasNextPage") == &json!(true);
                // The one that is kept to few eyes is the last: nothing tells that anything follows.
                assert_eq!(next, walked.len() < 4, "{}", answer.text);
                if !next {
                    break;
                }
            }
            assert_eq!(walked, whole, "oldest first: {oldest_first}");
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r17_beyond_these_a_number_with_name_and_birth_shows_a_child_and_so_does_the_area_of_a_social_worker() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).named("Zoe", "Marsh").open_to(&["charity"]);
        let number = file.nhs_number().to_owned();
        let id = file.put(&hub.door).await.public();
        let named = json!({"familyName": "Marsh", "dateOfBirth": "2016-03-04"});
        let numbered = json!({"familyName": "Marsh", "dateOfBirth": "2016-03-04", "nhsNumber": number});
        let other = json!({"familyName": "Other", "dateOfBirth": "2016-03-04", "nhsNumber": number});
        for (login, purpose, facts, shown) in [
            ("housing", CARE, &numbered, true),
            ("housing", CARE, &other, false),
            ("housing", CARE, &named, false),
            ("gp", CARE, &named, false),
            ("social-worker", CARE, &named, true),
            ("neighbour", CARE, &named, false),
            ("police", CARE, &named, false),
            ("police", "MISSING_CHILD", &named, true),
            ("inspector", "INSPECTION", &numbered, false),
        ] {
            let sharing = json!({"purpose": purpose, "lawfulBasis": "PUBLIC_TASK"});
            let answer = hub.ask(login, FIND, json!({"match": facts, "sharing": sharing})).await.ok();
            let found = answer.at("data.findChildren.candidates.0.id");
            assert_eq!(found.as_str(), shown.then_some(id.as_str()), "{login} {purpose}: {}", answer.text);
            if shown {
                assert_eq!(answer.str("data.findChildren.candidates.0.givenName"), "Zoe", "{}", answer.text);
                // To be shown is not to be let in.
                let sharing = json!({"purpose": CARE, "lawfulBasis": "PUBLIC_TASK"});
                let record = hub.ask(login, NAME, json!({"child": {"id": id}, "sharing": sharing})).await.ok();
                assert_eq!(record.str("data.sharedRecord.code"), "NOT_FOUND", "{login}: {}", record.text);
            }
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r17_who_knows_one_number_cannot_try_the_other() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).named("Zoe", "Marsh").open_to(&["charity"]);
        let (number, upn) = (file.nhs_number().to_owned(), file.upn().to_owned());
        file.put(&hub.door).await;
        let spare = ChildFile::new(&hub.town);
        let find = async |numbers: Value| {
            let mut facts = json!({"familyName": "Marsh", "dateOfBirth": "2016-03-04"});
            for (name, value) in numbers.as_object().expect("numbers") {
                facts[name] = value.clone();
            }
            let sharing = json!({"purpose": CARE, "lawfulBasis": "PUBLIC_TASK"});
            hub.ask("housing", FIND, json!({"match": facts, "sharing": sharing})).await.ok()
        };
        let alone = find(json!({"nhsNumber": number})).await;
        let matched = |answer: &Answer| answer.at("data.findChildren.candidates.0.matchedOn").clone();
        assert_eq!(matched(&alone), json!(["FAMILY_NAME", "DATE_OF_BIRTH", "NHS_NUMBER"]), "{}", alone.text);
        for tried in [upn.as_str(), spare.upn()] {
            let both = find(json!({"nhsNumber": number, "upn": tried})).await;
            assert_eq!(both.canonical(), alone.canonical(), "{tried}");
        }
        let other = find(json!({"upn": upn})).await;
        assert_eq!(matched(&other), json!(["FAMILY_NAME", "DATE_OF_BIRTH", "UPN"]), "{}", other.text);
        let tried = find(json!({"upn": upn, "nhsNumber": spare.nhs_number()})).await;
        assert_eq!(tried.canonical(), other.canonical());
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r17_a_search_shows_whom_one_could_open_and_all_others_like_nobody() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let find = async |login: &str, number: &str| {
            let facts = json!({"nhsNumber": number, "dateOfBirth": "2016-03-04"});
            let sharing = json!({"purpose": CARE, "lawfulBasis": "PUBLIC_TASK"});
            hub.ask(login, FIND, json!({"match": facts, "sharing": sharing})).await.ok()
        };
        let open = ChildFile::new(&hub.town).open_to(&["gp"]);
        let restricted = ChildFile::new(&hub.town).open_to(&["gp"]).restricted_to(&["manager"]);
        let barred = ChildFile::new(&hub.town).open_to(&["gp"]).barred_to_agency_of("gp");
        let conflict = ChildFile::new(&hub.town).open_to(&["gp"]).conflict_of("gp");
        let stranger = ChildFile::new(&hub.town);
        let nobody = find("gp", ChildFile::new(&hub.town).nhs_number()).await;
        assert_eq!(nobody.at("data.findChildren.candidates"), &json!([]), "{}", nobody.text);
        let number = open.nhs_number().to_owned();
        let id = open.put(&hub.door).await;
        let found = find("gp", &number).await;
        assert_eq!(found.str("data.findChildren.candidates.0.id"), id.public(), "{}", found.text);
        for (why, file) in
            [("restricted", restricted), ("barred", barred), ("conflict", conflict), ("no relationship", stranger)]
        {
            let number = file.nhs_number().to_owned();
            file.put(&hub.door).await;
            assert_eq!(find("gp", &number).await.canonical(), nobody.canonical(), "{why}");
        }
        // One fact is not enough, and says so as bad input.
        let one = json!({"match": {"givenName": "Jo"}, "sharing": {"purpose": CARE, "lawfulBasis": "PUBLIC_TASK"}});
        assert_eq!(hub.ask("gp", FIND, one).await.error(), "BAD_USER_INPUT");
        hub.end().await;
    })
    .await;
}
