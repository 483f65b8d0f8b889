//! Good forms of the mutations of joint decisions and escalations, with all that must be on record before them.

use serde_json::{Value, json};

use super::super::decisions::{self, escalation};
use super::good::{CARE, Good, Maker, fresh};

impl Maker<'_> {
    /// The id of a joint decision on which the surgery is asked for its view.
    async fn joint_decision(&self) -> String {
        let (_, concern) = decisions::screened(self.hub, decisions::file(self.hub)).await;
        decisions::asked(self.hub, &concern, &["T-SURGERY"]).await
    }

    /// The id of one that is decided.
    async fn decided(&self) -> String {
        let id = self.joint_decision().await;
        decisions::decide(self.hub, "social-worker", &id, 1, "NO_FURTHER_ACTION").await;
        id
    }

    /// The id of an escalation of the surgery's against such a decision.
    async fn escalated(&self) -> String {
        let on = json!({"jointDecision": self.decided().await});
        escalation::escalate(self.hub, "gp", on).await.str("escalation.id").to_owned()
    }

    /// The good form of one of these, once what it needs is on record.
    pub async fn deciding(&self, name: &str) -> Good {
        let form = |login: &'static str, mut input: Value| {
            input["idempotencyKey"] = json!(fresh());
            Good { login, input }
        };
        match name {
            "askForViews" => {
                let (_, concern) = decisions::screened(self.hub, decisions::file(self.hub)).await;
                form("social-worker", decisions::question(self.hub, json!({"concern": concern}), &["T-SURGERY"]))
            }
            "recordView" => form("gp", decisions::view(&self.joint_decision().await, CARE, &[])),
            "makeJointDecision" => {
                let input = json!({
                    "jointDecision": self.joint_decision().await, "expectedVersion": 1, "decision": "EARLY_HELP",
                    "levelOfNeed": "EARLY_HELP", "reason": "made up",
                });
                form("social-worker", input)
            }
            "escalate" => {
                let on = json!({"jointDecision": self.decided().await});
                form("gp", json!({"on": on, "reason": "made up"}))
            }
            "raiseEscalation" => {
                let id = self.escalated().await;
                form("gp", json!({"escalation": id, "expectedVersion": 1, "reason": "made up"}))
            }
            "answerEscalation" => {
                let input = json!({
                    "escalation": self.escalated().await, "expectedVersion": 1, "outcome": "CHANGED", "reason": "made up",
                    "learning": "made up",
                });
                form("social-worker", input)
            }
            other => panic!("{other} has no good form yet: write one"),
        }
    }
}
