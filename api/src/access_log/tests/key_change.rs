//! One key after the other: what a former key still proves, and what whoever has it can no longer do.

use std::sync::Arc;

use entities::words::AccessAction;
use sea_orm::Database;
use tempfile::TempDir;

use super::fixture::{House, draft, on_each};
use crate::access_log::export::{ExportError, export, verify_export};
use crate::access_log::verify::{BadLog, VerifyError, Why, verify};
use crate::access_log::{
    BadKeys, Checkpoint, KeyChange, KeyChangeError, Keys, Log, Position, PublicKey, SigningKey, StartError, change_key,
    checkpoints, checkpoints_after, writer_options,
};
use crate::plain::clock::SystemClock;
use crate::plain::entropy::SystemEntropy;

/// The key that is to take the place of the house's.
struct Next(TempDir);

impl Next {
    fn made() -> Self {
        let dir = tempfile::tempdir().unwrap();
        SigningKey::generate("hub/log", &SystemEntropy).unwrap().write_new(&dir.path().join("next.key")).unwrap();
        Self(dir)
    }

    fn key(&self) -> SigningKey {
        SigningKey::load(&self.0.path().join("next.key")).unwrap()
    }

    /// The house's key, and this after it.
    fn after(&self, house: &House) -> Keys {
        Keys::new(vec![house.public()], self.key().public().clone()).unwrap()
    }

    async fn change(&self, house: &House, former: Vec<PublicKey>) -> Result<Vec<KeyChange>, KeyChangeError> {
        let writer = Database::connect(writer_options(house.url())).await.unwrap();
        change_key(writer, house.lock(), former, self.key(), Arc::new(SystemClock), &SystemEntropy).await
    }
}

async fn log_by(house: &House, key: SigningKey) -> Result<Log, StartError> {
    let writer = Database::connect(writer_options(house.url())).await.unwrap();
    Log::start(house.db.clone(), writer, house.lock(), key, Arc::new(SystemClock), Arc::new(SystemEntropy)).await
}

/// Log 0 of three entries, and log 1 of one, by the house's key.
async fn filled(house: &House) {
    let (zero, one) = (house.log().await, house.log().await);
    zero.append_all(vec![draft(()), draft(())]).await.unwrap();
    zero.append(draft(())).await.unwrap();
    one.append(draft(())).await.unwrap();
    zero.close().await;
    one.close().await;
}

async fn found(house: &House, keys: impl Into<Keys>) -> Option<BadLog> {
    match verify(&house.db, keys, None, |_| ()).await {
        Ok(_) => None,
        Err(VerifyError::Bad(bad)) => Some(bad),
        Err(other) => panic!("{other}"),
    }
}

fn bad(log: i32, seq: i64, why: Why) -> Option<BadLog> {
    Some(BadLog { log, seq, why })
}

