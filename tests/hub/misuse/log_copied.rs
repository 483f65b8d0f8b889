//~ E0277 Log: Clone` is not satisfied
use api::access_log::Log;

fn copies<T: Clone>(_: &T) {}

pub fn copied(log: &Log) {
    copies(log);
}
