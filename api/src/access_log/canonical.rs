//! The bytes of an entry that are hashed: our own form, so that no database and no library can reformat what was proven.
//!
//! Format 2. One byte, the number of the format; then the fields in the order of [`encode`], each with its length before
//! it: a varint (7 bits a byte, least significant first, the high bit set on all but the last byte) of the length plus one,
//! or 0 for a field that is absent; then that many bytes. An integer is 8 bytes, two's complement, big end first (an
//! instant is its microseconds, a set its bits, yes is 1 and no is 0); a text is UTF-8; an id is the 16 bytes of its UUID;
//! a word is its public name; a hash is its 32 bytes.
//!
//! What must be erasable enters as a commitment: SHA-256 of the field's number in [`Committed`] (one byte), 16 random
//! bytes of its own, and the value. The salts of the values that are present stand in the row, in that order. When value
//! and salt are erased, the commitment proves the entry as before and can no longer be guessed.

use aws_lc_rs::digest::{Context, SHA256};
use entities::Instant;
use entities::rows::access_log::Model;
use entities::words::Word;

use super::merkle::Hash;

/// The number of the form that is written now.
pub const FORMAT: u8 = 2;

/// The length of a salt.
pub const SALT_LEN: usize = 16;

/// The fields that enter as commitments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    /// The person who asked.
    Person = 0,
    /// Their membership.
    Membership = 1,
    /// The child.
    Child = 2,
    /// The justification.
    Justification = 3,
    /// Who approved.
    ApprovedBy = 4,
    /// The ask.
    Ask = 5,
    /// The digest of the view.
    Digest = 6,
}

/// How many fields enter as commitments.
pub const COMMITTED: usize = 7;

/// The commitments of a row, by [`Committed`].
pub type Commitments = [Option<Hash>; COMMITTED];

/// The values of the row that enter as commitments, in the order of [`Committed`].
fn committed_values(row: &Model) -> [Option<&[u8]>; COMMITTED] {
    [
        row.person.as_ref().map(|id| id.0.as_bytes().as_slice()),
        row.membership.as_ref().map(|id| id.0.as_bytes().as_slice()),
        row.child.as_ref().map(|id| id.0.as_bytes().as_slice()),
        row.justification.as_deref().map(str::as_bytes),
        row.approved_by.as_ref().map(|id| id.0.as_bytes().as_slice()),
        row.ask.as_deref().map(str::as_bytes),
        row.digest.as_deref(),
    ]
}

/// How many salts the row needs.
pub fn salts_needed(row: &Model) -> usize {
    committed_values(row).iter().flatten().count()
}

/// The commitments to the row's values under its salts; none where there are not as many salts as values.
pub fn commitments(row: &Model) -> Option<Commitments> {
    let (salts, rest) = row.salts.as_chunks::<SALT_LEN>();
    if !rest.is_empty() {
        return None;
    }
    let mut salts = salts.iter();
    let mut commitments = [None; COMMITTED];
    for ((number, value), commitment) in (0_u8..).zip(committed_values(row)).zip(&mut commitments) {
        if let Some(value) = value {
            let mut context = Context::new(&SHA256);
            context.update(&[number]);
            context.update(salts.next()?);
            context.update(value);
            let mut hash = [0; 32];
            hash.copy_from_slice(context.finish().as_ref());
            *commitment = Some(hash);
        }
    }
    salts.next().is_none().then_some(commitments)
}

/// The canonical bytes of the row, with those commitments.
pub fn encode(row: &Model, commitments: &Commitments) -> Vec<u8> {
    let [person, membership, child, justification, approved_by, ask, digest] = commitments;
    let mut e = Encoder(Vec::with_capacity(768));
    e.0.push(FORMAT);
    e.int(i64::from(row.log));
    e.int(row.seq);
    e.int(row.commit_last);
    e.int(row.asked_at.0);
    e.int(row.committed_at.0);
    e.maybe_int(row.parent_log.map(i64::from));
    e.maybe_int(row.parent_seq);
    e.hash(person);
    e.hash(membership);
    e.maybe(row.agency.as_ref().map(|id| id.0.as_bytes().as_slice()));
    e.word(row.agency_kind);
    e.set(row.roles.bits());
    e.maybe(row.client.as_deref().map(str::as_bytes));
    e.word(Some(row.action));
    e.hash(child);
    e.word(row.relationship);
    e.word(row.purpose);
    e.word(row.lawful_basis);
    e.word(row.dispense_reason);
    e.hash(justification);
    e.hash(approved_by);
    e.int(i64::from(row.emergency));
    e.maybe_int(row.emergency_until.map(|at| at.0));
    e.int(i64::from(row.allowed));
    e.word(row.refusal_code);
    e.set(row.disclosed.bits());
    e.set(row.withheld.bits());
    e.int(row.records_disclosed);
    e.maybe(row.sources.as_deref().map(str::as_bytes));
    e.field(row.policies.as_bytes());
    e.maybe(row.rule_book.as_deref());
    e.maybe(row.facts.as_deref());
    e.maybe(row.operation.as_deref());
    e.hash(ask);
    e.field(row.as_of.as_bytes());
    e.int(i64::from(row.view_format));
    e.hash(digest);
    e.set(row.flags.bits());
    e.maybe_int(row.review_due_at.map(|at| at.0));
    e.0
}

/// What the canonical bytes of an entry begin with: enough to tell where it stands and when it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The log.
    pub log: i32,
    /// The place in it.
    pub seq: i64,
    /// The place of the last entry of its commit.
    pub commit_last: i64,
    /// When it was committed.
    pub committed_at: Instant,
}

impl Head {
    /// Reads it; none where the bytes are not of this format.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(&[FORMAT])?;
        let mut int = || {
            // Eight bytes, and one more for being there.
            let (number, after) = rest.strip_prefix(&[9])?.split_first_chunk::<8>()?;
            rest = after;
            Some(i64::from_be_bytes(*number))
        };
        let (log, seq, commit_last, _asked_at, committed_at) = (int()?, int()?, int()?, int()?, int()?);
        Some(Self { log: i32::try_from(log).ok()?, seq, commit_last, committed_at: Instant(committed_at) })
    }
}

struct Encoder(Vec<u8>);

impl Encoder {
    fn length(&mut self, mut number: usize) {
        while number > 0x7f {
            self.0.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn field(&mut self, bytes: &[u8]) {
        self.length(bytes.len().saturating_add(1));
        self.0.extend_from_slice(bytes);
    }

    fn maybe(&mut self, bytes: Option<&[u8]>) {
        match bytes {
            Some(bytes) => self.field(bytes),
            None => self.length(0),
        }
    }

    fn int(&mut self, number: i64) {
        self.field(&number.to_be_bytes());
    }

    fn maybe_int(&mut self, number: Option<i64>) {
        match number {
            Some(number) => self.int(number),
            None => self.length(0),
        }
    }

    fn set(&mut self, bits: u64) {
        self.field(&bits.to_be_bytes());
    }

    fn word<W: Word>(&mut self, word: Option<W>) {
        self.maybe(word.map(|w| w.name().as_bytes()));
    }

    fn hash(&mut self, hash: &Option<Hash>) {
        self.maybe(hash.as_ref().map(Hash::as_slice));
    }
}
