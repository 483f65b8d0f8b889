//! A page of what is about several children: each child's part is logged by itself, and all stand in one order. It holds nothing
//! that is not on disk.

use std::sync::Arc;

use serde::Serialize;

use super::view::VIEW_FORMAT;
use super::{Door, entry};
use crate::access_log::{Draft, EntryDraft, Logged, Parent};
use crate::error::Error;

/// What of a page is about one child.
pub(super) trait ChildPart: Default + Serialize {
    /// What tells its rows apart.
    type Id: PartialEq;

    /// Its rows, in its own order.
    fn ids(&self) -> Vec<Self::Id>;
}

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

    /// How many there are after the filter, where that was asked for.
    pub const fn total(&self) -> i64 {
        self.total
    }

    /// Whether more follow.
    pub const fn more(&self) -> bool {
        self.more
    }
}

impl Door {
    /// Logs the parts of a page, each with its entry, and puts their rows into that order. Where nothing is listed, `nobody` is
    /// the entry.
    pub(super) async fn page_of<V: ChildPart>(
        &self,
        mut parts: Vec<(V, EntryDraft)>,
        nobody: EntryDraft,
        order: impl Iterator<Item = V::Id>,
        (total, more): (i64, bool),
    ) -> Result<ChildPage<V>, Error> {
        if parts.is_empty() {
            parts.push((V::default(), nobody));
        }
        let mut places: Vec<(V::Id, (usize, usize))> = Vec::new();
        let mut drafts = Vec::with_capacity(parts.len());
        for (child, (view, mut entry)) in parts.into_iter().enumerate() {
            let ids = view.ids();
            entry.parent = Parent::FirstOfAppend;
            entry.records_disclosed = u32::try_from(ids.len()).unwrap_or(u32::MAX);
            entry.view_format = VIEW_FORMAT;
            entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
            places.extend(ids.into_iter().enumerate().map(|(row, id)| (id, (child, row))));
            drafts.push(Draft::new(view, entry));
        }
        let children = self.log().append_all(drafts).await.map_err(Error::unavailable)?;
        let place = |id: V::Id| places.iter().find(|(known, _)| *known == id).map(|(_, at)| *at);
        let order = order.filter_map(place).collect();
        Ok(ChildPage { children: children.into_iter().map(Arc::new).collect(), order, total, more })
    }
}
