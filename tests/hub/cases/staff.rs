//! People who come and go: the next version of somebody's membership, and a place in another agency.

use api::disclosure::Rows;
use entities::Set;
use entities::ids::MembershipId;
use entities::rows::membership;
use entities::words::{AccessAction, Position, Role};
use tests::Hub;
use uuid::Uuid;

fn place(hub: &Hub, login: &str) -> membership::Model {
    let person = hub.town.person(login);
    membership::Model {
        id: person.membership,
        version: 1,
        person_id: person.id,
        agency_id: person.agency,
        team: Some(person.seat.team.to_owned()),
        position: Position::Practitioner,
        roles: Set::of(&[person.seat.role]),
        mash_areas: "[]".to_owned(),
        ended: false,
        log: 0,
        seq: 0,
    }
}

async fn put(hub: &Hub, rows: impl IntoIterator<Item = membership::Model>) {
    let mut all = Rows::new();
    rows.into_iter().for_each(|row| all.add(row));
    let done = hub.door.administer(AccessAction::Administer, None, "{\"test\":true}", all).await;
    done.unwrap_or_else(|e| panic!("{:?}", e.cause())).expect("the next version");
}

/// The person keeps the place and no role.
pub async fn without_role(hub: &Hub, login: &str) {
    put(hub, [membership::Model { version: 2, roles: Set::EMPTY, ..place(hub, login) }]).await;
}

/// The person, who had no role any more, leaves.
pub async fn leaves(hub: &Hub, login: &str) {
    put(hub, [membership::Model { version: 3, roles: Set::EMPTY, ended: true, ..place(hub, login) }]).await;
}

/// The person leaves the agency and begins in another with that role.
pub async fn moves(hub: &Hub, login: &str, role: Role, agency: &str, team: &str) {
    let old = membership::Model { version: 2, ended: true, ..place(hub, login) };
    let new = membership::Model {
        id: MembershipId(Uuid::new_v4()),
        agency_id: hub.town.agency(agency),
        team: Some(team.to_owned()),
        roles: Set::of(&[role]),
        ..place(hub, login)
    };
    put(hub, [old, new]).await;
}
