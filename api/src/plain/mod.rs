//! Pure helpers that any room of the house may use: time, randomness, digests, working days, check digits, texts. Knows only
//! `entities`; touches no database, no network and no policy.

pub mod calendar;
pub mod clock;
pub mod entropy;
pub mod mash_clocks;
pub mod memo;
pub mod numbers;
mod office_hours;
pub mod reference;
pub mod text;
pub mod together;
pub mod wall;

#[cfg(test)]
pub(crate) mod shared_data;
