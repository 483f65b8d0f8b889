//! A page of what is about several children: each child's part is logged by itself, and all stand in one order. It holds nothing
//! that is not on disk.

use std::sync::Arc;

use crate::access_log::Logged;

/// A page whose entries are on disk, one for each child.
#[derive(Debug)]
pub struct ChildPage<V> {
    /// One for each child.
    pub(super) children: Vec<Arc<Logged<V>>>,
    /// The page's order: which child's, and which of its rows.
    pub(super) order: Vec<(usize, usize)>,
    pub(super) total: i64,
    pub(super) more: bool,
}

impl<V> ChildPage<V> {
    /// The rows in order: those of one child, and which of them.
    pub fn rows(&self) -> impl Iterator<Item = (&Arc<Logged<V>>, usize)> {
        self.order.iter().filter_map(|(child, index)| Some((self.children.get(*child)?, *index)))
    }

    /// How many there are after the filter, where that was asked for.
    pub const fn total(&self) -> i64 {
        self.total
    }

    /// Whether more follow.
    pub const fn more(&self) -> bool {
        self.more
    }
}
