//! A good form of every mutation, with all that must be on record before it.

use entities::ids::ChildId;
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

pub const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";
pub const DAY: &str = "2026-01-05";
const MOMENT: &str = "2026-01-05T10:00:00Z";

/// A key that was never used.
pub fn fresh() -> String {
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
        let made = answer.at(&mutation.made);
        let id = made.as_str().or_else(|| made["id"].as_str()).unwrap_or_default().to_owned();
        assert!(!id.is_empty(), "{name}: {}", answer.text);
        id
    }

    pub fn of_child(&self, child: ChildId, fields: Value) -> Value {
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
        let people = json!([self.person("social-worker"), self.person("gp"), self.person("colleague")]);
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

    fn marking(&self, child: ChildId) -> Good {
        let fields = json!({
            "reason": "made up", "named": [self.person("social-worker")], "until": "2999-01-01",
            "approvedBy": self.person("manager"),
        });
        Good { login: "social-worker", input: self.of_child(child, fields) }
    }

    /// A request to decide on what a young person's objection holds back from the surgery.
    async fn sharing_review(&self) -> Good {
        let child = super::super::rules::r24::objecting(self.hub).await;
        let answer = self.hub.ask("gp", &record(), about(child, CARE)).await.ok();
        let entry = answer.str("data.sharedRecord.sharing.accessLogEntryId");
        let input = json!({"idempotencyKey": fresh(), "accessLogEntry": entry, "reason": "made up"});
        Good { login: "gp", input }
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

    /// A concern after those steps, and the form of one more.
    async fn answered(&self, before: &[(&str, Value)], fields: Value) -> Good {
        let raised = Good { login: "school", input: concern(&fresh(), "made up") };
        let id = self.made("raiseConcern", raised).await;
        let form = |version: usize, fields: &Value| {
            let mut input = fields.clone();
            input["idempotencyKey"] = json!(fresh());
            input["concern"] = json!(id);
            input["expectedVersion"] = json!(version);
            input["reason"] = json!("made up");
            input
        };
        for (index, (name, fields)) in before.iter().enumerate() {
            let mutation = self.mutations.iter().find(|m| m.name == *name).expect("served");
            let input = form(index + 1, fields);
            let answer = self.hub.ask("social-worker", &mutation.operation, json!({"input": input})).await.ok();
            assert_eq!(answer.str(&format!("data.{name}.concern")), id, "{}", answer.text);
        }
        Good { login: "social-worker", input: form(before.len() + 1, &fields) }
    }

    /// The id of the surgery's involvement with that child.
    async fn of_surgery(&self, child: ChildId) -> String {
        let answer = self.hub.ask("gp", &record(), about(child, CARE)).await.ok();
        let all = answer.at("data.sharedRecord.involvements").as_array().cloned().unwrap_or_default();
        let own = all.iter().find(|one| one["agency"]["code"] == "T-SURGERY").expect("the surgery's");
        own["id"].as_str().expect("an id").to_owned()
    }

    /// The id of a succession of the surgery by another one, which what keeps the surgery out will keep out.
    async fn succession(&self) -> String {
        let (code, to) = ("T-SURGERY".to_owned(), vec!["T-NEXT".to_owned()]);
        if self.hub.door.agency_by_code("T-NEXT").await.expect("an answer").is_none() {
            super::super::rules::r39::found(self.hub, "T-NEXT", entities::words::AgencyKind::GeneralPractice).await;
        }
        let from = entities::Date::new(2999, 1, 5).expect("a date");
        let named = self.hub.door.name_successor(api::disclosure::NewSuccession { code, to, from }).await;
        named.unwrap_or_else(|e| panic!("{e:?}")).public()
    }

    /// The steps of a concern up to its decision.
    fn steps(&self) -> [(&'static str, Value); 3] {
        [
            ("acknowledgeConcern", json!({})),
            ("screenConcern", json!({"rating": "AMBER"})),
            ("decideConcern", json!({"decision": "NO_FURTHER_ACTION"})),
        ]
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
            "protectWhereabouts" => self.marking(child),
            "liftWhereabouts" => self.lifting(&self.made("protectWhereabouts", self.marking(child)).await),
            "requestSharingReview" => self.sharing_review().await,
            "decideSharingReview" => {
                let review = self.made("requestSharingReview", self.sharing_review().await).await;
                let input = keyed(json!({
                    "review": review, "allow": true, "classes": ["SUMMARY", "NARRATIVE"], "until": "2999-01-01",
                    "reason": "made up",
                }));
                Good { login: "school-lead", input }
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
            "decideSuccession" => {
                let input = json!({"succession": self.succession().await, "approved": false, "reason": "made up"});
                Good { login: "governance", input: keyed(input) }
            }
            "settleSuccession" => {
                let mut bar = self.bar(child);
                bar.input["practitioner"] = Value::Null;
                bar.input["agency"] = json!(self.agency("T-SURGERY"));
                let protection = self.made("barAccess", bar).await;
                let succession = self.succession().await;
                let input = json!({"succession": succession, "protection": protection, "reason": "made up"});
                Good { login: "governance", input: keyed(input) }
            }
            "declareConflict" => {
                let child = json!({"described": {"givenName": "Made-up", "familyName": "Nobody"}});
                Good { login: "gp", input: keyed(json!({"child": child, "reason": "made up"})) }
            }
            "acknowledgeConcern" => self.answered(&[], json!({})).await,
            "screenConcern" => self.answered(&self.steps()[..1], json!({"rating": "GREEN"})).await,
            "rateConcern" => self.answered(&self.steps()[..2], json!({"rating": "RED"})).await,
            "decideConcern" => self.answered(&self.steps()[..2], json!({"decision": "EARLY_HELP"})).await,
            "tellRaiser" | "closeConcern" => self.answered(&self.steps(), json!({})).await,
            "addToConcern" => {
                let raised = Good { login: "school", input: concern(&fresh(), "made up") };
                let id = self.made("raiseConcern", raised).await;
                Good { login: "school", input: keyed(json!({"concern": id, "text": "made up"})) }
            }
            "answerPossibleMatch" => {
                let file = ChildFile::new(&self.hub.town).kept_by(&["gp", "manager"]);
                let number = file.nhs_number().to_owned();
                let child = file.put(&self.hub.door).await;
                let mut input = concern(&fresh(), "made up");
                input["child"]["described"]["nhsNumber"] = json!(number);
                let id = self.made("raiseConcern", Good { login: "school", input }).await;
                let answer = json!({"concern": id, "matchWith": child.public(), "same": true, "reason": "made up"});
                Good { login: "gp", input: keyed(answer) }
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
            "raisePoliceReport" => {
                let number = fresh();
                Good { login: "police", input: super::super::mash::police::report(&fresh(), &number) }
            }
            "raiseConcern" => Good { login: "school", input: concern(&fresh(), "made up") },
            "reviewAccess" => {
                let answer = self.hub.ask("social-worker", &record(), about(child, CARE)).await.ok();
                let id = answer.str("data.sharedRecord.sharing.accessLogEntryId");
                let input = keyed(json!({"entry": id, "verdict": "JUSTIFIED", "note": "made up"}));
                Good { login: "lead", input }
            }
            other => self.good_work(other, child).await,
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
            "family" => json!({"name": "Made-up", "role": "FATHER", "parentalResponsibility": true, "tookPart": true}),
            "reviewed" => json!({"outcome": Self::unknown("outcome"), "state": "MET"}),
            "outcomes" => json!({
                "change": "made up", "measure": "made up", "ownerAgency": self.agency("T-SCHOOL"), "dueOn": "2999-01-01",
            }),
            "mother" | "people" | "adults" => json!({"name": "Made-up"}),
            _ => json!({}),
        }
    }
}
