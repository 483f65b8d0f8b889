//! A client of the hub's socket, as a partner app has one.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tests::Hub;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// The longest that an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it may take until a stream listens, and in which nothing that is told stays unheard.
pub const MOMENT: Duration = Duration::from_millis(600);

/// What comes over a socket.
#[derive(Debug, PartialEq)]
pub enum Heard {
    /// A message.
    Message(Value),
    /// It was closed, for that reason.
    Closed(u16, String),
    /// Nothing, for as long as was waited.
    Nothing,
}

impl Heard {
    /// The message.
    #[track_caller]
    pub fn message(self) -> Value {
        match self {
            Self::Message(message) => message,
            other => panic!("{other:?}"),
        }
    }
}

/// An open socket.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Opens one at the hub with that address, offering that protocol, as a page of that origin.
    pub async fn open(url: &str, protocol: &str, origin: Option<&str>) -> Result<Self, Box<Error>> {
        let url = format!("ws{}/graphql/ws", url.trim_start_matches("http"));
        let mut request = ClientRequestBuilder::new(url.parse().expect("an address")).with_sub_protocol(protocol);
        if let Some(origin) = origin {
            request = request.with_header("origin", origin);
        }
        Ok(Self(connect_async(request).await.map_err(Box::new)?.0))
    }

    /// Opens one and says who that is.
    pub async fn known(url: &str, token: &str) -> Self {
        let mut socket = Self::open(url, "graphql-transport-ws", None).await.expect("open");
        socket.say(json!({"type": "connection_init", "payload": {"token": token}})).await;
        assert_eq!(socket.hear().await.message()["type"], "connection_ack");
        socket
    }

    /// The same for a person of the town.
    pub async fn of(hub: &Hub, login: &str) -> Self {
        Self::known(&hub.url, &hub.token(login)).await
    }

    /// Sends a message.
    pub async fn say(&mut self, message: Value) {
        self.send(Message::text(message.to_string())).await;
    }

    /// Sends anything; a socket that is closed meanwhile is noticed when it is listened to.
    pub async fn send(&mut self, message: Message) {
        let _ = self.0.send(message).await;
    }

    /// Begins a stream, and gives it time to listen.
    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        self.say(json!({"id": id, "type": "subscribe", "payload": {"query": query, "variables": variables}})).await;
        tokio::time::sleep(MOMENT / 2).await;
    }

    /// What comes next.
    pub async fn hear(&mut self) -> Heard {
        self.hear_within(PATIENCE).await
    }

    /// The same, where it comes so soon.
    pub async fn hear_within(&mut self, longest: Duration) -> Heard {
        loop {
            let Ok(next) = tokio::time::timeout(longest, self.0.next()).await else { return Heard::Nothing };
            match next {
                Some(Ok(Message::Text(text))) => {
                    let message: Value = serde_json::from_str(text.as_str()).expect("JSON");
                    if message["type"] != "ping" {
                        return Heard::Message(message);
                    }
                }
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Heard::Closed(frame.code.into(), frame.reason.as_str().to_owned());
                }
                Some(Ok(Message::Close(None))) | Some(Err(_)) | None => return Heard::Closed(0, String::new()),
                Some(Ok(_)) => {}
            }
        }
    }
}
