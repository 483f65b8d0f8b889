//! The disk of an SQLite database is full.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::{Database, Engine, Hub};

use super::Poster;

/// A small disk of its own in a folder; gone with the value.
struct Disk(PathBuf);

impl Disk {
    /// None where this user may not mount one.
    fn mounted_on(folder: &Path) -> Option<Self> {
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=12m", "hub-test"]).arg(folder).output();
        mount.ok().filter(|output| output.status.success()).map(|_| Self(folder.to_owned()))
    }

    /// Writes until nothing more fits; gives the file that takes up the room.
    fn fill(&self) -> PathBuf {
        let filler = self.0.join("filler");
        let mut file = OpenOptions::new().create(true).append(true).open(&filler).expect("a file");
        for size in [65_536, 4096, 1] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
        filler
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Whatever still holds a file of it lets go with this process.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).output();
        let _ = fs::remove_dir(&self.0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_disk_full_nothing_is_acknowledged_and_with_room_again_all_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(disk) = Disk::mounted_on(folder.path()) else {
        println!("skipped: this user may not mount a small disk; run the tests as root for it");
        return;
    };
    let hub = Hub::start_on(Database::in_folder(Engine::Sqlite, folder).await).await;
    let mut poster = Poster::new(&hub).await;
    poster.served(&hub).await;
    for _ in 0..2 {
        let filler = disk.fill();
        // A commit may still fit into what the database has already taken.
        let mut refusals = 0;
        for _ in 0..400 {
            refusals += usize::from(poster.post(&hub).await == "UNAVAILABLE");
            if refusals == 2 {
                break;
            }
        }
        assert_eq!(refusals, 2, "the disk is full and everything is acknowledged");
        assert_eq!(hub.get("/readyz").await.status, 503);
        assert!(hub.door.probe().await.is_err(), "asked or not, it sees that there is no room");
        assert_eq!(hub.get("/readyz").await.status, 503);
        fs::remove_file(filler).expect("room again");
        hub.door.probe().await.expect("asked or not, it sees that there is room again");
        poster.served(&hub).await;
    }
    poster.lost_nothing(&hub).await;
    hub.end().await;
    drop(disk);
}
