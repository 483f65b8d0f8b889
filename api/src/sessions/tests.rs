//! Sessions on both databases: how long they last, and how they end.

use super::*;
use crate::testing::Scratch;

const START: Instant = Instant(1_800_000_000 * Instant::SECOND);
const ADA: (&str, &str) = ("https://login.example.org", "ada");

async fn each(test: impl AsyncFn(&Sessions)) {
    for scratch in Scratch::each().await {
        let pool = crate::store::connect::open_for_sessions(scratch.url()).await.unwrap();
        let sessions = Sessions::new(pool);
        test(&sessions).await;
        sessions.close().await;
        scratch.gone().await;
    }
}

#[tokio::test]
async fn a_session_ends_when_nobody_asks_for_half_an_hour_and_after_ten_hours_in_any_case() {
    each(async |sessions| {
        sessions.begin("secret", ADA, START).await.unwrap();
        assert!(sessions.find("other", START).await.unwrap().is_none());
        let found = sessions.find("secret", START.plus(IDLE - 1)).await.unwrap().unwrap();
        assert_eq!((found.issuer.as_str(), found.subject.as_str()), ADA);
        assert_eq!(found.idle_at, START.plus(2 * IDLE - 1), "a request counts");
        assert!(sessions.find("secret", START.plus(2 * IDLE - 1)).await.unwrap().is_none());

        sessions.begin("busy", ADA, START).await.unwrap();
        let mut now = START;
        while now.plus(20 * MINUTE) < START.plus(LONGEST) {
            now = now.plus(20 * MINUTE);
            let found = sessions.find("busy", now).await.unwrap().unwrap();
            assert!(found.idle_at <= found.ends_at);
        }
        assert!(sessions.find("busy", START.plus(LONGEST)).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn sessions_are_ended_one_by_one_or_all_of_a_person_and_those_that_are_over_are_forgotten() {
    each(async |sessions| {
        for secret in ["one", "two", "three"] {
            sessions.begin(secret, ADA, START).await.unwrap();
        }
        sessions.begin("ben", (ADA.0, "ben"), START).await.unwrap();
        sessions.end("one").await.unwrap();
        assert!(sessions.find("one", START).await.unwrap().is_none());
        assert_eq!(sessions.end_all(ADA).await.unwrap(), 2);
        assert!(sessions.find("three", START).await.unwrap().is_none());
        assert!(sessions.find("ben", START).await.unwrap().is_some(), "another person's stays");
        sessions.begin("later", ADA, START.plus(IDLE)).await.unwrap();
        assert_eq!(Entity::find().all(&sessions.0).await.unwrap().len(), 1, "ben's was over");
    })
    .await;
}

#[tokio::test]
async fn the_database_never_holds_what_the_cookie_holds() {
    each(async |sessions| {
        sessions.begin("the-secret", ADA, START).await.unwrap();
        let id = MembershipId(uuid::Uuid::from_u128(7));
        sessions.act_in("the-secret", id).await.unwrap();
        assert_eq!(sessions.find("the-secret", START).await.unwrap().unwrap().membership, Some(id));
        let rows = Entity::find().all(&sessions.0).await.unwrap();
        assert!(rows.iter().all(|row| !format!("{row:?}").contains("the-secret")));
    })
    .await;
}
