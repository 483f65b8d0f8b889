//! The tree against known answers, against the definition, and as proofs from stored rows.

use super::fixture::{draft, on_each};
use crate::access_log::merkle::{
    Frontier, Hash, consistency_path, empty_root, inclusion_path, leaf_hash, node_hash, nodes_of, verify_consistency,
    verify_inclusion,
};
use crate::access_log::proof::{consistency, inclusion, prove};
use crate::access_log::{Checkpoint, Position};

/// The inputs and roots by which implementations of RFC 6962 are commonly checked.
const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

#[test]
fn the_roots_are_those_of_rfc_6962() {
    let mut frontier = Frontier::default();
    assert_eq!(hex::encode(frontier.root()), ROOTS[0]);
    for (leaf, root) in LEAVES.iter().zip(&ROOTS[1..]) {
        frontier.push(leaf_hash(&hex::decode(leaf).unwrap()));
        assert_eq!(hex::encode(frontier.root()), *root);
    }
}

/// Index and size, and the path, of inclusion proofs over those leaves by which implementations are commonly checked.
const INCLUSION: [(u64, u64, &[&str]); 5] = [
    (0, 1, &[]),
    (0, 8, &["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", ROOT_2_4, ROOT_4_8]),
    (
        5,
        8,
        &[
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            ROOTS[4],
        ],
    ),
    (2, 3, &[ROOTS[2]]),
    (
        1,
        5,
        &[
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            ROOT_2_4,
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];

/// The same for consistency: old size, new size, path.
const CONSISTENCY: [(u64, u64, &[&str]); 4] = [
    (1, 1, &[]),
    (1, 8, &["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", ROOT_2_4, ROOT_4_8]),
    (
        6,
        8,
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            ROOTS[4],
        ],
    ),
    (2, 5, &[ROOT_2_4, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
];

const ROOT_2_4: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const ROOT_4_8: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";

#[test]
fn the_proofs_are_those_of_rfc_6962() {
    let leaves = LEAVES.map(|leaf| leaf_hash(&hex::decode(leaf).unwrap()));
    let of = |(start, end): (u64, u64)| hex::encode(root_of(&leaves[start as usize..end as usize]));
    let hash = |text: &str| Hash::try_from(hex::decode(text).unwrap().as_slice()).unwrap();
    for (index, size, path) in INCLUSION {
        assert_eq!(inclusion_path(index, size).into_iter().map(of).collect::<Vec<_>>(), path);
        let path = path.iter().map(|text| hash(text)).collect::<Vec<_>>();
        let root = hash(ROOTS[size as usize]);
        assert!(verify_inclusion(&leaves[index as usize], index, size, &path, &root));
    }
    for (old, new, path) in CONSISTENCY {
        assert_eq!(consistency_path(old, new).into_iter().map(of).collect::<Vec<_>>(), path);
        let path = path.iter().map(|text| hash(text)).collect::<Vec<_>>();
        let (of_old, of_new) = (hash(ROOTS[old as usize]), hash(ROOTS[new as usize]));
        assert!(verify_consistency((old, &of_old), (new, &of_new), &path));
    }
}

/// A log of two thousand million entries is the longest there is; the proofs of it read a few dozen rows.
#[test]
fn proofs_read_at_most_twice_the_logarithm_of_the_size_in_rows() {
    let rows = |path: Vec<(u64, u64)>| path.into_iter().flat_map(nodes_of).count();
    let largest = i32::MAX as u64;
    let sizes = (1..=300).chain((1..=largest).step_by(98_765_431)).chain([largest]);
    for size in sizes {
        let most = 2 * (u64::BITS - size.leading_zeros()) as usize;
        for place in [0, 1, 2, size / 3, size / 2, size - 2.min(size), size - 1].map(|place| place.min(size - 1)) {
            assert!(rows(inclusion_path(place, size)) <= most, "{place} of {size}");
            assert!(rows(consistency_path(place + 1, size)) <= most, "{place} of {size}");
        }
    }
}

/// The definition, word for word.
fn root_of(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let middle = leaves.len().next_power_of_two() / 2;
            node_hash(&root_of(&leaves[..middle]), &root_of(&leaves[middle..]))
        }
    }
}

fn leaves(number: u64) -> Vec<Hash> {
    (0..number).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

#[test]
fn frontier_and_proofs_agree_with_the_definition_at_every_size() {
    let leaves = leaves(70);
    let of = |(start, end): (u64, u64)| root_of(&leaves[start as usize..end as usize]);
    let mut frontier = Frontier::default();
    for size in 1..=70_u64 {
        let nodes = frontier.push(leaves[size as usize - 1]);
        let root = of((0, size));
        assert_eq!(frontier.root(), root);
        assert_eq!(nodes.len(), size.trailing_zeros() as usize);
        for (level, node) in (1_u32..).zip(&nodes) {
            assert_eq!(*node, of((size - (1 << level), size)));
        }
        for leaf in 0..size {
            let proof = inclusion_path(leaf, size).into_iter().map(of).collect::<Vec<_>>();
            assert!(verify_inclusion(&leaves[leaf as usize], leaf, size, &proof, &root));
            assert!(!verify_inclusion(&leaves[leaf as usize], leaf + 1, size, &proof, &root));
            assert!(!verify_inclusion(&[0; 32], leaf, size, &proof, &root));
        }
        for old in 1..=size {
            let proof = consistency_path(old, size).into_iter().map(of).collect::<Vec<_>>();
            assert!(verify_consistency((old, &of((0, old))), (size, &root), &proof), "{old} {size}");
            assert!(!verify_consistency((old, &[0; 32]), (size, &root), &proof));
            assert!(nodes_of((0, old)).iter().all(|id| id.row() < old));
        }
    }
}

#[tokio::test]
async fn proofs_come_from_stored_rows() {
    on_each(async |house| {
        let log = house.log().await;
        let mut texts = Vec::new();
        for size in [1, 4, 6, 11] {
            log.append_all((0..size).map(|_| draft(())).collect()).await.unwrap();
            texts.push(house.rows().await.last().unwrap().checkpoint.clone().unwrap());
        }
        log.close().await;
        let key = house.public();
        let checkpoints = texts.iter().map(|text| Checkpoint::verify(text, &key).unwrap()).collect::<Vec<_>>();
        let now = checkpoints.last().unwrap();
        assert_eq!(now.size, 22);
        for seq in 0..22 {
            let proof = prove(&house.db, Position { log: 0, seq }, &key).await.unwrap().unwrap();
            assert_eq!(Checkpoint::verify(&proof.checkpoint, &key).unwrap(), *now);
            assert_eq!(proof.leaf_hash, leaf_hash(&proof.canonical));
            assert!(verify_inclusion(&proof.leaf_hash, seq as u64, proof.size, &proof.path, &now.root));
        }
        for old in &checkpoints {
            let proof = consistency(&house.db, 0, old.size, now.size).await.unwrap().unwrap();
            assert!(verify_consistency((old.size, &old.root), (now.size, &now.root), &proof));
        }
        assert_eq!(prove(&house.db, Position { log: 0, seq: 22 }, &key).await.unwrap(), None);
        assert_eq!(inclusion(&house.db, 0, 3, 40).await.unwrap(), None);
    })
    .await;
}
