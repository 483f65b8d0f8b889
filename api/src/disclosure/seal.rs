//! What is given out instead of the place of an event: an id by which one that came twice is known, and a cursor that the hub
//! alone reads. A place would tell how many events stand before it, for others too (R5, R29). Both are made from one secret that
//! all hubs of a database hold, and are the same after each start.

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entities::Instant;
use entities::ids::MembershipId;
use uuid::Builder;

use crate::access_log::SigningKey;
use crate::error::Error;
use crate::plain::entropy::Entropy;
use crate::store::{EventCursor, EventPlace};

/// The longest cursor that is looked at, in characters: one of all logs that there may be.
const LONGEST: usize = 2200;

/// Makes ids, closes cursors and opens them. It has no `Debug` and no `Display`.
pub struct Seal {
    ids: hmac::Key,
    cursors: LessSafeKey,
}

impl Seal {
    /// The seal of all hubs that sign with that key.
    ///
    /// # Errors
    /// Where the library refuses the key, which it does not for one of this length.
    pub fn of(key: &SigningKey) -> Result<Self, Error> {
        let cursors = UnboundKey::new(&AES_256_GCM_SIV, &key.derived("hub event cursors 1"));
        Ok(Self {
            ids: hmac::Key::new(HMAC_SHA256, &key.derived("hub event ids 1")),
            cursors: LessSafeKey::new(cursors.map_err(|_| Error::internal("no key for cursors"))?),
        })
    }

    /// The id of the event at that place which was committed then, the same for everybody who is told of it. Another that comes to
    /// stand there, after the database was put back, has another.
    pub(super) fn id(&self, place: EventPlace, at: Instant) -> String {
        let of = format!("{}:{}.{} {}", place.log, place.seq, place.ordinal, at.0);
        let tag = hmac::sign(&self.ids, of.as_bytes());
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        format!("event_{}", Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// The cursor as its reader keeps it: never twice the same, and of one length wherever it stands.
    pub(super) fn closed(
        &self,
        cursor: &EventCursor,
        whose: MembershipId,
        entropy: &dyn Entropy,
    ) -> Result<String, Error> {
        let mut nonce = [0; NONCE_LEN];
        entropy.fill(&mut nonce).map_err(|_| Error::internal("no randomness"))?;
        let mut bytes = cursor.bytes();
        // By this algorithm a nonce that came before gives no key away (RFC 8452).
        let with = Nonce::assume_unique_for_key(nonce);
        self.cursors
            .seal_in_place_append_tag(with, Aad::from(whose.0.as_bytes()), &mut bytes)
            .map_err(|_| Error::internal("a cursor could not be closed"))?;
        Ok(URL_SAFE_NO_PAD.encode([&nonce[..], &bytes].concat()))
    }

    /// The cursor that was given in that membership; none for any other text.
    pub(super) fn opened(&self, text: &str, whose: MembershipId) -> Option<EventCursor> {
        if text.len() > LONGEST {
            return None;
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk_mut::<NONCE_LEN>()?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        EventCursor::of_bytes(self.cursors.open_in_place(nonce, Aad::from(whose.0.as_bytes()), sealed).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::*;
    use crate::access_log::SigningKey;
    use crate::plain::entropy::SystemEntropy;

    fn seal() -> (Seal, Seal) {
        let key = SigningKey::generate("hub.test.invalid/log", &SystemEntropy).unwrap();
        (Seal::of(&key).ok().unwrap(), Seal::of(&key).ok().unwrap())
    }

    #[test]
    fn r5_a_cursor_is_read_by_every_hub_with_the_key_and_tells_nobody_else_where_it_stands() {
        let (one, two) = seal();
        let (ada, ben) = (MembershipId(Uuid::from_u128(1)), MembershipId(Uuid::from_u128(2)));
        let cursors = [0, i64::MAX].map(|size| EventCursor::of_sizes(&[(0, size), (1, 3)]));
        let [near, far] = cursors.each_ref().map(|cursor| one.closed(cursor, ada, &SystemEntropy).ok().unwrap());
        assert_eq!(near.len(), far.len());
        assert_ne!(near, one.closed(&cursors[0], ada, &SystemEntropy).ok().unwrap());
        assert_eq!(two.opened(&far, ada).as_ref(), Some(&cursors[1]));
        assert_eq!(two.opened(&far, ben), None, "another membership's");
        assert_eq!(seal().0.opened(&far, ada), None, "another hub's");
        for wrong in ["", "MDowLjA7", &far[1..], &far[..far.len() - 4], &"A".repeat(LONGEST + 1)] {
            assert_eq!(two.opened(wrong, ada), None, "{wrong}");
        }
        // One of as many logs as there may be.
        let all: Vec<(i32, i64)> = (0..64).map(|log| (log, i64::MAX)).collect();
        let all = EventCursor::of_sizes(&all);
        assert_eq!(two.opened(&one.closed(&all, ada, &SystemEntropy).ok().unwrap(), ada), Some(all));
    }

    #[test]
    fn r5_an_events_id_is_the_same_for_all_and_tells_no_place() {
        let (one, two) = seal();
        let places = (0..4).map(|ordinal| EventPlace { log: 0, seq: 57, ordinal });
        let ids: BTreeSet<String> = places.clone().map(|place| one.id(place, Instant(1))).collect();
        assert_eq!(ids, places.clone().map(|place| two.id(place, Instant(1))).collect());
        let later: BTreeSet<String> = places.map(|place| one.id(place, Instant(2))).collect();
        assert_eq!(ids.union(&later).count(), 8, "what stands at a place after a restore is another event");
        assert!(ids.iter().all(|id| !id.contains("_57")), "{ids:?}");
    }
}
