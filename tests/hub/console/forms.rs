//! Forged forms are refused, whichever form it is; what is absent and what is forbidden are one page.

use sea_orm::{ConnectionTrait, TransactionTrait};
use tests::Hub;
use tests::console::{Form, HOME, Page, Visitor};
use tests::database::row_counts;
use tests::hub::limits;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_refuses_a_forged_post() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut lead = Visitor::signed_in(&hub, "lead").await;
    let mut other = Visitor::signed_in(&hub, "governance").await;
    let token = other.get(HOME).await.form("/sign-out").value("_token").expect("a token").to_owned();
    let mut forms = Vec::new();
    for path in [
        HOME,
        "/console/acting",
        "/console/seen",
        "/console/query",
        "/console/raise",
        "/console/child",
        "/console/approvals/ask",
        "/console/disagree",
        "/console/log",
    ] {
        forms.extend(lead.get(path).await.ok().forms());
    }
    forms.push(tests::console::Form { action: "/console/governance/log".to_owned(), ..forms[0].clone() });
    forms.push(tests::console::Form { action: "/console/decisions/ask".to_owned(), ..forms[0].clone() });
    assert!(forms.len() >= 4, "{forms:?}");
    // A form of a page that is not there is forged all the same.
    forms.push(tests::console::Form { action: "/console/reviews/access_0_0".to_owned(), ..forms[0].clone() });
    let before = row_counts(&hub.db).await;
    for form in &forms {
        for (what, page) in [
            ("no token", lead.send_once(&form.clone().without("_token")).await),
            ("another token", lead.send_once(&form.clone().with("_token", "x")).await),
            ("another session's token", lead.send_once(&form.clone().with("_token", &token)).await),
            ("another origin", from(&lead, Some("https://evil.example")).send_once(form).await),
            ("no known origin", from(&lead, Some("null")).send_once(form).await),
            ("no origin", from(&lead, None).send_once(form).await),
        ] {
            assert_eq!(page.status, 403, "{}: {what}", form.action);
        }
    }
    assert_eq!(row_counts(&hub.db).await, before, "nothing was recorded, and nobody signed out");
    hub.end().await;
}

fn from(visitor: &Visitor, origin: Option<&str>) -> Visitor {
    let mut visitor = visitor.clone();
    visitor.origin = origin.map(str::to_owned);
    visitor
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_typed_is_lost_to_a_timeout() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut lead = Visitor::signed_in(&hub, "lead").await;
    let page = lead.get("/console/acting").await.ok();
    let typed = "a long text that took an hour <to> write";
    let form = page.form("/console/acting").with("note", typed);
    hub.clock.advance(31 * 60 * entities::Instant::SECOND);
    let out = lead.send_once(&form).await;
    assert_eq!((out.status, out.heading().as_str()), (403, "You are signed out"));
    assert!(out.says(typed), "{}", out.text);
    // Signed in again in another tab, the form goes on from where it was, and a person has to say so.
    lead.sign_in("lead").await.ok();
    let again = lead.send_once(&out.form("/console/acting")).await;
    assert_eq!((again.status, again.heading().as_str()), (403, "Look it over and send it again"));
    assert!(again.says("it goes as Person lead, Safeguarding lead") && again.says(typed), "{}", again.text);
    let form = again.form("/console/acting");
    assert_eq!(form.value("note"), Some(typed));
    assert_eq!(lead.send_once(&form).await.status, 422, "it is taken, and read");
    // Another site that sends a form gets nothing back of it.
    let forged = from(&lead, Some("https://evil.example")).send_once(&form).await;
    assert!(!forged.says(typed));
    hub.end().await;
}

/// The forms by which somebody of several memberships chooses each of them.
fn in_each(choose: &Page) -> Vec<Form> {
    let ids = choose.text.split("value=\"membership_").skip(1);
    let ids = ids.map(|rest| format!("membership_{}", rest.split('"').next().expect("an id")));
    ids.map(|id| choose.form("/console/acting").with("membership", &id)).collect()
}

