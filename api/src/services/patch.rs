//! A change of one field: absent keeps what stood, null clears it, a value takes its place.

use serde::Serialize;

use super::problems::Problems;

/// What is to become of one field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Patch<T> {
    /// Absent: it stays as it was.
    #[default]
    Keep,
    /// Null: nothing is recorded from now on.
    Clear,
    /// This takes its place.
    Set(T),
}

impl<T: Clone> Patch<T> {
    /// Whether the caller says anything about the field.
    pub const fn is_stated(&self) -> bool {
        !matches!(self, Self::Keep)
    }

    /// What stands afterwards, of a field that may be empty.
    pub fn over(&self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(value) => Some(value.clone()),
        }
    }

    /// What stands afterwards, of a field that must have a value: null is a problem.
    pub(crate) fn over_needed(&self, problems: &mut Problems, field: &str, before: T) -> T {
        match self {
            Self::Keep => before,
            Self::Clear => {
                problems.add(field, "REQUIRED", "this cannot be left empty: give a value, or leave the field out");
                before
            }
            Self::Set(value) => value.clone(),
        }
    }
}

impl<T> Patch<Vec<T>> {
    /// What a list that is stated holds.
    pub(crate) fn items(&self) -> &[T] {
        match self {
            Self::Set(list) => list,
            Self::Keep | Self::Clear => &[],
        }
    }
}

impl Patch<String> {
    /// What stands afterwards, of a text that may be empty.
    pub(crate) fn text_over(&self, problems: &mut Problems, field: &str, before: Option<String>) -> Option<String> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(text) => Some(problems.text(field, text)),
        }
    }

    /// What stands afterwards, of a text that must be there.
    pub(crate) fn text_over_needed(&self, problems: &mut Problems, field: &str, before: String) -> String {
        match self {
            Self::Set(text) => problems.text(field, text),
            Self::Keep | Self::Clear => self.over_needed(problems, field, before),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::PlanError;

    #[test]
    fn absent_keeps_null_clears_and_a_value_takes_the_place() {
        assert_eq!(Patch::Keep.over(Some(1)), Some(1));
        assert_eq!(Patch::Clear.over(Some(1)), None);
        assert_eq!(Patch::Set(2).over(Some(1)), Some(2));
        assert!(!Patch::<i32>::Keep.is_stated() && Patch::<i32>::Clear.is_stated() && Patch::Set(1).is_stated());
    }

    #[test]
    fn what_must_be_there_cannot_be_cleared() {
        let mut problems = Problems::default();
        assert_eq!(Patch::Clear.text_over_needed(&mut problems, "summary", "before".to_owned()), "before");
        assert_eq!(Patch::Set(" ".to_owned()).text_over(&mut problems, "action", None), Some(String::new()));
        let Err(PlanError::Problems(found)) = problems.check() else { panic!("problems were expected") };
        let codes: Vec<_> = found.iter().map(|p| (p.path.join("."), p.code)).collect();
        assert_eq!(codes, [("input.summary".to_owned(), "REQUIRED"), ("input.action".to_owned(), "EMPTY")]);
    }
}
