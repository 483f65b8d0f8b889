//! The columns of the file: the one place where a column's name and meaning stand. The help of the command, the check of the
//! header and the names in reports come from it.

use std::fmt::Write;

/// One column.
pub(super) struct Column {
    /// Its name in the header.
    pub(super) name: &'static str,
    /// Whether each row has to fill it.
    pub(super) wanted: bool,
    /// Where the concern has what it says, as problems name it without `input`.
    pub(super) field: &'static str,
    /// What to write in it.
    help: &'static str,
}

const fn column(name: &'static str, wanted: bool, field: &'static str, help: &'static str) -> Column {
    Column { name, wanted, field, help }
}

/// Every column.
pub(super) const COLUMNS: &[Column] = &[
    column("reference", true, "idempotencyKey", "the source's own reference; a second run knows the row by it"),
    column("whatHappened", true, "whatHappened", "what happened"),
    column("familyInformed", true, "familyInformed", "INFORMED_AND_AGREES, NOT_KNOWN …"),
    column("callBack", true, "callBack", "a number to ring about it"),
    column("givenName", false, "child.described.givenName", "the child's given name"),
    column("familyName", false, "child.described.familyName", "the child's family name"),
    column("dateOfBirth", false, "child.described.dateOfBirth", "2019-05-04"),
    column("expectedDateOfBirth", false, "child.described.expectedDateOfBirth", "of an unborn child"),
    column("approximateAge", false, "child.described.approximateAge", "in years"),
    column("sex", false, "child.described.sex", "M, F or U"),
    column("description", false, "child.described.description", "what helps to recognise the child"),
    column("nhsNumber", false, "child.described.nhsNumber", "ten digits, checked"),
    column("upn", false, "child.described.upn", "unique pupil number, checked"),
    column("address", false, "child.described.address", "where the child lives"),
    column("school", false, "child.described.school", "by name"),
    column("generalPractice", false, "child.described.generalPractice", "by name"),
    column("motherName", false, "child.described.mother.name", "the mother's name"),
    column("occurredAt", false, "occurredAt", "2026-03-01T15:30:00Z, or a day alone"),
    column("impactOnChild", false, "impactOnChild", "what it did to the child"),
    column("childVoice", false, "childVoice", "what the child said or showed"),
    column("whereIsTheChildNow", false, "whereIsTheChildNow", "where the child is now"),
    column("immediateDanger", false, "immediateDanger", "yes or no; ring 999 first"),
    column("familyNotInformedReason", false, "familyNotInformedReason", "with NOT_INFORMED"),
    column("keepFromFamily", false, "keepFromFamily", "what must be kept from the family"),
    column("actionsTaken", false, "actionsTaken", "what was done about it"),
    column("suggestedLevelOfNeed", false, "suggestedLevelOfNeed", "EARLY_HELP, CHILD_IN_NEED …"),
    column("classes", false, "classes", "HEALTH, ADULT …, with blanks between"),
    column("personName", false, "people.0.name", "somebody whom it names"),
    column("personRelation", false, "people.0.relation", "what they are to the child"),
    column("personAllegedToHaveCausedHarm", false, "people.0.allegedToHaveCausedHarm", "yes or no"),
    column("personWorksWithChildren", false, "people.0.worksWithChildren", "yes or no"),
    column("personWorksFor", false, "people.0.worksFor", "for whom they work"),
];

/// The column that a problem with a concern is about.
pub(super) fn of_field(field: &str) -> &'static str {
    let exact = COLUMNS.iter().find(|column| column.field == field);
    // What lies with a whole person or child is told at the first column of theirs.
    let within = || COLUMNS.iter().find(|column| column.field.starts_with(&format!("{field}.")));
    let first = || COLUMNS.iter().find(|column| field.starts_with(&format!("{}.", column.field)));
    exact.or_else(within).or_else(first).map_or("row", |column| column.name)
}

/// The columns, for the help of a command.
pub fn help() -> String {
    let mut text = String::from("The first line names the columns, in any order:\n");
    for Column { name, wanted, help, .. } in COLUMNS {
        let wanted = if *wanted { " (always)" } else { "" };
        // Writing to a text cannot fail.
        let _ = writeln!(text, "  {name:<30} {help}{wanted}");
    }
    text
}
