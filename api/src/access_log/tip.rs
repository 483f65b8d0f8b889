//! Where a log ends: what the writer must know to go on with it, and the sizes that a reader's snapshot sees.

use std::collections::HashMap;

use entities::Instant;
use entities::rows::access_log::{Column, Entity};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};

use super::checkpoint::Checkpoint;
use super::connection::{BadTip, StartError};
use super::key::PublicKey;
use super::keys::Keys;
use super::merkle::{Frontier, HASH_LEN, Hash, NodeId, nodes_of};

/// The sequence is a 32-bit number in the public schema; a log ends there.
pub const MOST_ENTRIES: i64 = i32::MAX as i64;

/// The end of a log.
#[derive(Clone)]
pub(super) struct Tip {
    pub(super) frontier: Frontier,
    /// When the last entry was committed.
    pub(super) last_at: Instant,
    /// How many keys came before the one that signed the last checkpoint.
    pub(super) signed_by: usize,
}

impl Tip {
    /// The place of the next entry.
    pub(super) fn next(&self) -> i64 {
        i64::try_from(self.frontier.size()).unwrap_or(MOST_ENTRIES)
    }
}

/// How many entries each log has, as the connection sees it, by log. One query.
///
/// # Errors
/// Where the database does not answer.
pub async fn sizes<C: ConnectionTrait>(db: &C) -> Result<Vec<(i32, i64)>, DbErr> {
    let sql = "SELECT log, (SELECT seq + 1 FROM access_log WHERE access_log.log = log_slot.log \
               ORDER BY seq DESC LIMIT 1) AS size FROM log_slot ORDER BY log";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter().map(|row| Ok((row.try_get("", "log")?, row.try_get::<Option<i64>>("", "size")?.unwrap_or(0)))).collect()
}

/// The signed text of the last checkpoint of each log, by log: what is kept outside the database to find a log that was
/// cut or removed.
///
/// # Errors
/// Where the database does not answer.
pub async fn checkpoints<C: ConnectionTrait>(db: &C) -> Result<Vec<String>, DbErr> {
    let sql = "SELECT (SELECT checkpoint FROM access_log WHERE access_log.log = log_slot.log \
               ORDER BY seq DESC LIMIT 1) AS checkpoint FROM log_slot ORDER BY log";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let texts =
        rows.iter().map(|row| row.try_get::<Option<String>>("", "checkpoint")).collect::<Result<Vec<_>, _>>()?;
    Ok(texts.into_iter().flatten().collect())
}

/// The logs of which there are entries, whether they are on the list of logs or not, by number.
pub(super) async fn written<C: ConnectionTrait>(db: &C) -> Result<Vec<i32>, DbErr> {
    let logs = Entity::find().select_only().column(Column::Log).distinct();
    logs.order_by_asc(Column::Log).into_tuple().all(db).await
}

/// Reads nodes of a log's tree from the rows that hold them, in one query; those that are not there are left out.
pub(super) async fn read_nodes<C: ConnectionTrait>(
    db: &C,
    log: i32,
    wanted: &[NodeId],
) -> Result<HashMap<NodeId, Hash>, DbErr> {
    let rows = wanted.iter().filter_map(|id| i64::try_from(id.row()).ok());
    let found: Vec<(i64, Vec<u8>, Vec<u8>)> = Entity::find()
        .select_only()
        .columns([Column::Seq, Column::LeafHash, Column::Nodes])
        .filter(Column::Log.eq(log))
        .filter(Column::Seq.is_in(rows))
        .into_tuple()
        .all(db)
        .await?;
    let by_row = found.into_iter().map(|(seq, leaf, nodes)| (seq, (leaf, nodes))).collect::<HashMap<_, _>>();
    Ok(wanted
        .iter()
        .filter_map(|id| {
            let (leaf, nodes) = by_row.get(&i64::try_from(id.row()).ok()?)?;
            let bytes = match id.level.checked_sub(1) {
                None => leaf.as_slice(),
                Some(above) => nodes.chunks_exact(HASH_LEN).nth(above as usize)?,
            };
            Some((*id, Hash::try_from(bytes).ok()?))
        })
        .collect())
}

/// The end of a log that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The log.
    pub log: i32,
    /// How many entries it has.
    pub size: i64,
    /// When the last was committed.
    pub last_at: Instant,
}

/// The end of every log, each with its last checkpoint proved to be of its tree and signed by the key.
///
/// # Errors
/// Where one does not hold, or the database does not answer.
pub async fn ends<C: ConnectionTrait>(db: &C, key: &PublicKey) -> Result<Vec<End>, StartError> {
    let mut ends = Vec::new();
    for (log, size) in sizes(db).await? {
        ends.push(End { log, size, last_at: read(db, log, &key.into()).await?.last_at });
    }
    Ok(ends)
}

/// The last entry of a log: its place, when it was committed, and its checkpoint.
pub(super) async fn last<C: ConnectionTrait>(
    db: &C,
    log: i32,
) -> Result<Option<(i64, Instant, Option<String>)>, DbErr> {
    Entity::find()
        .select_only()
        .columns([Column::Seq, Column::CommittedAt, Column::Checkpoint])
        .filter(Column::Log.eq(log))
        .order_by_desc(Column::Seq)
        .limit(1)
        .into_tuple()
        .one(db)
        .await
}

/// Reads where the log ends, and checks that its last checkpoint is of this very tree and by one of these very keys.
pub(super) async fn read<C: ConnectionTrait>(db: &C, log: i32, keys: &Keys) -> Result<Tip, StartError> {
    let Some((seq, last_at, checkpoint)) = last(db, log).await? else {
        return Ok(Tip { frontier: Frontier::default(), last_at: Instant(i64::MIN), signed_by: keys.newest() });
    };
    let bad = |why| StartError::Tip { log, seq, why };
    if seq >= MOST_ENTRIES {
        return Err(bad(BadTip::Full));
    }
    let size = u64::try_from(seq).map_err(|_| bad(BadTip::Tree))?.saturating_add(1);
    let wanted = nodes_of((0, size));
    let mut nodes = read_nodes(db, log, &wanted).await?;
    let peaks = wanted.iter().map_while(|id| nodes.remove(id)).collect();
    let frontier = Frontier::from_peaks(size, peaks).ok_or_else(|| bad(BadTip::Missing))?;
    let signed = checkpoint.ok_or_else(|| bad(BadTip::NoCheckpoint))?;
    let (signed, signed_by) = keys.open(&signed).map_err(|why| bad(why.into()))?;
    if signed != (Checkpoint { origin: keys.present().origin_of(log), size, root: frontier.root() }) {
        return Err(bad(BadTip::Tree));
    }
    Ok(Tip { frontier, last_at, signed_by })
}
