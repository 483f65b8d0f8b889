//! The systems of all agencies, told by webhooks of everything that happens on the ground: ids alone, and of no child that is
//! restricted or closed to the agency (R28).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use api::app::webhooks;
use entities::Word;
use entities::words::EventKind;
use tests::Hub;
use tests::child::SECRET;
use tests::town::ROLES;
use tokio::task::JoinHandle;

use super::super::events::webhooks::{PATIENCE, Receiver, ended, hooked, settings};
use super::ground::{Ground, WORKED_ON};

/// The systems.
pub struct Systems {
    receiver: Receiver,
    sending: Option<JoinHandle<()>>,
}

impl Systems {
    /// Registers one for each agency of the fifteen, for every kind of event from now on.
    pub async fn registered(hub: &Hub) -> Self {
        let receiver = Receiver::answering(200).await;
        for code in codes() {
            hooked(&hub.door, code, &format!("{}/{code}", receiver.url), EventKind::ALL).await;
        }
        Self { receiver, sending: None }
    }

    /// From now on they are sent what happened.
    pub fn send(&mut self, hub: &Hub) {
        self.sending = Some(webhooks::keep(Arc::clone(&hub.door), settings(&[50])));
    }

    /// What is wrong with what they were sent.
    pub async fn faults(self, ground: &Ground) -> Vec<String> {
        // A conflict of interest is a person's and not the system's: who reads the event there opens the record by themselves.
        let told: Vec<String> = [WORKED_ON, "h3"].iter().map(|mark| ground.child(mark).public()).collect();
        let expected: BTreeSet<(String, String)> =
            codes().into_iter().flat_map(|code| told.iter().map(move |id| (code.to_owned(), id.clone()))).collect();
        let begun = Instant::now();
        let mut found = BTreeSet::new();
        while found != expected && begun.elapsed() < PATIENCE {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            found = self.told_of_children();
        }
        let mut faults = Vec::new();
        if found != expected {
            faults.push(format!("systems were told {found:?}, and {expected:?} by the rules"));
        }
        for got in self.receiver.got() {
            if format!("{got:?}").contains(SECRET) {
                faults.push(format!("a system was sent a text of the ground: {got:?}"));
            }
        }
        if let Some(sending) = self.sending {
            ended(sending).await;
        }
        faults
    }

    /// Which system was told of which child.
    fn told_of_children(&self) -> BTreeSet<(String, String)> {
        let got = self.receiver.got();
        let told = got.iter().filter_map(|got| {
            let (_, code) = got.what.rsplit_once('/')?;
            let body: serde_json::Value = serde_json::from_str(&got.body).expect("JSON");
            let subject = body["data"]["subject"].as_str().filter(|subject| subject.starts_with("child_"))?;
            Some((code.to_owned(), subject.to_owned()))
        });
        told.collect()
    }
}

/// The agencies of the fifteen.
fn codes() -> BTreeSet<&'static str> {
    ROLES.iter().map(|seat| seat.agency).collect()
}
