//! Views of what a caller recorded: what they recorded, and no more (R23).

mod child;
mod consent;
mod entry;
mod involvement;
mod level;
mod protection;
mod sharing_review;
mod transfer;
mod work;

use entities::Set;
use entities::words::WithheldReason;
use policies::fields::FieldRule;

use super::view::Withholding;

pub use child::ChildView;
pub use consent::ConsentView;
pub use entry::EntryView;
pub use involvement::InvolvementView;
pub use level::LevelView;
pub use protection::ProtectionView;
pub use sharing_review::SharingReviewView;
pub use transfer::TransferView;
pub use work::WorkView;

/// Fields that a payload leaves out because the caller did not state them: listed, recorded or not.
fn unstated(table: &'static [FieldRule], stated: impl Fn(&str) -> bool) -> Vec<Withholding> {
    table
        .iter()
        .filter(|rule| !rule.classes.is_empty() && !stated(rule.field))
        .map(|rule| Withholding {
            field: rule.field,
            classes: Set::of(rule.classes),
            reason: WithheldReason::Purpose,
            ask: None,
        })
        .collect()
}
