//! A hub in the test's own process: the real door, router and accept loop on a port of its own, asked over HTTP.

use std::sync::Arc;
use std::time::Duration;

use api::access_log::{PublicKey, SigningKey};
use api::app::events;
use api::app::house::{self, House, Plan};
use api::app::issuer::{DemoIssuer, Holder};
use api::disclosure::{Contacts, Door, NewPractitioner};
use api::http::identity::{Trust, Verifier};
use api::http::{Budgets, Edge, Limits, Sockets, router, serve};
use api::plain::clock::SystemClock;
use api::plain::entropy::SystemEntropy;
use entities::Set;
use entities::ids::PersonId;
use entities::words::{Position, Role};
use sea_orm::DatabaseConnection;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::town::Cast;
use crate::{Answer, Database, Engine, Town};

/// A running hub, with the town's people registered and nothing else.
pub struct Hub {
    /// The door, for putting records in place.
    pub door: Arc<Door>,
    /// Who is there.
    pub town: Town,
    /// A connection that is not the hub's.
    pub db: DatabaseConnection,
    /// Where it answers.
    pub url: String,
    /// Checks the log's checkpoints.
    pub key: PublicKey,
    database: Database,
    issuer: DemoIssuer,
    http: reqwest::Client,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
    sockets: Arc<Sockets>,
    bell: JoinHandle<()>,
}

/// The origin of the pages that may open a socket.
pub const ORIGIN: &str = "https://app.hub.test.invalid";

impl Hub {
    /// Starts one on an empty database.
    pub async fn start(engine: Engine) -> Self {
        Self::begin(engine, Cast::default(), limits()).await
    }

    /// The same, with further agencies and people in the town.
    pub async fn start_with(engine: Engine, cast: Cast) -> Self {
        Self::begin(engine, cast, limits()).await
    }

    /// Starts one with limits of its own.
    pub async fn start_within(engine: Engine, limits: Limits) -> Self {
        Self::begin(engine, Cast::default(), limits).await
    }

    async fn begin(engine: Engine, cast: Cast, limits: Limits) -> Self {
        let database = Database::new(engine).await;
        house::migrate(database.url()).await.unwrap_or_else(|f| panic!("{}", f.message()));
        let key = SigningKey::generate("hub.test.invalid/log", &SystemEntropy).expect("a key");
        let public = key.public().clone();
        let door = Arc::new(open_door(database.url(), key).await);
        let issuer = DemoIssuer::prepare(database.dir(), "http://hub.test.invalid").expect("an issuer");
        let town = Town::settle_with(&door, issuer.issuer(), cast).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let backend = House::new(Arc::clone(&door), &limits);
        let verifier =
            Verifier::new(vec![issuer.config()], Trust::Demo, Arc::new(SystemClock)).expect("a good configuration");
        let sockets = Arc::new(Sockets::new(&limits, vec![ORIGIN.to_owned()]));
        let edge = Edge {
            backend,
            verifier,
            documents: Arc::default(),
            sockets: Arc::clone(&sockets),
            limits: Arc::new(limits.clone()),
            budgets: Arc::new(Budgets::new(&limits, Arc::new(SystemClock))),
            entropy: Arc::new(SystemEntropy),
        };
        let routes = router(edge, issuer.routes());
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(async move {
            serve(listener, routes, &limits, async move {
                let _ = stopped.await;
            })
            .await;
        });
        let bell = events::keep(Arc::clone(&door));
        let db = database.connect().await;
        let http = client();
        Self { door, town, db, url, key: public, database, issuer, http, stop, server, sockets, bell }
    }

    /// A token for the person with that login.
    pub fn token(&self, login: &str) -> String {
        token(&self.issuer, login)
    }

    /// A token for that person that ends so soon.
    pub fn short_token(&self, login: &str, lasts: Duration) -> String {
        token_for(&self.issuer, login, lasts)
    }

    /// Asks as that person.
    pub async fn ask(&self, login: &str, query: &str, variables: Value) -> Answer {
        post(&self.http, &self.url, &self.token(login), query, variables).await
    }

    /// Registers one more person, with a login of that name.
    pub async fn hire(&self, login: &str, agency: &str, role: Role) -> PersonId {
        let new = NewPractitioner {
            issuer: self.issuer.issuer().to_owned(),
            subject: crate::town::subject(login),
            name: format!("Person {login}"),
            agency: agency.to_owned(),
            roles: Set::of(&[role]),
            team: Some(login.to_owned()),
            mash_areas: Vec::new(),
            position: Position::Practitioner,
        };
        self.door.add_practitioner(new).await.unwrap_or_else(|e| panic!("{e:?}")).0
    }

    /// A second door on its database, which writes a log of its own.
    pub async fn second_door(&self) -> Door {
        let key = SigningKey::generate("hub.test.invalid/second", &SystemEntropy).expect("a key");
        open_door(self.database.url(), key).await
    }

    /// Stops it, and ends its database.
    pub async fn end(self) {
        let _ = self.stop.send(());
        let _ = self.server.await;
        self.sockets.end(Duration::from_secs(10)).await;
        self.bell.abort();
        let _ = self.bell.await;
        self.db.close().await.expect("closed");
        if let Some(door) = Arc::into_inner(self.door) {
            door.close().await;
        }
        self.database.end().await;
    }
}

/// The hub's limits with the budgets of a minute raised: tests ask far faster than people do. The tests of the budgets
/// themselves name their own.
pub fn limits() -> Limits {
    let (requests, cost) = (1_000_000, 10_000_000_000);
    Limits {
        person_requests: requests,
        client_requests: requests,
        person_cost: cost,
        client_cost: cost,
        ..Limits::default()
    }
}

/// A door on that database, in this process.
pub async fn open_door(url: &str, signing_key: SigningKey) -> Door {
    let contacts = Contacts { phone: "020 7946 0100".to_owned(), out_of_hours: "020 7946 0199".to_owned() };
    let mut plan = Plan::new(url, signing_key, contacts);
    // Tests cannot wait for what is held back.
    plan.clocks.outcome_held_minutes = 0;
    house::door(plan).await.unwrap_or_else(|f| panic!("{}", f.message()))
}

/// A client that asks the hub under test alone.
pub fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().expect("a client")
}

/// A token for one of the issuer's people.
pub fn token(issuer: &DemoIssuer, login: &str) -> String {
    token_for(issuer, login, Duration::from_secs(3600))
}

fn token_for(issuer: &DemoIssuer, login: &str, lasts: Duration) -> String {
    let subject = crate::town::subject(login);
    let holder = Holder { subject: &subject, name: login, client: None };
    issuer.token(&holder, lasts, None, &SystemClock, &SystemEntropy).expect("a token")
}

/// Posts one operation.
pub async fn post(http: &reqwest::Client, url: &str, token: &str, query: &str, variables: Value) -> Answer {
    try_post(http, url, token, query, variables).await.unwrap_or_else(|e| panic!("the hub does not answer: {e}"))
}

/// Posts one operation to a hub that may be gone.
pub async fn try_post(
    http: &reqwest::Client,
    url: &str,
    token: &str,
    query: &str,
    variables: Value,
) -> Result<Answer, reqwest::Error> {
    let request = http
        .post(format!("{url}/graphql"))
        .bearer_auth(token)
        .header("accept", "application/json")
        .json(&json!({"query": query, "variables": variables}));
    let response = request.send().await?;
    let status = response.status().as_u16();
    let headers = response.headers().iter();
    let headers =
        headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    let headers = headers.collect();
    Ok(Answer { headers, ..Answer::new(status, response.text().await?) })
}
