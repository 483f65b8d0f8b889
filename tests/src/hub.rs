//! A hub in the test's own process: the real door, router and accept loop on a port of its own, asked over HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use api::access_log::{PublicKey, SigningKey};
use api::app::events;
use api::app::house::{self, House, Plan};
use api::app::issuer::{DemoIssuer, Holder, SignInPerson};
use api::app::pages;
use api::console::{Console, ProviderConfig};
use api::disclosure::{Contacts, Door, NewPractitioner};
use api::http::identity::{Trust, Verifier};
use api::http::{Budgets, Edge, Limits, Sockets, router, serve};
use api::plain::clock::{Clock, SystemClock};
use api::plain::entropy::SystemEntropy;
use entities::ids::PersonId;
use entities::words::{Position, Role};
use entities::{Instant, Set};
use sea_orm::DatabaseConnection;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::town::{Cast, MORE, ROLES, Seat};
use crate::{Answer, Database, Engine, Town};

/// Makes the issuer that people sign in to the console with out of the town's own, for a hub at that address.
type SignIn = Box<dyn FnOnce(&DemoIssuer, &str) -> ProviderConfig + Send>;

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
    /// By which the console's sessions end; elsewhere the hub goes by the machine's.
    pub clock: Arc<MovedClock>,
    /// Checks the log's checkpoints.
    pub key: PublicKey,
    database: Database,
    issuer: DemoIssuer,
    time: Arc<dyn Clock>,
    http: reqwest::Client,
    console: Option<Console>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
    sockets: Arc<Sockets>,
    bell: JoinHandle<()>,
}

/// The machine's clock, moved on as far as a test wants.
#[derive(Debug, Default)]
pub struct MovedClock(AtomicI64);

impl MovedClock {
    /// Moves it on by so many microseconds.
    pub fn advance(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Instant {
        SystemClock.now().plus(self.0.load(Ordering::SeqCst))
    }
}
/// The origin of the pages that may open a socket.
pub const ORIGIN: &str = "https://app.hub.test.invalid";

impl Hub {
    /// Starts one on an empty database.
    pub async fn start(engine: Engine) -> Self {
        Self::start_with(engine, Cast::default()).await
    }

    /// The same with the console, where the town's people sign in.
    pub async fn start_with_console(engine: Engine, limits: Limits) -> Self {
        Self::start_with_console_for(engine, limits, Cast::default()).await
    }

    /// The same, with further agencies and people in the town.
    pub async fn start_with_console_for(engine: Engine, limits: Limits, cast: Cast) -> Self {
        let town = Box::new(|issuer: &DemoIssuer, url: &str| issuer.provider(url));
        Self::begin(Database::new(engine).await, cast, limits, Arc::new(SystemClock), Some(town)).await
    }

    /// The same, where the town's people sign in with the issuer that is made of theirs so.
    pub async fn start_with_sign_in(
        engine: Engine,
        sign_in: impl FnOnce(ProviderConfig) -> ProviderConfig + Send + 'static,
    ) -> Self {
        let made = Box::new(|issuer: &DemoIssuer, url: &str| sign_in(issuer.provider(url)));
        Self::begin(Database::new(engine).await, Cast::default(), limits(), Arc::new(SystemClock), Some(made)).await
    }

    /// The same, with further agencies and people in the town.
    pub async fn start_with(engine: Engine, cast: Cast) -> Self {
        Self::begin(Database::new(engine).await, cast, limits(), Arc::new(SystemClock), None).await
    }

    /// Starts one with limits of its own.
    pub async fn start_within(engine: Engine, limits: Limits) -> Self {
        Self::begin(Database::new(engine).await, Cast::default(), limits, Arc::new(SystemClock), None).await
    }

    /// Starts one that gives up no request before the client does, for those who ask much at once on a busy machine.
    pub async fn start_patient(engine: Engine) -> Self {
        Self::start_within(engine, patient()).await
    }

