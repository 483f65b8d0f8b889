//! The style sheet and the one script, inside the binary. Their address holds the hash of their content, so a browser keeps
//! them for as long as they are the same.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::Console;

/// A file that browsers fetch.
pub struct Asset {
    name: &'static str,
    kind: &'static str,
    content: &'static str,
    address: LazyLock<String>,
}

/// The style sheet.
pub static STYLE: Asset = Asset {
    name: "console.css",
    kind: "text/css; charset=utf-8",
    content: include_str!("../../static/console.css"),
    address: LazyLock::new(|| address(&STYLE)),
};

/// The script: what is convenient and never needed.
pub static SCRIPT: Asset = Asset {
    name: "console.js",
    kind: "text/javascript; charset=utf-8",
    content: include_str!("../../static/console.js"),
    address: LazyLock::new(|| address(&SCRIPT)),
};

impl Asset {
    /// Where it is.
    pub fn address(&'static self) -> &'static str {
        &self.address
    }
}

fn address(asset: &Asset) -> String {
    let hash = hex::encode(digest(&SHA256, asset.content.as_bytes()).as_ref());
    format!("{}/static/{}-{}", super::HOME, hash.get(..12).unwrap_or_default(), asset.name)
}

pub(super) fn routes() -> Router<Console> {
    Router::new().route("/static/{name}", get(file))
}

async fn file(Path(name): Path<String>) -> Response {
    let asked = format!("{}/static/{name}", super::HOME);
    let Some(asset) = [&STYLE, &SCRIPT].into_iter().find(|asset| asset.address() == asked) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, asset.content).into_response()
}
