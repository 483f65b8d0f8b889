//! R28: whoever looks for a restricted record sees no difference, and its custodians are told.

use entities::Set;
use entities::words::{AccessAction, AccessFlag};

use super::fixture::{Town, assessment, in_each_town, since_ever};
use crate::access_log::Position;
use crate::disclosure::{ChildKey, LogEntryView, LogFilter, SearchAnswer, SearchAsk, SearchFacts};

/// Looks for a child by name; how many were shown, and where the entry of the search stands.
async fn find(town: &Town, login: &str, given: &str) -> (usize, Position) {
    let caller = town.caller(login).await;
    let facts = SearchFacts {
        given_name: Some(given.to_owned()),
        family_name: Some("moss".to_owned()),
        ..SearchFacts::default()
    };
    let ask = SearchAsk { facts, first: 10, fields: vec!["givenName".to_owned()] };
    match town.door.search(&caller, &assessment(), &ask).await.unwrap() {
        SearchAnswer::Found(found) => (found.candidates().count(), found.position().unwrap()),
        SearchAnswer::Refused(refusal) => panic!("refused: {refusal:?}"),
    }
}

fn at(entries: &[LogEntryView], position: Position) -> Option<&LogEntryView> {
    entries.iter().find(|e| e.position() == position)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r28_a_search_that_meets_a_restricted_record_is_told_to_its_custodians_alone() {
    in_each_town(async |town: &Town| {
        assert_eq!(find(town, "teacher", "ada").await.0, 1);
        let (worker, lead) = (town.caller("worker").await.person, town.caller("lead").await.person);
        town.restrict(&[worker], &[lead, town.caller("police-lead").await.person]).await;

        let (shown, met) = find(town, "teacher", "ada").await;
        let (_, missed) = find(town, "teacher", "ida").await;
        assert_eq!((shown, missed.seq - met.seq), (0, 1), "the asker sees no difference");
        // Whoever could not open it by any restriction or none did not look for what they could have found.
        let (_, stranger) = find(town, "gp", "ada").await;

        let flagged = LogFilter { flags: Some(Set::of(&[AccessFlag::RestrictedRecord])), ..since_ever() };
        for login in ["lead", "police-lead"] {
            let told = town.log(login, flagged.clone()).await;
            let told: Vec<_> = told.iter().filter(|e| e.action == AccessAction::Search).collect();
            assert_eq!(told.len(), 1, "{login}");
            assert_eq!((told[0].position(), told[0].practitioner.as_deref()), (met, Some("The teacher")));
            let of_child = LogFilter { child: Some(ChildKey::Id(town.child)), ..LogFilter::default() };
            assert!(at(&town.log(login, of_child).await, met).is_some(), "{login} finds it by the child");
        }
        for login in ["school-lead", "governance"] {
            let seen = town.whole_log(login).await;
            let search = at(&seen, met).unwrap();
            assert!(!search.flags.unwrap().contains(AccessFlag::RestrictedRecord), "{login}");
            let (like, missed) = (serde_json::to_value(search).unwrap(), at(&seen, missed).unwrap());
            for (field, value) in serde_json::to_value(missed).unwrap().as_object().unwrap() {
                let own = ["sequence", "committed_at", "leaf_hash", "at"].contains(&field.as_str());
                assert!(own || like[field] == *value, "{login}: {field}");
            }
            assert!(at(&town.log(login, flagged.clone()).await, met).is_none(), "{login}");
        }
        assert!(at(&town.log("lead", flagged).await, stranger).is_none());
    })
    .await;
}
