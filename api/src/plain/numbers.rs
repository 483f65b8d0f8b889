//! Numbers that name a child, and the checks that they carry: NHS number, unique pupil number, an authority's own number.
//!
//! A number that passes is well formed; it may still be another child's. Debug output never shows one.

use std::fmt;

/// What is wrong with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberProblem {
    /// Nothing was given.
    Empty,
    /// Too short, too long, or characters that have no place in it.
    Shape,
    /// The check digit or letter does not fit the rest.
    Check,
}

impl NumberProblem {
    /// The code that a client sees.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "EMPTY",
            Self::Shape => "SHAPE",
            Self::Check => "CHECK_DIGIT",
        }
    }

    /// What to tell whoever typed it.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Empty => "nothing was given",
            Self::Shape => "has not the shape of such a number",
            Self::Check => "the check digit or letter does not fit: a character is wrong or two are swapped",
        }
    }
}

/// A well-formed NHS number: ten digits, no spaces.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NhsNumber(String);

/// Reads an NHS number. Spaces and dashes may stand between the digits.
///
/// # Errors
/// Where there are not ten digits, all are the same, or the last is not the check digit of the others.
pub fn nhs_number(text: &str) -> Result<NhsNumber, NumberProblem> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–')).collect();
    if digits.is_empty() {
        return Err(NumberProblem::Empty);
    }
    let same = digits.chars().all(|c| digits.starts_with(c));
    if digits.len() != 10 || same || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberProblem::Shape);
    }
    // Weights 10 to 2 for the first nine, 1 for the check digit: a whole number is a multiple of eleven. A remainder that
    // would ask for the check digit 10 has no digit to fit, so such numbers fail as well.
    let sum: u32 = digits.bytes().zip((1..=10_u32).rev()).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
    if sum.is_multiple_of(11) { Ok(NhsNumber(digits)) } else { Err(NumberProblem::Check) }
}

/// An NHS number as people read it: `999 000 0018`. Any other text as it was typed.
#[must_use]
pub fn grouped(text: &str) -> String {
    let number = nhs_number(text).map(|number| number.0).unwrap_or_default();
    match (number.get(..3), number.get(3..6), number.get(6..)) {
        (Some(first), Some(second), Some(rest)) => format!("{first} {second} {rest}"),
        _ => text.trim().to_owned(),
    }
}

impl NhsNumber {
    /// The ten digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is from the range kept for test data, 999 000 0000 to 999 999 9999.
    #[must_use]
    pub fn is_for_tests(&self) -> bool {
        self.0.starts_with("999")
    }
}

impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NhsNumber(…)")
    }
}

/// The two kinds of unique pupil number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UpnKind {
    /// Twelve digits after the check letter.
    Permanent,
    /// Eleven digits and a letter, until a permanent one is known.
    Temporary,
}

/// A unique pupil number of the right shape.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Upn {
    text: String,
    kind: UpnKind,
}

/// The check letters, by remainder. I, O and S are never used.
const UPN_LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

/// Reads a unique pupil number: a check letter, eleven digits, and a digit or (temporary) a letter other than I, O, S.
/// How a temporary number's check letter is formed is not published, so it is not checked, and such a number never counts
/// as verified.
///
/// # Errors
/// Where the shape is wrong, or a permanent number's check letter does not fit.
pub fn upn(text: &str) -> Result<Upn, NumberProblem> {
    let text = text.trim().to_ascii_uppercase();
    if text.is_empty() {
        return Err(NumberProblem::Empty);
    }
    let [letter, middle @ .., last] = text.as_bytes() else { return Err(NumberProblem::Shape) };
    let is_letter = |b: u8| UPN_LETTERS.contains(&b);
    if middle.len() != 11 || !is_letter(*letter) || !middle.iter().all(u8::is_ascii_digit) {
        return Err(NumberProblem::Shape);
    }
    let kind = match last {
        last if last.is_ascii_digit() => UpnKind::Permanent,
        last if is_letter(*last) => UpnKind::Temporary,
        _ => return Err(NumberProblem::Shape),
    };
    if kind == UpnKind::Permanent && upn_check_letter(&text) != Some(char::from(*letter)) {
        return Err(NumberProblem::Check);
    }
    Ok(Upn { text, kind })
}

/// The check letter that belongs to the twelve digits after the first character.
#[must_use]
pub fn upn_check_letter(upn: &str) -> Option<char> {
    let digits = upn.as_bytes().get(1..13)?;
    let sum: usize = digits.iter().zip(2..).map(|(b, place)| usize::from(b.wrapping_sub(b'0')) * place).sum();
    UPN_LETTERS.get(sum % 23).copied().map(char::from)
}

