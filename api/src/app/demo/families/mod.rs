//! The invented families, a child in each file. Nobody in them exists; any likeness is chance.
//!
//! Each is written as a family could read it: plain words, strengths beside worries, and what the child said.

mod adeyemi;
mod brandt;
mod brandt_ida;
mod fraser;
mod hartley;
mod kowalska;
mod marlowe;
mod okoye;
mod rourke;
mod sayed;

use super::story::Story;

/// What the stories are written with.
mod words {
    pub use entities::words::ChronologyCategory as C;
    pub use entities::words::FieldClass as F;
    pub use entities::words::ImpactDirection::{Mixed, Negative, Positive};
    pub use entities::words::Significance::{Critical, Notable, Routine, Significant};
    pub use entities::words::{
        AgencyKind, ConsentDecision, ConsentGiver, HandlingTag, LevelOfNeed, ProtectiveWork, Sex, SharingPurpose,
        TimePrecision,
    };

    pub use crate::app::demo::agencies::{NORTHMERE, SOUTHMERE};
    pub use crate::app::demo::story::{
        Child, Decision, Event, Hidden, Home, Restriction, Story, event, involved, months, weeks,
    };
}

/// All stories.
pub fn stories() -> Vec<Story> {
    vec![
        hartley::story(),
        adeyemi::story(),
        kowalska::story(),
        fraser::story(),
        okoye::story(),
        sayed::story(),
        marlowe::story(),
        rourke::story(),
        brandt::story(),
        brandt_ida::story(),
    ]
}
