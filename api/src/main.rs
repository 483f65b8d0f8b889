//! The binary `hub`: reads the command and calls one function.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = api::app::cli::Cli::parse();
    match api::app::cli::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("hub: {}", fault.message());
            ExitCode::from(fault.code())
        }
    }
}
