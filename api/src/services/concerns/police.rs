//! The police post a report (R34): a concern about each child in it, raised as any other is and held together by the force's own
//! number, and beside each what is police-shaped. One number of a force is one report: it is never posted twice.

use entities::ids::{ChildId, ConcernId};
use entities::rows::police_report;
use entities::words::{
    AccessAction, BragRating, DispenseReason, FamilyInformed, FieldClass, LevelOfNeed, TimePrecision,
};
use entities::{Instant, Set};
use policies::Gate;
use serde::Serialize;

use super::super::children::{self, ChildSaid, Linking};
use super::super::problems::Problems;
use super::raise::{Drafted, WHY, draft};
use super::said::{NewConcern, NewPerson, Places, check_person};
use crate::disclosure::concern::RaisedView;
use crate::disclosure::view::RefusalView;
use crate::disclosure::{
    Caller, ChangeAnswer, Door, Logged, PersonContent, Plan, PlanError, PostedChild, Problem, Recorded, Recording,
    Request,
};
use crate::error::Error;
use crate::plain::calendar::local_date;

/// The longest number of a report, in characters: an index holds it.
const LONGEST_NUMBER: usize = 100;
/// The code of the problem with a number that was used before.
const KNOWN: &str = "REPORT_KNOWN";
/// For so long after a concern was raised the request that raised it may still be at work, in microseconds.
const STILL_POSTING: i64 = 10 * 60 * Instant::SECOND;
/// The most children of one report.
const MOST_CHILDREN: usize = 20;
/// The most adults of one report.
const MOST_ADULTS: usize = 50;

/// A report as the police give it.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the schema's field of that name")]
pub struct NewReport {
    pub report_number: String,
    pub rating: BragRating,
    pub unit: String,
    pub attended_because: String,
    pub attended_where: Option<String>,
    pub children: Vec<ReportedChild>,
    pub adults: Option<Vec<ReportedAdult>>,
    pub occurred_at: Option<Instant>,
    pub occurred_precision: TimePrecision,
    pub what_happened: String,
    pub immediate_danger: bool,
    pub family_informed: FamilyInformed,
    pub family_not_informed_reason: Option<DispenseReason>,
    pub keep_from_family: Option<String>,
    pub actions_taken: Option<String>,
    pub suggested_level_of_need: Option<LevelOfNeed>,
    pub call_back: String,
    pub classes: Option<Vec<FieldClass>>,
}

/// A child who was present, or whom the report is about.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the schema's field of that name")]
pub struct ReportedChild {
    pub child: ChildSaid,
    pub impact_on_child: Option<String>,
    pub child_voice: Option<String>,
    pub where_is_the_child_now: Option<String>,
}

/// An adult who was present.
#[derive(Clone, Debug, Serialize)]
pub struct ReportedAdult {
    /// Who it is.
    pub person: NewPerson,
    /// A parent, carer or other adult of the household (R4); anybody else is a third party.
    pub of_household: bool,
}

/// How posting a report ends.
#[derive(Debug)]
pub enum ReportAnswer {
    /// A concern for each child, in the report's order.
    Done(Vec<Logged<RaisedView>>),
    /// No, and why.
    Refused(Logged<RefusalView>),
    /// Every problem at once.
    Problems(Vec<Problem>),
}

/// One child of a report: what one change records.
#[derive(Serialize)]
struct One<'a> {
    report: &'a NewReport,
    place: usize,
}

