//! An export is verified by itself and the public key, and is found out where anybody touched it.

use super::fixture::{House, draft, on_each};
use crate::access_log::export::{ExportError, export, verify_export};
use crate::access_log::verify::{BadLog, Report, VerifyError, Why, verify};
use crate::access_log::{Checkpoint, PublicKey, SlotLock, checkpoints};
use crate::plain::clock::SystemClock;

/// Two logs of a few commits, and their export.
async fn exported(house: &House) -> String {
    let log = house.log().await;
    log.append_all(vec![draft(()), draft(()), draft(())]).await.unwrap();
    log.append(draft(())).await.unwrap();
    log.append_all(vec![draft(()), draft(())]).await.unwrap();
    log.close().await;
    let log = house.log_with(SlotLock::Unheld(1), std::sync::Arc::new(SystemClock)).await.unwrap();
    log.append_all(vec![draft(()), draft(())]).await.unwrap();
    log.close().await;
    let mut file = Vec::new();
    assert_eq!(export(&house.db, &mut file, |_| ()).await.unwrap(), 8);
    String::from_utf8(file).unwrap()
}

fn read(text: &str, key: &PublicKey, since: Option<Vec<Checkpoint>>) -> Result<Report, ExportError> {
    verify_export(text.as_bytes(), key, since)
}

/// The first bad place, where the export is of the form and not whole.
fn bad(text: &str, key: &PublicKey) -> BadLog {
    match read(text, key, None) {
        Err(ExportError::Bad(VerifyError::Bad(bad))) => bad,
        other => panic!("{other:?}"),
    }
}

fn form(text: &str, key: &PublicKey) -> u64 {
    match read(text, key, None) {
        Err(ExportError::Form(line)) => line,
        other => panic!("{other:?}"),
    }
}

fn without(lines: &[&str], number: usize) -> String {
    let kept: Vec<String> =
        lines.iter().enumerate().filter(|(at, _)| *at != number).map(|(_, line)| format!("{line}\n")).collect();
    kept.concat()
}

#[tokio::test]
async fn an_export_proves_the_same_as_the_database() {
    on_each(async |house| {
        let text = exported(house).await;
        let (key, since) = (house.public(), checkpoints(&house.db).await.unwrap());
        let since: Vec<Checkpoint> = since.iter().map(|text| Checkpoint::verify(text, &key).unwrap()).collect();
        let whole = verify(&house.db, &key, Some(since.clone()), |_| ()).await.unwrap();
        assert_eq!(read(&text, &key, Some(since)).unwrap(), whole);
        assert_eq!(whole.entries(), 8);
        for row in house.rows().await {
            let plain = [row.person.map(|id| id.to_string()), row.child.map(|id| id.to_string()), row.justification];
            let hidden = plain.into_iter().flatten().all(|value| !text.contains(&value));
            assert!(hidden, "an export holds no person, no child and no justification");
        }
    })
    .await;
}

#[tokio::test]
async fn an_export_that_was_touched_is_found_out() {
    let house = House::sqlite().await;
    let text = exported(&house).await;
    let key = house.public();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 10);
    // One character of what was hashed: line 3 is the second entry, and its commit ends with line 4.
    let entry = lines[2].find("\"entry\":\"").unwrap() + 9;
    let mut changed = lines[2].to_owned();
    let at = entry + 200;
    changed.replace_range(at..=at, if changed[at..].starts_with('A') { "B" } else { "A" });
    let touched = text.replace(lines[2], &changed);
    assert_eq!(bad(&touched, &key), BadLog { log: 0, seq: 2, why: Why::Checkpoint });
    // An entry is gone, or two changed places, or the numbers beside them with them.
    assert_eq!(form(&without(&lines, 2), &key), 3);
    assert_eq!(form(&without(&lines, 1), &key), 2);
    let renumbered = without(&lines, 2).replace("\"sequence\":2", "\"sequence\":1");
    assert_eq!(bad(&renumbered, &key), BadLog { log: 0, seq: 1, why: Why::Missing });
    // A checkpoint is gone, or another's, or the key is another.
    let note = |line: &str| line.split(",\"checkpoint\"").next().unwrap().to_owned() + "}";
    assert_eq!(bad(&text.replace(lines[3], &note(lines[3])), &key), BadLog { log: 0, seq: 2, why: Why::Checkpoint });
    let stranger = house_key();
    assert_eq!(bad(&text, &stranger), BadLog { log: 0, seq: 2, why: Why::Key });
    // Cut in the middle of a commit, at the end of one, and without the last line.
    let end = |entries: u64| format!("{{\"entries\":{entries}}}\n");
    let upto = |line: usize| lines[..line].iter().map(|line| format!("{line}\n")).collect::<String>();
    assert_eq!(bad(&(upto(6) + &end(5)), &key), BadLog { log: 0, seq: 5, why: Why::CutInCommit });
    assert_eq!(form(&upto(5), &key), 6);
    assert_eq!(form(&(upto(5) + &end(8)), &key), 6);
    assert_eq!(form(&(text.clone() + &end(8)), &key), 11);
    assert_eq!(read(&(upto(5) + &end(4)), &key, None).unwrap().entries(), 4, "found against a checkpoint alone");
    let kept: Vec<Checkpoint> =
        checkpoints(&house.db).await.unwrap().iter().map(|text| Checkpoint::verify(text, &key).unwrap()).collect();
    for (cut, log, seq) in [(upto(5) + &end(4), 0, 4), (upto(7) + &end(6), 1, 0)] {
        match read(&cut, &key, Some(kept.clone())) {
            Err(ExportError::Bad(VerifyError::Bad(bad))) => assert_eq!(bad, BadLog { log, seq, why: Why::Cut }),
            other => panic!("{other:?}"),
        }
    }
    // What is no export at all.
    assert_eq!(form("", &key), 1);
    assert_eq!(form("{\"format\":\"hub-log-export/2\"}\n", &key), 1);
    assert_eq!(form(&text.replace("\"log\":1", "\"log\":1,\"more\":1"), &key), 8);
    house.db.close().await.unwrap();
}

fn house_key() -> PublicKey {
    let key = crate::access_log::SigningKey::generate("hub/log", &crate::plain::entropy::SystemEntropy).unwrap();
    key.public().clone()
}
