//! What verifying finds out about rows beside the log that the log commits to: the rule books, each of which is kept under its
//! own hash and named by it, and the flags that a pass wrote, which its entry lists. Other rows the log does not commit to.

use aws_lc_rs::digest::{SHA256, digest};
use entities::rows::{access_flag, access_flag_pass, access_log, rule_book};
use entities::words::{AccessAction, AccessFlag};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde::Deserialize;

use super::Position;
use super::verify::{BadLog, VerifyError, Why};
use super::verify_forms::first;

/// What the entry of a pass begins with.
const PASS: &str = "{\"flagged\":";
/// How many entries of passes are read at a time.
const PAGE: u64 = 128;

/// What the entry of a pass says that it wrote.
#[derive(Deserialize)]
struct Pass {
    flagged: Vec<(String, Vec<AccessFlag>)>,
    log: i32,
    since: i64,
    until: i64,
}

pub(super) async fn check<C: ConnectionTrait>(db: &C) -> Result<(), VerifyError> {
    check_books(db).await?;
    check_flags(db).await
}

async fn check_books<C: ConnectionTrait>(db: &C) -> Result<(), VerifyError> {
    let lost =
        "rule_book IS NOT NULL AND NOT EXISTS (SELECT 1 FROM rule_book AS b WHERE b.hash = access_log.rule_book)";
    if let Some((log, seq)) = first(db, lost).await? {
        return Err(BadLog { log, seq, why: Why::Book }.into());
    }
    // A partnership has had a few books, not many.
    for row in rule_book::Entity::find().all(db).await? {
        if digest(&SHA256, row.book.as_bytes()).as_ref() != row.hash {
            return Err(BadLog { log: row.log, seq: row.seq, why: Why::Book }.into());
        }
    }
    Ok(())
}

async fn check_flags<C: ConnectionTrait>(db: &C) -> Result<(), VerifyError> {
    let bad = |log, seq| VerifyError::from(BadLog { log, seq, why: Why::Flags });
    let mut after = (i32::MIN, i64::MIN);
    let (mut listed, mut passes_made) = (0, 0);
    loop {
        let later = Condition::any()
            .add(access_log::Column::Log.gt(after.0))
            .add(Condition::all().add(access_log::Column::Log.eq(after.0)).add(access_log::Column::Seq.gt(after.1)));
        let passes: Vec<(i32, i64, String)> = access_log::Entity::find()
            .select_only()
            .columns([access_log::Column::Log, access_log::Column::Seq, access_log::Column::Ask])
            .filter(access_log::Column::Action.eq(AccessAction::Administer))
            .filter(access_log::Column::Ask.starts_with(PASS))
            .filter(later)
            .order_by_asc(access_log::Column::Log)
            .order_by_asc(access_log::Column::Seq)
            .limit(PAGE)
            .into_tuple()
            .all(db)
            .await?;
        for (log, seq, ask) in &passes {
            let pass: Pass = serde_json::from_str(ask).map_err(|_| bad(*log, *seq))?;
            listed += pass.flagged.len() as u64;
            passes_made += 1;
            if !holds(db, pass, *log, *seq).await? {
                return Err(bad(*log, *seq));
            }
        }
        match passes.last() {
            Some((log, seq, _)) if passes.len() as u64 == PAGE => after = (*log, *seq),
            _ => break,
        }
    }
    // Every row is one of those: another was put there by nobody who looked.
    let (entries, log, seq) =
        (access_flag::Entity::find(), access_flag::Column::EntryLog, access_flag::Column::EntrySeq);
    if let Some((log, seq)) = beyond(db, entries, log, seq, listed).await? {
        return Err(bad(log, seq));
    }
    // So is every mark: by another the hub would think that it has looked where nobody did.
    let (marks, log, seq) =
        (access_flag_pass::Entity::find(), access_flag_pass::Column::Log, access_flag_pass::Column::Seq);
    match beyond(db, marks, log, seq, passes_made).await? {
        Some((log, seq)) => Err(bad(log, seq)),
        None => Ok(()),
    }
}

/// The place that the last of the rows names, where there are not as many as that.
async fn beyond<C: ConnectionTrait, E: EntityTrait>(
    db: &C,
    rows: Select<E>,
    log: E::Column,
    seq: E::Column,
    many: u64,
) -> Result<Option<(i32, i64)>, DbErr> {
    let rows = rows.select_only().columns([log, seq]).order_by_asc(log).order_by_asc(seq);
    let rows: Vec<(i32, i64)> = rows.into_tuple().all(db).await?;
    Ok(rows.last().copied().filter(|_| rows.len() as u64 != many))
}

/// Whether the rows of a pass stand as its entry says.
async fn holds<C: ConnectionTrait>(db: &C, pass: Pass, log: i32, seq: i64) -> Result<bool, VerifyError> {
    let rows = access_flag::Entity::find()
        .filter(access_flag::Column::Log.eq(log))
        .filter(access_flag::Column::Seq.eq(seq))
        .all(db)
        .await?;
    let mut stand = Vec::with_capacity(rows.len());
    for row in rows {
        let at = Position { log: row.entry_log, seq: row.entry_seq };
        let entry = access_log::Entity::find_by_id((at.log, at.seq)).one(db).await?;
        // By these two the flag is found.
        if entry.is_none_or(|entry| (entry.committed_at, entry.agency) != (row.committed_at, row.agency)) {
            return Ok(false);
        }
        stand.push((at.to_string(), row.flags.iter().collect::<Vec<AccessFlag>>()));
    }
    let mut said = pass.flagged;
    stand.sort();
    said.sort();
    let mark = access_flag_pass::Entity::find_by_id((pass.log, pass.since)).one(db).await?;
    let marked = mark.is_some_and(|mark| (mark.until, mark.log, mark.seq) == (pass.until, log, seq));
    Ok(stand == said && marked)
}
