//~ E0451 of struct `Logged` are private
use api::access_log::{Logged, Receipt};

pub fn unlogged<T>(view: T, receipt: Receipt) -> Logged<T> {
    Logged { view, receipt }
}
