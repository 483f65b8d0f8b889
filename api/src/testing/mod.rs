//! What tests of several modules stand on: a database of its own for each test, a door over it, people to be, and rows to
//! write.

pub(crate) mod book;
mod lines;
pub(crate) mod rows;
mod scratch;
mod town;

use std::sync::Arc;

use entities::words::{AgencyKind, Position, Role};
use entities::{Date, Set};
use policies::Numbers;

use crate::app::house::{self, Plan};
use crate::disclosure::{Contacts, Door, NewAgency, NewPractitioner};
use crate::plain::clock::Clock;

pub(crate) use lines::Lines;
pub(crate) use scratch::Scratch;
pub(crate) use town::{Town, at, sharing};

/// Who vouches for the people of the tests.
pub(crate) const ISSUER: &str = "https://issuer.test";

/// A day as a test writes it.
pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Whom to ring.
pub(crate) fn contacts() -> Contacts {
    Contacts { phone: "020 7946 0100".to_owned(), out_of_hours: "020 7946 0199".to_owned() }
}

/// A door over that database, by that clock.
pub(crate) async fn door(scratch: &Scratch, clock: Arc<dyn Clock>) -> Door {
    door_by(scratch, clock, Numbers::default()).await
}

/// The same with those numbers.
pub(crate) async fn door_by(scratch: &Scratch, clock: Arc<dyn Clock>, rules: Numbers) -> Door {
    let plan = Plan { rules, ..Plan::new(scratch.url(), scratch.key(), contacts()) };
    house::door_by(plan, clock).await.unwrap_or_else(|fault| panic!("{}", fault.message()))
}

/// A public authority with that code.
pub(crate) fn agency(code: &str, kind: AgencyKind, area: Option<&str>) -> NewAgency {
    NewAgency {
        code: code.to_owned(),
        name: format!("Agency {code}"),
        kind,
        public_authority: true,
        area: area.map(str::to_owned),
        sensitive_service: false,
        phone: None,
        out_of_hours: None,
        email: None,
    }
}

/// Somebody with that role there.
pub(crate) fn practitioner(login: &str, agency: &str, role: Role) -> NewPractitioner {
    NewPractitioner {
        issuer: ISSUER.to_owned(),
        subject: login.to_owned(),
        name: format!("The {login}"),
        agency: agency.to_owned(),
        roles: Set::of(&[role]),
        team: None,
        mash_areas: Vec::new(),
        position: Position::Practitioner,
    }
}
