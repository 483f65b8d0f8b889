//! Whom to ring at an agency: numbers change, and a registered agency's are given as a row of their own.

use entities::rows::agency;

use super::Door;
use super::registry::{RegistryProblem, wrong};
use crate::error::Error;
use crate::store::{AsOf, Rows};

/// An agency's new numbers; what is none stays as it is.
#[derive(Debug)]
pub struct NewContacts {
    /// Safeguarding telephone.
    pub phone: Option<String>,
    /// Out of hours telephone.
    pub out_of_hours: Option<String>,
    /// Secure e-mail.
    pub email: Option<String>,
}

impl Door {
    /// Gives a registered agency other numbers, from the next request on.
    ///
    /// # Errors
    /// Where nothing is given, no agency has the code, or the hub cannot write.
    pub async fn change_contacts(&self, code: &str, new: NewContacts) -> Result<(), RegistryProblem> {
        if new.phone.is_none() && new.out_of_hours.is_none() && new.email.is_none() {
            return wrong("say what changes: a telephone, an out of hours telephone or an e-mail address");
        }
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.agency_of_code(code).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        let Some(row) = found else { return wrong(format!("no agency has the code `{code}`")) };
        let (what, kind) = (format!("{{\"agency\":\"{}\"}}", row.id), row.kind);
        let mut rows = Rows::new();
        rows.add(agency::Model {
            version: row.version.saturating_add(1),
            phone: new.phone.or(row.phone),
            out_of_hours: new.out_of_hours.or(row.out_of_hours),
            email: new.email.or(row.email),
            ..row
        });
        self.registered(&what, Some(kind), rows).await
    }
}
