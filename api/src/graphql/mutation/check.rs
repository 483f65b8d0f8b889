//! Mutations of safeguarding checks.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entities::Set;
use entities::ids::{AgencyId, CheckId};
use entities::words::{CheckAnswer, FieldClass, KeyPoint};

use super::super::check::Check;
use super::super::errors;
use super::super::input::{ChildRef, Form, SharingInput};
use super::super::scalars::Date;
use super::super::sharing::SharingRefused;
use super::super::words::W;
use super::check_entry::{CheckEntryInput, entry};
use super::payload::{Parts, Problem};
use crate::disclosure::check::RecordedChecks;
use crate::disclosure::{ChangeAnswer, HouseholdMember};
use crate::services::checks::{self, CheckWithdrawal, NewAnswer, NewCheck, NewRound};

/// Somebody of the household to search for.
#[derive(Clone, Debug, InputObject)]
pub struct HouseholdMemberInput {
    /// The name.
    pub name: String,
    /// The day of birth, where it is known.
    pub date_of_birth: Option<Date>,
    /// Who that is to the child.
    pub relationship: Option<String>,
}

/// One agency that is asked.
#[derive(Clone, Debug, InputObject)]
pub struct CheckRequestInput {
    /// The agency.
    pub agency: ID,
    /// The classes of the record that it may see to answer, beside who the child is and how to reach it; none where left out.
    pub field_classes: Option<Vec<W<FieldClass>>>,
}

/// Checks to ask for together.
#[derive(Clone, Debug, InputObject)]
pub struct RequestChecksInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: String,
    /// The child.
    pub child: ChildRef,
    /// Why you are in this record, and what the checks are for.
    pub sharing: SharingInput,
    /// The point in the work.
    pub key_point: W<KeyPoint>,
    /// What is asked, and why: every agency asked reads it.
    pub text: String,
    /// Who of the household is to be searched for.
    pub household: Option<Vec<HouseholdMemberInput>>,
    /// Where the household lived before.
    pub former_addresses: Option<Vec<String>>,
    /// Whom to ask; at most 30. Left out, those are asked whom the partnership set for this key point in the child's area, for
    /// no class of the record.
    pub requests: Option<Vec<CheckRequestInput>>,
}

/// An answer to a check.
#[derive(Clone, Debug, InputObject)]
pub struct AnswerCheckInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: String,
    /// The check.
    pub check: ID,
    /// The version that you answer.
    pub expected_version: i32,
    /// The answer; NO_RESPONSE is the hub's to say.
    pub answer: W<CheckAnswer>,
    /// Why it is declined, or what is to be known of the answer.
    pub reason: Option<String>,
    /// Whom to ask for what is held and withheld.
    pub ask_whom: Option<String>,
    /// The systems that were searched; left out only where you decline.
    pub systems_searched: Option<Vec<String>>,
    /// Entries that come with the answer; at most 20.
    pub entries: Option<Vec<CheckEntryInput>>,
}

/// A check that is taken back.
#[derive(Clone, Debug, InputObject)]
pub struct WithdrawCheckInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The check.
    pub check: ID,
    /// The version that you take back.
    pub expected_version: i32,
    /// Why.
    pub reason: String,
}

/// Checks that were asked for together.
#[derive(SimpleObject)]
pub struct CheckRound {
    /// The hub's id.
    id: ID,
    /// The point in the work.
    key_point: W<KeyPoint>,
    /// One for each agency. What is BLOCKED did not go out, and says what it lacks.
    checks: Vec<Check>,
}

/// What became of a round.
#[derive(SimpleObject)]
pub struct RequestChecksPayload {
    /// The round as you asked for it.
    round: Option<CheckRound>,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// What became of a check.
#[derive(SimpleObject)]
pub struct CheckPayload {
    /// The check.
    check: Option<Check>,
    /// The entries that came with the answer.
    entries: Vec<ID>,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// Mutations of safeguarding checks.
#[derive(Default)]
pub struct CheckMutation;

/// Mutations of safeguarding checks.
#[Object]
impl CheckMutation {
    /// Ask other agencies what they know of a child and its household. A check goes out on a consent that covers it, on a
    /// manager's decision to do without, or for child protection work on record; any other is kept, BLOCKED, and says what it
    /// lacks.
    async fn request_checks(&self, ctx: &Context<'_>, input: RequestChecksInput) -> Result<RequestChecksPayload> {
        let mut form = Form::default();
        let key = input.idempotency_key.clone();
        let Some(new) = new_round(input, &mut form) else {
            let problems = form.problems().into_iter().map(Into::into).collect();
            return Ok(RequestChecksPayload { round: None, refused: None, problems });
        };
        let answer = checks::request(errors::door(ctx)?, errors::caller(ctx)?, &key, new, form.problems()).await;
        let Parts { done, refused, problems } = answer.map_err(|e| errors::public(ctx, e))?.into();
        let round = match &done {
            Some(view) => round(ctx, view).await?,
            None => None,
        };
        Ok(RequestChecksPayload { round, refused, problems })
    }

