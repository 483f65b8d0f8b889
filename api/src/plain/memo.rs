//! What was worked out a moment ago, kept so that the next who asks the same need not pay again. Bounded: two halves, of
//! which the older is forgotten when the younger is full, but for what was asked for again.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::mem;
use std::sync::{Mutex, PoisonError};

/// Values by key, shared between threads.
pub struct Memo<K, V> {
    half: usize,
    halves: Mutex<Halves<K, V>>,
}

struct Halves<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// An empty memo of at most twice that many values.
    pub fn of_twice(half: usize) -> Self {
        Self { half, halves: Mutex::new(Halves { young: HashMap::new(), old: HashMap::new() }) }
    }

    /// The value, where it is remembered.
    pub fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let mut halves = self.halves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = halves.young.get(key) {
            return Some(known.clone());
        }
        let (key, known) = halves.old.remove_entry(key)?;
        halves.put(key, known.clone(), self.half);
        Some(known)
    }

    /// Remembers a value.
    pub fn keep(&self, key: K, value: V) {
        self.halves.lock().unwrap_or_else(PoisonError::into_inner).put(key, value, self.half);
    }
}

impl<K: Eq + Hash, V> Halves<K, V> {
    fn put(&mut self, key: K, value: V, half: usize) {
        if self.young.len() >= half {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_again_outlives_what_is_not_and_the_memo_stays_bounded() {
        let memo = Memo::of_twice(2);
        memo.keep("asked again", 1);
        for n in 0..100_u32 {
            memo.keep(Box::leak(n.to_string().into_boxed_str()), n);
            assert_eq!(memo.get("asked again"), Some(1), "after {n} others");
        }
        assert_eq!(memo.get("5"), None);
        let halves = memo.halves.lock().unwrap();
        assert!(halves.young.len() + halves.old.len() <= 4);
    }
}
