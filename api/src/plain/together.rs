//! Work that is done once for all who want the same at a time, as a commit is made once for all who wait for it. Whoever asks gets
//! what was begun after they asked, never what was begun before: an answer is as fresh as if they had been alone.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// Who wants what, by key.
pub struct Together<K, V>(Mutex<HashMap<K, Arc<Line<V>>>>);

impl<K, V> Default for Together<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// Those who want the same.
struct Line<V> {
    /// How many have asked so far.
    asked: Mutex<u64>,
    /// What was done last, and how many had asked before it was begun.
    done: tokio::sync::Mutex<Option<(u64, V)>>,
}

impl<V> Default for Line<V> {
    fn default() -> Self {
        Self { asked: Mutex::new(0), done: tokio::sync::Mutex::new(None) }
    }
}

impl<V> Line<V> {
    fn asked(&self) -> std::sync::MutexGuard<'_, u64> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash + Clone, V: Clone> Together<K, V> {
    /// What the work gives: done now, or by somebody else for all who had asked by then.
    pub async fn get(&self, key: K, work: impl AsyncFnOnce() -> V) -> V {
        let shared = Arc::clone(self.lines().entry(key.clone()).or_default());
        let standing = Standing { together: self, key, line: Some(Arc::clone(&shared)) };
        // Later than who stands in it, so that it is let go of before them where they go away in the middle.
        let line = shared;
        let place = {
            let mut asked = line.asked();
            *asked += 1;
            *asked
        };
        let mut done = line.done.lock().await;
        let value = match &*done {
            Some((asked, value)) if *asked >= place => value.clone(),
            _ => {
                let asked = *line.asked();
                let value = work().await;
                *done = Some((asked, value.clone()));
                value
            }
        };
        drop(done);
        drop(line);
        drop(standing);
        value
    }
}

impl<K: Eq + Hash, V> Together<K, V> {
    fn lines(&self) -> std::sync::MutexGuard<'_, HashMap<K, Arc<Line<V>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody in a line, until they leave it or go away.
struct Standing<'a, K: Eq + Hash, V> {
    together: &'a Together<K, V>,
    key: K,
    line: Option<Arc<Line<V>>>,
}

impl<K: Eq + Hash, V> Drop for Standing<'_, K, V> {
    /// The line is forgotten with the last who stood in it.
    fn drop(&mut self) {
        let mut lines = self.together.lines();
        drop(self.line.take());
        if lines.get(&self.key).is_some_and(|line| Arc::strong_count(line) == 1) {
            lines.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn whoever_waits_while_it_is_done_shares_the_next_and_gets_nothing_that_was_begun_before() {
        let (together, begun) = (Arc::new(Together::<&str, u32>::default()), Arc::new(AtomicU32::new(0)));
        let ask = |key: &'static str| {
            let (together, begun) = (Arc::clone(&together), Arc::clone(&begun));
            tokio::spawn(async move {
                let number = async || {
                    let number = begun.fetch_add(1, Ordering::SeqCst) + 1;
                    tokio::time::sleep(Duration::from_millis(40)).await;
                    number
                };
                together.get(key, number).await
            })
        };
        let first = ask("a");
        tokio::time::sleep(Duration::from_millis(10)).await;
        let late: Vec<_> = (0..20).map(|_| ask("a")).collect();
        let other = ask("b").await.unwrap();
        assert_eq!((first.await.unwrap(), other), (1, 2));
        for one in late {
            assert_eq!(one.await.unwrap(), 3, "begun after they asked, and once");
        }
        assert_eq!(ask("a").await.unwrap(), 4, "and nothing is kept");
        assert!(together.lines().is_empty());
    }

    #[tokio::test]
    async fn who_goes_away_in_the_middle_holds_up_nobody() {
        let together = Arc::new(Together::<&str, u32>::default());
        let gone = tokio::spawn({
            let together = Arc::clone(&together);
            async move { together.get("a", async || std::future::pending().await).await }
        });
        tokio::time::sleep(Duration::from_millis(10)).await;
        let waiting = tokio::spawn({
            let together = Arc::clone(&together);
            async move { together.get("a", async || 7).await }
        });
        tokio::time::sleep(Duration::from_millis(10)).await;
        gone.abort();
        assert_eq!(waiting.await.unwrap(), 7);
        assert!(together.lines().is_empty());
        let alone =
            tokio::time::timeout(Duration::from_millis(10), together.get("a", async || std::future::pending().await));
        alone.await.unwrap_err();
        assert!(together.lines().is_empty(), "whoever was alone leaves nothing");
    }
}
