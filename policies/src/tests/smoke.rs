use crate::RuleBook;

#[test]
fn the_book_that_is_built_in_loads() {
    let book = RuleBook::embedded().map_err(|e| e.to_string());
    assert!(book.is_ok(), "{}", book.err().unwrap());
}
