//! A real OpenID provider: people sign in to the console with it, and its tokens are taken by the API. It is npm's
//! `oidc-provider`, in a process of its own (`tests/openid`), and is spoken with over TLS as any issuer is.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use reqwest::{Certificate, Client, ClientBuilder, Method};
use serde_json::{Value, json};
use tests::console::{HOME, Visitor};
use tests::process::{command, run};
use tests::{Database, Engine};
use url::Url;

/// Names the folder that `tests/run` puts the provider into.
const FOLDER: &str = "HUB_TEST_OPENID";
/// Where the partner's app has its people return to: no page, the test reads the address.
const RETURN: &str = "https://app.example.org/return";
/// What the app asks tokens for.
const RESOURCE: &str = "urn:safeguarding-hub";
/// A word that the app made up, and its SHA-256 in base64url, as RFC 7636 (appendix B) gives them.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A process that ends with the value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a process and reads the first line that it prints.
async fn started(mut command: Command) -> (Running, String) {
    let mut process =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let output = process.stdout.take().expect("its output");
    let line =
        tokio::task::spawn_blocking(move || BufReader::new(output).lines().next().expect("a line").expect("text"));
    (Running(process), line.await.expect("read"))
}

fn certificate(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("hub/running/certificates").join(name)
}

/// A client that trusts the authority of the certificates alone.
fn trusting() -> ClientBuilder {
    let authority = fs::read(certificate("one-ca.pem")).expect("the authority");
    Client::builder().no_proxy().tls_certs_only([Certificate::from_pem(&authority).expect("a certificate")])
}

/// Signs in with the provider, at whose page the visitor is.
async fn type_name(visitor: &mut Visitor, page: &tests::console::Page, name: &str) -> tests::console::Page {
    let form = page.forms().into_iter().next().unwrap_or_else(|| panic!("no form at {}: {}", visitor.at, page.text));
    let form = form.with("login", name).with("password", "any");
    let mut page = visitor.send_once(&form).await;
    // Back to the provider, and from there to the app; no page of the app is ever asked for.
    while let Some(next) = page.headers.get("location").filter(|next| !next.starts_with(RETURN)).cloned() {
        let next = visitor.from_here(&next);
        page = visitor.ask(Method::GET, &next, None).await;
    }
    page
}

