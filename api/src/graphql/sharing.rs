//! What was withheld, what was decided, and what a refusal says.

use std::sync::Arc;

use async_graphql::{ID, Object};
use entities::words::{DispenseReason, FieldClass, LawfulBasis, RefusalCode, SharingPurpose, WithheldReason};

use super::agency::Agency;
use super::consent::Consent;
use super::record::Record;
use super::scalars::DateTime;
use super::words::W;
use crate::access_log::Logged;
use crate::disclosure::{AgencyContent, RefusalView, Withholding as WithholdingView};

/// A field that you may not have.
#[derive(Clone)]
pub struct Withholding {
    view: WithholdingView,
    ask: Option<AgencyContent>,
}

impl Withholding {
    pub(crate) fn list(views: &[WithholdingView], record: &Record) -> Vec<Self> {
        Self::of(views, |id| record.0.agency(id).cloned())
    }

    pub(crate) fn of(
        views: &[WithholdingView],
        agency: impl Fn(entities::ids::AgencyId) -> Option<AgencyContent>,
    ) -> Vec<Self> {
        views.iter().map(|view| Self { ask: view.ask.and_then(&agency), view: view.clone() }).collect()
    }
}

/// A field that you may not have. It does not say whether anything is recorded in it. A null that is not listed means that
/// nothing is recorded.
#[Object]
impl Withholding {
    /// The field's name.
    async fn field(&self) -> &str {
        self.view.field
    }
    /// The field's classes.
    async fn classes(&self) -> Vec<W<FieldClass>> {
        W::list(self.view.classes)
    }
    /// Why it is withheld.
    async fn reason(&self) -> W<WithheldReason> {
        W(self.view.reason)
    }
    /// What to do about it: the same words wherever the reason is the same.
    async fn how_to_proceed(&self) -> &'static str {
        self.view.how_to_proceed()
    }
    /// The agency to ask, where asking is allowed.
    async fn ask_agency(&self) -> Option<Agency> {
        self.ask.clone().map(Agency)
    }
}

/// The decision that opened a record.
pub struct SharingDecision(pub(crate) Record);

/// The decision that opened a record.
#[Object]
impl SharingDecision {
    /// The stated purpose.
    async fn purpose(&self) -> W<SharingPurpose> {
        W(self.0.0.sharing().purpose)
    }
    /// The asker's own basis.
    async fn lawful_basis(&self) -> W<LawfulBasis> {
        W(self.0.0.sharing().lawful_basis)
    }
    /// The Article 9 and Schedule 1 condition that the policy rests on.
    async fn condition(&self) -> Option<&str> {
        self.0.0.sharing().condition.as_deref()
    }
    /// Why consent was gone without.
    async fn dispense_reason(&self) -> Option<W<DispenseReason>> {
        self.0.0.sharing().dispense_reason.map(W)
    }
    /// The consent that opened it, where consent did.
    async fn consent(&self) -> Option<Consent> {
        let wanted = self.0.0.sharing().consent?;
        let index = self.0.0.consents().iter().position(|c| c.id == wanted)?;
        Some(Consent::in_record(self.0.clone(), index))
    }
    /// Whether it was opened in an emergency.
    async fn emergency(&self) -> bool {
        self.0.0.sharing().emergency
    }
    /// When an emergency opening ends.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.0.sharing().expires_at.map(DateTime)
    }
    /// What is cleared, of what was asked for.
    async fn disclosed(&self) -> Vec<W<FieldClass>> {
        W::list(self.0.0.sharing().disclosed)
    }
    /// What is withheld, of what was asked for.
    async fn withheld(&self) -> Vec<W<FieldClass>> {
        W::list(self.0.0.sharing().withheld)
    }
    /// The policies that decided, by their @id.
    async fn policies(&self) -> &[String] {
        &self.0.0.sharing().policies
    }
    /// The hash of the rule book.
    async fn policy_version(&self) -> &str {
        &self.0.0.sharing().policy_version
    }
    /// The entry in the access log.
    async fn access_log_entry_id(&self) -> ID {
        Logged::position(&self.0.0).to_string().into()
    }
}

/// A refusal is an answer, not an error. It is logged too.
#[derive(Clone)]
pub struct SharingRefused(pub(crate) Arc<Logged<RefusalView>>);

/// A refusal is an answer, not an error. It is logged too.
#[Object]
impl SharingRefused {
    /// Why.
    async fn code(&self) -> W<RefusalCode> {
        W(self.0.code())
    }
    /// What it means.
    async fn message(&self) -> &str {
        self.0.message()
    }
    /// The way on.
    async fn how_to_proceed(&self) -> &str {
        self.0.how_to_proceed()
    }
    /// The entry in the access log.
    async fn access_log_entry_id(&self) -> ID {
        Logged::position(&self.0).to_string().into()
    }
}
