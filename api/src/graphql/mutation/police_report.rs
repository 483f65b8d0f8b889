//! Posting a report of the police.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use entities::words::{BragRating, DispenseReason, FamilyInformed, FieldClass, LevelOfNeed, TimePrecision};

use super::super::concern::Concern;
use super::super::errors;
use super::super::input::Form;
use super::super::input_child::{ConcernChildInput, ConcernPersonInput};
use super::super::scalars::{Date, DateTime};
use super::super::sharing::SharingRefused;
use super::super::words::W;
use super::payload::Problem;
use crate::services::concerns::{self, NewReport, ReportAnswer, ReportedAdult, ReportedChild};

/// A child who was present, or whom the report is about.
#[derive(Clone, Debug, InputObject)]
pub struct ReportedChildInput {
    /// Who the child is.
    pub child: ConcernChildInput,
    /// What it did to the child.
    pub impact_on_child: Option<String>,
    /// What the child said or showed, in their words where possible.
    pub child_voice: Option<String>,
    /// Where the child is now.
    pub where_is_the_child_now: Option<String>,
}

/// An adult who was present. It is shown to none of them.
#[derive(Clone, Debug, InputObject)]
pub struct ReportedAdultInput {
    /// The whole name.
    pub name: Option<String>,
    /// What they are to the child.
    pub relation: Option<String>,
    /// A parent, carer or other adult of the household; anybody else is a third party, of whom fewer are told.
    pub of_household: bool,
    /// Date of birth; not in the future.
    pub date_of_birth: Option<Date>,
    /// Address.
    pub address: Option<String>,
    /// Whether they are alleged to have caused harm.
    #[graphql(default = false)]
    pub alleged_to_have_caused_harm: bool,
    /// Whether they work with children.
    pub works_with_children: Option<bool>,
    /// For whom they work.
    pub works_for: Option<String>,
}

/// A report of the police (MERLIN, PPN) to post.
#[derive(Clone, Debug, InputObject)]
pub struct RaisePoliceReportInput {
    /// The client's own key for this request; the same key with the same input gives the same answer, and completes a report
    /// that was cut off.
    pub idempotency_key: String,
    /// The force's own number, at most 100 characters; used once.
    pub report_number: String,
    /// How the force graded it.
    pub rating: W<BragRating>,
    /// The officer's unit.
    pub unit: String,
    /// Why the officer attended.
    pub attended_because: String,
    /// Where.
    pub attended_where: Option<String>,
    /// When it happened; not in the future.
    pub occurred_at: Option<DateTime>,
    /// How exactly the time is known.
    #[graphql(default_with = "W(TimePrecision::Time)")]
    pub occurred_precision: W<TimePrecision>,
    /// The children, 1 to 20; each gets a concern of its own.
    pub children: Vec<ReportedChildInput>,
    /// The adults who were present, at most 50.
    pub adults: Option<Vec<ReportedAdultInput>>,
    /// What happened.
    pub what_happened: String,
    /// Whether the children are in immediate danger.
    #[graphql(default = false)]
    pub immediate_danger: bool,
    /// Whether the family knows.
    pub family_informed: W<FamilyInformed>,
    /// Why the family was not told; required with NOT_INFORMED.
    pub family_not_informed_reason: Option<W<DispenseReason>>,
    /// What must be kept from the family.
    pub keep_from_family: Option<String>,
    /// What the officer did about it.
    pub actions_taken: Option<String>,
    /// The level of need that the officer thinks the children have.
    pub suggested_level_of_need: Option<W<LevelOfNeed>>,
    /// A number to ring about this.
    pub call_back: String,
    /// What it holds beside the narrative and what the police know.
    pub classes: Option<Vec<W<FieldClass>>>,
}

/// A report as it was posted.
#[derive(SimpleObject)]
pub struct PostedReport {
    /// The force's own number.
    report_number: String,
    /// A concern for each child, in the report's order, as you raised it.
    concerns: Vec<Concern>,
}

