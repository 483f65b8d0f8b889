//! The closed vocabularies as people read them.

use entities::Set;
use entities::words::Word;

/// Short forms that stay in capitals.
const CAPITALS: [&str; 4] = ["mash", "nhs", "gp", "lado"];

/// A word as people read it: `SOCIAL_WORKER` is "Social worker".
pub(crate) fn plain(word: impl Word) -> String {
    plain_text(word.name())
}

/// The same of a word's public name.
pub(crate) fn plain_text(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let words: Vec<String> = lower
        .split('_')
        .map(|word| if CAPITALS.contains(&word) { word.to_ascii_uppercase() } else { word.to_owned() })
        .collect();
    let text = words.join(" ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// Several words, parted by commas.
pub(crate) fn plain_list<W: Word>(set: Set<W>) -> String {
    let words: Vec<String> = set.iter().map(plain).collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use entities::words::Role;

    use super::*;

    #[test]
    fn words_read_as_a_person_would_write_them() {
        assert_eq!(plain(Role::SocialWorker), "Social worker");
        assert_eq!(plain(Role::MashPractitioner), "MASH practitioner");
        assert_eq!(plain_list(Set::of(&[Role::Inspector, Role::HousingOfficer])), "Housing officer, Inspector");
    }
}
