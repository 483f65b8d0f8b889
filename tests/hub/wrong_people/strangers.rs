//! Children of whom none of the town's fifteen may know, each for another reason, with every kind of record that hangs on one; and
//! the answer that each of the fifteen gets.

use entities::Set;
use entities::ids::ChildId;
use entities::words::{ConsentDecision, ConsentGiver, LevelOfNeed, ProtectiveWork, Role, SharingPurpose, Word};
use serde_json::{Value, json};
use tests::child::SECRET;
use tests::town::ROLES;
use tests::{ChildFile, Hub};

use super::super::cases::look::{because, child, done, for_};
use super::super::cases::probe::Whom;
use super::super::checks::{request, round};
use super::super::decisions::escalation::escalate;
use super::super::decisions::{ask, decide, question};
use super::super::mash::{raise, step};
use super::super::matrix::purposes::open_to;
use super::super::mutations::good::{CARE, DAY, Maker, fresh};
use super::right::Right;

const ELSEWHERE: &str = "of another area";
const RESTRICTED: &str = "that is restricted";
const BARRED: &str = "from whom their agency is barred";
/// With them alone, so that colleagues of theirs work on everything about it.
pub const CONFLICT: &str = "with whom they have a conflict";

/// A child and why nobody may know of it.
pub struct Stranger {
    pub why: &'static str,
    pub whom: Whom,
    pub id: ChildId,
    /// The NHS number.
    pub number: String,
}

impl Stranger {
    /// A child of the same shape who does not exist, and records that do not.
    pub fn twin(&self, hub: &Hub) -> Whom {
        let mut twin = self.whom.twin(hub);
        for part in self.whom.parts.keys() {
            twin.parts.entry(*part).or_insert_with(|| Maker::unknown(part));
        }
        twin
    }
}

fn rich<'a>(hub: &'a Hub, given: &str, family: &str) -> ChildFile<'a> {
    child(hub, given, family)
        .level(LevelOfNeed::ChildProtection)
        .work(ProtectiveWork::Plan)
        .open_to(&["charity", "colleague", "manager"])
        .entry_of_every_class()
        .consent(
            ConsentDecision::Given,
            ConsentGiver::PersonWithParentalResponsibility,
            SharingPurpose::ChildInNeedAssessment,
            Set::all(),
        )
}

/// One, with what its file holds.
pub async fn stranger(hub: &Hub) -> Whom {
    let file = rich(hub, "Wilhelmina", "Featherstonehaugh");
    let whom = Whom::of(&file);
    file.put(&hub.door).await;
    whom.with_parts(hub, hub.town.agency("T-CHARITY")).await
}

/// Puts them in place.
pub async fn strangers(hub: &Hub) -> Vec<Stranger> {
    let all: Vec<&str> = ROLES.iter().map(|seat| seat.login).collect();
    let elsewhere = child(hub, "Wilhelmina", "Featherstonehaugh").elsewhere().open_to(&["charity", "neighbour"]);
    let mut files = vec![
        (ELSEWHERE, elsewhere.level(LevelOfNeed::ChildProtection).entry_of_every_class()),
        (RESTRICTED, rich(hub, "Theophilus", "Cholmondeley").open_to(&all).restricted_to(&["manager"])),
    ];
    let open = rich(hub, "Persephone", "Beauchamp").open_to(&all);
    files.push((BARRED, ROLES.iter().fold(open, |file, seat| file.barred_to_agency_of(seat.login))));
    let open = rich(hub, "Bartholomew", "Marjoribanks").open_to(&all);
    files.push((CONFLICT, ROLES.iter().fold(open, |file, seat| file.conflict_of(seat.login))));
    let mut strangers = Vec::new();
    for (why, file) in files {
        let (whom, id, number) = (Whom::of(&file), file.id(), file.nhs_number().to_owned());
        file.put(&hub.door).await;
        let mut parts = Vec::new();
        match why {
            ELSEWHERE => begun(hub, "neighbour", id).await,
            RESTRICTED => {
                begun(hub, "manager", id).await;
                parts.extend(checked(hub, "manager", id, &["T-POLICE"]).await);
            }
            CONFLICT => {
                begun(hub, "colleague", id).await;
                parts.extend(checked(hub, "colleague", id, &["T-POLICE"]).await);
                parts.extend(decided(hub, &number).await);
            }
            _ => {}
        }
        let mut whom = whom.with_parts(hub, hub.town.agency("T-CHARITY")).await;
        whom.parts.extend(parts);
        strangers.push(Stranger { why, whom, id, number });
    }
    strangers
}

