//! Forged forms are refused, whichever form it is; what is absent and what is forbidden are one page.

use tests::Hub;
use tests::console::{HOME, Visitor};
use tests::database::row_counts;
use tests::hub::limits;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_refuses_a_forged_post() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut lead = Visitor::signed_in(&hub, "lead").await;
    let mut other = Visitor::signed_in(&hub, "governance").await;
    let token = other.get(HOME).await.form("/sign-out").value("_token").expect("a token").to_owned();
    let mut forms = Vec::new();
    for path in [HOME, "/console/acting", "/console/seen", "/console/query", "/console/raise", "/console/child"] {
        forms.extend(lead.get(path).await.ok().forms());
    }
    forms.push(tests::console::Form { action: "/console/governance/log".to_owned(), ..forms[0].clone() });
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
    assert_eq!(again.status, 403);
    let form = again.form("/console/acting");
    assert_eq!(form.value("note"), Some(typed));
    assert_eq!(lead.send_once(&form).await.status, 422, "it is taken, and read");
    // Another site that sends a form gets nothing back of it.
    let forged = from(&lead, Some("https://evil.example")).send_once(&form).await;
    assert!(!forged.says(typed));
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
