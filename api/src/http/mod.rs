//! The edge of the hub: from a connection to an authenticated caller and back, in one fixed order. Limits and identity are
//! held here; what a caller may see is not. It must never put a token, a variable or a child's data into a log.

mod around;
mod budgets;
mod crowd;
pub mod graphql;
pub mod identity;
mod limits;
mod listen;
mod origins;
mod outcome;
mod pages;
mod panics;
mod patience;
mod problem;
mod request;
mod router;
mod sockets;
mod tls;
mod trace;

pub use budgets::Budgets;
pub use limits::Limits;
pub use listen::{serve, serve_by};
pub use origins::{BadOrigin, Origins, by_tls_alone, for_origins};
pub use pages::pages;
pub use panics::log_panics_without_content;
pub use problem::{Media, Problem};
pub use request::{Note, RequestId};
pub use router::{Edge, router};
pub use sockets::Sockets;
pub use tls::{BadTls, Tls};
pub use trace::TARGET as TRACE_TARGET;
