//! The closed vocabularies as people read them.

use entities::Set;
use entities::words::Word;

/// Short forms that stay in capitals.
const CAPITALS: [&str; 5] = ["mash", "nhs", "gp", "lado", "upn"];

/// Public names that do not read as a person would write them.
const WRITTEN: [(&str, &str); 8] = [
    ("F", "Female"),
    ("M", "Male"),
    ("U", "Not known"),
    ("KNOWN_OPEN", "Known, with an open case"),
    ("KNOWN_CLOSED", "Known, and the case is closed"),
    ("HELD_BUT_WITHHELD", "Held, and not passed on"),
    ("PRE_BIRTH", "Before birth"),
    ("READ_LOG", "Read the access log"),
];

/// A word as people read it: `SOCIAL_WORKER` is "Social worker".
pub(crate) fn plain(word: impl Word) -> String {
    plain_text(word.name())
}

/// The same of a word's public name.
pub(crate) fn plain_text(name: &str) -> String {
    if let Some((_, written)) = WRITTEN.iter().find(|(of, _)| *of == name) {
        return (*written).to_owned();
    }
    let lower = name.to_ascii_lowercase();
    let words: Vec<String> = lower
        .split('_')
        .map(|word| if CAPITALS.contains(&word) { word.to_ascii_uppercase() } else { word.to_owned() })
        .collect();
    sentence_case(&words.join(" "))
}

/// The text with a capital letter at its beginning.
pub(crate) fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// Whether something is so.
pub(crate) const fn yes_or_no(is: bool) -> &'static str {
    if is { "Yes" } else { "No" }
}

/// Several words, parted by commas.
pub(crate) fn plain_list<W: Word>(set: Set<W>) -> String {
    let words: Vec<String> = set.iter().map(plain).collect();
    words.join(", ")
}

/// The text with the numbers in it kept on one line each: a telephone number that is cut in two is misread.
pub(crate) fn unbroken(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let is_digit = |place: Option<usize>| place.and_then(|place| signs.get(place)).is_some_and(char::is_ascii_digit);
    let within = |place: usize| is_digit(place.checked_sub(1)) && is_digit(place.checked_add(1));
    signs.iter().enumerate().map(|(n, sign)| if *sign == ' ' && within(n) { '\u{a0}' } else { *sign }).collect()
}

#[cfg(test)]
mod tests {
    use entities::words::{CheckAnswer, Role};

    use super::*;

    #[test]
    fn words_read_as_a_person_would_write_them() {
        assert_eq!(plain(Role::SocialWorker), "Social worker");
        assert_eq!(plain(Role::MashPractitioner), "MASH practitioner");
        assert_eq!(plain(CheckAnswer::KnownOpen), "Known, with an open case");
        assert_eq!(plain_list(Set::of(&[Role::Inspector, Role::HousingOfficer])), "Housing officer, Inspector");
    }

    #[test]
    fn a_telephone_number_is_not_cut_in_two() {
        assert_eq!(unbroken("ring 020 7946 0101 or 999"), "ring 020\u{a0}7946\u{a0}0101 or 999");
        assert_eq!(unbroken(" 9 "), " 9 ");
    }
}
