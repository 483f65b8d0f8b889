//~ E0614 cannot be dereferenced
use api::access_log::Draft;

pub fn read(draft: &Draft<String>) -> String {
    (**draft).clone()
}
