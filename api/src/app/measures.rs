//! `/metrics`: what the hub counts and measures, in Prometheus' text form, at an address of its own and nowhere else. Numbers by
//! kind of operation and by code alone: no id and no name ever becomes a label.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use metrics::{describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;

use super::Fault;
use crate::disclosure::Door;

/// The form of the answer.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Where measures are served.
pub(super) struct Measures {
    listener: TcpListener,
    handle: PrometheusHandle,
}

/// Begins to count, and takes the address.
///
/// # Errors
/// Where the address cannot be had.
pub(super) async fn begin(listen: SocketAddr) -> Result<Measures, Fault> {
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|e| Fault::outside(format!("metrics.listen: {listen} cannot be listened on: {e}")))?;
    eprintln!("metrics on http://{}/metrics", listener.local_addr()?);
    let seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];
    let entries = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &seconds)
        .and_then(|builder| builder.set_buckets_for_metric(Matcher::Suffix("_entries".to_owned()), &entries))
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|e| Fault::outside(format!("the measures cannot be kept: {e}")))?;
    describe();
    Ok(Measures { listener, handle })
}

impl Measures {
    /// The routes of the address, and the address itself.
    pub(super) fn split(self, door: Arc<Door>) -> (TcpListener, Router) {
        let handle = self.handle;
        let answer = move || {
            let (door, handle) = (Arc::clone(&door), handle.clone());
            async move {
                look(&door);
                handle.run_upkeep();
                ([(header::CONTENT_TYPE, TEXT), (header::CACHE_CONTROL, "no-store")], handle.render())
            }
        };
        (self.listener, Router::new().route("/metrics", get(answer)))
    }
}

/// What is not counted as it happens is looked at when somebody asks.
fn look(door: &Door) {
    let now = door.standing();
    let truth = |yes: bool| if yes { 1.0 } else { 0.0 };
    gauge!("hub_log_writable").set(truth(now.writable));
    gauge!("hub_log_waiting").set(now.waiting as f64);
    gauge!("hub_log_fallbacks").set(now.log.fallbacks as f64);
    gauge!("hub_log_reconnects").set(now.log.reconnects as f64);
    gauge!("hub_log_failures").set(now.log.failures as f64);
    gauge!("hub_pool_in_use").set(f64::from(now.reading));
    gauge!("hub_pool_size").set(f64::from(now.readers));
    gauge!("hub_verdicts_remembered").set(now.verdicts_remembered as f64);
    gauge!("hub_verdicts_made").set(now.verdicts_made as f64);
    gauge!("hub_verdict_errors").set(now.verdict_errors as f64);
}

fn describe() {
    describe_counter!("hub_requests_total", "Requests, by kind of operation and code of the answer");
    describe_histogram!("hub_request_seconds", "Seconds from a request's head to its answer, by kind of operation");
    describe_counter!("hub_refusals_total", "Records that were refused, by code");
    describe_counter!("hub_log_commits_total", "Commits of the access log");
    describe_histogram!("hub_log_commit_entries", "Entries of one commit");
    describe_histogram!("hub_log_commit_seconds", "Seconds that a commit took");
    describe_gauge!("hub_log_writable", "1 where the log could be written when it was last tried, else 0");
    describe_gauge!("hub_log_waiting", "Requests that wait for the log's writer");
    describe_gauge!("hub_log_fallbacks", "Batches that failed and were written apart since the start");
    describe_gauge!("hub_log_reconnects", "Connections of the writer that were ended since the start");
    describe_gauge!("hub_log_failures", "Requests that the log answered with UNAVAILABLE since the start");
    describe_gauge!("hub_pool_in_use", "Connections that read at this moment");
    describe_gauge!("hub_pool_size", "Connections that may read at once");
    describe_gauge!("hub_verdicts_remembered", "Verdicts that were remembered since the start");
    describe_gauge!("hub_verdicts_made", "Verdicts that were made since the start");
    describe_gauge!(
        "hub_verdict_errors",
        "Questions that the rule book could not answer since the start; alarm on any"
    );
}
