//! Debian's Chromium, driven from a test as a person drives it, with and without JavaScript. It must never be pointed at
//! anything but a hub on this machine.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Whether pages run scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    /// They do.
    On,
    /// They do not, as where a person or an organisation has switched them off.
    Off,
}

/// A browser of a test's own, with an empty profile.
pub struct Browser {
    driver: Driver,
    client: Client,
    _profile: TempDir,
}

/// The process that drives it; it ends with the browser.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        // Its group: the driver, and every browser that it started.
        let _ = Command::new("kill").args(["--", &format!("-{}", self.0.id())]).status();
        let _ = self.0.wait();
    }
}

/// Whether a browser can be driven and a page be looked through here; says so where it cannot.
pub fn there() -> bool {
    let mut missing: Vec<&str> =
        ["chromium", "chromedriver"].into_iter().filter(|name| found(name).is_none()).collect();
    if std::env::var_os(AXE).is_none() {
        missing.push("axe-core");
    }
    if !missing.is_empty() {
        println!("skipped: {} not here: tests/run fetches what is missing", missing.join(", "));
    }
    missing.is_empty()
}

/// The criteria by which axe-core looks: WCAG 2.2 A and AA, and what is good practice besides.
const TAGS: [&str; 7] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
/// Its rules about colours, sizes and what has to be scrolled.
const OF_LOOK: [&str; 4] = ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"];

/// Names the file of axe-core.
const AXE: &str = "HUB_TEST_AXE";

/// The program of that name on the path.
fn found(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}

impl Browser {
    /// Opens a window of that width in pixels of a style sheet.
    pub async fn open(scripts: Scripts, width: u32) -> Self {
        let profile = TempDir::new().expect("a folder for the profile");
        let (driver, port) = drive();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(scripts, width, profile.path()))
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("a browser: see whether chromium and chromedriver are of one version");
        let browser = Self { driver, client, _profile: profile };
        browser.widen(width, 900).await;
        browser
    }

    /// What drives the page: clicks, fields, addresses.
    pub fn page(&self) -> &Client {
        &self.client
    }

    /// Makes what the page lies in exactly that large, in pixels of a style sheet: 320 wide is a desktop enlarged four times.
    pub async fn widen(&self, width: u32, height: u32) {
        self.scale(width, height, 1.0).await;
    }

    /// The same, each of these pixels shown as so many of a picture's.
    async fn scale(&self, width: u32, height: u32, scale: f64) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false });
        self.tell("Emulation.setDeviceMetricsOverride", size).await;
    }

    async fn tell(&self, command: &str, params: Value) {
        let told = self.client.issue_cmd(Tell(json!({ "cmd": command, "params": params }))).await;
        told.unwrap_or_else(|e| panic!("{command}: {e}"));
    }

    /// Shows pages as to somebody who prefers them dark.
    pub async fn darken(&self, dark: bool) {
        let scheme = if dark { "dark" } else { "light" };
        let wish = json!({ "name": "prefers-color-scheme", "value": scheme });
        self.tell("Emulation.setEmulatedMedia", json!({ "features": [wish] })).await;
    }

    /// Whether something of the page lies beyond the right edge of the window.
    pub async fn overflows(&self) -> bool {
        let script = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        self.client.execute(script, Vec::new()).await.expect("measured") == Value::Bool(true)
    }

    /// What axe-core finds wrong with the page, by the criteria of WCAG 2.2 A and AA: a line for each element. It takes a page
    /// with scripts on.
    pub async fn violations(&self) -> Vec<String> {
        self.run_axe(json!({ "runOnly": TAGS })).await
    }

    /// The same by what depends on how the page looks, and on nothing else: for one that was looked through in another look.
    pub async fn violations_of_look(&self) -> Vec<String> {
        self.run_axe(json!({ "runOnly": { "type": "rule", "values": OF_LOOK } })).await
    }

    async fn run_axe(&self, options: Value) -> Vec<String> {
        let here = self.client.execute("return typeof axe !== 'undefined'", Vec::new()).await.expect("looked up");
        if here != Value::Bool(true) {
            self.client.execute(&axe(), Vec::new()).await.expect("axe-core is read");
        }
        let script = "const done = arguments[arguments.length - 1];
            axe.run(document, arguments[0]).then((found) => done(found.violations), (wrong) => done(String(wrong)));";
        let found = self.client.execute_async(script, vec![options]).await.expect("axe-core ends");
        let Value::Array(found) = found else { return vec![format!("axe-core did not run: {found}")] };
        let line = |rule: &Value, node: &Value| format!("{}: {} at {}", rule["id"], rule["help"], node["target"]);
        found
            .iter()
            .flat_map(|rule| rule["nodes"].as_array().into_iter().flatten().map(move |node| line(rule, node)))
            .collect()
    }

    /// A picture of what the window shows, as PNG.
    pub async fn picture(&self, file: &Path) {
        let picture = self.client.screenshot().await.expect("a picture");
        std::fs::write(file, picture).expect("written");
    }

    /// A small picture of the beginning of the page, as PNG: for a text about it.
    pub async fn small_picture(&self, file: &Path, width: u32, height: u32) {
        self.tell("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await;
        self.scale(width, height, 0.75).await;
        self.picture(file).await;
    }

    /// A picture of the page from top to bottom, as PNG.
    pub async fn whole_picture(&self, file: &Path, width: u32) {
        let script = "return document.documentElement.scrollHeight";
        let height = self.client.execute(script, Vec::new()).await.expect("measured").as_u64().unwrap_or(900);
        self.widen(width, u32::try_from(height).unwrap_or(900).clamp(400, 8_000)).await;
        self.picture(file).await;
        self.widen(width, 900).await;
    }

    /// Keeps pictures of the page, of a desktop and of a telephone, where HUB_TEST_PICTURES names a folder: for people to look
    /// at. Then the window is as wide as it was.
    pub async fn keep_pictures(&self, name: &str, width: u32) {
        let Some(dir) = std::env::var_os("HUB_TEST_PICTURES").map(PathBuf::from) else { return };
        let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
        let name: String = letters.collect();
        let number = std::fs::read_dir(&dir).map_or(0, Iterator::count);
        for wide in [1280, 375] {
            self.widen(wide, 900).await;
            self.whole_picture(&dir.join(format!("{number:03}-{name}-{wide}.png")), wide).await;
        }
        self.widen(width, 900).await;
    }

    /// Closes the window and ends its driver.
    pub async fn close(self) {
        let Self { driver, client, _profile } = self;
        client.close().await.expect("closed");
        drop(driver);
    }
}