/// Posts a report. Each child's concern is a change of its own, and the whole report is checked before the first; a report that
/// was cut off is completed by the same request with the same key, and after a while by anybody of the force who posts it again:
/// they are given the concerns that they raise.
///
/// # Errors
/// Where the hub cannot answer.
pub async fn report(
    door: &Door,
    caller: &Caller,
    key: &str,
    new: NewReport,
    form: Vec<Problem>,
) -> Result<ReportAnswer, Error> {
    let mut raised: Vec<Logged<RaisedView>> = Vec::with_capacity(new.children.len());
    // The first child's concern names the report, so that the others are found by it.
    let mut first: Option<ConcernId> = None;
    let mut posted: Vec<i32> = Vec::new();
    for place in 0..new.children.len().max(1) {
        if i32::try_from(place).is_ok_and(|place| posted.contains(&place)) {
            continue;
        }
        let said = One { report: &new, place };
        let later = first.map(|first| format!("{first}/{place}"));
        let request = Request {
            action: AccessAction::RaiseConcern,
            mutation: "raisePoliceReport",
            key: Some(later.as_deref().unwrap_or(key)),
            said: &said,
            form: form.clone(),
        };
        let answer = door
            .record(
                caller,
                request,
                Some(Gate::Report),
                |recording, said| Box::pin(plan(recording, said)),
                |recording, _, made| Box::pin(recall(recording, made)),
            )
            .await?;
        match answer {
            ChangeAnswer::Done(view) => {
                first.get_or_insert(view.concern().id);
                raised.push(view);
            }
            ChangeAnswer::Refused(refusal) => return Ok(ReportAnswer::Refused(refusal)),
            ChangeAnswer::Problems(problems) => {
                let known = problems.iter().all(|problem| problem.code == KNOWN);
                let cut_off = if known && first.is_none() { cut_off(door, caller, &new).await? } else { None };
                let Some((concern, places)) = cut_off else { return Ok(ReportAnswer::Problems(problems)) };
                (first, posted) = (Some(concern), places);
            }
        }
    }
    Ok(ReportAnswer::Done(raised))
}

/// Where the force posted this very report before and was cut off a while ago: its first concern, and the places of the children
/// for whom there is one.
async fn cut_off(door: &Door, caller: &Caller, new: &NewReport) -> Result<Option<(ConcernId, Vec<i32>)>, Error> {
    let posted = door.posted_children(caller, &number(&mut Problems::default(), new)).await?;
    let said = |child: &PostedChild| {
        let place = usize::try_from(child.place).ok().and_then(|place| new.children.get(place));
        usize::try_from(child.children).is_ok_and(|children| children == new.children.len())
            && place.is_some_and(|said| children::words(&said.child) == child.about)
            && child.raised_at.plus(STILL_POSTING) < caller.at
    };
    let unfinished = posted.len() < new.children.len() && posted.iter().all(said);
    let first = posted.first().filter(|first| unfinished && first.place == 0).map(|first| first.concern);
    Ok(first.map(|first| (first, posted.iter().map(|child| child.place).collect())))
}

/// The force's number as it is kept: forces write it in either case.
fn number(problems: &mut Problems, report: &NewReport) -> String {
    problems.text("reportNumber", &report.report_number).to_uppercase()
}

impl One<'_> {
    /// Where the report has what is said of that child.
    fn places(place: usize) -> Places {
        let of = |name: &str| format!("children.{place}.{name}");
        Places {
            child: of("child"),
            child_voice: of("childVoice"),
            impact: of("impactOnChild"),
            where_now: of("whereIsTheChildNow"),
            people: "adults",
            others: None,
        }
    }

    /// The concern about that child, with the other children as those whom it is also about.
    fn concern(&self) -> Option<NewConcern> {
        let report = self.report;
        let child = report.children.get(self.place)?;
        let others = report.children.iter().enumerate().filter(|(n, _)| *n != self.place);
        let others: Vec<_> = others.filter_map(|(_, other)| other.child.described.clone()).collect();
        let people = report.adults.as_ref().map(|adults| adults.iter().map(|adult| adult.person.clone()).collect());
        Some(NewConcern {
            child: child.child.clone(),
            other_children: Some(others).filter(|others| !others.is_empty()),
            people,
            occurred_at: report.occurred_at,
            occurred_precision: report.occurred_precision,
            what_happened: report.what_happened.clone(),
            impact_on_child: child.impact_on_child.clone(),
            child_voice: child.child_voice.clone(),
            where_is_the_child_now: child.where_is_the_child_now.clone(),
            immediate_danger: report.immediate_danger,
            family_informed: report.family_informed,
            family_not_informed_reason: report.family_not_informed_reason,
            keep_from_family: report.keep_from_family.clone(),
            actions_taken: report.actions_taken.clone(),
            suggested_level_of_need: report.suggested_level_of_need,
            call_back: report.call_back.clone(),
            only_me_in_my_agency: false,
            classes: report.classes.clone(),
        })
    }

    /// Looks at the other children before the first one's concern is written, so that no part of a wrong report is.
    async fn check_others(&self, recording: &Recording<'_>, problems: &mut Problems) -> Result<(), PlanError> {
        for (place, other) in self.report.children.iter().enumerate().take(MOST_CHILDREN).skip(1) {
            let places = Self::places(place);
            for (field, text) in [
                (&places.impact, &other.impact_on_child),
                (&places.child_voice, &other.child_voice),
                (&places.where_now, &other.where_is_the_child_now),
            ] {
                problems.optional(field, text.as_deref());
            }
            children::identify(recording, problems, &places.child, &other.child, Linking::Record, WHY).await?;
        }
        Ok(())
    }
}

