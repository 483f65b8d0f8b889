//! One probe for every case: somebody who may not know of a child asks everything that the contract lets them ask about it,
//! and the same about a twin who does not exist. The answers must be alike but for ids, references and times: body, status and
//! headers, what a lead reads of it afterwards, how many entries it made, and on PostgreSQL the statements that ran (R33).

mod fill;
mod statements;
mod whom;

use std::sync::LazyLock;

use api::plain::clock::{Clock, SystemClock};
use entities::words::SharingPurpose;
use entities::{Instant, Word};
use serde_json::{Value, json};
use tests::database::number;
use tests::queries::{NAME, RAISE, record};
use tests::{Answer, Hub};

use super::super::mutations::schema::Mutation;
use super::look::MUTATIONS;
use fill::Inputs;
pub use statements::count_statements;
pub use whom::{Whom, local};

const FIND: &str = "query Find($match: ChildMatchInput!, $sharing: SharingInput!) {
    findChildren(match: $match, sharing: $sharing) { __typename
        ... on SharingRefused { code message howToProceed accessLogEntryId }
        ... on ChildCandidates { addAFact accessLogEntryId candidates { id givenName familyName yearOfBirth strength matchedOn
            withheld { field reason } } } } }";

const LOG: &str = "query Log($filter: AccessLogFilter!, $after: String) { accessLog(filter: $filter, first: 100, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id at committedAt practitioner practitionerId agency { code } agencyKind
    roles client action childId relationship purpose lawfulBasis dispenseReason justification approvedBy emergency emergencyUntil
    allowed refusalCode disclosed withheldClasses recordsDisclosed policies policyVersion flags reviewDueAt
    reviews { verdict } leafHash withheld { field reason } } } }";

const LISTS: &str = "query Lists($from: DateTime!) { concerns(filter: {raisedFrom: $from}, first: 100) { totalCount nodes { status about whatHappened immediateDanger raisedBy { code }
    child { givenName } withheld { field reason } } } }";

const APPROVALS: &str = "{ approvals { totalCount } }";

const CLAIM: &str = "mutation Claim($input: RecordInvolvementInput!) { recordInvolvement(input: $input) {
    involvement { id agency { code } agencyKind service team practitioners startedOn endedOn unconfirmed withheld { field reason } }
    childId refused { code message howToProceed } problems { path code message } } }";

/// The inputs of the schema.
static INPUTS: LazyLock<Inputs> = LazyLock::new(Inputs::read);

/// Written in this order and after all else: each may change what is answered afterwards.
const LATER: [&str; 4] = ["raiseConcern", "raisePoliceReport", "recordInvolvement", "declareConflict"];

/// Somebody who may not know of the child.
#[derive(Clone, Copy, Debug)]
pub struct Wrong<'a> {
    /// The login.
    pub login: &'a str,
    /// Leads who read what that person did.
    pub leads: &'a [&'a str],
    /// The purpose for which most is asked.
    pub purpose: &'a str,
    /// The lawful basis that is open to the agency.
    pub basis: &'a str,

    /// Whether the record is closed to the person by R28 or to the role by R6, so that neither an emergency (R31), nor a number
    /// with name and birth (R17), nor a claim (R15) tells of it either.
    pub closed: bool,
}

impl<'a> Wrong<'a> {
    /// One with whom the child has nothing to do.
    pub const fn stranger(login: &'a str, purpose: &'a str) -> Self {
        Self { login, leads: &[], purpose, basis: "PUBLIC_TASK", closed: false }
    }

    /// One for whom restriction, bar or conflict says that there is no such child.
    pub const fn shut_out(login: &'a str, purpose: &'a str) -> Self {
        Self { closed: true, ..Self::stranger(login, purpose) }
    }

    /// Who reads the log of what that person did.
    pub const fn read_by(self, leads: &'a [&'a str]) -> Self {
        Self { leads, ..self }
    }

    /// Another basis than public task.
    pub const fn on(self, basis: &'a str) -> Self {
        Self { basis, ..self }
    }
}

/// What was asked, and what came of it.
struct Told {
    what: String,
    answer: Answer,
}

