//! R38: each flag that is set as the entry is written fires on what it is for, and not on what is near it.

use entities::Instant;
use entities::rows::involvement;
use entities::words::{
    AccessFlag, DispenseReason, InvolvementState, LawfulBasis, LevelOfNeed, Position as Standing, RefusalCode, Role,
    SharingPurpose,
};
use policies::Numbers;

use super::fixture::{Town, assessment, in_each_town, record_ask};
use crate::access_log::Logged;
use crate::disclosure::{
    ApprovalsAsk, Caller, ChildKey, Decision, Door, NewPractitioner, OpenAnswer, Sharing, WaitingId,
};
use crate::services::approvals::decide;
use crate::testing::{practitioner, rows};

fn said() -> Option<String> {
    Some("the school rang about her this morning".to_owned())
}

fn emergency() -> Sharing {
    Sharing::plain(SharingPurpose::EmergencyProtection, LawfulBasis::VitalInterests)
}

/// Whether opening the child's record so is flagged with that.
async fn flagged(town: &Town, login: &str, sharing: &Sharing, flag: AccessFlag) -> bool {
    let (at, _) = town.look(login, town.child, sharing).await;
    town.flags_at(at).await.contains(flag)
}

async fn add(town: &Town, login: &str, agency: &str, new: impl FnOnce(NewPractitioner) -> NewPractitioner) {
    let new = new(practitioner(login, agency, Role::SocialWorker));
    town.door.add_practitioner(new).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_emergency_is_an_access_that_an_emergency_opened() {
    in_each_town(async |town| {
        let broken = Sharing { emergency: true, justification: said(), ..emergency() };
        assert!(flagged(town, "gp", &broken, AccessFlag::Emergency).await);
        // The same purpose borne out by what is on record is none.
        assert!(!flagged(town, "worker", &emergency(), AccessFlag::Emergency).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_self_claimed_is_an_access_on_a_claim() {
    in_each_town(async |town| {
        let gp = town.caller("gp").await;
        let claimed = involvement::Model {
            state: InvolvementState::Claimed,
            ..rows::involvement(town.child, (gp.agency.id, gp.agency.kind), gp.at)
        };
        town.write(claimed).await;
        assert!(flagged(town, "gp", &assessment(), AccessFlag::SelfClaimedRelationship).await);
        assert!(!flagged(town, "worker", &assessment(), AccessFlag::SelfClaimedRelationship).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_no_allocation_is_what_a_justification_opened_to_who_has_no_part_in_the_work() {
    in_each_town(async |town| {
        add(town, "colleague", "LA1", |new| new).await;
        let gp = town.caller("gp").await;
        town.write(rows::involvement(town.child, (gp.agency.id, gp.agency.kind), gp.at)).await;
        let justified = Sharing { justification: said(), ..assessment() };
        for (login, sharing, expected) in [
            ("colleague", &justified, true),
            ("colleague", &assessment(), false),
            ("worker", &justified, false),
            // A practice works with its patients as a whole (R16).
            ("gp", &justified, false),
            ("officer", &justified, false),
        ] {
            let found = flagged(town, login, sharing, AccessFlag::NoAllocation).await;
            assert_eq!(found, expected, "{login} {sharing:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_purpose_mismatch_is_a_purpose_that_nothing_on_record_bears_out() {
    in_each_town(async |town| {
        let missing = Sharing {
            justification: said(),
            ..Sharing::plain(SharingPurpose::MissingChild, LawfulBasis::VitalInterests)
        };
        // The child's level bears an enquiry out.
        let enquiry = Sharing { purpose: SharingPurpose::Section47Enquiry, ..missing.clone() };
        assert!(!flagged(town, "worker", &enquiry, AccessFlag::PurposeMismatch).await);
        town.write(rows::level(town.child, 2, LevelOfNeed::ChildInNeed, town.authority, town.door.now())).await;
        assert!(flagged(town, "worker", &missing, AccessFlag::PurposeMismatch).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_consent_dispensed_and_approval_missing_until_the_second_person_says_yes() {
    in_each_town(async |town| {
        town.write(rows::level(town.child, 2, LevelOfNeed::ChildInNeed, town.authority, town.door.now())).await;
        add(town, "manager", "LA1", |new| NewPractitioner { position: Standing::Manager, ..new }).await;
        let manager = town.caller("manager").await;
        let dispensing = Sharing {
            dispense: Some(DispenseReason::UnjustifiedDelay),
            justification: said(),
            approved_by: Some(manager.person),
            ..assessment()
        };
        let both = async |sharing: &Sharing| {
            let (at, refused) = town.look("worker", town.child, sharing).await;
            assert_eq!(refused, None);
            let flags = town.flags_at(at).await;
            [AccessFlag::ConsentDispensed, AccessFlag::ApprovalMissing].map(|flag| flags.contains(flag))
        };
        assert_eq!(both(&assessment()).await, [false, false]);
        assert_eq!(both(&dispensing).await, [true, true]);
        let ask = ApprovalsAsk { first: 1, ..Default::default() };
        let waiting = town.door.approvals(&manager, &ask).await.unwrap().approvals()[0].id;
        let WaitingId::Approval(approval) = waiting else { panic!("{waiting:?}") };
        let yes = Decision { approval, approved: true, reason: "agreed".to_owned() };
        decide(&town.door, &manager, None, yes).await.unwrap();
        town.clock.advance(Instant::SECOND);
        assert_eq!(both(&dispensing).await, [true, false]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_same_family_name_compares_the_practitioner_with_the_child() {
    in_each_town(async |town| {
        for (login, name) in [("aunt", "Ellen MOSS"), ("near", "Ellen Mossley"), ("first", "Moss Ellen")] {
            add(town, login, "LA1", |new| NewPractitioner { name: name.to_owned(), ..new }).await;
        }
        for (login, expected) in [("aunt", true), ("near", false), ("first", false), ("worker", false)] {
            assert_eq!(flagged(town, login, &assessment(), AccessFlag::SameFamilyName).await, expected, "{login}");
        }
        // Whoever is refused looked all the same; of another child there is nothing to compare.
        add(town, "uncle", "POL", |new| NewPractitioner { name: "Ian Moss".to_owned(), ..new }).await;
        let (at, refused) = town.look("uncle", town.child, &assessment()).await;
        assert_eq!(refused, Some(RefusalCode::NotFound));
        assert!(town.flags_at(at).await.contains(AccessFlag::SameFamilyName));
        // Their lead, who may not know of the child, is not told what the child is called.
        let seen = town.whole_log("police-lead").await;
        let shown = seen.iter().find(|entry| entry.position() == at).unwrap();
        assert!(!shown.flags.unwrap().contains(AccessFlag::SameFamilyName));
    })
    .await;
}

/// Whether opening the record through that door is out of hours.
async fn out_of_hours(town: &Town, door: &Door, caller: &Caller) -> bool {
    let answer = door.open(caller, &ChildKey::Id(town.child), &assessment(), &record_ask()).await.unwrap();
    let OpenAnswer::Record(view) = answer else { panic!("it was refused") };
    town.flags_at(Logged::position(&view)).await.contains(AccessFlag::OutOfHours)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_out_of_hours_is_the_night_and_no_working_day_but_not_for_teams_on_duty() {
    in_each_town(async |town| {
        for (login, team) in [("night", Some("Emergency duty")), ("day", Some("Assessment")), ("alone", None)] {
            add(town, login, "LA1", |new| NewPractitioner { team: team.map(str::to_owned), ..new }).await;
        }
        let numbers = Numbers { duty_teams: ["LA1/Emergency duty".to_owned()].into(), ..Numbers::default() };
        let with_duty = town.door_by(numbers).await;
        let other_hours = Numbers { working_hours_from: 9, working_hours_until: 12, ..Numbers::default() };
        let shorter = town.door_by(other_hours).await;
        // A Tuesday, a night and a Saturday.
        for (moment, out) in
            [("2026-03-03T12:00:00Z", false), ("2026-03-03T21:00:00Z", true), ("2026-03-07T12:00:00Z", true)]
        {
            town.clock.set(moment.parse().unwrap());
            for (login, on_duty) in [("night", true), ("day", false), ("alone", false)] {
                let caller = town.caller(login).await;
                assert_eq!(out_of_hours(town, &town.door, &caller).await, out, "{login} {moment}");
                assert_eq!(out_of_hours(town, &with_duty, &caller).await, out && !on_duty, "{login} {moment}");
                assert!(out_of_hours(town, &shorter, &caller).await, "{login} {moment}: noon is after those hours");
            }
        }
        with_duty.close().await;
        shorter.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r38_restricted_record_is_an_attempt_by_who_is_not_named() {
    in_each_town(async |town| {
        let (worker, gp) = (town.caller("worker").await, town.caller("gp").await);
        assert!(!flagged(town, "teacher", &assessment(), AccessFlag::RestrictedRecord).await);
        town.restrict(&[worker.person], &[gp.person]).await;
        assert!(flagged(town, "teacher", &assessment(), AccessFlag::RestrictedRecord).await);
        assert!(!flagged(town, "worker", &assessment(), AccessFlag::RestrictedRecord).await);
    })
    .await;
}
