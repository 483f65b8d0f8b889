//! The way from the query page to the API. The page has no executor of its own: whoever mounts the console hands over a way to
//! ask what `POST /graphql` would answer, with the same guards, budgets and log; there must never be a second one.

use std::sync::Arc;

use entities::ids::MembershipId;
use futures_util::future::BoxFuture;

/// Answers as `POST /graphql` does.
pub trait Api: Send + Sync + 'static {
    /// The answer to that body. `request` is the request's id.
    fn ask(&self, who: Asker, body: String, request: String) -> BoxFuture<'static, Reply>;

    /// The people whom a query can be run as; nobody but in the demo.
    fn players(&self) -> &[Player];
}

/// Who asks.
pub enum Asker {
    /// Who is signed in to the console, in the membership that they act in.
    SignedIn {
        /// The issuer that says who they are.
        issuer: String,
        /// The issuer's name for them.
        subject: String,
        /// The membership.
        membership: MembershipId,
    },
    /// Whoever the token is for.
    Bearer(String),
}

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its body.
    pub body: String,
    /// What the operation cost, where it was counted.
    pub cost: Option<usize>,
}

/// Somebody whom a query can be run as, because the demo's issuer gives anybody a token for them.
#[derive(Clone)]
pub struct Player {
    /// Who it is, in a few words.
    pub name: String,
    /// Whether they are one of the four as whom it is run side by side.
    pub side_by_side: bool,
    /// A new token for them; none where there can be none.
    pub token: Arc<dyn Fn() -> Option<String> + Send + Sync>,
}

/// The way to the API, as a request to a page carries it.
#[derive(Clone)]
pub struct ApiWay(pub Arc<dyn Api>);