#[tokio::test]
async fn a_log_goes_on_by_another_key_and_both_prove_it() {
    on_each(async |house| {
        filled(house).await;
        let kept = checkpoints(&house.db).await.unwrap().join("\n");
        let next = Next::made();
        let keys = next.after(house);
        let changes = next.change(house, vec![house.public()]).await.unwrap();
        let at = |log, seq| KeyChange { position: Position { log, seq }, from: house.public() };
        assert_eq!(changes, [at(0, 3), at(1, 1)]);
        assert_eq!(next.change(house, vec![house.public()]).await.unwrap(), [], "once is enough");
        let rows = house.rows().await;
        assert_eq!(rows.len(), 6);
        let ask = rows[3].ask.as_deref().unwrap();
        assert!(rows[3].action == AccessAction::Administer && rows[3].person.is_none());
        assert!(ask.contains(&house.public().text()) && ask.contains(&keys.present().text()), "{ask}");

        // The hub goes on with the new key alone.
        assert!(log_by(house, house.key()).await.err().unwrap().is_of_another_key());
        let log = log_by(house, next.key()).await.unwrap();
        log.append(draft(())).await.unwrap();
        log.close().await;

        assert_eq!(found(house, &keys).await, None);
        assert_eq!(found(house, next.key().public()).await, bad(0, 1, Why::Key), "the former one is missing");
        assert_eq!(found(house, &house.public()).await, bad(0, 3, Why::Key), "the new one is missing");
        let reversed = Keys::new(vec![next.key().public().clone()], house.public()).unwrap();
        assert_eq!(found(house, &reversed).await, bad(0, 3, Why::FormerKey));

        // What was kept before the change is gone on from, and replaced by what the new key signed.
        let since = Checkpoint::verify_all(&kept, &keys).unwrap();
        assert_eq!(verify(&house.db, &keys, Some(since), |_| ()).await.unwrap().entries(), 7);
        let after = checkpoints_after(&house.db, &kept, &keys).await.unwrap().unwrap().join("\n");
        assert_eq!(Checkpoint::verify_all(&after, next.key().public()).unwrap().len(), 2);

        let mut file = Vec::new();
        export(&house.db, &mut file, |_| ()).await.unwrap();
        assert_eq!(verify_export(&file[..], &keys, None).unwrap().entries(), 7);
        match verify_export(&file[..], next.key().public(), None) {
            Err(ExportError::Bad(VerifyError::Bad(found))) => assert_eq!(Some(found), bad(0, 1, Why::Key)),
            other => panic!("{other:?}"),
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_has_the_former_key_rewrites_nothing() {
    on_each(async |house| {
        filled(house).await;
        let next = Next::made();
        let keys = next.after(house);
        next.change(house, vec![house.public()]).await.unwrap();
        let genuine = house.rows().await[3].checkpoint.clone().unwrap();
        house.without_triggers().await;
        assert_eq!(found(house, &keys).await, None);
        // Another checkpoint of the same tree, by the former key, after one of the new key's.
        let log = log_by(house, next.key()).await.unwrap();
        log.append(draft(())).await.unwrap();
        log.close().await;
        let own = house.rows().await[4].checkpoint.clone().unwrap();
        let own = Checkpoint::verify(&own, next.key().public()).unwrap();
        let forged = Checkpoint::sign(0, own.size, own.root, &house.key());
        house.sql(&format!("UPDATE access_log SET checkpoint = '{forged}' WHERE log = 0 AND seq = 4")).await;
        assert_eq!(found(house, &keys).await, bad(0, 4, Why::FormerKey));
        // Cut back to before the change, without a checkpoint kept elsewhere.
        house.sql("DELETE FROM access_log WHERE log = 0 AND seq >= 3").await;
        assert_eq!(found(house, &keys).await, bad(0, 2, Why::EndsFormer));
        assert!(log_by(house, next.key()).await.err().unwrap().is_of_another_key(), "nor is it gone on with");
        // And gone on with by the former key, to the same length and beyond.
        for last in 3..5 {
            let thief = log_by(house, house.key()).await.unwrap();
            thief.append(draft(())).await.unwrap();
            thief.close().await;
            assert_eq!(found(house, &keys).await, bad(0, last, Why::EndsFormer));
        }
        // With what the new key signed put at its place: it is of another tree.
        house.sql("DELETE FROM access_log WHERE log = 0 AND seq = 4").await;
        house.sql(&format!("UPDATE access_log SET checkpoint = '{genuine}' WHERE log = 0 AND seq = 3")).await;
        assert_eq!(found(house, &keys).await, bad(0, 3, Why::Checkpoint));
    })
    .await;
}

#[tokio::test]
async fn a_change_that_broke_off_is_ended_by_another_run() {
    on_each(async |house| {
        filled(house).await;
        let next = Next::made();
        let (stopped, goes_on) = if house.is_sqlite() {
            let when = "BEFORE INSERT ON access_log WHEN NEW.log = 1 BEGIN SELECT RAISE(ABORT, 'half way'); END";
            (format!("CREATE TRIGGER half_way {when}"), "DROP TRIGGER half_way")
        } else {
            let add = "ALTER TABLE access_log ADD CONSTRAINT half_way CHECK (log <> 1) NOT VALID".to_owned();
            (add, "ALTER TABLE access_log DROP CONSTRAINT half_way")
        };
        house.sql(&stopped).await;
        let broke_off = next.change(house, vec![house.public()]).await;
        assert!(matches!(broke_off, Err(KeyChangeError::Unwritten(1))), "{broke_off:?}");
        let keys = next.after(house);
        assert_eq!(found(house, &keys).await, bad(1, 0, Why::EndsFormer), "it is seen that one log is left");
        house.sql(goes_on).await;
        let rest = next.change(house, vec![house.public()]).await.unwrap();
        assert_eq!(rest, [KeyChange { position: Position { log: 1, seq: 1 }, from: house.public() }]);
        assert_eq!((found(house, &keys).await, house.rows().await.len()), (None, 6));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_key_is_changed_beside_a_hub_or_without_the_key_that_signed() {
    on_each(async |house| {
        filled(house).await;
        let next = Next::made();
        let former = || vec![house.public()];
        let zero = house.log().await;
        // One that has written nothing is in the way too.
        let (one, two) = (house.log().await, house.log().await);
        assert_eq!(two.slot(), 2);
        for (running, slot) in [(zero, 0), (one, 1), (two, 2)] {
            let refused = next.change(house, former()).await;
            assert!(
                matches!(refused, Err(KeyChangeError::Start(StartError::InUse { log })) if log == slot),
                "{slot}: {refused:?}"
            );
            running.close().await;
        }
        match next.change(house, Vec::new()).await {
            Err(KeyChangeError::Start(error)) => assert!(error.is_of_another_key(), "{error}"),
            other => panic!("{other:?}"),
        }
        let elsewhere = SigningKey::generate("other/log", &SystemEntropy).unwrap().public().clone();
        let refused = next.change(house, vec![elsewhere]).await;
        assert!(matches!(refused, Err(KeyChangeError::Keys(BadKeys::Origin(..)))), "{refused:?}");
        let refused = next.change(house, vec![next.key().public().clone()]).await;
        assert!(matches!(refused, Err(KeyChangeError::Keys(BadKeys::Twice(_)))), "{refused:?}");
        assert_eq!(house.rows().await.len(), 4, "nothing was written");
        assert_eq!(next.change(house, former()).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_former_key_signs_beside_hubs_with_the_present_one_is_not_made_whole() {
    on_each(async |house| {
        filled(house).await;
        let next = Next::made();
        next.change(house, vec![house.public()]).await.unwrap();
        let (zero, one) = (log_by(house, next.key()).await.unwrap(), log_by(house, next.key()).await.unwrap());
        zero.append(draft(())).await.unwrap();
        // Whoever has the former key begins a log of their own.
        let forged = house.log().await;
        forged.append(draft(())).await.unwrap();
        for log in [zero, one, forged] {
            log.close().await;
        }
        let keys = next.after(house);
        assert_eq!(found(house, &keys).await, bad(2, 0, Why::EndsFormer));
        let refused = next.change(house, vec![house.public()]).await;
        assert!(matches!(refused, Err(KeyChangeError::Former(2))), "{refused:?}");
        assert_eq!(found(house, &keys).await, bad(2, 0, Why::EndsFormer), "nothing was written");
    })
    .await;
}
