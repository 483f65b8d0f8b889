//! R37: a verdict on an access that is not one's own.

use entities::ids::ChildId;
use entities::words::{AccessAction, AccessVerdict, RefusalCode};
use uuid::Uuid;

use super::fixture::{Town, assessment, in_each_town, since_ever};
use crate::access_log::{Logged, Position};
use crate::disclosure::{ChangeAnswer, ChildKey, LogFilter, LogPageView, ReviewAsk};
use crate::services::access_reviews::review;

async fn reviewed(
    town: &Town,
    login: &str,
    entry: Position,
    key: Option<&str>,
    note: &str,
) -> ChangeAnswer<LogPageView> {
    let caller = town.caller(login).await;
    let new = ReviewAsk { entry, verdict: AccessVerdict::Justified, note: note.to_owned() };
    review(&town.door, &caller, key, new).await.unwrap()
}

fn refusal(answer: ChangeAnswer<LogPageView>) -> (RefusalCode, String) {
    match answer {
        ChangeAnswer::Refused(view) => (view.code(), view.message().to_owned()),
        other => panic!("not refused: {other:?}"),
    }
}

fn done(answer: ChangeAnswer<LogPageView>) -> Logged<LogPageView> {
    match answer {
        ChangeAnswer::Done(view) => view,
        other => panic!("not done: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_a_lead_reviews_what_a_colleague_did() {
    in_each_town(async |town| {
        let (at, _) = town.look("worker", town.child, &assessment()).await;
        let unreviewed = LogFilter { reviewed: Some(false), ..since_ever() };
        assert!(town.log("lead", unreviewed.clone()).await.iter().any(|e| e.position() == at));
        let view = done(reviewed(town, "lead", at, Some("r1"), "  asked, and the duty log agrees  ").await);
        let reviews = view.entries()[0].reviews.clone().unwrap();
        assert_eq!(reviews.len(), 1);
        assert_eq!((reviews[0].reviewed_by.as_str(), reviews[0].verdict), ("The lead", AccessVerdict::Justified));
        assert_eq!(reviews[0].note, "asked, and the duty log agrees");
        // The same key again gives the same answer; with another input it is a problem.
        let again = done(reviewed(town, "lead", at, Some("r1"), "  asked, and the duty log agrees  ").await);
        assert_eq!(again.entries()[0].reviews.as_ref().unwrap().len(), 1);
        let other = reviewed(town, "lead", at, Some("r1"), "something else").await;
        assert!(matches!(other, ChangeAnswer::Problems(p) if p[0].code == "IDEMPOTENCY_KEY_REUSED"));
        assert!(matches!(reviewed(town, "lead", at, None, " ").await, ChangeAnswer::Problems(_)));
        // None is taken back: governance adds its own.
        let both = done(reviewed(town, "governance", at, None, "a second pair of eyes").await);
        assert_eq!(both.entries()[0].reviews.as_ref().unwrap().len(), 2);
        assert!(!town.log("lead", unreviewed).await.iter().any(|e| e.position() == at));
        let of_child = LogFilter { child: Some(ChildKey::Id(town.child)), ..LogFilter::default() };
        let logged = town.log("governance", of_child).await;
        let logged: Vec<_> = logged.iter().filter(|e| e.action == AccessAction::ReviewAccess).collect();
        assert_eq!(logged.len(), 5, "three that were made or repeated, the empty note, the key of another");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_nobody_reviews_their_own_access() {
    in_each_town(async |town| {
        let lead = town.caller("lead").await;
        town.whole_log("lead").await;
        let seen = town.whole_log("lead").await;
        let own = seen.iter().find(|e| e.practitioner_id == Some(lead.person)).unwrap();
        assert_eq!((own.review_due_at, &own.reviews.is_none()), (None, &true));
        assert_eq!(own.withheld.iter().map(|w| w.field).collect::<Vec<_>>(), ["reviewDueAt", "reviews"]);
        for reviewed in [true, false] {
            let shown = town.log("lead", LogFilter { reviewed: Some(reviewed), ..since_ever() }).await;
            assert!(shown.iter().all(|e| e.practitioner_id != Some(lead.person)));
        }
        let (code, message) = refusal(reviewed(town, "lead", own.position(), None, "all was well").await);
        assert_eq!((code, message.as_str()), (RefusalCode::Role, "Nobody reviews their own access."));
        done(reviewed(town, "second-lead", own.position(), None, "all was well").await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_what_one_may_not_review_is_answered_as_what_is_not_there() {
    in_each_town(async |town| {
        let unknown = refusal(reviewed(town, "lead", Position { log: 0, seq: 1_000_000 }, None, "what is it").await);
        assert_eq!(unknown.0, RefusalCode::NotFound);
        let (at, _) = town.look("worker", town.child, &assessment()).await;
        // Of another agency; given to the school's lead in outline; about a child with whom the second lead has a conflict.
        let second = town.caller("second-lead").await;
        town.conflict(second.person).await;
        for login in ["police-lead", "school-lead", "second-lead"] {
            assert_eq!(
                refusal(reviewed(town, login, at, None, "was it right").await).0,
                RefusalCode::NotFound,
                "{login}"
            );
        }
        // An attempt on a child that the lead may not know of, and one on nobody's child.
        let (masked, _) = town.look("officer", town.child, &assessment()).await;
        let (absent, _) = town.look("officer", ChildId(Uuid::new_v4()), &assessment()).await;
        let masked = refusal(reviewed(town, "police-lead", masked, None, "was it right").await);
        assert_eq!(masked, refusal(reviewed(town, "police-lead", absent, None, "was it right").await));
        assert_eq!(masked.0, RefusalCode::NotFound);
        for login in ["worker", "officer", "gp"] {
            assert_eq!(refusal(reviewed(town, login, at, None, "was it right").await).0, RefusalCode::Role, "{login}");
        }
        done(reviewed(town, "lead", at, None, "it was right").await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_a_custodian_reviews_attempts_on_the_record_kept() {
    in_each_town(async |town| {
        let (worker, gp) = (town.caller("worker").await, town.caller("gp").await);
        town.restrict(&[worker.person], &[gp.person]).await;
        let (attempt, _) = town.look("teacher", town.child, &assessment()).await;
        assert_eq!(refusal(reviewed(town, "school-lead", attempt, None, "why").await).0, RefusalCode::NotFound);
        let view = done(reviewed(town, "gp", attempt, None, "asked the school").await);
        assert_eq!(view.entries()[0].child_id, Some(town.child));
        let seen = town.whole_log("school-lead").await;
        let masked = seen.iter().find(|e| e.position() == attempt).unwrap();
        assert!(masked.reviews.is_none(), "a note may name the child");
    })
    .await;
}