/// All that somebody was told about one child, and what leads read of it.
struct Run {
    told: Vec<Told>,
    logs: Vec<Vec<Value>>,
    entries: i64,
    statements: Vec<(String, i64)>,
}

/// Asserts that nothing tells that person of the child.
pub async fn knows_nothing(hub: &Hub, wrong: Wrong<'_>, whom: Whom) {
    let whom = whom.with_parts(hub, hub.town.person(wrong.login).agency).await;
    let twin = whom.twin(hub);
    let there = run(hub, wrong, &whom).await;
    let absent = run(hub, wrong, &twin).await;
    let mut faults = Vec::new();
    assert_eq!(there.told.len(), absent.told.len(), "the same is asked of both");
    for (there, absent) in there.told.iter().zip(&absent.told) {
        let (a, b) = (likeness(&whom, &there.answer), likeness(&twin, &absent.answer));
        if a != b {
            faults
                .push(format!("{}:\n   there  {a}\n   absent {b}", there.what).replace(&headers(&absent.answer), "H"));
        } else if whom.told(&there.answer.text) {
            faults.push(format!("{}: holds the record's own words: {}", there.what, there.answer.text));
        }
    }
    for ((lead, there), absent) in wrong.leads.iter().zip(&there.logs).zip(&absent.logs) {
        let lines = |whom: &Whom, log: &[Value]| -> Vec<String> {
            log.iter().map(|line| whom.unnamed(&line.to_string())).collect()
        };
        let (a, b) = (lines(&whom, there), lines(&twin, absent));
        if a != b {
            let differs = a.iter().zip(&b).find(|(a, b)| a != b);
            faults.push(format!("the log of {lead}, {} and {} lines: {differs:#?}", a.len(), b.len()));
        }
    }
    if there.entries != absent.entries {
        faults.push(format!("{} entries of the log, and {} about nobody", there.entries, absent.entries));
    }
    if there.statements != absent.statements {
        let differs = |a: &[(String, i64)], b: &[(String, i64)]| {
            let only: Vec<_> = a.iter().filter(|one| !b.contains(one)).cloned().collect();
            format!("{only:?}")
        };
        faults.push(format!(
            "statements:\n   there  {}\n   absent {}",
            differs(&there.statements, &absent.statements),
            differs(&absent.statements, &there.statements)
        ));
    }
    let shown: Vec<&String> = faults.iter().take(6).collect();
    assert!(faults.is_empty(), "{} is told in {} ways:\n{}", wrong.login, faults.len(), join(&shown));
    assert!(there.told.len() > 60, "only {} questions were asked", there.told.len());
}

fn join(faults: &[&String]) -> String {
    faults.iter().map(|fault| fault.chars().take(3000).collect::<String>()).collect::<Vec<_>>().join("\n")
}

async fn run(hub: &Hub, wrong: Wrong<'_>, whom: &Whom) -> Run {
    let from = SystemClock.now();
    let entries = count(hub).await;
    let asker = Asker { hub, wrong, whom, from };
    let mut told = Vec::new();
    asker.every_purpose(&mut told).await;
    asker.searches(&asker.pairs(), &mut told).await;
    asker.changes(&mut told).await;
    asker.lists(&mut told).await;
    // What was asked once more is counted: the first time memos are filled.
    let before = statements::ran(hub).await;
    asker.references(&mut told).await;
    let statements = statements::since(&before, statements::ran(hub).await);
    for later in LATER {
        asker.write(later, &mut told).await;
        if later != "recordInvolvement" || wrong.closed {
            asker.references(&mut told).await;
            asker.searches(&asker.few(), &mut told).await;
            asker.lists(&mut told).await;
        }
    }
    let entries = count(hub).await - entries;
    let to = SystemClock.now();
    let mut logs = Vec::new();
    for lead in wrong.leads {
        logs.push(asker.log(lead, json!({"from": from.to_string(), "to": to.to_string()})).await);
    }
    Run { told, logs, entries, statements }
}

async fn count(hub: &Hub) -> i64 {
    number(&hub.db, "SELECT count(*) FROM access_log").await
}

struct Asker<'a> {
    hub: &'a Hub,
    wrong: Wrong<'a>,
    whom: &'a Whom,
    /// When this person began to ask about this child.
    from: Instant,
}

