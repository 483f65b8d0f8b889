//! What a command prints: data on stdout, for people and for pipes. A pipe that takes no more ends the command quietly.

use std::fmt::Display;
use std::io::Write;

use super::Fault;

/// Prints a text as it is.
///
/// # Errors
/// Where it cannot be written.
pub(super) fn text(text: impl Display) -> Result<(), Fault> {
    let mut out = std::io::stdout().lock();
    write!(out, "{text}")?;
    Ok(out.flush()?)
}

/// Prints a line.
///
/// # Errors
/// Where it cannot be written.
pub(super) fn line(line: impl Display) -> Result<(), Fault> {
    text(format_args!("{line}\n"))
}
