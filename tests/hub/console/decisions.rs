//! Views and joint decisions, and the disagreement with them, from their pages.

use entities::words::Role;
use serde_json::json;
use tests::console::{Form, Visitor};
use tests::database::number;
use tests::hub::limits;
use tests::town::{Cast, seat};
use tests::{Hub, on_both};

use super::super::checks;
use super::super::decisions::escalation::escalate;
use super::super::decisions::{asked, decide, file, screened};
use super::acting::form;
use super::as_about_nothing;

const VIEWS: &str = "SELECT count(*) FROM partner_view";
const DECIDED: &str = "SELECT count(*) FROM joint_decision WHERE status = 'DECIDED'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_is_given_and_corrected_and_the_authority_decides_from_the_page() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let (child, concern) = screened(&hub, file(&hub)).await;
        let decision = asked(&hub, &concern, &["T-TRUST"]).await;
        let path = format!("/console/decisions/{decision}");
        let mut nurse = Visitor::signed_in(&hub, "health-visitor").await;
        let list = nurse.get("/console/decisions").await.ok();
        let page = nurse.get(&list.link_with(&decision)).await.ok();
        assert!(page.says("do you agree?") && page.says("Made-up threshold document"), "{}", page.text);
        let mend = nurse.send(&form(&page, "view").with("view-reason", "a burn <at> eight weeks")).await;
        assert_eq!(mend.status, 422);
        for field in ["levelOfNeed", "outcome", "purpose", "lawfulBasis"] {
            assert!(mend.text.contains(&format!("href=\"#view-{field}\"")), "{field}: {}", mend.text);
        }
        let view = form(&mend, "view");
        assert_eq!(view.value("view-reason"), Some("a burn <at> eight weeks"));
        let view = view.with("view-levelOfNeed", "CHILD_PROTECTION").with("view-outcome", "STRATEGY_DISCUSSION");
        let view = view.with("view-dissent", "yes").with("view-purpose", "STRATEGY_DISCUSSION");
        let mend = nurse.send(&view.clone().with("view-lawfulBasis", "RECOGNISED_LEGITIMATE_INTEREST")).await;
        assert_eq!(mend.status, 422, "a basis that is refused says so: {}", mend.text);
        let view = view.with("view-lawfulBasis", "PUBLIC_TASK");
        let page = nurse.send(&view).await.ok();
        assert!(page.says("view is recorded") && page.says("Disagrees"), "{}", page.text);
        nurse.send(&view).await.ok();
        assert_eq!(number(&hub.db, VIEWS).await, 1, "the same form twice is one view");
        let again = form(&page, "view");
        assert_eq!(again.value("version"), Some("1"), "it is corrected from the version that stands");

        // The other agencies see nothing of it, and give no view.
        for login in ["gp", "school", "neighbour", "lead", "administrator"] {
            let mut other = Visitor::signed_in(&hub, login).await;
            let token = other.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
            let absent = other.get("/console/decisions/nothing").await.canonical();
            assert_eq!(other.get(&path).await.canonical(), absent, "{login}");
            let forged = view.clone().with("_token", &token).with("key", "mine");
            as_about_nothing(&mut other, &forged, login).await;
        }
        assert_eq!(number(&hub.db, VIEWS).await, 1);

        let mut mash = Visitor::signed_in(&hub, "mash").await;
        let page = mash.get(&path).await.ok();
        assert!(page.says("a burn <at> eight weeks") && page.says("Disagrees"), "{}", page.text);
        // Neither names the child; for who decides, the way to the record knows on what it rests and what for.
        let why = mash.send(&page.form("/console/child")).await.ok().form("/console/child");
        let known = ["child", "restsOn", "purpose"].map(|field| why.value(field).unwrap_or_default().to_owned());
        assert_eq!(known, [child.public(), concern.clone(), "REFERRAL_SCREENING".to_owned()]);
        let theirs = nurse.get(&path).await.ok().form("/console/child");
        assert_eq!((theirs.value("child"), theirs.value("restsOn")), (Some(child.public().as_str()), None));
        let decide = form(&page, "decide").with("decide-decision", "STRATEGY_DISCUSSION");
        let mend = mash.send(&decide).await;
        assert!(mend.status == 422 && mend.text.contains("href=\"#decide-levelOfNeed\""), "{}", mend.text);
        let decide = form(&mend, "decide").with("decide-levelOfNeed", "CHILD_PROTECTION");
        let empty = mash.send(&decide).await;
        assert!(empty.status == 422 && empty.text.contains("href=\"#decide-reason\""), "{}", empty.text);
        // Who is asked does not decide.
        let token = nurse.get(&path).await.ok().form("/sign-out").value("_token").expect("a token").to_owned();
        let theirs = decide.clone().with("_token", &token).with("decide-reason", "mine");
        assert_eq!(nurse.send(&theirs).await.status, 422);
        assert_eq!(number(&hub.db, DECIDED).await, 0);
        let page = mash.send(&form(&empty, "decide").with("decide-reason", "with the trust")).await.ok();
        assert!(page.says("The decision is recorded") && page.says("Strategy discussion"), "{}", page.text);
        assert!(!page.forms().iter().any(|form| form.value("do").is_some()), "it is taken once");
        assert_eq!(number(&hub.db, DECIDED).await, 1);
        // What is decided bears out no screening: why the record is needed now is theirs to say.
        let decided = mash.get("/console/concerns").await.ok().link_with(&concern);
        for page in [page, mash.get(&decided).await.ok()] {
            let way = page.form("/console/child");
            assert_eq!((way.value("restsOn"), way.value("purpose")), (None, None), "{}", page.text);
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_escalation_is_answered_and_raised_further_from_its_page() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let (_, concern) = screened(&hub, file(&hub)).await;
    let decision = asked(&hub, &concern, &["T-TRUST"]).await;
    decide(&hub, "social-worker", &decision, 1, "NO_FURTHER_ACTION").await;
    let raised = escalate(&hub, "health-visitor", json!({"jointDecision": decision})).await;
    let path = format!("/console/escalations/{}", raised.str("escalation.id"));
    let mut social_worker = Visitor::signed_in(&hub, "social-worker").await;
    let list = social_worker.get("/console/escalations").await.ok();
    let page = social_worker.get(&list.link_with("/console/escalations/")).await.ok();
    let record = page.form("/console/child");
    assert!(record.value("child").is_some() && social_worker.send(&record).await.ok().says("Why do you need"));
    assert!(page.says("the burn was not weighed") && page.says("Practitioner"), "{}", page.text);
    let mend = social_worker.send(&form(&page, "answer").with("answer-learning", "ask <first>")).await;
    assert!(mend.status == 422 && mend.text.contains("href=\"#answer-outcome\""), "{}", mend.text);
    let answer = form(&mend, "answer").with("answer-outcome", "UPHELD");
    assert_eq!(answer.value("answer-learning"), Some("ask <first>"));
    for login in ["gp", "school", "neighbour", "lead", "administrator"] {
        let mut other = Visitor::signed_in(&hub, login).await;
        let token = other.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
        let absent = other.get("/console/escalations/nothing").await.canonical();
        assert_eq!(other.get(&path).await.canonical(), absent, "{login}");
        for act in ["answer", "raise"] {
            let forged = answer.clone().with("_token", &token).with("key", "mine").with("do", act);
            as_about_nothing(&mut other, &forged, &format!("{login} {act}")).await;
        }
    }
    let page = social_worker.send(&answer.with("answer-reason", "looked at again")).await.ok();
    assert!(page.says("Your answer is recorded") && page.says("Upheld"), "{}", page.text);
    // Those who raised it raise it further; a practitioner does not answer the next stage.
    let mut nurse = Visitor::signed_in(&hub, "health-visitor").await;
    let page = nurse.get(&path).await.ok();
    let page = nurse.send(&form(&page, "raise").with("raise-reason", "nothing changed")).await.ok();
    assert!(page.says("Line manager"), "{}", page.text);
    let page = social_worker.get(&path).await.ok();
    let answer = form(&page, "answer").with("answer-outcome", "UPHELD").with("answer-reason", "as before");
    let below = social_worker.send(&answer).await;
    assert!(below.status == 422 && below.says("of position MANAGER or above"), "{}", below.text);
    hub.end().await;
}

