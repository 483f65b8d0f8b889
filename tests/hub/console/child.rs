//! One child's record by pages: why it is needed comes first, each opening is judged and logged, what is absent and what is
//! forbidden are one page, and nothing of who was meant or why stands in an address.

use entities::ids::ChildId;
use entities::words::{ChronologyCategory, FieldClass, LevelOfNeed};
use serde_json::json;
use tests::answer::at;
use tests::console::{Form, Page, Visitor};
use tests::database::number;
use tests::hub::limits;
use tests::queries::{CONTRIBUTE, entry, record, sharing};
use tests::{ChildFile, Hub, on_both};
use uuid::Uuid;

const HERE: &str = "/console/child";
const VIEWS: &str = "SELECT count(*) FROM access_log WHERE action = 'VIEW'";
const WHY: &str = "found alone at night & in <the rain>";

/// States what is needed and why, and sends it.
pub async fn state(visitor: &mut Visitor, said: &[(&str, &str)]) -> Page {
    let page = visitor.get(HERE).await.ok();
    let form = said.iter().fold(page.form(HERE), |form, (name, value)| form.with(name, value));
    visitor.send(&form).await
}

/// Opens a child's record for that purpose.
async fn open(visitor: &mut Visitor, child: &str, purpose: &str) -> Page {
    state(visitor, &[("number", child), ("purpose", purpose), ("lawfulBasis", "PUBLIC_TASK")]).await
}

pub fn filter(page: &Page) -> Form {
    page.forms().into_iter().find(|form| form.value("filtered").is_some()).expect("a filter")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_opens_once_its_purpose_is_stated_and_every_opening_is_logged() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let file = ChildFile::new(&hub.town)
            .named("Made-up", "O'<Reed>")
            .open_to(&["gp", "school"])
            .level(LevelOfNeed::ChildProtection)
            .entry("gp", "<i>own</i>", ChronologyCategory::Health, &[])
            .entry("police", "of the police", ChronologyCategory::PoliceReport, &[])
            .entry("charity", "of the charity", ChronologyCategory::Visit, &[FieldClass::Adult]);
        let nhs = file.nhs_number().to_owned();
        let child = file.put(&hub.door).await;
        correct(&hub, child).await;

        let mut gp = Visitor::signed_in(&hub, "gp").await;
        let before = number(&hub.db, VIEWS).await;
        gp.get(HERE).await.ok();
        assert_eq!(number(&hub.db, VIEWS).await, before, "to be asked why opens nothing");
        let page = open(&mut gp, &nhs, "DIRECT_CARE").await.ok();
        assert_eq!(number(&hub.db, VIEWS).await, before + 1);
        assert_eq!((page.heading().as_str(), gp.at.as_str()), ("Made-up O'<Reed>", HERE));
        assert!(page.text.contains("<title>A child&#39;s record – "), "histories hold no name: {}", page.text);
        assert!(page.says("summary <i>own</i>") && !page.text.contains("<i>own"), "{}", page.text);
        // What was corrected stays, struck through, with the reason; what is withheld says why.
        assert!(
            page.text.contains("<s>Health</s>")
                && page.says("No longer stands: corrected in version 2. it was <the> brother")
        );
        assert!(page.says("Withheld. Purpose: The stated purpose does not need this"), "{}", page.text);
        assert!(!page.says("summary of the police") && page.says("summary of the charity"), "{}", page.text);
        // What happened is the heading of its event. Of what is withheld that is said once, and why once for all, in plain words.
        assert!(page.text.contains("summary of the charity</h4>"), "{}", page.text);
        assert_eq!(page.text.matches("<h4>Entry from ").count(), 1, "{}", page.text);
        assert_eq!(page.text.matches("What happened, and its details. Ask ").count(), 1, "{}", page.text);
        let timeline = page.text.split("<ol class=\"timeline\">").skip(1).collect::<String>();
        let timeline = timeline.split("id=\"involved\"").next().expect("the timeline");
        assert!(!timeline.contains("The stated purpose"), "{timeline}");
        assert!(!page.text.contains("impact on child") && !page.text.contains("recorded by"), "{}", page.text);
        // A list of links leads to what stands beneath, first to what is withheld.
        let on_page: Vec<String> = page.links().into_iter().filter(|link| link.starts_with('#')).collect();
        let first = on_page.iter().position(|link| link == "#withheld").expect("a way to what is withheld");
        assert_eq!(on_page.get(first + 1).map(String::as_str), Some("#happened"));
        for link in &on_page {
            assert!(page.text.contains(&format!("id=\"{}\"", link.trim_start_matches('#'))), "{link}");
        }
        assert!(page.says("Some of it is withheld.") && !page.says("Nothing is withheld"), "{}", page.text);
        // By shape and word, never by colour alone; and the same in numbers.
        assert!(page.says("Significant") && page.text.contains("role=\"img\""), "{}", page.text);
        assert!(page.says("Events by year, kind of agency and significance"));
        assert!(page.says("Entry in the access log access_"), "{}", page.text);
        assert!(page.text.len() < 90_000, "{} bytes", page.text.len());

        // What is shown stands in the address; who and why go with the form.
        let chosen = filter(&page)
            .with("agency", "VOLUNTARY_SECTOR")
            .with("from-day", "4")
            .with("from-month", "1")
            .with("from-year", "2026");
        let page = gp.send(&chosen).await.ok();
        assert_eq!(gp.at, "/console/child?agency=VOLUNTARY_SECTOR&from=2026-01-04");
        assert!(page.says("summary of the charity") && !page.says("summary <i>own</i>"), "{}", page.text);
        assert!(page.says("Voluntary sector") && page.says("From 4 January 2026"));
        assert_eq!(number(&hub.db, VIEWS).await, before + 2);
        // A day that is none is said beside the field, on the record's own page.
        let wrong = gp.send(&filter(&page).with("from-day", "31").with("from-month", "2")).await;
        assert_eq!((wrong.status, wrong.heading().as_str()), (422, "Made-up O'<Reed>"));
        assert!(wrong.text.contains("href=\"#from\"") && wrong.text.contains("id=\"from-error\""), "{}", wrong.text);
        assert_eq!(filter(&wrong).value("from-day"), Some("31"));
        assert_eq!(number(&hub.db, VIEWS).await, before + 3);
        let chip =
            page.forms().into_iter().find(|form| form.action == "/console/child?from=2026-01-04").expect("a chip");
        assert!(gp.send(&chip).await.ok().says("summary <i>own</i>"));
        // By its address alone nothing opens: it asks why, and for whom.
        let asked = gp.get("/console/child?agency=VOLUNTARY_SECTOR").await.ok();
        assert_eq!(asked.heading(), "Why do you need a child's record?");
        assert_eq!(asked.form("agency=VOLUNTARY_SECTOR").value("number"), Some(""));
        // A record's form is no use without its token, and none of its links tells of the child.
        assert_eq!(gp.send_once(&chip.without("_token")).await.status, 403);
        assert!(page.links().iter().all(|link| !link.contains(&nhs) && !link.contains(&child.public())));
        hub.end().await;
    })
    .await;
}

