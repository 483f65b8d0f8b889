//! The operational log on stderr and, where a collector is named, the traces that go to it by OTLP over HTTP. The log has the
//! request's one line and what went wrong; a trace has the spans of `http::trace` and nothing else.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use axum::http::{Request, Response};
use bytes::Bytes;
use opentelemetry::trace::TracerProvider;
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use super::Fault;
use super::config::Trace;
use crate::http::{TRACE_TARGET, log_panics_without_content};

/// The longest that the collector may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was begun, and is to be ended.
pub(super) struct Telemetry(Option<SdkTracerProvider>);

/// Begins to write the operational log, and to send traces where a collector is named.
///
/// # Errors
/// Where the filter or the collector's address cannot be used.
pub(super) fn begin(trace: &Trace) -> Result<Telemetry, Fault> {
    let filter = EnvFilter::try_new(&trace.filter).map_err(|e| Fault::usage(format!("trace.filter: {e}")))?;
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = if trace.json { lines.json().boxed() } else { lines.boxed() };
    let provider = trace.otlp.as_deref().map(provider).transpose()?;
    let spans = provider.as_ref().map(|provider| {
        let layer = tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("hub"))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false);
        layer.with_filter(tracing_subscriber::filter::filter_fn(|of| of.is_span() && of.target() == TRACE_TARGET))
    });
    tracing_subscriber::registry().with(lines.with_filter(filter)).with(spans).init();
    log_panics_without_content();
    Ok(Telemetry(provider))
}

impl Telemetry {
    /// Sends what is left.
    pub(super) async fn end(self) {
        if let Some(provider) = self.0 {
            // The exporter waits for the collector on a thread of its own.
            let ended = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(PATIENCE)).await;
            if !matches!(ended, Ok(Ok(()))) {
                tracing::warn!("the last traces could not be sent");
            }
        }
    }
}

fn provider(collector: &str) -> Result<SdkTracerProvider, Fault> {
    let bad = |why: &dyn std::fmt::Display| Fault::usage(format!("trace.otlp: {why}"));
    let client = reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|e| bad(&e))?;
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Collector { client, runtime: tokio::runtime::Handle::current() })
        .with_endpoint(collector)
        .with_protocol(Protocol::HttpBinary)
        .with_timeout(PATIENCE)
        .build()
        .map_err(|e| bad(&e))?;
    let resource = Resource::builder_empty().with_service_name("safeguarding-hub").build();
    Ok(SdkTracerProvider::builder().with_resource(resource).with_batch_exporter(exporter).build())
}

/// Sends on the hub's runtime what the exporter's own thread hands over.
#[derive(Debug)]
struct Collector {
    client: reqwest::Client,
    runtime: tokio::runtime::Handle,
}

impl HttpClient for Collector {
    fn send_bytes<'a, 'sent>(
        &'a self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'sent>>
    where
        'a: 'sent,
        Self: 'sent,
    {
        let client = self.client.clone();
        let sent = self.runtime.spawn(async move {
            let answer = client.execute(reqwest::Request::try_from(request)?).await?;
            let (status, body) = (answer.status(), answer.bytes().await?);
            Ok::<_, HttpError>(Response::builder().status(status).body(body)?)
        });
        Box::pin(async move { sent.await? })
    }
}
