//! The demo's people at work, in browsers without a script: what its pages need to have something to show.

use std::collections::BTreeMap;

use tests::console::{Form, Page, Visitor};
use tests::demo::Demo;

const CHILD: &str = "/console/child";

/// Those who are signed in to a demo, each in a browser of their own.
pub(super) struct People {
    hub: String,
    signed_in: BTreeMap<&'static str, Visitor>,
}

impl People {
    /// Nobody yet.
    pub(super) fn of(demo: &Demo) -> Self {
        Self { hub: demo.url(), signed_in: BTreeMap::new() }
    }

    /// That person; nobody, where there is no name.
    pub(super) async fn get(&mut self, name: &'static str) -> &mut Visitor {
        if !self.signed_in.contains_key(name) {
            let mut visitor = Visitor::at(self.hub.clone(), reqwest::Client::builder());
            if !name.is_empty() {
                visitor.sign_in_as(name).await.ok();
            }
            self.signed_in.insert(name, visitor);
        }
        self.signed_in.get_mut(name).expect("put there")
    }

    /// The form by which that person opens the record of the child with that number.
    pub(super) async fn opening(&mut self, name: &'static str, number: &str) -> (Page, Form) {
        let page = self.get(name).await.get(CHILD).await.ok();
        let form = page.form(CHILD).with("number", number).with("lawfulBasis", "PUBLIC_TASK");
        (page, form.with("purpose", "CHILD_IN_NEED_ASSESSMENT"))
    }

    /// A social worker opens a record without consent, in their manager's name.
    pub(super) async fn dispense(&mut self) {
        let (page, form) = self.opening("social-worker", "9990001235").await;
        let manager = page.text.split("<option value=\"").find(|rest| rest.contains(">Claire Donnelly"));
        let manager = manager.and_then(|rest| rest.split('"').next()).expect("the manager is listed");
        let form = form
            .with("dispenseReason", "RISK_OF_SIGNIFICANT_HARM_TO_CHILD")
            .with("justification", "He was seen with new bruises this morning.")
            .with("approvedBy", manager);
        self.get("social-worker").await.send(&form).await.ok();
    }

    /// A social worker asks for a decision on what a young man's objection holds back.
    pub(super) async fn ask_past_an_objection(&mut self) {
        let (_, form) = self.opening("social-worker", "9990001820").await;
        let worker = self.get("social-worker").await;
        let record = worker.send(&form).await.ok();
        let way = record.link_with("/console/approvals/ask?entry=access_");
        let ask = worker.get(&way).await.ok().form("/console/approvals/ask");
        let asked = worker.send(&ask.with("ask-reason", "We have to plan with him.")).await.ok();
        assert!(asked.says("waits for somebody who decides"), "{}", asked.text);
    }

    /// A social worker opens a record in an emergency.
    pub(super) async fn break_the_glass(&mut self) {
        let (_, form) = self.opening("social-worker", "9990001456").await;
        let worker = self.get("social-worker").await;
        let pause = worker.send(&form.with("go", "emergency")).await.ok().form(CHILD);
        let pause = pause.with("purpose", "EMERGENCY_PROTECTION").with("lawfulBasis", "VITAL_INTERESTS");
        worker.send(&pause.with("justification", "She was found alone at night, and says nothing.")).await.ok();
    }

    /// Somebody of the MASH asks again and again for a child whom they may not know of.
    pub(super) async fn try_again_and_again(&mut self) {
        let (_, form) = self.opening("mash", "9990001340").await;
        for _ in 0..3 {
            self.get("mash").await.send(&form.clone().with("purpose", "REFERRAL_SCREENING")).await;
        }
    }
}

/// A demo in which people have worked: a whole case, concerns that wait, a record opened in a manager's name, an objection that
/// somebody has to decide on.
pub(super) async fn worked_in() -> (Demo, People) {
    let demo = Demo::start();
    for example in ["concern", "police-report", "mash-case"] {
        demo.attempt(example);
    }
    let mut people = People::of(&demo);
    people.dispense().await;
    people.ask_past_an_objection().await;
    (demo, people)
}