async fn correct(hub: &Hub, child: ChildId) {
    let about = json!({"child": {"id": child.public()}, "sharing": sharing("DIRECT_CARE")});
    let answer = hub.ask("gp", &record(), about).await.ok();
    let entries = answer.at("data.sharedRecord.chronology.nodes").as_array().expect("entries");
    let own = entries.iter().find(|entry| at(entry, "category") == "HEALTH").expect("the gp's");
    let input = json!({
        "idempotencyKey": "correct", "entry": own["id"], "expectedVersion": 1, "reason": "it was <the> brother",
        "sharing": sharing("DIRECT_CARE"), "outcome": "none",
    });
    let correct = "mutation Correct($input: CorrectChronologyEntryInput!) {
        correctChronologyEntry(input: $input) { entry { version } refused { code } problems { message } } }";
    let done = hub.ask("gp", correct, json!({"input": input})).await.ok();
    assert_eq!(done.at("data.correctChronologyEntry.entry.version"), &json!(2), "{}", done.text);
}

/// What is always said where there is nothing to see, with the numbers of the caller's own area (R33).
const R33: &str = "The hub has nothing that it may show you. This does not mean that the child is unknown to services. If you are \
                   worried, ring 020 7946 0100, out of hours 020 7946 0200, or 999.";

