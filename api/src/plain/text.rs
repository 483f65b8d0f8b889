//! Rules for typed text, and the forms of names and postcodes that are compared. What was typed is kept as it was typed;
//! a compared form is for finding and never shown.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest text that anybody may type into one field, in characters.
pub const LONGEST: usize = 20_000;

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextProblem {
    /// Nothing but white space.
    Empty,
    /// More than [`LONGEST`] characters.
    TooLong,
    /// A control character other than line feed and tab, or one that turns the order of letters around.
    ControlCharacter,
}

impl TextProblem {
    /// The code that a client sees.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "EMPTY",
            Self::TooLong => "TOO_LONG",
            Self::ControlCharacter => "CONTROL_CHARACTER",
        }
    }

    /// What to tell whoever typed it.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Empty => "must not be empty",
            Self::TooLong => "must not be longer than 20,000 characters",
            Self::ControlCharacter => "must not hold control characters other than line feed and tab",
        }
    }
}

/// The text as it is kept: white space around it gone, carriage returns folded to line feeds.
///
/// # Errors
/// Where nothing is left, it is too long, or it holds a control character.
pub fn typed(text: &str) -> Result<String, TextProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextProblem::Empty);
    }
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() };
    if text.chars().any(is_forbidden) {
        return Err(TextProblem::ControlCharacter);
    }
    // Counting is bounded, so that a huge text costs no more than a long one.
    if text.chars().nth(LONGEST).is_some() { Err(TextProblem::TooLong) } else { Ok(text) }
}

/// As [`typed`], for a field that may be left out: only white space is nothing at all.
///
/// # Errors
/// Where it is too long, or holds a control character.
pub fn optional(text: Option<&str>) -> Result<Option<String>, TextProblem> {
    match text.map(typed) {
        None | Some(Err(TextProblem::Empty)) => Ok(None),
        Some(Ok(text)) => Ok(Some(text)),
        Some(Err(problem)) => Err(problem),
    }
}

fn is_forbidden(c: char) -> bool {
    // The two overrides make a text show other words than it holds.
    (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202d}' | '\u{202e}')
}

