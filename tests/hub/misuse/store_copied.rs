//~ E0277 Store: Clone` is not satisfied
use api::store::Store;

fn copies<T: Clone>(_: &T) {}

pub fn copied(store: &Store) {
    copies(store);
}