    /// Starts one that goes by that clock.
    pub async fn start_at(engine: Engine, clock: Arc<dyn Clock>) -> Self {
        Self::begin(Database::new(engine).await, Cast::default(), limits(), clock, None).await
    }

    /// The same, with further agencies and people in the town.
    pub async fn start_with_at(engine: Engine, cast: Cast, clock: Arc<dyn Clock>) -> Self {
        Self::begin(Database::new(engine).await, cast, limits(), clock, None).await
    }

    /// Starts one on that database, which is empty.
    pub async fn start_on(database: Database) -> Self {
        Self::begin(database, Cast::default(), limits(), Arc::new(SystemClock), None).await
    }

    async fn begin(
        database: Database,
        cast: Cast,
        limits: Limits,
        time: Arc<dyn Clock>,
        sign_in: Option<SignIn>,
    ) -> Self {
        house::migrate(database.url()).await.unwrap_or_else(|f| panic!("{}", f.message()));
        let key = SigningKey::generate("hub.test.invalid/log", &SystemEntropy).expect("a key");
        let public = key.public().clone();
        let door = Arc::new(open_door_by(database.url(), key, Arc::clone(&time)).await);
        let issuer = DemoIssuer::prepare(database.dir(), "http://hub.test.invalid").expect("an issuer");
        let town = Town::settle_with(&door, issuer.issuer(), cast).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let backend = House::new(Arc::clone(&door), &limits);
        let verifier =
            Verifier::new(vec![issuer.config()], Trust::Demo, Arc::clone(&time)).expect("a good configuration");
        let clock = Arc::<MovedClock>::default();
        let budgets = Arc::new(Budgets::new(&limits, Arc::clone(&time)));
        let console = if let Some(sign_in) = sign_in {
            let with = vec![sign_in(&issuer, &url)];
            let made = pages::console(&door, database.url(), &url, with, Arc::clone(&budgets), clock.clone()).await;
            Some(made.unwrap_or_else(|f| panic!("{}", f.message())))
        } else {
            None
        };
        let sockets = Arc::new(Sockets::new(&limits, vec![ORIGIN.to_owned()]));
        let edge = Edge {
            backend,
            verifier,
            documents: Arc::default(),
            sockets: Arc::clone(&sockets),
            limits: Arc::new(limits.clone()),
            budgets,
            entropy: Arc::new(SystemEntropy),
        };
        let players = ["social-worker", "gp", "school", "housing", "police"];
        let player = |login: &&str| issuer.player(&crate::town::subject(login), login, *login != "police");
        let players = players.iter().map(player).collect();
        let desk = issuer.routes(&url, people(), clock.clone(), Arc::new(SystemEntropy));
        let pages = console.as_ref().map(|console| api::http::pages(console, &edge, players));
        let routes = router(edge, desk, pages);
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
        Self {
            door,
            town,
            db,
            url,
            key: public,
            clock,
            console,
            database,
            issuer,
            time,
            http,
            stop,
            server,
            sockets,
            bell,
        }
    }

    /// A token for the person with that login.
    pub fn token(&self, login: &str) -> String {
        self.token_made_by(login, &*self.time)
    }

    /// A token for the person with that login, made by another clock than the hub's.
    pub fn token_made_by(&self, login: &str, clock: &dyn Clock) -> String {
        token_by(&self.issuer, login, clock)
    }

    /// What the hub answers without a token at that path: status and body.
    pub async fn get(&self, path: &str) -> Answer {
        let response = self.http.get(format!("{}{path}", self.url)).send().await.expect("the hub answers");
        let status = response.status().as_u16();
        Answer::new(status, response.text().await.expect("text"))
    }

    /// The database; it outlives the hub.
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// A token for that person that ends so soon.
    pub fn short_token(&self, login: &str, lasts: Duration) -> String {
        token_for(&self.issuer, login, lasts, &*self.time)
    }

    /// Who signs the tokens that it trusts.
    pub const fn signer(&self) -> &DemoIssuer {
        &self.issuer
    }

