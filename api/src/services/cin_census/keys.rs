//! Keys by which a record of a return is known again in the next run and the next year, and digests by which it is known
//! whether it has changed. Both depend on what was reported and on nothing else.

use std::collections::HashMap;
use std::fmt::Write as _;

use aws_lc_rs::digest::{Context, SHA256};

use super::record::{CensusChild, Repeat, raw};

/// The key of the child: the authority's number, else the pupil number. A child with neither is known by its place in this
/// one return, so that another year's child at that place is never taken for it.
pub(super) fn child(child: &CensusChild) -> String {
    let key = match (raw(&child.la_child_id), raw(&child.upn)) {
        (Some(id), _) => format!("la:{}", part(id)),
        (None, Some(upn)) => format!("upn:{}", part(upn)),
        (None, None) => {
            let year = child.reference_date.map_or_else(|| "unknown".to_owned(), |day| day.to_string());
            let born = raw(&child.birth).or_else(|| raw(&child.expected_birth)).unwrap_or("unknown");
            format!("place:{year}:{}:{}", child.ordinal, part(born))
        }
    };
    match child.repeat {
        Repeat::OtherChild(n) => format!("{key}~{n}"),
        Repeat::No | Repeat::SameChild(_) => key,
    }
}

/// Makes the keys of one child's records, no two alike.
pub(super) struct Keys {
    base: String,
    used: HashMap<String, u32>,
}

impl Keys {
    pub(super) fn new(child_read: &CensusChild) -> Self {
        let key = child(child_read);
        // A second element about the same child adds records; it must not look like a change of the first one's.
        let base = match child_read.repeat {
            Repeat::SameChild(n) => format!("{key}~{n}"),
            Repeat::No | Repeat::OtherChild(_) => key,
        };
        Self { base, used: HashMap::new() }
    }

    /// The key of a record of that kind and date, within another record or right beneath the child. Where two are alike,
    /// they are counted in the order of the return.
    pub(super) fn next(&mut self, within: Option<&str>, kind: &str, date: Option<&str>) -> String {
        let parent = within.unwrap_or(&self.base);
        let key = format!("{parent}/{kind}:{}", date.map_or_else(|| "undated".to_owned(), part));
        let count = self.used.entry(key.clone()).or_insert(0);
        *count += 1;
        if *count == 1 { key } else { format!("{key}#{count}") }
    }
}

/// A reported value as part of a key: as it is where it is short and plain, else its digest.
fn part(reported: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if reported.len() <= 40 && reported.bytes().all(plain) {
        return reported.to_owned();
    }
    let mut out = "x".to_owned();
    for byte in digest([reported]).iter().take(12) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// SHA-256 over texts, each with its length before it, so that none can run into the next.
pub(super) fn digest<'t>(texts: impl IntoIterator<Item = &'t str>) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for text in texts {
        context.update(&(text.len() as u64).to_be_bytes());
        context.update(text.as_bytes());
    }
    let mut out = [0; 32];
    for (to, from) in out.iter_mut().zip(context.finish().as_ref()) {
        *to = *from;
    }
    out
}