/// Somebody of the trust who sits in the MASH.
const NURSE_OF_THE_MASH: Cast = Cast { places: &[], seats: &[seat("mash-nurse", Role::MashPractitioner, "T-TRUST")] };
const ASKED: &str = "SELECT count(*) FROM joint_partner";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_partners_are_asked_for_their_views_from_a_concern_and_from_the_record_that_rests_on_it() {
    on_both(async |engine| {
        let hub = Hub::start_with_console_for(engine, limits(), NURSE_OF_THE_MASH).await;
        let (child, concern) = screened(&hub, file(&hub)).await;
        let mut mash = Visitor::signed_in(&hub, "mash").await;
        let list = mash.get("/console/concerns").await.ok();
        let path = list.link_with(&concern);
        let page = mash.get(&path).await.ok();
        // Who sits in the MASH is chosen from, and tells of no child; any other is offered by name while it is typed.
        assert!(page.text.contains("type=\"checkbox\" name=\"ask-agencies\""), "{}", page.text);
        assert_eq!(page.text.matches("name=\"ask-agencies\"").count(), 1, "the trust alone, and not one's own agency");
        assert!(
            page.text.contains("value=\"Made-up T-TRUST\"")
                && page.text.contains("<option value=\"Made-up T-SCHOOL\">")
        );
        let mend = mash.send(&form(&page, "ask")).await;
        assert!(mend.says("Choose at least one agency to ask") && mend.says("Name the document"), "{}", mend.text);
        let ask = form(&page, "ask").with("ask-agencies", "Made-up T-TRUST").with("ask-other", "Nobody <here>");
        let mend = mash.send(&ask.with("ask-question", "do you agree?")).await;
        assert!(mend.status == 422 && mend.says("whole name or its code: Nobody <here>"), "{}", mend.text);
        assert!(mend.text.contains("href=\"#ask-other\""), "{}", mend.text);
        let ask = form(&mend, "ask");
        assert_eq!(
            (ask.value("ask-question"), ask.value("ask-agencies")),
            (Some("do you agree?"), Some("Made-up T-TRUST"))
        );
        let ask = ask.with("ask-other", "T-SCHOOL");
        let mend = mash.send(&ask).await;
        assert_eq!(mend.status, 422);
        for field in ["agencies", "thresholdDocument", "thresholdVersion"] {
            assert!(mend.text.contains(&format!("href=\"#ask-{field}\"")), "{field}: {}", mend.text);
        }
        let ask = form(&mend, "ask").with("ask-other", "").with("ask-thresholdDocument", "Made-up");
        let ask = ask.with("ask-thresholdVersion", "2026");
        let asked = mash.send(&ask).await.ok();
        assert!(asked.says("The agencies are asked") && asked.says("do you agree?"), "{}", asked.text);
        mash.send(&ask).await.ok();
        assert_eq!(number(&hub.db, ASKED).await, 1, "the same form twice is one question");

        // From the record that rests on the concern, with the agencies that it shows; and there the question stands.
        let mut worker = Visitor::signed_in(&hub, "social-worker").await;
        let why = worker.send(&worker.clone().get(&path).await.ok().form("/console/child")).await.ok();
        let record = worker.send(&why.form("/console/child").with("lawfulBasis", "PUBLIC_TASK")).await.ok();
        assert!(record.says("Asked on") && record.says("You may decide"), "{}", record.text);
        let on = record.forms().into_iter().find(|form| form.value("concern") == Some(&concern)).expect("a way to ask");
        let page = worker.send(&on).await.ok();
        let (before_main, _) = page.text.split_once("<main").expect("the page's matter");
        assert!(before_main.contains("Back to the record"), "{}", page.text);
        let back = page.form("/console/child");
        assert_eq!(worker.send(&back).await.ok().heading(), record.heading(), "for what was stated for it");
        let ask = form(&page, "ask");
        let chosen =
            |ask: &Form| ask.fields.iter().any(|(name, of)| name == "ask-agencies" && of == "Made-up T-SURGERY");
        assert!(chosen(&ask), "{}", page.text);
        let mend = worker.send(&ask.with("ask-question", "and the <gp>?")).await;
        assert_eq!(mend.status, 422);
        let ask = form(&mend, "ask").with("ask-thresholdDocument", "Made-up").with("ask-thresholdVersion", "2026");
        assert!(chosen(&ask), "{}", mend.text);
        assert_eq!(mend.form("/console/child").fields.len(), back.fields.len(), "the way back is there still");
        assert_eq!((ask.value("ask-question"), ask.value("concern")), (Some("and the <gp>?"), Some(concern.as_str())));
        assert!(worker.send(&ask).await.ok().says("The agencies are asked"));
        assert!(number(&hub.db, ASKED).await > 1);

        // On what the checks brought, by a way of its own.
        checks::sent(&hub, child, "SECTION_47_ENQUIRY", "SECTION_47_START", "T-SURGERY").await;
        let record = worker.send(&why.form("/console/child").with("lawfulBasis", "PUBLIC_TASK")).await.ok();
        let on = record.forms().into_iter().find(|form| form.value("round").is_some()).expect("a way to ask");
        let ask = form(&worker.send(&on).await.ok(), "ask")
            .with("ask-agencies", "T-SURGERY")
            .with("ask-question", "what now?");
        let ask = ask.with("ask-thresholdDocument", "Made-up").with("ask-thresholdVersion", "2026");
        assert!(worker.send(&ask).await.ok().says("The agencies are asked"));

        // Who raised it is offered nothing; to whom it is not addressed it is as one that is not there.
        let before = number(&hub.db, ASKED).await;
        for login in ["school", "gp", "neighbour", "lead", "administrator"] {
            let mut other = Visitor::signed_in(&hub, login).await;
            let token = other.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
            if login == "school" {
                let page = other.get(&path).await.ok();
                assert!(!page.forms().iter().any(|form| form.value("do") == Some("ask")));
            }
            let nothing = entities::ids::ConcernId(uuid::Uuid::new_v4()).public();
            let forged =
                ask.clone().without("round").without("back-restsOn").with("_token", &token).with("key", "mine");
            let refused = other.send(&forged.clone().with("concern", &concern)).await;
            assert!([404, 422].contains(&refused.status), "{login}: {}", refused.text);
            let absent = other.send(&forged.with("concern", &nothing)).await.canonical();
            assert_eq!(refused.canonical().replace(&concern, &nothing), absent, "{login}");
        }
        assert_eq!(number(&hub.db, ASKED).await, before);
        hub.end().await;
    })
    .await;
}