impl Asker<'_> {
    async fn ask(&self, told: &mut Vec<Told>, what: String, query: &str, variables: Value) {
        let answer = self.hub.ask(self.wrong.login, query, variables).await;
        told.push(Told { what, answer });
    }

    fn sharing(&self, purpose: &str) -> Value {
        json!({"purpose": purpose, "lawfulBasis": self.wrong.basis, "justification": "asked by whom it does not concern"})
    }

    /// The record for each purpose; going on without consent, and in an emergency.
    async fn every_purpose(&self, told: &mut Vec<Told>) {
        let reference = &self.whom.references(self.hub)[0];
        let mut reasons: Vec<Value> = SharingPurpose::ALL.iter().map(|purpose| self.sharing(purpose.name())).collect();
        let mut dispensed = self.sharing(self.wrong.purpose);
        dispensed["dispenseReason"] = json!("RISK_OF_SIGNIFICANT_HARM_TO_CHILD");
        dispensed["approvedBy"] = json!(self.hub.town.person("manager").id.public());
        let mut on_consent = self.sharing(self.wrong.purpose);
        on_consent["lawfulBasis"] = json!("CONSENT");
        let mut by_concern = self.sharing("REFERRAL_SCREENING");
        by_concern["concern"] = json!(self.whom.parts["concern"]);
        reasons.extend([dispensed, on_consent, by_concern]);
        if self.wrong.closed {
            let mut emergency = self.sharing("EMERGENCY_PROTECTION");
            emergency["emergency"] = json!(true);
            reasons.push(emergency);
        }
        for sharing in reasons {
            let what = format!("the record for {sharing}");
            self.ask(told, what, NAME, json!({"child": reference, "sharing": sharing})).await;
        }
        let whole = json!({"child": reference, "sharing": self.sharing(self.wrong.purpose)});
        self.ask(told, "the whole record".to_owned(), &record(), whole).await;
    }

    /// The record, a change that is stale, and the log, by each way of naming the child.
    async fn references(&self, told: &mut Vec<Told>) {
        let update = MUTATIONS.iter().find(|mutation| mutation.name == "updateChild").expect("served");
        for reference in self.whom.references(self.hub) {
            let sharing = self.sharing(self.wrong.purpose);
            let variables = json!({"child": reference, "sharing": sharing});
            self.ask(told, format!("the record by {reference}"), NAME, variables).await;
            self.change(told, update, &reference).await;
            let filter = json!({"filter": {"child": reference}});
            self.ask(told, format!("the log by {reference}"), LOG, filter).await;
        }
    }

    /// Each two facts.
    fn pairs(&self) -> Vec<Value> {
        let facts = &self.whom.facts;
        let mut asked: Vec<Value> = Vec::new();
        for (n, (first, value)) in facts.iter().enumerate() {
            for (second, other) in &facts[n + 1..] {
                asked.push(json!({*first: value, *second: other}));
            }
        }
        asked.extend(self.few());
        asked
    }

    /// What tells most: name and birth; and, where no rule shows the child for it, a number with both (R17).
    fn few(&self) -> Vec<Value> {
        let all = |names: &[&str]| -> Value {
            let given = self.whom.facts.iter().filter(|(name, _)| names.contains(name));
            given.map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<serde_json::Map<_, _>>().into()
        };
        let mut few =
            vec![all(&["givenName", "familyName", "dateOfBirth"]), all(&["familyName", "nhsNumber", "postcode"])];
        if self.wrong.closed {
            few.extend([all(&["familyName", "dateOfBirth", "nhsNumber"]), all(&["familyName", "dateOfBirth", "upn"])]);
        }
        few
    }

    async fn searches(&self, facts: &[Value], told: &mut Vec<Told>) {
        for facts in facts {
            let names: Vec<&String> = facts.as_object().expect("facts").keys().collect();
            let variables = json!({"match": facts, "sharing": self.sharing(self.wrong.purpose)});
            self.ask(told, format!("a search by {names:?}"), FIND, variables).await;
        }
    }

    /// Every mutation but those that need no relationship.
    async fn changes(&self, told: &mut Vec<Told>) {
        let reference = &self.whom.references(self.hub)[0];
        for mutation in MUTATIONS.iter().filter(|mutation| !LATER.contains(&mutation.name.as_str())) {
            self.change(told, mutation, reference).await;
        }
    }

    async fn change(&self, told: &mut Vec<Told>, mutation: &Mutation, reference: &Value) {
        let sharing = self.sharing(self.wrong.purpose);
        let input = INPUTS.fill(self.hub, &mutation.input, self.whom, reference, &sharing);
        let refused = "refused { code message howToProceed accessLogEntryId }";
        let operation = mutation.operation.replace("refused { code }", refused);
        self.ask(told, format!("{} by {reference}", mutation.name), &operation, json!({"input": input})).await;
    }

    async fn lists(&self, told: &mut Vec<Told>) {
        self.ask(told, "the lists".to_owned(), LISTS, json!({"from": self.from.to_string()})).await;
        self.ask(told, "what waits for approval".to_owned(), APPROVALS, Value::Null).await;
    }

    /// Says something about the child that needs no relationship to it.
    async fn write(&self, name: &str, told: &mut Vec<Told>) {
        let mutation = MUTATIONS.iter().find(|mutation| mutation.name == name).expect("served");
        let sharing = self.sharing(self.wrong.purpose);
        let mut input = INPUTS.fill(self.hub, &mutation.input, self.whom, &Value::Null, &sharing);
        let operation = match name {
            "raiseConcern" => RAISE,
            "recordInvolvement" => {
                input["practitioners"] = json!([self.hub.town.person(self.wrong.login).id.public()]);
                CLAIM
            }
            _ => &mutation.operation,
        };
        self.ask(told, name.to_owned(), operation, json!({"input": input})).await;
    }

    /// What that lead reads of what the person did in that time, without what is each entry's own.
    async fn log(&self, lead: &str, mut filter: Value) -> Vec<Value> {
        filter["practitionerId"] = json!(self.hub.town.person(self.wrong.login).id.public());
        let (mut nodes, mut after, mut total) = (Vec::new(), Value::Null, Value::Null);
        loop {
            let answer = self.hub.ask(lead, LOG, json!({"filter": filter, "after": after})).await.ok();
            if total.is_null() {
                total = answer.at("data.accessLog.totalCount").clone();
            }
            nodes.extend(answer.at("data.accessLog.nodes").as_array().cloned().unwrap_or_default());
            after = answer.at("data.accessLog.pageInfo.endCursor").clone();
            if answer.at("data.accessLog.pageInfo.hasNextPage") != &json!(true) {
                break;
            }
        }
        assert!(!nodes.is_empty(), "{lead} reads nothing of what {} did", self.wrong.login);
        nodes.iter_mut().for_each(strip);
        nodes.push(total);
        nodes
    }
}

