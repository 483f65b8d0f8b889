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
            let proof = prove(&house.db, Position { log: 0, seq }).await.unwrap().unwrap();
            assert_eq!(Checkpoint::verify(&proof.checkpoint, &key).unwrap(), *now);
            assert_eq!(proof.leaf_hash, leaf_hash(&proof.canonical));
            assert!(verify_inclusion(&proof.leaf_hash, seq as u64, proof.size, &proof.path, &now.root));
        }
        for old in &checkpoints {
            let proof = consistency(&house.db, 0, old.size, now.size).await.unwrap().unwrap();
            assert!(verify_consistency((old.size, &old.root), (now.size, &now.root), &proof));
        }
        assert_eq!(prove(&house.db, Position { log: 0, seq: 22 }).await.unwrap(), None);
        assert_eq!(inclusion(&house.db, 0, 3, 40).await.unwrap(), None);
    })
    .await;
}
