//! `hub try`: example requests, sent to the running demo as any partner app would send them: over HTTP, with a token of the
//! demo's issuer. Nothing here knows more than a client knows.

mod answer;
mod input;
mod more;
mod stories;
mod tour;

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

pub use self::answer::Page;
use self::more::MORE;
use self::stories::STORIES;
pub use self::tour::TOUR;
use super::folder::{Contents, Folder};
use super::invocation::Invocation;
use super::mash_case;
use crate::app::Fault;
use crate::app::cli::TryArgs;
use crate::plain::calendar::local_date;
use crate::plain::clock::{Clock, SystemClock};
use crate::plain::entropy::{Entropy, SystemEntropy};

/// One example: a request, or a few that make a story.
pub struct Try {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it shows, in a few words.
    pub shows: &'static str,
    /// What is asked, one after the other.
    pub steps: &'static [Step],
    /// What to notice in the answers.
    pub notice: &'static [&'static str],
    /// What to notice instead, once time or another example has changed the answers.
    pub later: Option<Later>,
}

/// One request.
pub struct Step {
    /// Who asks.
    pub who: &'static str,
    /// The request in a sentence.
    pub asks: &'static str,
    /// The request.
    pub document: &'static str,
    /// Its variables, from what is in the demo and from the answers to the steps before.
    pub variables: fn(&Contents, &[Value]) -> Value,
}

impl Step {
    /// A read of a whole record.
    const fn record(who: &'static str, asks: &'static str, variables: fn(&Contents, &[Value]) -> Value) -> Self {
        Self { who, asks, document: include_str!("record.graphql"), variables }
    }

    /// A read of what happened, without the detail.
    const fn summary(who: &'static str, asks: &'static str, variables: fn(&Contents, &[Value]) -> Value) -> Self {
        Self { who, asks, document: include_str!("summary.graphql"), variables }
    }
}

/// When the answers are no longer those that an example first gave, and what to notice then.
pub struct Later {
    /// Whether they are not.
    pub when: fn(&[Value]) -> bool,
    /// What to notice then.
    pub notice: &'static [&'static str],
}

/// The examples in groups, each with its heading; the tour's come first.
pub const GROUPS: [(&str, &[Try]); 3] =
    [("the tour", TOUR), ("stories: what the rules are for", STORIES), ("more", MORE)];

/// All examples.
pub fn all() -> impl Iterator<Item = &'static Try> {
    GROUPS.into_iter().flat_map(|(_, tries)| tries)
}

/// How long a token of a try holds.
const TOKEN: Duration = Duration::from_secs(300);
/// How often a demo that is just starting is looked for.
const PATIENCE: u32 = 50;
/// The same where it listens and still makes its families.
const WHILE_IT_IS_MADE: u32 = 600;
const STEP: Duration = Duration::from_millis(100);

/// Runs one example and gives what to print; without a name, the list of them.
///
/// # Errors
/// Where there is no such example, no demo, or no answer.
pub async fn attempt(args: &TryArgs) -> Result<String, Fault> {
    let hub = Invocation::present(&args.dir);
    let Some(name) = &args.name else { return Ok(list(&hub)) };
    if name == mash_case::NAME {
        return whole_case(args, &hub).await;
    }
    let Some(example) = all().find(|t| t.name == name) else {
        let names: Vec<&str> = all().map(|t| t.name).chain([mash_case::NAME]).collect();
        return Err(Fault::usage(format!("there is no example called `{name}`; there are {}", names.join(", "))));
    };
    let folder = Folder::at(&args.dir);
    let (contents, url) = running(&folder).await?;
    if contents.children.is_empty() {
        return Err(Fault::usage(
            "this demo was made without its families, of whom the examples are: begin anew with --reset",
        ));
    }
    let desk = Desk::at(&args.dir, url)?;
    let mut answers = Vec::with_capacity(example.steps.len());
    for step in example.steps {
        let answer = desk.ask(step.who, step.document, (step.variables)(&contents, &answers)).await?;
        let failed = wrong(&answer);
        answers.push(answer);
        if failed {
            return Err(not_as_it_should(&hub, &answer::told(example, &answers)));
        }
    }
    Ok(match (args.json, answers.as_slice()) {
        (false, _) => answer::told(example, &answers),
        (true, [only]) => format!("{only:#}\n"),
        (true, several) => format!("{:#}\n", json!(several)),
    })
}

