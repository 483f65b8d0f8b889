//! A concern's reference: short enough to say on the telephone, random so that it tells nothing, and with a check character
//! so that a slip of the tongue is found before the wrong record is looked for.
//!
//! `CON-7F3K-92XQ`: seven random characters of Crockford's base 32 and a check character. Chances are small but not nil
//! that two are alike (one in 34 thousand million for each pair): where they are stored they must be unique.

use std::fmt;
use std::str::FromStr;

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX: &str = "CON";
const DATA: u32 = 7;

/// The reference of a concern, as it is written on paper and said aloud.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConcernReference(u64);

/// A text that is no concern's reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadReference {
    /// Not eight letters and digits.
    Shape,
    /// The check character does not fit: something was misheard or mistyped.
    Check,
}

impl ConcernReference {
    /// The reference made of random bytes; of their forty bits the lower thirty-five count.
    #[must_use]
    pub fn from_random(bytes: [u8; 5]) -> Self {
        let random = bytes.iter().fold(0_u64, |all, byte| (all << 8) | u64::from(*byte)) & ((1 << (5 * DATA)) - 1);
        // The check character makes the weighted sum of all eight vanish.
        let check = times_x(weighted(random, DATA));
        Self((random << 5) | u64::from(check))
    }

    fn letters(self) -> impl Iterator<Item = char> {
        (0..=DATA).rev().map(move |place| {
            let value = usize::from(symbol(self.0, place));
            LETTERS.get(value).map_or('0', |letter| char::from(*letter))
        })
    }
}

/// The five bits of a character, counted from the last.
fn symbol(all: u64, place: u32) -> u8 {
    u8::try_from((all >> (5 * place)) & 31).unwrap_or(0)
}

/// Multiplies by x in the field of 32 elements (x⁵ + x² + 1).
const fn times_x(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 32 == 0 { doubled } else { (doubled ^ 0b10_0101) & 31 }
}

/// The sum of the characters, each weighted by another power of x: zero for a whole reference. Every single slip and every
/// swap of two characters changes it.
fn weighted(all: u64, characters: u32) -> u8 {
    (0..characters).rev().fold(0, |sum, place| times_x(sum) ^ symbol(all, place))
}

impl FromStr for ConcernReference {
    type Err = BadReference;

    /// Reads a reference as people write it: any case, with or without `CON` and dashes, O for 0, I or L for 1.
    fn from_str(text: &str) -> Result<Self, BadReference> {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '.'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let rest = plain.strip_prefix(PREFIX).filter(|rest| rest.len() > 5).unwrap_or(&plain);
        if rest.len() != 8 {
            return Err(BadReference::Shape);
        }
        let mut all = 0;
        for byte in rest.bytes() {
            let byte = match byte {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            };
            let value = LETTERS.iter().position(|letter| *letter == byte).ok_or(BadReference::Shape)?;
            all = (all << 5) | u64::try_from(value).map_err(|_| BadReference::Shape)?;
        }
        if weighted(all, DATA + 1) == 0 { Ok(Self(all)) } else { Err(BadReference::Check) }
    }
}

impl fmt::Display for ConcernReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFIX)?;
        for (place, letter) in self.letters().enumerate() {
            if place % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ConcernReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: [u8; 5] = [0xfe, 0x1d, 0x73, 0x9a, 0x42];

    #[test]
    fn a_reference_is_read_as_people_write_it() {
        let reference = ConcernReference::from_random(BYTES);
        let text = reference.to_string();
        assert_eq!(text.len(), 13);
        assert!(text.starts_with("CON-"));
        let bare = text.strip_prefix("CON-").unwrap();
        for written in [
            text.clone(),
            text.to_lowercase(),
            bare.to_owned(),
            bare.replace('-', ""),
            text.replace('-', " "),
            bare.replace('0', "o").replace('1', "L"),
        ] {
            assert_eq!(written.parse(), Ok(reference), "{written}");
        }
    }

    #[test]
    fn every_slip_and_every_swap_is_found() {
        let text = ConcernReference::from_random(BYTES).to_string().replace('-', "");
        let good = text.strip_prefix("CON").unwrap().as_bytes();
        for place in 0..8 {
            for letter in LETTERS {
                let mut slipped = good.to_vec();
                slipped[place] = *letter;
                let slipped = String::from_utf8(slipped).unwrap();
                let read = slipped.parse::<ConcernReference>();
                assert_eq!(read.is_ok(), slipped.as_bytes() == good, "{slipped}");
            }
            for other in 0..place {
                let mut swapped = good.to_vec();
                swapped.swap(place, other);
                let read = String::from_utf8(swapped.clone()).unwrap().parse::<ConcernReference>();
                assert_eq!(read.is_ok(), swapped == good);
            }
        }
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for text in ["", "CON", "CON-7F3K-92X", "CON-7F3K-92XQZ", "CON-7F3K-92UQ", "7F3K-92X€"] {
            assert_eq!(text.parse::<ConcernReference>(), Err(BadReference::Shape), "{text}");
        }
    }

    #[test]
    fn other_bytes_make_another_reference() {
        let all: std::collections::HashSet<String> =
            (0..=255).map(|byte| ConcernReference::from_random([0, byte, 1, 2, byte]).to_string()).collect();
        assert_eq!(all.len(), 256);
    }
}
