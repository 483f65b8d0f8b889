//! For tests: files that nobody on this project wrote, kept beside the project and absent from a plain clone. A test that
//! wants one says so and goes on without it.

use std::path::PathBuf;

/// The file of that name in the shared data folder (`HUB_SHARED`, else `../shared` beside the workspace), if it is there.
pub fn shared(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("HUB_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")), PathBuf::from);
    let file = root.join("data").join(name);
    if file.is_file() {
        return Some(file);
    }
    println!("skipped: {} is not there", file.display());
    None
}
