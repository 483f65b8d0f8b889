//~ E0616 field `store` of struct `Door` is private
use api::disclosure::Door;

pub fn past(door: &Door) {
    let _ = &door.store;
}
