//! A child's details, with what is withheld of them.

use std::sync::Arc;

use async_graphql::{ID, Object, SimpleObject};
use entities::ids::AgencyId;
use entities::words::{LevelOfNeed, Sex};

use super::agency::Agency;
use super::record::Record;
use super::scalars::{Date, NhsNumber, Upn};
use super::sharing::Withholding;
use super::words::W;
use crate::access_log::Logged;
use crate::disclosure::concern::ChildConcerns;
use crate::disclosure::made::ChildView;
use crate::disclosure::{AgencyContent, ChildContent};

/// A child, born or unborn. What is null and listed in `withheld` you may not have; what is null and not listed is not
/// recorded.
pub struct Child(Source);

/// The view that a child stands in.
enum Source {
    Record(Record),
    /// The child's details as the caller changed them, and the agencies that they name.
    Changed(Arc<Logged<ChildView>>, Vec<AgencyContent>),
    /// The child of concerns, with its details as they stand there.
    Concern(Arc<Logged<ChildConcerns>>, Box<ChildContent>),
}

impl Child {
    pub(crate) const fn in_record(record: Record) -> Self {
        Self(Source::Record(record))
    }

    /// The child as the caller changed it.
    pub(crate) const fn changed(view: Arc<Logged<ChildView>>, agencies: Vec<AgencyContent>) -> Self {
        Self(Source::Changed(view, agencies))
    }

    /// The child of those concerns; none where the view holds none.
    pub(crate) fn in_concern(view: Arc<Logged<ChildConcerns>>) -> Option<Self> {
        let details = Box::new(view.child()?.clone());
        Some(Self(Source::Concern(view, details)))
    }

    fn of(&self) -> &ChildContent {
        match &self.0 {
            Source::Record(record) => record.0.child(),
            Source::Changed(view, _) => view.child(),
            Source::Concern(_, details) => details,
        }
    }

    fn agency(&self, id: Option<AgencyId>) -> Option<Agency> {
        id.and_then(|id| self.named(id)).map(Agency)
    }

    fn named(&self, id: AgencyId) -> Option<AgencyContent> {
        match &self.0 {
            Source::Record(record) => record.0.agency(id).cloned(),
            Source::Changed(_, agencies) => agencies.iter().find(|a| a.id == id).cloned(),
            Source::Concern(view, _) => view.agency(id).cloned(),
        }
    }
}

/// A number that the child is known by.
#[derive(SimpleObject)]
pub struct Identifier {
    /// Whose numbers these are: NHS_NUMBER, UPN, FORMER_UPN, or LOCAL with the agency's id.
    system: String,
    /// The number as reported.
    value: String,
    /// Whether it passes its check.
    verified: bool,
}

/// A child, born or unborn. What is null and listed in `withheld` you may not have; what is null and not listed is not
/// recorded.
#[Object]
impl Child {
    /// The hub's id. No class.
    async fn id(&self) -> ID {
        self.of().id.public().into()
    }
    /// One more for each change of the details. No class.
    async fn version(&self) -> i32 {
        self.of().version
    }
    /// Given name. Class IDENTITY.
    async fn given_name(&self) -> Option<&str> {
        self.of().given_name.as_deref()
    }
    /// Family name. Class IDENTITY.
    async fn family_name(&self) -> Option<&str> {
        self.of().family_name.as_deref()
    }
    /// Other names. Class IDENTITY.
    async fn aliases(&self) -> Option<&[String]> {
        self.of().aliases.as_deref()
    }
    /// Date of birth. Class IDENTITY.
    async fn date_of_birth(&self) -> Option<Date> {
        self.of().date_of_birth.map(Date)
    }
    /// Of an unborn child. Class IDENTITY.
    async fn expected_date_of_birth(&self) -> Option<Date> {
        self.of().expected_date_of_birth.map(Date)
    }
    /// Date of death. Class IDENTITY.
    async fn date_of_death(&self) -> Option<Date> {
        self.of().date_of_death.map(Date)
    }
    /// As the Department for Education records it. Class IDENTITY.
    async fn sex(&self) -> Option<W<Sex>> {
        self.of().sex.map(W)
    }
    /// NHS number whose check digit is right. Class NHS_NUMBER.
    async fn nhs_number(&self) -> Option<NhsNumber> {
        self.of().nhs_number.clone().map(NhsNumber)
    }
    /// Unique pupil number whose check letter is right. Class PUPIL_NUMBER.
    async fn upn(&self) -> Option<Upn> {
        self.of().upn.clone().map(Upn)
    }
    /// Agencies' own identifiers, and numbers kept as reported because they did not verify. Classes by system: NHS_NUMBER,
    /// PUPIL_NUMBER, else INVOLVEMENT and WHEREABOUTS.
    async fn identifiers(&self) -> Option<Vec<Identifier>> {
        self.of().identifiers.as_ref().map(|numbers| {
            numbers
                .iter()
                .map(|n| Identifier {
                    system: n.agency.map_or_else(|| n.system.to_string(), |a| format!("{}:{}", n.system, a.public())),
                    value: n.value.clone(),
                    verified: n.verified,
                })
                .collect()
        })
    }
    /// Where the child lives. Classes CONTACT and WHEREABOUTS.
    async fn address(&self) -> Option<&str> {
        self.of().address.as_deref()
    }
    /// A telephone. Classes CONTACT and WHEREABOUTS.
    async fn telephone(&self) -> Option<&str> {
        self.of().telephone.as_deref()
    }
    /// The school. Classes CONTACT and WHEREABOUTS.
    async fn school(&self) -> Option<Agency> {
        self.agency(self.of().school)
    }
    /// The general practice. Classes CONTACT and WHEREABOUTS.
    async fn general_practice(&self) -> Option<Agency> {
        self.agency(self.of().general_practice)
    }
    /// The local authority that is responsible. Classes INVOLVEMENT and WHEREABOUTS.
    async fn responsible_authority(&self) -> Option<Agency> {
        self.agency(self.of().responsible_authority)
    }
    /// As the Department for Education codes it. Class EQUALITY.
    async fn ethnicity(&self) -> Option<&str> {
        self.of().ethnicity.as_deref()
    }
    /// As stated. Class EQUALITY.
    async fn religion(&self) -> Option<&str> {
        self.of().religion.as_deref()
    }
    /// As recorded. Class EQUALITY.
    async fn disabilities(&self) -> Option<&[String]> {
        self.of().disabilities.as_deref()
    }
    /// As stated. Class CONTACT.
    async fn first_language(&self) -> Option<&str> {
        self.of().first_language.as_deref()
    }
    /// Whether the family needs an interpreter. Class CONTACT.
    async fn interpreter_needed(&self) -> Option<bool> {
        self.of().interpreter_needed
    }
    /// The present level of need. Class SUMMARY.
    async fn level_of_need(&self) -> Option<W<LevelOfNeed>> {
        self.of().level_of_need.map(W)
    }
    /// Every field that you may not have.
    async fn withheld(&self) -> Vec<Withholding> {
        let views = match &self.0 {
            Source::Record(record) => record.0.child_withheld(),
            Source::Changed(view, _) => view.withheld(),
            Source::Concern(view, _) => view.child_withheld(),
        };
        Withholding::of(views, |id| self.named(id))
    }
}
