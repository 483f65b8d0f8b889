//! From the cells of a row to a concern. What does not read is told with its column, all of it at once.

use std::str::FromStr;

use entities::words::{DispenseReason, FamilyInformed, FieldClass, LevelOfNeed, Sex, TimePrecision};
use entities::{Date, Instant, Word};

use super::super::children::{ChildDetails, ChildSaid, PersonDetails};
use super::super::concerns::{NewConcern, NewPerson};
use super::columns::COLUMNS;
use crate::disclosure::Problem;
use crate::plain::calendar::start_of_day;

/// The cells of a row by their columns, and what is wrong with them.
pub(super) struct Cells<'a> {
    columns: &'a [&'static str],
    cells: &'a [String],
    problems: Vec<Problem>,
}

impl<'a> Cells<'a> {
    /// The cells of a row; a row with more or fewer of them than the header is a problem.
    pub(super) fn new(columns: &'a [&'static str], cells: &'a [String]) -> Self {
        let mut row = Self { columns, cells, problems: Vec::new() };
        if columns.len() != cells.len() {
            let message = format!("the row has {} cells and the header {}", cells.len(), columns.len());
            row.problems.push(Problem::at(&["input", "row"], "CELLS", message));
        }
        row
    }

    /// What the cell holds, without the blanks around it; none where it is empty.
    pub(super) fn text(&self, column: &str) -> Option<&'a str> {
        let place = self.columns.iter().position(|name| *name == column)?;
        self.cells.get(place).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    fn owned(&self, column: &str) -> Option<String> {
        self.text(column).map(str::to_owned)
    }

    fn wrong(&mut self, column: &str, code: &'static str, message: impl Into<String>) {
        let field = COLUMNS.iter().find(|known| known.name == column).map_or(column, |known| known.field);
        let path: Vec<&str> = std::iter::once("input").chain(field.split('.')).collect();
        self.problems.push(Problem::at(&path, code, message));
    }

    fn read<T: FromStr>(&mut self, column: &str, code: &'static str, what: &str) -> Option<T> {
        let read = self.text(column)?.parse().ok();
        if read.is_none() {
            self.wrong(column, code, format!("write {what}"));
        }
        read
    }

    fn day(&mut self, column: &str) -> Option<Date> {
        self.read(column, "DATE", "a day such as 2019-05-04")
    }

    fn word<W: Word>(&mut self, column: &str) -> Option<W> {
        let word = W::parse(self.text(column)?);
        if word.is_none() {
            self.wrong(column, "WORD", format!("write one of {}", names::<W>()));
        }
        word
    }

    fn yes(&mut self, column: &str) -> Option<bool> {
        match self.text(column)?.to_lowercase().as_str() {
            "yes" | "true" => Some(true),
            "no" | "false" => Some(false),
            _ => {
                self.wrong(column, "YES_OR_NO", "write yes or no");
                None
            }
        }
    }

    fn moment(&mut self, column: &str) -> Option<(Instant, TimePrecision)> {
        let text = self.text(column)?;
        let moment = text.parse().ok().map(|at| (at, TimePrecision::Time));
        let read = moment.or_else(|| text.parse().ok().map(|day| (start_of_day(day), TimePrecision::Day)));
        if read.is_none() {
            self.wrong(column, "MOMENT", "write a moment such as 2026-03-01T15:30:00Z, or a day such as 2026-03-01");
        }
        read
    }

    fn classes(&mut self) -> Option<Vec<FieldClass>> {
        let mut classes = Vec::new();
        for name in self.text("classes")?.split([' ', ';', ',']).filter(|name| !name.is_empty()) {
            match FieldClass::parse(name) {
                Some(class) => classes.push(class),
                None => self.wrong("classes", "WORD", format!("`{name}` is no class")),
            }
        }
        Some(classes)
    }

    fn child(&mut self) -> ChildDetails {
        let mother = self.owned("motherName");
        ChildDetails {
            given_name: self.owned("givenName"),
            family_name: self.owned("familyName"),
            date_of_birth: self.day("dateOfBirth"),
            expected_date_of_birth: self.day("expectedDateOfBirth"),
            approximate_age: self.read("approximateAge", "NUMBER", "years as a number"),
            sex: self.word::<Sex>("sex"),
            description: self.owned("description"),
            nhs_number: self.owned("nhsNumber"),
            upn: self.owned("upn"),
            address: self.owned("address"),
            school: self.owned("school"),
            general_practice: self.owned("generalPractice"),
            mother: mother.map(|name| PersonDetails { name: Some(name), ..PersonDetails::default() }),
            ..ChildDetails::default()
        }
    }

    fn person(&mut self) -> Option<NewPerson> {
        let alleged = self.yes("personAllegedToHaveCausedHarm");
        let works = self.yes("personWorksWithChildren");
        let person = NewPerson {
            name: self.owned("personName"),
            relation: self.owned("personRelation"),
            alleged_to_have_caused_harm: alleged.unwrap_or(false),
            works_with_children: works,
            works_for: self.owned("personWorksFor"),
            ..NewPerson::default()
        };
        let said = alleged.is_some() || works.is_some() || person.works_for.is_some();
        Some(person).filter(|person| said || person.name.is_some() || person.relation.is_some())
    }

    /// The concern that the row says, and all that does not read. A row with a problem is refused, whatever is made of it.
    pub(super) fn concern(mut self) -> (NewConcern, Vec<Problem>) {
        let described = self.child();
        let person = self.person();
        let occurred = self.moment("occurredAt");
        let family_informed = self.word::<FamilyInformed>("familyInformed");
        if self.text("familyInformed").is_none() {
            self.wrong("familyInformed", "EMPTY", format!("write one of {}", names::<FamilyInformed>()));
        }
        let new = NewConcern {
            child: ChildSaid { known: None, described: Some(described) },
            other_children: None,
            people: person.map(|person| vec![person]),
            occurred_at: occurred.map(|(at, _)| at),
            occurred_precision: occurred.map_or(TimePrecision::Time, |(_, precision)| precision),
            what_happened: self.owned("whatHappened").unwrap_or_default(),
            impact_on_child: self.owned("impactOnChild"),
            child_voice: self.owned("childVoice"),
            where_is_the_child_now: self.owned("whereIsTheChildNow"),
            immediate_danger: self.yes("immediateDanger").unwrap_or(false),
            family_informed: family_informed.unwrap_or(FamilyInformed::NotKnown),
            family_not_informed_reason: self.word::<DispenseReason>("familyNotInformedReason"),
            keep_from_family: self.owned("keepFromFamily"),
            actions_taken: self.owned("actionsTaken"),
            suggested_level_of_need: self.word::<LevelOfNeed>("suggestedLevelOfNeed"),
            call_back: self.owned("callBack").unwrap_or_default(),
            only_me_in_my_agency: false,
            classes: self.classes(),
        };
        (new, self.problems)
    }
}

fn names<W: Word>() -> String {
    W::ALL.iter().map(|word| word.name()).collect::<Vec<_>>().join(", ")
}
