//! What is asked for, in the hub's own form: ids, filters, pages and fields; never a variable as it came.

use serde::{Deserialize, Serialize};

use crate::store::content::PageArgs;

/// What of a child's record is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordAsk {
    /// Fields of the child, by their names in the contract, sorted.
    pub child: Vec<String>,
    /// One for each distinct selection of the chronology.
    pub pages: Vec<PageArgs>,
    /// Fields of involvements.
    pub involvements: Vec<String>,
    /// Fields of consents.
    pub consents: Vec<String>,
    /// Whether the consent that opened is shown.
    pub sharing_consent: bool,
}

impl RecordAsk {
    /// The ask's canonical form, as the log keeps it.
    pub(crate) fn canonical(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether consents have to be read.
    pub(crate) fn wants_consents(&self) -> bool {
        self.sharing_consent || !self.consents.is_empty()
    }
}
