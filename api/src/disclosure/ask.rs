//! What is asked for, in the hub's own form: ids, filters, pages and fields; never a variable as it came.

use entities::ids::{CheckId, ConcernId};
use policies::fields::{CASE_WORK, CHILD, CHRONOLOGY_ENTRY, CONSENT, FieldRule, INVOLVEMENT};
use serde::{Deserialize, Serialize};

use crate::store::Sharing;
use crate::store::content::{ChronologyFilter, PageArgs};

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
    /// Fields of pieces of work. Left out where none is asked for, as before there were any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub work: Vec<String>,
}

impl RecordAsk {
    /// The whole record: every field, and the newest entries of the chronology that one page holds.
    pub fn whole() -> Self {
        let names = |table: &[FieldRule]| {
            let mut names: Vec<String> = table.iter().map(|rule| rule.field.to_owned()).collect();
            names.sort();
            names
        };
        let page = PageArgs {
            filter: ChronologyFilter::default(),
            first: 100,
            after: None,
            oldest_first: false,
            fields: names(CHRONOLOGY_ENTRY),
            total: true,
            history: false,
        };
        Self {
            child: names(CHILD),
            pages: vec![page],
            involvements: names(INVOLVEMENT),
            consents: names(CONSENT),
            sharing_consent: true,
            work: names(CASE_WORK),
        }
    }

    /// The ask's canonical form, as the log keeps it; with what of the sharing no column holds: the concern and the
    /// check named, and whether an emergency was stated.
    pub(crate) fn canonical(&self, sharing: &Sharing) -> String {
        serde_json::to_string(&LoggedAsk {
            concern: sharing.concern,
            check: sharing.check,
            emergency: sharing.emergency,
            record: self.clone(),
        })
        .unwrap_or_default()
    }

    /// Reads the canonical form.
    pub(crate) fn logged(text: &str) -> Result<LoggedAsk, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Whether consents have to be read.
    pub(crate) fn wants_consents(&self) -> bool {
        self.sharing_consent || !self.consents.is_empty()
    }
}

/// An ask as the log keeps it.
#[derive(Serialize, Deserialize)]
pub(crate) struct LoggedAsk {
    pub(crate) concern: Option<ConcernId>,
    /// Left out where none was named, as before there were checks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) check: Option<CheckId>,
    pub(crate) emergency: bool,
    pub(crate) record: RecordAsk,
}

/// What a change was asked with, as the log keeps it.
#[derive(Serialize, Deserialize)]
pub(crate) struct LoggedChange {
    pub(crate) mutation: String,
    /// The concern and the check that the sharing names, which no column of the log holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) concern: Option<ConcernId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) check: Option<CheckId>,
}

/// The canonical form of a change that states why.
pub(crate) fn changed(mutation: &str, sharing: &Sharing) -> String {
    let change = LoggedChange { mutation: mutation.to_owned(), concern: sharing.concern, check: sharing.check };
    serde_json::to_string(&change).unwrap_or_default()
}
