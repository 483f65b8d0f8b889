//! What the doctor looks at in the database: whether it answers, its form and its guards, its log, and who is registered.

use entities::Instant;
use entities::words::Role;
use migration::{Migrator, MigratorTrait};

use super::Findings;
use crate::access_log::{self, Keys, StartError, ends};
use crate::app::config::Config;
use crate::app::{demo, house};
use crate::plain::calendar::local_date;
use crate::store::{AsOf, Store, StoreError, connect};

/// The farthest that two clocks may be apart, in microseconds.
const APART: i64 = 5 * Instant::SECOND;

/// How many agencies are named in one finding.
const NAMED: usize = 10;

/// Gives the connection where the database answers and has its tables.
pub(super) async fn examine(
    config: &Config,
    keys: Option<&Keys>,
    now: Instant,
    findings: &mut Findings,
) -> Option<connect::Connection> {
    match connect::unproven_host(config.database.url.expose()) {
        None => findings.good("connection", "the database is on this machine, or must prove its name"),
        Some(host) => findings.bad("connection", house::unproven(&host), house::PROVE_IT),
    }
    let db = match connect::open_readers(config.database.url.expose(), 1).await {
        Ok(db) => db,
        Err(error) => {
            let why = crate::app::Fault::from(error);
            findings.bad(
                "database",
                format!("{}: {}", config.database.url, why.message()),
                "start the server or put the file in its place, and see to database.url; a database that is lost comes back \
                 with `hub restore`",
            );
            return None;
        }
    };
    findings.good("database", format!("{} answers", config.database.url));
    match Migrator::get_pending_migrations_read_only(&db).await {
        Ok(pending) if pending.is_empty() => findings.good("migrations", "the tables are of the present form"),
        Ok(pending) => {
            findings.bad("migrations", format!("{} are pending", pending.len()), "back up, then run `hub migrate`");
            return None;
        }
        Err(error) => {
            findings.bad("migrations", format!("they cannot be read: {error}"), "see to the rights of the hub's user");
            return None;
        }
    }
    match migration::unguarded(&db).await {
        Ok(tables) if tables.is_empty() => {
            findings.good("triggers", "what was recorded can be neither changed nor deleted")
        }
        Ok(tables) => findings.bad(
            "triggers",
            format!("rows of {} could be changed or deleted", tables.join(", ")),
            "find out who took the triggers away, run `hub log verify`, and restore the database from a backup",
        ),
        Err(error) => {
            findings.bad("triggers", format!("they cannot be read: {error}"), "see to the rights of the hub's user")
        }
    }
    match access_log::checkpoints(&db).await {
        Ok(all) if all.iter().any(|text| text.starts_with(demo::LOG_ORIGIN)) => findings.bad(
            "demo",
            "the database was filled by `hub demo`: anybody may have its people's keys",
            "begin with another database: no real child's record belongs into this one",
        ),
        Ok(_) => findings.good("demo", "nothing of a demo is in the database"),
        Err(error) => findings.skip("demo", format!("the log cannot be read: {error}")),
    }
    match keys {
        Some(keys) => log(ends(&db, keys.present()).await, now, findings),
        None => findings.skip("log", "without the key its end cannot be proved"),
    }
    let store = Store::new(db.clone(), &config.rules);
    if let Err(error) = people(&store, now, findings).await {
        findings.skip("agencies", format!("they cannot be read: {error}"));
    }
    Some(db)
}

fn log(found: Result<Vec<access_log::End>, StartError>, now: Instant, findings: &mut Findings) {
    match found {
        Ok(ends) => {
            let entries: i64 = ends.iter().map(|end| end.size).sum();
            findings.good("log", format!("{entries} entries in {} logs, each ends with a checkpoint that holds", ends.len()));
            let last = ends.iter().map(|end| end.last_at).max().unwrap_or(now);
            let ahead = last.0.saturating_sub(now.0);
            if ahead > APART {
                findings.bad(
                    "log time",
                    format!("its last entry lies {} s ahead of this machine's clock", ahead / Instant::SECOND),
                    "set the clock by a time service; entries keep the time of the last one until the clock has caught up",
                );
            }
        }
        Err(error) if error.is_of_another_key() => findings.bad(
            "log",
            error.to_string(),
            "if this hub has just been given another signing key, name the former public key in log.former_keys, stop every hub and run `hub log key change`; \
             else name the key that signed this log in log.signing_key. If it is that key, run `hub log verify` and keep the database as \
             it is",
        ),
        Err(error) => {
            findings.bad("log", error.to_string(), "run `hub log verify` and keep the database as it is");
        }
    }
}

async fn people(store: &Store, now: Instant, findings: &mut Findings) -> Result<(), StoreError> {
    let snapshot = store.snapshot(AsOf::Now).await?;
    let agencies = snapshot.open_agencies(local_date(now)).await?;
    let practitioners = snapshot.registered_practitioners().await?;
    let server = snapshot.server_time().await?;
    snapshot.close().await?;
    if let Some(server) = server {
        let apart = server.0.saturating_sub(now.0);
        if apart.abs() > APART {
            findings.bad(
                "server clock",
                format!("the database server's clock is {} s from this machine's", apart / Instant::SECOND),
                "set both by the same time service",
            );
        } else {
            findings.good("server clock", "the database server and this machine have the same time");
        }
    }
    if agencies.is_empty() {
        findings.bad("agencies", "none is registered", "register the partnership: `hub agency add --help`");
        return Ok(());
    }
    findings.good("agencies", format!("registered and open: {}", agencies.len()));
    let without = |lacks: &dyn Fn(&entities::rows::agency::Model) -> bool| -> Vec<&str> {
        agencies.iter().filter(|agency| lacks(agency)).map(|agency| agency.code.as_str()).collect()
    };
    let held = |code: &str, role: Role| practitioners.iter().any(|p| p.agency == code && p.roles.contains(role));
    told(
        findings,
        "contacts",
        &without(&|agency| agency.phone.is_none() || agency.out_of_hours.is_none()),
        "no telephone by day or none out of hours, so that whoever is refused is not told whom to ring",
        "hub agency contact --code CODE --phone TEL --out-of-hours TEL",
    );
    told(
        findings,
        "leads",
        &without(&|agency| !held(&agency.code, Role::SafeguardingLead)),
        "no safeguarding lead, so that nobody reviews who looked at what there",
        "hub practitioner add --agency CODE --role SAFEGUARDING_LEAD …",
    );
    told(
        findings,
        "governance",
        &without(&|agency| !held(&agency.code, Role::InformationGovernance)),
        "nobody for information governance",
        "hub practitioner add --agency CODE --role INFORMATION_GOVERNANCE …",
    );
    Ok(())
}

fn told(findings: &mut Findings, check: &'static str, codes: &[&str], lack: &str, fix: &str) {
    if codes.is_empty() {
        findings.good(check, "every open agency has them");
        return;
    }
    let named: Vec<&str> = codes.iter().take(NAMED).copied().collect();
    let more = match codes.len().saturating_sub(named.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    findings.bad(check, format!("{}{more}: {lack}", named.join(", ")), fix);
}
