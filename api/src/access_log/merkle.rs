//! The tree over a log's entries, as RFC 6962 section 2.1 defines it. Pure: it knows hashes and numbers, no rows.
//!
//! Node (level *l*, index *i*) is the root of the perfect subtree over the leaves from *i*·2^l up to (*i*+1)·2^l; it is
//! complete once leaf (*i*+1)·2^l − 1 is there, and is stored in that leaf's row.

use std::collections::HashMap;

use aws_lc_rs::digest::{Context, SHA256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The length of a hash.
pub const HASH_LEN: usize = 32;

fn sha256(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; HASH_LEN];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// The hash of a leaf.
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    sha256(&[&[0], bytes])
}

/// The hash of an inner node.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left, right])
}

/// The root of the empty tree.
pub fn empty_root() -> Hash {
    sha256(&[])
}

/// What must be remembered of a tree to go on with it: the roots of the perfect subtrees that it is made of, largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The frontier of a tree of that size with those peaks, largest first; none where their number does not fit.
    pub fn from_peaks(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (peaks.len() == size.count_ones() as usize).then_some(Self { size, peaks })
    }

    /// How many leaves the tree has.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Puts a leaf at the end and returns the nodes that it completes, smallest first.
    pub fn push(&mut self, leaf: Hash) -> Vec<Hash> {
        let completed = self.size.trailing_ones() as usize;
        let mut nodes = Vec::with_capacity(completed);
        let mut node = leaf;
        for _ in 0..completed {
            let Some(left) = self.peaks.pop() else { break };
            node = node_hash(&left, &node);
            nodes.push(node);
        }
        self.peaks.push(node);
        self.size = self.size.saturating_add(1);
        nodes
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(smallest) = peaks.next() else { return empty_root() };
        peaks.fold(*smallest, |right, left| node_hash(left, &right))
    }
}

/// The place of a node in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId {
    /// 0 for a leaf.
    pub level: u32,
    /// How many nodes of its level stand to its left.
    pub index: u64,
}

impl NodeId {
    /// The leaf in whose row the node is stored.
    pub const fn row(self) -> u64 {
        ((self.index + 1) << self.level) - 1
    }
}

/// A run of leaves, from the first up to but without the last.
pub type Range = (u64, u64);

/// The nodes that make up a run of leaves which is a subtree of some tree, left to right.
pub fn nodes_of((start, end): Range) -> Vec<NodeId> {
    let mut nodes = Vec::new();
    let mut at = start;
    while at < end {
        let fitting = (end - at).ilog2();
        let level = if at == 0 { fitting } else { fitting.min(at.trailing_zeros()) };
        nodes.push(NodeId { level, index: at >> level });
        at += 1 << level;
    }
    nodes
}

/// The hash of a run of leaves from the nodes of [`nodes_of`]; none where one is missing.
pub fn range_hash(range: Range, nodes: &HashMap<NodeId, Hash>) -> Option<Hash> {
    let mut hash = None;
    for id in nodes_of(range).iter().rev() {
        let node = nodes.get(id)?;
        hash = Some(hash.map_or(*node, |right| node_hash(node, &right)));
    }
    hash
}

/// The largest power of two that is smaller than the size.
fn split(size: u64) -> u64 {
    1 << (size.max(2) - 1).ilog2()
}

/// The runs whose hashes prove that the leaf is in the tree of that size, from the leaf up (RFC 6962, 2.1.1).
pub fn inclusion_path(leaf: u64, size: u64) -> Vec<Range> {
    let mut path = Vec::new();
    let (mut start, mut end) = (0, size);
    while leaf < end && end - start > 1 {
        let middle = start + split(end - start);
        if leaf < middle {
            path.push((middle, end));
            end = middle;
        } else {
            path.push((start, middle));
            start = middle;
        }
    }
    path.reverse();
    path
}

/// The runs whose hashes prove that the tree of the old size is the beginning of that of the new one (RFC 6962, 2.1.2).
pub fn consistency_path(old: u64, new: u64) -> Vec<Range> {
    if old == 0 || old >= new {
        return Vec::new();
    }
    let mut path = Vec::new();
    let (mut start, mut end) = (0, new);
    while end > old {
        let middle = start + split(end - start);
        if old <= middle {
            path.push((middle, end));
            end = middle;
        } else {
            path.push((start, middle));
            start = middle;
        }
    }
    // What is left is the last subtree of the old tree; where it is the whole of it, who checks has its hash already.
    if start != 0 {
        path.push((start, end));
    }
    path.reverse();
    path
}

/// Whether the proof shows that the leaf stands at that index of the tree with that root (RFC 9162, 2.1.3.2).
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for node in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(node, &hash);
            if at & 1 == 0 {
                while at & 1 == 0 && at != 0 {
                    at >>= 1;
                    last >>= 1;
                }
            }
        } else {
            hash = node_hash(&hash, node);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether the proof shows that the old tree is the beginning of the new one (RFC 9162, 2.1.4.2).
pub fn verify_consistency(old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size > new_size {
        return false;
    }
    if old_size == new_size {
        return proof.is_empty() && old_root == new_root;
    }
    if old_size == 0 {
        return proof.is_empty() && *old_root == empty_root();
    }
    let whole = old_size.is_power_of_two().then_some(old_root);
    let mut nodes = whole.into_iter().chain(proof);
    let (mut at, mut last) = (old_size - 1, new_size - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let Some(first) = nodes.next() else { return false };
    let (mut old_hash, mut new_hash) = (*first, *first);
    for node in nodes {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            old_hash = node_hash(node, &old_hash);
            new_hash = node_hash(node, &new_hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, node);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == *old_root && new_hash == *new_root
}
