//! A partner's system that a test plays: it takes requests over HTTP on a port of its own, and answers as it is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request that came.
#[derive(Clone, Debug)]
pub struct Got {
    /// Its first line, without the protocol: `GET /path`.
    pub what: String,
    /// The headers, by names in small letters.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: String,
}

/// What answers a request: the whole of the answer, or none for silence until the client gives up.
type Answering = dyn Fn(&Got) -> Option<String> + Send + Sync;

/// The system, which ends with the value.
pub struct StandIn {
    /// Where it answers.
    pub url: String,
    got: Arc<Mutex<Vec<Got>>>,
    task: JoinHandle<()>,
}

impl StandIn {
    /// Starts one.
    pub async fn answering(answer: impl Fn(&Got) -> Option<String> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let got = Arc::<Mutex<Vec<Got>>>::default();
        let (all, answer): (_, Arc<Answering>) = (Arc::clone(&got), Arc::new(answer));
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (all, answer) = (Arc::clone(&all), Arc::clone(&answer));
                tokio::spawn(async move {
                    let Some(request) = read(&mut stream).await else { return };
                    all.lock().expect("whole").push(request.clone());
                    match answer(&request) {
                        Some(text) => drop(stream.write_all(text.as_bytes()).await),
                        // The other end closes it.
                        None => drop(stream.read(&mut [0]).await),
                    }
                });
            }
        });
        Self { url, got, task }
    }

    /// The requests so far.
    pub fn got(&self) -> Vec<Got> {
        self.got.lock().expect("whole").clone()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An answer of that status with that body, after which the connection is closed.
pub fn answer(status: u16, kind: &str, body: &str) -> Option<String> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} x\r\nlocation: /elsewhere\r\ncontent-type: {kind}\r\ncontent-length: {length}");
    Some(format!("{head}\r\nconnection: close\r\n\r\n{body}"))
}

async fn read(stream: &mut TcpStream) -> Option<Got> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let read = stream.read(&mut part).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let (first, lines) = head.split_once("\r\n").unwrap_or((head, ""));
        let named = lines.lines().filter_map(|line| line.split_once(':'));
        let headers: BTreeMap<String, String> =
            named.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
        let length = headers.get("content-length").map_or(0, |length| length.parse().expect("a length"));
        if body.len() >= length {
            let what = first.rsplit_once(' ').map_or(first, |(what, _)| what).to_owned();
            return Some(Got { what, headers, body: body.to_owned() });
        }
    }
}
