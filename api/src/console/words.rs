//! The closed vocabularies as people read them.

use entities::Set;
use entities::words::{AccessAction, Word};

pub(crate) use crate::plain::text::sentence_case;

/// Short forms that stay in capitals.
const CAPITALS: [&str; 5] = ["mash", "nhs", "gp", "lado", "upn"];

/// What somebody did, as the log's readers say it; a public name may be a word of other vocabularies too.
const DONE: [(AccessAction, &str); 14] = [
    (AccessAction::Search, "Searched for a child"),
    (AccessAction::View, "Read a record or a concern"),
    (AccessAction::Contribute, "Recorded an event"),
    (AccessAction::Correct, "Corrected an entry"),
    (AccessAction::WithdrawEntry, "Withdrew an entry"),
    (AccessAction::Protect, "Protected a record, or lifted that"),
    (AccessAction::Declare, "Declared a conflict of interest"),
    (AccessAction::Approve, "Read or gave an approval"),
    (AccessAction::ReviewSharing, "Asked or decided about an objection"),
    (AccessAction::ReadLog, "Read the access log"),
    (AccessAction::Check, "Asked for, read or answered a check"),
    (AccessAction::Decide, "Worked on a decision"),
    (AccessAction::Administer, "Read the policies, or ran the hub"),
    (AccessAction::Follow, "Followed what happened"),
];

/// Public names that do not read as a person would write them.
const WRITTEN: [(&str, &str); 11] = [
    ("F", "Female"),
    ("M", "Male"),
    ("U", "Not known"),
    ("KNOWN_OPEN", "Known, with an open case"),
    ("KNOWN_CLOSED", "Known, and the case is closed"),
    ("HELD_BUT_WITHHELD", "Held, and not passed on"),
    ("PRE_BIRTH", "Before birth"),
    ("SELF_CLAIMED_RELATIONSHIP", "Relationship claimed, not confirmed"),
    ("NO_ALLOCATION", "Not allocated to the child"),
    ("PURPOSE_MISMATCH", "Purpose not borne out"),
    ("CONSENT_DISPENSED", "Went on without consent"),
];

/// A word as people read it: `SOCIAL_WORKER` is "Social worker".
pub(crate) fn plain<W: Word>(word: W) -> String {
    let done = DONE.iter().find(|(action, _)| W::NAME == AccessAction::NAME && action.name() == word.name());
    done.map_or_else(|| plain_text(word.name()), |(_, written)| (*written).to_owned())
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

/// A number as one writes it: with a comma before each three digits of a long one.
pub(crate) fn number(number: impl Into<i128>) -> String {
    let number: i128 = number.into();
    let digits = number.unsigned_abs().to_string();
    let groups: Vec<String> =
        digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    format!("{}{}", if number < 0 { "-" } else { "" }, groups.join(","))
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
    use entities::words::{AccessFlag, CheckAnswer, ChronologyCategory, Role};

    use super::*;

    #[test]
    fn words_read_as_a_person_would_write_them() {
        assert_eq!(plain(Role::SocialWorker), "Social worker");
        assert_eq!(plain(Role::MashPractitioner), "MASH practitioner");
        assert_eq!(plain(CheckAnswer::KnownOpen), "Known, with an open case");
        assert_eq!(plain(AccessAction::Administer), "Read the policies, or ran the hub");
        assert_eq!(
            (plain(AccessAction::Check), plain(ChronologyCategory::Check)),
            ("Asked for, read or answered a check".to_owned(), "Check".to_owned())
        );
        assert_eq!(plain(AccessFlag::NoAllocation), "Not allocated to the child");
        assert_eq!(plain_list(Set::of(&[Role::Inspector, Role::HousingOfficer])), "Housing officer, Inspector");
    }

    #[test]
    fn a_long_number_has_commas() {
        for (given, said) in [(0, "0"), (999, "999"), (1187, "1,187"), (-1_000, "-1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(number(given), said);
        }
    }

    #[test]
    fn a_telephone_number_is_not_cut_in_two() {
        assert_eq!(unbroken("ring 020 7946 0101 or 999"), "ring 020\u{a0}7946\u{a0}0101 or 999");
        assert_eq!(unbroken(" 9 "), " 9 ");
    }
}
