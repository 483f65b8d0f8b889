//! One child of a return as a small tree, before it is known what it means. What is known is taken out of it; what is left
//! is reported.

/// An element: its name without prefix, its own text, the elements (and attributes) in it.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub name: String,
    pub text: String,
    pub children: Vec<Node>,
}

impl Node {
    pub(super) fn new(name: String, attributes: Vec<(String, String)>) -> Self {
        let children = attributes
            .into_iter()
            .map(|(name, text)| Self { name: format!("@{name}"), text, children: Vec::new() })
            .collect();
        Self { name, text: String::new(), children }
    }

    /// The text without white space around it.
    pub(super) fn trimmed(&self) -> &str {
        self.text.trim()
    }

    fn is(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.name.eq_ignore_ascii_case(name))
    }

    /// Takes out the first element of one of those names; the years differ in capitals.
    pub(super) fn take(&mut self, names: &[&str]) -> Option<Self> {
        let place = self.children.iter().position(|child| child.is(names))?;
        Some(self.children.remove(place))
    }

    /// Takes out every element of one of those names, in order.
    pub(super) fn take_all(&mut self, names: &[&str]) -> Vec<Self> {
        self.children.extract_if(.., |child| child.is(names)).collect()
    }
}
