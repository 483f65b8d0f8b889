//! Recording and withdrawing consent (R22, R23).

use entities::ids::{ConsentId, GiverId};
use entities::rows::consent;
use entities::words::{
    AgencyKind, ConsentDecision, ConsentGiver, ConsentStatus, FieldClass, RefusalCode, SharingPurpose,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{done, problems, refused};
use crate::services::consent::{ConsentWithdrawal, NewConsent, record, withdraw};
use crate::testing::{Town, at, day, sharing};

fn given(town: &Town) -> NewConsent {
    NewConsent {
        child: town.key(),
        sharing: sharing(),
        decision: ConsentDecision::Given,
        given_by: Some(ConsentGiver::PersonWithParentalResponsibility),
        giver_name: Some("Jo Reed".to_owned()),
        giver: None,
        purposes: vec![SharingPurpose::EarlyHelp],
        agency_kinds: vec![AgencyKind::LocalAuthority],
        field_classes: vec![FieldClass::Summary],
        obtained_at: Some(at("09:00")),
        expires_on: None,
        evidence: None,
    }
}

fn withdrawal(consent: ConsentId) -> ConsentWithdrawal {
    ConsentWithdrawal { consent, withdrawn_at: at("09:30"), reason: "changed her mind".to_owned() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consent_is_recorded_and_withdrawn() {
    let town = Town::new().await;
    let worker = town.caller("worker").await;
    let view = done(record(&town.door, &worker, Some("k"), given(&town), Vec::new()).await);
    let first = view.consent();
    assert_eq!((first.status, first.giver_name.as_deref()), (ConsentStatus::Given, Some("Jo Reed")));
    assert!(view.withheld().is_empty());
    let again = done(record(&town.door, &worker, Some("k"), given(&town), Vec::new()).await);
    assert_eq!(again.consent(), first);
    let later = NewConsent { giver: first.giver, decision: ConsentDecision::Refused, ..given(&town) };
    let refusal = done(record(&town.door, &worker, None, later, Vec::new()).await);
    assert_eq!((refusal.consent().giver, refusal.consent().status), (first.giver, ConsentStatus::Refused));
    let ended = done(withdraw(&town.door, &worker, Some("w"), withdrawal(first.id), Vec::new()).await);
    assert_eq!((ended.consent().status, ended.consent().withdrawn_at), (ConsentStatus::Withdrawn, Some(at("09:30"))));
    let again = done(withdraw(&town.door, &worker, Some("w"), withdrawal(first.id), Vec::new()).await);
    assert_eq!(again.consent(), ended.consent());
    // The key of the decision still gives the decision as it was made.
    let again = done(record(&town.door, &worker, Some("k"), given(&town), Vec::new()).await);
    assert_eq!(again.consent(), first);
    let twice = withdraw(&town.door, &worker, None, withdrawal(first.id), Vec::new()).await;
    assert_eq!(problems(twice), ["consent WITHDRAWN"]);
    let of_refusal = withdraw(&town.door, &worker, None, withdrawal(refusal.consent().id), Vec::new()).await;
    assert_eq!(problems(of_refusal), ["consent NOT_GIVEN"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nobody_was_asked_there_is_no_giver() {
    let town = Town::new().await;
    let worker = town.caller("worker").await;
    for decision in [ConsentDecision::NotSafeToSeek, ConsentDecision::NotPossible] {
        let new = NewConsent { decision, given_by: None, giver_name: None, obtained_at: None, ..given(&town) };
        let view = done(record(&town.door, &worker, None, new, Vec::new()).await);
        assert_eq!((view.consent().given_by, view.consent().obtained_at), (None, Some(at("10:00"))));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_problem_of_a_consent_comes_at_once() {
    let town = Town::new().await;
    let worker = town.caller("worker").await;
    let wrong = NewConsent {
        given_by: None,
        giver: Some(GiverId(Uuid::new_v4())),
        giver_name: Some(String::new()),
        purposes: Vec::new(),
        agency_kinds: Vec::new(),
        field_classes: Vec::new(),
        obtained_at: Some(at("11:00")),
        expires_on: Some(day("2026-06-01")),
        ..given(&town)
    };
    assert_eq!(
        problems(record(&town.door, &worker, Some("k"), wrong, Vec::new()).await),
        [
            "agencyKinds EMPTY_LIST",
            "expiresOn BEFORE_START",
            "fieldClasses EMPTY_LIST",
            "givenBy REQUIRED",
            "giver UNKNOWN_ID",
            "giverName EMPTY",
            "obtainedAt IN_THE_FUTURE",
            "purposes EMPTY_LIST",
        ]
    );
    assert!(consent::Entity::find().all(&town.db).await.unwrap().is_empty());
    let id = done(record(&town.door, &worker, None, given(&town), Vec::new()).await).consent().id;
    let early = ConsentWithdrawal { withdrawn_at: at("08:00"), reason: " ".to_owned(), ..withdrawal(id) };
    let answer = withdraw(&town.door, &worker, None, early, Vec::new()).await;
    assert_eq!(problems(answer), ["reason EMPTY", "withdrawnAt BEFORE_START"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn consent_is_for_those_who_work_with_the_child_and_withdrawn_by_the_agency_that_recorded_it() {
    let town = Town::new().await;
    let id = done(record(&town.door, &town.caller("gp").await, None, given(&town), Vec::new()).await).consent().id;
    let stranger = town.caller("stranger").await;
    let answer = record(&town.door, &stranger, None, NewConsent { purposes: Vec::new(), ..given(&town) }, Vec::new());
    assert_eq!(refused(answer.await), RefusalCode::NotFound);
    for login in ["worker", "stranger"] {
        let answer = withdraw(&town.door, &town.caller(login).await, None, withdrawal(id), Vec::new()).await;
        assert_eq!(refused(answer), RefusalCode::NotFound, "{login}");
    }
    let view = done(withdraw(&town.door, &town.caller("partner").await, None, withdrawal(id), Vec::new()).await);
    assert_eq!(
        (view.consent().giver, view.consent().giver_name.as_deref()),
        (None, None),
        "a colleague recorded these"
    );
    let withheld: Vec<&str> = view.withheld().iter().map(|w| w.field).collect();
    assert_eq!(withheld, ["giver", "givenBy", "giverName", "recordedBy"]);
}
