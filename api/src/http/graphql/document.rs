//! What a parsed document costs with every fragment spread out, counted once per fragment: fragments that each spread the
//! next one twice double the work with every level, and the library's own checks would do that work before they refuse it.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

use super::refusal::Refusal;
use crate::http::Limits;

/// Selections and aliases of a part of the document.
#[derive(Clone, Copy, Default)]
struct Tally {
    selections: usize,
    aliases: usize,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
    }
}

/// Refuses a document whose operations together, spread out, are more than the limits allow, or whose fragments spread
/// themselves.
pub(super) fn check(document: &ExecutableDocument, limits: &Limits) -> Result<(), Refusal> {
    let mut spreads = 0_usize;
    let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    for set in operations.chain(fragments) {
        spreads = spreads.saturating_add(spreads_in(set));
    }
    if spreads > limits.spreads {
        return Err(Refusal::beyond("QUERY_TOO_LARGE", "the document spreads too many fragments", limits.spreads));
    }
    let mut counter = Counter { document, known: HashMap::new() };
    let mut total = Tally::default();
    for (_, operation) in document.operations.iter() {
        total.add(counter.set(&operation.node.selection_set.node)?);
    }
    if total.selections > limits.selections {
        let what = "the document, with its fragments spread out, selects too much";
        return Err(Refusal::beyond("QUERY_TOO_LARGE", what, limits.selections));
    }
    if total.aliases > limits.aliases {
        return Err(Refusal::beyond("QUERY_TOO_MANY_ALIASES", "the document has too many aliases", limits.aliases));
    }
    Ok(())
}

/// Fragment spreads written in a set; the depth is bounded by the bracket limit.
fn spreads_in(set: &SelectionSet) -> usize {
    set.items
        .iter()
        .map(|item| match &item.node {
            Selection::FragmentSpread(_) => 1,
            Selection::Field(field) => spreads_in(&field.node.selection_set.node),
            Selection::InlineFragment(inline) => spreads_in(&inline.node.selection_set.node),
        })
        .sum()
}

struct Counter<'a> {
    document: &'a ExecutableDocument,
    /// Fragments counted; none for one that is being counted now.
    known: HashMap<&'a str, Option<Tally>>,
}

impl<'a> Counter<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Result<Tally, Refusal> {
        let mut total = Tally::default();
        for item in &set.items {
            total.add(Tally { selections: 1, aliases: 0 });
            match &item.node {
                Selection::Field(field) => {
                    total.add(Tally { selections: 0, aliases: usize::from(field.node.alias.is_some()) });
                    total.add(self.set(&field.node.selection_set.node)?);
                }
                Selection::InlineFragment(inline) => total.add(self.set(&inline.node.selection_set.node)?),
                Selection::FragmentSpread(spread) => {
                    let spread_out = self.fragment(spread.node.fragment_name.node.as_str());
                    total.add(spread_out.map_err(|refusal| refusal.placed(spread.pos))?);
                }
            }
        }
        Ok(total)
    }

    fn fragment(&mut self, name: &'a str) -> Result<Tally, Refusal> {
        match self.known.get(name) {
            Some(Some(tally)) => return Ok(*tally),
            Some(None) => return Err(Refusal::invalid("GRAPHQL_VALIDATION_FAILED", "a fragment spreads itself")),
            None => {}
        }
        // A fragment that does not exist costs nothing; validation names it.
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(Tally::default()) };
        self.known.insert(name, None);
        let tally = self.set(&fragment.node.selection_set.node)?;
        self.known.insert(name, Some(tally));
        Ok(tally)
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn code(text: &str) -> Option<&'static str> {
        check(&parse_query(text).unwrap(), &Limits::default()).err().map(|refusal| refusal.code)
    }

    #[test]
    fn f2_fragments_that_double_are_counted_without_spreading_them_out() {
        let mut text = String::from("{ ...f0 }");
        for level in 0..24 {
            text.push_str(&format!(" fragment f{level} on Query {{ ...f{} ...f{} }}", level + 1, level + 1));
        }
        text.push_str(" fragment f24 on Query { a }");
        let started = std::time::Instant::now();
        assert_eq!(code(&text), Some("QUERY_TOO_LARGE"));
        assert!(started.elapsed().as_millis() < 100, "took {:?}", started.elapsed());
    }

    #[test]
    fn spreads_aliases_and_cycles_are_refused() {
        assert_eq!(code(&format!("{{ {} }} fragment f on Query {{ a }}", "...f ".repeat(50))), None);
        assert_eq!(code(&format!("{{ {} }} fragment f on Query {{ a }}", "...f ".repeat(51))), Some("QUERY_TOO_LARGE"));
        let aliases = |n: usize| (0..n).map(|i| format!("x{i}: a ")).collect::<String>();
        assert_eq!(code(&format!("{{ {} }}", aliases(100))), None);
        assert_eq!(code(&format!("{{ {} }}", aliases(101))), Some("QUERY_TOO_MANY_ALIASES"));
        let spread = format!("{{ ...f ...f }} fragment f on Query {{ {} }}", aliases(60));
        assert_eq!(code(&spread), Some("QUERY_TOO_MANY_ALIASES"));
        let cycle = "{ ...f } fragment f on Query { a { ...g } } fragment g on Query { ...f }";
        assert_eq!(code(cycle), Some("GRAPHQL_VALIDATION_FAILED"));
        assert_eq!(code("{ ...nowhere }"), None);
    }
}
