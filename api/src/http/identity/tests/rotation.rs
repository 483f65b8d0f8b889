//! Keys by address: rotation, cool-down, outage.

use super::*;

/// A server that gives whatever is put into `answer` and counts how often it was asked.
struct Served {
    url: String,
    answer: Arc<RwLock<(StatusCode, String)>>,
    asked: Arc<AtomicUsize>,
}

async fn served(keys: &[&Signer]) -> Served {
    let answer = Arc::new(RwLock::new((StatusCode::OK, set(keys))));
    let asked = Arc::new(AtomicUsize::new(0));
    let (answers, counts) = (answer.clone(), asked.clone());
    let app = Router::new().route(
        "/jwks",
        get(move || async move {
            counts.fetch_add(1, Ordering::SeqCst);
            answers.read().unwrap().clone()
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/jwks", listener.local_addr().unwrap());
    tokio::spawn(async move { crate::http::serve(listener, app, &Limits::default(), std::future::pending()).await });
    Served { url, answer, asked }
}

fn set(keys: &[&Signer]) -> String {
    json!({ "keys": keys.iter().map(|signer| &signer.jwk).collect::<Vec<_>>() }).to_string()
}

#[tokio::test]
async fn keys_by_address_rotate_cool_down_and_outlive_an_outage_by_an_hour() {
    let (first, second, third) = (es256("first"), es256("second"), eddsa("third"));
    let served = served(&[&first]).await;
    let clock = Arc::new(SetClock::at(Instant(NOW * Instant::SECOND)));
    let verifier = Verifier::new(vec![config(served.url.clone())], Trust::Demo, clock.clone()).unwrap();
    let good_for = |hours: i64| with(json!({"exp": NOW + hours * 3600}));
    let asked = || served.asked.load(Ordering::SeqCst);
    let publish = |status, keys: &[&Signer]| *served.answer.write().unwrap() = (status, set(keys));

    let (one, two, three) = (first.sign(&good_for(10)), second.sign(&good_for(10)), third.sign(&good_for(10)));
    assert!(verifier.verify_token(&one).await.is_ok());
    assert!(verifier.verify_token(&one).await.is_ok());
    assert_eq!(asked(), 1, "keys are fetched once");

    // A new key: within a minute of the last reading nothing is fetched, however many ask; after it, once.
    publish(StatusCode::OK, &[&first, &second]);
    for _ in 0..5 {
        assert!(verifier.verify_token(&two).await.is_err());
    }
    assert_eq!(asked(), 1);
    clock.advance(60 * Instant::SECOND);
    let (left, right) = tokio::join!(verifier.verify_token(&two), verifier.verify_token(&two));
    assert!(left.is_ok() && right.is_ok());
    assert_eq!(asked(), 2, "two who wait share one reading");

    // The first key is withdrawn: after 15 minutes its tokens are refused, remembered ones too.
    publish(StatusCode::OK, &[&second]);
    clock.advance(14 * 60 * Instant::SECOND);
    assert!(verifier.verify_token(&one).await.is_ok());
    clock.advance(60 * Instant::SECOND);
    assert!(verifier.verify_token(&one).await.is_err());
    assert!(verifier.verify_token(&two).await.is_ok());
    assert_eq!(asked(), 3);

    // The issuer is down: its keys serve for an hour more, then nothing is proved until it is back.
    publish(StatusCode::INTERNAL_SERVER_ERROR, &[]);
    clock.advance(16 * 60 * Instant::SECOND);
    assert!(verifier.verify_token(&two).await.is_ok());
    clock.advance(58 * 60 * Instant::SECOND);
    assert!(verifier.verify_token(&two).await.is_ok());
    clock.advance(60 * Instant::SECOND);
    assert_eq!(verifier.verify_token(&two).await, Err(IdentityError::IssuerUnavailable));
    publish(StatusCode::OK, &[&third]);
    clock.advance(5 * Instant::SECOND);
    assert!(verifier.verify_token(&three).await.is_ok());

    // Too long an answer is no answer.
    *served.answer.write().unwrap() = (StatusCode::OK, " ".repeat(65 * 1024) + &set(&[&third]));
    clock.advance(2 * Instant::HOUR);
    assert_eq!(verifier.verify_token(&three).await, Err(IdentityError::IssuerUnavailable));
}

#[tokio::test]
async fn keys_that_stand_elsewhere_or_never_come_are_none() {
    let one = es256("one");
    let keys = set(&[&one]);
    let app = Router::new()
        .route("/jwks", get(move || async move { keys }))
        .route("/moved", get(|| async { axum::response::Redirect::to("/jwks") }))
        .route("/silent", get(std::future::pending::<()>));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let limits = Limits { deadline: std::time::Duration::from_secs(60), ..Limits::default() };
    tokio::spawn(async move { crate::http::serve(listener, app, &limits, std::future::pending()).await });
    let answer = async |path: &str| {
        let clock = Arc::new(SetClock::at(Instant(NOW * Instant::SECOND)));
        let verifier = Verifier::new(vec![config(format!("{url}{path}"))], Trust::Demo, clock).unwrap();
        let verified = verifier.verify_token(&one.sign(&claims())).await;
        verified.map(|identity| identity.subject.clone())
    };
    assert_eq!(answer("/jwks").await, Ok("nurse-7".to_owned()));
    let begun = std::time::Instant::now();
    for path in ["/moved", "/silent"] {
        assert_eq!(answer(path).await, Err(IdentityError::IssuerUnavailable), "{path}");
    }
    assert!(begun.elapsed() < std::time::Duration::from_secs(8), "nobody waits for a silent issuer");
}
