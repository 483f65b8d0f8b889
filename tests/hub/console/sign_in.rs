//! Signing in with an issuer, the right way and the wrong ones.

use reqwest::Method;
use tests::console::{HOME, Visitor};
use tests::hub::limits;
use tests::{Hub, on_both};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_signs_in_and_is_who_the_hub_knows() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let mut lead = Visitor::new(&hub);
        let today = lead.sign_in("lead").await.ok();
        assert_eq!(today.heading(), "Today");
        assert!(today.says("Safeguarding lead") && today.says("Accesses to review"), "{}", today.text);
        // To where one wanted to go, and with another role to another start.
        let mut gp = Visitor::new(&hub);
        let people = gp.to_the_desk("/console/reviews?after=1").await;
        let _ = gp.get(&people.link_with("person=town-gp")).await;
        assert!(gp.at.starts_with("/console/reviews?after=1"), "{}", gp.at);
        let today = gp.get(HOME).await.ok();
        assert!(today.says("General practitioner") && !today.says("Accesses to review"), "{}", today.text);
        // The front door leads to the console.
        assert_eq!(lead.get("/").await.ok().heading(), "Today");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_that_did_not_begin_here_or_is_played_again_ends_in_no_session() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut visitor = Visitor::new(&hub);
    let people = visitor.to_the_desk(HOME).await;
    let answer = visitor.ask(Method::GET, &people.link_with("person=town-lead"), None).await;
    let back = answer.headers["location"].clone();
    let remembered = visitor.cookie("hub_signing_in").expect("a sign-in under way").to_owned();

    let (before, after) = back.split_once("state=").expect("a state");
    let changed = match &after[..1] {
        "A" => format!("{before}state=B{}", &after[1..]),
        _ => format!("{before}state=A{}", &after[1..]),
    };
    let mut stranger = Visitor::new(&hub);
    for (page, what) in [
        (visitor.get(&changed).await, "another state"),
        (visitor.get(&format!("{before}iss=x")).await, "no state"),
        (stranger.get(&back).await, "another browser"),
    ] {
        assert_eq!((page.status, page.heading().as_str()), (400, "You were not signed in"), "{what}");
    }
    assert!(visitor.cookie("hub_session").is_none() && stranger.cookie("hub_session").is_none());

    // A code is good once: in this browser again, and in one that holds everything this one held.
    assert_eq!(visitor.get(&back).await.ok().heading(), "Today");
    assert!(visitor.cookie("hub_signing_in").is_none(), "nothing is under way any more");
    assert_eq!(visitor.get(&back).await.status, 400);
    let mut replayed = Visitor::new(&hub);
    replayed.set_cookie("hub_signing_in", &remembered);
    assert_eq!(replayed.get(&back).await.status, 400);
    assert!(replayed.cookie("hub_session").is_none());

    // A code that was given for another sign-in of the same browser does not fit its secret.
    let mut other = Visitor::new(&hub);
    let people = other.to_the_desk(HOME).await;
    let first = other.ask(Method::GET, &people.link_with("person=town-gp"), None).await.headers["location"].clone();
    let code = first.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code").to_owned();
    let people = other.to_the_desk(HOME).await;
    let second = other.ask(Method::GET, &people.link_with("person=town-gp"), None).await.headers["location"].clone();
    let own = second.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code").to_owned();
    assert_eq!(other.get(&second.replace(&own, &code)).await.status, 400);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_leads_nowhere_outside_the_console() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut visitor = Visitor::new(&hub);
    for elsewhere in ["https://evil.example", "//evil.example", "/console//evil.example", "/graphql"] {
        let page = visitor.get(&format!("/console/sign-in?to={elsewhere}")).await.ok();
        assert!(page.link_with("sign-in/start").ends_with("to=/console"), "{elsewhere}");
    }
    let page = visitor.get("/demo/authorize?response_type=code&client_id=hub-console&redirect_uri=https://evil.example&state=s&code_challenge=c&code_challenge_method=S256&person=town-lead").await;
    assert_eq!(page.status, 400, "the desk sends nobody elsewhere");
    assert_eq!(page.heading(), "You were not signed in");
    for bad in ["", "?response_type=code", "?x=%FF"] {
        let page = visitor.get(&format!("/demo/authorize{bad}")).await;
        assert_eq!((page.status, page.heading().as_str()), (400, "You were not signed in"), "{bad}");
        assert!(page.says("Number of this request"), "{}", page.text);
    }
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_several_memberships_chooses_one_and_sees_what_it_may() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    hub.hire("gp", "T-COUNCIL", entities::words::Role::SafeguardingLead).await;
    let mut visitor = Visitor::new(&hub);
    let choose = visitor.sign_in("gp").await.ok();
    assert_eq!(choose.heading(), "Who are you acting as?");
    let form = choose.form("/console/acting");
    let wrong = visitor.send(&form).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("Choose who you are acting as") && wrong.text.contains("<title>Error: "), "{}", wrong.text);
    let ids: Vec<String> = choose
        .text
        .split("value=\"membership_")
        .skip(1)
        .map(|rest| format!("membership_{}", rest.split('"').next().unwrap()))
        .collect();
    assert_eq!(ids.len(), 2);
    let mut leads = 0;
    for id in &ids {
        let today = visitor.send(&form.clone().with("membership", id)).await.ok();
        assert_eq!(today.heading(), "Today");
        assert!(today.links().iter().any(|href| href == "/console/acting"), "one can change");
        leads += usize::from(today.says("Accesses to review"));
    }
    assert_eq!(leads, 1, "each membership has its own roles");
    let stolen = visitor.send(&form.with("membership", "membership_00000000-0000-4000-8000-000000000000")).await;
    assert_eq!(stolen.status, 422);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_who_asks_for_too_much_waits() {
    let hub =
        Hub::start_with_console(tests::Engine::Sqlite, api::http::Limits { person_requests: 6, ..limits() }).await;
    let mut visitor = Visitor::signed_in(&hub, "lead").await;
    let mut last = visitor.get(HOME).await;
    for _ in 0..8 {
        last = visitor.get(HOME).await;
    }
    assert_eq!((last.status, last.heading().as_str()), (429, "You have asked for too much at once"));
    assert!(last.headers["retry-after"].parse::<u64>().expect("seconds") > 0);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_costs_of_the_same_budget_as_a_query() {
    let hub =
        Hub::start_with_console(tests::Engine::Sqlite, api::http::Limits { person_cost: 9_000, ..limits() }).await;
    let mut visitor = Visitor::signed_in(&hub, "gp").await;
    let child = entities::ids::ChildId(uuid::Uuid::new_v4()).public();
    let form = visitor.get("/console/child").await.ok().form("/console/child").with("number", &child);
    let form = form.with("purpose", "DIRECT_CARE").with("lawfulBasis", "PUBLIC_TASK");
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(visitor.send(&form).await.status);
    }
    assert_eq!(statuses, [404, 404, 429], "a record costs as much as the query of one");
    let asked = hub.ask("gp", "{ viewer { name } }", serde_json::Value::Null).await;
    assert_eq!(asked.status, 200, "a query that fits what is left is answered: {}", asked.text);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_address_leads_to_the_start_and_no_sign_in_fails_for_it() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut visitor = Visitor::new(&hub);
    let people = visitor.to_the_desk(&format!("/console/reviews?after={}", "x".repeat(1500))).await;
    let page = visitor.get(&people.link_with("person=town-lead")).await.ok();
    assert_eq!(page.heading(), "Today");
    hub.end().await;
}
