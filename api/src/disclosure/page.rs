//! A page of what is about several children: each child's part is logged by itself, and all stand in one order. It holds nothing
//! that is not on disk.

use std::sync::Arc;

use serde::Serialize;

use super::view::VIEW_FORMAT;
use super::{Door, entry};
use crate::access_log::{Draft, EntryDraft, Logged, Parent};
use crate::error::Error;

/// A page whose entries are on disk, one for each child.
#[derive(Debug)]
pub struct ChildPage<V> {
    /// One for each child.
    children: Vec<Arc<Logged<V>>>,
    /// The page's order: which child's, and which of its rows.
    order: Vec<(usize, usize)>,
    total: i64,
    more: bool,
}

impl<V> ChildPage<V> {
    /// The rows in order: those of one child, and which of them.
    pub fn rows(&self) -> impl Iterator<Item = (&Arc<Logged<V>>, usize)> {
        self.order.iter().filter_map(|(child, index)| Some((self.children.get(*child)?, *index)))
    }

    /// The first row, with the view that it is in.
    pub fn first<'a, T>(&'a self, of: impl Fn(&'a V, usize) -> Option<&'a T>) -> Option<(&'a Logged<V>, &'a T)> {
        let (view, index) = self.rows().next()?;
        Some((view, of(view, index)?))
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

/// What is shown of one child, its entry, and the ids of its rows in their order.
pub(super) struct Shown<V, I> {
    pub(super) view: V,
    pub(super) entry: EntryDraft,
    pub(super) rows: Vec<I>,
}

impl Door {
    /// The page, once the entries of all that it shows are on disk; `order` is the order of its rows, `canonical` what was asked
    /// for.
    pub(super) async fn page_of<V: Serialize + Send, I: PartialEq>(
        &self,
        canonical: &str,
        shown: Vec<Shown<V, I>>,
        order: &[I],
        (total, more): (i64, bool),
    ) -> Result<ChildPage<V>, Error> {
        let mut places: Vec<(I, (usize, usize))> = Vec::new();
        let mut drafts = Vec::with_capacity(shown.len());
        for (child, Shown { view, mut entry, rows }) in shown.into_iter().enumerate() {
            entry.ask.get_or_insert_with(|| canonical.to_owned());
            entry.parent = Parent::FirstOfAppend;
            entry.records_disclosed = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            entry.view_format = VIEW_FORMAT;
            entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
            places.extend(rows.into_iter().enumerate().map(|(row, id)| (id, (child, row))));
            drafts.push(Draft::new(view, entry));
        }
        let children = self.log().append_all(drafts).await.map_err(Error::unavailable)?;
        let place = |id: &I| places.iter().find(|(known, _)| known == id).map(|(_, at)| *at);
        let order = order.iter().filter_map(place).collect();
        Ok(ChildPage { children: children.into_iter().map(Arc::new).collect(), order, total, more })
    }
}
