//! Returns into databases: whole, again, later, older, cut off, broken off; on SQLite always and on PostgreSQL where
//! `HUB_TEST_POSTGRES` names a server.

mod house;
mod matching;
mod returns;
