//! Which pages may ask the hub from a browser (the Fetch standard's CORS protocol): those of the configured origins, and nobody
//! else's. A request is never refused for its origin, since only browsers tell it truly; a browser keeps the answer from a page
//! that is not named.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};

use super::around::secure;

/// The headers that a page may send.
const SENT: &str = "authorization, content-type, hub-membership, x-request-id, traceparent";
/// The headers of an answer that a page may read.
const READ: &str = "x-request-id, x-client-request-id, retry-after, traceparent";
/// Seconds for which a browser remembers what it was told.
const REMEMBERED: &str = "600";

/// An origin that cannot be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadOrigin(pub String);

/// The origins whose pages may ask.
#[derive(Clone, Debug, Default)]
pub struct Origins(Arc<[HeaderValue]>);

impl Origins {
    /// Reads a list of origins such as `https://app.example.org`.
    ///
    /// # Errors
    /// The first that is not a scheme, a host and perhaps a port.
    pub fn read(list: &[String]) -> Result<Self, BadOrigin> {
        let one = |text: &String| {
            let bad = || BadOrigin(text.clone());
            let url = reqwest::Url::parse(text).map_err(|_| bad())?;
            // `*` is none, nor is anything with a path: a browser sends exactly this.
            if !matches!(url.scheme(), "https" | "http") || url.origin().ascii_serialization() != *text {
                return Err(bad());
            }
            HeaderValue::from_str(text).map_err(|_| bad())
        };
        list.iter().map(one).collect::<Result<Vec<_>, _>>().map(|all| Self(all.into()))
    }

    fn of<'a>(&self, headers: &'a HeaderMap) -> Option<&'a HeaderValue> {
        headers.get(header::ORIGIN).filter(|origin| self.0.contains(origin))
    }
}

/// The router, which lets pages of those origins read its answers.
pub fn for_origins(router: Router, origins: Origins) -> Router {
    router.layer(middleware::from_fn_with_state(origins, allow))
}

async fn allow(State(origins): State<Origins>, request: Request, next: Next) -> Response {
    let origin = origins.of(request.headers()).cloned();
    let preflight =
        request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match (&origin, preflight) {
        (Some(_), true) => {
            let mut response = StatusCode::NO_CONTENT.into_response();
            let headers = response.headers_mut();
            secure(headers);
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(SENT));
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(REMEMBERED));
            response
        }
        _ => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(READ));
        headers
            .insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    }
    response
}

/// The router, which tells browsers to come by TLS alone from now on (RFC 6797).
pub fn by_tls_alone(router: Router) -> Router {
    router.layer(middleware::map_response(async |mut response: Response| {
        let year = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, year);
        response
    }))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::post;
    use tower::ServiceExt;

    use super::*;

    async fn ask(origins: &[&str], method: Method, headers: &[(&str, &str)]) -> Response {
        let list: Vec<String> = origins.iter().map(|text| (*text).to_owned()).collect();
        let router = for_origins(Router::new().route("/", post(async || "asked")), Origins::read(&list).unwrap());
        let mut request = Request::builder().method(method).uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn pages_of_configured_origins_may_read_answers_and_no_others() {
        let named = "https://app.example.org";
        for (origins, from, may) in [
            (&[][..], named, false),
            (&[named], named, true),
            (&[named], "https://app.example.org.evil.example", false),
            (&[named], "http://app.example.org", false),
            (&[named], "null", false),
        ] {
            let wants = [("origin", from), ("access-control-request-method", "POST")];
            for (method, headers) in [(Method::POST, &wants[..1]), (Method::OPTIONS, &wants[..])] {
                let answer = ask(origins, method.clone(), headers).await;
                let allowed = answer.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN);
                assert_eq!(allowed.map(|value| value.to_str().unwrap()), may.then_some(from), "{method} {from}");
                assert!(!answer.headers().contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
                assert_eq!(answer.headers().get(header::VARY).unwrap(), "origin");
                if may && method == Method::OPTIONS {
                    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
                    assert_eq!(answer.headers().get(header::X_CONTENT_TYPE_OPTIONS).unwrap(), "nosniff");
                }
            }
        }
        for bad in
            ["*", "app.example.org", "https://app.example.org/", "https://app.example.org/a", "file:///a", "null"]
        {
            assert_eq!(Origins::read(&[bad.to_owned()]).unwrap_err(), BadOrigin(bad.to_owned()));
        }
    }
}
