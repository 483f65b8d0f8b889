//! Whether the logs are whole: reads every row of every log in order, in bounded memory, with the public key alone. Finds
//! what was changed, deleted, reordered or cut anywhere but at the end of a commit; against checkpoints that were kept
//! elsewhere also a log that was cut at the end of a commit, written anew, or removed. It must never trust a column that
//! it did not recompute.

use std::collections::BTreeSet;
use std::fmt;

use entities::Instant;
use entities::rows::{access_log, log_slot};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::checkpoint::Checkpoint;
use super::keys::Keys;
use super::merkle::Hash;
use super::reading::Reading;
use super::{tip, verify_forms, verify_kept};

/// How many rows are read at a time.
const PAGE: u64 = 512;

/// What is wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The entry is not there, and later ones are; or the whole log is not there.
    Missing,
    /// What stands in its columns is not what was hashed.
    Changed,
    /// Its hashes are not those of the tree.
    Tree,
    /// Its checkpoint is missing, its signature does not hold, or it is of another tree.
    Checkpoint,
    /// Its checkpoint was signed by none of the keys.
    Key,
    /// A former key signed its checkpoint, after its successor had signed one.
    FormerKey,
    /// A former key signed the last checkpoint of the log.
    EndsFormer,
    /// The log ends here, in the middle of a commit.
    CutInCommit,
    /// It was committed before the entry that stands before it.
    Time,
    /// The log is not on the list of logs, or not as it was put there.
    Slot,
    /// The Facts that it names are missing or changed.
    Facts,
    /// The rule book that it names is missing, or is not the one of its hash.
    Book,
    /// The flags that it wrote are missing or changed, or there are others.
    Flags,
    /// A checkpoint kept elsewhere says that the log had more entries.
    Cut,
    /// A checkpoint kept elsewhere says that the entries up to here were others.
    Rewritten,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "the entry is missing",
            Self::Changed => "the entry was changed",
            Self::Tree => "the entry's hashes are not those of the tree",
            Self::Checkpoint => "the entry's checkpoint is missing or does not hold",
            Self::Key => "the entry's checkpoint was signed by a key that is not named",
            Self::FormerKey => "the entry's checkpoint was signed by a former key, and an earlier one by its successor",
            Self::EndsFormer => "the log ends here, with a checkpoint of a former key",
            Self::CutInCommit => "the log ends in the middle of a commit",
            Self::Time => "the entry is older than the one before it",
            Self::Slot => "the log is not on the list of logs as it was made",
            Self::Facts => "the facts that the entry names are missing or changed",
            Self::Book => "the rule book that the entry names is missing or changed",
            Self::Flags => "the flags that the entry lists are missing or changed, or there are others",
            Self::Cut => "the log is shorter than a checkpoint says",
            Self::Rewritten => "the entries up to here are not those of a checkpoint",
        })
    }
}

/// The first thing that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("log {log}, sequence {seq}: {why}")]
pub struct BadLog {
    /// The log.
    pub log: i32,
    /// The place in it.
    pub seq: i64,
    /// What is wrong there.
    pub why: Why,
}

/// Why verifying did not end well.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// A log is not whole.
    #[error("{0}")]
    Bad(#[from] BadLog),
    /// The database does not answer; nothing is known.
    #[error("the access log's database: {0}")]
    Database(#[from] DbErr),
    /// A checkpoint to compare with is not of this hub.
    #[error("the checkpoint of `{0}` is not of this hub")]
    Foreign(String),
}

/// A log that is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogReport {
    /// The log.
    pub log: i32,
    /// How many entries it has.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
    /// When the last entry was committed.
    pub last_at: Option<Instant>,
    /// The signed text of its last checkpoint.
    pub checkpoint: Option<String>,
}

/// All logs, and all are whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The logs, by number.
    pub logs: Vec<LogReport>,
}

impl Report {
    /// How many entries all logs have.
    pub fn entries(&self) -> u64 {
        self.logs.iter().map(|log| log.size).sum()
    }
}

/// What checkpoints that were kept elsewhere say: log, size and root.
pub(super) struct Expected(Vec<(i32, u64, Hash)>);

impl Expected {
    pub(super) fn of(since: Option<Vec<Checkpoint>>, keys: &Keys) -> Result<Self, VerifyError> {
        let placed = since.unwrap_or_default().into_iter().map(|checkpoint| {
            let log = checkpoint.log(keys.present()).ok_or_else(|| VerifyError::Foreign(checkpoint.origin.clone()))?;
            Ok((log, checkpoint.size, checkpoint.root))
        });
        placed.collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn logs(&self) -> impl Iterator<Item = i32> {
        self.0.iter().map(|(log, ..)| *log)
    }

    /// Those of that log, smallest first.
    pub(super) fn of_log(&self, log: i32) -> Vec<(u64, Hash)> {
        let mut of_log: Vec<_> =
            self.0.iter().filter(|(of, ..)| *of == log).map(|(_, size, root)| (*size, *root)).collect();
        of_log.sort_unstable();
        of_log
    }
}

/// Reads every log from its first entry to its last, which the newest key must have signed. The checkpoints to compare with have
/// passed [`Checkpoint::verify`]; `progress` is told now and then how many entries have been read.
///
/// # Errors
/// The first thing that is wrong, by log and sequence; or that the database does not answer.
pub async fn verify<C: ConnectionTrait>(
    db: &C,
    keys: impl Into<Keys>,
    since: Option<Vec<Checkpoint>>,
    mut progress: impl FnMut(u64),
) -> Result<Report, VerifyError> {
    let keys = keys.into();
    let expected = Expected::of(since, &keys)?;
    let slots = log_slot::Entity::find().order_by_asc(log_slot::Column::Log).all(db).await?;
    let written = tip::written(db).await?;
    let logs = slots.iter().map(|slot| slot.log).chain(written).chain(expected.logs());
    let mut report = Report::default();
    for log in logs.collect::<BTreeSet<_>>() {
        let mut reading = Reading::new(log, &keys, expected.of_log(log));
        let before = report.entries();
        loop {
            let page = page(db, log, reading.next()).await?;
            for row in &page {
                reading.take(row)?;
            }
            progress(before.saturating_add(reading.size()));
            if (page.len() as u64) < PAGE {
                break;
            }
        }
        report.logs.push(reading.end(slots.iter().find(|slot| slot.log == log))?);
    }
    verify_forms::check(db).await?;
    verify_kept::check(db).await?;
    Ok(report)
}

/// The next rows of a log. A row that cannot be read at all is one that was changed.
async fn page<C: ConnectionTrait>(db: &C, log: i32, from: i64) -> Result<Vec<access_log::Model>, VerifyError> {
    let rows = access_log::Entity::find()
        .filter(access_log::Column::Log.eq(log))
        .filter(access_log::Column::Seq.gte(from))
        .order_by_asc(access_log::Column::Seq);
    match rows.clone().limit(PAGE).all(db).await {
        Ok(rows) => Ok(rows),
        Err(error) => {
            let places: Vec<i64> =
                rows.select_only().column(access_log::Column::Seq).limit(PAGE).into_tuple().all(db).await?;
            for seq in places {
                if access_log::Entity::find_by_id((log, seq)).one(db).await.is_err() {
                    return Err(BadLog { log, seq, why: Why::Changed }.into());
                }
            }
            Err(error.into())
        }
    }
}
