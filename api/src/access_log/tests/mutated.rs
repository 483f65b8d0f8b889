//! Ten thousand random ways to touch a stored log, each the same on every run: verifying finds every one that left anything
//! changed, and never one that did not.

use entities::rows::access_log::{self, Column, Model};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, EntityTrait, IdenStatic, Iterable, QueryOrder, Statement, TransactionTrait,
};

use super::fixture::{House, entry};
use crate::access_log::canonical::{SALT_LEN, commitments, encode, salts_needed};
use crate::access_log::merkle::{Frontier, leaf_hash};
use crate::access_log::verify::{VerifyError, verify};
use crate::access_log::{Checkpoint, Draft, FactSet, SigningKey, SlotLock, checkpoints};
use crate::plain::clock::SystemClock;
use crate::plain::entropy::SystemEntropy;

/// How many are tried.
const TRIES: u64 = 10_000;

/// Numbers that are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mixed = (self.0 ^ (self.0 >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed ^ (mixed >> 33)
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most as u64).unwrap()
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// What is touched, and with what.
struct Touch<'a> {
    txn: &'a DatabaseTransaction,
    dice: &'a mut Dice,
    /// Every place of the logs as they were.
    places: &'a [(i32, i64)],
    keys: [&'a SigningKey; 2],
}