/// A GP who works for the council too, acting in the first membership, and the forms by which each is chosen.
async fn of_two_memberships(hub: &Hub) -> (Visitor, Vec<Form>) {
    hub.hire("gp", "T-COUNCIL", entities::words::Role::SocialWorker).await;
    let mut gp = Visitor::new(hub);
    let choose = gp.sign_in("gp").await.ok();
    let both = in_each(&choose);
    gp.send(&both[0]).await.ok();
    (gp, both)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_goes_in_the_membership_that_its_page_showed() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let (mut gp, both) = of_two_memberships(&hub).await;
    let form = gp.get("/console/raise").await.ok().form("/console/raise").with("immediateDanger", "no way");
    // Changed in another tab: the form is not sent in the other one without a word.
    let other = gp.send(&both[1]).await.ok();
    let acting = ["Social worker", "General practitioner"].into_iter().find(|role| other.says(role)).expect("a role");
    let before = row_counts(&hub.db).await;
    let again = gp.send_once(&form).await;
    assert_eq!((again.status, again.heading().as_str()), (403, "Look it over and send it again"));
    assert!(again.says(&format!("it goes as Person gp, {acting}")) && again.says("no way"), "{}", again.text);
    assert_eq!(row_counts(&hub.db).await, before, "nothing was judged");
    let sent = gp.send_once(&again.form("/console/raise")).await;
    assert_eq!(sent.form("/console/raise").value("immediateDanger"), Some("no way"), "{}", sent.text);
    // To sign out or to choose is the same in both.
    assert_eq!(gp.send(&both[0]).await.ok().heading(), "Today");
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_typed_is_lost_to_having_to_choose_a_membership() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let (mut gp, _) = of_two_memberships(&hub).await;
    let form = gp.get("/console/raise").await.ok().form("/console/raise").with("immediateDanger", "no <way>");
    hub.clock.advance(31 * 60 * entities::Instant::SECOND);
    let out = gp.send_once(&form).await;
    // Signed in anew, one is led to the choice; and a form that is sent before it is kept.
    let choose = gp.sign_in("gp").await.ok();
    assert_eq!(gp.get("/console/session").await.ok().heading(), "Who are you acting as?");
    let not_yet = gp.send_once(&out.form("/console/raise")).await;
    assert_eq!((not_yet.status, not_yet.heading().as_str()), (403, "Choose which role you act in"));
    assert!(not_yet.says("no <way>"), "{}", not_yet.text);
    let both = in_each(&choose);
    gp.send(&both[0]).await.ok();
    let again = gp.send_once(&not_yet.form("/console/raise")).await;
    assert_eq!(again.status, 403);
    let sent = gp.send_once(&again.form("/console/raise")).await;
    assert_eq!(sent.form("/console/raise").value("immediateDanger"), Some("no <way>"), "{}", sent.text);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_is_sent_and_shown_to_nobody_but_who_filled_it_in() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut browser = Visitor::signed_in(&hub, "gp").await;
    let typed = "what only the gp may read";
    let form = browser.get("/console/raise").await.ok().form("/console/raise").with("immediateDanger", typed);
    let out = browser.get("/console").await.ok().form("/console/sign-out");
    browser.send(&out).await.ok();
    let out = browser.sign_in("housing").await.ok().form("/console/sign-out");
    let page = browser.send_once(&form).await;
    assert_eq!((page.status, page.heading().as_str()), (403, "This is somebody else's form"));
    assert!(!page.says(typed), "{}", page.text);
    // Whoever filled it in goes on with it from there.
    browser.send(&out).await.ok();
    browser.sign_in("gp").await.ok();
    let again = browser.send_once(&page.form("/console/raise")).await;
    assert!(again.says(typed), "{}", again.text);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_typed_is_lost_to_a_hub_that_cannot_answer_or_to_having_asked_too_often() {
    let limits = api::http::Limits { person_requests: 4, ..limits() };
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits).await;
    let mut gp = Visitor::signed_in(&hub, "gp").await;
    let form = gp.get("/console/raise").await.ok().form("/console/raise").with("immediateDanger", "in <two> words");
    let sql = |sql: &'static str| hub.db.execute_unprepared(sql);
    sql("ALTER TABLE console_session RENAME TO away").await.expect("renamed");
    let failed = gp.send_once(&form).await;
    sql("ALTER TABLE away RENAME TO console_session").await.expect("renamed");
    assert_eq!(failed.status, 503);
    let kept = failed.form("/console/raise");
    assert_eq!(kept.value("immediateDanger"), Some("in <two> words"));
    assert_eq!((kept.value("key"), kept.value("_token")), (form.value("key"), form.value("_token")), "the same key");
    let mut last = gp.send_once(&kept).await;
    assert_eq!(last.status, 200, "it goes on from there");
    for _ in 0..8 {
        last = gp.send_once(&kept).await;
    }
    assert_eq!(last.status, 429);
    assert!(last.says("in <two> words"), "{}", last.text);
    assert_eq!(last.form("/console/raise").value("key"), form.value("key"));
    // Who asked too often can still sign out.
    assert!(gp.send(&last.form("/console/sign-out")).await.ok().says("You are signed out"));
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_typed_is_lost_to_a_page_that_takes_too_long() {
    let limits = api::http::Limits { deadline: std::time::Duration::from_millis(800), ..limits() };
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits).await;
    let mut gp = Visitor::signed_in(&hub, "gp").await;
    let form = gp.get("/console/query").await.ok().form("/console/query").with("variables", "kept <as> typed");
    let form = form.with("document", "{ viewer { name } }");
    // That the person was seen is written after a minute, and waits for who is writing.
    let wait = hub.db.begin().await.expect("a transaction");
    wait.execute_unprepared("DELETE FROM console_session WHERE issuer = ''").await.expect("the writer's turn");
    hub.clock.advance(2 * 60 * entities::Instant::SECOND);
    let late = gp.send_once(&form).await;
    wait.rollback().await.expect("given back");
    assert_eq!(late.status, 503, "{}", late.text);
    assert_eq!(late.form("/console/query").value("variables"), Some("kept <as> typed"));
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_of_another_site_makes_no_entry_in_anybodys_name() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut lead = Visitor::signed_in(&hub, "lead").await;
    let path = "/console/log?child=child_00000000-0000-0000-0000-000000000001";
    // Where a sign-in leads the issuer, another site, led last.
    lead.led_by = Some("cross-site");
    assert_eq!(lead.get(path).await.ok().heading(), "Access log");
    hub.clock.advance(2 * 60 * entities::Instant::SECOND);
    let before = row_counts(&hub.db).await;
    for site in ["cross-site", "same-site", "anything"] {
        lead.led_by = Some(site);
        for path in [path, "/console/governance", "/console/nothing", "/console/concerns"] {
            let page = lead.get(path).await.ok();
            assert_eq!(page.heading(), "Do you mean to open this page?", "{site} {path}");
            assert!(page.links().contains(&path.to_owned()), "{}", page.text);
        }
    }
    let after = row_counts(&hub.db).await;
    assert_eq!(after, before, "nothing was read, and nobody's name is on anything");
    for site in [None, Some("none"), Some("same-origin")] {
        lead.led_by = site;
        assert_eq!(lead.get(path).await.ok().heading(), "Access log", "{site:?}");
    }
    // The start page shows one's own lists, and another site chooses no page for who signs in.
    lead.led_by = Some("cross-site");
    assert_eq!(lead.get("/console").await.ok().heading(), "Today");
    let mut nobody = Visitor::new(&hub);
    nobody.led_by = Some("cross-site");
    let people = nobody.get(&format!("/console/sign-in/start?with=0&to={}", "/console/log")).await.ok();
    nobody.get(&people.link_with(&format!("person={}", tests::town::subject("lead")))).await.ok();
    assert_eq!(nobody.at, HOME);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn absent_and_forbidden_are_the_same_page() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut gp = Visitor::signed_in(&hub, "gp").await;
    let absent = gp.get("/console/nothing").await;
    assert_eq!((absent.status, absent.heading().as_str()), (404, "There is nothing here that you can see"));
    for path in [
        "/console/reviews",
        "/console/reviews/access_0_0",
        "/console/reviews/access_9_9",
        "/console/reviews/x",
        "/console/reviews/%FF",
        "/console/reviews?after=1&after=2",
        "/console/governance/policies/%FF",
        "/console/seen?child=%FF",
        "/console/sign-out",
    ] {
        assert_eq!(gp.get(path).await.canonical(), absent.canonical(), "{path}");
    }
    let mut lead = Visitor::signed_in(&hub, "lead").await;
    let absent = lead.get("/console/reviews/access_9_9").await;
    assert_eq!(absent.status, 404);
    assert!(absent.says("Number of this request"));
    // Who is not signed in learns of no page whether it is there.
    let mut nobody = Visitor::new(&hub);
    for path in ["/console/nothing", "/console/reviews"] {
        assert_eq!(nobody.get(path).await.ok().heading(), "Sign in to the Safeguarding Hub");
    }
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_gets_a_page_where_there_is_nothing_and_a_program_a_code() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut nobody = Visitor::new(&hub);
    for path in ["/nowhere", "/raise"] {
        let page = nobody.get(path).await;
        assert_eq!(page.status, 404);
        assert_eq!(page.heading(), "There is nothing here that you can see", "{}", page.text);
        assert!(page.says("Number of this request") && page.link_with("/console") == "/console", "{}", page.text);
        for accept in ["*/*", "application/json"] {
            let answer = reqwest::Client::new().get(format!("{}{path}", hub.url)).header("accept", accept);
            let answer = answer.send().await.expect("an answer").text().await.expect("its text");
            assert!(answer.contains("PATH_UNKNOWN"), "{answer}");
        }
    }
    let api = nobody.get("/graphql").await;
    assert!(api.status == 405 && api.text.contains("METHOD_NOT_ALLOWED"), "{}", api.text);
    hub.end().await;
}
