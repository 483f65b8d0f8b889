//! `hub agency contact`: an agency's telephone numbers and e-mail address change.

use clap::Args;

use super::fault;
use crate::app::Fault;
use crate::disclosure::{Door, NewContacts};

/// What `hub agency contact` takes; what is not named stays as it is.
#[derive(Debug, Args)]
pub struct ContactArgs {
    /// The agency's code.
    #[arg(long)]
    code: String,
    #[command(flatten)]
    contacts: Contacts,
}

/// Whom to ring at an agency, and where to write.
#[derive(Debug, Args)]
pub struct Contacts {
    /// Safeguarding telephone.
    #[arg(long)]
    pub(super) phone: Option<String>,
    /// Out of hours telephone.
    #[arg(long)]
    pub(super) out_of_hours: Option<String>,
    /// Secure e-mail.
    #[arg(long)]
    pub(super) email: Option<String>,
}

pub(super) async fn change(door: &Door, args: ContactArgs) -> Result<(), Fault> {
    let Contacts { phone, out_of_hours, email } = args.contacts;
    let new = NewContacts { phone, out_of_hours, email };
    door.change_contacts(&args.code, new).await.map_err(fault)
}
