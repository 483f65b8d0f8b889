//! Several issuers, and the claims that each provider names people and apps by: the examples of `api/docs/identity.md`.

use super::*;

#[derive(serde::Deserialize)]
struct File {
    issuers: Vec<IssuerConfig>,
}

/// The blocks of configuration in the document, in order.
fn documented() -> Vec<IssuerConfig> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/identity.md");
    let text = std::fs::read_to_string(path).unwrap();
    let blocks = text.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.flat_map(|block| toml::from_str::<File>(block).unwrap_or_else(|e| panic!("{e}: {block}")).issuers).collect()
}

/// Claims as that provider makes them.
fn shaped(config: &IssuerConfig, more: Value) -> Value {
    let mut all = with(more);
    (all["iss"], all["aud"]) = (config.issuer.clone().into(), config.audience.clone().into());
    all
}

#[tokio::test]
async fn each_documented_provider_names_person_and_app_by_its_own_claims() {
    let documented = documented();
    let clock = Arc::new(SetClock::at(Instant(NOW * Instant::SECOND)));
    assert_eq!(documented.len(), 5);
    assert_eq!(documented[0].claims, ClaimMap::default(), "the document says what the defaults are");
    assert!(Verifier::new(documented.clone(), Trust::Live, clock.clone()).is_ok());

    // One verifier for all, each with keys of its own, one key id for all.
    let signers: Vec<_> = documented
        .iter()
        .map(|it| if it.algorithms == [SignatureAlgorithm::Es256] { es256("k") } else { rs256("k") })
        .collect();
    let folder = Folder::new();
    let mut configs = documented.clone();
    for (n, (config, signer)) in configs.iter_mut().zip(&signers).enumerate() {
        let file = folder.0.join(format!("{n}.json"));
        std::fs::write(&file, json!({"keys": [signer.jwk]}).to_string()).unwrap();
        config.jwks = file.display().to_string();
    }
    let verifier = Verifier::new(configs.clone(), Trust::Live, clock).unwrap();
    let [usual, strict, cis2, dfe, entra] = &configs[..] else { panic!() };
    let nobody: Option<&str> = None;
    let cases = [
        (0, shaped(usual, json!({"sub": "4711", "azp": "tracker"})), "4711", Some("tracker")),
        (1, shaped(strict, json!({"sub": "4711", "acr": "aal2"})), "4711", nobody),
        (
            2,
            shaped(
                cis2,
                json!({
                    "sub": "555036632103", "azp": "969567331415.apps.national", "selected_roleid": "555036633104",
                    "acr": "AAL3_ANY", "tokenName": "id_token", "realm": "/NHSIdentity/Healthcare", "tokenType": "JWTToken",
                }),
            ),
            "555036632103",
            Some("969567331415.apps.national"),
        ),
        (
            3,
            shaped(
                dfe,
                json!({
                    "sub": "0A8CA4CD-7B4F-4F3C-8C4E-0D1D0C7D3E2B", "organisation": {"id": "23F20E54", "urn": "100000"},
                    "email": "ada@school.invalid",
                }),
            ),
            "0A8CA4CD-7B4F-4F3C-8C4E-0D1D0C7D3E2B",
            Some(dfe.audience.as_str()),
        ),
        (
            4,
            shaped(
                entra,
                json!({
                    "sub": "pairwise", "oid": "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb", "azp": "app-7", "tid": "aaaabbbb", "ver": "2.0",
                }),
            ),
            "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb",
            Some("app-7"),
        ),
        (4, shaped(entra, json!({"sub": "pairwise", "oid": "o", "appid": "app-8", "ver": "1.0"})), "o", Some("app-8")),
        (4, shaped(entra, json!({"sub": "pairwise", "oid": "o"})), "o", nobody),
    ];
    for (at, claims, subject, client) in cases {
        let identity =
            verifier.verify_token(&signers[at].sign(&claims)).await.unwrap_or_else(|e| panic!("{e:?}: {claims}"));
        assert_eq!((identity.subject.as_str(), identity.client.as_deref()), (subject, client), "{claims}");
        assert_eq!(identity.issuer, configs[at].issuer);
    }

    // Another issuer's key is no key, whatever it is called; another issuer's audience is another audience.
    let forged = signers[2].sign(&shaped(dfe, json!({})));
    assert!(matches!(verifier.verify_token(&forged).await, Err(IdentityError::Invalid(_))));
    let mut crossed = shaped(dfe, json!({}));
    crossed["aud"] = cis2.audience.clone().into();
    assert!(matches!(verifier.verify_token(&signers[3].sign(&crossed)).await, Err(IdentityError::Invalid(_))));

    // What an issuer must say of how somebody signed in is not said by another value, nor by none.
    for (at, weak) in [(1, shaped(strict, json!({}))), (2, shaped(cis2, json!({"acr": "AAL1_USERPASS"})))] {
        let answer = verifier.verify_token(&signers[at].sign(&weak)).await;
        assert_eq!(answer, Err(IdentityError::TooWeak), "{weak}");
    }

    // What the map reads must be there, a text, and of one mind.
    for wrong in [
        shaped(entra, json!({"sub": "pairwise"})),
        shaped(entra, json!({"oid": ["o"]})),
        shaped(entra, json!({"oid": "o", "azp": "app-7", "appid": "app-8"})),
        shaped(entra, json!({"oid": "o", "azp": null})),
        shaped(entra, json!({"oid": "o", "hub-membership": 1})),
    ] {
        let answer = verifier.verify_token(&signers[4].sign(&wrong)).await;
        assert!(matches!(answer, Err(IdentityError::Invalid(_))), "{wrong}: {answer:?}");
    }
}

