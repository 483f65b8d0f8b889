//! The change of the key that signs: each log that a former key signed gets one entry, whose checkpoint, by the new key, is of the
//! whole tree. From there on the former key proves nothing, whoever has it. It must never run beside a hub, which would go on
//! with the former key.

use std::sync::Arc;

use entities::rows::access_log::{Column, Entity};
use entities::words::AccessAction;
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::connection;
use super::draft::EntryDraft;
use super::key::{PublicKey, SigningKey};
use super::keys::{BadKeys, Keys};
use super::prepared::Prepared;
use super::stats::Counters;
use super::writer::Writer;
use super::{Position, SlotLock, StartError, slot, tip};
use crate::plain::clock::Clock;
use crate::plain::entropy::Entropy;

/// How the entry of a change begins to say what was asked.
const CHANGE: &str = "{\"logKey\":";

/// A log that the new key signs from that entry on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyChange {
    /// The entry.
    pub position: Position,
    /// The key that signed the log up to there.
    pub from: PublicKey,
}

/// Why a key was not changed, or not in every log.
#[derive(Debug, thiserror::Error)]
pub enum KeyChangeError {
    /// The former keys and the new one are not one hub's.
    #[error("{0}")]
    Keys(#[from] BadKeys),
    /// A log is in use, or does not end with a checkpoint of one of the keys; nothing was written.
    #[error("{0}")]
    Start(#[from] StartError),
    /// A log ends with a former key's checkpoint although the present key has signed another one in use: somebody wrote with a former
    /// key after the change. Nothing was written.
    #[error("log {0} was written on with a former key after this one had taken its place")]
    Former(i32),
    /// An entry could not be written; the logs before that one have theirs.
    #[error("the entry of log {0} could not be written")]
    Unwritten(i32),
}

/// Appends the entry to each log that ends with a checkpoint of a former key, and gives them. A log that the new key signs
/// already stays as it is, so that a change which broke off is ended by another run. Of the former keys, the oldest first, the public
/// halves are enough. The writer's pool must be of exactly one connection, made by [`super::writer_options`].
///
/// # Errors
/// Where anybody else writes to a log, a log does not end with a checkpoint of one of the keys, or an entry cannot be written.
pub async fn change_key(
    writer: DatabaseConnection,
    lock: SlotLock,
    former: Vec<PublicKey>,
    key: SigningKey,
    clock: Arc<dyn Clock>,
    entropy: &dyn Entropy,
) -> Result<Vec<KeyChange>, KeyChangeError> {
    let keys = Keys::new(former, key.public().clone())?;
    connection::prepare(&writer).await?;
    let changed = change_each(&writer, lock, &keys, Arc::new(key), clock, entropy).await;
    connection::leave(&writer).await;
    changed
}

async fn change_each(
    writer: &DatabaseConnection,
    lock: SlotLock,
    keys: &Keys,
    key: Arc<SigningKey>,
    clock: Arc<dyn Clock>,
    entropy: &dyn Entropy,
) -> Result<Vec<KeyChange>, KeyChangeError> {
    // All are held to the end; and all are looked at before any is written to.
    let (mut held, mut due, mut in_use) = (Vec::new(), Vec::new(), false);
    for slot in slot::take_all(writer, &lock).await? {
        let tip = tip::read(writer, slot.log, keys).await?;
        match keys.former().get(tip.signed_by) {
            Some(from) => due.push((slot, tip, from.clone())),
            None => {
                in_use |= goes_on(writer, slot.log).await.map_err(StartError::from)?;
                held.push(slot);
            }
        }
    }
    // A change that broke off leaves no hub to write with the new key.
    if let Some((slot, ..)) = due.first().filter(|_| in_use) {
        return Err(KeyChangeError::Former(slot.log));
    }
    let counters = Arc::new(Counters::default());
    let (mut writers, mut changes) = (Vec::new(), Vec::new());
    for (slot, tip, from) in due {
        let log = slot.log;
        let mut draft = EntryDraft::new(clock.now(), AccessAction::Administer);
        draft.ask = Some(format!("{CHANGE}{{\"from\":\"{}\",\"to\":\"{}\"}}}}", from.text(), key.public().text()));
        let entry = Prepared::new(draft, entropy).map_err(|_| KeyChangeError::Unwritten(log))?;
        let (key, clock, counters) = (Arc::clone(&key), Arc::clone(&clock), Arc::clone(&counters));
        let mut one = Writer::at(writer.clone(), lock.clone(), slot, tip, key, clock, counters)?;
        let receipt = one.append_one(entry).await.ok_or(KeyChangeError::Unwritten(log))?;
        changes.push(KeyChange { position: receipt.position, from });
        writers.push(one);
    }
    drop((held, writers));
    Ok(changes)
}

/// Whether something was written to that log since its key was changed.
async fn goes_on(db: &DatabaseConnection, log: i32) -> Result<bool, DbErr> {
    let asked: Option<Option<String>> = Entity::find()
        .select_only()
        .column(Column::Ask)
        .filter(Column::Log.eq(log))
        .order_by_desc(Column::Seq)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(asked.is_some_and(|ask| !ask.unwrap_or_default().starts_with(CHANGE)))
}
