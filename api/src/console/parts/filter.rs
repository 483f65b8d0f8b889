//! A filter above a list. The address says what is shown and can be passed on; what is chosen stands above the list as chips that
//! take it away again. What is typed is posted and leads to that address, since no address may hold the number of a child.

use askama::Template;

use crate::console::form::Field;

/// A filter.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "console/parts/filter.html")]
pub struct Filter {
    /// The list's address without a query.
    pub action: String,
    /// The token of the page's forms.
    pub token: String,
    /// What one can choose.
    pub fields: Vec<Field>,
    /// What is chosen.
    pub chips: Vec<Chip>,
}

/// Something chosen.
#[derive(Clone, Debug)]
pub struct Chip {
    /// What it is.
    pub label: String,
    /// The list without it.
    pub href: String,
}
