//! Which child is meant, as SQL: by its id, by a number of its own, or by an agency's number for it.

use sea_orm::Value;

use super::super::shut::Viewer;
use super::super::snapshot::Snapshot;
use super::ChildKey;

/// SQL for the id of the child that is meant, and its values, the first of which goes in that place. Where several records
/// bear one number, one that is shut to the viewer is never meant where there is another (R28); of the others those that the
/// agency works or worked with come first, then the smallest id, the same for everybody.
pub(crate) fn wanted(snapshot: &Snapshot, key: &ChildKey, viewer: &Viewer<'_>, place: usize) -> (String, Vec<Value>) {
    let agency = viewer.agency;
    let by_number = |column: &str| {
        format!(
            "(SELECT w.id FROM child AS w WHERE w.{column} = ${place} AND {} ORDER BY CASE WHEN {} THEN 1 ELSE 0 END, \
             CASE WHEN EXISTS (SELECT 1 FROM involvement AS x WHERE x.child_id = w.id AND {} AND {}) \
             THEN 0 ELSE 1 END, w.id LIMIT 1)",
            snapshot.newest("child", "w", "id"),
            snapshot.shut("w.id", viewer, place + 1),
            agency.own("x.agency_id", &format!("${}", place + 1)),
            snapshot.recorded("x"),
        )
    };
    let number = |number: &str| std::iter::once(Value::from(number)).chain(viewer.values()).collect();
    match key {
        ChildKey::Id(id) => {
            (format!("(SELECT w.id FROM child AS w WHERE w.id = ${place} AND w.version = 1)"), vec![(*id).into()])
        }
        ChildKey::NhsNumber(nhs) => (by_number("nhs_number"), number(nhs)),
        ChildKey::Upn(upn) => (by_number("upn"), number(upn)),
        ChildKey::Local(whose, value) => {
            let place_of_agency = format!("${}", place + 1);
            let whose_number = if agency.id == *whose {
                agency.own("w.agency_id", &place_of_agency)
            } else {
                format!("w.agency_id = {place_of_agency}")
            };
            (
                format!(
                    "(SELECT w.child_id FROM child_identifier AS w WHERE w.value = ${place} AND w.system = 'LOCAL' \
                     AND {whose_number} AND {} ORDER BY w.child_id LIMIT 1)",
                    snapshot.recorded("w")
                ),
                vec![value.as_str().into(), (*whose).into()],
            )
        }
    }
}
