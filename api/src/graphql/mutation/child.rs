//! Changing a child's details.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use entities::ids::AgencyId;
use entities::words::Sex;

use super::super::child::Child;
use super::super::errors;
use super::super::input::{ChildRef, Form, SharingInput};
use super::super::scalars::{Date, NhsNumber, Upn};
use super::super::sharing::SharingRefused;
use super::super::words::W;
use super::patch::{id, patch};
use super::payload::{Parts, Problem};
use crate::services::child::{self, ChildChange};

/// A child's details, as of a date. Absent fields stay as they were; null clears.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateChildInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The child.
    pub child: ChildRef,
    /// Why you are in this record.
    pub sharing: SharingInput,
    /// The version that you read.
    pub expected_version: i32,
    /// The day from which the details hold; not in the future.
    pub from: Date,
    /// Why they change.
    pub reason: String,
    /// Given name.
    pub given_name: MaybeUndefined<String>,
    /// Family name.
    pub family_name: MaybeUndefined<String>,
    /// Other names.
    pub aliases: MaybeUndefined<Vec<String>>,
    /// Date of birth.
    pub date_of_birth: MaybeUndefined<Date>,
    /// Of an unborn child.
    pub expected_date_of_birth: MaybeUndefined<Date>,
    /// Date of death.
    pub date_of_death: MaybeUndefined<Date>,
    /// As the Department for Education records it.
    pub sex: MaybeUndefined<W<Sex>>,
    /// NHS number; its check digit must be right.
    pub nhs_number: MaybeUndefined<NhsNumber>,
    /// Unique pupil number, a permanent one; its check letter must be right.
    pub upn: MaybeUndefined<Upn>,
    /// Where the child lives.
    pub address: MaybeUndefined<String>,
    /// A telephone.
    pub telephone: MaybeUndefined<String>,
    /// The school, of the partnership.
    pub school: MaybeUndefined<ID>,
    /// The general practice, of the partnership.
    pub general_practice: MaybeUndefined<ID>,
    /// As the Department for Education codes it.
    pub ethnicity: MaybeUndefined<String>,
    /// As stated.
    pub religion: MaybeUndefined<String>,
    /// As recorded.
    pub disabilities: MaybeUndefined<Vec<String>>,
    /// As stated.
    pub first_language: MaybeUndefined<String>,
    /// Whether the family needs an interpreter.
    pub interpreter_needed: MaybeUndefined<bool>,
}

/// What became of a child's details.
#[derive(SimpleObject)]
pub struct UpdateChildPayload {
    /// The child, with the details that you stated.
    child: Option<Child>,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// Changing a child's details.
#[derive(Default)]
pub struct ChildMutation;

/// Changing a child's details.
#[Object]
impl ChildMutation {
    /// The child's details, as of a date. Absent fields stay as they were; null clears. A history, not a value. The answer
    /// gives what you stated, and lists the rest as withheld.
    async fn update_child(&self, ctx: &Context<'_>, input: UpdateChildInput) -> Result<UpdateChildPayload> {
        let mut form = Form::default();
        let key = input.idempotency_key.clone();
        let Some(change) = change(input, &mut form) else {
            let problems = form.problems().into_iter().map(Into::into).collect();
            return Ok(UpdateChildPayload { child: None, refused: None, problems });
        };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let answer = child::update(door, caller, key.as_deref(), change, form.problems()).await;
        let Parts { done, refused, problems } = answer.map_err(|e| errors::public(ctx, e))?.into();
        let child = match done {
            None => None,
            Some(view) => {
                let named = door.agencies_named(&view.agencies()).await.map_err(|e| errors::public(ctx, e))?;
                Some(Child::changed(view, named))
            }
        };
        Ok(UpdateChildPayload { child, refused, problems })
    }
}

/// The change as given; none where the child or the sharing cannot be read.
fn change(input: UpdateChildInput, form: &mut Form) -> Option<ChildChange> {
    let child = form.keep(input.child.key(&["input", "child"]));
    let sharing = form.keep(input.sharing.for_change());
    let school = id(form, "school", input.school, AgencyId::from_public);
    let general_practice = id(form, "generalPractice", input.general_practice, AgencyId::from_public);
    Some(ChildChange {
        child: child?,
        sharing: sharing?,
        expected_version: input.expected_version,
        from: input.from.0,
        reason: input.reason,
        given_name: patch(input.given_name, |text| text),
        family_name: patch(input.family_name, |text| text),
        aliases: patch(input.aliases, |texts| texts),
        date_of_birth: patch(input.date_of_birth, |day| day.0),
        expected_date_of_birth: patch(input.expected_date_of_birth, |day| day.0),
        date_of_death: patch(input.date_of_death, |day| day.0),
        sex: patch(input.sex, |w| w.0),
        nhs_number: patch(input.nhs_number, |number| number.0),
        upn: patch(input.upn, |number| number.0),
        address: patch(input.address, |text| text),
        telephone: patch(input.telephone, |text| text),
        school,
        general_practice,
        ethnicity: patch(input.ethnicity, |text| text),
        religion: patch(input.religion, |text| text),
        disabilities: patch(input.disabilities, |texts| texts),
        first_language: patch(input.first_language, |text| text),
        interpreter_needed: patch(input.interpreter_needed, |needed| needed),
    })
}
