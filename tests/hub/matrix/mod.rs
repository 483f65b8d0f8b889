//! R1 and R6 through the API: for each role, what comes back of a record that holds an entry of every content class, field by
//! field, with what is withheld and why. What is expected is written from the rules, so that the rule book is compared with the
//! rules and not with itself.

mod compare;
pub mod purposes;
pub mod situations;
pub mod tables;

use entities::Word;
use entities::words::{ConsentDecision, ConsentGiver, LevelOfNeed, ProtectiveWork, Role, SharingPurpose};
use serde_json::json;
use tests::child::SECRET;
use tests::queries::{RAISE, about, concern, record};
use tests::town::ROLES;
use tests::{Answer, ChildFile, Hub, on_both};

use compare::{Expected, compare};
use situations::{Ceiling, SITUATIONS, ceilings};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_r6_each_role_gets_the_fields_of_its_classes_and_is_told_of_the_rest() {
    let ceilings = ceilings();
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let mut wrong = Vec::new();
        let mut compared = 0;
        for situation in SITUATIONS {
            let file = (situation.child)(known_to_all(&hub));
            let child = file.entry_of_every_class().put(&hub.door).await;
            for seat in ROLES {
                let role = seat.role.name();
                let what = format!("{role}, {}", situation.name);
                let answer = hub.ask(seat.login, &record(), about(child, situation.purpose.name())).await.ok();
                let Some(ceiling) = ceilings.get(role).filter(|_| situation.open_to.contains(&role)) else {
                    refused(&answer, seat.role, &what, &mut wrong);
                    continue;
                };
                // WHEREABOUTS is in no column: it is cleared for all (R7).
                let of = |class| ceiling.get(&class).copied().unwrap_or(Ceiling::Always);
                let details = |class| (situation.details)(class, of(class));
                let others = |class| (situation.others)(class, of(class));
                let expected = Expected {
                    details: &details,
                    others: &others,
                    involvements: AGENCIES,
                    consents: usize::from(situation.consent),
                    of_consents: &details,
                };
                compared += compare(&answer, &what, &expected, &mut wrong);
            }
        }
        settle(&format!("{engine:?}"), compared, &wrong);
        assert!(compared > 10_000, "only {compared} fields were compared");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_r6_r8_r9_each_role_gets_for_each_purpose_what_the_tables_say() {
    let ceilings = ceilings();
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = borne_out(&hub).await;
        let mut wrong = Vec::new();
        let (mut compared, mut opened) = (0, 0);
        for purpose in SharingPurpose::ALL {
            for seat in ROLES {
                let what = format!("{} for {}", seat.role.name(), purpose.name());
                let mut variables = about(child, purpose.name());
                // CRIME_PREVENTION is not opened without (R9), and the others are none the wider for it.
                variables["sharing"]["justification"] = json!("made up, and long enough to be one");
                let answer = hub.ask(seat.login, &record(), variables).await.ok();
                if !purposes::open_to(*purpose, seat.role) {
                    refused(&answer, seat.role, &what, &mut wrong);
                    continue;
                }
                opened += 1;
                let none = Default::default();
                let ceiling = ceilings.get(seat.role.name()).unwrap_or(&none);
                let details = |class| purposes::why(*purpose, seat.role, ceiling, class, false);
                let others = |class| purposes::why(*purpose, seat.role, ceiling, class, true);
                let involvements = match purpose {
                    SharingPurpose::SubjectAccess => ROLES.iter().filter(|s| s.agency == seat.agency).count(),
                    _ => AGENCIES,
                };
                let own = seat.agency == "T-COUNCIL";
                let consents = usize::from(*purpose != SharingPurpose::SubjectAccess || own);
                let whole = own && *purpose == SharingPurpose::SubjectAccess;
                let of_consents = |class| {
                    if whole { None } else { purposes::why(*purpose, seat.role, ceiling, class, !own) }
                };
                let expected =
                    Expected { details: &details, others: &others, involvements, consents, of_consents: &of_consents };
                compared += compare(&answer, &what, &expected, &mut wrong);
            }
        }
        settle(&format!("{engine:?}, {opened} openings"), compared, &wrong);
        assert!(compared > 20_000, "only {compared} fields were compared");
        hub.end().await;
    })
    .await;
}

/// How many involvements a child has that is known to all: one for each role's person, and the charity's.
const AGENCIES: usize = ROLES.len() + 1;

/// A child with whom every agency works, and for whom everybody is named, so that neither R12 nor R16 narrows.
fn known_to_all(hub: &Hub) -> ChildFile<'_> {
    let all: Vec<&str> = ROLES.iter().map(|seat| seat.login).collect();
    ChildFile::new(&hub.town).open_to(&all).open_to(&["charity"])
}

/// A child on whose record every purpose is borne out (R10), at the level that asks for no consent (R19), and for whom
/// everybody is named where names are asked for.
async fn borne_out(hub: &Hub) -> entities::ids::ChildId {
    let mut file = known_to_all(hub)
        .level(LevelOfNeed::ChildProtection)
        .work(ProtectiveWork::Section47)
        .work(ProtectiveWork::Missing)
        .consent(
            ConsentDecision::NotPossible,
            ConsentGiver::PersonWithParentalResponsibility,
            SharingPurpose::EarlyHelp,
            entities::Set::EMPTY,
        )
        .entry_of_every_class();
    for seat in ROLES {
        for purpose in [SharingPurpose::CaseAudit, SharingPurpose::Inspection, SharingPurpose::SubjectAccess] {
            file = file.named_for(seat.login, purpose);
        }
    }
    let number = file.nhs_number().to_owned();
    let child = file.put(&hub.door).await;
    // An undecided concern about it, so that screening has something to screen.
    let mut raised = concern("about", "made up");
    raised["child"] = json!({"described": {"givenName": "Known", "nhsNumber": number}});
    let answer = hub.ask("charity", RAISE, json!({"input": raised})).await.ok();
    assert_eq!(answer.at("data.raiseConcern.problems"), &json!([]), "{}", answer.text);
    child
}

/// A role that may not have the purpose is told so; one with no class at all is told that.
fn refused(answer: &Answer, role: Role, what: &str, wrong: &mut Vec<String>) {
    let none = matches!(
        role,
        Role::SafeguardingLead
            | Role::InformationGovernance
            | Role::SystemAdministrator
            | Role::LocalAuthorityDesignatedOfficer
    );
    let expected = if none { "ROLE" } else { "PURPOSE_NOT_OPEN_TO_ROLE" };
    let code = answer.str("data.sharedRecord.code");
    if code != expected {
        wrong.push(format!("{what}: answered {code:?}, not {expected}"));
    }
    assert!(!answer.text.contains(SECRET), "{what}: {}", answer.text);
}

fn settle(what: &str, compared: usize, wrong: &[String]) {
    println!("{what}: {compared} fields compared");
    let shown: Vec<_> = wrong.iter().take(200).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} of {compared} fields are not as the rules say:\n{}", wrong.len(), shown.join("\n"));
}