/// What is police-shaped of a report, cleaned.
struct Shaped {
    number: String,
    unit: String,
    because: String,
    place: Option<String>,
}

fn shaped(problems: &mut Problems, report: &NewReport) -> Shaped {
    let number = number(problems, report);
    if number.chars().count() > LONGEST_NUMBER {
        problems.add("reportNumber", "TOO_LONG", format!("a report's number has at most {LONGEST_NUMBER} characters"));
    }
    problems.filled("children", &report.children);
    problems.at_most("children", &report.children, MOST_CHILDREN);
    problems.at_most("adults", report.adults.as_deref().unwrap_or_default(), MOST_ADULTS);
    Shaped {
        number,
        unit: problems.text("unit", &report.unit),
        because: problems.text("attendedBecause", &report.attended_because),
        place: problems.optional("attendedWhere", report.attended_where.as_deref()),
    }
}

async fn plan(recording: &Recording<'_>, said: &One<'_>) -> Result<Recorded<RaisedView>, PlanError> {
    let (caller, report) = (recording.caller, said.report);
    let mut problems = Problems::of(recording);
    let shaped = shaped(&mut problems, report);
    let place = i32::try_from(said.place).map_err(|e| PlanError::Failed(Error::internal(e)))?;
    if said.place == 0 {
        said.check_others(recording, &mut problems).await?;
    }
    if recording.snapshot.is_reported(caller, &shaped.number, place).await? {
        problems.add(
            "reportNumber",
            KNOWN,
            "your force posted a report with this number before: add to it with `addToConcern`, or check the number",
        );
    }
    let Some(new) = said.concern() else {
        problems.check()?;
        return Err(PlanError::lost("a child of a report"));
    };
    let Drafted { concern, mut rows } = draft(recording, problems, &new, &One::places(said.place)).await?;
    let police = police_report::Model {
        concern_id: concern.id,
        agency_id: caller.agency.id,
        report_number: shaped.number,
        place,
        children: i32::try_from(report.children.len()).unwrap_or(i32::MAX),
        rating: report.rating,
        unit: shaped.unit,
        attended_because: shaped.because,
        attended_at: report.occurred_at,
        attended_precision: report.occurred_precision,
        attended_where: shaped.place,
        adults: people(report, true, caller),
        third_parties: people(report, false, caller),
        child_voice: new.child_voice.as_deref().and_then(|voice| Problems::default().optional("", Some(voice))),
        log: 0,
        seq: 0,
    };
    let view = RaisedView::of_report(&concern, &police)?;
    let (child, made, classes) = (Some(concern.child_id), concern.id.to_string(), concern.classes);
    rows.add(concern);
    rows.add(police);
    Ok(Recorded { plan: Plan { view, rows, made, classes }, child, flags: Set::EMPTY })
}

/// The adults of the household, or the others, as they are kept; their texts were checked with the concern.
fn people(report: &NewReport, of_household: bool, caller: &Caller) -> String {
    let today = local_date(caller.at);
    let wanted = report.adults.iter().flatten().filter(|adult| adult.of_household == of_household);
    let people: Vec<PersonContent> = wanted
        .map(|adult| {
            let person = check_person(&mut Problems::default(), "", &adult.person, today);
            PersonContent {
                name: person.name,
                relation: person.relation,
                date_of_birth: person.date_of_birth,
                alleged_to_have_caused_harm: person.alleged_to_have_caused_harm,
                works_with_children: person.works_with_children,
                works_for: person.works_for,
            }
        })
        .collect();
    serde_json::to_string(&people).unwrap_or_else(|_| "[]".to_owned())
}

async fn recall(recording: &Recording<'_>, made: String) -> Result<(RaisedView, Option<ChildId>), PlanError> {
    let lost = || PlanError::lost("a police report");
    let id: ConcernId = made.parse().map_err(|_| lost())?;
    let concern = recording.snapshot.own_concern(recording.caller, id).await?.ok_or_else(lost)?;
    let police = recording.snapshot.police_report(&concern).await?.ok_or_else(lost)?;
    Ok((RaisedView::of_report(&concern, &police)?, Some(concern.child_id)))
}
