//! `hub serve` with a certificate of its own, and with pages of other origins.

use std::fs;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Certificate, Client};
use tests::process::{Said, command, run, signal};
use tests::{Database, Engine};

/// Made by openssl for these tests, for a hundred years: two authorities, and a certificate of localhost by each.
macro_rules! pem {
    ($name:literal) => {
        include_str!(concat!("certificates/", $name))
    };
}

const ONE: [&str; 3] = [pem!("one-ca.pem"), pem!("one.pem"), pem!("one.key")];
const TWO: [&str; 3] = [pem!("two-ca.pem"), pem!("two.pem"), pem!("two.key")];

/// A running `hub serve`; ended with the value.
struct Serving(Child, Said);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Who trusts that authority alone, and keeps no connection.
fn trusting(authority: &str) -> Client {
    let authority = Certificate::from_pem(authority.as_bytes()).expect("a certificate");
    let builder = Client::builder().no_proxy().tls_certs_only([authority]).pool_max_idle_per_host(0);
    builder.timeout(Duration::from_secs(10)).build().expect("a client")
}

async fn serve(database: &Database, more: &str) -> (Serving, String) {
    let key = database.file("log.key").display().to_string();
    assert_eq!(run(database, &["log", "key", "new", &key]).0, 0);
    assert_eq!(run(database, &["migrate"]).0, 0);
    let config = database.file("hub.toml");
    let issuer = "[[issuers]]\nissuer = \"https://login.example.org\"\naudience = \"safeguarding-hub\"\n\
        algorithms = [\"ES256\"]\njwks = \"https://login.example.org/jwks.json\"\n";
    fs::write(&config, format!("{more}{issuer}")).expect("written");
    let mut command = command();
    command.env("HUB_DATABASE_URL", database.url()).env("HUB_LOG_SIGNING_KEY_FILE", key);
    command.args(["serve", "--listen", "127.0.0.1:0", "--config"]).arg(config);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let said = Said::listen(&mut process);
    let output = process.stdout.take().expect("its output");
    let line = tokio::task::spawn_blocking(move || {
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line).expect("a line");
        line
    });
    let line = line.await.expect("read");
    let url = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("{line}{}", said.so_far())).to_owned();
    (Serving(process, said), url)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hub_speaks_tls_by_itself_and_takes_another_certificate_without_a_restart() {
    let database = Database::new(Engine::Sqlite).await;
    let (certificate, key) = (database.file("tls.pem"), database.file("tls.key"));
    let put = |[_, chain, secret]: [&str; 3]| {
        fs::write(&certificate, chain).expect("written");
        fs::write(&key, secret).expect("written");
    };
    put(ONE);
    let tls = format!("[tls]\ncertificate = \"{}\"\nkey = \"{}\"\n", certificate.display(), key.display());
    let (hub, url) = serve(&database, &tls).await;
    assert!(url.starts_with("https://"), "{url}");
    let healthz = format!("{url}/healthz");
    let answer = trusting(ONE[0]).get(&healthz).send().await.expect("answered over TLS");
    assert_eq!(answer.status().as_u16(), 200);
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000");
    assert!(trusting(TWO[0]).get(&healthz).send().await.is_err(), "another authority vouches for it");
    let clear = healthz.replace("https://", "http://");
    assert!(tests::hub::client().get(clear).send().await.is_err(), "nothing is said in clear");

    // What cannot be used changes nothing.
    fs::write(&key, "nonsense").expect("written");
    signal(&hub.0, "HUP");
    until("it says that the key cannot be used", || hub.1.so_far().contains("stay as they were")).await;
    trusting(ONE[0]).get(&healthz).send().await.expect("as before");
    put(TWO);
    signal(&hub.0, "HUP");
    until("it has read them again", || hub.1.so_far().contains("were read again")).await;
    trusting(TWO[0]).get(&healthz).send().await.expect("by the new certificate");
    assert!(trusting(ONE[0]).get(&healthz).send().await.is_err());
    drop(hub);
    database.end().await;
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(10), "{what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_configured_origins_alone_may_read_what_the_hub_answers() {
    let database = Database::new(Engine::Sqlite).await;
    let (hub, url) = serve(&database, "origins = [\"https://app.example.org\"]\n").await;
    for (origin, may) in [("https://app.example.org", true), ("https://evil.example", false)] {
        let answer = tests::hub::client().get(format!("{url}/healthz")).header("origin", origin).send().await;
        let answer = answer.expect("answered");
        let allowed = answer.headers().get("access-control-allow-origin").map(|value| value.to_str().expect("text"));
        assert_eq!(allowed, may.then_some(origin));
        assert!(!answer.headers().contains_key("strict-transport-security"), "in clear it means nothing");
    }
    drop(hub);
    database.end().await;
}
