//! The accept loop: HTTP/1.1 with timers and bounds on every connection, and an end that lets accepted requests finish.
//! HTTP/2 without TLS is not spoken: whoever ends TLS in front of the hub speaks it.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{HttpService, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;

use super::Limits;
use super::crowd::{Crowd, Guest};
use super::patience::Patience;
use super::tls::{Tls, Wire};

/// How long to wait after an accept that failed, as it does where the process has no file handle left.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` completes, then takes no new connection and waits for what was accepted, at most `limits.drain`.
pub async fn serve(listener: TcpListener, router: Router, limits: &Limits, stop: impl Future<Output = ()>) {
    serve_by(None, listener, router, limits, stop).await;
}

/// The same over TLS, where a certificate is given.
pub async fn serve_by(
    tls: Option<Arc<Tls>>,
    listener: TcpListener,
    router: Router,
    limits: &Limits,
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_headers(limits.headers)
        .max_buf_size(limits.head.max(8192))
        .half_close(false);
    let slots = Arc::new(Semaphore::new(limits.connections));
    let crowd = Arc::new(Crowd::default());
    let (stopping, stopped) = watch::channel(false);
    tokio::pin!(stop);
    loop {
        let accepted = async {
            let stream = listener.accept().await;
            let slot = match slots.clone().try_acquire_owned() {
                Ok(slot) => Ok(slot),
                Err(_) => {
                    crowd.make_room();
                    slots.clone().acquire_owned().await
                }
            };
            (slot, stream)
        };
        let (slot, stream) = tokio::select! {
            () = &mut stop => break,
            (slot, stream) = accepted => (slot, stream),
        };
        let stream = match stream {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(kind = ?error.kind(), "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        // Answers are small and whole; waiting to fill a packet only adds delay.
        let _ = stream.set_nodelay(true);
        let guest = crowd.enter();
        let (http, service, tls) = (http.clone(), service(&router, &guest), tls.clone());
        let (deadline, head_time) = (limits.deadline, limits.head_time);
        let mut stopped = stopped.clone();
        tokio::spawn(async move {
            let wire = tokio::select! {
                wire = wire(stream, tls.as_deref(), head_time) => wire,
                () = guest.told_to_leave() => None,
            };
            // Who cannot agree with us on TLS, or not in time, has asked nothing.
            let Some(wire) = wire else { return drop(slot) };
            let connection =
                http.serve_connection(TokioIo::new(Patience::new(wire, deadline)), service).with_upgrades();
            tokio::pin!(connection);
            // A connection that ends badly (a client gone, a head too slow) concerns nobody else.
            let stop = async { stopped.wait_for(|stop| *stop).await.is_ok() };
            tokio::select! {
                _ = connection.as_mut() => {}
                _ = stop => {
                    connection.as_mut().graceful_shutdown();
                    let _ = connection.await;
                }
                () = guest.told_to_leave() => {
                    // One that never asked is simply closed; for another, an answer may still be on its way out.
                    if guest.asked() {
                        connection.as_mut().graceful_shutdown();
                        let _ = connection.await;
                    }
                }
            }
            drop(slot);
        });
    }
    drop(listener);
    let _ = stopping.send(true);
    // Every connection holds a slot, so having all of them again means that all have ended.
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    if tokio::time::timeout(limits.drain, slots.acquire_many(all)).await.is_err() {
        tracing::warn!("stopped with requests still under way");
    }
}

/// The connection as HTTP meets it; none where TLS could not be agreed on in that time.
async fn wire(stream: TcpStream, tls: Option<&Tls>, longest: Duration) -> Option<Wire> {
    match tls {
        None => Some(Wire::Plain(stream)),
        Some(tls) => tokio::time::timeout(longest, tls.accept(stream)).await.ok()?.ok(),
    }
}

/// The router, which tells the crowd when a request begins and ends.
fn service(
    router: &Router,
    guest: &Arc<Guest>,
) -> impl HttpService<Incoming, ResBody = Body, Error = Infallible, Future: Send> + Send + use<> {
    let (router, guest) = (router.clone(), Arc::clone(guest));
    service_fn(move |request: Request<Incoming>| {
        guest.asks();
        let (answer, guest) = (router.clone().oneshot(request.map(Body::new)), Arc::clone(&guest));
        async move {
            let answer = answer.await;
            guest.waits();
            answer
        }
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpStream};
    use std::time::Instant;

    use axum::routing::get;
    use tokio::sync::oneshot;
    use tokio::task::{JoinHandle, spawn_blocking};

    use super::*;

    struct Running {
        at: SocketAddr,
        stop: oneshot::Sender<()>,
        ended: JoinHandle<()>,
    }

    async fn running(limits: Limits) -> Running {
        let slow = || async {
            tokio::time::sleep(Duration::from_millis(400)).await;
            "slow"
        };
        let router = Router::new().route("/", get(|| async { "a".repeat(10_000) })).route("/slow", get(slow));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let ended = tokio::spawn(async move {
            serve(listener, router, &limits, async move { drop(stopped.await) }).await;
        });
        Running { at, stop, ended }
    }

    fn quick() -> Limits {
        Limits { head_time: Duration::from_millis(300), deadline: Duration::from_millis(300), ..Limits::default() }
    }

    /// What comes back for these bytes until the hub closes, and after how long it does.
    fn exchange(at: SocketAddr, bytes: &[u8]) -> (String, Duration) {
        let started = Instant::now();
        let mut stream = TcpStream::connect(at).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        (String::from_utf8(answer).unwrap(), started.elapsed())
    }

    const ASK: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn f4_a_client_that_is_silent_slow_or_does_not_read_is_closed() {
        let hub = running(quick()).await;
        let at = hub.at;
        spawn_blocking(move || {
            for bytes in [&b""[..], b"GET / HT", b"GET / HTTP/1.1\r\nhost: x\r\n", b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"]
            {
                let (_, took) = exchange(at, bytes);
                assert!(took < Duration::from_secs(3), "{took:?} for {}", String::from_utf8_lossy(bytes));
            }
            // Asks for far more than the buffers between us hold and reads nothing: the hub must not wait for ever.
            let mut stream = TcpStream::connect(at).unwrap();
            stream.write_all(&b"GET / HTTP/1.1\r\nhost: x\r\n\r\n".repeat(2000)).unwrap();
            let closed = (0..100).any(|_| {
                std::thread::sleep(Duration::from_millis(50));
                stream.write_all(b"GET").is_err()
            });
            assert!(closed, "the hub still waits for a client that does not read");
        })
        .await
        .unwrap();
        drop(hub.stop);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn heads_are_bounded() {
        let hub = running(quick()).await;
        let at = hub.at;
        spawn_blocking(move || {
            let head =
                |lines: usize| format!("GET / HTTP/1.1\r\n{}connection: close\r\n\r\n", "x: y\r\n".repeat(lines));
            assert!(exchange(at, head(60).as_bytes()).0.starts_with("HTTP/1.1 200"));
            assert!(exchange(at, head(70).as_bytes()).0.starts_with("HTTP/1.1 431"));
            let long = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "y".repeat(100_000));
            let mut stream = TcpStream::connect(at).unwrap();
            // It may be closed before all is written.
            let _ = stream.write_all(long.as_bytes());
            let mut answer = String::new();
            let _ = stream.read_to_string(&mut answer);
            assert!(!answer.starts_with("HTTP/1.1 200"), "{answer:.40}");
        })
        .await
        .unwrap();
        drop(hub.stop);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_connection_too_many_waits_for_a_request_but_not_for_a_silent_client() {
        let hub = running(Limits { connections: 1, ..Limits::default() }).await;
        let at = hub.at;
        spawn_blocking(move || {
            let silent = TcpStream::connect(at).unwrap();
            std::thread::sleep(Duration::from_millis(100));
            let (answer, took) = exchange(at, ASK);
            assert!(answer.starts_with("HTTP/1.1 200"));
            assert!(took < Duration::from_secs(2), "the silent one had to make room: {took:?}");
            drop(silent);
            let slow =
                std::thread::spawn(move || exchange(at, b"GET /slow HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"));
            std::thread::sleep(Duration::from_millis(100));
            let (answer, took) = exchange(at, ASK);
            assert!(answer.starts_with("HTTP/1.1 200"));
            assert!(took > Duration::from_millis(200), "it had to wait for the request under way: {took:?}");
            assert!(slow.join().unwrap().0.ends_with("slow"));
        })
        .await
        .unwrap();
        drop(hub.stop);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_kept_connection_makes_room_after_its_answer_is_out() {
        let hub = running(Limits { connections: 2, ..Limits::default() }).await;
        let at = hub.at;
        spawn_blocking(move || {
            let kept: Vec<_> = (0..2)
                .map(|_| std::thread::spawn(move || exchange(at, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")))
                .collect();
            std::thread::sleep(Duration::from_millis(100));
            let answers: Vec<_> = (0..8).map(|_| exchange(at, ASK)).collect();
            assert!(answers.iter().all(|(answer, took)| answer.ends_with('a') && *took < Duration::from_secs(2)));
            for kept in kept {
                let (answer, _) = kept.join().unwrap();
                assert!(answer.starts_with("HTTP/1.1 200") && answer.len() > 10_000, "the answer came whole");
            }
        })
        .await
        .unwrap();
        drop(hub.stop);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_was_accepted_is_finished_before_the_hub_ends() {
        let hub = running(Limits { head_time: Duration::from_secs(60), ..Limits::default() }).await;
        let at = hub.at;
        let idle = TcpStream::connect(at).unwrap();
        let asked = spawn_blocking(move || exchange(at, b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n"));
        tokio::time::sleep(Duration::from_millis(150)).await;
        let stopped = Instant::now();
        hub.stop.send(()).unwrap();
        let (answer, _) = asked.await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("slow"), "{answer}");
        hub.ended.await.unwrap();
        assert!(stopped.elapsed() < Duration::from_secs(5), "an idle connection does not hold up the end");
        assert!(TcpStream::connect(at).is_err());
        drop(idle);
    }
}
