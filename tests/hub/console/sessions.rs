//! How sessions last and end, and what a browser may keep.

use entities::Instant;
use sea_orm::ConnectionTrait;
use tests::console::{HOME, Visitor};
use tests::hub::limits;
use tests::{Hub, on_both};

const MINUTE: i64 = 60 * Instant::SECOND;

/// Whether the browser is signed in.
async fn is_in(visitor: &mut Visitor) -> bool {
    visitor.get(HOME).await.ok().heading() == "Today"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_after_half_an_hour_of_nothing_and_after_ten_hours() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let mut visitor = Visitor::signed_in(&hub, "lead").await;
        for _ in 0..3 {
            hub.clock.advance(29 * MINUTE);
            assert!(is_in(&mut visitor).await, "every page counts");
        }
        hub.clock.advance(31 * MINUTE);
        assert!(!is_in(&mut visitor).await);

        let mut busy = Visitor::signed_in(&hub, "lead").await;
        for _ in 0..23 {
            hub.clock.advance(25 * MINUTE);
            assert!(is_in(&mut busy).await);
        }
        hub.clock.advance(26 * MINUTE);
        assert!(!is_in(&mut busy).await, "ten hours are the most");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_ends_this_session_or_all() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut one = Visitor::signed_in(&hub, "lead").await;
    let mut two = Visitor::signed_in(&hub, "lead").await;
    let mut gp = Visitor::signed_in(&hub, "gp").await;
    let secret = one.cookie("hub_session").expect("a session").to_owned();
    let page = one.get(HOME).await;
    let out = one.send(&page.form("/sign-out")).await.ok();
    assert!(out.says("You are signed out") && one.cookie("hub_session").is_none());
    one.set_cookie("hub_session", &secret);
    assert!(!is_in(&mut one).await, "a copy of the cookie is worth nothing");
    assert!(is_in(&mut two).await);
    let mut three = Visitor::signed_in(&hub, "lead").await;
    let page = three.get(HOME).await;
    three.send(&page.form("/sign-out-everywhere")).await.ok();
    assert!(!is_in(&mut two).await && !is_in(&mut three).await);
    assert!(is_in(&mut gp).await, "another person's stays");
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_the_hub_knows_no_longer_and_whose_session_has_ended_can_sign_out() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut gp = Visitor::signed_in(&hub, "gp").await;
    let late = gp.get(HOME).await.form("/sign-out");
    hub.clock.advance(31 * MINUTE);
    assert!(gp.send(&late).await.ok().says("You are signed out"), "it ended by itself");
    gp.sign_in("gp").await.ok();
    hub.door.end_membership(hub.issuer(), &tests::town::subject("gp"), "T-SURGERY").await.expect("ended");
    let gone = gp.get(HOME).await;
    assert_eq!((gone.status, gone.heading().as_str()), (403, "You cannot use the hub with this sign-in"));
    assert!(gp.send(&gone.form("/sign-out")).await.ok().says("You are signed out"));
    assert!(gp.cookie("hub_session").is_none());
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issuer_that_is_trusted_no_more_vouches_for_no_session() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut visitor = Visitor::signed_in(&hub, "lead").await;
    let change = "UPDATE console_session SET issuer = 'https://gone.example.org'";
    hub.db.execute_unprepared(change).await.expect("changed");
    assert!(!is_in(&mut visitor).await);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_signs_out_is_told_that_the_issuer_may_know_them_still() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut visitor = Visitor::signed_in(&hub, "lead").await;
    let page = visitor.get(HOME).await;
    let out = visitor.send(&page.form("/sign-out")).await.ok();
    assert!(out.says("you may still be signed in with") && out.says("Sign out there too"), "{}", out.text);
    // Who comes by another way is told nothing of the kind.
    assert!(!Visitor::new(&hub).get("/console/sign-in").await.ok().says("you may still be signed in"));
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_kept_by_nobody_and_load_from_nowhere_else() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut visitor = Visitor::signed_in(&hub, "lead").await;
    for path in
        [HOME, "/console/reviews", "/console/nothing", "/console/sign-in", "/console/cookies", "/console/session"]
    {
        let page = visitor.get(path).await;
        let policy = &page.headers["content-security-policy"];
        for part in
            ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]
        {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert_eq!(page.headers["cache-control"], "no-store", "{path}");
        assert_eq!(page.headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(page.headers["referrer-policy"], "same-origin", "{path}");
        assert!(page.headers["content-type"].starts_with("text/html"), "{path}");
        for inline in ["<style", " style=\"", " onclick", "<script>", "http://", "https://"] {
            assert!(!page.text.contains(inline), "{path} holds {inline}");
        }
    }
    let page = visitor.get(HOME).await;
    let style = page.text.split("rel=\"stylesheet\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let style = visitor.get(style).await.ok();
    assert!(style.headers["content-type"].starts_with("text/css"));
    assert!(style.headers["cache-control"].contains("immutable"));
    assert!(style.text.len() + page.text.len() < 100_000);
    assert_eq!(visitor.get("/console/static/000000000000-console.css").await.status, 404);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cookie_is_out_of_reach_and_opens_no_api() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut visitor = Visitor::new(&hub);
    let people = visitor.to_the_desk(HOME).await;
    let back = visitor.ask(reqwest::Method::GET, &people.link_with("person=town-lead"), None).await.headers["location"]
        .clone();
    let cookie = visitor.ask(reqwest::Method::GET, &back, None).await.headers["set-cookie"].clone();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let secret = visitor.cookie("hub_session").expect("a session").to_owned();
    let kept = tests::database::texts(&hub.db, "SELECT digest FROM console_session").await;
    assert!(kept.iter().all(|digest| !digest.contains(&secret)));
    let answer = tests::hub::client()
        .post(format!("{}/graphql", hub.url))
        .header("cookie", format!("hub_session={secret}"))
        .json(&serde_json::json!({"query": "{ viewer { name } }"}))
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 401, "the API takes tokens alone");
    hub.end().await;
}
