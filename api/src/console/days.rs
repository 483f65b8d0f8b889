//! Days as forms ask for them: three fields for each. What was typed comes back as it was typed, a day or not.

use entities::Date;

use super::form::{Field, Kind};
use super::posted::Posted;

/// How a day is typed; every field that asks for one says so.
const HINT: &str = "For example 27 3 2019.";
/// What is said of what is no day.
pub(crate) const WRONG: &str = "enter a real day, such as 27 3 2019";

/// A field that asks for a day.
pub(crate) fn field(name: &str, label: &str) -> Field {
    Field::new(name, label, Kind::Day).hint(HINT)
}

/// The three fields of a day.
pub(crate) const PARTS: [&str; 3] = ["day", "month", "year"];

/// What was typed into the fields of a day.
pub(crate) fn typed(posted: &Posted, name: &str) -> [String; 3] {
    PARTS.map(|part| posted.text(&format!("{name}-{part}")).trim().to_owned())
}

/// The day that was typed; none where nothing was.
///
/// # Errors
/// Where it is no day, and what to type instead.
pub(crate) fn read(posted: &Posted, name: &str) -> Result<Option<Date>, &'static str> {
    let [day, month, year] = typed(posted, name);
    if [&day, &month, &year].iter().all(|part| part.is_empty()) {
        return Ok(None);
    }
    let date = (|| {
        Date::new(year.parse().ok().filter(|y| (1900..=2200).contains(y))?, month.parse().ok()?, day.parse().ok()?)
    })();
    date.map(Some).ok_or(WRONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_three_numbers_and_a_real_one() {
        let typed = |day: &str, month: &str, year: &str| {
            let fields = [("born-day", day), ("born-month", month), ("born-year", year)];
            Posted::of(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
        };
        assert_eq!(read(&typed(" 4", "03 ", "2019"), "born"), Ok(Date::new(2019, 3, 4)));
        assert_eq!(read(&typed("", " ", ""), "born"), Ok(None));
        for (day, month, year) in [("31", "2", "2019"), ("4", "", "2019"), ("4", "March", "2019"), ("4", "3", "19")] {
            assert!(read(&typed(day, month, year), "born").is_err(), "{day} {month} {year}");
        }
    }
}
