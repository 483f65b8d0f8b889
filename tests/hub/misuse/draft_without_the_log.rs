//~ E0616 field `view` of struct `Draft` is private
use api::access_log::Draft;

pub fn open<T>(draft: Draft<T>) -> T {
    draft.view
}