impl Touch<'_> {
    async fn run(&self, sql: &str) {
        // What a constraint refuses changes nothing.
        let _ = self.txn.execute_unprepared(sql).await;
    }

    fn place(&mut self) -> (i32, i64) {
        self.dice.one(self.places)
    }

    /// Some row of some table, as a condition, and one of its columns.
    fn cell(&mut self) -> (&'static str, String, &'static str) {
        let (log, seq) = self.place();
        match self.dice.below(12) {
            0 => ("log_slot", format!("log = {log}"), self.dice.one(&["log", "seq", "opened_at"])),
            1 => {
                let nth = self.dice.below(3);
                let row = format!("hash = (SELECT hash FROM fact_set ORDER BY hash LIMIT 1 OFFSET {nth})");
                ("fact_set", row, self.dice.one(&["hash", "facts", "log", "seq"]))
            }
            _ => {
                let columns: Vec<&str> = Column::iter().map(|column| column.as_str()).collect();
                ("access_log", format!("log = {log} AND seq = {seq}"), self.dice.one(&columns))
            }
        }
    }

    /// One bit of one value is another; or there is a value where there was none, or none where there was one.
    async fn flip(&mut self) {
        let (table, row, column) = self.cell();
        let read = format!("SELECT typeof({column}) AS kind, hex({column}) AS bytes FROM {table} WHERE {row}");
        let statement = Statement::from_string(self.txn.get_database_backend(), read);
        let Some(found) = self.txn.query_one_raw(statement).await.unwrap() else { return };
        let kind: String = found.try_get("", "kind").unwrap();
        let mut bytes = hex::decode(found.try_get::<String>("", "bytes").unwrap()).unwrap();
        let value = match kind.as_str() {
            "integer" => {
                let number: i64 = String::from_utf8(bytes).unwrap().parse().unwrap();
                (number ^ (1 << self.dice.below(64))).to_string()
            }
            "null" => self.dice.one(&["0", "1", "''", "'[]'", "x''", "x'00'"]).to_owned(),
            _ if self.dice.below(20) == 0 => "NULL".to_owned(),
            _ if bytes.is_empty() => "x'01'".to_owned(),
            kind => {
                let at = self.dice.below(bytes.len());
                bytes[at] ^= 1 << self.dice.below(8);
                // A text may become one that is none.
                let cast = if kind == "text" { "TEXT" } else { "BLOB" };
                format!("CAST(x'{}' AS {cast})", hex::encode(bytes))
            }
        };
        self.run(&format!("UPDATE {table} SET {column} = {value} WHERE {row}")).await;
    }

    async fn drop(&mut self) {
        let (table, row, _) = self.cell();
        self.run(&format!("DELETE FROM {table} WHERE {row}")).await;
    }

    /// Two entries change places, or one of their values.
    async fn swap(&mut self) {
        let ((log, seq), (other_log, other)) = (self.place(), self.place());
        if self.dice.below(2) == 0 {
            self.run(&format!("UPDATE access_log SET seq = -1 WHERE log = {log} AND seq = {seq}")).await;
            let there = format!("log = {other_log} AND seq = {other}");
            self.run(&format!("UPDATE access_log SET log = {log}, seq = {seq} WHERE {there}")).await;
            let aside = format!("log = {log} AND seq = -1");
            self.run(&format!("UPDATE access_log SET log = {other_log}, seq = {other} WHERE {aside}")).await;
            return;
        }
        let columns: Vec<&str> = Column::iter().map(|column| column.as_str()).skip(2).collect();
        let column = self.dice.one(&columns);
        let of = |log: i32, seq: i64| format!("(SELECT {column} FROM access_log WHERE log = {log} AND seq = {seq})");
        self.run(&format!(
            "UPDATE access_log SET {column} = CASE WHEN seq = {seq} AND log = {log} THEN {} ELSE {} END \
             WHERE (log = {log} AND seq = {seq}) OR (log = {other_log} AND seq = {other})",
            of(other_log, other),
            of(log, seq)
        ))
        .await;
    }

    /// An entry stands a second time: at the end of a log, or in the place of another, or pushed in between.
    async fn duplicate(&mut self) {
        let ((log, seq), (to_log, to)) = (self.place(), self.place());
        let rest: Vec<&str> = Column::iter().map(|column| column.as_str()).skip(2).collect();
        let (into, at) = match self.dice.below(3) {
            0 => ("INSERT", format!("(SELECT max(seq) + 1 FROM access_log WHERE log = {to_log})")),
            1 => ("INSERT OR REPLACE", to.to_string()),
            _ => {
                let later = format!("log = {to_log} AND seq >= {to}");
                self.run(&format!("UPDATE access_log SET seq = -2 - seq WHERE {later}")).await;
                self.run(&format!("UPDATE access_log SET seq = -1 - seq WHERE log = {to_log} AND seq < 0")).await;
                ("INSERT", to.to_string())
            }
        };
        let columns = rest.join(", ");
        self.run(&format!(
            "{into} INTO access_log (log, seq, {columns}) SELECT {to_log}, {at}, {columns} FROM access_log \
             WHERE log = {log} AND seq = {seq}"
        ))
        .await;
    }

    async fn cut(&mut self) {
        let (log, seq) = self.place();
        self.run(&format!("DELETE FROM access_log WHERE log = {log} AND seq >= {seq}")).await;
        if seq == 0 && self.dice.below(2) == 0 {
            self.run(&format!("DELETE FROM log_slot WHERE log = {log}")).await;
        }
    }

    /// Something else was done, and all hashes from there on are made anew; signed by nobody, by another key, by the hub's
    /// own, or with the old signatures.
    async fn rewrite(&mut self) {
        let (log, seq) = self.place();
        // What was touched before may be beyond reading.
        let rows = access_log::Entity::find().order_by_asc(Column::Log).order_by_asc(Column::Seq).all(self.txn).await;
        let Ok(mut rows): Result<Vec<Model>, _> = rows else { return };
        rows.retain(|row| row.log == log);
        let (change, signing) = (self.dice.below(5), self.dice.below(4));
        let mut frontier = Frontier::default();
        for mut row in rows {
            if row.seq < seq {
                frontier.push(leaf_hash(&row.canonical));
                continue;
            }
            if row.seq == seq {
                match change {
                    0 => row.allowed = !row.allowed,
                    1 => row.child = None,
                    2 => row.justification = Some("a better story".to_owned()),
                    3 => row.records_disclosed += 1,
                    _ => row.asked_at.0 -= 1,
                }
                row.salts = vec![7; SALT_LEN * salts_needed(&row)];
            }
            let Some(committed) = commitments(&row) else { return };
            row.canonical = encode(&row, &committed);
            let leaf = leaf_hash(&row.canonical);
            let nodes = frontier.push(leaf).concat();
            let checkpoint = match (&row.checkpoint, signing) {
                (None, _) | (_, 0) => None,
                (Some(old), 1) => Some(old.clone()),
                (_, by) => Some(Checkpoint::sign(log, frontier.size(), frontier.root(), self.keys[by - 2])),
            };
            let sql = format!(
                "UPDATE access_log SET allowed = {}, child = {}, justification = {}, records_disclosed = {}, asked_at = {}, \
                 salts = x'{}', canonical = x'{}', leaf_hash = x'{}', nodes = x'{}', checkpoint = {} \
                 WHERE log = {log} AND seq = {}",
                i32::from(row.allowed),
                row.child.map_or("NULL".to_owned(), |id| format!("'{id}'")),
                row.justification.map_or("NULL".to_owned(), |text| format!("'{text}'")),
                row.records_disclosed,
                row.asked_at.0,
                hex::encode(&row.salts),
                hex::encode(&row.canonical),
                hex::encode(leaf),
                hex::encode(nodes),
                checkpoint.map_or("NULL".to_owned(), |text| format!("'{text}'")),
                row.seq
            );
            self.run(&sql).await;
        }
    }

    async fn once(&mut self, how: usize) {
        match how {
            0 => self.flip().await,
            1 => self.drop().await,
            2 => self.swap().await,
            3 => self.duplicate().await,
            4 => self.cut().await,
            _ => self.rewrite().await,
        }
    }
}

