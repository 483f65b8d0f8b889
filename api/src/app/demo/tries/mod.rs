//! `hub try`: the tour's example requests, sent to the running demo as any partner app would send them: over HTTP, with a
//! token of the demo's issuer. Nothing here knows more than a client knows.

mod answer;

use std::fmt::Write;
use std::time::Duration;

use serde_json::{Value, json};

use super::folder::{Contents, Folder};
use super::invocation::Invocation;
use crate::app::Fault;
use crate::app::cli::TryArgs;

/// One example request.
pub struct Try {
    /// Its name on the command line.
    pub name: &'static str,
    /// Whether the demo's first page names it.
    pub first: bool,
    /// What it shows, in a few words.
    pub shows: &'static str,
    /// Who asks.
    pub who: &'static str,
    /// The request in a sentence.
    pub asks: &'static str,
    /// The request.
    pub document: &'static str,
    /// Its variables.
    pub variables: fn(&Contents) -> Value,
    /// What to notice in the answer.
    pub notice: &'static [&'static str],
}

/// How long a token of a try holds.
const TOKEN: Duration = Duration::from_secs(300);
/// How long a demo that is just starting is waited for.
const PATIENCE: u32 = 50;
const STEP: Duration = Duration::from_millis(100);

/// The example requests.
pub const TRIES: &[Try] = &[
    Try {
        name: "record",
        first: true,
        shows: "a full record, for a section 47 enquiry",
        who: "social-worker",
        asks: "Mia's record for SECTION_47_ENQUIRY, on PUBLIC_TASK",
        document: include_str!("record.graphql"),
        variables: |demo| json!({ "child": child(demo, "mia"), "sharing": sharing("SECTION_47_ENQUIRY") }),
        notice: &[
            "No agency had more than a part of this; in order, it is a pattern.",
            "Consent was not needed: the enquiry is on record, so the purpose is believed.",
            "What the police and an outreach service keep to few is neither listed nor counted.",
        ],
    },
    Try {
        name: "refused",
        first: true,
        shows: "a refusal, with its reason and the way on",
        who: "housing",
        asks: "Zofia's record for CRIME_PREVENTION, on PUBLIC_TASK",
        document: include_str!("summary.graphql"),
        variables: |demo| json!({ "child": child(demo, "zofia"), "sharing": sharing("CRIME_PREVENTION") }),
        notice: &[
            "A refusal is an answer, not an error: a code, the reason, and what to do. It is in the log too.",
            "It was given before anybody looked for the child: the same words for every child.",
        ],
    },
    Try {
        name: "part",
        first: true,
        shows: "a record withheld in part: what a school may see",
        who: "school",
        asks: "Mia's record for CHILD_PROTECTION_PLAN_REVIEW, on PUBLIC_TASK",
        document: include_str!("record.graphql"),
        variables: |demo| json!({ "child": child(demo, "mia"), "sharing": sharing("CHILD_PROTECTION_PLAN_REVIEW") }),
        notice: &[
            "Each thing withheld is listed with its reason; a null that is not listed means that nothing is recorded.",
            "Its own entries the school reads whole. What concerns siblings and neighbours, or money, it does not get.",
            "What is sensitive or restricted is neither listed nor counted.",
        ],
    },
    Try {
        name: "concern",
        first: true,
        shows: "a concern, posted by a GP",
        who: "gp",
        asks: "posts a concern about a child whom the practice saw this morning",
        document: include_str!("concern.graphql"),
        variables: |_| json!({ "input": concern() }),
        notice: &[
            "The answer has the same shape whether the hub knows the child or not; `child` is always null to the raiser.",
            "Run it again: the same key gives the same concern, not a second one.",
        ],
    },
    Try {
        name: "who-looked",
        first: true,
        shows: "who looked at that record, at what and why",
        who: "lead",
        asks: "the access log for Mia, as the safeguarding lead of social care",
        document: include_str!("who-looked.graphql"),
        variables: |demo| json!({ "filter": { "child": child(demo, "mia") } }),
        notice: &[
            "Each access by people of the lead's own agency has its line, with purpose, classes and the policies that decided.",
            "Others' accesses are not here: information governance sees those. Reading the log is in the log too.",
        ],
    },
    Try {
        name: "unknown",
        first: false,
        shows: "the answer for a child whom one may not know of",
        who: "neighbouring-social-worker",
        asks: "Olivia's record for CHILD_IN_NEED_ASSESSMENT, without a relationship",
        document: include_str!("summary.graphql"),
        variables: |demo| json!({ "child": child(demo, "olivia"), "sharing": sharing("CHILD_IN_NEED_ASSESSMENT") }),
        notice: &["For a child who does not exist, or whose record is restricted, the words are the same."],
    },
    Try {
        name: "consent",
        first: false,
        shows: "child in need: what the mother's consent opens",
        who: "social-worker",
        asks: "Tobi's record for CHILD_IN_NEED_ASSESSMENT, on PUBLIC_TASK",
        document: include_str!("summary.graphql"),
        variables: |demo| json!({ "child": child(demo, "tobi"), "sharing": sharing("CHILD_IN_NEED_ASSESSMENT") }),
        notice: &["Tobi's mother left police information out of her consent, so it stays out."],
    },
    Try {
        name: "no-consent",
        first: false,
        shows: "early help: the mother said no, so others' entries stay closed",
        who: "early-help",
        asks: "Zofia's record for EARLY_HELP, on PUBLIC_TASK",
        document: include_str!("summary.graphql"),
        variables: |demo| json!({ "child": child(demo, "zofia"), "sharing": sharing("EARLY_HELP") }),
        notice: &["The service reads its own entries; of the others, by her mother's wish, nothing."],
    },
    Try {
        name: "unborn",
        first: false,
        shows: "a child who is not born yet",
        who: "midwife",
        asks: "Baby Okoye's record for CHILD_IN_NEED_ASSESSMENT, on PUBLIC_TASK",
        document: include_str!("summary.graphql"),
        variables: |demo| json!({ "child": child(demo, "baby-okoye"), "sharing": sharing("CHILD_IN_NEED_ASSESSMENT") }),
        notice: &["An unborn child is a child: an expected date in place of a birthday, and no numbers yet."],
    },
];

