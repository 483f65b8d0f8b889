//! Whole returns: what is there afterwards, after a second run, a later and an older return, and a run that broke off.

use std::sync::Arc;

use clap::Parser;
use entities::words::AgencyKind;

use super::house::{AUTHORITY, message, on_each, sample_of};
use crate::app::cli::{self, Cli};
use crate::plain::clock::SystemClock;
use crate::plain::shared_data::shared;
use crate::services::cin_import::{Event, ImportFault, Tally};
use crate::testing::{Scratch, agency, door};

fn adds_nothing(tally: &Tally) {
    assert_eq!((tally.children_added, tally.entries_added, tally.entries_changed, tally.other_rows), (0, 0, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn returns_of_others_are_imported_once() {
    // Six of the 332 were adopted and have later episodes: those are a record of their own each (R28).
    for (name, children) in [("cin-census/CIN_Census_2024.xml", 2), ("cin-census/fake_CIN_data.xml", 338)] {
        let Some(file) = shared(name) else { continue };
        on_each(async |house| {
            let (first, problems) = house.import(&file).await;
            let rows = house.rows().await;
            assert_eq!(first.children_added + first.children_known, children);
            assert_eq!(rows["chronology_entry"], i64::try_from(first.entries_added + first.entries_changed).unwrap());
            assert_eq!(problems.len() as u64, first.problems());
            assert_eq!(rows["event"], i64::try_from(children).unwrap(), "each child's record is told of once");
            let (second, again) = house.import(&file).await;
            adds_nothing(&second);
            assert_eq!((house.rows().await, again), (rows, problems));
            assert_eq!(house.imports_logged().await, 2 * i64::try_from(children).unwrap());
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_years_return_is_imported_once() {
    on_each(async |house| {
        for year in 2021..=2026 {
            let code = format!("LA{year}");
            house.door().add_agency(agency(&code, AgencyKind::LocalAuthority, None)).await.unwrap();
            let file = sample_of(year, 60, 200);
            let (first, problems) = house.import_for(file.path(), &code).await;
            let rows = house.rows().await;
            assert!(!problems.is_empty() && first.children_added + first.children_known == 60, "{year}");
            let (second, _) = house.import_for(file.path(), &code).await;
            adds_nothing(&second);
            assert_eq!(house.rows().await, rows, "{year}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_return_adds_versions_and_an_older_one_undoes_nothing() {
    on_each(async |house| {
        let (older, newer) = (sample_of(2024, 150, 0), sample_of(2025, 150, 0));
        house.import(older.path()).await;
        let between = house.rows().await;
        let (later, _) = house.import(newer.path()).await;
        let rows = house.rows().await;
        assert!(later.entries_changed > 0 && later.entries_added > 0 && later.children_known > 0, "{later:?}");
        assert!(rows["involvement"] > between["involvement"]);
        assert!(house.number("SELECT count(*) FROM chronology_entry WHERE version = 2").await > 0);
        assert!(house.number("SELECT count(*) FROM involvement WHERE version = 2 AND state = 'ENDED'").await > 0);
        let (again, _) = house.import(older.path()).await;
        adds_nothing(&again);
        let (again, _) = house.import(newer.path()).await;
        adds_nothing(&again);
        assert_eq!(house.rows().await, rows);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_broke_off_is_completed_by_the_next() {
    on_each(async |house| {
        let file = sample_of(2026, 400, 100);
        let mut batches = 0;
        let broken = house
            .try_import(file.path(), AUTHORITY, |event| match event {
                Event::Children(_) => {
                    batches += 1;
                    if batches == 2 { Err(std::io::Error::other("full")) } else { Ok(()) }
                }
                Event::Problem(_) => Ok(()),
            })
            .await;
        assert!(matches!(broken, Err(ImportFault::Listener(_))));
        let part = house.rows().await;
        assert!(part["child"] > 0 && part["child"] < 400);
        let (rest, _) = house.import(file.path()).await;
        assert_eq!(rest.children_added + rest.children_known, 400);
        let rows = house.rows().await;
        house.door().add_agency(agency("OTHER", AgencyKind::LocalAuthority, None)).await.unwrap();
        // Another authority's import of the same file in one go makes as many entries.
        let (whole, _) = house.import_for(file.path(), "OTHER").await;
        assert_eq!(i64::try_from(whole.entries_added).unwrap(), rows["chronology_entry"]);
        let (again, _) = house.import(file.path()).await;
        adds_nothing(&again);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_changes_nothing() {
    on_each(async |house| {
        let file = sample_of(2025, 50, 0);
        let bytes = std::fs::read(file.path()).unwrap();
        let before = (house.rows().await, house.imports_logged().await);
        for cut in [20, bytes.len() / 2, bytes.len() - 15] {
            std::fs::write(file.path(), &bytes[..cut]).unwrap();
            let fault = house.try_import(file.path(), AUTHORITY, |_| Ok(())).await.unwrap_err();
            assert!(matches!(fault, ImportFault::Unreadable(ref why) if why.line > 0 && why.column > 0), "{fault:?}");
        }
        let whole = message(2025, "");
        let fault = house.try_import(whole.path(), "NOBODY", |_| Ok(())).await.unwrap_err();
        assert!(matches!(fault, ImportFault::UnknownAgency));
        assert_eq!((house.rows().await, house.imports_logged().await), before);
    })
    .await;
}

#[test]
fn the_command_answers_with_codes_and_a_report() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let scratch = runtime.block_on(async {
        let scratch = Scratch::sqlite().await;
        let door = door(&scratch, Arc::new(SystemClock)).await;
        door.add_agency(agency(AUTHORITY, AgencyKind::LocalAuthority, None)).await.unwrap();
        door.add_agency(agency("SCHOOL", AgencyKind::School, None)).await.unwrap();
        door.close().await;
        scratch
    });
    let url = scratch.url().to_owned();
    let (key, report) = (scratch.dir().join("log.key"), scratch.dir().join("problems.csv"));
    let hub = |file: &std::path::Path, agency: &str, url: &str| {
        let args = ["hub", "import", "cin-census", file.to_str().unwrap(), "--agency", agency, "--database-url", url];
        let more = ["--log-signing-key-file", key.to_str().unwrap(), "--report", report.to_str().unwrap(), "--json"];
        cli::run(Cli::try_parse_from(args.into_iter().chain(more)).unwrap()).map_err(|fault| fault.code())
    };
    let file = sample_of(2026, 80, 300);
    std::fs::write(&report, "an earlier report").unwrap();
    assert_eq!(hub(file.path(), "NOBODY", &url), Err(2));
    assert_eq!(hub(file.path(), "SCHOOL", &url), Err(2));
    assert_eq!(hub(std::path::Path::new("/no/such/file"), AUTHORITY, &url), Err(2));
    assert_eq!(hub(message(2026, "<Child>").path(), AUTHORITY, &url), Err(2));
    assert_eq!(hub(file.path(), AUTHORITY, "sqlite:///no/such/folder/hub.db"), Err(2));
    assert_eq!(std::fs::read_to_string(&report).unwrap(), "an earlier report", "nothing was imported");
    assert_eq!(hub(file.path(), AUTHORITY, &url), Ok(()));
    let mut csv = csv::Reader::from_path(&report).unwrap();
    assert_eq!(csv.headers().unwrap(), vec!["record", "field", "value", "rule"]);
    let rules: Vec<String> = csv.records().map(|line| line.unwrap()[3].to_owned()).collect();
    assert!(rules.len() > 10 && rules.iter().any(|rule| rule == "1510"), "{rules:?}");
}

/// Measures, and holds the bound on memory: 260,000 children are about 300 MB (`HUB_IMPORT_CHILDREN` for another number).
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes; run it alone"]
async fn a_large_return_needs_little_memory() {
    let children = std::env::var("HUB_IMPORT_CHILDREN").map_or(260_000, |text| text.parse().unwrap());
    let file = sample_of(2026, children, 20);
    on_each(async |house| {
        let began = std::time::Instant::now();
        let tally = house.try_import(file.path(), AUTHORITY, |_| Ok(())).await.unwrap();
        let took = began.elapsed();
        let megabytes = file.as_file().metadata().unwrap().len() / 1_000_000;
        println!(
            "{children} children, {megabytes} MB, {} entries in {took:.1?}: {:.0} children/s, at most {:?} KiB resident",
            tally.entries_added,
            tally.children_added as f64 / took.as_secs_f64(),
            peak()
        );
        assert!(peak().is_none_or(|kib| kib < 200 * 1024));
    })
    .await;
}

/// The most memory that was resident so far, in KiB, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix("kB")?.trim().parse().ok()
}