const RAISED: &str = "SELECT count(*) FROM escalation";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_escalation_is_raised_where_one_sees_what_it_is_against() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let (child, concern) = screened(&hub, file(&hub)).await;
        // Against a decision in which one's agency was asked.
        let decision = asked(&hub, &concern, &["T-TRUST"]).await;
        let path = format!("/console/decisions/{decision}");
        let mut nurse = Visitor::signed_in(&hub, "health-visitor").await;
        let open = nurse.get(&path).await.ok();
        assert!(!open.forms().iter().any(|form| form.value("do") == Some("dispute")), "nothing is decided yet");
        decide(&hub, "social-worker", &decision, 1, "NO_FURTHER_ACTION").await;
        let page = nurse.get(&path).await.ok();
        let empty = nurse.send(&form(&page, "dispute")).await;
        assert!(empty.status == 422 && empty.text.contains("href=\"#dispute-reason\""), "{}", empty.text);
        let dispute = form(&empty, "dispute").with("dispute-reason", "the burn was <not> weighed");
        let raised = nurse.send(&dispute).await.ok();
        assert!(
            raised.says("You raised the escalation") && raised.says("the burn was <not> weighed"),
            "{}",
            raised.text
        );
        nurse.send(&dispute).await.ok();
        assert_eq!(number(&hub.db, RAISED).await, 1, "the same form twice is one escalation");
        // Whose own agency would answer is offered none.
        let own = Visitor::signed_in(&hub, "social-worker").await.get(&path).await.ok();
        assert!(!own.forms().iter().any(|form| form.value("do") == Some("dispute")));

        // Against the answer to a check that one's agency asked for.
        let check = checks::sent(&hub, child, "SECTION_47_ENQUIRY", "SECTION_47_START", "T-SURGERY").await;
        let path = format!("/console/checks/{check}");
        let mut worker = Visitor::signed_in(&hub, "social-worker").await;
        assert!(!worker.get(&path).await.ok().forms().iter().any(|form| form.value("do") == Some("dispute")));
        let mut declined = checks::known(&check, "DECLINED");
        declined["reason"] = json!("not ours to say");
        checks::answer(&hub, "gp", &declined).await;
        let dispute = form(&worker.get(&path).await.ok(), "dispute").with("dispute-reason", "it is yours to say");
        for login in ["neighbour", "school", "lead", "administrator"] {
            let mut other = Visitor::signed_in(&hub, login).await;
            let token = other.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
            as_about_nothing(&mut other, &dispute.clone().with("_token", &token).with("key", "mine"), login).await;
        }
        assert!(worker.send(&dispute).await.ok().says("Against Check"));
        assert_eq!(number(&hub.db, RAISED).await, 2);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_to_share_and_what_was_withheld_are_disputed_from_where_one_meets_them() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let stranger = tests::ChildFile::new(&hub.town).put(&hub.door).await.public();
    let mut gp = Visitor::signed_in(&hub, "gp").await;
    let ask = gp.get("/console/child").await.ok().form("/console/child").with("lawfulBasis", "PUBLIC_TASK");
    let refused = gp.send(&ask.clone().with("number", &stranger).with("purpose", "DIRECT_CARE")).await;
    assert_eq!(refused.status, 404);
    let page = gp.send(&refused.form("/console/disagree")).await.ok();
    let dispute = form(&page, "dispute");
    assert!(dispute.value("dispute-accessLogEntry").is_some_and(|entry| entry.starts_with("access_")), "{}", page.text);
    let raised = gp.send(&dispute.clone().with("dispute-reason", "she is on our list")).await.ok();
    assert!(raised.says("You raised the escalation") && raised.says("Against Refusal"), "{}", raised.text);
    assert!(!raised.text.contains(&stranger), "it tells of no child");
    // A purpose that is not open to the role is refused beside what was typed, and disputed from there.
    let mend = gp.send(&ask.clone().with("number", &stranger).with("purpose", "CRIME_PREVENTION")).await;
    assert_eq!(mend.status, 422);
    let page = gp.get(&mend.link_with("/console/disagree?entry=")).await.ok();
    assert!(form(&page, "dispute").value("dispute-accessLogEntry").is_some_and(|entry| entry.starts_with("access_")));
    // What an opened record withholds.
    let child = file(&hub).put(&hub.door).await.public();
    let record = gp.send(&ask.with("number", &child).with("purpose", "DIRECT_CARE")).await.ok();
    let page = gp.get(&record.link_with("/console/disagree?entry=")).await.ok();
    let raised = gp.send(&form(&page, "dispute").with("dispute-reason", "we need the police's")).await.ok();
    assert!(raised.says("You raised the escalation"), "{}", raised.text);
    // Another's access is not one's own, and an entry that is none is said beside the field.
    let mut housing = Visitor::signed_in(&hub, "housing").await;
    let token = housing.get("/console").await.form("/sign-out").value("_token").expect("a token").to_owned();
    let theirs = dispute.with("_token", &token).with("key", "mine").with("dispute-reason", "mine");
    assert_eq!(housing.send(&theirs).await.status, 404);
    let bad = housing.send(&theirs.with("dispute-accessLogEntry", "<x>")).await;
    assert!(bad.status == 422 && bad.text.contains("href=\"#dispute-accessLogEntry\""), "{}", bad.text);
    assert_eq!(form(&bad, "dispute").value("dispute-reason"), Some("mine"));
    assert_eq!(Visitor::signed_in(&hub, "administrator").await.get("/console/disagree").await.status, 404);
    hub.end().await;
}
