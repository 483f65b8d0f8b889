//! Cursor connections by keyset: cursors are opaque, pages have bounds.

use std::str::FromStr;

use async_graphql::SimpleObject;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entities::Instant;

use crate::error::Error;

/// The most that one page may hold.
pub(crate) const MOST: i32 = 100;

/// Where a page stands among its neighbours.
#[derive(Clone, Debug, Default, SimpleObject)]
pub struct PageInfo {
    /// Whether more follow in this order.
    pub has_next_page: bool,
    /// Whether the page began after a cursor.
    pub has_previous_page: bool,
    /// The cursor of the first on the page.
    pub start_cursor: Option<String>,
    /// The cursor of the last on the page.
    pub end_cursor: Option<String>,
}

impl PageInfo {
    /// The page info of a page with those cursors.
    pub(crate) fn of(cursors: &[String], after: bool, more: bool) -> Self {
        Self {
            has_next_page: more,
            has_previous_page: after,
            start_cursor: cursors.first().cloned(),
            end_cursor: cursors.last().cloned(),
        }
    }

    /// The page info of a page with those nodes, whose cursors are made by that.
    pub(crate) fn ends<N>(
        nodes: &[N],
        cursor: impl Fn(&N) -> async_graphql::Result<String>,
        after: bool,
        more: bool,
    ) -> async_graphql::Result<Self> {
        let ends = [nodes.first(), nodes.last()].into_iter().flatten();
        Ok(Self::of(&ends.map(cursor).collect::<async_graphql::Result<Vec<_>>>()?, after, more))
    }
}

/// The connection and the edge of a list whose page is about several children (`disclosure::page`); the texts are the schema's.
macro_rules! connection {
    (
        $connection:ident, $edge:ident, $node:ident, $page:ty,
        $page_of:tt, $with_cursors:tt, $alone:tt, $one:tt, $the:tt
    ) => {
        #[doc = $page_of]
        pub struct $connection {
            page: $page,
            after: bool,
        }

        impl $connection {
            fn all(&self) -> Vec<$node> {
                self.page.rows().map(|(view, index)| $node::Listed { view: Arc::clone(view), index }).collect()
            }
        }

        #[doc = $page_of]
        #[Object]
        impl $connection {
            #[doc = $with_cursors]
            async fn edges(&self) -> Vec<$edge> {
                self.all().into_iter().map($edge).collect()
            }
            #[doc = $alone]
            async fn nodes(&self) -> Vec<$node> {
                self.all()
            }
            /// Where the page stands.
            async fn page_info(&self, ctx: &Context<'_>) -> Result<PageInfo> {
                PageInfo::ends(&self.all(), |node| node.cursor(ctx), self.after, self.page.more())
            }
            /// How many there are after the filter, of those that you may know of.
            async fn total_count(&self) -> i32 {
                i32::try_from(self.page.total()).unwrap_or(i32::MAX)
            }
        }

        #[doc = $one]
        pub struct $edge($node);

        #[doc = $one]
        #[Object]
        impl $edge {
            /// Where to go on after it.
            async fn cursor(&self, ctx: &Context<'_>) -> Result<String> {
                self.0.cursor(ctx)
            }
            #[doc = $the]
            async fn node(&self) -> $node {
                self.0.clone()
            }
        }
    };
}
pub(crate) use connection;

/// A moment and an id, of the cursor of a list that goes by these.
pub(crate) fn moment_and_id<I: FromStr>(cursor: &str) -> Result<(Instant, I), Error> {
    let path = ["after"];
    let wrong = || Error::bad_input(&path, "the cursor is not one that the hub gave");
    let [at, id] = parts::<2>(&path, cursor)?;
    Ok((Instant(at.parse().map_err(|_| wrong())?), id.parse().map_err(|_| wrong())?))
}

/// How many are asked for, if it is an acceptable number.
pub(crate) fn first(path: &[&str], first: i32) -> Result<u32, Error> {
    match u32::try_from(first) {
        Ok(n) if (1..=MOST).contains(&first) => Ok(n),
        _ => Err(Error::bad_input(path, format!("`first` is 1 to {MOST}"))),
    }
}

/// A cursor of those parts.
pub(crate) fn cursor(parts: &[&str]) -> String {
    URL_SAFE_NO_PAD.encode(parts.join("\u{1f}"))
}

/// The parts of a cursor.
pub(crate) fn parts<const N: usize>(path: &[&str], cursor: &str) -> Result<[String; N], Error> {
    let wrong = || Error::bad_input(path, "the cursor is not one that the hub gave");
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
    let text = String::from_utf8(bytes).map_err(|_| wrong())?;
    let parts: Vec<String> = text.split('\u{1f}').map(str::to_owned).collect();
    parts.try_into().map_err(|_| wrong())
}
