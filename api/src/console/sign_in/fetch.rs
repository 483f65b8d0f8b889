//! How the hub speaks with an issuer: the library's requests over the hub's own client. It follows no redirect, waits for no
//! slow issuer and reads no endless answer.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::Client;
use reqwest::redirect::Policy;

/// Longest answer of an issuer, in bytes.
const LONGEST: usize = 256 * 1024;
/// Longest time that an issuer may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks issuers.
pub(super) struct Fetch(Client);

/// An issuer did not answer as it should.
#[derive(Debug)]
pub(super) struct FetchFault(pub(super) &'static str);

impl fmt::Display for FetchFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
impl std::error::Error for FetchFault {}

impl Fetch {
    /// A client; over TLS alone, or, for a demo, over plain HTTP too and past any proxy.
    pub(super) fn new(secure: bool) -> Result<Self, String> {
        let mut client = Client::builder().timeout(PATIENCE).redirect(Policy::none()).https_only(secure);
        if !secure {
            client = client.no_proxy();
        }
        client.build().map(Self).map_err(|_| "the machine's trusted certificates cannot be read".to_owned())
    }

    /// What stands at that address.
    pub(super) async fn get(&self, address: &str) -> Result<Vec<u8>, FetchFault> {
        let request = self.0.get(address).build().map_err(|_| FetchFault("not an address"))?;
        let answer = self.send(request).await?;
        if answer.status().is_success() { Ok(answer.into_body()) } else { Err(FetchFault("answers with an error")) }
    }

    async fn send(&self, request: reqwest::Request) -> Result<HttpResponse, FetchFault> {
        let mut response = self.0.execute(request).await.map_err(|_| FetchFault("does not answer"))?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| FetchFault("breaks off"))? {
            if body.len().saturating_add(chunk.len()) > LONGEST {
                return Err(FetchFault("answers at too great a length"));
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = HttpResponse::new(body);
        *answer.status_mut() = response.status();
        *answer.headers_mut() = response.headers().clone();
        Ok(answer)
    }
}

impl<'c> AsyncHttpClient<'c> for Fetch {
    type Error = FetchFault;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, FetchFault>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(|_| FetchFault("not an address"))?;
            self.send(request).await
        })
    }
}
