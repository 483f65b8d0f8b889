//~ E0624 method `log` is private
use api::disclosure::Door;

pub fn past(door: &Door) {
    let _ = door.log();
}