/// Everything that stands in the tables of the log, exactly.
async fn everything(txn: &DatabaseTransaction) -> Vec<String> {
    let columns = |names: &[&str]| {
        names.iter().map(|name| format!("typeof({name}) || hex({name})")).collect::<Vec<_>>().join(" || ',' || ")
    };
    let log: Vec<&str> = Column::iter().map(|column| column.as_str()).collect();
    let mut all = Vec::new();
    for (table, names) in [
        ("access_log", log.as_slice()),
        ("log_slot", &["log", "seq", "opened_at"]),
        ("fact_set", &["hash", "facts", "log", "seq"]),
    ] {
        let sql = format!("SELECT {} AS row FROM {table} ORDER BY 1", columns(names));
        let rows = txn.query_all_raw(Statement::from_string(txn.get_database_backend(), sql)).await.unwrap();
        all.extend(rows.iter().map(|row| row.try_get::<String>("", "row").unwrap()));
    }
    all
}

/// Two logs of a few commits each, whose entries rest on three sets of Facts.
async fn filled(house: &House) {
    let draft = |facts: &str| {
        let facts = std::sync::Arc::new(FactSet::new(format!("{{\"of\":\"{facts}\"}}")));
        Draft::new((), crate::access_log::EntryDraft { facts: Some(facts), ..entry() })
    };
    let log = house.log().await;
    log.append_all(vec![draft("a"), draft("b"), draft("a")]).await.unwrap();
    log.append(draft("b")).await.unwrap();
    log.append_all(vec![draft("a"), draft("a")]).await.unwrap();
    log.close().await;
    let log = house.log_with(SlotLock::Unheld(1), std::sync::Arc::new(SystemClock)).await.unwrap();
    log.append(draft("c")).await.unwrap();
    log.append_all(vec![draft("c"), draft("c")]).await.unwrap();
    log.close().await;
}

#[tokio::test]
async fn ten_thousand_random_changes_of_a_stored_log_are_found_and_nothing_else_is() {
    let house = House::sqlite().await;
    filled(&house).await;
    house.without_triggers().await;
    let (own, public) = (house.key(), house.public());
    let stranger = SigningKey::generate(public.origin(), &SystemEntropy).unwrap();
    let places: Vec<(i32, i64)> = house.rows().await.iter().map(|row| (row.log, row.seq)).collect();
    assert_eq!(places.len(), 9);
    let kept = checkpoints(&house.db).await.unwrap();
    let kept: Vec<Checkpoint> = kept.iter().map(|text| Checkpoint::verify(text, &public).unwrap()).collect();
    let txn = house.db.begin().await.unwrap();
    let before = everything(&txn).await;
    txn.rollback().await.unwrap();

    let mut dice = Dice(6962);
    let (mut unchanged, mut unreadable, mut found) = (0, 0, [0_u32; 6]);
    for number in 0..TRIES {
        let txn = house.db.begin().await.unwrap();
        let how = dice.below(found.len());
        let mut touch = Touch { txn: &txn, dice: &mut dice, places: &places, keys: [&stranger, &own] };
        touch.once(how).await;
        if number % 5 == 0 {
            let also = touch.dice.below(found.len());
            touch.once(also).await;
        }
        let changed = everything(&txn).await != before;
        match verify(&txn, &public, Some(kept.clone()), |_| ()).await {
            Ok(_) => {
                let left = differences(&before, &everything(&txn).await);
                assert!(!changed, "{number}: not found, of kind {how}: {left:#?}");
            }
            Err(error) => {
                assert!(changed, "{number}: {error}, and nothing was changed");
                unreadable += u32::from(!matches!(error, VerifyError::Bad(_)));
            }
        }
        if changed {
            found[how] += 1
        } else {
            unchanged += 1
        }
        txn.rollback().await.unwrap();
    }
    verify(&house.db, &public, Some(kept), |_| ()).await.unwrap();
    println!("found, by kind: {found:?}, {unreadable} of them by what cannot be read; {unchanged} left all as it was");
    assert!(found.iter().all(|found| *found > 500) && unchanged > 10, "{found:?} {unchanged}");
    house.db.close().await.unwrap();
}

/// The rows that only one of them has.
fn differences(before: &[String], after: &[String]) -> Vec<String> {
    let only = |of: &[String], not: &[String], sign: &str| -> Vec<String> {
        of.iter().filter(|row| !not.contains(row)).map(|row| format!("{sign} {row}")).collect()
    };
    [only(before, after, "-"), only(after, before, "+")].concat()
}
