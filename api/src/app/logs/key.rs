//! `hub log key`: a new signing key, and the change from one to the next.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::ChangeArgs;
use super::sources::Source;
use crate::access_log::key::KeyError;
use crate::access_log::{
    Checkpoint, KeyChange, KeyChangeError, Keys, SigningKey, StartError, change_key, ends, writer_options,
};
use crate::app::{Fault, house, out};
use crate::plain::clock::SystemClock;
use crate::plain::entropy::SystemEntropy;
use crate::store::connect;

pub(super) fn new(file: &Path, origin: &str, as_json: bool) -> Result<(), Fault> {
    let key = SigningKey::generate(origin, &SystemEntropy).map_err(|e| match e {
        KeyError::Origin => Fault::usage(e.to_string()),
        other => Fault::outside(other.to_string()),
    })?;
    key.write_new(file).map_err(|e| match &e {
        KeyError::File(cause) if cause.kind() == ErrorKind::AlreadyExists => Fault::usage(format!(
            "{} is there already and stays as it is: a log goes on with the key that signed it until `hub log key change`; name \
             another file",
            file.display()
        )),
        _ => Fault::outside(format!("{}: {e}", file.display())),
    })?;
    let public = key.public().text();
    if as_json {
        out::line(json!({ "publicKey": public, "file": file }))?;
    } else {
        out::line(&public)?;
    }
    eprintln!(
        "the signing key is in {}: keep a copy in a safe place; this line verifies what it signs",
        file.display()
    );
    Ok(())
}

pub(super) async fn change(args: &ChangeArgs) -> Result<(), Fault> {
    let source = Source::of(&args.place)?;
    let former = source.former(&args.former_key)?;
    let key = source.signer()?.ok_or_else(|| {
        Fault::usage("name the new signing key in log.signing_key_file: its public half alone signs nothing")
    })?;
    let public = key.public().text();
    house::require_migrated(source.url()).await?;
    house::require_guarded(source.url()).await?;
    unsigned_so_far(&source, &Keys::new(former.clone(), key.public().clone())?).await?;
    let writer = connect::open_with(writer_options(source.url())).await?;
    let lock = house::slot_lock(source.url());
    let changed = change_key(writer, lock, former, key, Arc::new(SystemClock), &SystemEntropy).await;
    let changes = changed.map_err(fault)?;
    if args.json {
        out::line(json!(changes.iter().map(change_json).collect::<Vec<_>>()))?;
    } else {
        for KeyChange { position, from } in &changes {
            out::line(format_args!("log {}: signed by {} up to {position}", position.log, from.text()))?;
        }
        if !changes.is_empty() {
            out::line(format_args!("every log is signed by {public} now"))?;
        }
    }
    if changes.is_empty() {
        eprintln!(
            "No key was changed: every log is signed by {public} already. To change it, name the new key in log.signing_key_file first, and \
             this one at the end of log.former_keys"
        );
        return Ok(());
    }
    eprintln!(
        "Next: start the hub; run `hub log checkpoint` and keep what it prints elsewhere; give this key and the former ones, in their \
         order, to whoever verifies the log"
    );
    Ok(())
}

/// Where a checkpoint that is kept outside the database is by the new key, that key took the former one's place before: a log that
/// ends with a former key's checkpoint now was cut back and written on with it, and a change would make it whole.
async fn unsigned_so_far(source: &Source, keys: &Keys) -> Result<(), Fault> {
    let Some(file) = source.checkpoints().filter(|file| file.exists()) else { return Ok(()) };
    let db = source.database().await?;
    let ended = ends(&db, keys.present()).await;
    db.close().await?;
    if !ended.is_err_and(|error| error.is_of_another_key()) {
        return Ok(());
    }
    let name = file.display();
    let kept = std::fs::read_to_string(&file).map_err(|e| Fault::outside(format!("{name}: {e}")))?;
    let signed = Checkpoint::signed_all(&kept, keys).map_err(|e| Fault::usage(format!("{name} holds {e}")))?;
    let by_present = signed.iter().any(|(_, by)| *by == keys.newest());
    if by_present { Err(forged(&format!("{name} has a checkpoint by it"))) } else { Ok(()) }
}

fn forged(why: &str) -> Fault {
    Fault::no(format!(
        "the key was not changed: it had taken its place before ({why}), so that whatever a former key signs now is forged. Keep the database \
         and the checkpoints as they are, run `hub log verify --since` with the newest of these, and tell your data protection officer"
    ))
}

fn change_json(KeyChange { position, from }: &KeyChange) -> serde_json::Value {
    json!({ "log": position.log, "entry": position.to_string(), "formerKey": from.text() })
}

fn fault(error: KeyChangeError) -> Fault {
    match error {
        KeyChangeError::Keys(error) => error.into(),
        KeyChangeError::Start(error @ StartError::InUse { .. }) => Fault::usage(format!(
            "the key was not changed: {error}; stop every hub on this database, and run this again"
        )),
        KeyChangeError::Start(error) if error.is_of_another_key() => Fault::usage(format!(
            "the key was not changed: {error}. Name the public half of every key that ever signed this log, the oldest first, in \
             log.former_keys or with --former-key; `hub log key new` printed it"
        )),
        KeyChangeError::Former(_) => forged(&error.to_string()),
        KeyChangeError::Start(error) => Fault::outside(format!("the key was not changed: {error}")),
        KeyChangeError::Unwritten(_) => Fault::outside(format!(
            "the key was not changed in every log: {error}; see to the database, and run this again: it goes on where it broke off"
        )),
    }
}
