//! The pages of governance: the agreement, what it would answer, the consents in numbers, the log's checkpoints. Nobody else
//! learns that they are there.

use entities::Set;
use entities::words::{AgencyKind, ConsentDecision, ConsentGiver, FieldClass, SharingPurpose, Word};
use sea_orm::{ConnectionTrait, DbBackend};
use tests::console::Visitor;
use tests::database::number;
use tests::hub::limits;
use tests::{ChildFile, Hub, on_both};

const PAGES: [&str; 9] = [
    "/console/governance",
    "/console/governance/policies",
    "/console/governance/policies/r19-consent-gate",
    "/console/governance/matrix",
    "/console/governance/matrix/SOCIAL_WORKER",
    "/console/governance/what-if",
    "/console/governance/what-if?role=GENERAL_PRACTITIONER&purpose=DIRECT_CARE&basis=PUBLIC_TASK&consent=NONE&level=UNIVERSAL",
    "/console/governance/consents",
    "/console/governance/log",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pages_of_governance_are_there_for_governance_alone() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut governance = Visitor::signed_in(&hub, "governance").await;
    let mut check = None;
    for path in PAGES {
        let page = governance.get(path).await.ok();
        assert!(page.text.len() < 95_000, "{path} has {} bytes", page.text.len());
        assert!(!page.text.contains(" style=\""), "{path}");
        check = page.forms().into_iter().find(|form| form.action == "/console/governance/log").or(check);
    }
    let check = check.expect("a form that checks the log");
    for login in ["social-worker", "lead", "gp", "administrator"] {
        let mut other = Visitor::signed_in(&hub, login).await;
        let absent = other.get("/console/nothing").await.canonical();
        for path in PAGES {
            assert_eq!(other.get(path).await.canonical(), absent, "{login}: {path}");
        }
        let token = other.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
        assert_eq!(other.send_once(&check.clone().with("_token", &token)).await.status, 404, "{login}");
        assert!(!other.get("/console").await.links().iter().any(|href| href.contains("governance")), "{login}");
    }
    let refused = "SELECT count(*) FROM access_log WHERE action = 'ADMINISTER' AND NOT allowed";
    assert_eq!(number(&hub.db, refused).await, 40, "every attempt is logged");
    for path in ["/console/governance/policies/r0-none", "/console/governance/matrix/NOBODY", "/console/governance/x"] {
        assert_eq!(governance.get(path).await.status, 404, "{path}");
    }
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_is_shown_with_all_that_it_says_and_the_cases_that_pin_it() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut governance = Visitor::signed_in(&hub, "governance").await;
    let list = governance.get("/console/governance/policies").await.ok();
    let policies = list.links().into_iter().filter(|href| href.contains("/policies/")).count();
    assert_eq!(policies, hub.door.book().policies().len(), "each has a page");
    let page = governance.get(&list.link_with("/r19-consent-gate")).await.ok();
    let policy = hub.door.book();
    let policy = policy.policies().iter().find(|policy| policy.id == "r19-consent-gate").expect("the policy");
    assert_eq!(page.heading(), policy.title);
    for text in [policy.basis.as_str(), &policy.owner, "r19-consent-gate", "@id(\"r19-consent-gate\")", "As it says"] {
        assert!(page.says(text), "{text}: {}", page.text);
    }
    assert!(!page.says("Now "), "every case that is shipped is answered as it says");
    // A policy with many cases is shown a page at a time, and every case on one of them.
    let mut path = "/console/governance/policies/r6-others".to_owned();
    let mut shown = 0;
    for _ in 0..20 {
        let page = governance.get(&path).await.ok();
        shown += page.text.matches("As it says").count();
        let Some(next) = page.links().into_iter().find(|href| href.contains("after=")) else { break };
        path = next;
    }
    let cases = policies::cases::embedded_cases().expect("the cases");
    let named = cases.iter().filter(|case| case.policies.iter().any(|policy| policy == "r6-others")).count();
    assert_eq!(shown, named);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r19_what_if_answers_as_the_agreement_does_and_says_by_which_policies() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let mut governance = Visitor::signed_in(&hub, "governance").await;
    let ask = |role: &str, purpose: &str, consent: &str| {
        format!(
            "/console/governance/what-if?role={role}&purpose={purpose}&basis=PUBLIC_TASK&consent={consent}\
             &level=CHILD_IN_NEED&authority=yes&work=no"
        )
    };
    let without = governance.get(&ask("SOCIAL_WORKER", "CHILD_IN_NEED_ASSESSMENT", "NONE")).await.ok();
    assert!(without.says("Opened") && without.says("Withheld: consent") && without.says("r19-consent-gate"));
    // The answer is further down: the button leads to it.
    assert!(without.text.contains("formaction=\"/console/governance/what-if#answer\""), "{}", without.text);
    assert!(without.text.contains("<h2 id=\"answer\">"), "{}", without.text);
    let with = governance.get(&ask("SOCIAL_WORKER", "CHILD_IN_NEED_ASSESSMENT", "GIVEN")).await.ok();
    assert!(!with.says("Withheld:") && with.says("r6-social-worker"), "{}", with.text);
    let closed = governance.get(&ask("SOCIAL_WORKER", "DIRECT_CARE", "NONE")).await.ok();
    assert!(closed.says("Not opened: purpose not open to role"), "{}", closed.text);
    // What is not in the lists is said beside its field, as a text.
    let wrong = governance.get(&ask("%3Cscript%3E", "DIRECT_CARE", "NONE")).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("href=\"#role\"") && !wrong.text.contains("<script>"), "{}", wrong.text);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_matrix_says_in_words_what_its_marks_mean() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let page = Visitor::signed_in(&hub, "governance").await.get("/console/governance/matrix/SOCIAL_WORKER").await.ok();
    for text in
        ["Given, by", "Withheld: level of need, by", "Not opened: purpose not open to role.", "Not opened: not found."]
    {
        assert!(page.says(text), "{text}: {}", page.text);
    }
    for code in ["GIVEN", "LEVEL_OF_NEED", "PURPOSE_NOT_OPEN_TO_ROLE", "NOT_FOUND"] {
        assert!(!page.text.contains(code), "{code}: {}", page.text);
    }
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_register_of_consents_gives_no_number_under_five() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let (few, enough) = (SharingPurpose::EarlyHelp, SharingPurpose::DirectCare);
        for number in 0..5 {
            let giver = ConsentGiver::PersonWithParentalResponsibility;
            let classes = Set::of(&[FieldClass::Summary]);
            let mut file = ChildFile::new(&hub.town).consent(ConsentDecision::Given, giver, enough, classes);
            if number > 0 {
                file = file.consent(ConsentDecision::Refused, giver, few, Set::EMPTY);
            }
            file.put(&hub.door).await;
        }
        let mut governance = Visitor::signed_in(&hub, "governance").await;
        let logged = "SELECT count(*) FROM access_log WHERE action = 'ADMINISTER' AND allowed";
        let before = number(&hub.db, logged).await;
        let page = governance.get("/console/governance/consents").await.ok();
        assert_eq!(number(&hub.db, logged).await, before + 1, "reading the register is logged");
        let file = governance.get("/console/governance/consents?as=csv").await.ok();
        assert!(file.headers["content-type"].starts_with("text/csv"));
        let lines: Vec<&str> = file.text.lines().skip(1).collect();
        assert_eq!(lines.len(), 2 * AgencyKind::ALL.len());
        for line in lines {
            let given = line.starts_with("\"Direct care\",") && line.ends_with(",\"Given\",\"5\"");
            let refused = line.starts_with("\"Early help\",") && line.ends_with(",\"Refused\",\"Fewer than 5\"");
            assert!(given || refused, "{line}");
        }
        assert!(page.says("Fewer than 5") && !page.text.contains("child_"), "{}", page.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn governance_has_the_log_read_through_and_sees_where_it_was_changed() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let mut governance = Visitor::signed_in(&hub, "governance").await;
        let page = governance.get("/console/governance/log").await.ok();
        assert!(page.says("hub.test.invalid/log"), "{}", page.text);
        let form = page.form("/governance/log");
        let whole = governance.send(&form).await.ok();
        assert!(whole.says("entries were read: the log is whole"), "{}", whole.text);
        let unguard = match hub.db.get_database_backend() {
            DbBackend::Postgres => "ALTER TABLE access_log DISABLE TRIGGER USER",
            _ => "DROP TRIGGER access_log_no_update",
        };
        for sql in [unguard, "UPDATE access_log SET records_disclosed = 99 WHERE seq = 1"] {
            hub.db.execute_unprepared(sql).await.expect(sql);
        }
        let broken = governance.send(&form).await.ok();
        assert!(broken.says("The log is not whole. log 0, sequence 1"), "{}", broken.text);
        hub.end().await;
    })
    .await;
}
