//! Running the hub: what operators do with it and what they see of it.

mod backup;
mod doctor;
mod key_change;
mod openid;
mod packaging;
mod tls;
mod watched;