    /// Answer a check that is put to your agency, with entries that come with the answer.
    async fn answer_check(&self, ctx: &Context<'_>, input: AnswerCheckInput) -> Result<CheckPayload> {
        let mut form = Form::default();
        let key = input.idempotency_key.clone();
        let Some(new) = new_answer(input, &mut form) else { return Ok(CheckPayload::wrong(form)) };
        let answer = checks::answer(errors::door(ctx)?, errors::caller(ctx)?, &key, new, form.problems()).await;
        payload(ctx, answer.map_err(|e| errors::public(ctx, e))?).await
    }

    /// Take back a check that your agency asked for and nobody answered.
    async fn withdraw_check(&self, ctx: &Context<'_>, input: WithdrawCheckInput) -> Result<CheckPayload> {
        let mut form = Form::default();
        let Some(check) = form.id("check", &input.check, CheckId::from_public) else {
            return Ok(CheckPayload::wrong(form));
        };
        let withdrawal = CheckWithdrawal { check, expected_version: input.expected_version, reason: input.reason };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let key = input.idempotency_key.as_deref();
        let answer = checks::withdraw(door, caller, key, withdrawal, form.problems()).await;
        payload(ctx, answer.map_err(|e| errors::public(ctx, e))?).await
    }
}

impl CheckPayload {
    /// The input is of no form that could be judged.
    fn wrong(form: Form) -> Self {
        let problems = form.problems().into_iter().map(Into::into).collect();
        Self { check: None, entries: Vec::new(), refused: None, problems }
    }
}

async fn payload(ctx: &Context<'_>, answer: ChangeAnswer<RecordedChecks>) -> Result<CheckPayload> {
    let Parts { done, refused, problems } = answer.into();
    let (check, entries) = match &done {
        Some(view) => {
            let entries = view.entries().iter().map(|id| id.public().into()).collect();
            (Check::recorded(ctx, view).await?.pop(), entries)
        }
        None => (None, Vec::new()),
    };
    Ok(CheckPayload { check, entries, refused, problems })
}

async fn round(ctx: &Context<'_>, view: &Arc<crate::access_log::Logged<RecordedChecks>>) -> Result<Option<CheckRound>> {
    let Some((id, key_point)) = view.of_round() else { return Ok(None) };
    let checks = Check::recorded(ctx, view).await?;
    Ok(Some(CheckRound { id: id.public().into(), key_point: W(key_point), checks }))
}

/// The round as given; none where the child or the sharing cannot be read.
fn new_round(input: RequestChecksInput, form: &mut Form) -> Option<NewRound> {
    let child = form.keep(input.child.key(&["input", "child"]));
    let sharing = form.keep(input.sharing.for_change());
    form.filled("household", input.household.as_ref());
    form.filled("formerAddresses", input.former_addresses.as_ref());
    let mut new_check = |(n, request): (usize, &CheckRequestInput)| {
        form.filled(&format!("requests.{n}.fieldClasses"), request.field_classes.as_ref());
        let agency = form.id(&format!("requests.{n}.agency"), &request.agency, AgencyId::from_public);
        NewCheck { agency, classes: request.field_classes.as_deref().map_or(Set::EMPTY, W::set) }
    };
    let requests = input.requests.as_ref().map(|all| all.iter().enumerate().map(&mut new_check).collect());
    let member = |m: HouseholdMemberInput| HouseholdMember {
        name: m.name,
        date_of_birth: m.date_of_birth.map(|day| day.0),
        relationship: m.relationship,
    };
    Some(NewRound {
        child: child?,
        sharing: sharing?,
        key_point: input.key_point.0,
        text: input.text,
        household: input.household.unwrap_or_default().into_iter().map(member).collect(),
        former_addresses: input.former_addresses.unwrap_or_default(),
        requests,
    })
}

/// The answer as given; none where the check cannot be read.
fn new_answer(input: AnswerCheckInput, form: &mut Form) -> Option<NewAnswer> {
    let check = form.id("check", &input.check, CheckId::from_public);
    form.filled("systemsSearched", input.systems_searched.as_ref());
    form.filled("entries", input.entries.as_ref());
    let entries = input.entries.unwrap_or_default().into_iter().enumerate();
    let entries = entries.map(|(n, given)| entry(given, n, form)).collect();
    Some(NewAnswer {
        check: check?,
        expected_version: input.expected_version,
        answer: input.answer.0,
        reason: input.reason,
        ask_whom: input.ask_whom,
        systems_searched: input.systems_searched.unwrap_or_default(),
        entries,
    })
}
