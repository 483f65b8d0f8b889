//! The way to a child's record from a page that does not name the child: what is worked on leads on to it, and why it is needed is
//! stated on the page between (0030, 0032).

use entities::Word;
use entities::ids::ChildId;
use entities::words::SharingPurpose;

use crate::console::parts::{Act, Sending};
use crate::console::visit::Visit;

/// Where a record is opened for a reason.
pub(super) const RECORD: &str = "/console/child";

/// Whether the caller's roles open records.
pub(super) fn opens_records(visit: &Visit) -> bool {
    visit.links().iter().any(|link| link.href == RECORD)
}

/// The form that leads there, with what is known already of why: on what it rests, and for which purpose. None for whose roles
/// open no record.
pub(super) fn way(
    visit: &Visit,
    child: ChildId,
    known: impl IntoIterator<Item = (&'static str, String)>,
    (heading, text): (&str, &str),
) -> Option<Act> {
    let hidden = [("child", child.public()), ("go", "change".to_owned())].into_iter().chain(known);
    opens_records(visit).then(|| Act {
        heading: heading.to_owned(),
        text: vec![text.to_owned()],
        form: Sending {
            action: RECORD.to_owned(),
            hidden: hidden.map(|(name, value)| (name.to_owned(), value)).collect(),
            fields: Vec::new(),
            button: "Go on to the record".to_owned(),
        },
    })
}

/// That purpose as it goes with the form, where it is open to the caller's roles.
pub(super) fn purpose(visit: &Visit, purpose: SharingPurpose) -> Option<(&'static str, String)> {
    let may = visit.door().may_state(visit.caller()).purposes;
    may.contains(purpose).then(|| ("purpose", purpose.name().to_owned()))
}