impl Upn {
    /// The thirteen characters, letters upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Permanent or temporary.
    #[must_use]
    pub const fn kind(&self) -> UpnKind {
        self.kind
    }

    /// Whether a check has borne the number out: permanent ones only.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.kind == UpnKind::Permanent
    }
}

impl fmt::Debug for Upn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Upn(…)")
    }
}

/// Reads a local authority's own number for a child: one to twenty letters and digits. Case is kept.
///
/// # Errors
/// Where it is empty, longer, or holds anything else.
pub fn la_child_id(text: &str) -> Result<String, NumberProblem> {
    let text = text.trim();
    match text.len() {
        0 => Err(NumberProblem::Empty),
        1..=20 if text.bytes().all(|b| b.is_ascii_alphanumeric()) => Ok(text.to_owned()),
        _ => Err(NumberProblem::Shape),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_nhs_number_is_read_with_spaces_and_kept_without() {
        for text in ["9990000018", "999 000 0018", " 999-000-0018 "] {
            let number = nhs_number(text).unwrap();
            assert_eq!(number.as_str(), "9990000018");
            assert!(number.is_for_tests());
            assert_eq!(format!("{number:?}"), "NhsNumber(…)");
        }
        assert!(nhs_number("9434765919").is_ok(), "the published sample");
        assert_eq!(grouped("9990000018"), "999 000 0018");
        assert_eq!(grouped(" 12 3"), "12 3");
    }

    #[test]
    fn every_single_slip_in_an_nhs_number_is_found() {
        let good = b"9990000018";
        for place in 0..10 {
            for digit in b'0'..=b'9' {
                let mut slipped = *good;
                if slipped[place] != digit {
                    slipped[place] = digit;
                    let text = String::from_utf8(slipped.to_vec()).unwrap();
                    assert_eq!(nhs_number(&text), Err(NumberProblem::Check), "{text}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_nhs_number_is_refused() {
        for (text, problem) in [
            ("", NumberProblem::Empty),
            ("  - ", NumberProblem::Empty),
            ("999000001", NumberProblem::Shape),
            ("99900000180", NumberProblem::Shape),
            ("999000001X", NumberProblem::Shape),
            ("٩٩٩٠٠٠٠٠١٨", NumberProblem::Shape),
            ("0000000000", NumberProblem::Shape),
            ("1111111111", NumberProblem::Shape),
            ("9990000017", NumberProblem::Check),
        ] {
            assert_eq!(nhs_number(text), Err(problem), "{text}");
        }
        // The first nine ask for a check digit of ten, so no number of theirs is ever given out.
        for digit in 0..10 {
            assert_eq!(nhs_number(&format!("999000000{digit}")), Err(NumberProblem::Check));
        }
    }

    #[test]
    fn a_upn_is_borne_out_by_its_letter() {
        // 2*8+3*0+4*1+5*2+6*0+7*0+8*0+9*1+10*6+11*0+12*0+13*1 = 112 = 4*23 + 20: X.
        let upn_read = upn("x801200016001").unwrap();
        assert_eq!(upn_read.as_str(), "X801200016001");
        assert_eq!(upn_read.kind(), UpnKind::Permanent);
        assert!(upn_read.is_verified());
        for letter in "ABCDEFGHJKLMNPQRTUVWYZ".chars() {
            assert_eq!(upn(&format!("{letter}801200016001")), Err(NumberProblem::Check));
        }
    }

    #[test]
    fn a_temporary_upn_has_a_shape_and_no_proof() {
        let temporary = upn("X80120001600B").unwrap();
        assert_eq!(temporary.kind(), UpnKind::Temporary);
        assert!(!temporary.is_verified());
        for text in [
            "X80120001600I",
            "X80120001600O",
            "X80120001600S",
            "S801200016001",
            "X80120001600",
            "X8012000160011",
            "X8012O0016001",
        ] {
            assert_eq!(upn(text), Err(NumberProblem::Shape), "{text}");
        }
        assert_eq!(upn(" "), Err(NumberProblem::Empty));
    }

    #[test]
    fn an_authoritys_number_is_letters_and_digits() {
        assert_eq!(la_child_id(" DfEX0000001 "), Ok("DfEX0000001".to_owned()));
        assert_eq!(la_child_id("child_one"), Err(NumberProblem::Shape));
        assert_eq!(la_child_id("123456789012345678901"), Err(NumberProblem::Shape));
        assert_eq!(la_child_id(""), Err(NumberProblem::Empty));
    }
}
