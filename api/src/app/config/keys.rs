//! The list of keys: the one place where a key's name, meaning and default stand. Flags, variables, the documented default
//! file and the refusal of unknown keys all come from it.

use std::fmt::Write as _;

/// What a key's value is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Number,
    /// A secret: given itself, or as `<key>_file`.
    Secret,
    /// An address that may hold a password: like a secret, shown without it.
    Address,
    /// A list, in a flag or a variable as JSON.
    List,
}

/// One key.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// The default as TOML; none where there is none.
    pub(super) default: Option<&'static str>,
    pub(super) help: &'static str,
}

impl Key {
    pub(super) const fn has_file(&self) -> bool {
        matches!(self.kind, Kind::Secret | Kind::Address)
    }

    /// `HUB_DATABASE_URL` for `database.url`.
    pub(super) fn variable(&self) -> String {
        format!("HUB_{}", self.name.replace('.', "_").to_ascii_uppercase())
    }

    /// `database-url` for `database.url`.
    pub(super) fn flag(&self) -> String {
        self.name.replace(['.', '_'], "-")
    }
}

const fn key(name: &'static str, kind: Kind, default: Option<&'static str>, help: &'static str) -> Key {
    Key { name, kind, default, help }
}

/// Every key, grouped by table.
pub(super) const KEYS: &[Key] = &[
    key(
        "listen",
        Kind::Text,
        Some("\"127.0.0.1:8400\""),
        "Address and port to listen on; port 0 lets the system choose.",
    ),
    key(
        "issuers",
        Kind::List,
        Some("[]"),
        "Issuers whose tokens are trusted: issuer, audience, algorithms (RS256, ES256, EdDSA), jwks (an https address or a file), claims, require and sign_in; see api/docs/identity.md.",
    ),
    key(
        "origins",
        Kind::List,
        Some("[]"),
        "Origins whose pages may ask the hub from a browser, such as [\"https://app.example.org\"]; none by default.",
    ),
    key(
        "tls.certificate",
        Kind::Text,
        None,
        "PEM file of the hub's own certificate and its chain; read again on SIGHUP.",
    ),
    key("tls.key", Kind::Text, None, "PEM file of that certificate's key. Without both a proxy ends TLS."),
    key(
        "database.url",
        Kind::Address,
        Some("\"sqlite://hub.db\""),
        "sqlite://path or postgres://user:password@host/name.",
    ),
    key(
        "database.connections",
        Kind::Number,
        Some("6"),
        "Connections that read in transactions at once, and half as many more for single statements; an SQLite file has no use for more than 4.",
    ),
    key(
        "log.signing_key",
        Kind::Secret,
        None,
        "Key that signs the access log's checkpoints, from `hub log key new`. Whatever writes to the log needs it.",
    ),
    key(
        "log.former_keys",
        Kind::List,
        Some("[]"),
        "Public halves of the keys that signed before this one, the oldest first; see \"Changing the key\" in api/docs/operating.md.",
    ),
    key("log.checkpoints", Kind::Text, None, "Directory outside the database that gets a checkpoint a minute."),
    key(
        "log.flags_seconds",
        Kind::Number,
        Some("10"),
        "Seconds between the passes that write the flags of accesses which depend on other accesses (R38).",
    ),
    key(
        "backup.directory",
        Kind::Text,
        None,
        "Directory where backups are kept, so that `hub doctor` can say how old the newest is.",
    ),
    key("backup.hours", Kind::Number, Some("26"), "Hours after which the newest backup is too old."),
    key("policies.dir", Kind::Text, None, "Directory of a rule book that replaces the built-in one."),
    key("contact.safeguarding_phone", Kind::Text, None, "Whom to ring by day where an area has no number of its own."),
    key(
        "contact.out_of_hours_phone",
        Kind::Text,
        None,
        "Whom to ring out of hours where an area has no number of its own.",
    ),
    key(
        "console.url",
        Kind::Text,
        None,
        "Address at which browsers find the hub, such as \"https://hub.example.org\"; without it there is no console. People sign in with the issuers that have sign_in; see api/docs/identity.md.",
    ),
    key(
        "rules.relationship_grace_days",
        Kind::Number,
        Some("90"),
        "Days that an ended relationship still shows what was on record on its last day (R13).",
    ),
    key("rules.emergency_hours", Kind::Number, Some("4"), "Hours for which an emergency opens a record (R31)."),
    key(
        "rules.sharing_review_working_days",
        Kind::Number,
        Some("1"),
        "Working days in which somebody decides on what a young person's objection holds back (R24).",
    ),
    key(
        "rules.emergency_review_days",
        Kind::Number,
        Some("1"),
        "Working days within which an emergency access is reviewed (R31).",
    ),
    key(
        "rules.working_hours_from",
        Kind::Number,
        Some("7"),
        "Hour, Europe/London, before which an access is out of hours (R38).",
    ),
    key(
        "rules.working_hours_until",
        Kind::Number,
        Some("20"),
        "Hour, Europe/London, from which on an access is out of hours (R38).",
    ),
    key(
        "rules.duty_teams",
        Kind::List,
        Some("[]"),
        "Teams on duty at any hour, whose accesses are never out of hours, such as [\"E09000014/Emergency duty\"]: the agency's code and the team's name.",
    ),
    key(
        "rules.basis_changed_hours",
        Kind::Number,
        Some("24"),
        "Hours in which another basis after CONSENT, same person and child, is a change of basis (R38).",
    ),
    key(
        "rules.high_volume_children",
        Kind::Number,
        Some("40"),
        "Children seen by one person from which on their accesses are of high volume (R38).",
    ),
    key("rules.high_volume_minutes", Kind::Number, Some("60"), "Minutes in which those children are counted."),
    key(
        "rules.repeated_refusals",
        Kind::Number,
        Some("3"),
        "Refusals for one child and person from which on they are repeated (R38).",
    ),
    key("rules.repeated_refusal_hours", Kind::Number, Some("24"), "Hours in which those refusals are counted."),
    key(
        "rules.extra_holidays",
        Kind::List,
        Some("[]"),
        "Bank holidays beside those known by rule, such as [\"2023-05-08\"].",
    ),
    key(
        "rules.check_valid_days",
        Kind::Number,
        Some("30"),
        "Days for which the answer to a safeguarding check counts.",
    ),
    key(
        "rules.early_help_review_weeks",
        Kind::Number,
        Some("6"),
        "Weeks after which an early help plan is reviewed, and reviewed again.",
    ),
    key("rules.strategy_discussion_days", Kind::Number, Some("3"), "Working days until a strategy discussion is held."),
    key(
        "rules.key_points",
        Kind::List,
        Some("[]"),
        "Key points whose checks differ from the default, such as [{ key_point = \"CLOSURE\", working_days = 5, kinds = [\"SCHOOL\"] }].",
    ),
    key(
        "rules.check_agencies",
        Kind::List,
        Some("[]"),
        "Whom a round of checks asks that names nobody, area by area, such as [{ area = \"E09000900\", key_point = \"CLOSURE\", agencies = [\"999001\"] }]; without key_point, at every key point those of its kinds. Where nothing is set: every agency of the key point's kinds in the area, of schools and practices the child's own.",
    ),
    key(
        "duty.webhooks",
        Kind::List,
        Some("[]"),
        "Where each area's pages about children in immediate danger go, such as [{ area = \"E09000900\", url = \"https://pager.example.org/hub\" }]: ids alone, by POST.",
    ),
    key(
        "mash.red_hours",
        Kind::Number,
        Some("4"),
        "Hours in which a concern rated red is decided, at any hour of any day.",
    ),
    key("mash.amber_hours", Kind::Number, Some("24"), "The same for amber."),
    key("mash.amber_counts", Kind::Text, Some("\"always\""), "Which hours count for amber: \"always\" or \"office\"."),
    key("mash.green_hours", Kind::Number, Some("24"), "The same for green."),
    key("mash.green_counts", Kind::Text, Some("\"office\""), "Which hours count for green: \"always\" or \"office\"."),
    key("mash.office_opens", Kind::Number, Some("9"), "Hour at which the office opens on working days."),
    key("mash.office_shuts", Kind::Number, Some("17"), "Hour at which it shuts, after it opens and at most 23."),
    key(
        "mash.view_hours",
        Kind::Number,
        Some("4"),
        "Office hours in which an agency gives the view that it is asked for; any hours where the concern is rated red.",
    ),
    key(
        "mash.escalation_practitioner_hours",
        Kind::Number,
        Some("8"),
        "Office hours in which an escalation is answered by a practitioner, before it rises.",
    ),
    key(
        "mash.escalation_line_manager_hours",
        Kind::Number,
        Some("8"),
        "Office hours in which an escalation is answered by a line manager, before it rises.",
    ),
    key(
        "mash.escalation_senior_manager_hours",
        Kind::Number,
        Some("8"),
        "Office hours in which an escalation is answered by a senior manager, before it rises.",
    ),
    key(
        "mash.escalation_director_hours",
        Kind::Number,
        Some("8"),
        "Office hours in which an escalation is answered by a director, before it rises.",
    ),
    key(
        "mash.escalation_partners_hours",
        Kind::Number,
        Some("40"),
        "Office hours in which an escalation is answered by the safeguarding partners.",
    ),
    key(
        "mash.page_manager_after_minutes",
        Kind::Number,
        Some("15"),
        "Minutes after which a page about immediate danger that nobody acknowledged goes to a manager.",
    ),
    key(
        "mash.outcome_held_minutes",
        Kind::Number,
        Some("60"),
        "Minutes from receipt before which no raiser sees an outcome, so that one closed at once looks like any other.",
    ),
    key(
        "webhooks.key",
        Kind::Secret,
        None,
        "At least 32 random characters from which the secrets of webhooks are made; without it none is sent. Another key is another secret for each.",
    ),
    key(
        "webhooks.schedule_seconds",
        Kind::List,
        Some("[5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]"),
        "Seconds from each attempt to send a webhook to the next; after one more it is given up.",
    ),
    key(
        "webhooks.private_addresses",
        Kind::Text,
        Some("\"refused\""),
        "Whether webhooks may go to this machine and to private networks: \"refused\" or \"allowed\".",
    ),
    key(
        "trace.filter",
        Kind::Text,
        Some("\"info\""),
        "Operational log: a level, or a filter such as \"info,hub::request=warn\".",
    ),
    key("trace.format", Kind::Text, Some("\"text\""), "Operational log: \"text\" or \"json\"."),
    key(
        "trace.otlp",
        Kind::Text,
        None,
        "OpenTelemetry collector that traces go to, such as \"http://127.0.0.1:4318/v1/traces\"; none without it.",
    ),
    key(
        "metrics.listen",
        Kind::Text,
        None,
        "Address and port that serve /metrics without a token, apart from everything else; none without it.",
    ),
    key("limits.body", Kind::Number, Some("262144"), "Bytes of a request's body."),
    key("limits.document", Kind::Number, Some("16384"), "Bytes of a GraphQL document."),
    key("limits.tokens", Kind::Number, Some("1000"), "Tokens of a GraphQL document."),
    key(
        "limits.nesting",
        Kind::Number,
        Some("50"),
        "Brackets open at once in a document or in the JSON of its variables.",
    ),
    key("limits.selections", Kind::Number, Some("2000"), "Selections of a document with every fragment spread out."),
    key("limits.spreads", Kind::Number, Some("50"), "Fragment spreads written in a document."),
    key("limits.aliases", Kind::Number, Some("100"), "Aliases with every fragment spread out."),
    key("limits.root_fields", Kind::Number, Some("20"), "Root fields of an operation."),
    key("limits.depth", Kind::Number, Some("15"), "Levels of selections."),
    key("limits.complexity", Kind::Number, Some("10000"), "Cost of an operation."),
    key("limits.directives", Kind::Number, Some("20"), "Directives on one field."),
    key("limits.person_requests", Kind::Number, Some("120"), "Requests of one person in a minute."),
    key("limits.client_requests", Kind::Number, Some("600"), "Requests through one client app in a minute."),
    key("limits.person_cost", Kind::Number, Some("200000"), "Cost of one person's operations in a minute."),
    key(
        "limits.client_cost",
        Kind::Number,
        Some("1000000"),
        "Cost of the operations through one client app in a minute.",
    ),
    key("limits.deadline_ms", Kind::Number, Some("5000"), "Milliseconds from a request's head to its answer."),
    key(
        "limits.head_ms",
        Kind::Number,
        Some("5000"),
        "Milliseconds to send a request's head, and to begin the next one.",
    ),
    key("limits.headers", Kind::Number, Some("64"), "Header lines of a request."),
    key("limits.head", Kind::Number, Some("32768"), "Bytes of a request's head, at least 8192."),
    key("limits.connections", Kind::Number, Some("512"), "Connections open at once."),
    key("limits.sockets", Kind::Number, Some("512"), "Sockets open at once."),
    key("limits.person_sockets", Kind::Number, Some("8"), "Sockets open at once of one person."),
    key("limits.client_sockets", Kind::Number, Some("256"), "Sockets open at once through one client app."),
    key("limits.person_streams", Kind::Number, Some("50"), "Streams open at once of one person, on all their sockets."),
    key("limits.client_streams", Kind::Number, Some("2500"), "Streams open at once through one client app."),
    key("limits.message", Kind::Number, Some("65536"), "Bytes of one message on a socket."),
    key("limits.init_ms", Kind::Number, Some("5000"), "Milliseconds to say on a new socket who one is."),
    key(
        "limits.drain_ms",
        Kind::Number,
        Some("10000"),
        "Milliseconds that accepted requests are given when the hub stops.",
    ),
];

/// The documented defaults, as a file to start from.
pub fn default_toml() -> String {
    let mut text = String::from(
        "# The hub's configuration, with its defaults. Each key is also a flag (`--database-url`) and a variable\n\
         # (`HUB_DATABASE_URL`); a flag wins over a variable, a variable over this file. `HUB_…_FILE` and `…_file` read a\n\
         # secret from a file. A key that is not listed here is refused.\n",
    );
    let mut table = "";
    for key in KEYS {
        let (in_table, name) = key.name.split_once('.').unwrap_or(("", key.name));
        if in_table != table {
            table = in_table;
            // Writing to a text cannot fail.
            let _ = writeln!(text, "\n[{table}]");
        }
        let _ = writeln!(text, "\n# {}", key.help);
        match (key.default, key.kind) {
            (Some(default), _) => {
                let _ = writeln!(text, "{name} = {default}");
            }
            (None, Kind::Secret) => {
                let _ = writeln!(text, "# {name}_file = \"\"");
            }
            (None, _) => {
                let _ = writeln!(text, "# {name} = \"\"");
            }
        }
    }
    text
}
