//! What the demo promises of its data: numbers that can be nobody's, every class of content, the same story every time.

use std::collections::HashMap;
use std::sync::Arc;

use entities::Instant;
use entities::ids::{AgencyId, PersonId};
use entities::words::{AgencyKind, FieldClass, LevelOfNeed, Role, Sensitivity};
use entities::{Date, Set, Word};
use serde_json::json;
use uuid::Uuid;

use super::agencies::AGENCIES;
use super::clock::StoryClock;
use super::deeds;
use super::families::stories;
use super::fill::{Directory, Filled, Filling};
use super::folder::{Contents, ListedChild};
use super::mash_case::{self, Scene, WATCHERS};
use super::people::PEOPLE;
use super::seed::Seed;
use super::tries::all;
use crate::app::house::House;
use crate::http::Limits;
use crate::plain::calendar::start_of_day;
use crate::plain::entropy::SystemEntropy;
use crate::plain::numbers::{nhs_number, upn};
use crate::testing::{ISSUER, Scratch, door};

fn directory() -> Directory {
    let agencies = (1_u128..).zip(AGENCIES).map(|(n, a)| (a.code, AgencyId(Uuid::from_u128(n)))).collect();
    let people = (1000_u128..).zip(PEOPLE).map(|(n, p)| (p.login, PersonId(Uuid::from_u128(n)))).collect();
    Directory { agencies, people }
}

/// All stories as rows, ids counted up from there.
fn filled(from: u128) -> Vec<Filled> {
    let directory = directory();
    let mut next = from;
    let mut ids = || {
        next += 1;
        Some(Uuid::from_u128(next))
    };
    let mut filling = Filling { directory: &directory, today: Date::new(2026, 11, 21).unwrap(), ids: &mut ids };
    stories().iter().map(|s| filling.fill(s).unwrap().1).collect()
}