/// A token that the provider gives the partner's app for the person of that name.
async fn token(issuer: &str, name: &str) -> String {
    let mut visitor = Visitor::at(issuer.to_owned(), trusting());
    let asked = [
        ("client_id", "school-mis"),
        ("response_type", "code"),
        ("redirect_uri", RETURN),
        ("scope", "openid"),
        ("resource", RESOURCE),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let page =
        visitor.get(Url::parse_with_params(&format!("{issuer}/auth"), asked).expect("an address").as_str()).await;
    let page = type_name(&mut visitor, &page, name).await;
    let back = Url::parse(&page.headers["location"]).expect("an address");
    let code = back.query_pairs().find(|(key, _)| key == "code").expect("a code").1.into_owned();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", "school-mis"),
        ("redirect_uri", RETURN),
        ("code", code.as_str()),
        ("code_verifier", VERIFIER),
        ("resource", RESOURCE),
    ];
    let body = Url::parse_with_params("https://localhost", form).expect("a form");
    let http = trusting().build().expect("a client");
    let request = http.post(format!("{issuer}/token")).header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body(body.query().expect("a form").to_owned()).send().await.expect("the provider answers");
    let answer: Value = serde_json::from_str(&answer.text().await.expect("a body")).expect("JSON");
    answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Who the hub says that the bearer of the token is: the status and the answer.
async fn viewer(hub: &str, token: &str) -> (u16, String) {
    let request = trusting().build().expect("a client").post(format!("{hub}/graphql")).bearer_auth(token);
    let request =
        request.header("accept", "application/json").json(&json!({"query": "{ viewer { name agency { code } } }"}));
    let answer = request.send().await.expect("the hub answers");
    (answer.status().as_u16(), answer.text().await.expect("a body"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_and_apps_of_a_real_openid_provider_are_let_in() {
    let Ok(folder) = std::env::var(FOLDER) else {
        println!("SKIPPED: {FOLDER} names no folder with a provider in it; tests/run puts it there where Node.js is");
        return;
    };
    // A port that is free now: the provider must know the console's address before there is one.
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let url = format!("https://localhost:{port}");
    let mut node = Command::new("node");
    node.arg(PathBuf::from(folder).join("provider.mjs")).arg(certificate("one.pem")).arg(certificate("one.key"));
    node.arg(format!("{url}/console/sign-in/return"));
    let (_provider, issuer) = started(node).await;

    let database = Database::new(Engine::Sqlite).await;
    let secret = database.file("secret");
    fs::write(&secret, "known to this test alone").expect("written");
    let config = database.file("hub.toml");
    let (pem, key) = (certificate("one.pem"), certificate("one.key"));
    let text = format!(
        "[tls]\ncertificate = \"{}\"\nkey = \"{}\"\n[console]\nurl = \"{url}\"\n[[issuers]]\nissuer = \"{issuer}\"\n\
         audience = \"safeguarding-hub\"\nalgorithms = [\"ES256\"]\njwks = \"{issuer}/jwks\"\nclaims = {{ client = [\"client_id\"] }}\n\
         sign_in = {{ name = \"Example Trust\", client_id = \"hub-console\", client_secret_file = \"{}\" }}\n",
        pem.display(),
        key.display(),
        secret.display(),
    );
    fs::write(&config, text).expect("written");
    let log_key = database.file("log.key").display().to_string();
    for arguments in [
        &["log", "key", "new", log_key.as_str()][..],
        &["migrate"],
        &["agency", "add", "--code", "RXX", "--name", "Example Trust", "--kind", "SCHOOL"],
        &[
            "practitioner",
            "add",
            "--issuer",
            &issuer,
            "--subject",
            "ada",
            "--name",
            "Ada Example",
            "--agency",
            "RXX",
            "--role",
            "DESIGNATED_SAFEGUARDING_LEAD",
        ],
        &["client", "add", "--id", "school-mis", "--name", "School system", "--agency", "RXX"],
    ] {
        let (code, said, wrong) = run(&database, arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}{wrong}");
    }
    let mut serve = command();
    serve.env("HUB_DATABASE_URL", database.url()).env("HUB_LOG_SIGNING_KEY_FILE", &log_key);
    // The machine's trusted certificates, for this hub: the test's authority alone.
    serve.env("SSL_CERT_FILE", certificate("one-ca.pem"));
    serve.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--config"]).arg(&config);
    let (_hub, listening) = started(serve).await;
    assert!(listening.starts_with("listening on "), "{listening}");

    // The console: by the code flow with PKCE and the hub's secret.
    for (name, heading) in [("ada", "Today"), ("eve", "You cannot use the hub with this sign-in")] {
        let mut visitor = Visitor::at(url.clone(), trusting());
        let desk = visitor.to_the_desk(HOME).await;
        let page = type_name(&mut visitor, &desk, name).await;
        assert_eq!(page.heading(), heading, "{}", page.text);
    }

    // The API: a token is taken for the person and the app it names, and for nobody and nothing else.
    let good = token(&issuer, "ada").await;
    let (status, answer) = viewer(&url, &good).await;
    assert_eq!(status, 200, "{answer}");
    assert!(answer.contains("Ada Example") && answer.contains("RXX"), "{answer}");
    let (status, answer) = viewer(&url, &token(&issuer, "eve").await).await;
    assert!(status == 401 && answer.contains("PRACTITIONER_UNKNOWN"), "{status} {answer}");
    let another = good.rsplit_once('.').expect("a signature").0.to_owned()
        + "."
        + token(&issuer, "eve").await.rsplit_once('.').expect("a signature").1;
    let (status, answer) = viewer(&url, &another).await;
    assert!(status == 401 && answer.contains("TOKEN_INVALID"), "{status} {answer}");
    database.end().await;
}
