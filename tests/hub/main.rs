//! The tests of the hub as a whole, on both databases. One module for each thing tested; names carry the number of the rule
//! that they hold.

mod absent;
mod append_only;
mod attack;
mod bad_input;
mod browser;
mod budgets;
mod cases;
mod checks;
mod commands;
mod console;
mod contract;
mod decisions;
mod events;
mod examples;
mod faults;
mod idempotency;
mod identity;
mod kill;
mod log_first;
mod log_verify;
mod mash;
mod matrix;
mod misuse;
mod mutations;
mod over_http;
mod policy;
mod rules;
mod running;
mod slow;
mod statements;
mod structure;
mod timing;
mod two_hubs;
mod work;
mod wrong_people;
