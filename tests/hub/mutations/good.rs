//! A good form of every mutation, with all that must be on record before it.

use entities::ids::{AgencyId, ChildId, PersonId};
use serde_json::{Value, json};
use tests::queries::{about, concern, entry, record, sharing};
use tests::{ChildFile, Hub};

use super::schema::Mutation;

/// Who sends a mutation, and its input.
pub struct Good {
    pub login: &'static str,
    pub input: Value,
}

/// What the good forms are made of.
pub struct Maker<'a> {
    pub hub: &'a Hub,
    pub mutations: &'a [Mutation],
}

const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";
const DAY: &str = "2026-01-05";
const MOMENT: &str = "2026-01-05T10:00:00Z";

/// A key that was never used.
fn fresh() -> String {
    uuid::Uuid::new_v4().to_string()
}

impl Maker<'_> {
    fn person(&self, login: &str) -> String {
        self.hub.town.person(login).id.public()
    }

    fn agency(&self, code: &str) -> String {
        self.hub.town.agency(code).public()
    }

    /// A child with whom the council, the surgery and the school work.
    async fn child(&self) -> ChildId {
        let file = ChildFile::new(&self.hub.town).open_to(&["social-worker", "gp", "school"]);
        file.put(&self.hub.door).await
    }

    /// Sends a good form and gives the id of what it made.
    async fn made(&self, name: &str, good: Good) -> String {
        let mutation = self.mutations.iter().find(|m| m.name == name).expect("served");
        let answer = self.hub.ask(good.login, &mutation.operation, json!({"input": good.input})).await.ok();
        let id = answer.str(&format!("{}.id", mutation.made)).to_owned();
        assert!(!id.is_empty(), "{name}: {}", answer.text);
        id
    }

    fn of_child(&self, child: ChildId, fields: Value) -> Value {
        let mut input = json!({"idempotencyKey": fresh(), "child": {"id": child.public()}, "sharing": sharing(CARE)});
        input["sharing"]["justification"] = json!("made up, and long enough to be one");
        for (field, value) in fields.as_object().expect("fields") {
            input[field] = value.clone();
        }
        input
    }

    fn contribute(&self, child: ChildId) -> Good {
        Good { login: "gp", input: entry(child, CARE, &fresh(), "an entry") }
    }

    fn consent(&self, child: ChildId) -> Good {
        let fields = json!({
            "decision": "GIVEN", "givenBy": "PERSON_WITH_PARENTAL_RESPONSIBILITY", "giverName": "Made-up Parent",
            "purposes": ["EARLY_HELP"], "agencyKinds": ["SCHOOL"], "fieldClasses": ["NARRATIVE"],
            "obtainedAt": MOMENT, "evidence": "made up",
        });
        Good { login: "social-worker", input: self.of_child(child, fields) }
    }

    fn restriction(&self, child: ChildId) -> Good {
        let people = json!([self.person("social-worker"), self.person("gp")]);
        let fields = json!({
            "reason": "made up", "named": people, "custodians": people, "approvedBy": self.person("manager"),
        });
        Good { login: "social-worker", input: self.of_child(child, fields) }
    }

    fn bar(&self, child: ChildId) -> Good {
        let fields = json!({
            "reason": "made up", "practitioner": self.person("school"), "approvedBy": self.person("manager"),
        });
        Good { login: "social-worker", input: self.of_child(child, fields) }
    }

    fn lifting(&self, protection: &str) -> Good {
        let input = json!({
            "idempotencyKey": fresh(), "protection": protection, "reason": "made up",
            "approvedBy": self.person("manager"),
        });
        Good { login: "social-worker", input }
    }

    fn checks(&self, child: ChildId) -> Good {
        let fields = json!({
            "keyPoint": "ASSESSMENT_START", "text": "made up", "household": [{"name": "Made-up"}],
            "formerAddresses": ["made up"],
            "requests": [{"agency": self.agency("T-POLICE"), "fieldClasses": ["SUMMARY"]}],
        });
        Good { login: "social-worker", input: self.of_child(child, fields) }
    }

    /// The id of a check that is put to the police: on a consent, or blocked for want of one.
    async fn checked(&self, child: ChildId, consented: bool) -> String {
        if consented {
            let mut consent = self.consent(child);
            for (field, value) in [("purposes", CARE), ("agencyKinds", "POLICE"), ("fieldClasses", "SUMMARY")] {
                consent.input[field] = json!([value]);
            }
            self.made("recordConsent", consent).await;
        }
        self.made("requestChecks", self.checks(child)).await;
        let list = "query L($child: ID) { checks(filter: {child: $child}) { nodes { id } } }";
        let answer = self.hub.ask("social-worker", list, json!({"child": child.public()})).await.ok();
        answer.str("data.checks.nodes.0.id").to_owned()
    }

    fn involvement(&self) -> Good {
        let input = json!({
            "idempotencyKey": fresh(), "child": {"described": {"givenName": "Made-up", "familyName": "Nobody"}},
            "service": "made up", "team": "made up", "startedOn": DAY,
            "practitioners": [self.person("social-worker")],
        });
        Good { login: "social-worker", input }
    }

    /// The id of the surgery's involvement with that child.
    async fn of_surgery(&self, child: ChildId) -> String {
        let answer = self.hub.ask("gp", &record(), about(child, CARE)).await.ok();
        let all = answer.at("data.sharedRecord.involvements").as_array().cloned().unwrap_or_default();
        let own = all.iter().find(|one| one["agency"]["code"] == "T-SURGERY").expect("the surgery's");
        own["id"].as_str().expect("an id").to_owned()
    }

    /// The good form of a mutation, once what it needs is on record.
    pub async fn good(&self, name: &str) -> Good {
        let child = self.child().await;
        let keyed = |fields: Value| {
            let mut input = fields;
            input["idempotencyKey"] = json!(fresh());
            input
        };
        match name {
            "contributeChronologyEntry" => self.contribute(child),
            "correctChronologyEntry" => {
                let id = self.made("contributeChronologyEntry", self.contribute(child)).await;
                let input = keyed(json!({
                    "entry": id, "expectedVersion": 1, "reason": "made up", "sharing": sharing(CARE),
                    "summary": "corrected",
                }));
                Good { login: "gp", input }
            }
            "withdrawChronologyEntry" => {
                let id = self.made("contributeChronologyEntry", self.contribute(child)).await;
                let input = keyed(json!({
                    "entry": id, "expectedVersion": 1, "reason": "made up", "sharing": sharing(CARE),
                    "wrongChild": false,
                }));
                Good { login: "gp", input }
            }
            "recordLevelOfNeed" => {
                let fields = json!({"level": "EARLY_HELP", "decidedOn": DAY, "reason": "made up"});
                Good { login: "social-worker", input: self.of_child(child, fields) }
            }
            "updateChild" => {
                let fields = json!({"expectedVersion": 1, "from": DAY, "reason": "made up", "givenName": "Other"});
                Good { login: "social-worker", input: self.of_child(child, fields) }
            }
            "recordConsent" => self.consent(child),
            "withdrawConsent" => {
                let id = self.made("recordConsent", self.consent(child)).await;
                let input = keyed(json!({"consent": id, "withdrawnAt": "2026-01-06T10:00:00Z", "reason": "made up"}));
                Good { login: "social-worker", input }
            }
            "recordInvolvement" => self.involvement(),
            "confirmInvolvement" => {
                let id = self.made("recordInvolvement", self.involvement()).await;
                Good { login: "colleague", input: keyed(json!({"involvement": id})) }
            }
            "endInvolvement" => {
                let id = self.of_surgery(child).await;
                let input = keyed(json!({"involvement": id, "endedOn": "2026-01-06", "reason": "made up"}));
                Good { login: "gp", input }
            }
            "passResponsibility" => {
                let fields = json!({"to": self.agency("T-NEIGHBOUR"), "on": DAY, "accept": false, "reason": "made up"});
                Good { login: "social-worker", input: self.of_child(child, fields) }
            }
            "restrictRecord" => self.restriction(child),
            "liftRestriction" => self.lifting(&self.made("restrictRecord", self.restriction(child)).await),
            "barAccess" => self.bar(child),
            "liftBar" => self.lifting(&self.made("barAccess", self.bar(child)).await),
            "protectWhereabouts" => {
                let fields = json!({
                    "reason": "made up", "named": [self.person("social-worker")], "until": "2999-01-01",
                    "approvedBy": self.person("manager"),
                });
                Good { login: "social-worker", input: self.of_child(child, fields) }
            }
            "decideApproval" => {
                self.made("barAccess", self.bar(child)).await;
                let waiting = "{ approvals(first: 100) { nodes { id } } }";
                let answer = self.hub.ask("manager", waiting, Value::Null).await.ok();
                let all = answer.at("data.approvals.nodes").as_array().cloned().unwrap_or_default();
                let id = all.last().expect("something waits")["id"].clone();
                let input = keyed(json!({"approval": id, "approved": true, "reason": "made up"}));
                Good { login: "manager", input }
            }
            "declareConflict" => {
                let child = json!({"described": {"givenName": "Made-up", "familyName": "Nobody"}});
                Good { login: "gp", input: keyed(json!({"child": child, "reason": "made up"})) }
            }
            "requestChecks" => self.checks(child),
            "answerCheck" => {
                let check = self.checked(child, true).await;
                let input = keyed(json!({
                    "check": check, "expectedVersion": 1, "answer": "KNOWN_OPEN", "systemsSearched": ["made up"],
                    "entries": [self.beside("entries")],
                }));
                Good { login: "police", input }
            }
            "withdrawCheck" => {
                let input = keyed(json!({
                    "check": self.checked(child, true).await, "expectedVersion": 1, "reason": "made up",
                }));
                Good { login: "social-worker", input }
            }
            "recordDispensingDecision" => {
                let input = keyed(json!({
                    "on": {"check": self.checked(child, false).await}, "reason": "made up",
                    "dispenseReason": "RISK_OF_SIGNIFICANT_HARM_TO_CHILD",
                }));
                Good { login: "manager", input }
            }
            "raiseConcern" => Good { login: "school", input: concern(&fresh(), "made up") },
            "reviewAccess" => {
                let answer = self.hub.ask("social-worker", &record(), about(child, CARE)).await.ok();
                let id = answer.str("data.sharedRecord.sharing.accessLogEntryId");
                let input = keyed(json!({"entry": id, "verdict": "JUSTIFIED", "note": "made up"}));
                Good { login: "lead", input }
            }
            other => panic!("{other} has no good form yet: write one"),
        }
    }

    /// What an object that has to be made around a field needs beside it.
    pub fn beside(&self, within: &str) -> Value {
        match within {
            "localId" => json!({"agency": self.agency("T-COUNCIL"), "value": "1"}),
            "described" | "otherChildren" => json!({"givenName": "Made-up"}),
            "household" => json!({"name": "Made-up"}),
            "requests" => json!({"agency": self.agency("T-POLICE")}),
            "entries" => json!({
                "occurredAt": MOMENT, "category": "OTHER", "significance": "ROUTINE", "summary": "made up",
            }),
            "mother" | "people" => json!({"name": "Made-up"}),
            _ => json!({}),
        }
    }

    /// An id of the right form for a field that names nobody and nothing.
    pub fn unknown(field: &str) -> String {
        use entities::ids::{ApprovalId, CheckId, ConcernId, ConsentId, EntryId, GiverId, InvolvementId, ProtectionId};
        let uuid = uuid::Uuid::new_v4();
        match field {
            "id" => ChildId(uuid).public(),
            "agency" | "tell" | "to" | "school" | "generalPractice" => AgencyId(uuid).public(),
            "approval" => ApprovalId(uuid).public(),
            "check" => CheckId(uuid).public(),
            "concern" => ConcernId(uuid).public(),
            "entry" => EntryId(uuid).public(),
            "consent" => ConsentId(uuid).public(),
            "involvement" => InvolvementId(uuid).public(),
            "protection" => ProtectionId(uuid).public(),
            "giver" | "aboutAdults" => GiverId(uuid).public(),
            "approvedBy" | "named" | "custodians" | "practitioner" | "practitioners" => PersonId(uuid).public(),
            other => panic!("what does {other} name?"),
        }
    }
}
