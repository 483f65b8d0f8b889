//! Numbers of made-up children that pass their checks.

use entities::ids::ChildId;

/// An NHS number of the range that is kept for tests, right in its check digit.
pub fn nhs_number(id: ChildId) -> String {
    let mut tail = u32::try_from(id.0.as_u128() % 1_000_000).expect("six digits");
    loop {
        let nine = format!("999{tail:06}");
        let sum: u32 = nine.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        match 11 - sum % 11 {
            // A number whose check digit would be ten is never given out.
            10 => tail = (tail + 1) % 1_000_000,
            11 => return format!("{nine}0"),
            check => return format!("{nine}{check}"),
        }
    }
}

/// A unique pupil number that is right in its check letter.
pub fn upn(id: ChildId) -> String {
    let twelve = format!("{:012}", id.0.as_u128() % 1_000_000_000_000);
    let sum: usize = twelve.bytes().zip(2..).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
    let letter = char::from(b"ABCDEFGHJKLMNPQRTUVWXYZ"[sum % 23]);
    format!("{letter}{twelve}")
}
