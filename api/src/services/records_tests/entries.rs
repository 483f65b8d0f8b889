//! Correcting and withdrawing entries (R2, R29, R35).

use entities::Set;
use entities::ids::{EntryId, PersonId};
use entities::rows::{chronology_entry, protective_work};
use entities::words::{
    ChronologyCategory, FieldClass, LawfulBasis, LevelOfNeed, RefusalCode, Sensitivity, SharingPurpose, Significance,
    TimePrecision, WithheldReason,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{done, logged, problems, refused};
use crate::disclosure::{ChronologyFilter, EntryContent, OpenAnswer, PageArgs, RecordAsk, Sharing};
use crate::services::chronology::{Correction, EntryText, NewEntry, Withdrawal, contribute, correct, withdraw};
use crate::services::level::{self, NewLevel};
use crate::services::patch::Patch;
use crate::testing::{Town, at, day, sharing};

fn new_entry(town: &Town, category: ChronologyCategory) -> NewEntry {
    let entry = EntryText {
        occurred_at: at("09:00"),
        occurred_until: None,
        occurred_precision: TimePrecision::Time,
        category,
        significance: Significance::Notable,
        sensitivity: Sensitivity::Standard,
        handling: Set::EMPTY,
        classes: vec![FieldClass::Adult],
        about_adults: Vec::new(),
        tell: Vec::new(),
        named: Vec::new(),
        summary: "as it was first told".to_owned(),
        narrative: Some("at length".to_owned()),
        impact_on_child: None,
        impact_direction: None,
        child_voice: None,
        action: None,
        outcome: None,
    };
    NewEntry { child: town.key(), sharing: sharing(), entry }
}

async fn written(town: &Town, login: &str, new: NewEntry) -> EntryId {
    let key = Uuid::new_v4().to_string();
    done(contribute(&town.door, &town.caller(login).await, &key, new, Vec::new()).await).entry().id
}

fn correction(entry: EntryId, expected_version: i32) -> Correction {
    Correction {
        entry,
        expected_version,
        reason: "told again".to_owned(),
        sharing: sharing(),
        occurred_at: Patch::Keep,
        occurred_until: Patch::Keep,
        occurred_precision: Patch::Keep,
        category: Patch::Keep,
        significance: Patch::Keep,
        sensitivity: Patch::Keep,
        handling: Patch::Keep,
        classes: Patch::Keep,
        about_adults: Patch::Keep,
        tell: Patch::Keep,
        named: Patch::Keep,
        summary: Patch::Set("as it was told again".to_owned()),
        narrative: Patch::Clear,
        impact_on_child: Patch::Keep,
        impact_direction: Patch::Keep,
        child_voice: Patch::Keep,
        action: Patch::Keep,
        outcome: Patch::Keep,
    }
}

fn withdrawal(entry: EntryId, expected_version: i32, wrong_child: bool) -> Withdrawal {
    Withdrawal { entry, expected_version, reason: "another child's".to_owned(), wrong_child, sharing: sharing() }
}

/// The chronology as somebody reads it.
async fn read(town: &Town, login: &str) -> Vec<EntryContent> {
    let page = PageArgs {
        filter: ChronologyFilter::default(),
        first: 50,
        after: None,
        oldest_first: false,
        fields: vec!["summary".to_owned(), "withdrawnAt".to_owned()],
        total: true,
        history: true,
    };
    let ask = RecordAsk { pages: vec![page], ..RecordAsk::default() };
    let sharing = Sharing::plain(SharingPurpose::ChildInNeedAssessment, LawfulBasis::PublicTask);
    match town.door.open(&town.caller(login).await, &town.key(), &sharing, &ask).await.unwrap() {
        OpenAnswer::Record(view) => view.pages()[0].entries.clone(),
        OpenAnswer::Refused(view) => panic!("{view:?}"),
    }
}

async fn works(town: &Town, entry: EntryId) -> Vec<protective_work::Model> {
    protective_work::Entity::find()
        .filter(protective_work::Column::Id.eq(entry.to_string()))
        .order_by_asc(protective_work::Column::Version)
        .all(&town.db)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_is_a_new_version_and_is_repeated_by_its_key() {
    let town = Town::new().await;
    let id = written(&town, "worker", new_entry(&town, ChronologyCategory::Visit)).await;
    let worker = town.caller("worker").await;
    let change = Correction { classes: Patch::Set(Vec::new()), ..correction(id, 1) };
    let before = logged(&town).await;
    let view = done(correct(&town.door, &worker, Some("k"), change.clone(), Vec::new()).await);
    assert_eq!(logged(&town).await, before + 1);
    let entry = view.entry();
    assert_eq!((entry.version, entry.summary.as_deref()), (2, Some("as it was told again")));
    assert_eq!((entry.narrative.as_deref(), entry.correction_reason.as_deref()), (None, Some("told again")));
    assert_eq!(entry.significance, Some(Significance::Notable), "absent stays");
    assert_eq!(entry.classes, Some(Set::EMPTY), "what was added is taken back");
    assert!(view.withheld().is_empty());
    // A later change does not alter what a repeated request gets.
    done(correct(&town.door, &worker, None, correction(id, 2), Vec::new()).await);
    let again = done(correct(&town.door, &worker, Some("k"), change.clone(), Vec::new()).await);
    assert_eq!(again.entry(), entry);
    let other = Correction { reason: "another".to_owned(), ..change };
    let reused = correct(&town.door, &worker, Some("k"), other, Vec::new()).await;
    assert_eq!(problems(reused), ["idempotencyKey IDEMPOTENCY_KEY_REUSED"]);
    let seen = read(&town, "worker").await;
    assert_eq!((seen.len(), seen[0].version, seen[0].history.len()), (1, 3, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_problem_of_a_correction_comes_at_once() {
    let town = Town::new().await;
    let id = written(&town, "worker", new_entry(&town, ChronologyCategory::Visit)).await;
    let wrong = Correction {
        reason: " ".to_owned(),
        occurred_at: Patch::Clear,
        occurred_until: Patch::Set(at("23:00")),
        summary: Patch::Clear,
        classes: Patch::Set(vec![FieldClass::Identity]),
        named: Patch::Set(vec![PersonId(Uuid::new_v4())]),
        ..correction(id, 7)
    };
    let answer = correct(&town.door, &town.caller("worker").await, Some("k"), wrong, Vec::new()).await;
    assert_eq!(
        problems(answer),
        [
            "classes NOT_A_CONTENT_CLASS",
            "expectedVersion STALE_VERSION",
            "named UNKNOWN_ID",
            "occurredAt REQUIRED",
            "occurredUntil IN_THE_FUTURE",
            "reason EMPTY",
            "summary REQUIRED",
        ]
    );
    assert_eq!(chronology_entry::Entity::find().all(&town.db).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_ones_own_is_not_there() {
    let town = Town::new().await;
    let id = written(&town, "worker", new_entry(&town, ChronologyCategory::Visit)).await;
    for (login, entry) in [("gp", id), ("stranger", id), ("worker", EntryId(Uuid::new_v4()))] {
        // The version is wrong too: a problem would tell that there is such an entry.
        let caller = town.caller(login).await;
        let corrected = correct(&town.door, &caller, None, correction(entry, 9), Vec::new()).await;
        assert_eq!(refused(corrected), RefusalCode::NotFound, "{login}");
        let withdrawn = withdraw(&town.door, &caller, None, withdrawal(entry, 9, false), Vec::new()).await;
        assert_eq!(refused(withdrawn), RefusalCode::NotFound, "{login}");
    }
    let governance = town.caller("governance").await;
    let answer = correct(&town.door, &governance, None, correction(id, 1), Vec::new()).await;
    assert_eq!(refused(answer), RefusalCode::Role);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restricted_entry_is_there_for_its_authors_team_alone() {
    let town = Town::new().await;
    let mut new = new_entry(&town, ChronologyCategory::Visit);
    new.entry.sensitivity = Sensitivity::Restricted;
    let id = written(&town, "worker", new).await;
    let colleague = town.caller("colleague").await;
    let answer = correct(&town.door, &colleague, None, correction(id, 1), Vec::new()).await;
    assert_eq!(refused(answer), RefusalCode::NotFound);
    let manager = town.caller("manager").await;
    done(correct(&town.door, &manager, None, correction(id, 1), Vec::new()).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleague_is_given_back_what_they_corrected_and_no_more() {
    let town = Town::new().await;
    let id = written(&town, "worker", new_entry(&town, ChronologyCategory::Visit)).await;
    let colleague = town.caller("colleague").await;
    let change = Correction {
        summary: Patch::Keep,
        narrative: Patch::Keep,
        significance: Patch::Set(Significance::Critical),
        ..correction(id, 1)
    };
    let view = done(correct(&town.door, &colleague, Some("k"), change.clone(), Vec::new()).await);
    let entry = view.entry();
    assert_eq!(entry.significance, Some(Significance::Critical));
    assert_eq!((entry.summary.as_deref(), entry.narrative.as_deref(), entry.category), (None, None, None));
    let withheld: Vec<&str> = view.withheld().iter().map(|w| w.field).collect();
    assert!(withheld.contains(&"summary") && withheld.contains(&"narrative") && !withheld.contains(&"significance"));
    assert!(view.withheld().iter().all(|w| w.reason == WithheldReason::Purpose));
    let again = done(correct(&town.door, &colleague, Some("k"), change, Vec::new()).await);
    assert_eq!((again.entry(), again.withheld()), (entry, view.withheld()));
    let seen = read(&town, "worker").await;
    assert_eq!(seen[0].summary.as_deref(), Some("as it was first told"), "it stands as it was");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_on_the_wrong_child_leaves_every_view_but_its_contributors() {
    let town = Town::new().await;
    let worker = town.caller("worker").await;
    let new = NewLevel {
        child: town.key(),
        sharing: sharing(),
        level: LevelOfNeed::ChildProtection,
        decided_on: day("2026-06-01"),
        reason: "a conference decided".to_owned(),
        threshold_document: None,
    };
    done(level::record(&town.door, &worker, "k", new, Vec::new()).await);
    let wrong = written(&town, "worker", new_entry(&town, ChronologyCategory::Visit)).await;
    let other = written(&town, "worker", new_entry(&town, ChronologyCategory::Visit)).await;
    assert_eq!(read(&town, "gp").await.len(), 2);
    let view = done(withdraw(&town.door, &worker, Some("k"), withdrawal(wrong, 1, true), Vec::new()).await);
    assert_eq!(view.entry().withdrawn_at, Some(at("10:00")));
    let again = done(withdraw(&town.door, &worker, Some("k"), withdrawal(wrong, 1, true), Vec::new()).await);
    assert_eq!(again.entry(), view.entry());
    let seen = read(&town, "gp").await;
    assert_eq!(seen.iter().map(|e| e.id).collect::<Vec<_>>(), [other]);
    assert_eq!(read(&town, "worker").await.len(), 2);
    done(withdraw(&town.door, &worker, None, withdrawal(other, 1, false), Vec::new()).await);
    let seen = read(&town, "gp").await;
    assert_eq!((seen.len(), seen[0].withdrawn_at.is_some()), (1, true), "withdrawn, and it says so");
    let twice = withdraw(&town.door, &worker, None, withdrawal(other, 2, false), Vec::new()).await;
    assert_eq!(problems(twice), ["entry WITHDRAWN"]);
    let stale = withdraw(&town.door, &worker, None, withdrawal(wrong, 1, false), Vec::new()).await;
    assert_eq!(problems(stale), ["entry WITHDRAWN", "expectedVersion STALE_VERSION"]);
    let corrected = correct(&town.door, &worker, None, correction(wrong, 2), Vec::new()).await;
    assert_eq!(problems(corrected), ["entry WITHDRAWN"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_episode_ends_with_its_entry() {
    let town = Town::new().await;
    let worker = town.caller("worker").await;
    let found = written(&town, "worker", new_entry(&town, ChronologyCategory::Missing)).await;
    let change = Correction { occurred_until: Patch::Set(at("09:40")), ..correction(found, 1) };
    done(correct(&town.door, &worker, None, change, Vec::new()).await);
    let ends = |works: Vec<protective_work::Model>| works.into_iter().map(|w| w.closed_on).collect::<Vec<_>>();
    assert_eq!(ends(works(&town, found).await), [None, Some(day("2026-06-04"))]);
    let change = Correction { occurred_until: Patch::Clear, ..correction(found, 2) };
    done(correct(&town.door, &town.caller("colleague").await, None, change, Vec::new()).await);
    let reopened = works(&town, found).await;
    assert_eq!(reopened[2].closed_on, None);
    assert_eq!(reopened[2].person_id, Some(town.person("colleague")), "who opens it again put it there");
    let taken_back = written(&town, "worker", new_entry(&town, ChronologyCategory::Missing)).await;
    done(withdraw(&town.door, &worker, None, withdrawal(taken_back, 1, false), Vec::new()).await);
    assert_eq!(ends(works(&town, taken_back).await), [None, Some(day("2026-06-04"))]);
    // For a practice it is an entry and no more.
    let of_practice = written(&town, "gp", new_entry(&town, ChronologyCategory::Missing)).await;
    assert!(works(&town, of_practice).await.is_empty());
}
