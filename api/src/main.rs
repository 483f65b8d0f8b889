//! The binary `hub`: reads the command and calls one function.

use std::process::ExitCode;

use clap::Parser;

/// Answers are made of many small texts, on several threads: the system's allocator spent a seventh of the time on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = api::app::cli::Cli::parse();
    match api::app::cli::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            if !fault.message().is_empty() {
                eprintln!("hub: {}", fault.message());
            }
            ExitCode::from(fault.code())
        }
    }
}
