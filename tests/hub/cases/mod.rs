//! Cases of a partnership's daily work, over HTTP, with the rules in their names. Each says who is given what, and why that is
//! right; and of the wrong people in it that no answer tells them that there is such a child.

mod adoption;
mod agencies;
mod areas;
mod care;
mod cast;
mod conduct;
mod consent;
mod emergencies;
mod kin;
mod leads;
pub mod look;
mod named;
mod offender;
pub mod probe;
mod schools;
mod staff;
mod unborn;

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use tests::{Engine, Hub, database};

type Case = for<'a> fn(&'a Hub) -> LocalBoxFuture<'a, ()>;

macro_rules! cases {
    ($($module:ident::$case:ident),+ $(,)?) => {
        const CASES: &[(&str, Case)] = &[$((stringify!($case), |hub| $module::$case(hub).boxed_local())),+];
    };
}

cases! {
    schools::r9_r15_a_school_and_a_new_pupil,
    consent::r20_r21_a_health_visitor_whom_the_mother_refused,
    emergencies::r17_r31_police_at_night_with_a_child_who_gives_one_name,
    kin::r28_r36_a_social_worker_and_her_nephew,
    kin::r7_r28_a_father_who_works_in_housing_and_an_address_in_hiding,
    care::r24_a_care_leaver_of_seventeen_who_objects,
    unborn::r17_an_unborn_child,
    adoption::r28_an_adopted_child,
    areas::r10_r12_a_mash_nurse,
    schools::r11_an_independent_school,
    agencies::r11_r19_a_charity_that_the_council_commissioned,
    areas::r12_an_out_of_borough_social_worker,
    offender::r9_r11_probation_and_an_offender_who_moves_in,
    leads::r37_a_lead_who_reviews_a_colleague,
    leads::r37_a_lead_who_is_the_childs_aunt,
    consent::r20_r22_a_consent_withdrawn,
    consent::r22_parents_who_disagree,
    conduct::r34_a_concern_about_a_colleague,
    named::r8_a_subject_access_request_by_a_parent,
    agencies::r12_r30_a_practitioner_who_changes_agency_at_noon,
    named::r12_r29_an_inspector,
    schools::r6_r34_a_supply_teacher,
    emergencies::r31_emergency_department_at_two_in_the_morning,
    areas::r13_r27_a_child_on_a_plan_who_moves_to_grandparents_in_another_borough,
}

/// Every case on one hub, one after the other: what one leaves on record is about no child of another's.
async fn every_case(engine: Engine) {
    // To look at one alone.
    let only = std::env::var("CASE").unwrap_or_default();
    let hub = Hub::start_with(engine, cast::CAST).await;
    probe::count_statements(&hub).await;
    let mut failed = Vec::new();
    for (name, case) in CASES.iter().filter(|(name, _)| name.contains(&only)) {
        let began = Instant::now();
        let ended = AssertUnwindSafe(case(&hub)).catch_unwind().await;
        println!(
            "{engine:?} {name}: {} ms{}",
            began.elapsed().as_millis(),
            if ended.is_ok() { "" } else { ", FAILED" }
        );
        if ended.is_err() {
            failed.push(*name);
        }
    }
    hub.end().await;
    assert!(failed.is_empty(), "{engine:?}: {failed:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_case_on_sqlite() {
    every_case(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_case_on_postgresql() {
    if database::server().is_some() {
        every_case(Engine::Postgres).await;
    } else {
        println!("skipped: no PostgreSQL (HUB_TEST_POSTGRES names none); tests/run starts one");
    }
}
