//! A browser without a script: it keeps cookies, follows links and sends forms as they stand on the page. One visitor is one
//! browser; one hub serves many.

mod markup;

use std::collections::BTreeMap;

use reqwest::Method;
use reqwest::header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use url::Url;

pub use markup::Form;

use crate::Hub;
use crate::town::subject;

/// Where the console is.
pub const HOME: &str = "/console";

/// One browser.
#[derive(Clone, Debug)]
pub struct Visitor {
    http: reqwest::Client,
    hub: String,
    cookies: BTreeMap<String, String>,
    /// Where it says that its forms come from; the hub itself, unless a test says otherwise.
    pub origin: Option<String>,
    /// What it says of the site that led it to a page (`Sec-Fetch-Site`), if anything.
    pub led_by: Option<&'static str>,
    /// The path and query of the page it is on.
    pub at: String,
}

/// A page as it came.
#[derive(Clone, Debug)]
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// The headers by name.
    pub headers: BTreeMap<String, String>,
    /// The markup.
    pub text: String,
}

impl Visitor {
    /// A browser that has never been to that hub.
    pub fn new(hub: &Hub) -> Self {
        Self::at(hub.url.clone(), reqwest::Client::builder())
    }

    /// A browser that has never been to the hub at that address, and that trusts whom the client is built to trust.
    pub fn at(hub: String, client: reqwest::ClientBuilder) -> Self {
        let http = client.no_proxy().redirect(Policy::none()).build().expect("a client");
        Self { http, cookies: BTreeMap::new(), origin: Some(hub.clone()), led_by: None, hub, at: String::new() }
    }

    /// A browser in which that person of the town is signed in.
    pub async fn signed_in(hub: &Hub, login: &str) -> Self {
        let mut visitor = Self::new(hub);
        let page = visitor.sign_in(login).await;
        assert_eq!(page.status, 200, "{}", page.text);
        visitor
    }

    /// Signs in as that person, by the links that a person would follow, and gives the page where that leads.
    pub async fn sign_in(&mut self, login: &str) -> Page {
        self.sign_in_as(&subject(login)).await
    }

    /// The same as the person whom the issuer knows by that name.
    pub async fn sign_in_as(&mut self, subject: &str) -> Page {
        let people = self.to_the_desk(HOME).await;
        let chosen = people.link_with(&format!("person={subject}&"));
        self.get(&chosen).await
    }

    /// Goes to a page that needs a sign-in, and on to where one chooses whom to be.
    pub async fn to_the_desk(&mut self, path: &str) -> Page {
        let choose = self.get(path).await;
        assert!(self.at.starts_with("/console/sign-in"), "at {}", self.at);
        self.get(&choose.link_with("/console/sign-in/start")).await
    }

    /// Asks for a page and goes where the answer leads.
    pub async fn get(&mut self, path: &str) -> Page {
        let mut page = self.ask(Method::GET, path, None).await;
        for _ in 0..10 {
            let Some(next) = page.headers.get(LOCATION.as_str()) else { return page };
            let next = self.from_here(next);
            page = self.ask(Method::GET, &next, None).await;
        }
        panic!("{path} leads round in circles");
    }

    /// The address that a page of another place than the hub leads to.
    pub fn from_here(&self, to: &str) -> String {
        Url::parse(&self.at).and_then(|here| here.join(to)).map_or_else(|_| to.to_owned(), Into::into)
    }

    /// Asks once, and goes nowhere.
    pub async fn ask(&mut self, method: Method, path: &str, form: Option<&[(String, String)]>) -> Page {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.hub) };
        let mut request = self.http.request(method, &url).header("accept", "text/html");
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(COOKIE, pairs.join("; "));
        }
        if let (Some(site), None) = (self.led_by, form) {
            request = request.header("sec-fetch-site", site);
        }
        if let Some(fields) = form {
            request = request.header("content-type", "application/x-www-form-urlencoded").body(markup::encoded(fields));
            if let Some(origin) = &self.origin {
                request = request.header(ORIGIN, origin);
            }
        }
        let response = request.send().await.expect("the hub answers");
        self.at = url.trim_start_matches(&self.hub).to_owned();
        for line in response.headers().get_all(SET_COOKIE) {
            let line = line.to_str().expect("a cookie");
            let (name, value) = line.split(';').next().and_then(|pair| pair.split_once('=')).expect("name and value");
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let status = response.status().as_u16();
        let headers = response.headers().iter();
        let headers = headers.map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned()));
        Page { status, headers: headers.collect(), text: response.text().await.expect("a body") }
    }

    /// Sends a form and goes where the answer leads.
    pub async fn send(&mut self, form: &Form) -> Page {
        let page = self.send_once(form).await;
        match page.headers.get(LOCATION.as_str()).cloned() {
            // To be sent again as it was.
            Some(action) if page.status == 307 => self.send_once(&Form { action, ..form.clone() }).await,
            Some(next) => self.get(&next).await,
            None => page,
        }
    }

    /// Sends a form, and goes nowhere.
    pub async fn send_once(&mut self, form: &Form) -> Page {
        self.ask(Method::POST, &form.action, Some(&form.fields)).await
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Puts a cookie in.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }
}

impl Page {
    /// The page, which has to be one that was answered.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.status, 200, "{}", self.text);
        self
    }

    /// Whether the page says that; what escapes a sign is taken for the sign.
    pub fn says(&self, text: &str) -> bool {
        markup::plain(&self.text).contains(text)
    }

    /// The first heading.
    pub fn heading(&self) -> String {
        let inside = self.text.split("<h1").nth(1).and_then(|rest| rest.split("</h1>").next()).unwrap_or_default();
        markup::plain(inside.split_once('>').map_or("", |(_, text)| text)).trim().to_owned()
    }

    /// Where the first link leads whose address holds that text.
    #[track_caller]
    pub fn link_with(&self, part: &str) -> String {
        let found = self.links().into_iter().find(|href| href.contains(part));
        found.unwrap_or_else(|| panic!("no link has {part}: {}", self.text))
    }

    /// Where its links lead.
    pub fn links(&self) -> Vec<String> {
        markup::attributes(&self.text, "a", "href")
    }

    /// The form that is sent to an address that ends with that text.
    #[track_caller]
    pub fn form(&self, action: &str) -> Form {
        let found = self.forms().into_iter().find(|form| form.action.ends_with(action));
        found.unwrap_or_else(|| panic!("no form goes to {action}: {}", self.text))
    }

    /// Its forms that are posted.
    pub fn forms(&self) -> Vec<Form> {
        Form::all(&self.text)
    }

    /// The page without what is always its own: the request's number and the moments of the session.
    pub fn canonical(&self) -> String {
        let line = |line: &&str| {
            !["Number of this request", "data-seconds", "You will be signed out", "_token"]
                .iter()
                .any(|own| line.contains(own))
        };
        format!("{} {}", self.status, self.text.lines().filter(line).collect::<Vec<_>>().join("\n"))
    }
}
