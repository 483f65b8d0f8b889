//! Who sees in the log what whoever runs the hub registered (R37).

use entities::words::{AccessAction, AgencyKind, Role};

use super::fixture::{Town, in_each_town};
use crate::disclosure::RoleChange;
use crate::testing::ISSUER;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_governance_sees_what_was_registered_and_no_lead_does() {
    in_each_town(async |town: &Town| {
        let change = RoleChange::Add;
        town.door.change_role(ISSUER, "gp", "GP1", Role::HealthPractitioner, change).await.unwrap();
        town.door.add_client("case-system", "A case system", &["SCH".to_owned()], false).await.unwrap();
        let seen = town.whole_log("governance").await;
        let registered: Vec<_> = seen.iter().filter(|e| e.action == AccessAction::Administer).collect();
        let newest: Vec<_> = registered.iter().take(2).map(|e| e.agency_kind).collect();
        assert_eq!(newest, [AgencyKind::School, AgencyKind::GeneralPractice]);
        assert!(registered.iter().all(|e| e.agency.is_none() && e.practitioner.is_none() && e.allowed));
        // Four agencies and nine people were registered before.
        assert_eq!(registered.len(), 15);
        for lead in ["lead", "school-lead", "police-lead"] {
            assert!(town.whole_log(lead).await.iter().all(|e| e.action != AccessAction::Administer), "{lead}");
        }
    })
    .await;
}
