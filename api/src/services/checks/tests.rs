//! Whom a round asks where a partnership set it, on each database.

use std::sync::Arc;

use entities::words::{AccessAction, AgencyKind, KeyPoint, LawfulBasis, Role, SharingPurpose};
use policies::{DefaultAgencies, Numbers};

use super::{NewRound, request};
use crate::disclosure::{ChangeAnswer, ChildKey, Rows, Sharing};
use crate::plain::clock::SystemClock;
use crate::testing::{ISSUER, Scratch, agency, door_by, practitioner, rows};

fn set(key_point: Option<KeyPoint>, agencies: &[&str]) -> DefaultAgencies {
    let agencies = agencies.iter().map(|code| (*code).to_owned()).collect();
    DefaultAgencies { area: "NORTH".to_owned(), key_point, agencies }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partnership_sets_whom_a_round_asks_for_the_area_and_for_a_key_point() {
    for scratch in Scratch::each().await {
        let check_agencies = vec![
            set(None, &["POLICE", "TRUST", "HOUSING"]),
            set(Some(KeyPoint::Closure), &["HOUSING", "NORTH", "GONE"]),
        ];
        let numbers = Numbers { check_agencies, ..Numbers::default() };
        let door = door_by(&scratch, Arc::new(SystemClock), numbers).await;
        let north = door.add_agency(agency("NORTH", AgencyKind::LocalAuthority, None)).await.unwrap();
        for (code, kind) in [
            ("POLICE", AgencyKind::Police),
            ("OTHER", AgencyKind::Police),
            ("TRUST", AgencyKind::HealthProvider),
            ("HOUSING", AgencyKind::Housing),
            ("SCHOOL", AgencyKind::School),
        ] {
            door.add_agency(agency(code, kind, Some("NORTH"))).await.unwrap();
        }
        door.add_practitioner(practitioner("worker", "NORTH", Role::SocialWorker)).await.unwrap();
        let school = door.agency_by_code("SCHOOL").await.unwrap();
        let child = entities::rows::child::Model {
            area: Some(north),
            responsible_authority: Some(north),
            school,
            ..rows::child("Ava", "Reed", north)
        };
        let id = child.id;
        let mut all = Rows::new();
        all.add(rows::involvement(id, (north, AgencyKind::LocalAuthority), door.now()));
        all.add(child);
        door.administer(AccessAction::Import, Some(id), "{}", all).await.unwrap().unwrap();
        let caller = door.caller((ISSUER, "worker"), None, None, "test").await.unwrap();
        // Of those of the area the ones of the key point's kinds, and the child's own school; for a key point exactly those
        // that are there, but nobody asks their own agency.
        for (key_point, wanted) in
            [(KeyPoint::AssessmentStart, &["POLICE", "SCHOOL", "TRUST"][..]), (KeyPoint::Closure, &["HOUSING"])]
        {
            let justification = Some("made up, and long enough to be one".to_owned());
            let purpose = SharingPurpose::ChildInNeedAssessment;
            let sharing = Sharing { justification, ..Sharing::plain(purpose, LawfulBasis::PublicTask) };
            let new = NewRound {
                child: ChildKey::Id(id),
                sharing,
                key_point,
                text: "what do you know".to_owned(),
                household: Vec::new(),
                former_addresses: Vec::new(),
                requests: None,
            };
            let answer = request(&door, &caller, &key_point.to_string(), new, Vec::new()).await.unwrap();
            let ChangeAnswer::Done(view) = answer else { panic!("{answer:?}") };
            let ids: Vec<_> = view.checks().iter().filter_map(|check| check.check().agency).collect();
            let mut codes: Vec<String> =
                door.agencies_named(&ids).await.unwrap().into_iter().map(|agency| agency.code).collect();
            codes.sort();
            assert_eq!(codes, wanted, "{key_point}");
        }
        door.close().await;
        scratch.gone().await;
    }
}
