//! MATRIX.md and its pages: generated; a difference must be looked at, then written with `HUB_BLESS=1`.

use std::collections::BTreeSet;

use super::fixture::{blessing, book, here};
use crate::matrix::{Answer, cells, pages, situations};

#[test]
fn r6_the_matrix_is_what_the_book_answers() {
    let book = book();
    let pages = pages(&book).unwrap();
    assert_eq!(book.errors(), 0);
    for (name, now) in &pages {
        let path = here().join(name);
        if blessing() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, now).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        let first = kept.lines().zip(now.lines()).find(|(a, b)| a != b);
        assert!(kept == *now, "{name} is not what the book answers; first difference: {first:?}");
    }
    let known: BTreeSet<_> = pages.iter().filter_map(|(name, _)| name.strip_prefix("matrix/")).collect();
    for item in std::fs::read_dir(here().join("matrix")).unwrap() {
        let name = item.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(name.as_str()), "matrix/{name} is no page of the matrix");
    }
}

/// Every situation that the rules of sharing list, and two that they do not.
#[test]
fn r6_the_matrix_has_every_situation() {
    let titles: BTreeSet<_> = situations().unwrap().into_iter().map(|s| s.title).collect();
    assert_eq!(titles.len(), 30);
    let cells = cells(&book()).unwrap();
    for title in titles {
        let refusals = cells.iter().filter(|c| c.situation == title && matches!(c.answer, Answer::Refused(_))).count();
        assert!(refusals > 0, "{title} refuses nobody");
    }
}