    /// Asks as that person.
    pub async fn ask(&self, login: &str, query: &str, variables: Value) -> Answer {
        self.ask_with(&self.token(login), query, variables).await
    }

    /// Asks with that token.
    pub async fn ask_with(&self, token: &str, query: &str, variables: Value) -> Answer {
        self.ask_bearing(Some(token), query, variables).await
    }

    /// Asks with that token, or with none at all.
    pub async fn ask_bearing(&self, token: Option<&str>, query: &str, variables: Value) -> Answer {
        let asked = try_ask(&self.http, &self.url, token, query, variables).await;
        asked.unwrap_or_else(|e| panic!("the hub does not answer: {e:?}"))
    }

    /// Who vouches for the town's logins.
    pub fn issuer(&self) -> &str {
        self.issuer.issuer()
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
        if let Some(console) = &self.console {
            console.stop();
        }
        let _ = self.stop.send(());
        let _ = self.server.await;
        if let Some(console) = self.console {
            console.close().await;
        }
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

/// The town's people, as they are listed where one chooses whom to be.
fn people() -> Vec<SignInPerson> {
    let listed = |seat: &Seat| SignInPerson {
        subject: crate::town::subject(seat.login),
        name: seat.login.to_owned(),
        about: seat.agency.to_owned(),
    };
    ROLES.iter().chain(&MORE).map(listed).collect()
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

/// The same for those who have a browser or another busy program beside the hub, on the same machine.
pub fn patient() -> Limits {
    Limits { deadline: Duration::from_secs(30), ..limits() }
}

/// A door on that database, in this process.
pub async fn open_door(url: &str, signing_key: SigningKey) -> Door {
    open_door_by(url, signing_key, Arc::new(SystemClock)).await
}

/// The same by another clock.
async fn open_door_by(url: &str, signing_key: SigningKey, clock: Arc<dyn Clock>) -> Door {
    let contacts = Contacts { phone: "020 7946 0100".to_owned(), out_of_hours: "020 7946 0199".to_owned() };
    let mut plan = Plan::new(url, signing_key, contacts);
    // Tests cannot wait for what is held back.
    plan.clocks.outcome_held_minutes = 0;
    house::door_by(plan, clock).await.unwrap_or_else(|f| panic!("{}", f.message()))
}

/// A client that asks the hub under test alone.
pub fn client() -> reqwest::Client {
    // The hub ends a connection on which nothing comes for some seconds; none is used again that late.
    let idle = Duration::from_secs(2);
    let builder = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).pool_idle_timeout(idle);
    builder.build().expect("a client")
}

/// A token for one of the issuer's people.
pub fn token(issuer: &DemoIssuer, login: &str) -> String {
    token_by(issuer, login, &SystemClock)
}

fn token_by(issuer: &DemoIssuer, login: &str, clock: &dyn Clock) -> String {
    token_for(issuer, login, Duration::from_secs(3600), clock)
}

fn token_for(issuer: &DemoIssuer, login: &str, lasts: Duration, clock: &dyn Clock) -> String {
    let subject = crate::town::subject(login);
    let holder = Holder { subject: &subject, name: login, client: None };
    issuer.token(&holder, lasts, None, clock, &SystemEntropy).expect("a token")
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
    try_ask(http, url, Some(token), query, variables).await
}

async fn try_ask(
    http: &reqwest::Client,
    url: &str,
    token: Option<&str>,
    query: &str,
    variables: Value,
) -> Result<Answer, reqwest::Error> {
    let mut request = http.post(format!("{url}/graphql")).header("accept", "application/json");
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let request = request.json(&json!({"query": query, "variables": variables}));
    let response = request.send().await?;
    let status = response.status().as_u16();
    let headers = response.headers().iter();
    let headers =
        headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    let headers = headers.collect();
    Ok(Answer { headers, ..Answer::new(status, response.text().await?) })
}
