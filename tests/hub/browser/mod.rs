//! The console in a real browser: what only a browser can show.

mod asking;
mod between;
mod by_form;
mod demo;
mod every_page;
mod harness;
mod journeys;
mod keys;
mod oversight;
mod pictures;
mod session;
mod walk;
mod work;
