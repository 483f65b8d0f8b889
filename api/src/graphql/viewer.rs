//! Who you are to the hub.

use async_graphql::{ID, SimpleObject};
use entities::words::{Position, Role};

use super::agency::Agency;
use super::words::W;

/// One person in one agency.
#[derive(Clone, SimpleObject)]
pub struct Membership {
    /// The hub's id, for the `hub-membership` header.
    pub id: ID,
    /// The agency.
    pub agency: Agency,
    /// The team.
    pub team: Option<String>,
    /// Roles held in it.
    pub roles: Vec<W<Role>>,
    /// Standing beside the roles.
    pub position: W<Position>,
    /// Local authorities whose MASH the person is assigned to.
    pub mash_areas: Vec<Agency>,
}

/// The person signed in.
#[derive(SimpleObject)]
pub struct Viewer {
    /// The hub's id.
    pub id: ID,
    /// The name that colleagues know.
    pub name: String,
    /// Every membership.
    pub memberships: Vec<Membership>,
    /// The one acted in.
    pub acting: Membership,
    /// Its agency.
    pub agency: Agency,
    /// Its roles.
    pub roles: Vec<W<Role>>,
}