/// A command of Chromium's own, which the standard has no word for.
#[derive(Debug)]
struct Tell(Value);

impl fantoccini::wd::WebDriverCompatibleCommand for Tell {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.0.to_string()))
    }
}

/// Starts a driver on a port of its own choice.
fn drive() -> (Driver, u16) {
    use std::os::unix::process::CommandExt as _;
    let mut child = Command::new("chromedriver")
        .arg("--port=0")
        .process_group(0)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts");
    let said = BufReader::new(child.stdout.take().expect("its words"));
    let driver = Driver(child);
    let mut lines = said.lines().map_while(Result::ok);
    let port = lines
        .find_map(|line| {
            line.split("successfully on port ").nth(1).and_then(|rest| rest.trim_end_matches('.').parse().ok())
        })
        .expect("chromedriver says its port");
    // It goes on talking, and would wait for ever if nobody listened.
    std::thread::spawn(move || lines.for_each(drop));
    (driver, port)
}

/// How the browser is started: no window, nothing kept, nothing asked of any other machine.
fn capabilities(scripts: Scripts, width: u32, profile: &Path) -> Capabilities {
    let arguments = [
        "--headless=new".to_owned(),
        // Tests may run as root, for whom Chromium has no sandbox; they open pages of this project alone.
        "--no-sandbox".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-gpu".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--force-prefers-reduced-motion".to_owned(),
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1".to_owned(),
        format!("--window-size={width},900"),
        format!("--user-data-dir={}", profile.display()),
    ];
    let mut options = json!({ "args": arguments });
    if scripts == Scripts::Off {
        options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
    }
    let Value::Object(capabilities) = json!({ "browserName": "chrome", "goog:chromeOptions": options }) else {
        unreachable!("an object")
    };
    capabilities
}

/// axe-core's own text, which `tests/run` fetches once and names.
fn axe() -> String {
    let file = std::env::var(AXE).expect("HUB_TEST_AXE names axe.min.js; tests/run fetches it and sets this");
    std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{file}: {e}"))
}
