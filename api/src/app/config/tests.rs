//! Precedence, secrets, and what the hub does not start with.

use std::path::PathBuf;

use clap::{Args, Command, FromArgMatches};

use super::*;

fn environment(variables: &[(&str, &str)]) -> Vec<(String, String)> {
    variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn file(name: &str, text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hub-config-{}-{name}", std::process::id()));
    std::fs::write(&path, text).unwrap();
    path
}

fn load(flags: &[(&str, &str)], variables: &[(&str, &str)], text: Option<(&str, &str)>) -> Result<Config, ConfigError> {
    let path = text.map(|(name, text)| file(name, text));
    let loaded = Config::load(&Flags::of(flags.iter().copied()), environment(variables), path.as_deref());
    path.map(std::fs::remove_file).transpose().unwrap();
    loaded
}

fn fault(flags: &[(&str, &str)], variables: &[(&str, &str)], text: Option<(&str, &str)>) -> String {
    load(flags, variables, text).err().expect("the configuration is wrong").to_string()
}

fn setting<'a>(config: &'a Config, key: &str) -> (&'a str, Origin) {
    let found = config.describe().iter().find(|setting| setting.key == key).unwrap();
    (&found.value, found.origin)
}

#[test]
fn the_defaults_are_those_of_the_limits_and_of_the_documented_file() {
    let config = load(&[], &[], None).unwrap();
    assert_eq!(config.limits, Limits::default());
    assert_eq!(config.listen.to_string(), "127.0.0.1:8400");
    assert_eq!(config.database.url.file(), Some("hub.db"));
    assert_eq!(config.rules, Numbers::default());
    assert_eq!(config.log.flags, super::super::background::FLAGS_EVERY);
    assert_eq!(config.mash, MashClocks::default());
    assert_eq!(config.database.connections, crate::store::connect::READERS);
    let waits: Vec<_> = super::super::webhooks::SCHEDULE.into_iter().map(Duration::from_secs).collect();
    assert_eq!(config.webhooks.schedule, waits);
    assert!(config.webhooks.key.is_none() && !config.webhooks.private_addresses);
    assert!(config.log.signing_key.is_none() && config.issuers.is_empty());

    // Run with HUB_TEST_WRITE=1 to write the file anew.
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/hub.default.toml");
    if std::env::var_os("HUB_TEST_WRITE").is_some() {
        std::fs::write(path, default_toml()).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap(),
        default_toml(),
        "api/hub.default.toml is not what the list of keys says"
    );
    let documented = load(&[], &[], Some(("documented", &default_toml()))).unwrap();
    assert_eq!(documented.limits, config.limits);
    for (one, other) in documented.describe().iter().zip(config.describe()) {
        assert_eq!((one.key, &one.value), (other.key, &other.value));
    }
}

