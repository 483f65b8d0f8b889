//! Restricting a record, barring from it, protecting whereabouts, and lifting these.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entities::ids::{AgencyId, PersonId, ProtectionId};
use entities::words::ProtectionKind;

use super::super::errors;
use super::super::input::{ChildRef, Form, SharingInput};
use super::super::scalars::{Date, DateTime};
use super::super::sharing::SharingRefused;
use super::payload::{Parts, Problem};
use crate::disclosure::ChangeAnswer;
use crate::disclosure::made::ProtectionView;
use crate::services::protection::{self, Lifting, NewBar, NewMarking, NewRestriction};

/// A record that only the people named may open.
#[derive(Clone, Debug, InputObject)]
pub struct RestrictRecordInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The child.
    pub child: ChildRef,
    /// Why you are in this record.
    pub sharing: SharingInput,
    /// Why it is restricted.
    pub reason: String,
    /// Who may still open it.
    pub named: Vec<ID>,
    /// Who learns of every attempt: at least two people beside you, in at least two agencies.
    pub custodians: Vec<ID>,
    /// The second person: a manager or above in your agency or in the child's authority, not you.
    pub approved_by: ID,
}

/// An agency or a person to be kept out of one record.
#[derive(Clone, Debug, InputObject)]
pub struct BarAccessInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The child.
    pub child: ChildRef,
    /// Why you are in this record.
    pub sharing: SharingInput,
    /// Why they are kept out.
    pub reason: String,
    /// The agency; or a practitioner.
    pub agency: Option<ID>,
    /// The practitioner; or an agency.
    pub practitioner: Option<ID>,
    /// The second person: a manager or above in your agency or in the child's authority, not you.
    pub approved_by: ID,
}

/// A child whose whereabouts are to stay with few.
#[derive(Clone, Debug, InputObject)]
pub struct ProtectWhereaboutsInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The child.
    pub child: ChildRef,
    /// Why you are in this record.
    pub sharing: SharingInput,
    /// Why where the child is must not be known.
    pub reason: String,
    /// Who may still know where the child is, beside those whose work the rules name; absent, nobody.
    pub named: Option<Vec<ID>>,
    /// The last day it holds; absent, until it is ended. Alone you protect for 72 hours at most.
    pub until: Option<Date>,
    /// The second person, where you are a social worker of the area or governance: a manager or above in your agency or in the
    /// child's authority, not you.
    pub approved_by: Option<ID>,
}

/// A protection to be lifted.
#[derive(Clone, Debug, InputObject)]
pub struct LiftProtectionInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The protection.
    pub protection: ID,
    /// Why it is lifted.
    pub reason: String,
    /// The second person: a manager or above in your agency or in the child's authority, not you.
    pub approved_by: ID,
}

/// A restriction or a bar. It tells nothing of the record.
#[derive(Clone, Debug, SimpleObject)]
pub struct Protection {
    /// The hub's id.
    id: ID,
    /// From when it holds.
    since: DateTime,
    /// The last day it holds; none where nobody has lifted it.
    until: Option<Date>,
}

/// What became of a protection.
#[derive(SimpleObject)]
pub struct ProtectionPayload {
    /// The protection as you set or lifted it.
    protection: Option<Protection>,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

impl ProtectionPayload {
    fn wrong(form: Form) -> Self {
        Self { protection: None, refused: None, problems: form.problems().into_iter().map(Into::into).collect() }
    }

    fn of(answer: ChangeAnswer<ProtectionView>) -> Self {
        let Parts { done, refused, problems } = answer.into();
        let protection = done.map(|view| Protection {
            id: view.id().public().into(),
            since: DateTime(view.since()),
            until: view.until().map(Date),
        });
        Self { protection, refused, problems }
    }
}

/// Restricting a record, barring from it, and lifting these.
#[derive(Default)]
pub struct ProtectionMutation;

/// Restricting a record, barring from it, and lifting these.
#[Object]
impl ProtectionMutation {
    /// Restrict a record to the people named; for all others there is no such child.
    async fn restrict_record(&self, ctx: &Context<'_>, input: RestrictRecordInput) -> Result<ProtectionPayload> {
        let mut form = Form::default();
        let child = form.keep(input.child.key(&["input", "child"]));
        let sharing = form.keep(input.sharing.for_change());
        let named = form.ids("named", Some(&input.named), PersonId::from_public);
        let custodians = form.ids("custodians", Some(&input.custodians), PersonId::from_public);
        let approver = form.id("approvedBy", &input.approved_by, PersonId::from_public);
        let (Some(child), Some(sharing), Some(approved_by)) = (child, sharing, approver) else {
            return Ok(ProtectionPayload::wrong(form));
        };
        let new = NewRestriction { child, sharing, reason: input.reason, named, custodians, approved_by };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let key = input.idempotency_key.as_deref();
        let answer = protection::restrict(door, caller, key, new, form.problems()).await;
        Ok(ProtectionPayload::of(answer.map_err(|e| errors::public(ctx, e))?))
    }