/// The page without what was typed, which it gives back.
fn alike(page: &Page) -> String {
    page.canonical().lines().filter(|line| !line.contains("type=\"hidden\"")).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r33_absent_and_forbidden_records_are_one_page() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let file = || ChildFile::new(&hub.town).named("Made-up", "Reed").open_to(&["gp", "school"]);
    let stranger = ChildFile::new(&hub.town).named("Made-up", "Reed").put(&hub.door).await;
    let barred = file().barred_to_agency_of("school").put(&hub.door).await;
    let restricted = file().restricted_to(&["social-worker"]).put(&hub.door).await;
    let absent = ChildId(Uuid::new_v4()).public();
    for (login, purpose, child) in [
        ("housing", "EARLY_HELP", stranger),
        ("school", "SAFEGUARDING_IN_EDUCATION", barred),
        ("gp", "DIRECT_CARE", restricted),
    ] {
        let mut visitor = Visitor::signed_in(&hub, login).await;
        let nothing = open(&mut visitor, &absent, purpose).await;
        assert_eq!(nothing.status, 404, "{login}");
        assert!(nothing.says(R33), "{}", nothing.text);
        assert_eq!(alike(&open(&mut visitor, &child.public(), purpose).await), alike(&nothing), "{login}");
        // What was typed is not lost: the way back leads to the form as it was.
        let back = visitor.send(&nothing.form(HERE)).await.ok();
        assert_eq!(back.heading(), "Why do you need a child's record?");
        let form = back.form(HERE);
        assert_eq!((form.value("number"), form.value("purpose")), (Some(absent.as_str()), Some(purpose)));
        let named = [
            ("givenName", "Made-up"),
            ("familyName", "Reed"),
            ("dateOfBirth-day", "4"),
            ("dateOfBirth-month", "3"),
            ("dateOfBirth-year", "2016"),
            ("purpose", purpose),
            ("lawfulBasis", "PUBLIC_TASK"),
        ];
        if login != "gp" && login != "school" {
            let unknown = named.map(|(name, value)| (name, if name == "familyName" { "Nobody" } else { value }));
            let by_name = state(&mut visitor, &named).await;
            assert_eq!((by_name.status, by_name.says(R33)), (404, true), "{login}");
            assert_eq!(alike(&by_name), alike(&state(&mut visitor, &unknown).await), "{login}");
        }
    }
    // By name and day of birth the one child opens that the gp has; of two none, and no list.
    let mut gp = Visitor::signed_in(&hub, "gp").await;
    let named = [
        ("givenName", "Made-up"),
        ("familyName", "Reed"),
        ("dateOfBirth-day", "4"),
        ("dateOfBirth-month", "3"),
        ("dateOfBirth-year", "2016"),
        ("purpose", "DIRECT_CARE"),
        ("lawfulBasis", "PUBLIC_TASK"),
    ];
    assert_eq!(state(&mut gp, &named).await.ok().heading(), "Made-up Reed");
    file().put(&hub.door).await;
    let two = state(&mut gp, &named).await;
    assert_eq!(two.status, 422);
    assert!(two.says("More than one child fits") && two.form(HERE).value("familyName") == Some("Reed"), "{}", two.text);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_says_what_to_mend_beside_what_was_typed() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let child = ChildFile::new(&hub.town).open_to(&["police", "housing"]).put(&hub.door).await.public();
    let child = child.as_str();
    let police = Visitor::signed_in(&hub, "police").await;
    let housing = Visitor::signed_in(&hub, "housing").await;
    let neighbour = Visitor::signed_in(&hub, "neighbour").await;
    for (visitor, said, field) in [
        (&police, &[("number", child)][..], "purpose"),
        (&police, &[("number", "123 456 7890")], "number"),
        (&police, &[("familyName", "O'<Reed>"), ("purpose", "EARLY_HELP")], "number"),
        (
            &police,
            &[
                ("number", child),
                ("purpose", "CRIME_PREVENTION"),
                ("lawfulBasis", "LAW_ENFORCEMENT"),
                ("justification", "too <short>"),
            ],
            "justification",
        ),
        (
            &neighbour,
            &[("number", child), ("purpose", "EARLY_HELP"), ("lawfulBasis", "PUBLIC_TASK"), ("approvedBy", "<nobody>")],
            "approvedBy",
        ),
        (
            &police,
            &[("number", child), ("purpose", "EARLY_HELP"), ("lawfulBasis", "PUBLIC_TASK"), ("restsOn", "CON-<slip>")],
            "restsOn",
        ),
        (
            &housing,
            &[("number", child), ("purpose", "DIRECT_CARE"), ("lawfulBasis", "PUBLIC_TASK"), ("justification", WHY)],
            "purpose",
        ),
        (&housing, &[("number", child), ("purpose", "EARLY_HELP"), ("lawfulBasis", "LAW_ENFORCEMENT")], "lawfulBasis"),
    ] {
        let page = state(&mut visitor.clone(), said).await;
        assert_eq!(page.status, 422, "{field}: {}", page.text);
        assert!(page.text.contains(&format!("href=\"#{field}\"")), "{field}: {}", page.text);
        let form = page.form(HERE);
        for (name, value) in said {
            assert_eq!(form.value(name), Some(*value), "{field}");
        }
        assert!(!page.text.contains("<short>") && !page.text.contains("<nobody>"), "{}", page.text);
    }
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r8_r11_the_purposes_and_bases_that_are_open_to_role_and_agency_are_offered_and_no_others() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let offered = |page: &Page, field: &str| -> Vec<String> {
        let list = page.text.split(&format!("id=\"{field}\"")).nth(1).and_then(|rest| rest.split("</select>").next());
        let values = list.expect("a list").split("<option value=\"").skip(1);
        values.filter_map(|rest| rest.split('"').next()).filter(|value| !value.is_empty()).map(str::to_owned).collect()
    };
    for (login, purpose, no_purpose, basis, no_basis) in [
        ("gp", "DIRECT_CARE", "CRIME_PREVENTION", "PUBLIC_TASK", "LAW_ENFORCEMENT"),
        ("police", "CRIME_PREVENTION", "DIRECT_CARE", "LAW_ENFORCEMENT", "LEGITIMATE_INTERESTS"),
        ("mash", "REFERRAL_SCREENING", "EARLY_HELP", "PUBLIC_TASK", "RECOGNISED_LEGITIMATE_INTEREST"),
    ] {
        let page = Visitor::signed_in(&hub, login).await.get(HERE).await.ok();
        let (purposes, bases) = (offered(&page, "purpose"), offered(&page, "lawfulBasis"));
        let has = |all: &[String], one: &str| all.iter().any(|value| value == one);
        assert!(has(&purposes, purpose) && !has(&purposes, no_purpose), "{login}: {purposes:?}");
        assert!(has(&bases, basis) && !has(&bases, no_basis), "{login}: {bases:?}");
    }
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r31_an_emergency_pauses_asks_why_and_is_stated_once() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let child = ChildFile::new(&hub.town).named("Made-up", "Reed").put(&hub.door).await.public();
    let openings = "SELECT count(*) FROM access_log WHERE purpose = 'EMERGENCY_PROTECTION'";
    let mut nurse = Visitor::signed_in(&hub, "health-visitor").await;
    let pause = state(&mut nurse, &[("number", &child), ("go", "emergency")]).await.ok();
    assert_eq!(pause.heading(), "Open this record in an emergency");
    assert!(pause.says("told at once") && pause.says("The opening ends after 4 hours."), "{}", pause.text);
    assert!(pause.says("At least 20 characters. It is kept") && !pause.says("Nobody is asked"), "{}", pause.text);
    let nothing_said = nurse.send(&pause.form(HERE)).await;
    assert!(nothing_said.status == 422 && nothing_said.says("Choose what the emergency is"), "{}", nothing_said.text);
    assert_eq!(number(&hub.db, openings).await, 0);
    let form = pause.form(HERE).with("purpose", "EMERGENCY_PROTECTION").with("lawfulBasis", "VITAL_INTERESTS");
    let short = nurse.send(&form).await;
    assert_eq!((short.status, short.heading().as_str()), (422, "Open this record in an emergency"));
    assert!(short.text.contains("href=\"#justification\""), "{}", short.text);
    let page = nurse.send(&short.form(HERE).with("justification", WHY)).await.ok();
    assert!(page.heading() == "Made-up Reed" && page.says("Opened in an emergency, until"), "{}", page.text);
    // The pages after it go by the opening that stands, and ask for no new words.
    let later = filter(&page);
    assert!(later.value("emergency").is_none() && later.value("justification").is_none(), "{later:?}");
    let entries = number(&hub.db, openings).await;
    assert_eq!(nurse.send(&later).await.ok().heading(), "Made-up Reed");
    assert_eq!(number(&hub.db, openings).await, entries + 1, "each page is logged");
    // The same page sent again, and the way in by the emergency once more, lead to what stands.
    assert_eq!(nurse.send(&short.form(HERE).with("justification", WHY)).await.ok().heading(), "Made-up Reed");
    // Of two children of one name, the page itself asks which; and the way back loses nothing.
    let twin = || ChildFile::new(&hub.town).named("Made-up", "Twin").open_to(&["gp"]);
    let one_of_them = twin();
    let number_of_one = one_of_them.nhs_number().to_owned();
    one_of_them.put(&hub.door).await;
    twin().put(&hub.door).await;
    let mut gp = Visitor::signed_in(&hub, "gp").await;
    let said = [
        ("givenName", "Made-up"),
        ("familyName", "Twin"),
        ("dateOfBirth-day", "4"),
        ("dateOfBirth-month", "3"),
        ("dateOfBirth-year", "2016"),
        ("go", "emergency"),
    ];
    let pause = state(&mut gp, &said).await.ok();
    assert!(pause.text.contains("id=\"approvedBy\""), "{}", pause.text);
    let back = pause.forms().into_iter().find(|form| form.value("go") == Some("change")).expect("a way back");
    assert_eq!(gp.send(&back).await.ok().form(HERE).value("familyName"), Some("Twin"));
    let form = pause.form(HERE).with("purpose", "EMERGENCY_PROTECTION").with("lawfulBasis", "VITAL_INTERESTS");
    let which = gp.send(&form.with("justification", WHY)).await;
    assert_eq!(which.status, 422, "{}", which.text);
    assert!(which.text.contains("href=\"#number\"") && which.text.contains("id=\"number\""), "{}", which.text);
    let opened = gp.send(&which.form(HERE).with("number", &number_of_one)).await.ok();
    assert!(opened.says("Opened in an emergency, until"), "{}", opened.text);
    // Whose role never breaks the glass is told so, and a restricted record stays shut.
    let mut housing = Visitor::signed_in(&hub, "housing").await;
    let pause = state(&mut housing, &[("number", &child), ("go", "emergency")]).await.ok();
    let form = pause.form(HERE).with("lawfulBasis", "VITAL_INTERESTS").with("justification", WHY);
    let refused = housing.send(&form.with("purpose", "EMERGENCY_PROTECTION")).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.form(HERE).value("justification"), Some(WHY));
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r21_the_manager_is_chosen_from_those_of_ones_own_agency_or_of_the_areas_authority() {
    on_both(async |engine| {
        let hub = Hub::start_with_console(engine, limits()).await;
        let mut worker = Visitor::signed_in(&hub, "social-worker").await;
        let page = worker.get(HERE).await.ok();
        let choice = page.text.split("id=\"approvedBy\"").nth(1).and_then(|rest| rest.split("</select>").next());
        let choice = choice.expect("a list");
        assert!(choice.contains("Person manager") && !choice.contains("Person social-worker"), "{choice}");
        // Where one's own has none, those of the authority whose area it serves; its choice approves.
        let file = ChildFile::new(&hub.town).named("Made-up", "Reed").open_to(&["early-help", "social-worker"]);
        let file =
            file.level(LevelOfNeed::ChildInNeed).entry("school", "of the school", ChronologyCategory::Visit, &[]);
        let child = file.put(&hub.door).await.public();
        let mut helper = Visitor::signed_in(&hub, "early-help").await;
        let page = helper.get(HERE).await.ok();
        assert!(page.says("Person manager") && !page.says("Person social-worker"), "{}", page.text);
        let stated = page.form(HERE).with("number", &child).with("purpose", "EARLY_HELP");
        let stated = stated.with("lawfulBasis", "PUBLIC_TASK").with("justification", WHY);
        let stated = stated.with("dispenseReason", "RISK_OF_SIGNIFICANT_HARM_TO_CHILD");
        assert_eq!(helper.send(&stated).await.status, 422);
        let opened = helper.send(&stated.with("approvedBy", &hub.town.person("manager").id.public())).await.ok();
        assert!(opened.heading() == "Made-up Reed" && opened.says("Risk of significant harm"), "{}", opened.text);
        // Another area's people are not listed; where no authority has any, the id is typed.
        let page = Visitor::signed_in(&hub, "neighbour").await.get(HERE).await.ok();
        assert!(!page.says("Person manager") && page.text.contains("<input class=\"medium\" name=\"approvedBy\""));
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_that_is_not_known_for_sure_begins_its_line_with_a_capital_letter() {
    let hub = Hub::start_with_console(tests::Engine::Sqlite, limits()).await;
    let child = ChildFile::new(&hub.town).open_to(&["gp"]).put(&hub.door).await;
    let mut new = entry(child, "DIRECT_CARE", "one", "a burn on the arm");
    new["occurredPrecision"] = json!("ESTIMATED");
    let done = hub.ask("gp", CONTRIBUTE, json!({"input": new})).await.ok();
    assert!(done.at("data.contributeChronologyEntry.entry").is_object(), "{}", done.text);
    let mut gp = Visitor::signed_in(&hub, "gp").await;
    let page = open(&mut gp, &child.public(), "DIRECT_CARE").await.ok();
    assert!(page.text.contains("<p class=\"by\">About "), "{}", page.text);
    hub.end().await;
}
