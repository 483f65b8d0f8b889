//! Media types of GraphQL over HTTP: which one an answer takes, and whether a request's body is one that we read.

use axum::http::{HeaderMap, StatusCode, header};

use crate::http::{Media, Problem};

/// The media type to answer in: of those that the `Accept` header takes, the one it prefers; our own choice is
/// `application/graphql-response+json`, also where there is no such header.
///
/// # Errors
/// 406 where it takes neither.
pub(crate) fn accepted(headers: &HeaderMap) -> Result<Media, Problem> {
    let mut named = false;
    let (mut response, mut json, mut any) = (None, None, None);
    for value in headers.get_all(header::ACCEPT) {
        named = true;
        for range in value.to_str().unwrap_or_default().split(',') {
            let mut parts = range.split(';');
            let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let quality = parts.find_map(quality).unwrap_or(1.0);
            match kind.as_str() {
                "application/graphql-response+json" => response = Some(quality),
                "application/json" => json = Some(quality),
                "application/*" => any = Some(quality),
                "*/*" => any = any.or(Some(quality)),
                _ => {}
            }
        }
    }
    if !named {
        return Ok(Media::GraphqlResponse);
    }
    // What is not named takes the quality of the range around it.
    let response = response.or(any).unwrap_or(0.0);
    let json = json.or(any).unwrap_or(0.0);
    if response <= 0.0 && json <= 0.0 {
        return Err(Problem::new(
            StatusCode::NOT_ACCEPTABLE,
            "NOT_ACCEPTABLE",
            "the hub answers in application/graphql-response+json or application/json",
        ));
    }
    Ok(if json > response { Media::Json } else { Media::GraphqlResponse })
}

fn quality(parameter: &str) -> Option<f32> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    // A quality that is none counts as refused, the safer reading.
    Some(value.trim().parse::<f32>().ok().filter(|q| (0.0..=1.0).contains(q)).unwrap_or(0.0))
}

/// The media type of a refusal made before the `Accept` header was judged.
pub(crate) fn media_of_refusal(headers: &HeaderMap) -> Media {
    match accepted(headers) {
        Ok(Media::GraphqlResponse) if headers.contains_key(header::ACCEPT) => Media::GraphqlResponse,
        _ => Media::Json,
    }
}

/// Checks that the body is JSON in UTF-8, not compressed: anything else could be sent across sites without asking, or be
/// read in two ways.
///
/// # Errors
/// 415 where it is not.
pub(crate) fn body_is_json(headers: &HeaderMap) -> Result<(), Problem> {
    let refused = || {
        Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "MEDIA_TYPE_UNSUPPORTED",
            "send the header `Content-Type: application/json` and a body in UTF-8 that is not compressed",
        )
    };
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Err(refused()) };
    let value = value.to_str().map_err(|_| refused())?.to_ascii_lowercase();
    let mut parts = value.split(';').map(str::trim);
    let json = parts.next() == Some("application/json");
    let utf8 = parts
        .filter_map(|parameter| parameter.strip_prefix("charset="))
        .all(|charset| matches!(charset.trim_matches('"'), "utf-8" | "utf8"));
    let plain = headers.get_all(header::CONTENT_ENCODING).iter().all(|encoding| encoding == "identity");
    if json && utf8 && plain { Ok(()) } else { Err(refused()) }
}
