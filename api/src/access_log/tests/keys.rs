//! Keys and checkpoints as text, and the public ids of entries.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::access_log::checkpoint::BadCheckpoint;
use crate::access_log::key::KeyError;
use crate::access_log::{Checkpoint, Position, PublicKey, SigningKey};
use crate::plain::entropy::SystemEntropy;

fn key() -> SigningKey {
    SigningKey::generate("hub/log", &SystemEntropy).unwrap()
}

#[test]
fn a_key_file_is_its_owners_alone_and_is_never_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("log.key");
    let made = key();
    made.write_new(&file).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(SigningKey::load(&file).unwrap().public(), made.public());
    assert!(matches!(key().write_new(&file), Err(KeyError::File(_))));
    assert_eq!(PublicKey::parse(&made.public().text()).unwrap(), *made.public());
}

#[test]
fn what_is_not_a_key_is_refused() {
    let public = key().public().text();
    for text in
        ["", "PRIVATE+KEY+", "hub/log+00000000+AAAA", &public.replace("hub", "hut"), &format!("PRIVATE+KEY+{public}")]
    {
        assert!(PublicKey::parse(text).is_err(), "{text}");
        assert!(SigningKey::parse(text).is_err(), "{text}");
    }
    assert!(SigningKey::generate("a name", &SystemEntropy).is_err());
    assert!(SigningKey::generate("", &SystemEntropy).is_err());
}

#[test]
fn a_checkpoint_survives_its_text_and_nothing_else_does() {
    let key = key();
    let public = key.public();
    let text = Checkpoint::sign(3, 42, [9; 32], &key);
    assert!(text.starts_with(&format!("hub/log/3\n42\n{}\n\n— hub/log/3 ", STANDARD.encode([9; 32]))));
    let read = Checkpoint::verify(&text, public).unwrap();
    assert_eq!(read, Checkpoint { origin: "hub/log/3".to_owned(), size: 42, root: [9; 32] });
    assert_eq!(read.log(public), Some(3));

    let forged = text.replace("\n42\n", "\n43\n");
    assert_eq!(Checkpoint::verify(&forged, public), Err(BadCheckpoint::Signature));
    assert_eq!(Checkpoint::verify(&text, self::key().public()), Err(BadCheckpoint::Key));
    assert_eq!(Checkpoint::verify(&text.replace("\n42\n", "\n042\n"), public), Err(BadCheckpoint::Form));
    assert_eq!(Checkpoint::verify(&text.replace("hub/log/3", "hub/log/03"), public), Err(BadCheckpoint::Origin));
    assert_eq!(Checkpoint::verify(&text.replace("hub/log/3", "other/3"), public), Err(BadCheckpoint::Origin));
    assert_eq!(Checkpoint::verify(text.trim_end(), public), Err(BadCheckpoint::Form));
    assert_eq!(Checkpoint::verify("", public), Err(BadCheckpoint::Form));
}

#[test]
fn others_may_sign_below_and_notes_may_follow_each_other() {
    let (key, witness) = (key(), SigningKey::generate("witness", &SystemEntropy).unwrap());
    let text = Checkpoint::sign(0, 1, [1; 32], &key);
    let witnessed = format!("{text}— witness/0 {}\n", STANDARD.encode(witness.sign(b"x")));
    assert!(Checkpoint::verify(&witnessed, key.public()).is_ok());
    let all = format!("{witnessed}\n{text}{}", Checkpoint::sign(1, 7, [2; 32], &key));
    let sizes = Checkpoint::verify_all(&all, key.public()).unwrap().iter().map(|c| c.size).collect::<Vec<_>>();
    assert_eq!(sizes, [1, 1, 7]);
    assert_eq!(Checkpoint::verify_all("", key.public()).unwrap(), []);
    assert!(Checkpoint::verify_all("nonsense", key.public()).is_err());
}

#[test]
fn an_entry_has_one_public_id() {
    let at = Position { log: 2, seq: 17 };
    assert_eq!(at.to_string(), "access_2_17");
    assert_eq!("access_2_17".parse(), Ok(at));
    for text in
        ["access_2", "access_2_17_1", "access_-1_2", "access_2_+17", "access_02_17", "child_2_17", "access__", ""]
    {
        assert!(text.parse::<Position>().is_err(), "{text}");
    }
}
