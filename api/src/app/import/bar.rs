//! The progress bar.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// Progress on stderr, where somebody watches.
pub(super) struct Bar(Option<ProgressBar>);

impl Bar {
    pub(super) fn new() -> Self {
        Self(std::io::stderr().is_terminal().then(|| ProgressBar::new(0)))
    }

    fn style(&self, length: u64, template: &str) {
        if let Some(bar) = &self.0 {
            bar.set_length(length);
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
        }
    }

    pub(super) fn reading(&self, read: u64, of: u64) {
        let Some(bar) = &self.0 else { return };
        if bar.length() != Some(of) {
            self.style(of, "reading   {wide_bar} {bytes}/{total_bytes}");
        }
        bar.set_position(read);
    }

    /// So many of them are to be written.
    pub(super) fn writing(&self, count: u64, what: &str) {
        self.style(count, &format!("importing {{wide_bar}} {{pos}}/{{len}} {what}, {{per_sec}}, {{eta}}"));
        self.written(0);
    }

    pub(super) fn written(&self, count: u64) {
        if let Some(bar) = &self.0 {
            bar.set_position(count);
        }
    }

    pub(super) fn done(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
