//~ E0277 the trait bound `Store: Clone` is not satisfied
use api::store::Store;

fn copies<T: Clone>(_: &T) {}

pub fn copied(store: &Store) {
    copies(store);
}
