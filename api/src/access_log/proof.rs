//! Proofs that an entry is in its log, and that a log of today goes on from that of an earlier day, made of the nodes that
//! stand in the rows: one query, at most twice the logarithm of the log's size in rows.

use std::collections::HashMap;

use entities::rows::access_log::{Column, Entity};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Position;
use super::merkle::{Hash, Range, consistency_path, inclusion_path, nodes_of, range_hash};
use super::tip::read_nodes;

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

/// The proof of the entry against the last checkpoint of its log; none where there is no such entry, or where rows that
/// the proof needs are gone.
///
/// # Errors
/// Where the database does not answer.
pub async fn prove<C: ConnectionTrait>(db: &C, position: Position) -> Result<Option<Proof>, DbErr> {
    let Some(entry) = Entity::find_by_id((position.log, position.seq)).one(db).await? else { return Ok(None) };
    let last: Option<(i64, Option<String>)> = Entity::find()
        .select_only()
        .columns([Column::Seq, Column::Checkpoint])
        .filter(Column::Log.eq(position.log))
        .order_by_desc(Column::Seq)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    let Some((last, Some(checkpoint))) = last else { return Ok(None) };
    let (Ok(seq), Ok(last)) = (u64::try_from(position.seq), u64::try_from(last)) else { return Ok(None) };
    let size = last.saturating_add(1);
    let path = inclusion(db, position.log, seq, size).await?;
    let leaf_hash = Hash::try_from(entry.leaf_hash.as_slice()).ok();
    Ok(path.zip(leaf_hash).map(|(path, leaf_hash)| Proof {
        position,
        canonical: entry.canonical,
        leaf_hash,
        size,
        path,
        checkpoint,
    }))
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