/// What an answer is, without what is always its own.
pub fn likeness(whom: &Whom, answer: &Answer) -> String {
    let mut body = answer.body.clone();
    strip(&mut body);
    format!("{} {} {}", answer.status, headers(answer), whom.unnamed(&body.to_string()))
}

fn headers(answer: &Answer) -> String {
    let mut headers = answer.headers.clone();
    for own in ["date", "content-length", "x-request-id"] {
        headers.remove(own);
    }
    format!("{headers:?}")
}

/// Ids of what a request made, and times.
fn strip(value: &mut Value) {
    const OWN: [&str; 13] = [
        "accessLogEntryId",
        "requestId",
        "at",
        "committedAt",
        "raisedAt",
        "decisionDueAt",
        "recordedAt",
        "since",
        "leafHash",
        "reviewDueAt",
        "endCursor",
        "cursor",
        "reference",
    ];
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                match value {
                    Value::Null => {}
                    Value::String(text) if OWN.contains(&key.as_str()) || made(text) => *text = "{own}".to_owned(),
                    _ => strip(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(strip),
        _ => {}
    }
}

/// Whether it is the id of something that a request makes.
fn made(text: &str) -> bool {
    ["access_", "child_", "concern_", "entry_", "involvement_", "protection_", "consent_", "transfer_"]
        .iter()
        .any(|kind| text.starts_with(kind))
}
