//! The numbers that bound what one request may cost. Each has a default here and a key `limits.*` in the configuration.

use std::time::Duration;

/// What one request, one document and one connection may cost; beyond each stands a coded refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a request's body.
    pub body: usize,
    /// Bytes of a GraphQL document.
    pub document: usize,
    /// Tokens of a GraphQL document.
    pub tokens: usize,
    /// Brackets open at once in a document, and in the JSON of its variables.
    pub nesting: usize,
    /// Selections of a document with every fragment spread out.
    pub selections: usize,
    /// Fragment spreads written in a document.
    pub spreads: usize,
    /// Aliases with every fragment spread out.
    pub aliases: usize,
    /// Root fields of the operation, after those of one response key are merged.
    pub root_fields: usize,
    /// Levels of selections; the schema checks it.
    pub depth: usize,
    /// Cost of an operation; the schema checks it.
    pub complexity: usize,
    /// Directives on one field; the schema checks it.
    pub directives: usize,
    /// Requests of one person in a minute.
    pub person_requests: u64,
    /// Requests through one client app in a minute, of all its people.
    pub client_requests: u64,
    /// Cost of one person's operations in a minute.
    pub person_cost: u64,
    /// Cost of the operations through one client app in a minute, of all its people.
    pub client_cost: u64,
    /// Time from a request's head to its answer.
    pub deadline: Duration,
    /// Time to send a request's head, and to begin the next on the same connection.
    pub head_time: Duration,
    /// Header lines of a request.
    pub headers: usize,
    /// Bytes of a request's head.
    pub head: usize,
    /// Connections open at once; for a further one, a connection that waits for its client makes room.
    pub connections: usize,
    /// Sockets open at once.
    pub sockets: usize,
    /// Sockets open at once of one person.
    pub person_sockets: usize,
    /// Sockets open at once through one client app, of all its people.
    pub client_sockets: usize,
    /// Streams open at once of one person, on all their sockets.
    pub person_streams: usize,
    /// Streams open at once through one client app, of all its people.
    pub client_streams: usize,
    /// Bytes of one message on a socket.
    pub message: usize,
    /// Time to say on a new socket who one is.
    pub init: Duration,
    /// Time that accepted requests are given to end when the hub stops.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 256 * 1024,
            document: 16 * 1024,
            tokens: 1000,
            nesting: 50,
            selections: 2000,
            spreads: 50,
            aliases: 100,
            root_fields: 20,
            depth: 15,
            complexity: 10_000,
            directives: 20,
            person_requests: 120,
            client_requests: 600,
            person_cost: 200_000,
            client_cost: 1_000_000,
            deadline: Duration::from_secs(5),
            head_time: Duration::from_secs(5),
            headers: 64,
            head: 32 * 1024,
            connections: 512,
            sockets: 512,
            person_sockets: 8,
            client_sockets: 256,
            person_streams: 50,
            client_streams: 2500,
            message: 64 * 1024,
            init: Duration::from_secs(5),
            drain: Duration::from_secs(10),
        }
    }
}
