//! Where webhooks may go, and what signs them.

use entities::ids::WebhookId;
use uuid::Uuid;

use super::WebhookKey;
use super::send::{address, is_public};

#[test]
fn only_public_addresses_over_tls_are_taken_unless_private_ones_are_allowed() {
    for good in ["https://app.example.org/hub", "https://203.0.114.7:8443/", "https://[2a00:1450::1]/x?y=1"] {
        assert!(address(good, false).is_ok(), "{good}");
    }
    for bad in [
        "http://app.example.org/hub",
        "ftp://app.example.org/",
        "https://user:pass@app.example.org/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/",
        "https://10.1.2.3/",
        "http://127.0.0.1/",
        "nonsense",
    ] {
        assert!(address(bad, false).is_err(), "{bad}");
    }
    assert!(address("http://127.0.0.1:9/x", true).is_ok() && address("http://10.0.0.1/x", true).is_err());
    for private in [
        "0.0.0.0",
        "100.64.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "198.18.0.1",
        "255.255.255.255",
        "224.0.0.1",
        "fe80::1",
        "fd00::1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:db8::1",
    ] {
        assert!(!is_public(private.parse().unwrap()), "{private}");
    }
}

#[test]
fn each_webhook_has_a_secret_of_its_own_and_a_new_one_is_another() {
    let key = WebhookKey::new("0123456789abcdef0123456789abcdef").ok().unwrap();
    let [one, two] = [1, 2].map(|n| WebhookId(Uuid::from_u128(n)));
    let secrets = [key.secret(one, 1), key.secret(one, 2), key.secret(two, 1)].map(|secret| secret.expose());
    assert!(secrets.iter().all(|secret| secret.starts_with("whsec_") && secret.len() == 50));
    assert!(secrets[0] != secrets[1] && secrets[0] != secrets[2] && secrets[1] != secrets[2]);
    assert_eq!(key.secret(one, 1).expose(), secrets[0], "the same again");
    assert!(WebhookKey::new("too short").is_err());
}