#[tokio::test]
async fn one_issuer_with_two_audiences_has_two_apps() {
    let es = es256("es");
    let folder = Folder::new();
    let file = folder.0.join("jwks.json");
    std::fs::write(&file, json!({"keys": [es.jwk]}).to_string()).unwrap();
    let app = |audience: &str| IssuerConfig {
        audience: audience.into(),
        claims: ClaimMap { client: vec!["aud".into()], ..ClaimMap::default() },
        ..config(file.display().to_string())
    };
    let clock = Arc::new(SetClock::at(Instant(NOW * Instant::SECOND)));
    let verifier = Verifier::new(vec![app("one"), app("two")], Trust::Live, clock).unwrap();
    for audience in ["one", "two"] {
        let identity = verifier.verify_token(&es.sign(&with(json!({"aud": audience})))).await.unwrap();
        assert_eq!(identity.client.as_deref(), Some(audience));
    }
    // Two audiences at once would leave open which app it is.
    let both = verifier.verify_token(&es.sign(&with(json!({"aud": ["one", "two"]})))).await;
    assert!(matches!(both, Err(IdentityError::Invalid(_))));
}

#[test]
fn a_map_that_would_let_the_wrong_ones_in_is_refused_at_start() {
    let clock: Arc<dyn Clock> = Arc::new(SetClock::at(Instant(0)));
    let start = |claims| {
        let config = IssuerConfig { claims, ..config("jwks.json".into()) };
        Verifier::new(vec![config], Trust::Live, clock.clone()).is_ok()
    };
    let usual = ClaimMap::default;
    assert!(start(usual()));
    assert!(start(ClaimMap { subject: "https://example.org/claims/person".into(), ..usual() }));
    for subject in ["", "/", "/a//b", "iss", "aud", "azp", "exp"] {
        assert!(!start(ClaimMap { subject: subject.into(), ..usual() }), "{subject}");
    }
    assert!(!start(ClaimMap { client: vec![], ..usual() }));
    assert!(!start(ClaimMap { client: vec![String::new()], ..usual() }));
    assert!(!start(ClaimMap { membership: String::new(), ..usual() }));
}