/// An assessment of the child.
async fn begun(hub: &Hub, login: &str, child: ChildId) {
    let input = json!({
        "idempotencyKey": fresh(), "child": {"id": child.public()}, "sharing": because(for_(CARE), json!({})),
        "happenedOn": DAY, "text": format!("{SECRET} assessment"),
    });
    done(hub, login, "startAssessment", input).await;
}

/// Checks that are put to those agencies: the ids of one, and of their round.
pub async fn checked(hub: &Hub, login: &str, child: ChildId, agencies: &[&str]) -> [(&'static str, String); 2] {
    let mut input = round(hub, child, "SECTION_47_ENQUIRY", "SECTION_47_START", agencies);
    input["text"] = json!(format!("{SECRET} check"));
    input["sharing"] = because(for_("SECTION_47_ENQUIRY"), json!({}));
    let answer = request(hub, login, &input).await;
    assert_eq!(answer.str("round.checks.0.status"), "OPEN", "{}", answer.text);
    [("check", answer.str("round.checks.0.id").to_owned()), ("round", answer.str("round.id").to_owned())]
}

/// A concern about the child with that number, which is decided on after the charity was asked, and the charity's disagreement:
/// their ids.
pub async fn decided(hub: &Hub, number: &str) -> [(&'static str, String); 3] {
    let child = json!({"described": {"givenName": "Made-up", "familyName": "Nobody", "nhsNumber": number}});
    let other = json!({"child": child, "whatHappened": format!("{SECRET} concern")});
    let concern = raise(hub, "school-lead", &fresh(), other).await;
    step(hub, "colleague", "acknowledgeConcern", &concern, 1, json!({})).await;
    step(hub, "colleague", "screenConcern", &concern, 2, json!({"rating": "AMBER"})).await;
    let mut input = question(hub, json!({"concern": concern}), &["T-CHARITY"]);
    input["question"] = json!(format!("{SECRET} question"));
    let asked = ask(hub, "colleague", &input).await;
    let decision = asked.str("jointDecision.id").to_owned();
    assert!(!decision.is_empty(), "{}", asked.text);
    decide(hub, "colleague", &decision, 1, "NO_FURTHER_ACTION").await;
    let escalated = escalate(hub, "charity", json!({"jointDecision": decision})).await;
    let escalation = escalated.str("escalation.id").to_owned();
    assert!(!escalation.is_empty(), "{}", escalated.text);
    [("concern", concern), ("jointDecision", decision), ("escalation", escalation)]
}

fn role(login: &str) -> Role {
    ROLES.iter().find(|seat| seat.login == login).expect("one of the fifteen").role
}

/// The purpose for which that person asks: one that is open to the role, where any is.
pub fn purpose(login: &str) -> &'static str {
    let wide = [SharingPurpose::ChildInNeedAssessment, SharingPurpose::StrategyDiscussion, SharingPurpose::Inspection];
    let open = wide.into_iter().find(|purpose| open_to(*purpose, role(login)));
    open.unwrap_or(SharingPurpose::ChildInNeedAssessment).name()
}

/// Roles that have no class at all (R6).
const WITHOUT_A_CLASS: [Role; 4] = [
    Role::SafeguardingLead,
    Role::InformationGovernance,
    Role::SystemAdministrator,
    Role::LocalAuthorityDesignatedOfficer,
];

/// The refusal that the person gets where the field asks why (R32); none where the field has other ways to say no.
pub fn expected(right: &Right, field: &str, login: &str, variables: &Value) -> Option<&'static str> {
    let asks_why = variables["sharing"].is_object() || variables["input"]["sharing"].is_object();
    if !asks_why || field == "findChildren" {
        return None;
    }
    let open = right.roles.get(field).is_none_or(|logins| logins.iter().any(|one| one == login));
    Some(if !open || WITHOUT_A_CLASS.contains(&role(login)) { "ROLE" } else { "NOT_FOUND" })
}
