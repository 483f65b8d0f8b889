//! Reads random children over kept-alive connections and measures each answer; every hundredth is looked at closely.

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::floor::FloorRun;
use crate::{Outcome, seed};

/// Every field that the contract has for a chronology page.
const QUERY: &str = "query Newest($child: ID!) { sharedRecord(child: {id: $child}, sharing: {purpose: SECTION_47_ENQUIRY, \
lawfulBasis: PUBLIC_TASK}) { __typename ... on SharedRecord { chronology(first: 50) { totalCount pageInfo { hasNextPage \
endCursor } nodes { id headline occurredAt occurredUntil occurredPrecision recordedAt agency { name } agencyKind category \
significance sensitivity classes handling summary narrative impactOnChild impactDirection childVoice action outcome \
recordedBy version withdrawnAt correctionReason history { id version } withheld { field classes reason } } } } } }";

/// The longest head of an answer that is understood, in bytes.
const MOST_HEAD: usize = 8 * 1024;

/// One measurement.
#[derive(Clone, Debug)]
pub struct Run {
    /// How many answers came.
    pub answers: u32,
    /// Answers in a second.
    pub reads_per_second: f64,
    /// Half of all answers came within this many milliseconds.
    pub p50: f64,
    /// All but one in a hundred came within this many milliseconds.
    pub p99: f64,
}

/// Reads with that many connections for that long.
pub async fn drive(address: &str, token: &Arc<str>, children: u32, connections: usize, time: Duration) -> Outcome<Run> {
    let start = Instant::now();
    let mut readers = Vec::new();
    for n in 0..connections {
        let (address, token) = (address.to_owned(), Arc::clone(token));
        readers.push(tokio::spawn(async move { reader(&address, &token, children, n as u64 + 1, start + time).await }));
    }
    let mut times = Vec::new();
    for reader in readers {
        times.extend(reader.await??);
    }
    let seconds = start.elapsed().as_secs_f64();
    times.sort_unstable();
    let at =
        |share: f64| times.get(((times.len() as f64 - 1.0) * share) as usize).map_or(0.0, |t| t.as_secs_f64() * 1000.0);
    Ok(Run {
        answers: u32::try_from(times.len())?,
        reads_per_second: times.len() as f64 / seconds,
        p50: at(0.5),
        p99: at(0.99),
    })
}

async fn reader(address: &str, token: &str, children: u32, seed: u64, end: Instant) -> Outcome<Vec<Duration>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut times = Vec::new();
    let mut buffer = vec![0_u8; 256 * 1024];
    // Made once: whatever the client takes of the processors is taken from the hub.
    let (mut request, id) = request(address, token)?;
    while Instant::now() < end {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let child = seed::child_id((random % u64::from(children)) as u32);
        child.hyphenated().encode_lower(request.get_mut(id.clone()).ok_or("the place of the id")?);
        let sent = Instant::now();
        stream.write_all(&request).await?;
        let answer = read(&mut stream, &mut buffer).await?;
        times.push(sent.elapsed());
        if times.len() % 100 == 1 {
            check(answer)?;
        }
    }
    Ok(times)
}

/// A request about some child, and where its id stands.
fn request(address: &str, token: &str) -> Outcome<(Vec<u8>, Range<usize>)> {
    let id = seed::child_id(0).to_string();
    let body = serde_json::json!({"query": QUERY, "variables": {"child": format!("child_{id}")}}).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         accept: application/graphql-response+json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let at = request.find(&id).ok_or("a request without the id")?;
    Ok((request.into_bytes(), at..at + id.len()))
}

/// Reads one answer with a content length and gives its body.
async fn read<'b>(stream: &mut TcpStream, buffer: &'b mut Vec<u8>) -> Outcome<&'b [u8]> {
    const END: &str = "\r\n\r\n";
    let mut filled = 0;
    let mut whole: Option<Range<usize>> = None;
    loop {
        if filled == buffer.len() {
            buffer.resize(buffer.len() * 2, 0);
        }
        let more = stream.read(buffer.get_mut(filled..).ok_or("buffer")?).await?;
        if more == 0 {
            return Err("the hub closed the connection".into());
        }
        filled += more;
        if whole.is_none() {
            let so_far = buffer.get(..filled.min(MOST_HEAD)).ok_or("buffer")?;
            // The body may break off within a letter.
            let text = so_far.utf8_chunks().next().map(|chunk| chunk.valid()).unwrap_or_default();
            let Some((head, _)) = text.split_once(END) else { continue };
            let length = head.split_once("content-length: ").ok_or("an answer without a length")?.1;
            let length: usize = length.split("\r\n").next().unwrap_or_default().parse()?;
            let body = head.len() + END.len();
            whole = Some(body..body + length);
            if buffer.len() < body + length {
                buffer.resize(body + length, 0);
            }
        }
        if let Some(body) = whole.clone().filter(|body| filled >= body.end) {
            return buffer.get(body).ok_or_else(|| "body".into());
        }
    }
}

/// A sampled answer is a record with entries, and nothing of it is withheld.
fn check(answer: &[u8]) -> Outcome<()> {
    let answer: serde_json::Value = serde_json::from_slice(answer)?;
    let page = answer.pointer("/data/sharedRecord/chronology").ok_or_else(|| format!("not a record: {answer}"))?;
    let total = page.pointer("/totalCount").and_then(serde_json::Value::as_i64).unwrap_or(0);
    let nodes = page.pointer("/nodes").and_then(|n| n.as_array()).map_or(0, Vec::len);
    let narrated = page.pointer("/nodes/0/narrative").is_some_and(serde_json::Value::is_string);
    if total < 1 || nodes as i64 != total.min(50) || !narrated {
        return Err(format!("a wrong answer: {nodes} entries of {total}, narrative there: {narrated}").into());
    }
    Ok(())
}

/// The run of the middle, by reads in a second.
pub fn median(mut runs: Vec<Run>) -> Run {
    runs.sort_by(|a, b| a.reads_per_second.total_cmp(&b.reads_per_second));
    runs.get(runs.len() / 2).cloned().unwrap_or(Run { answers: 0, reads_per_second: 0.0, p50: 0.0, p99: 0.0 })
}

/// The floor's middle: reads in a second and the 99th percentile in milliseconds.
pub fn floor_median(mut runs: Vec<FloorRun>) -> Option<(f64, f64)> {
    runs.sort_by(|a, b| a.reads_per_second.total_cmp(&b.reads_per_second));
    runs.get(runs.len() / 2).map(|r| (r.reads_per_second, r.p99))
}
