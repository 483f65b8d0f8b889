//! Levels of need and a child's details (R23, R36).

use entities::ids::AgencyId;
use entities::rows::{child, level_of_need};
use entities::words::{LevelOfNeed, RefusalCode, WithheldReason};
use sea_orm::{EntityTrait, QueryOrder};
use uuid::Uuid;

use super::{done, logged, problems, refused};
use crate::services::child::{ChildChange, update};
use crate::services::level::{NewLevel, record};
use crate::services::patch::Patch;
use crate::testing::{Town, day, sharing};

fn level(town: &Town, level: LevelOfNeed, decided_on: &str) -> NewLevel {
    NewLevel {
        child: town.key(),
        sharing: sharing(),
        level,
        decided_on: day(decided_on),
        reason: "as assessed".to_owned(),
        threshold_document: None,
    }
}

fn change(town: &Town, expected_version: i32) -> ChildChange {
    ChildChange {
        child: town.key(),
        sharing: sharing(),
        expected_version,
        from: day("2026-06-01"),
        reason: "they moved".to_owned(),
        given_name: Patch::Keep,
        family_name: Patch::Keep,
        aliases: Patch::Keep,
        date_of_birth: Patch::Keep,
        expected_date_of_birth: Patch::Keep,
        date_of_death: Patch::Keep,
        sex: Patch::Keep,
        nhs_number: Patch::Keep,
        upn: Patch::Keep,
        address: Patch::Keep,
        telephone: Patch::Keep,
        school: Patch::Keep,
        general_practice: Patch::Keep,
        ethnicity: Patch::Keep,
        religion: Patch::Keep,
        disabilities: Patch::Keep,
        first_language: Patch::Keep,
        interpreter_needed: Patch::Keep,
    }
}

async fn details(town: &Town) -> Vec<child::Model> {
    child::Entity::find().order_by_asc(child::Column::Version).all(&town.db).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_level_of_need_counts_up() {
    let town = Town::new().await;
    let worker = town.caller("worker").await;
    let first = level(&town, LevelOfNeed::ChildInNeed, "2026-05-01");
    assert_eq!(done(record(&town.door, &worker, "a", first.clone(), Vec::new()).await).level(), first.level);
    let second = level(&town, LevelOfNeed::ChildProtection, "2026-06-01");
    done(record(&town.door, &worker, "b", second, Vec::new()).await);
    let again = done(record(&town.door, &worker, "a", first, Vec::new()).await);
    assert_eq!(again.level(), LevelOfNeed::ChildInNeed, "a repeated request gets what it made");
    let rows = level_of_need::Entity::find().order_by_asc(level_of_need::Column::Version).all(&town.db).await.unwrap();
    assert_eq!(rows.iter().map(|r| r.version).collect::<Vec<_>>(), [1, 2]);
    let mut wrong = level(&town, LevelOfNeed::Universal, "2026-06-05");
    wrong.reason = String::new();
    let answer = record(&town.door, &worker, "c", wrong, Vec::new()).await;
    assert_eq!(problems(answer), ["decidedOn IN_THE_FUTURE", "reason EMPTY"]);
    let old = level(&town, LevelOfNeed::Universal, "2026-05-20");
    assert_eq!(problems(record(&town.door, &worker, "d", old, Vec::new()).await), ["decidedOn BEFORE_PRESENT"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_level_of_need_is_for_those_whom_the_rule_book_names() {
    let town = Town::new().await;
    let new = level(&town, LevelOfNeed::Universal, "2099-01-01");
    for (login, code) in [("stranger", RefusalCode::NotFound), ("gp", RefusalCode::Role)] {
        let caller = town.caller(login).await;
        assert_eq!(refused(record(&town.door, &caller, "k", new.clone(), Vec::new()).await), code, "{login}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_childs_details_are_a_history_and_the_answer_gives_what_was_stated() {
    let town = Town::new().await;
    let gp = town.caller("gp").await;
    let new = ChildChange {
        family_name: Patch::Set("O’Brien-Reed".to_owned()),
        aliases: Patch::Set(vec!["Avie".to_owned()]),
        nhs_number: Patch::Set("999 000 0018".to_owned()),
        upn: Patch::Set("x801200016001".to_owned()),
        address: Patch::Set("2 High Street\nEC1A 1BB".to_owned()),
        telephone: Patch::Clear,
        general_practice: Patch::Set(town.practice),
        ..change(&town, 1)
    };
    let before = logged(&town).await;
    let view = done(update(&town.door, &gp, Some("k"), new.clone(), Vec::new()).await);
    assert_eq!(logged(&town).await, before + 1);
    let given = view.child();
    assert_eq!((given.id, given.version), (town.child, 2));
    assert_eq!(given.nhs_number.as_deref(), Some("9990000018"));
    assert_eq!(given.upn.as_deref(), Some("X801200016001"));
    assert_eq!((given.given_name.as_deref(), given.date_of_birth), (None, None), "others recorded these");
    let withheld: Vec<&str> = view.withheld().iter().map(|w| w.field).collect();
    for field in ["givenName", "dateOfBirth", "levelOfNeed", "responsibleAuthority", "identifiers"] {
        assert!(withheld.contains(&field), "{field}");
    }
    for field in ["familyName", "telephone", "address", "id", "version"] {
        assert!(!withheld.contains(&field), "{field}");
    }
    assert!(view.withheld().iter().all(|w| w.reason == WithheldReason::Purpose));
    let again = done(update(&town.door, &gp, Some("k"), new, Vec::new()).await);
    assert_eq!((again.child(), again.withheld()), (given, view.withheld()));
    let rows = details(&town).await;
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].family_name.as_deref(), Some("Reed"), "the earlier version stays");
    assert_eq!((rows[1].given_name.as_deref(), rows[1].family_key.as_str()), (Some("Ava"), "obrien reed"));
    assert_eq!(rows[1].postcode.as_deref(), Some("EC1A1BB"));
    assert_eq!((rows[1].valid_from, rows[1].area), (day("2026-06-01"), Some(town.authority)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn details_that_do_not_verify_are_problems_and_change_nothing() {
    let town = Town::new().await;
    let gp = town.caller("gp").await;
    let wrong = ChildChange {
        from: day("2026-06-05"),
        date_of_birth: Patch::Set(day("2027-01-01")),
        nhs_number: Patch::Set("9990000017".to_owned()),
        upn: Patch::Set("X80120001600B".to_owned()),
        school: Patch::Set(AgencyId(Uuid::new_v4())),
        general_practice: Patch::Set(town.authority),
        disabilities: Patch::Set(vec!["hearing".to_owned(), " ".to_owned()]),
        ..change(&town, 4)
    };
    assert_eq!(
        problems(update(&town.door, &gp, Some("k"), wrong, Vec::new()).await),
        [
            "dateOfBirth IN_THE_FUTURE",
            "disabilities.1 EMPTY",
            "expectedVersion STALE_VERSION",
            "from IN_THE_FUTURE",
            "generalPractice WRONG_KIND",
            "nhsNumber CHECK_DIGIT",
            "school UNKNOWN_ID",
            "upn NOT_VERIFIED",
        ]
    );
    let died = ChildChange { date_of_death: Patch::Set(day("2017-01-01")), ..change(&town, 1) };
    assert_eq!(problems(update(&town.door, &gp, None, died, Vec::new()).await), ["dateOfDeath BEFORE_START"]);
    assert_eq!(details(&town).await.len(), 1);
    let stranger = town.caller("stranger").await;
    assert_eq!(refused(update(&town.door, &stranger, None, change(&town, 4), Vec::new()).await), RefusalCode::NotFound);
}