/// Runs one example request and gives what to print; without a name, the list of them.
///
/// # Errors
/// Where there is no such example, no demo, or no answer.
pub async fn attempt(args: &TryArgs) -> Result<String, Fault> {
    let Some(name) = &args.name else { return Ok(list(&Invocation::present(&args.dir))) };
    let Some(example) = TRIES.iter().find(|t| t.name == name) else {
        let names: Vec<&str> = TRIES.iter().map(|t| t.name).collect();
        return Err(Fault::usage(format!("there is no example called `{name}`; there are {}", names.join(", "))));
    };
    let folder = Folder::at(&args.dir);
    let (contents, url) = running(&folder).await?;
    let token = super::issue(&args.dir, example.who, TOKEN)?;
    let variables = (example.variables)(&contents);
    let answer = post(&url, &token, &json!({ "query": example.document, "variables": variables })).await?;
    let text = if args.json { format!("{answer:#}\n") } else { answer::told(example, &answer) };
    // A refusal is an answer; an error or a problem is not what the example promises.
    let problems =
        answer.pointer("/data/raiseConcern/problems").and_then(Value::as_array).is_some_and(|p| !p.is_empty());
    if answer.get("errors").is_some() || problems {
        return Err(Fault::no(format!("the demo did not answer as it should\n{text}")));
    }
    Ok(text)
}

/// The list of examples.
fn list(hub: &Invocation) -> String {
    let mut text = String::new();
    for example in TRIES {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}  # {}", hub.aligned(&format!("try {}", example.name)), example.shows);
    }
    text
}

/// What is in the demo and where it listens, once it does.
async fn running(folder: &Folder) -> Result<(Contents, String), Fault> {
    for waited in 0..=PATIENCE {
        if let (Some(contents), Some(url)) = (folder.contents()?, folder.address()) {
            let address = url.trim_start_matches("http://");
            if tokio::net::TcpStream::connect(address).await.is_ok() {
                return Ok((contents, url));
            }
        }
        if waited < PATIENCE {
            tokio::time::sleep(STEP).await;
        }
    }
    let dir = folder.path().display();
    Err(Fault::outside(format!("no demo of {dir} is running: start it in another terminal with `hub demo`")))
}

async fn post(url: &str, token: &str, body: &Value) -> Result<Value, Fault> {
    let failed = |e: reqwest::Error| Fault::outside(format!("the demo at {url} does not answer: {e}"));
    let client = reqwest::Client::builder().no_proxy().build().map_err(failed)?;
    let answer = client
        .post(format!("{url}/graphql"))
        .bearer_auth(token)
        .header("accept", "application/graphql-response+json")
        .json(body)
        .send()
        .await
        .map_err(failed)?;
    answer.json().await.map_err(failed)
}

/// How a try names a child of the demo: by NHS number where there is one, else by the hub's id.
fn child(demo: &Contents, key: &str) -> Value {
    match demo.children.iter().find(|c| c.key == key) {
        Some(c) => c.nhs_number.as_ref().map_or_else(|| json!({ "id": c.id }), |n| json!({ "nhsNumber": n })),
        None => Value::Null,
    }
}

fn sharing(purpose: &str) -> Value {
    json!({ "purpose": purpose, "lawfulBasis": "PUBLIC_TASK" })
}

fn concern() -> Value {
    json!({
        "idempotencyKey": "demo-concern-1",
        "child": { "described": {
            "givenName": "Rowan", "familyName": "Pike", "approximateAge": 4, "sex": "M",
            "address": "the caravan site by the old ferry, Northmere", "mother": { "name": "Jess Pike" },
        } },
        "whatHappened": "Rowan came with a burn on his hand that was three days old and had not been seen by anybody. \
            His mother said that he had touched the stove. She was kind with him and frightened of being asked.",
        "impactOnChild": "In pain, and very quiet.",
        "childVoice": "“It was hot. Mummy cried too.”",
        "immediateDanger": false,
        "familyInformed": "INFORMED_AND_AGREES",
        "actionsTaken": "The burn was dressed; they come back tomorrow at nine.",
        "suggestedLevelOfNeed": "CHILD_IN_NEED",
        "callBack": "020 7946 0105",
        "classes": ["HEALTH"],
    })
}
