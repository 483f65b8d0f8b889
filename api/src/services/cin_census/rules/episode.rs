//! Rules about episodes of need, and about the assessments and enquiries in them.

use std::collections::BTreeSet;

use chrono::{Datelike, Weekday};
use entities::Date;

use super::{Findings, Span, open};
use crate::plain::calendar::Calendar;
use crate::services::cin_census::record::{CensusChild, Episode, Field, raw, value};

pub(super) fn check(child: &CensusChild, calendar: &Calendar, found: &mut Findings<'_>) {
    for (n, episode) in (1..).zip(&child.episodes) {
        let path = format!("CINdetails[{n}]");
        closing(&path, episode, found);
        no_further_action(&path, episode, found);
        assessments(&path, child, episode, calendar, found);
        enquiries(&path, child, episode, calendar, found);
        let field = format!("{path}/DateOfInitialCPC");
        found.order(field, &episode.conference, value(&episode.referral), "1104", "conference before the referral");
        weekend(format!("{path}/DateOfInitialCPC"), &episode.conference, "8870Q", found);
    }
    between_episodes(child, found);
}

fn closing(path: &str, episode: &Episode, found: &mut Findings<'_>) {
    if episode.closure.is_some() && episode.closure_reason.is_none() {
        found.flag(format!("{path}/CINclosureDate"), &episode.closure, "8805", "closed without a reason");
    }
    if episode.closure.is_none() && episode.closure_reason.is_some() {
        found.flag(
            format!("{path}/ReasonForClosure"),
            &episode.closure_reason,
            "8810",
            "a reason without a date of closing",
        );
    }
    let field = format!("{path}/CINclosureDate");
    found.order(field, &episode.closure, value(&episode.referral), "DATES_OUT_OF_ORDER", "closed before the referral");

    let Some(closed) = value(&episode.closure) else { return };
    let late = |at: String, date: &Field<Date>, found: &mut Findings<'_>| {
        if value(date).is_some_and(|date| date > closed) {
            found.flag(format!("{path}/{at}"), date, "8565", "after the case was closed");
        }
    };
    late("DateOfInitialCPC".into(), &episode.conference, found);
    for (n, one) in (1..).zip(&episode.assessments) {
        late(format!("Assessments[{n}]/AssessmentActualStartDate"), &one.start, found);
        late(format!("Assessments[{n}]/AssessmentAuthorisationDate"), &one.authorised, found);
    }
    for (n, one) in (1..).zip(&episode.section47s) {
        late(format!("Section47[{n}]/S47ActualStartDate"), &one.start, found);
        late(format!("Section47[{n}]/DateOfInitialCPC"), &one.conference, found);
    }
    for (n, one) in (1..).zip(&episode.cin_plans) {
        late(format!("CINPlanDates[{n}]/CINPlanStartDate"), &one.start, found);
        late(format!("CINPlanDates[{n}]/CINPlanEndDate"), &one.end, found);
    }
    for (n, one) in (1..).zip(&episode.cp_plans) {
        late(format!("ChildProtectionPlans[{n}]/CPPstartDate"), &one.start, found);
        late(format!("ChildProtectionPlans[{n}]/CPPendDate"), &one.end, found);
    }
}

fn no_further_action(path: &str, episode: &Episode, found: &mut Findings<'_>) {
    if value(&episode.no_further_action) != Some(true) {
        return;
    }
    let field = format!("{path}/ReferralNFA");
    let nfa = &episode.no_further_action;
    if !episode.assessments.is_empty() || !episode.section47s.is_empty() || episode.conference.is_some() {
        found.flag(field.clone(), nfa, "8831", "no further action, and yet an assessment, enquiry or conference");
    }
    if !episode.cp_plans.is_empty() {
        found.flag(field.clone(), nfa, "8832", "no further action, and yet a child protection plan");
    }
    if !episode.cin_plans.is_empty() {
        found.flag(field, nfa, "4000", "no further action, and yet a child in need plan");
    }
}

