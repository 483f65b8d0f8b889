//! A good form of every mutation of a piece of work, after the steps that come before it.

use entities::ids::ChildId;
use serde_json::json;
use tests::queries::about;

use super::good::{CARE, DAY, Good, Maker, fresh};

/// From a strategy discussion to a plan.
const STATUTORY: [&str; 5] = [
    "conveneStrategyDiscussion",
    "recordStrategyDiscussion",
    "startSection47Enquiry",
    "concludeSection47Enquiry",
    "openConference",
];

impl Maker<'_> {
    /// The good form of that mutation.
    pub async fn good_work(&self, name: &str, child: ChildId) -> Good {
        match name {
            "startAssessment" | "conveneStrategyDiscussion" | "makeEarlyHelpPlan" => self.begun(name, child),
            "recordSeen" => self.stepped(child, &["startAssessment"], name).await,
            "completeAssessment" => self.stepped(child, &["startAssessment"], name).await,
            "authoriseAssessment" => self.stepped(child, &["startAssessment", "completeAssessment"], name).await,
            "recordStrategyDiscussion" => self.stepped(child, &STATUTORY[..1], name).await,
            "startSection47Enquiry" => self.stepped(child, &STATUTORY[..2], name).await,
            "concludeSection47Enquiry" => self.stepped(child, &STATUTORY[..3], name).await,
            "openConference" => self.stepped(child, &STATUTORY[..4], name).await,
            "makePlan" => self.stepped(child, &STATUTORY[..5], name).await,
            "recordReview" => {
                let mut good = self.stepped(child, &["makeEarlyHelpPlan"], name).await;
                let outcomes = "query W($child: ChildRef!, $sharing: SharingInput!) {
                    sharedRecord(child: $child, sharing: $sharing) { ... on SharedRecord { work { outcomes { id } } } } }";
                let answer = self.hub.ask(good.login, outcomes, about(child, CARE)).await.ok();
                let id = answer.str("data.sharedRecord.work.0.outcomes.0.id");
                good.input["reviewed"] = json!([{"outcome": id, "state": "MET", "note": "made up"}]);
                good
            }
            "stepUp" => self.stepped(child, &["makeEarlyHelpPlan"], name).await,
            "stepDown" => {
                let fields = json!({"level": "CHILD_IN_NEED", "decidedOn": DAY, "reason": "made up"});
                let level = Good { login: "social-worker", input: self.of_child(child, fields) };
                let mutation = self.mutations.iter().find(|m| m.name == "recordLevelOfNeed").expect("served");
                self.hub.ask(level.login, &mutation.operation, json!({"input": level.input})).await.ok();
                self.stepped(child, &["makeEarlyHelpPlan"], name).await
            }
            "closeWork" => self.stepped(child, &["startAssessment"], name).await,
            other => self.deciding(other).await,
        }
    }

    /// A piece of work to begin.
    fn begun(&self, name: &str, child: ChildId) -> Good {
        let mut fields = json!({"happenedOn": DAY, "text": "made up"});
        if name == "makeEarlyHelpPlan" {
            fields["noFather"] = json!("made up");
            fields["outcomes"] = json!([self.beside("outcomes")]);
        }
        Good { login: "social-worker", input: self.of_child(child, fields) }
    }

    /// A piece of work after those steps, and the form of one more.
    async fn stepped(&self, child: ChildId, before: &[&str], name: &str) -> Good {
        let mut work = (String::new(), 0);
        for (n, step) in before.iter().enumerate() {
            let good = if n == 0 { self.begun(step, child) } else { self.step(step, &work) };
            let mutation = self.mutations.iter().find(|m| m.name == *step).expect("served");
            let operation = mutation.operation.replace("work { id }", "work { id version }");
            let answer = self.hub.ask(good.login, &operation, json!({"input": good.input})).await.ok();
            let made = answer.at(&mutation.made);
            let id = made["id"].as_str().unwrap_or_else(|| panic!("{step}: {}", answer.text));
            work = (id.to_owned(), made["version"].as_i64().expect("a version"));
        }
        self.step(name, &work)
    }

    /// A good step of that piece of work.
    fn step(&self, name: &str, (work, version): &(String, i64)) -> Good {
        let mut input = json!({
            "idempotencyKey": fresh(), "work": work, "expectedVersion": version, "happenedOn": DAY, "text": "made up",
        });
        let more = match name {
            "recordSeen" => json!({"alone": true}),
            "completeAssessment" => json!({"noFather": "made up", "decision": "CHILD_IN_NEED"}),
            "recordStrategyDiscussion" => json!({"decision": "SECTION_47_ENQUIRY"}),
            "concludeSection47Enquiry" => json!({"decision": "INITIAL_CONFERENCE"}),
            "openConference" => json!({"noFather": "made up", "withoutChecks": "made up"}),
            "makePlan" => json!({"abuse": ["NEGLECT"], "outcomes": [self.beside("outcomes")]}),
            "recordReview" => json!({"noFather": "made up", "decision": "PLAN_ENDS"}),
            "stepUp" => json!({"level": "CHILD_IN_NEED"}),
            "stepDown" => json!({"level": "EARLY_HELP", "withoutChecks": "made up"}),
            "startSection47Enquiry" => json!({}),
            _ => json!({"withoutChecks": "made up"}),
        };
        for (field, value) in more.as_object().expect("fields") {
            input[field] = value.clone();
        }
        Good { login: if name == "authoriseAssessment" { "manager" } else { "social-worker" }, input }
    }
}