    /// Lift a restriction, once the second person has said yes: until then it holds.
    async fn lift_restriction(&self, ctx: &Context<'_>, input: LiftProtectionInput) -> Result<ProtectionPayload> {
        lift(ctx, ("liftRestriction", ProtectionKind::Restriction), input).await
    }

    /// Keep an agency or a person out of one record; for them alone there is no such child.
    async fn bar_access(&self, ctx: &Context<'_>, input: BarAccessInput) -> Result<ProtectionPayload> {
        let mut form = Form::default();
        let child = form.keep(input.child.key(&["input", "child"]));
        let sharing = form.keep(input.sharing.for_change());
        let agency = input.agency.as_ref().map(|id| form.id("agency", id, AgencyId::from_public));
        let practitioner = input.practitioner.as_ref().map(|id| form.id("practitioner", id, PersonId::from_public));
        let approver = form.id("approvedBy", &input.approved_by, PersonId::from_public);
        // An id that does not read is no absent one: it would seem that the other alone was named.
        let (Some(child), Some(sharing), Some(approved_by), true) =
            (child, sharing, approver, agency != Some(None) && practitioner != Some(None))
        else {
            return Ok(ProtectionPayload::wrong(form));
        };
        let new = NewBar {
            child,
            sharing,
            reason: input.reason,
            agency: agency.flatten(),
            practitioner: practitioner.flatten(),
            approved_by,
        };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let key = input.idempotency_key.as_deref();
        let answer = protection::bar(door, caller, key, new, form.problems()).await;
        Ok(ProtectionPayload::of(answer.map_err(|e| errors::public(ctx, e))?))
    }

    /// Keep where a child is to few: by a social worker of the area or governance with a second person; by the police, and by
    /// who works with the child, at once and alone, for 72 hours.
    async fn protect_whereabouts(
        &self,
        ctx: &Context<'_>,
        input: ProtectWhereaboutsInput,
    ) -> Result<ProtectionPayload> {
        let mut form = Form::default();
        let child = form.keep(input.child.key(&["input", "child"]));
        let sharing = form.keep(input.sharing.for_change());
        let named = form.ids("named", input.named.as_ref(), PersonId::from_public);
        form.filled("named", input.named.as_ref());
        let approver = input.approved_by.as_ref().map(|id| form.id("approvedBy", id, PersonId::from_public));
        let (Some(child), Some(sharing), true) = (child, sharing, approver != Some(None)) else {
            return Ok(ProtectionPayload::wrong(form));
        };
        let until = input.until.map(|day| day.0);
        let approved_by = approver.flatten();
        let new = NewMarking { child, sharing, reason: input.reason, named, until, approved_by };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let key = input.idempotency_key.as_deref();
        let answer = protection::protect(door, caller, key, new, form.problems()).await;
        Ok(ProtectionPayload::of(answer.map_err(|e| errors::public(ctx, e))?))
    }

    /// Lift a bar, once the second person has said yes.
    async fn lift_bar(&self, ctx: &Context<'_>, input: LiftProtectionInput) -> Result<ProtectionPayload> {
        lift(ctx, ("liftBar", ProtectionKind::Bar), input).await
    }

    /// Lift a marking of whereabouts, once the second person has said yes. Other markings of the child hold on.
    async fn lift_whereabouts(&self, ctx: &Context<'_>, input: LiftProtectionInput) -> Result<ProtectionPayload> {
        lift(ctx, ("liftWhereabouts", ProtectionKind::Whereabouts), input).await
    }
}

async fn lift(
    ctx: &Context<'_>,
    which: (&'static str, ProtectionKind),
    input: LiftProtectionInput,
) -> Result<ProtectionPayload> {
    let mut form = Form::default();
    let id = form.id("protection", &input.protection, ProtectionId::from_public);
    let approver = form.id("approvedBy", &input.approved_by, PersonId::from_public);
    let (Some(id), Some(approved_by)) = (id, approver) else { return Ok(ProtectionPayload::wrong(form)) };
    let lifting = Lifting { protection: id, reason: input.reason, approved_by };
    let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
    let key = input.idempotency_key.as_deref();
    let answer = protection::lift(door, caller, which, key, lifting, form.problems()).await;
    Ok(ProtectionPayload::of(answer.map_err(|e| errors::public(ctx, e))?))
}