/// What became of a report.
#[derive(SimpleObject)]
pub struct RaisePoliceReportPayload {
    /// The report as you posted it.
    report: Option<PostedReport>,
    /// The same words for every child, 999 first.
    what_now: String,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// Posting a report of the police.
#[derive(Default)]
pub struct PoliceReportMutation;

/// Posting a report of the police.
#[Object]
impl PoliceReportMutation {
    /// The police post a report, graded blue to red: a concern about each child in it, as raiseConcern raises one. For people
    /// of a police agency alone.
    async fn raise_police_report(
        &self,
        ctx: &Context<'_>,
        input: RaisePoliceReportInput,
    ) -> Result<RaisePoliceReportPayload> {
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let mut form = Form::default();
        let (key, report_number) = (input.idempotency_key.clone(), input.report_number.trim().to_owned());
        let new = new_report(input, &mut form);
        let answer = concerns::report(door, caller, &key, new, form.problems()).await;
        let what_now = door.what_now(caller);
        let nothing = RaisePoliceReportPayload { report: None, what_now, refused: None, problems: Vec::new() };
        Ok(match answer.map_err(|e| errors::public(ctx, e))? {
            ReportAnswer::Done(raised) => {
                let own = door.agencies_named(&[caller.agency.id]).await.map_err(|e| errors::public(ctx, e))?;
                let agency = own.into_iter().next().map(Box::new);
                let raised = raised.into_iter();
                let concerns =
                    raised.map(|view| Concern::Raised { view: Arc::new(view), agency: agency.clone() }).collect();
                RaisePoliceReportPayload { report: Some(PostedReport { report_number, concerns }), ..nothing }
            }
            ReportAnswer::Refused(refusal) => {
                RaisePoliceReportPayload { refused: Some(SharingRefused(Arc::new(refusal))), ..nothing }
            }
            ReportAnswer::Problems(problems) => {
                RaisePoliceReportPayload { problems: problems.into_iter().map(Into::into).collect(), ..nothing }
            }
        })
    }
}

impl ReportedAdultInput {
    fn said(self) -> ReportedAdult {
        let person = ConcernPersonInput {
            name: self.name,
            relation: self.relation,
            date_of_birth: self.date_of_birth,
            address: self.address,
            alleged_to_have_caused_harm: self.alleged_to_have_caused_harm,
            works_with_children: self.works_with_children,
            works_for: self.works_for,
        };
        ReportedAdult { person: person.said(), of_household: self.of_household }
    }
}

fn new_report(input: RaisePoliceReportInput, form: &mut Form) -> NewReport {
    let children = input.children.into_iter().enumerate().map(|(place, child)| ReportedChild {
        child: child.child.said(&format!("children.{place}.child"), form),
        impact_on_child: child.impact_on_child,
        child_voice: child.child_voice,
        where_is_the_child_now: child.where_is_the_child_now,
    });
    NewReport {
        children: children.collect(),
        report_number: input.report_number,
        rating: input.rating.0,
        unit: input.unit,
        attended_because: input.attended_because,
        attended_where: input.attended_where,
        adults: input.adults.map(|adults| adults.into_iter().map(ReportedAdultInput::said).collect()),
        occurred_at: input.occurred_at.map(|at| at.0),
        occurred_precision: input.occurred_precision.0,
        what_happened: input.what_happened,
        immediate_danger: input.immediate_danger,
        family_informed: input.family_informed.0,
        family_not_informed_reason: input.family_not_informed_reason.map(|r| r.0),
        keep_from_family: input.keep_from_family,
        actions_taken: input.actions_taken,
        suggested_level_of_need: input.suggested_level_of_need.map(|l| l.0),
        call_back: input.call_back,
        classes: input.classes.map(|classes| classes.into_iter().map(|c| c.0).collect()),
    }
}