/// The form in which names are compared: lower case, without accents and apostrophes, words parted by one space.
#[must_use]
pub fn normalise_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfkd().flat_map(char::to_lowercase) {
        match c {
            c if is_combining_mark(c) => {}
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ı' => out.push('i'),
            c if c.is_alphanumeric() => out.push(c),
            '\'' | '’' | '‘' | 'ʼ' | '`' | '.' => {}
            _ if out.is_empty() || out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether somebody of that whole name bears that family name, which is in the form of [`normalise_name`]: the name ends with
/// it. A name of one word says nothing of a family.
#[must_use]
pub fn bears_family_name(name: &str, family_key: &str) -> bool {
    let name = normalise_name(name);
    !family_key.is_empty() && name.strip_suffix(family_key).is_some_and(|before| before.ends_with(' '))
}

/// By what somebody is known as a person whom a free text names: each two words of the name between bars, in one order and
/// without titles, so that whatever else was written beside the name, "Khan, Amira" and "Nurse Amira Khan (ward 3)" hold
/// `|amira khan|`. A name of one word is itself. An initial stands for no name.
#[must_use]
pub fn name_keys(name: &str) -> String {
    let words = name_words(name);
    let mut pairs = Vec::new();
    for (n, one) in words.iter().enumerate() {
        pairs.extend(words.iter().skip(n + 1).map(|other| pair(one, other)));
    }
    pairs.sort_unstable();
    pairs.dedup();
    match (words.as_slice(), pairs.is_empty()) {
        ([], _) => String::new(),
        ([word], true) => format!("|{word}|"),
        _ => format!("|{}|", pairs.join("|")),
    }
}

/// What [`name_keys`] of a text that names somebody of that name holds: the first and the last word of it, between bars.
#[must_use]
pub fn name_key(name: &str) -> String {
    match name_words(name).as_slice() {
        [] => "||".to_owned(),
        [word] => format!("|{word}|"),
        [first, .., last] => format!("|{}|", pair(first, last)),
    }
}

/// The words of a name, normalised, without titles, each once, in their order. So many that no text of a name has more.
fn name_words(name: &str) -> Vec<String> {
    const TITLES: &[&str] = &["mr", "mrs", "miss", "ms", "mx", "dr", "prof", "professor", "rev", "sir"];
    const MOST: usize = 40;
    let mut words: Vec<String> = Vec::new();
    for word in normalise_name(name).split(' ').filter(|word| !word.is_empty() && !TITLES.contains(word)).take(MOST) {
        if words.iter().all(|known| known != word) {
            words.push(word.to_owned());
        }
    }
    words
}

fn pair(one: &str, other: &str) -> String {
    if one <= other { format!("{one} {other}") } else { format!("{other} {one}") }
}

/// The postcode in capitals with one space before its last three characters, where it has the shape of a whole one.
#[must_use]
pub fn normalise_postcode(text: &str) -> Option<String> {
    let code: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    if !code.is_ascii() {
        return None;
    }
    let (outward, inward) = code.split_at_checked(code.len().checked_sub(3)?)?;
    let shape = |part: &str| -> String {
        part.bytes()
            .map(|b| match b {
                b'A'..=b'Z' => 'A',
                b'0'..=b'9' => '9',
                _ => '?',
            })
            .collect()
    };
    let outward_fits = matches!(shape(outward).as_str(), "A9" | "A99" | "A9A" | "AA9" | "AA99" | "AA9A");
    (shape(inward) == "9AA" && (outward_fits || outward == "GIR")).then(|| format!("{outward} {inward}"))
}

/// The postcode that stands in an address, in the form of [`normalise_postcode`]; the last where there are several.
#[must_use]
pub fn postcode_in(address: &str) -> Option<String> {
    let words: Vec<&str> = address.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()).collect();
    let whole = words.iter().map(|word| (*word).to_owned());
    let halves = words.windows(2).map(|pair| pair.concat());
    halves.chain(whole).filter_map(|text| normalise_postcode(&text)).next_back()
}

/// The text with a capital letter at its beginning.
#[must_use]
pub fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_text_is_trimmed_and_its_lines_folded() {
        assert_eq!(typed("  one\r\ntwo\rthree\tfour \n"), Ok("one\ntwo\nthree\tfour".to_owned()));
        assert_eq!(typed("née Łukasz 👶"), Ok("née Łukasz 👶".to_owned()));
    }

    #[test]
    fn a_bad_text_has_its_code() {
        for text in ["", " ", "\r\n\t", "\u{2003}"] {
            assert_eq!(typed(text), Err(TextProblem::Empty));
        }
        for text in ["a\0b", "a\u{7}b", "a\u{1b}[2J", "a\u{85}b", "a\u{202e}b"] {
            assert_eq!(typed(text), Err(TextProblem::ControlCharacter), "{text:?}");
        }
        assert_eq!(typed(&"é".repeat(LONGEST)).map(|text| text.chars().count()), Ok(LONGEST));
        assert_eq!(typed(&"é".repeat(LONGEST + 1)), Err(TextProblem::TooLong));
        assert_eq!(TextProblem::ControlCharacter.code(), "CONTROL_CHARACTER");
    }

    #[test]
    fn an_optional_text_may_be_nothing() {
        assert_eq!(optional(None), Ok(None));
        assert_eq!(optional(Some(" \n")), Ok(None));
        assert_eq!(optional(Some(" a ")), Ok(Some("a".to_owned())));
        assert_eq!(optional(Some("a\0")), Err(TextProblem::ControlCharacter));
    }

    #[test]
    fn names_compare_without_accents_case_and_marks() {
        for (one, other) in [
            ("O'Brien", "OBRIEN"),
            ("O’Brien", "o`brien"),
            ("Smith-Jones", "smith  jones"),
            ("Zoë", "zoe"),
            ("Zoe\u{308}", "Zoë"),
            ("Łukasz Żak", "lukasz zak"),
            ("Straße", "STRASSE"),
            (" St. John ", "st john"),
        ] {
            assert_eq!(normalise_name(one), normalise_name(other), "{one} {other}");
        }
        assert_eq!(normalise_name("Mary-Ann (known as Min)"), "mary ann known as min");
        assert_eq!(normalise_name("--"), "");
        assert_ne!(normalise_name("Ann"), normalise_name("Anne"));
    }

    #[test]
    fn whom_a_text_names_is_known_by_two_words_of_the_name_whatever_stands_beside_them() {
        let amira = name_key("Amira Khan");
        for named in [
            "Amira Khan",
            "Khan, Amira",
            "Mrs Amira Khan",
            "amira  KHAN",
            "Nurse Amira Khan",
            "Amira Khan (social worker)",
            "Amira Jane Khan",
            "PC Khan, Amira, of the night shift",
        ] {
            assert!(name_keys(named).contains(&amira), "{named}: {}", name_keys(named));
        }
        assert!(name_keys("Amira Khan").contains(&name_key("Amira Jane Khan")), "a middle name may be left out");
        for other in ["Amira", "Mr Khan", "A. Khan", "Samira Khan", "Amira Khanna", "", "Dr"] {
            assert!(!name_keys(other).contains(&amira), "{other}: {}", name_keys(other));
        }
        assert_eq!((name_keys("Dr"), name_keys("Prince")), (String::new(), "|prince|".to_owned()));
        assert!(!name_keys("Amira Khan").contains(&name_key("Dr")), "nobody is named by no name");
    }

    #[test]
    fn a_postcode_is_found_in_an_address() {
        for (address, wanted) in [
            ("Flat 2, 14 Mill Lane, Northmere, n15 3ab", Some("N15 3AB")),
            ("14 Mill Lane EC1A1BB", Some("EC1A 1BB")),
            ("14 Mill Lane, Northmere", None),
            ("", None),
        ] {
            assert_eq!(postcode_in(address).as_deref(), wanted, "{address}");
        }
    }

    #[test]
    fn a_postcode_has_one_form() {
        for (text, wanted) in [
            ("n15 3ab", Some("N15 3AB")),
            ("EC1A1BB", Some("EC1A 1BB")),
            (" w1a\t0ax ", Some("W1A 0AX")),
            ("gir0aa", Some("GIR 0AA")),
            ("N15", None),
            ("N15 AB3", None),
            ("", None),
            ("ÑÑ1 1AA", None),
        ] {
            assert_eq!(normalise_postcode(text).as_deref(), wanted, "{text}");
        }
    }
}
