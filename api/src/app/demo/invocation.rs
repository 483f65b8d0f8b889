//! How the hub was called, so that the commands it prints work from where one stands.

use std::env;
use std::path::Path;

/// How to call the hub again, for one folder.
pub struct Invocation {
    program: String,
    dir: Option<String>,
}

impl Invocation {
    /// As this process was called.
    pub fn present(dir: &Path) -> Self {
        let called = env::args_os().next().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
        // Cargo says so in the environment of what it runs.
        Self::of(&called, env::var_os("CARGO").is_some(), dir)
    }

    fn of(called: &str, by_cargo: bool, dir: &Path) -> Self {
        let program = match called {
            called if by_cargo && called.contains("debug") => "cargo run --".to_owned(),
            _ if by_cargo => "cargo run --release --".to_owned(),
            "" => "hub".to_owned(),
            called => quoted(called),
        };
        let dir = (dir != Path::new(super::DEFAULT_DIR)).then(|| quoted(&dir.to_string_lossy()));
        Self { program, dir }
    }

    /// The command that runs the hub with those words.
    pub fn command(&self, words: &str) -> String {
        match &self.dir {
            Some(dir) => format!("{} {words} --dir {dir}", self.program),
            None => format!("{} {words}", self.program),
        }
    }

    /// The same, as wide as the longest of the tour's commands.
    pub fn aligned(&self, words: &str) -> String {
        let width = self.command("try who-looked").chars().count();
        format!("{:<width$}", self.command(words))
    }
}

/// As a shell takes it for one word.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+=:,@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_works_from_where_one_stands() {
        let default = Path::new("hub-demo");
        assert_eq!(Invocation::of("target/release/hub", false, default).command("try"), "target/release/hub try");
        assert_eq!(Invocation::of("target/release/hub", true, default).command("try"), "cargo run --release -- try");
        assert_eq!(Invocation::of("target/debug/hub", true, default).command("try"), "cargo run -- try");
        assert_eq!(
            Invocation::of("hub", false, Path::new("/tmp/it's here")).command("try"),
            "hub try --dir '/tmp/it'\\''s here'"
        );
    }
}
