//! The place of a request in a distributed trace (W3C Trace Context): taken from the client's `traceparent`, carried by the
//! request's span, and given back. A span's name is the method and the route, or the kind of operation, as OpenTelemetry's
//! conventions have it; no variable, no name that a client chose and no id of a child may ever stand in one.

use axum::http::{HeaderMap, HeaderValue, Method};
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{SpanContext, TraceContextExt};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::{Level, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// What the hub's spans are known by; the exporter takes these alone.
pub const TARGET: &str = "hub::trace";

/// The header by which a trace goes from one service to the next.
const TRACEPARENT: &str = "traceparent";

/// A request's method as the log and its span name it: one that HTTP itself knows, or that it is another. Any word may be a method,
/// so one that a client made up can be a child's name.
pub(super) fn method_word(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("_OTHER")
}

/// The span of a request, a child of the client's where it sent one well formed `traceparent`.
pub(super) fn request_span(id: &str, method: &'static str, route: &str, headers: &HeaderMap) -> Span {
    let span = tracing::span!(
        target: TARGET,
        Level::INFO,
        "request",
        request.id = id,
        otel.name = format_args!("{method} {route}"),
        otel.kind = "server",
        http.request.method = method,
        http.route = route,
        http.response.status_code = tracing::field::Empty,
        otel.status_code = tracing::field::Empty,
    );
    if let Some(parent) = parent(headers) {
        // Without an exporter there is nobody to tell.
        let _ = span.set_parent(opentelemetry::Context::new().with_remote_span_context(parent));
    }
    span
}

/// The span of an operation.
pub(super) fn operation_span(kind: &'static str) -> Span {
    tracing::span!(target: TARGET, Level::INFO, "operation", otel.name = kind, graphql.operation.type = kind)
}

/// Notes how the request ended.
pub(super) fn ended(span: &Span, status: u16) {
    span.record("http.response.status_code", status);
    if status >= 500 {
        span.record("otel.status_code", "ERROR");
    }
}

/// Where the answer stands: in the span that is exported, else in the client's trace under the request's own number.
pub(super) fn given_back(span: &Span, headers: &HeaderMap, own: [u8; 8]) -> Option<HeaderValue> {
    let exported = span.context().span().span_context().clone();
    let text = if exported.is_valid() {
        format!("00-{}-{}-{:02x}", exported.trace_id(), exported.span_id(), exported.trace_flags().to_u8())
    } else {
        let parent = parent(headers)?;
        format!("00-{}-{}-{:02x}", parent.trace_id(), hex::encode(own), parent.trace_flags().to_u8())
    };
    HeaderValue::from_str(&text).ok()
}

/// The client's place, where it sent exactly one.
fn parent(headers: &HeaderMap) -> Option<SpanContext> {
    if headers.get_all(TRACEPARENT).iter().count() != 1 {
        return None;
    }
    let context =
        TraceContextPropagator::new().extract_with_context(&opentelemetry::Context::new(), &HeaderExtractor(headers));
    let parent = context.span().span_context().clone();
    parent.is_valid().then_some(parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(sent: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in sent {
            headers.append(TRACEPARENT, HeaderValue::from_str(value).unwrap());
        }
        let span = request_span("id", "POST", "/graphql", &headers);
        given_back(&span, &headers, [7; 8]).map(|value| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_good_traceparent_is_gone_on_with_and_any_other_passed_over() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let expected = "00-4bf92f3577b34da6a3ce929d0e0e4736-0707070707070707-01";
        assert_eq!(back(&[good]).as_deref(), Some(expected));
        for bad in [
            &[][..],
            &[good, good],
            &["00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"],
            &["00-00000000000000000000000000000000-00f067aa0ba902b7-01"],
            &["00-Ada Lovelace-00f067aa0ba902b7-01"],
            &["nonsense"],
        ] {
            assert_eq!(back(bad), None, "{bad:?}");
        }
    }
}
