//! Operations made at random, the same ones each time: records by aliases, fragments, nesting, lists, filters, order, totals and
//! cursors, alone and several at once; and asks that are wrong, for what an error says.

use entities::Instant;
use entities::words::{AgencyKind, ChronologyCategory, SharingPurpose, Significance, Word};
use serde_json::{Value, json};
use tests::Hub;
use tests::child::LONG_AGO;
use tests::town::Seat;

use super::super::matrix::tables::{CHILD, CONSENT, ENTRY, INVOLVEMENT};
use super::ground::{Ground, SIGNIFICANCE};
use super::{matters, works};

/// Numbers that are the same for the same seed.
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most as u64).expect("small")
    }

    pub fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }

    fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Some of them, at least one, in their order.
    fn some<'a, T>(&mut self, of: &'a [T]) -> Vec<&'a T> {
        let most = 1 + self.below(8);
        let chosen: Vec<&T> = of.iter().filter(|_| self.below(of.len()) < most).collect();
        if chosen.is_empty() { vec![self.one(of)] } else { chosen }
    }
}

/// What a list is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    None,
    Category(ChronologyCategory),
    Kind(AgencyKind),
    Agency(&'static str),
    Significance(Significance),
    /// After so many hours of the record.
    From(usize),
    To(usize),
}

/// One list of one record.
#[derive(Clone, Debug)]
pub struct List {
    pub alias: String,
    pub filter: Filter,
    pub oldest: bool,
    pub first: usize,
    /// The cursor, and how many entries stand before the page; none where the cursor is another list's.
    pub after: Option<(String, Option<usize>)>,
}

/// One record that is asked for.
pub struct Asked {
    pub alias: String,
    pub subject: usize,
    pub purpose: SharingPurpose,
    pub lists: Vec<List>,
}

/// An operation.
pub struct Operation {
    pub document: String,
    pub variables: Value,
    pub asked: Vec<Asked>,
}

/// A cursor that was given, and for what.
#[derive(Clone, Debug)]
pub struct Cursor {
    pub text: String,
    pub login: &'static str,
    pub subject: usize,
    pub purpose: SharingPurpose,
    pub filter: Filter,
    pub oldest: bool,
    pub position: usize,
}

/// Makes operations.
pub struct Generator<'a> {
    pub hub: &'a Hub,
    pub ground: &'a Ground,
    pub dice: Dice,
    pub cursors: Vec<Cursor>,
    fragments: Vec<String>,
    names: usize,
}

impl<'a> Generator<'a> {
    pub fn new(hub: &'a Hub, ground: &'a Ground, seed: u64) -> Self {
        Self { hub, ground, dice: Dice(seed), cursors: Vec::new(), fragments: Vec::new(), names: 0 }
    }

    /// The next one for that person.
    pub fn operation(&mut self, seat: &Seat) -> Operation {
        self.fragments.clear();
        let mut asked = Vec::new();
        let mut roots = Vec::new();
        let mut variables = json!({});
        let mut declared = Vec::new();
        for number in 0..=self.dice.below(3) {
            let (root, text) = self.record(seat, number);
            variables[format!("child{number}")] = self.reference(root.subject);
            variables[format!("sharing{number}")] = json!({
                "purpose": root.purpose.name(), "lawfulBasis": "PUBLIC_TASK",
                "justification": "asked at random, and long enough",
            });
            declared.push(format!("$child{number}: ChildRef!, $sharing{number}: SharingInput!"));
            roots.push(text);
            asked.push(root);
        }
        if self.dice.percent(15) {
            roots.push(self.beside());
        }
        let fragments = self.fragments.join("\n");
        let document = format!("query Q({}) {{ {} }}\n{fragments}", declared.join(", "), roots.join("\n"));
        Operation { document, variables, asked }
    }

    /// The child by one of the ways to name it; now and then by what is no child.
    fn reference(&mut self, subject: usize) -> Value {
        let subject = &self.ground.subjects[subject];
        match self.dice.below(20) {
            0 => json!({"id": self.dice.one(&subject.entries).id}),
            1 => json!({"nhsNumber": "9990000001"}),
            2..8 => json!({"nhsNumber": subject.nhs_number}),
            _ => json!({"id": subject.id.public()}),
        }
    }

