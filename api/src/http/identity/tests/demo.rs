//! The demo's issuer is an issuer like any other, but to the demo alone.

use super::*;

#[tokio::test]
async fn the_demo_issuers_tokens_prove_its_people() {
    use crate::app::issuer::{DemoIssuer, Holder};
    use crate::plain::entropy::SystemEntropy;
    use std::os::unix::fs::PermissionsExt;
    use std::time::Duration;

    let folder = Folder::new();
    assert!(DemoIssuer::open(&folder.0).is_err(), "no demo has been made here");
    let made = DemoIssuer::prepare(&folder.0, "http://127.0.0.1:8400").unwrap();
    let clock = Arc::new(SetClock::at(Instant(NOW * Instant::SECOND)));
    let verifier = Verifier::new(vec![made.config()], Trust::Demo, clock.clone()).unwrap();
    let mode = std::fs::metadata(folder.0.join("issuer-key.p8")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    // From the folder alone, and by the same key after a second start.
    let opened = DemoIssuer::open(&folder.0).unwrap();
    let holder = Holder { subject: "school", name: "Ada Example", client: Some("tracker") };
    let hours = |hours: u64| Duration::from_secs(hours * 3600);
    let token = opened.token(&holder, hours(8), None, &*clock, &SystemEntropy).unwrap();
    DemoIssuer::prepare(&folder.0, "http://127.0.0.1:8400/").unwrap();
    let identity = verifier.verify_token(&token).await.unwrap();
    assert_eq!((identity.subject.as_str(), identity.client.as_deref()), ("school", Some("tracker")));
    assert_eq!(identity.issuer, "http://127.0.0.1:8400/issuer");

    let other = opened.token(&holder, hours(8), Some("payroll"), &*clock, &SystemEntropy).unwrap();
    assert!(matches!(verifier.verify_token(&other).await, Err(IdentityError::Invalid(_))));
    let long = opened.token(&holder, hours(25), None, &*clock, &SystemEntropy).unwrap();
    assert!(matches!(verifier.verify_token(&long).await, Err(IdentityError::Invalid(_))));
    // A live hub refuses the demo's issuer as such.
    assert!(Verifier::new(vec![opened.config()], Trust::Live, clock).is_err());
}