#[test]
fn a_flag_wins_over_a_variable_and_a_variable_over_the_file() {
    let text = Some(("precedence", "listen = \"127.0.0.1:1\"\n[limits]\nbody = 1\ntokens = 1\n"));
    let variables = [
        ("HUB_LISTEN", "127.0.0.1:2"),
        ("HUB_LIMITS_BODY", "2"),
        ("HUB_CONFIG", "x"),
        ("HOME", "/"),
        ("HUB_TEST_X", "1"),
    ];
    let config = load(&[("listen", "127.0.0.1:3")], &variables, text).unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!((config.limits.body, config.limits.tokens, config.limits.nesting), (2, 1, 50));
    assert_eq!(setting(&config, "listen"), ("\"127.0.0.1:3\"", Origin::Flag));
    assert_eq!(setting(&config, "limits.body"), ("2", Origin::Environment));
    assert_eq!(setting(&config, "limits.tokens"), ("1", Origin::File));
    assert_eq!(setting(&config, "limits.nesting"), ("50", Origin::Default));
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_known_one() {
    let typo = fault(&[], &[], Some(("typo", "[limits]\ndocuments = 1\n")));
    assert_eq!(typo, "unknown key `limits.documents` (file); did you mean `limits.document`?");
    let variable = fault(&[], &[("HUB_DATABASE_URI", "x")], None);
    assert_eq!(variable, "unknown key `HUB_DATABASE_URI` (environment); did you mean `database.url`?");
    assert_eq!(fault(&[], &[], Some(("stranger", "[zebra]\nx = 1\n"))), "unknown key `zebra` (file)");
    assert!(fault(&[], &[], Some(("deeper", "[limits.body]\nx = 1\n"))).starts_with("limits.body (file):"));
    assert!(fault(&[], &[], Some(("file of no secret", "listen_file = \"x\"\n"))).starts_with("unknown key"));
    let issuer = "[[issuers]]\nissuer = \"a\"\naudience = \"b\"\nalgorithms = [\"ES256\"]\njwks = \"c\"\njwk = 1\n";
    assert!(fault(&[], &[], Some(("issuer", issuer))).contains("jwk"));
}

#[test]
fn a_value_that_a_key_cannot_take_is_refused_by_name() {
    for (key, value) in [
        ("listen", "8400"),
        ("database.url", "mysql://x"),
        ("database.url", "sqlite::memory:"),
        ("database.url", "sqlite://:memory:"),
        ("limits.body", "0"),
        ("limits.body", "-1"),
        ("limits.body", "many"),
        ("database.connections", "99999999999"),
        ("trace.format", "xml"),
        ("issuers", "[{\"issuer\": 1}]"),
        ("issuers", "[{\"issuer\":\"a\",\"audience\":\"b\",\"algorithms\":[\"HS256\"],\"jwks\":\"c\"}]"),
        ("rules.extra_holidays", "[\"2023-02-30\"]"),
        ("rules.working_hours_until", "7"),
        ("rules.working_hours_until", "25"),
        ("log.flags_seconds", "0"),
        ("rules.key_points", r#"[{"key_point": "LUNCH", "working_days": 1, "kinds": []}]"#),
        ("rules.key_points", r#"[{"key_point": "CLOSURE", "working_days": 0, "kinds": ["SCHOOL"]}]"#),
        (
            "rules.key_points",
            r#"[{"key_point": "CLOSURE", "working_days": 1, "kinds": []}, {"key_point": "CLOSURE", "working_days": 2, "kinds": []}]"#,
        ),
        ("rules.check_agencies", r#"[{"area": "N", "agencies": []}]"#),
        ("rules.check_agencies", r#"[{"area": " ", "agencies": ["A"]}]"#),
        ("rules.check_agencies", r#"[{"area": "N", "agencies": ["A"]}, {"area": "N", "agencies": ["B"]}]"#),
        ("duty.webhooks", r#"[{"area": "N", "url": "http://pager.example.org"}]"#),
        ("duty.webhooks", r#"[{"area": "N", "url": "https://a.example"}, {"area": "N", "url": "https://b.example"}]"#),
        ("webhooks.schedule_seconds", "[]"),
        ("webhooks.schedule_seconds", "[0]"),
        ("webhooks.private_addresses", "perhaps"),
        ("trace.filter", " "),
    ] {
        let told = fault(&[(key, value)], &[], None);
        assert!(told.starts_with(&format!("{key} (flag): ")), "{key}={value}: {told}");
    }
    assert!(fault(&[], &[], Some(("type", "listen = 1\n"))).contains("is not a text"));
    let broken = fault(&[], &[], Some(("broken", "listen = \"127.0.0.1:1\"\n[log]\nsigning_key = \"s3cret\n")));
    assert!(broken.ends_with("is not TOML, at line 3") && !broken.contains("s3cret"), "{broken}");
}

#[test]
fn a_secret_comes_itself_or_from_a_file_and_is_never_shown() {
    let key = file("key", "s3cret\n");
    let path = key.display().to_string();
    let config = load(&[], &[("HUB_LOG_SIGNING_KEY_FILE", &path)], None).unwrap();
    assert_eq!(config.log.signing_key.as_ref().map(Secret::expose), Some("s3cret"));
    assert_eq!(setting(&config, "log.signing_key"), ("(set)", Origin::Environment));
    // A stronger place takes over whole, whichever of the two forms it uses.
    let config = load(&[("log.signing_key", "other")], &[("HUB_LOG_SIGNING_KEY_FILE", &path)], None).unwrap();
    assert_eq!(config.log.signing_key.as_ref().map(Secret::expose), Some("other"));
    let twice = fault(&[], &[("HUB_LOG_SIGNING_KEY_FILE", &path), ("HUB_LOG_SIGNING_KEY", "x")], None);
    assert_eq!(twice, "log.signing_key (environment): given both itself and as a file");
    std::fs::write(&key, "postgres://hub:p@ss/w?rd@db.example.org:5432/hub?sslmode=require&sslpassword=x").unwrap();
    let config = load(&[], &[("HUB_DATABASE_URL_FILE", &path)], None).unwrap();
    assert_eq!(config.database.url.engine(), Engine::Postgres);
    let shown = "postgres://hub:***@db.example.org:5432/hub?sslmode=require&sslpassword=***";
    assert_eq!(format!("{} {:?}", config.database.url, config.database.url), format!("{shown} {shown}"));
    assert_eq!(setting(&config, "database.url"), (format!("\"{shown}\"").as_str(), Origin::Environment));
    std::fs::remove_file(key).unwrap();
    assert!(fault(&[], &[("HUB_LOG_SIGNING_KEY_FILE", &path)], None).starts_with("log.signing_key (environment): "));
}

#[test]
fn issuers_come_as_tables_or_as_json() {
    let text = "[[issuers]]\nissuer = \"https://login.example.org\"\naudience = \"safeguarding-hub\"\nalgorithms = [\"ES256\", \"EdDSA\"]\njwks = \"https://login.example.org/jwks.json\"\n";
    let from_file = load(&[], &[], Some(("issuers", text))).unwrap();
    let json = r#"[{"issuer":"https://login.example.org","audience":"safeguarding-hub","algorithms":["ES256","EdDSA"],"jwks":"https://login.example.org/jwks.json"}]"#;
    let from_variable = load(&[], &[("HUB_ISSUERS", json)], None).unwrap();
    assert_eq!(from_file.issuers, from_variable.issuers);
    assert_eq!(from_file.issuers.len(), 1);
}

#[test]
fn every_key_is_a_flag() {
    let command = Flags::augment_args(Command::new("hub"));
    let matches = command
        .try_get_matches_from([
            "hub",
            "--database-url",
            "sqlite://x.db",
            "--limits-root-fields",
            "3",
            "--log-signing-key-file",
            "k",
        ])
        .unwrap();
    let flags = Flags::from_arg_matches(&matches).unwrap();
    let given: Vec<_> = flags.given.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    assert_eq!(given, [("database.url", "sqlite://x.db"), ("limits.root_fields", "3"), ("log.signing_key_file", "k")]);
    for key in keys::KEYS {
        let names = Flags::augment_args(Command::new("hub"));
        assert!(names.get_arguments().any(|arg| arg.get_long() == Some(key.flag().as_str())), "{}", key.name);
    }
}

#[test]
fn a_key_point_that_is_set_takes_the_place_of_its_default_alone() {
    let set = r#"[{"key_point": "CLOSURE", "working_days": 3, "kinds": ["HOUSING"]}]"#;
    let config = load(&[("rules.key_points", set)], &[], None).unwrap();
    let (all, before) = (config.rules.key_points(), Numbers::default().key_points());
    assert_eq!((all.len(), before.len()), (15, 15));
    for (now, default) in all.iter().zip(&before) {
        if now.key_point == entities::words::KeyPoint::Closure {
            assert_eq!((now.working_days, now.kinds.len()), (3, 1));
        } else {
            assert_eq!(now, default);
        }
    }
}

#[test]
fn the_checks_of_every_key_point_are_shown_as_they_stand() {
    let set = r#"[{"area": "N", "key_point": "CLOSURE", "agencies": ["999001"]}, {"area": "N", "agencies": ["POL"]}]"#;
    let config = load(&[("rules.check_agencies", set)], &[], None).unwrap();
    assert_eq!(config.rules.check_agencies.len(), 2);
    assert!(setting(&config, "rules.check_agencies").0.contains("999001"));
    let (shown, origin) = setting(&config, "rules.key_points");
    assert!(shown.contains("PRE_BIRTH") && shown.contains("HEALTH_PROVIDER"), "{shown}");
    assert_eq!(origin, Origin::Default);
}