fn assessments(path: &str, child: &CensusChild, episode: &Episode, calendar: &Calendar, found: &mut Findings<'_>) {
    for (n, one) in (1..).zip(&episode.assessments) {
        let at = format!("{path}/Assessments[{n}]");
        let start = format!("{at}/AssessmentActualStartDate");
        found.order(start.clone(), &one.start, value(&episode.referral), "1103", "assessment before the referral");
        let end = format!("{at}/AssessmentAuthorisationDate");
        let message = "authorised before it began";
        found.order(end, &one.authorised, value(&one.start), "DATES_OUT_OF_ORDER", message);
        if let (Some(began), None, Some(last)) = (value(&one.start), &one.authorised, child.reference_date)
            && episode.closure.is_none()
            && calendar.add_working_days_to_date(began, 45) < last
        {
            found.flag(start, &one.start, "8670Q", "open for more than 45 working days");
        }
        let field = format!("{at}/FactorsIdentifiedAtAssessment/AssessmentFactors");
        if one.factors.len() > 1 && one.factors.iter().any(|factor| factor.raw == "21") {
            found.add(field.clone(), "21", "8869", "no factors together with one");
        }
        let mut seen = BTreeSet::new();
        for factor in &one.factors {
            if !seen.insert(factor.raw.as_str()) {
                found.add(field.clone(), &factor.raw, "8898", "the same factor twice");
            }
        }
    }
    if open(episode.assessments.iter().map(|one| &one.authorised)) > 1 {
        found.add(format!("{path}/Assessments"), "", "8896", "more than one open assessment");
    }
}

fn enquiries(path: &str, child: &CensusChild, episode: &Episode, calendar: &Calendar, found: &mut Findings<'_>) {
    let mut unfinished = 0;
    for (n, one) in (1..).zip(&episode.section47s) {
        let at = format!("{path}/Section47[{n}]");
        let start = format!("{at}/S47ActualStartDate");
        found.order(start.clone(), &one.start, value(&episode.referral), "2889", "enquiry before the referral");
        let held = format!("{at}/DateOfInitialCPC");
        found.order(held.clone(), &one.conference, value(&episode.referral), "1104", "conference before the referral");
        let message = "conference before the enquiry";
        found.order(held.clone(), &one.conference, value(&one.start), "DATES_OUT_OF_ORDER", message);
        weekend(held, &one.conference, "8870Q", found);
        weekend(format!("{at}/InitialCPCtarget"), &one.conference_target, "8875", found);
        if one.conference.is_none() && value(&one.conference_not_required) != Some(true) {
            unfinished += 1;
            if let (Some(began), Some(last)) = (value(&one.start), child.reference_date)
                && calendar.add_working_days_to_date(began, 15) < last
            {
                found.flag(start, &one.start, "8675Q", "open for more than 15 working days without a conference");
            }
        }
    }
    if unfinished > 1 {
        found.add(format!("{path}/Section47"), "", "8839", "more than one open enquiry");
    }
}

fn weekend(field: String, date: &Field<Date>, rule: &'static str, found: &mut Findings<'_>) {
    if value(date).is_some_and(|date| matches!(date.0.weekday(), Weekday::Sat | Weekday::Sun)) {
        found.flag(field, date, rule, "at a weekend");
    }
}

fn between_episodes(child: &CensusChild, found: &mut Findings<'_>) {
    // A referral without further action is no episode of need and may come at any time.
    let episodes: Vec<(usize, &Episode)> =
        (1..).zip(&child.episodes).filter(|(_, e)| value(&e.no_further_action) != Some(true)).collect();
    let is_open = |episode: &Episode| episode.closure.is_none();
    if episodes.iter().filter(|(_, episode)| is_open(episode)).count() > 1 {
        found.add("CINdetails", "", "8815", "more than one open episode");
    }
    let latest = episodes.iter().filter_map(|(_, episode)| value(&episode.referral)).max();
    for (n, episode) in &episodes {
        let field = format!("CINdetails[{n}]/CINreferralDate");
        if is_open(episode) {
            found.order(field.clone(), &episode.referral, latest, "8816", "open, and not the latest episode");
        }
        let Some(referral) = value(&episode.referral) else { continue };
        // One problem for each episode, however many it overlaps.
        let overlaps = episodes.iter().any(|(m, other)| {
            let twice = m < n && raw(&other.referral) == raw(&episode.referral);
            let span = Span::of(&other.referral, &other.closure).filter(|span| m != n && span.start < referral);
            twice || span.is_some_and(|span| span.holds(referral))
        });
        if overlaps {
            found.flag(field, &episode.referral, "8820", "overlaps another episode");
        }
    }
}
