//! What the inputs of pieces of work are made of.

use async_graphql::{ID, InputObject};
use entities::ids::{AgencyId, OutcomeId, WorkId};
use entities::words::{FamilyRole, FieldClass, OutcomeState};

use super::super::input::{ChildRef, Form, SharingInput};
use super::super::scalars::Date;
use super::super::words::W;
use crate::disclosure::FamilyMember;
use crate::services::work::{Beginning, Doing, Family, NewOutcome, NewStep, NewWork, OutcomeReview, Said};

/// What every beginning of a piece of work says.
#[derive(Clone, Debug, InputObject)]
pub struct BeginWorkInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: String,
    /// The child.
    pub child: ChildRef,
    /// Why you are in this record; a concern that it names is what the work rests on.
    pub sharing: SharingInput,
    /// Its first day; not in the future.
    pub happened_on: Date,
    /// Why, and what is to be done, in your words; 1 to 20,000 characters, as every text.
    pub text: String,
    /// What the text holds beside what such work implies.
    pub classes: Option<Vec<W<FieldClass>>>,
}

/// What every step of a piece of work says.
#[derive(Clone, Debug, InputObject)]
pub struct StepInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The piece of work, which your agency keeps.
    pub work: ID,
    /// The version that you read.
    pub expected_version: i32,
    /// The day of the step; not in the future.
    pub happened_on: Date,
    /// The step in your words; 1 to 20,000 characters, as every text.
    pub text: String,
    /// What the text holds beside what such work implies.
    pub classes: Option<Vec<W<FieldClass>>>,
}

/// An adult of the child's family.
#[derive(Clone, Debug, InputObject)]
pub struct FamilyMemberInput {
    /// The name.
    pub name: String,
    /// Who that is to the child.
    pub role: W<FamilyRole>,
    /// Whether they hold parental responsibility.
    pub parental_responsibility: bool,
    /// Whether they took part.
    pub took_part: bool,
    /// Why not; required of who holds parental responsibility.
    pub why_not: Option<String>,
}

/// Who of the child's family took part.
#[derive(Clone, Debug, InputObject)]
pub struct FamilyInput {
    /// The adults who were to take part, the father among them.
    pub family: Option<Vec<FamilyMemberInput>>,
    /// Why no father is named; required where none is.
    pub no_father: Option<String>,
}

/// An outcome to work towards.
#[derive(Clone, Debug, InputObject)]
pub struct WorkOutcomeInput {
    /// What is to change for the child.
    pub change: String,
    /// By what it is seen that it did.
    pub measure: String,
    /// The agency that owns it.
    pub owner_agency: ID,
    /// The practitioner there, by name or role.
    pub owner: Option<String>,
    /// By when; not past.
    pub due_on: Date,
}

/// What a review found of an outcome.
#[derive(Clone, Debug, InputObject)]
pub struct OutcomeReviewInput {
    /// The outcome.
    pub outcome: ID,
    /// Where it stands; OPEN where it is still worked towards.
    pub state: W<OutcomeState>,
    /// What was found.
    pub note: Option<String>,
}

impl BeginWorkInput {
    /// The work to begin, with the key; none where the child or the sharing cannot be read.
    pub(super) fn new_work(self, form: &mut Form, beginning: Beginning) -> Option<(String, NewWork)> {
        let child = form.keep(self.child.key(&["input", "child"]));
        let sharing = form.keep(self.sharing.for_change());
        let said = said(form, self.happened_on, self.text, self.classes, None);
        Some((self.idempotency_key, NewWork { child: child?, sharing: sharing?, said, beginning }))
    }
}

impl StepInput {
    /// The step, with the key; none where the piece of work cannot be read.
    pub(super) fn new_step(
        self,
        form: &mut Form,
        without_checks: Option<String>,
        doing: Doing,
    ) -> Option<(Option<String>, NewStep)> {
        let work = form.id("work", &self.work, WorkId::from_public);
        let said = said(form, self.happened_on, self.text, self.classes, without_checks);
        let expected_version = self.expected_version;
        Some((self.idempotency_key, NewStep { work: work?, expected_version, said, doing }))
    }
}

fn said(
    form: &mut Form,
    happened_on: Date,
    text: String,
    classes: Option<Vec<W<FieldClass>>>,
    without_checks: Option<String>,
) -> Said {
    form.filled("classes", classes.as_ref());
    let classes = classes.unwrap_or_default().into_iter().map(|class| class.0).collect();
    Said { happened_on: happened_on.0, text, classes, without_checks }
}

impl FamilyInput {
    /// The family as given.
    pub(super) fn family(self, form: &mut Form) -> Family {
        form.filled("family", self.family.as_ref());
        let member = |m: FamilyMemberInput| FamilyMember {
            name: m.name,
            role: m.role.0,
            parental_responsibility: m.parental_responsibility,
            took_part: m.took_part,
            why_not: m.why_not,
        };
        Family { people: self.family.unwrap_or_default().into_iter().map(member).collect(), no_father: self.no_father }
    }
}

/// Outcomes as given.
pub(super) fn outcomes(form: &mut Form, given: Vec<WorkOutcomeInput>) -> Vec<NewOutcome> {
    let outcome = |(n, o): (usize, WorkOutcomeInput)| NewOutcome {
        owner_agency: form.id(&format!("outcomes.{n}.ownerAgency"), &o.owner_agency, AgencyId::from_public),
        change: o.change,
        measure: o.measure,
        owner: o.owner,
        due_on: o.due_on.0,
    };
    given.into_iter().enumerate().map(outcome).collect()
}

/// What a review found, as given.
pub(super) fn reviews(form: &mut Form, given: Option<Vec<OutcomeReviewInput>>) -> Vec<OutcomeReview> {
    form.filled("reviewed", given.as_ref());
    let review = |(n, r): (usize, OutcomeReviewInput)| OutcomeReview {
        outcome: form.id(&format!("reviewed.{n}.outcome"), &r.outcome, OutcomeId::from_public),
        state: r.state.0,
        note: r.note,
    };
    given.unwrap_or_default().into_iter().enumerate().map(review).collect()
}