/// The rows as text, each id replaced by the place of its first appearance.
fn without_ids(rows: &[Filled]) -> String {
    let text = format!("{rows:?}");
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut out = String::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let id = rest.get(..36).filter(|t| Uuid::try_parse(t).is_ok());
        if let Some(id) = id {
            let count = seen.len();
            let place = *seen.entry(id.to_owned()).or_insert(count);
            out.push_str(&format!("#{place}"));
            rest = &rest[36..];
        } else {
            let c = rest.chars().next().unwrap();
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

#[test]
fn every_number_is_well_formed_and_nobodys() {
    for story in stories() {
        if let Some(number) = story.child.nhs_number {
            let read = nhs_number(number).unwrap_or_else(|e| panic!("{}: {e:?}", story.key));
            assert!(read.is_for_tests(), "{}: outside the range kept for tests", story.key);
            assert_eq!(read.as_str(), number);
        }
        if let Some(number) = story.child.upn {
            assert!(upn(number).unwrap_or_else(|e| panic!("{}: {e:?}", story.key)).is_verified());
        }
    }
    let numbers: Vec<_> = stories().iter().filter_map(|s| s.child.nhs_number).collect();
    assert_eq!(numbers.len(), stories().len() - 1, "the unborn child alone has none");
    let different: std::collections::HashSet<_> = numbers.iter().collect();
    assert_eq!(different.len(), numbers.len(), "two children of one number");
    for agency in AGENCIES {
        assert!(agency.phone.starts_with("020 7946 0"), "{}: not a number kept for fiction", agency.name);
    }
}

#[test]
fn the_same_day_makes_the_same_rows() {
    let once = filled(1 << 64);
    assert_eq!(once, filled(1 << 64));
    assert_eq!(without_ids(&once), without_ids(&filled(9 << 80)));
}

#[test]
fn every_content_class_and_sensitivity_occurs() {
    let rows = filled(1 << 64);
    let entries = || rows.iter().flat_map(|f| &f.entries);
    let classes = entries().fold(Set::<FieldClass>::EMPTY, |all, e| all.union(e.classes));
    for class in policies::content::CONTENT_CLASSES {
        assert!(classes.contains(*class), "no entry carries {class}");
    }
    for sensitivity in Sensitivity::ALL {
        assert!(entries().any(|e| e.sensitivity == *sensitivity), "no entry is {sensitivity}");
    }
    assert!(entries().any(|e| e.version == 2 && e.withdrawn_at.is_none()), "no entry was corrected");
    assert!(entries().any(|e| e.withdrawn_at.is_some() && !e.wrong_child));
    assert!(entries().any(|e| e.wrong_child));
    assert!(entries().any(|e| e.impact_direction == Some(entities::words::ImpactDirection::Positive)));
}

#[test]
fn the_families_are_those_that_the_tour_and_the_stories_need() {
    let stories = stories();
    assert_eq!(stories.len(), 10);
    let level = |key: &str| {
        let story = stories.iter().find(|s| s.key == key).unwrap();
        story.levels.last().map_or(LevelOfNeed::Universal, |(_, level, _)| *level)
    };
    assert_eq!(level("mia"), LevelOfNeed::ChildProtection);
    assert_eq!(level("tobi"), LevelOfNeed::ChildInNeed);
    assert_eq!(level("zofia"), LevelOfNeed::EarlyHelp);
    assert_eq!(level("olivia"), LevelOfNeed::Universal);
    assert!(stories.iter().any(|s| s.hidden.is_some()), "nobody in hiding");
    assert!(stories.iter().any(|s| (16 * 366..18 * 365).contains(&s.child.age)), "nobody of sixteen or seventeen");
    assert!(stories.iter().any(|s| s.child.age < 0), "no unborn child");
    assert!(stories.iter().any(|s| s.restriction.is_some()), "no restricted record");
    for story in &stories {
        assert!(story.events.len() >= 12, "{}: {} entries", story.key, story.events.len());
        assert!(story.events.iter().all(|e| e.days >= 2), "{}: nothing is recorded before it happened", story.key);
    }
    for rows in filled(1 << 64) {
        let count = rows.children.len()
            + rows.identifiers.len()
            + rows.involvements.len()
            + rows.levels.len()
            + rows.works.len()
            + rows.consents.len()
            + rows.protections.len()
            + rows.named.len()
            + rows.entries.len();
        assert!(count <= 100, "{count} rows in one change");
    }
}

#[test]
fn there_is_somebody_for_every_role_and_an_agency_for_each() {
    for role in Role::ALL {
        assert!(PEOPLE.iter().any(|p| p.roles == [*role]), "nobody is {role}");
    }
    for kind in
        [AgencyKind::Police, AgencyKind::IntegratedCareBoard, AgencyKind::VoluntarySector, AgencyKind::AdultServices]
    {
        assert!(AGENCIES.iter().any(|a| a.kind == kind));
    }
    for person in PEOPLE {
        assert!(AGENCIES.iter().any(|a| a.code == person.agency), "{} works for nobody", person.login);
    }
}

#[test]
fn every_try_is_a_valid_request() {
    let child = |s: &super::story::Story| ListedChild {
        key: s.key.to_owned(),
        id: "child_00000000-0000-0000-0000-000000000001".to_owned(),
        nhs_number: s.child.nhs_number.map(str::to_owned),
        upn: s.child.upn.map(str::to_owned),
        date_of_birth: Some("2017-11-01".to_owned()),
        about: String::new(),
    };
    let made_on = Date::new(2026, 11, 21);
    let contents = Contents { made_on, people: Vec::new(), children: stories().iter().map(child).collect() };
    // What the steps before have answered, so far as later ones need it.
    let earlier = json!({ "data": {
        "raiseConcern": { "concern": { "id": "concern_00000000-0000-0000-0000-000000000002" } },
        "raisePoliceReport": { "report": { "concerns": [
            { "id": "concern_00000000-0000-0000-0000-000000000002" },
        ] } },
        "recordInvolvement": { "involvement": { "id": "involvement_00000000-0000-0000-0000-000000000003" } },
    } });
    for example in all() {
        for (place, step) in example.steps.iter().enumerate() {
            let name = example.name;
            assert!(PEOPLE.iter().any(|p| p.login == step.who), "{name}: nobody is {}", step.who);
            let variables = (step.variables)(&contents, &vec![earlier.clone(); place]);
            assert!(!variables.to_string().contains("null"), "{name}: something that the demo has not: {variables}");
            assert_eq!(crate::graphql::faults(step.document, variables), Vec::<String>::new(), "{name}");
        }
    }
}

#[test]
fn every_step_of_the_mash_case_is_a_valid_request() {
    let mut scene = Scene::new("made-up", Date::new(2026, 12, 10).unwrap());
    for watcher in WATCHERS {
        scene.keep(&format!("agency/{}", watcher.who), json!("agency_00000000-0000-0000-0000-000000000004"));
        assert!(PEOPLE.iter().any(|p| p.login == watcher.who), "nobody is {}", watcher.who);
    }
    for act in mash_case::acts() {
        assert!(WATCHERS.iter().any(|w| w.who == act.who), "{} does a step and sees nothing", act.who);
        let variables = (act.variables)(&scene);
        assert!(!variables.to_string().contains("null"), "{}: something that nothing made: {variables}", act.does);
        assert_eq!(crate::graphql::faults(act.document, variables), Vec::<String>::new(), "{}", act.does);
        for (name, _) in act.keeps {
            scene.keep(name, json!("thing_00000000-0000-0000-0000-000000000005"));
        }
    }
}

#[test]
fn every_deed_is_a_valid_request() {
    for (key, deeds) in deeds::ALL {
        assert!(stories().iter().any(|story| story.key == key), "nobody is {key}");
        let mut scene = Scene::new("made-up", Date::new(2026, 12, 10).unwrap());
        scene.keep("child", json!("child_00000000-0000-0000-0000-000000000001"));
        for person in PEOPLE {
            scene.keep(&format!("agency/{}", person.login), json!("agency_00000000-0000-0000-0000-000000000004"));
        }
        for (place, deed) in deeds.iter().enumerate() {
            let what = format!("{key}: {place}, {}", deed.who);
            assert!(PEOPLE.iter().any(|p| p.login == deed.who), "{what}: nobody is called so");
            assert!(place == 0 || deeds[place - 1].days >= deed.days, "{what}: before the one before");
            let variables = (deed.variables)(&scene);
            assert!(!variables.to_string().contains("null"), "{what}: something that nothing made: {variables}");
            assert_eq!(crate::graphql::faults(deed.document, variables), Vec::<String>::new(), "{what}");
            for (name, _) in deed.keeps {
                scene.keep(name, json!("thing_00000000-0000-0000-0000-000000000005"));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_did_is_on_record_whatever_day_the_demo_is_made() {
    // A Monday, the Saturday after New Year, and the day on which summer time begins.
    for day in ["2026-11-23", "2027-01-02", "2026-03-29"] {
        let scratch = Scratch::sqlite().await;
        let clock = Arc::new(StoryClock::new());
        let door = Arc::new(door(&scratch, Arc::clone(&clock) as _).await);
        let today: Date = day.parse().unwrap();
        let house = House::new(Arc::clone(&door), &Limits::default());
        let seed = Seed { house: &house, door: &door, clock: &clock, issuer: ISSUER, entropy: &SystemEntropy };
        let filled = seed.fill(today).await;
        let (contents, directory) = filled.unwrap_or_else(|fault| panic!("{day}: {}", fault.message()));
        let played = seed.play(today, &contents, &directory).await;
        played.unwrap_or_else(|fault| panic!("{day}: {}", fault.message()));
        clock.stand(start_of_day(today).plus(12 * Instant::HOUR));
        let child = |key: &str| contents.children.iter().find(|child| child.key == key).unwrap().id.clone();
        let ask = async |who: &str, document: &str| {
            let caller = door.caller((ISSUER, who), None, None, "test").await.unwrap();
            let answer = house.send(caller, document, json!({})).await.unwrap();
            assert!(answer.get("errors").is_none(), "{day}, {who}: {answer}");
            answer["data"].clone()
        };
        let late = ask("social-worker", "{ overdueWork { nodes { child kind status } } }").await;
        let assessment = json!([{ "child": child("baby-okoye"), "kind": "ASSESSMENT", "status": "COMPLETED" }]);
        assert_eq!(late["overdueWork"]["nodes"], assessment, "{day}");
        let record = format!(
            "{{ sharedRecord(child: {{ id: \"{}\" }}, sharing: {{ purpose: SECTION_47_ENQUIRY, lawfulBasis: PUBLIC_TASK }}) \
             {{ ... on SharedRecord {{ work {{ kind status dueOn outcomes {{ state }} }} }} }} }}",
            child("mia")
        );
        let work = ask("social-worker", &record).await["sharedRecord"]["work"].clone();
        let open: Vec<_> = work.as_array().unwrap().iter().filter(|work| work["status"] == "OPEN").collect();
        let mut kinds: Vec<_> = open.iter().map(|work| work["kind"].as_str().unwrap()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["CHILD_PROTECTION_PLAN", "SECTION_47_ENQUIRY"], "{day}: {work}");
        let plan = open.iter().find(|work| work["kind"] == "CHILD_PROTECTION_PLAN").unwrap();
        assert_eq!(plan["outcomes"].as_array().map(Vec::len), Some(3), "{day}");
        let board = "{ concerns { nodes { status decision allocatedTo } } checks(filter: { overdue: true }) { totalCount }
            jointDecisions { nodes { status byOneAgencyAlone views { agencyKind state } } } escalations { nodes { status } } }";
        let board = ask("mash", board).await;
        let concerns = json!([
            { "status": "ACKNOWLEDGED", "decision": null, "allocatedTo": ["Amira Khan"] },
            { "status": "DECIDED", "decision": "STRATEGY_DISCUSSION", "allocatedTo": ["Amira Khan"] },
        ]);
        assert_eq!(board["concerns"]["nodes"], concerns, "{day}");
        assert_eq!(board["checks"]["totalCount"], 1, "{day}: the practice has not answered");
        assert_eq!(board["escalations"]["nodes"], json!([{ "status": "OPEN" }]), "{day}");
        let decision = &board["jointDecisions"]["nodes"][0];
        assert_eq!((&decision["status"], &decision["byOneAgencyAlone"]), (&json!("DECIDED"), &json!(false)), "{day}");
        let states: Vec<_> = decision["views"].as_array().unwrap().iter().map(|view| view["state"].as_str()).collect();
        assert!(states.contains(&Some("GIVEN")) && states.contains(&Some("NOT_WAITED_FOR")), "{day}: {decision}");
        let told = ask("school-2", "{ concerns { nodes { status child { id } } } }").await;
        assert_eq!(told["concerns"]["nodes"], json!([{ "status": "ACKNOWLEDGED", "child": null }]), "{day}");
    }
}

#[test]
fn every_example_has_a_name_of_its_own_and_the_tour_comes_first() {
    let names: Vec<_> = all().map(|t| t.name).collect();
    assert_eq!(names[..5], ["record", "refused", "part", "concern", "who-looked"]);
    let different: std::collections::HashSet<_> = names.iter().collect();
    assert_eq!(different.len(), names.len(), "two examples of one name");
    assert!(all().all(|t| !t.steps.is_empty() && !t.notice.is_empty()));
}