    /// Lists beside the records: what everybody has, and what only some may see.
    fn beside(&mut self) -> String {
        let child = self.dice.one(&self.ground.subjects).id.public();
        let concerns = "beside: concerns(first: 20) { totalCount nodes { reference status whatHappened about people { name } \
            raisedBy { code } withheld { field reason } } }";
        let overdue = "beside: overdueWork { totalCount nodes { child work kind } }";
        let changes = "beside: changes(first: 20) { events { kind subject } more }";
        let seen =
            format!("beside: whoHasSeen(child: {{id: \"{child}\"}}) {{ totalCount nodes {{ practitioner classes }} }}");
        let log = format!(
            "beside: accessLog(filter: {{child: {{id: \"{child}\"}}}}) {{ totalCount nodes {{ practitioner justification policies }} }}"
        );
        let missing = format!("beside: missingChecks(child: {{id: \"{child}\"}}) {{ totalCount }}");
        match self.dice.below(12) {
            0 => concerns.to_owned(),
            1 => overdue.to_owned(),
            2 => changes.to_owned(),
            3 => seen,
            4 => log,
            5 => missing,
            6 | 7 => self.matters("checks", "Check", matters::CHECK, &["side: ASKED", "status: OPEN", "overdue: true"]),
            8 | 9 => {
                let narrowed = ["side: ASKING", "status: DECIDED", "byOneAgencyAlone: false"];
                self.matters("jointDecisions", "JointDecision", matters::DECISION, &narrowed)
            }
            _ => {
                let narrowed = ["raised: true", "status: ANSWERED", "overdue: false"];
                self.matters("escalations", "Escalation", matters::ESCALATION, &narrowed)
            }
        }
    }

    /// One of the lists of what is worked on, narrowed now and then, and to one child where it can be.
    fn matters(&mut self, list: &str, kind: &str, fields: &str, narrowed: &[&str]) -> String {
        let mut filter = Vec::new();
        if self.dice.percent(40) {
            filter.push(self.dice.one(narrowed).to_string());
        }
        if list != "escalations" && self.dice.percent(50) {
            filter.push(format!("child: \"{}\"", self.dice.one(&self.ground.subjects).id.public()));
        }
        let first = 1 + self.dice.below(20);
        let node = self.wrapped(kind, fields.to_owned());
        format!(
            "beside: {list}(first: {first}, filter: {{{}}}) {{ totalCount nodes {{ {node} }} pageInfo {{ hasNextPage }} }}",
            filter.join(", ")
        )
    }

    fn alias(&mut self, field: &str) -> String {
        self.names += 1;
        format!("{field}_{}", self.names)
    }

    /// The fields as they are, in an inline fragment, in a named one, or in one within another.
    fn wrapped(&mut self, kind: &str, fields: String) -> String {
        match self.dice.below(6) {
            0 => format!("... on {kind} {{ {fields} }}"),
            1 => format!("... @include(if: true) {{ {fields} }}"),
            2 | 3 => {
                self.names += 1;
                let name = format!("F{}", self.names);
                let inner = if self.dice.percent(30) { self.wrapped(kind, fields) } else { fields };
                self.fragments.push(format!("fragment {name} on {kind} {{ {inner} }}"));
                format!("...{name}")
            }
            _ => fields,
        }
    }

    /// Some of those fields, each now and then under another name, and now and then twice.
    fn fields(&mut self, kind: &str, of: &[&str]) -> String {
        let mut chosen = Vec::new();
        for field in self.dice.some(of).into_iter().copied() {
            let below = match field {
                "agency" | "school" | "generalPractice" | "responsibleAuthority" => " { code name }",
                "identifiers" => " { system value }",
                "steps" => " { text withoutChecks }",
                "family" => " { name whyNot }",
                "outcomes" => " { change measure owner note }",
                "seen" => " { notAloneReason }",
                _ => "",
            };
            for _ in 0..=usize::from(self.dice.percent(10)) {
                let alias = self.alias(field);
                chosen.push(if self.dice.percent(60) {
                    format!("{alias}: {field}{below}")
                } else {
                    format!("{field}{below}")
                });
            }
        }
        if self.dice.percent(30) {
            chosen.push("withheld { field classes reason howToProceed askAgency { code } }".to_owned());
        }
        self.wrapped(kind, chosen.join(" "))
    }

    fn record(&mut self, seat: &Seat, number: usize) -> (Asked, String) {
        let subject = self.dice.below(self.ground.subjects.len());
        let own = self.ground.subjects[subject].situation.map(|situation| situation.purpose);
        let purpose = own.filter(|_| self.dice.percent(85)).unwrap_or_else(|| *self.dice.one(SharingPurpose::ALL));
        let alias = self.alias("sharedRecord");
        let mut parts = Vec::new();
        let mut lists = Vec::new();
        if self.dice.percent(60) {
            let fields = names(CHILD.iter().map(|(field, _)| *field));
            let fields = self.fields("Child", &fields);
            parts.push(format!("{}: child {{ {fields} }}", self.alias("child")));
        }
        for _ in 0..=self.dice.below(2) {
            let list = self.list(seat, subject, purpose);
            parts.push(self.list_text(&list));
            lists.push(list);
        }
        if self.dice.percent(25) {
            let fields = names(INVOLVEMENT.iter().map(|(field, _)| *field));
            parts.push(format!(
                "{}: involvements {{ {} }}",
                self.alias("involvements"),
                self.fields("Involvement", &fields)
            ));
        }
        if self.dice.percent(25) {
            let fields = names(CONSENT.iter().map(|(field, _)| *field));
            parts.push(format!("{}: consents {{ {} }}", self.alias("consents"), self.fields("Consent", &fields)));
        }
        if self.dice.percent(25) {
            parts.push(format!("{}: work {{ {} }}", self.alias("work"), self.fields("CaseWork", &works::FIELDS)));
        }
        if self.dice.percent(25) {
            parts.push("sharing { disclosed withheld policies } withheld { field reason howToProceed }".to_owned());
        }
        let parts = self.wrapped("SharedRecord", parts.join(" "));
        let text = format!(
            "{alias}: sharedRecord(child: $child{number}, sharing: $sharing{number}) {{ __typename \
             ... on SharingRefused {{ code message howToProceed }} ... on SharedRecord {{ {parts} }} }}"
        );
        (Asked { alias, subject, purpose, lists }, text)
    }

