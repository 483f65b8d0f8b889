//! The form of what is hashed, held to the byte: a change here breaks every log there is.

use entities::ids::{AgencyId, ChildId, PersonId};
use entities::{Instant, rows::access_log};
use uuid::Uuid;

use super::fixture::{House, draft, entry};
use crate::access_log::canonical::{commitments, encode, salts_needed};
use crate::access_log::merkle::leaf_hash;
use crate::access_log::prepared::Prepared;
use crate::access_log::verify::verify;
use crate::plain::entropy::{Entropy, NoEntropy};

/// Randomness that is none, for a row that is the same every time.
struct Sevens;

impl Entropy for Sevens {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        bytes.fill(7);
        Ok(())
    }
}

fn fixed() -> access_log::Model {
    let mut entry = entry();
    entry.at = Instant(1_700_000_000_000_000);
    entry.person = Some(PersonId(Uuid::from_u128(1)));
    entry.membership = None;
    entry.child = Some(ChildId(Uuid::from_u128(2)));
    entry.agency = Some(AgencyId(Uuid::from_u128(3)));
    entry.justification = Some("é".repeat(100));
    entry.rule_book = Some([3; 32]);
    let mut row = Prepared::new(entry, &Sevens).unwrap().row;
    row.seq = 41;
    row.commit_last = 42;
    row.committed_at = Instant(1_700_000_000_000_001);
    row
}

#[test]
fn the_bytes_of_format_2_are_these() {
    let row = fixed();
    let bytes = encode(&row, &commitments(&row).unwrap());
    assert_eq!(bytes[0], 2);
    // Log 0 and sequence 41, each of 8 bytes behind its length plus one.
    assert_eq!(bytes[1..19], [9, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 41]);
    assert_eq!(hex::encode(leaf_hash(&bytes)), LEAF);
}

/// Computed from the description of the form by another program.
const LEAF: &str = "381d03ed8dee417be739d27f8199ca57548cd41b82e02f0a9c51235e17e33efd";

#[test]
fn every_hashed_column_changes_the_bytes() {
    let row = fixed();
    let bytes = |row: &access_log::Model| encode(row, &commitments(row).unwrap());
    let before = bytes(&row);
    let changes: [fn(&mut access_log::Model); 12] = [
        |r| r.log = 1,
        |r| r.asked_at = Instant(1),
        |r| r.parent_seq = Some(0),
        |r| r.person = Some(PersonId(Uuid::from_u128(9))),
        |r| r.child = Some(ChildId(Uuid::from_u128(9))),
        |r| r.justification = Some(String::new()),
        |r| r.allowed = false,
        |r| r.policies.push(' '),
        |r| r.ask = Some("{}".to_owned()),
        |r| r.digest = Some(vec![0; 32]),
        |r| r.salts[0] ^= 1,
        |r| r.review_due_at = None,
    ];
    for (number, change) in changes.iter().enumerate() {
        let mut other = row.clone();
        change(&mut other);
        assert_ne!(bytes(&other), before, "change {number}");
    }
}

#[test]
fn a_value_that_goes_without_its_salt_is_noticed() {
    let mut row = fixed();
    assert_eq!(salts_needed(&row), 5);
    row.child = None;
    assert!(commitments(&row).is_none());
    row.salts.truncate(4 * 16);
    assert!(commitments(&row).is_some());
    row.salts.push(0);
    assert!(commitments(&row).is_none());
}

#[tokio::test]
async fn no_value_that_must_be_erasable_stands_in_the_hashed_bytes() {
    let house = House::sqlite().await;
    let log = house.log().await;
    log.append(draft(())).await.unwrap();
    let row = house.rows().await.remove(0);
    let found = |needle: &[u8]| row.canonical.windows(needle.len()).any(|window| window == needle);
    assert!(!found(row.child.unwrap().0.as_bytes()));
    assert!(!found(row.person.unwrap().0.as_bytes()));
    assert!(!found(row.membership.unwrap().0.as_bytes()));
    assert!(!found(row.justification.as_ref().unwrap().as_bytes()));
    assert!(!found(row.ask.as_ref().unwrap().as_bytes()));
    assert!(!found(row.digest.as_ref().unwrap()));
    assert!(found(row.agency.unwrap().0.as_bytes()));
    log.close().await;
    assert_eq!(verify(&house.db, &house.public(), None, |_| ()).await.unwrap().entries(), 1);
}