/// Plays the whole case once more.
async fn whole_case(args: &TryArgs, hub: &Invocation) -> Result<String, Fault> {
    let (_, url) = running(&Folder::at(&args.dir)).await?;
    let desk = Desk::at(&args.dir, url)?;
    let run = SystemEntropy.uuid().map_err(|_| Fault::outside("the system gave no randomness: try again"))?.to_string();
    let ask = async |who, document, variables| desk.ask(who, document, variables).await;
    // The demo's time is the machine's: every step is taken today.
    let today = |_| local_date(SystemClock.now());
    let (scene, played) = mash_case::play(&run, mash_case::Watch::Shown, ask, today).await?;
    let told = mash_case::told(&scene, &played);
    if played.iter().any(|step| !step.wrong.is_empty()) {
        return Err(not_as_it_should(hub, &told));
    }
    Ok(if args.json { format!("{:#}\n", mash_case::as_json(&played)) } else { told })
}

fn not_as_it_should(hub: &Invocation, told: &str) -> Fault {
    let again = hub.command("demo --reset");
    Fault::no(format!(
        "the demo did not answer as it should; where it is some days old, begin anew with `{again}`\n{told}"
    ))
}

/// What a hub says that cannot answer now: to begin the demo anew would lose what is in it, and mend nothing.
fn unavailable(answer: &Value) -> Option<&str> {
    let error = answer.pointer("/errors/0")?;
    let code = error.pointer("/extensions/code").and_then(Value::as_str)?;
    (code == "UNAVAILABLE").then(|| error.get("message").and_then(Value::as_str)).flatten()
}

/// Whether an answer is none that an example promises: an error, a problem with the input, or a change that was refused. A
/// refused read is an answer like another.
fn wrong(answer: &Value) -> bool {
    let data = answer.get("data").and_then(Value::as_object);
    let of_change = |payload: &Value| {
        payload.get("problems").and_then(Value::as_array).is_some_and(|p| !p.is_empty())
            || payload.get("refused").is_some_and(Value::is_object)
    };
    answer.get("errors").is_some() || data.is_none_or(|data| data.values().any(of_change))
}

/// The list of examples, in their groups.
fn list(hub: &Invocation) -> String {
    let mut text = String::new();
    for (group, tries) in GROUPS {
        let gap = if text.is_empty() { "" } else { "\n" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{gap}{group}");
        for example in tries {
            let _ = writeln!(text, "  {}  # {}", hub.aligned(&format!("try {}", example.name)), example.shows);
        }
    }
    let command = hub.aligned(&format!("try {}", mash_case::NAME));
    let _ = writeln!(text, "\na whole case\n  {command}  # {}", mash_case::SHOWS);
    text
}

/// What is in the demo and where it listens, once it does. One that listens and has not told all its stories yet is waited for.
async fn running(folder: &Folder) -> Result<(Contents, String), Fault> {
    let mut waited = 0;
    loop {
        let mut patience = PATIENCE;
        if let Some(url) = folder.address()
            && tokio::net::TcpStream::connect(url.trim_start_matches("http://")).await.is_ok()
        {
            match folder.contents()? {
                Some(contents) => return Ok((contents, url)),
                None => patience = WHILE_IT_IS_MADE,
            }
        }
        if waited >= patience {
            break;
        }
        waited += 1;
        tokio::time::sleep(STEP).await;
    }
    let dir = folder.path().display();
    Err(Fault::outside(format!("no demo of {dir} is running: start it in another terminal with `hub demo`")))
}

/// A client of the running demo, which may be any of its people.
struct Desk<'a> {
    dir: &'a Path,
    url: String,
    client: reqwest::Client,
}

impl<'a> Desk<'a> {
    fn at(dir: &'a Path, url: String) -> Result<Self, Fault> {
        let client = reqwest::Client::builder().no_proxy().build();
        let client = client.map_err(|e| Fault::outside(format!("no request can be sent: {e}")))?;
        Ok(Self { dir, url, client })
    }

    /// Sends one request as that person.
    async fn ask(&self, who: &str, document: &str, variables: Value) -> Result<Value, Fault> {
        let failed = |e: reqwest::Error| Fault::outside(format!("the demo at {} does not answer: {e}", self.url));
        let token = super::issue(self.dir, who, TOKEN)?;
        let answer = self
            .client
            .post(format!("{}/graphql", self.url))
            .bearer_auth(token)
            .header("accept", "application/graphql-response+json")
            .json(&json!({ "query": document, "variables": variables }))
            .send()
            .await
            .map_err(failed)?;
        let answer: Value = answer.json().await.map_err(failed)?;
        match unavailable(&answer) {
            Some(message) => {
                Err(Fault::outside(format!("the demo cannot answer now, and nothing was lost: {message}")))
            }
            None => Ok(answer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hub_that_cannot_answer_now_is_told_from_a_wrong_answer() {
        let error = |code: &str| json!({"errors": [{"message": "send it again", "extensions": {"code": code}}]});
        assert_eq!(unavailable(&error("UNAVAILABLE")), Some("send it again"));
        assert_eq!(unavailable(&error("BAD_USER_INPUT")), None);
        assert_eq!(unavailable(&json!({"data": {}})), None);
    }
}
