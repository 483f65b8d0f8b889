//! `hub log prove`: that an entry is in its log, or that a log goes on from what was kept of it.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::ProveArgs;
use super::sources::Source;
use super::verify::kept;
use crate::access_log::Position;
use crate::access_log::proof::{Continuation, Proof, continuation, prove};
use crate::app::{Fault, out};

pub(super) async fn run(args: &ProveArgs) -> Result<(), Fault> {
    match (&args.id, &args.since) {
        (Some(id), _) => entry(args, id).await,
        (None, Some(file)) => since(args, file).await,
        (None, None) => Err(Fault::usage("say what is to be proved: the id of an entry, or --since with a file")),
    }
}

async fn entry(args: &ProveArgs, id: &str) -> Result<(), Fault> {
    let position: Position =
        id.parse().map_err(|e| Fault::usage(format!("`{id}` is {e}; answers carry it as accessLogEntryId")))?;
    let source = Source::of(&args.place)?;
    let keys = source.keys(&args.key)?;
    let Some(proof) = prove(&source.database().await?, position, keys.present()).await? else {
        return Err(Fault::no(format!(
            "{position} cannot be proved: there is no such entry, rows of its log are gone or changed, or another key signed it; run \
             `hub log verify`"
        )));
    };
    if args.json { out::line(proof_json(&proof)) } else { out::text(proof_text(&proof)) }
}

/// Each log goes on from its checkpoint, or the answer is no.
async fn since(args: &ProveArgs, file: &Path) -> Result<(), Fault> {
    let source = Source::of(&args.place)?;
    let keys = source.keys(&args.key)?;
    let key = keys.present();
    let db = source.database().await?;
    let mut proofs = Vec::new();
    for old in kept(file, &keys)? {
        let Some(log) = old.log(key) else { continue };
        let proof = continuation(&db, log, &old, key).await?.map_err(|broken| {
            Fault::no(format!(
                "log {log} does not go on from its checkpoint at {}: {broken}; run `hub log verify --since {}`",
                old.size,
                file.display()
            ))
        })?;
        proofs.push(proof);
    }
    if args.json {
        return out::line(json!(proofs.iter().map(continuation_json).collect::<Vec<_>>()));
    }
    out::text(proofs.iter().map(continuation_text).collect::<Vec<_>>().join("\n"))
}

/// The proof as anybody's tools read it (<https://c2sp.org/tlog-proof>).
fn proof_text(proof: &Proof) -> String {
    format!("c2sp.org/tlog-proof@v1\nindex {}\n{}\n{}", proof.position.seq, lines(&proof.path), proof.checkpoint)
}

/// The proof as a witness is sent it (<https://c2sp.org/tlog-witness>).
fn continuation_text(proof: &Continuation) -> String {
    format!("old {}\n{}\n{}", proof.old, lines(&proof.path), proof.checkpoint)
}

fn lines(path: &[[u8; 32]]) -> String {
    path.iter().map(|hash| format!("{}\n", STANDARD.encode(hash))).collect()
}

fn proof_json(proof: &Proof) -> serde_json::Value {
    json!({
        "id": proof.position.to_string(),
        "log": proof.position.log,
        "sequence": proof.position.seq,
        "leafHash": hex::encode(proof.leaf_hash),
        "canonical": STANDARD.encode(&proof.canonical),
        "size": proof.size,
        "path": hexes(&proof.path),
        "checkpoint": proof.checkpoint,
    })
}

fn continuation_json(proof: &Continuation) -> serde_json::Value {
    json!({
        "log": proof.log, "old": proof.old, "size": proof.size, "path": hexes(&proof.path), "checkpoint": proof.checkpoint,
    })
}

fn hexes(path: &[[u8; 32]]) -> Vec<String> {
    path.iter().map(hex::encode).collect()
}
