//! Proofs that an entry is in its log, and that a log of today goes on from that of an earlier day, made of the nodes that
//! stand in the rows: one query, at most twice the logarithm of the log's size in rows.

use std::collections::{BTreeSet, HashMap};

use entities::rows::access_log::Entity;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use super::checkpoint::Checkpoint;
use super::key::PublicKey;
use super::keys::Keys;
use super::merkle::{
    Hash, Range, consistency_path, inclusion_path, leaf_hash, nodes_of, range_hash, verify_consistency,
    verify_inclusion,
};
use super::tip::{self, read_nodes};
use super::{BadCheckpoint, Position};

/// Shows to anybody with the public key that an entry stands in its log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The entry.
    pub position: Position,
    /// The bytes that were hashed.
    pub canonical: Vec<u8>,
    /// The hash of the leaf.
    pub leaf_hash: Hash,
    /// How many entries the log had when the checkpoint was made.
    pub size: u64,
    /// The hashes from the leaf up to the root.
    pub path: Vec<Hash>,
    /// The signed text of the checkpoint.
    pub checkpoint: String,
}

/// The proof of the entry against the last checkpoint of its log, verified before it is given; none where there is no such entry,
/// where rows that the proof needs are gone or changed, or where the key did not sign the checkpoint.
///
/// # Errors
/// Where the database does not answer.
pub async fn prove<C: ConnectionTrait>(db: &C, position: Position, key: &PublicKey) -> Result<Option<Proof>, DbErr> {
    let Some(entry) = Entity::find_by_id((position.log, position.seq)).one(db).await? else { return Ok(None) };
    let Some((size, checkpoint)) = last(db, position.log).await? else { return Ok(None) };
    let Ok(seq) = u64::try_from(position.seq) else { return Ok(None) };
    let Some(path) = inclusion(db, position.log, seq, size).await? else { return Ok(None) };
    let leaf_hash = leaf_hash(&entry.canonical);
    let holds = Checkpoint::verify(&checkpoint, key).is_ok_and(|signed| {
        (signed.log(key), signed.size) == (Some(position.log), size)
            && verify_inclusion(&leaf_hash, seq, size, &path, &signed.root)
    });
    Ok(holds.then_some(Proof { position, canonical: entry.canonical, leaf_hash, size, path, checkpoint }))
}

/// How many entries a log has, and the signed text of its last checkpoint.
async fn last<C: ConnectionTrait>(db: &C, log: i32) -> Result<Option<(u64, String)>, DbErr> {
    let last = tip::last(db, log).await?;
    Ok(last.and_then(|(seq, _, checkpoint)| Some((u64::try_from(seq).ok()?.saturating_add(1), checkpoint?))))
}

/// Shows to anybody with the public key that a log goes on from an earlier checkpoint of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Continuation {
    /// The log.
    pub log: i32,
    /// How many entries it had at the earlier checkpoint.
    pub old: u64,
    /// How many it has at the last one.
    pub size: u64,
    /// The hashes that prove it (RFC 6962, 2.1.2).
    pub path: Vec<Hash>,
    /// The signed text of the last checkpoint.
    pub checkpoint: String,
}

/// Why a log does not go on from an earlier checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// There are fewer entries, or rows that the proof needs are gone.
    #[error("entries that it had are gone")]
    Gone,
    /// The last checkpoint does not hold.
    #[error("its last checkpoint is {0}")]
    Checkpoint(#[from] BadCheckpoint),
    /// The entries up to the earlier checkpoint were others.
    #[error("its entries up to there are others")]
    Rewritten,
}

/// The proof that the log goes on from the checkpoint, which has passed [`Checkpoint::verify`] by this key or a former one, to its
/// last one, by this key. The proof itself is verified
/// before it is given; the rows beside it are not read.
///
/// # Errors
/// Where the database does not answer; within, where the log does not go on from it.
pub async fn continuation<C: ConnectionTrait>(
    db: &C,
    log: i32,
    old: &Checkpoint,
    key: &PublicKey,
) -> Result<Result<Continuation, Broken>, DbErr> {
    let Some((size, checkpoint)) = last(db, log).await? else { return Ok(Err(Broken::Gone)) };
    let now = match Checkpoint::verify(&checkpoint, key) {
        Ok(now) => now,
        Err(bad) => return Ok(Err(bad.into())),
    };
    if now.size != size || now.log(key) != Some(log) {
        return Ok(Err(Broken::Gone));
    }
    let Some(path) = consistency(db, log, old.size, size).await? else { return Ok(Err(Broken::Gone)) };
    if !verify_consistency((old.size, &old.root), (size, &now.root), &path) {
        return Ok(Err(Broken::Rewritten));
    }
    Ok(Ok(Continuation { log, old: old.size, size, path, checkpoint }))
}

/// The signed checkpoints of today, to be kept in place of those in the text. None where a log does not go on from what the text
/// says of it, or the text is not of this hub's logs: then the text stays, since it is what proves that something is gone.
///
/// # Errors
/// Where the database does not answer.
pub async fn checkpoints_after<C: ConnectionTrait>(
    db: &C,
    kept: &str,
    keys: impl Into<Keys>,
) -> Result<Option<Vec<String>>, DbErr> {
    let keys = keys.into();
    let key = keys.present();
    let Ok(kept) = Checkpoint::verify_all(kept, &keys) else { return Ok(None) };
    let now = tip::checkpoints(db).await?;
    let listed: BTreeSet<i32> =
        now.iter().filter_map(|text| Checkpoint::verify(text, key).ok()).filter_map(|now| now.log(key)).collect();
    for old in &kept {
        let log = old.log(key).filter(|log| listed.contains(log));
        let Some(log) = log else { return Ok(None) };
        if continuation(db, log, old, key).await?.is_err() {
            return Ok(None);
        }
    }
    Ok(Some(now))
}

/// The hashes that prove that the entry stands in the log of that size; none where rows are missing.
///
/// # Errors
/// Where the database does not answer.
pub async fn inclusion<C: ConnectionTrait>(db: &C, log: i32, seq: u64, size: u64) -> Result<Option<Vec<Hash>>, DbErr> {
    if seq >= size {
        return Ok(None);
    }
    hashes(db, log, &inclusion_path(seq, size)).await
}

/// The hashes that prove that the log of the old size is the beginning of that of the new one; none where rows are
/// missing.
///
/// # Errors
/// Where the database does not answer.
pub async fn consistency<C: ConnectionTrait>(db: &C, log: i32, old: u64, new: u64) -> Result<Option<Vec<Hash>>, DbErr> {
    if old > new {
        return Ok(None);
    }
    hashes(db, log, &consistency_path(old, new)).await
}

async fn hashes<C: ConnectionTrait>(db: &C, log: i32, path: &[Range]) -> Result<Option<Vec<Hash>>, DbErr> {
    let wanted = path.iter().flat_map(|range| nodes_of(*range)).collect::<Vec<_>>();
    let nodes = if wanted.is_empty() { HashMap::new() } else { read_nodes(db, log, &wanted).await? };
    Ok(path.iter().map(|range| range_hash(*range, &nodes)).collect())
}