    fn list(&mut self, seat: &Seat, subject: usize, purpose: SharingPurpose) -> List {
        let alias = self.alias("chronology");
        let first = 1 + self.dice.below(12);
        if self.dice.percent(25) && !self.cursors.is_empty() {
            // A cursor of this very list is gone on from; any other must tell nothing either.
            let fitting =
                |cursor: &&Cursor| cursor.login == seat.login && cursor.subject == subject && cursor.purpose == purpose;
            let own: Vec<Cursor> = self.cursors.iter().filter(fitting).cloned().collect();
            let (cursor, position) = if own.is_empty() {
                (self.dice.one(&self.cursors).clone(), None)
            } else {
                let cursor = self.dice.one(&own).clone();
                let position = cursor.position;
                (cursor, Some(position))
            };
            return List {
                alias,
                filter: cursor.filter,
                oldest: cursor.oldest,
                first,
                after: Some((cursor.text, position)),
            };
        }
        let filter = match self.dice.below(10) {
            0 => Filter::Category(*self.dice.one(&[
                ChronologyCategory::Other,
                ChronologyCategory::Housing,
                ChronologyCategory::Health,
            ])),
            1 => Filter::Kind(*self.dice.one(&[AgencyKind::Police, AgencyKind::VoluntarySector, AgencyKind::School])),
            2 => {
                let code: &&str = self.dice.one(&["T-CHARITY", "T-POLICE", "T-SURGERY"]);
                Filter::Agency(code)
            }
            3 => Filter::Significance(*self.dice.one(&[Significance::Notable, SIGNIFICANCE, Significance::Critical])),
            4 => Filter::From(self.dice.below(40)),
            5 => Filter::To(self.dice.below(40)),
            _ => Filter::None,
        };
        List { alias, filter, oldest: self.dice.percent(50), first, after: None }
    }

    fn list_text(&mut self, list: &List) -> String {
        let mut arguments = vec![format!("first: {}", list.first), format!("oldestFirst: {}", list.oldest)];
        let moment =
            |hours: &usize| LONG_AGO.plus(Instant::HOUR * i64::try_from(*hours).expect("few") + Instant::HOUR / 2);
        let filter = match &list.filter {
            Filter::None => None,
            Filter::Category(category) => Some(format!("categories: [{}]", category.name())),
            Filter::Kind(kind) => Some(format!("agencyKinds: [{}]", kind.name())),
            Filter::Agency(code) => Some(format!("agencies: [\"{}\"]", self.hub.town.agency(code).public())),
            Filter::Significance(least) => Some(format!("minimumSignificance: {}", least.name())),
            Filter::From(hours) => Some(format!("from: \"{}\"", moment(hours))),
            Filter::To(hours) => Some(format!("to: \"{}\"", moment(hours))),
        };
        arguments.extend(filter.map(|filter| format!("filter: {{{filter}}}")));
        arguments.extend(list.after.as_ref().map(|(after, _)| format!("after: \"{after}\"")));
        let fields = names(ENTRY.iter().map(|(field, ..)| *field));
        let mut entry = format!("id {}", self.fields("ChronologyEntry", &fields));
        if self.dice.percent(20) {
            let history = self.fields("ChronologyEntry", &fields);
            entry.push_str(&format!(" {}: history {{ id {history} }}", self.alias("history")));
        }
        let entry = self.wrapped("ChronologyEntry", entry);
        let nodes = if self.dice.percent(50) {
            format!("nodes {{ {entry} }}")
        } else {
            format!("edges {{ cursor node {{ {entry} }} }}")
        };
        let inner =
            self.wrapped("ChronologyConnection", format!("totalCount {nodes} pageInfo {{ endCursor hasNextPage }}"));
        format!("{}: chronology({}) {{ {inner} }}", list.alias, arguments.join(", "))
    }
}

fn names(of: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    of.collect()
}
