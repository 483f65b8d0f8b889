//! The postcode in a typed address, for matching.

use crate::plain::text::normalise_postcode;

/// The last whole postcode in the address, without spaces; none where there is none.
pub(super) fn of_address(address: &str) -> Option<String> {
    let words: Vec<&str> = address.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()).collect();
    let two = |pair: &[&str]| normalise_postcode(&pair.concat());
    let one = |word: &str| normalise_postcode(word);
    (0..words.len())
        .rev()
        .find_map(|end| {
            let word = words.get(end)?;
            let pair = end.checked_sub(1).and_then(|start| words.get(start..=end)).and_then(two);
            pair.or_else(|| one(word))
        })
        .map(|code| code.replace(' ', ""))
}

#[cfg(test)]
mod tests {
    use super::of_address;

    #[test]
    fn the_last_postcode_counts() {
        for (address, wanted) in [
            ("12 Mill Lane, Northmere, N15 3AB", Some("N153AB")),
            ("12 Mill Lane\nNorthmere n153ab", Some("N153AB")),
            ("c/o 1 High Street EC1A 1BB, now 2 Low Road, W1A 0AX, England", Some("W1A0AX")),
            ("no fixed address", None),
            ("", None),
        ] {
            assert_eq!(of_address(address).as_deref(), wanted, "{address}");
        }
    }
}
