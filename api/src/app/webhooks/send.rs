//! Sending to an address that somebody outside named: over TLS, without following redirects, without reading the answer, within a
//! time, and never to this machine or a private network unless configuration says so, by whatever name it is called.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};

/// The longest that a receiver may take.
pub const LONGEST: Duration = Duration::from_secs(15);

/// Sends.
#[derive(Clone)]
pub struct Sender {
    client: Client,
    private: bool,
}

/// What is sent.
pub struct Message {
    /// The event's id, the same at each attempt.
    pub id: String,
    /// Seconds since 1970, of this attempt.
    pub timestamp: i64,
    /// Signatures, by a space.
    pub signature: String,
    /// The payload.
    pub body: String,
}

impl Sender {
    /// A sender; `private` allows addresses of this machine and of private networks.
    ///
    /// # Errors
    /// Where the system has no TLS to be used.
    pub fn new(private: bool) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .timeout(LONGEST)
            .connect_timeout(Duration::from_secs(5))
            .pool_idle_timeout(Duration::from_secs(30))
            .dns_resolver(Arc::new(Resolver { private }))
            .user_agent(concat!("safeguarding-hub/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, private })
    }

    /// Sends a message and gives the status of the answer; none where there was none.
    pub async fn send(&self, url: &str, message: Message) -> Option<u16> {
        // What was registered under another configuration is looked at again.
        let url = address(url, self.private).ok()?;
        let request = self
            .client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", message.id)
            .header("webhook-timestamp", message.timestamp.to_string())
            .header("webhook-signature", message.signature)
            .body(message.body);
        Some(request.send().await.ok()?.status().as_u16())
    }
}

/// An address that may be sent to.
///
/// # Errors
/// What is wrong with it, for whoever registers it.
pub fn address(text: &str, private: bool) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "this is no address")?;
    let Some(host) = url.host_str() else { return Err("an address names a host") };
    if !url.username().is_empty() || url.password().is_some() {
        return Err("an address names no user: what is sent is signed");
    }
    let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
    let loopback = host == "localhost" || literal.is_some_and(|ip| ip.is_loopback());
    match url.scheme() {
        "https" => {}
        "http" if private && loopback => {}
        _ => return Err("an address begins with https://"),
    }
    if !private && (host == "localhost" || literal.is_some_and(|ip| !is_public(ip))) {
        return Err("this address is not public: webhooks.private_addresses allows it");
    }
    Ok(url)
}

/// Resolves names, and leaves out what may not be sent to: the address that is connected to is the one that was looked at.
struct Resolver {
    private: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let private = self.private;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|at| private || is_public(at.ip())).collect();
            let allowed: Addrs = Box::new(allowed.into_iter());
            Ok(allowed)
        })
    }
}

/// Whether an address is one of the public internet (RFC 6890 and its registries).
pub(super) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b)))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    // Global unicast alone, and of that nothing that stands for an IPv4 address or for documentation.
    let [a, b, ..] = ip.segments();
    (a & 0xe000) == 0x2000
        && !(a == 0x2001 && b < 0x0200)
        && !(a == 0x2001 && b == 0x0db8)
        && a != 0x2002
        && (a & 0xfff0) != 0x3ff0
}
