//! The access log as pages: searched, as a timeline of one child, as a file. A lead sees what R37 gives and no more.

use serde_json::json;
use tests::console::Visitor;
use tests::database::number;
use tests::hub::limits;
use tests::queries::record;
use tests::{ChildFile, Hub, on_both};

const REASON: &str = "found <alone> & cold";
const READS: &str = "SELECT count(*) FROM access_log WHERE action = 'READ_LOG' AND allowed";

/// A child that a social worker opened in an emergency, and a GP tried to.
async fn seen(hub: &Hub) -> (String, String) {
    let file = ChildFile::new(&hub.town);
    let number = file.nhs_number().to_owned();
    let child = file.put(&hub.door).await;
    let sharing = json!({
        "purpose": "EMERGENCY_PROTECTION", "lawfulBasis": "VITAL_INTERESTS", "emergency": true, "justification": REASON,
    });
    let variables = json!({"child": {"id": child.public()}, "sharing": sharing});
    hub.ask("social-worker", &record(), variables).await.ok();
    let asked = json!({"child": {"id": child.public()}, "sharing": tests::queries::sharing("EARLY_HELP")});
    hub.ask("gp", &record(), asked).await.ok();
    (child.public(), number)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_a_lead_searches_the_log_of_their_own_agency() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        seen(&hub).await;
        let mut lead = Visitor::signed_in(&hub, "lead").await;
        let before = number(&hub.db, READS).await;
        let page = lead.get("/console/log?action=VIEW").await.ok();
        assert_eq!(number(&hub.db, READS).await, before + 1, "reading the log is logged");
        assert!(page.says("Person social-worker") && page.says("Emergency"), "{}", page.text);
        assert!(!page.says("Person gp"), "another agency's people are not named");
        assert!(page.text.contains("<datalist id=\"agency-list\">") && page.text.contains("Made-up T-SURGERY\">"));
        assert!(page.says("What they did: Read a record or a concern"), "what is chosen stands above the list");

        // A chip takes away what it names, a name leads to all that the person did, and filters narrow.
        let person = lead.get("/console/log?flag=EMERGENCY").await.ok().link_with("person=practitioner_");
        let theirs = lead.get(&person).await.ok();
        assert!(theirs.says("Person social-worker") && !theirs.says("access by Person lead"), "{}", theirs.text);
        let flagged = lead.get("/console/log?flag=EMERGENCY").await.ok();
        assert_eq!(flagged.text.matches("<tr>").count(), 2, "a head and one access: {}", flagged.text);
        for none in ["outcome=refused&action=VIEW", "agency=T-SURGERY&action=VIEW", "to-day=1&to-month=1&to-year=2020"]
        {
            let page = lead.get(&format!("/console/log?{none}")).await.ok();
            assert!(page.says("Nothing that you can see matches"), "{none}: {}", page.text);
        }
        // Governance sees the partnership's.
        let mut governance = Visitor::signed_in(&hub, "governance").await;
        let all = governance.get("/console/log?action=VIEW&agency=T-SURGERY").await.ok();
        assert!(all.says("Person gp") && !all.says("Person social-worker"), "{}", all.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_the_log_is_searched_by_a_persons_name_and_a_childs_number_and_neither_tells_of_what_is_not_shown() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let (child, nhs_number) = seen(&hub).await;
        let restricted = ChildFile::new(&hub.town).restricted_to(&["gp"]);
        let hidden = restricted.nhs_number().to_owned();
        restricted.put(&hub.door).await;
        let mut lead = Visitor::signed_in(&hub, "lead").await;
        let form = lead.get("/console/log").await.ok().form("/console/log");

        // By name: of whom one may see something, in any case; another agency's person is nobody's here.
        let before = number(&hub.db, READS).await;
        let page = lead.send(&form.clone().with("person", "SOCIAL-work").with("action", "VIEW")).await.ok();
        assert!(lead.at.starts_with("/console/log?") && lead.at.contains("person=SOCIAL-work"), "{}", lead.at);
        assert_eq!(number(&hub.db, READS).await, before + 1, "the search is logged");
        assert_eq!(number(&hub.db, "SELECT count(*) FROM access_log WHERE ask LIKE '%SOCIAL-work%'").await, 0);
        assert!(page.says("Person social-worker") && page.says("Person: SOCIAL-work"), "{}", page.text);
        let nothing = |page: &tests::console::Page| page.says("Nothing that you can see matches");
        for name in ["Person gp", "Nobody", "%", "_", "' OR 1=1 --"] {
            let page = lead.send(&form.clone().with("person", name)).await.ok();
            assert!(nothing(&page), "{name}: {}", page.text);
        }

        // By number: the hub's own id takes its place in the address, and so do other things that were typed.
        let spaced = format!("{} {} {}", &nhs_number[..3], &nhs_number[3..6], &nhs_number[6..]);
        let page = lead.send(&form.clone().with("child", &spaced).with("action", "VIEW")).await.ok();
        assert!(lead.at.contains(&format!("child={child}")) && !lead.at.contains(&nhs_number), "{}", lead.at);
        assert!(lead.at.contains("action=VIEW") && page.says("Person social-worker"), "{}", page.text);
        assert!(page.links().iter().all(|link| !link.contains(&nhs_number)));
        // Of a restricted child and of one that there is not, one page; what was typed stays in the form.
        let unknown = ChildFile::new(&hub.town).nhs_number().to_owned();
        let mut pages = Vec::new();
        for number in [&hidden, &unknown] {
            let page = lead.send(&form.clone().with("child", number)).await.ok();
            assert!(nothing(&page) && !lead.at.contains(number.as_str()), "{}", page.text);
            assert_eq!(page.form("/console/log").value("child"), Some(number.as_str()));
            pages.push(page.canonical().replace(number.as_str(), "NUMBER"));
        }
        assert_eq!(pages[0], pages[1]);
        let mend = lead.send(&form.clone().with("child", "A name").with("person", "kept")).await;
        assert!(mend.status == 422 && mend.text.contains("href=\"#child\""), "{}", mend.text);
        assert_eq!(mend.form("/console/log").value("person"), Some("kept"));
        assert_eq!(lead.send_once(&form.clone().without("_token")).await.status, 403);
        // The timeline of a child is a file, too.
        let page = lead.get(&format!("/console/seen?child={child}")).await.ok();
        let file = lead.get(&page.link_with("/console/seen.csv")).await.ok();
        assert!(file.text.contains("\"Person social-worker\",\"Made-up T-COUNCIL\""), "{}", file.text);
        let mut gp = Visitor::signed_in(&hub, "gp").await;
        let token = gp.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
        for typed in [nhs_number.as_str(), "A name", child.as_str()] {
            let form = form.clone().with("_token", &token).with("child", typed);
            assert_eq!(gp.send(&form).await.status, 404, "{typed}");
        }
        assert_eq!(gp.get(&format!("/console/seen.csv?child={child}")).await.status, 404);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_a_custodian_has_a_way_to_the_log_whatever_their_role() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let places = ["/console/reviews", "/console/log", "/console/seen"];
    let mut gp = Visitor::signed_in(&hub, "gp").await;
    let page = gp.get("/console").await.ok();
    assert!(places.iter().all(|place| !page.links().contains(&(*place).to_owned())), "{}", page.text);
    assert!(!page.says("Accesses in the log"));
    let child = ChildFile::new(&hub.town).kept_by(&["gp", "police"]).put(&hub.door).await;
    let asked = json!({"child": {"id": child.public()}, "sharing": tests::queries::sharing("EARLY_HELP")});
    hub.ask("housing", &record(), asked).await.ok();
    let page = gp.get("/console").await.ok();
    for place in places {
        assert!(page.links().contains(&place.to_owned()), "{place}: {}", page.text);
        gp.get(place).await.ok();
    }
    assert!(page.says("Accesses to review") && page.says("Accesses in the log"), "{}", page.text);
    let page = Visitor::signed_in(&hub, "housing").await.get("/console").await.ok();
    assert!(places.iter().all(|place| !page.links().contains(&(*place).to_owned())), "{}", page.text);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_looked_for_is_said_beside_its_field() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut lead = Visitor::signed_in(&hub, "lead").await;
    for (field, query) in [
        ("person", "person=%00%3Cscript%3Ealert(1)%3C/script%3E"),
        ("child", "child=9990000018"),
        ("agency", "agency=Nobody"),
        ("from", "from-day=31&from-month=2&from-year=2026"),
        ("action", "action=DELETE"),
        ("flag", "flag=x"),
        ("outcome", "outcome=x"),
    ] {
        let page = lead.get(&format!("/console/log?{query}")).await;
        assert_eq!(page.status, 422, "{query}");
        assert!(page.text.contains(&format!("href=\"#{field}\"")), "{query}: {}", page.text);
        assert!(!page.text.contains("<script>alert"), "{query}");
        assert_eq!(lead.get(&format!("/console/log.csv?{query}")).await.status, 400, "{query}");
    }
    assert_eq!(lead.get("/console/log?after=x").await.status, 404);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_who_has_seen_a_child_is_a_timeline_and_no_number_stands_in_an_address() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let (child, nhs_number) = seen(&hub).await;
        let mut lead = Visitor::signed_in(&hub, "lead").await;
        let form = lead.get("/console/seen").await.ok().form("/console/seen");
        let before = number(&hub.db, READS).await;
        let page = lead.send(&form.clone().with("child", &nhs_number)).await.ok();
        assert_eq!(number(&hub.db, READS).await, before + 1, "it is logged");
        assert!(page.says("1 person has seen the record") && page.says("Person social-worker"), "{}", page.text);
        assert!(page.says("Once. Given: "), "{}", page.text);
        assert!(!page.says("Person gp"), "a refusal is no seeing");
        assert!(!page.links().iter().any(|href| href.contains(&nhs_number)), "{:?}", page.links());
        let again = lead.get(&format!("/console/seen?child={child}")).await.ok();
        assert!(again.says("1 person has seen the record"));
        assert!(lead.get(&page.link_with("/console/log?child=")).await.ok().says("Person social-worker"));

        let wrong = lead.send(&form.with("child", "<b>Ann</b>")).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("href=\"#child\"") && !wrong.text.contains("<b>Ann"), "{}", wrong.text);
        // A child that is not there is answered like one that nobody has seen.
        let other = lead.get("/console/seen?child=child_00000000-0000-4000-8000-000000000000").await.ok();
        assert!(other.says("Nobody has, so far as you can see"), "{}", other.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_holds_exactly_what_is_on_the_screen() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    seen(&hub).await;
    for _ in 0..30 {
        let asked = json!({"match": {"familyName": "Nobody", "dateOfBirth": "2015-01-01"}, "sharing": tests::queries::sharing("EARLY_HELP")});
        hub.ask("social-worker", SEARCH, asked).await.ok();
    }
    let mut lead = Visitor::signed_in(&hub, "lead").await;
    let page = lead.get("/console/log?action=SEARCH").await.ok();
    assert!(page.says("30 accesses"), "{}", page.text);
    let file = lead.get(&page.link_with("log.csv")).await.ok();
    assert!(file.headers["content-type"].starts_with("text/csv"));
    assert!(file.headers["content-disposition"].starts_with("attachment"));
    assert_eq!(file.text.lines().count(), 1 + 25, "the page, and no more");
    let next = lead.get(&page.link_with("after=")).await.ok();
    assert_eq!(lead.get(&next.link_with("log.csv")).await.ok().text.lines().count(), 1 + 5);
    assert!(next.links().iter().any(|href| href == "/console/log?action=SEARCH"), "back to the first page");
    let head = file.text.lines().next().expect("a head");
    for (name, line) in head.trim_start_matches('\u{feff}').split(',').map(|name| name.trim_matches('"')).zip(1..) {
        assert!(page.says(name), "column {line}: {name}");
    }
    hub.end().await;
}

const SEARCH: &str = "query S($match: ChildMatchInput!, $sharing: SharingInput!) { findChildren(match: $match, sharing: $sharing) \
                      { __typename } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_there_for_its_readers_alone() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let (child, _) = seen(&hub).await;
    let mut lead = Visitor::signed_in(&hub, "lead").await;
    let form = lead.get("/console/seen").await.ok().form("/console/seen");
    for login in ["social-worker", "gp", "school", "administrator"] {
        let mut other = Visitor::signed_in(&hub, login).await;
        let absent = other.get("/console/nothing").await.canonical();
        let seen = format!("/console/seen?child={child}");
        for path in [
            "/console/log",
            "/console/log?person=x",
            "/console/log.csv",
            "/console/log.csv?flag=x",
            "/console/seen",
            &seen,
        ] {
            assert_eq!(other.get(path).await.canonical(), absent, "{login}: {path}");
        }
        let token = other.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
        let own = form.clone().with("_token", &token);
        for typed in [child.as_str(), "x", ""] {
            assert_eq!(other.send_once(&own.clone().with("child", typed)).await.status, 404, "{login}: {typed}");
        }
    }
    // The lead of another agency sees nothing of who did what in this one.
    let mut school = Visitor::signed_in(&hub, "school-lead").await;
    let page = school.get("/console/log?action=VIEW").await.ok();
    assert!(!page.says("Person social-worker") && !page.text.contains(&child), "{}", page.text);
    hub.end().await;
}
