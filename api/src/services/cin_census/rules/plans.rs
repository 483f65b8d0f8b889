//! Rules about child in need plans and child protection plans.

use entities::Date;

use super::{Findings, Span, open};
use crate::services::cin_census::record::{CensusChild, Episode, Field, value};

pub(super) fn check(child: &CensusChild, found: &mut Findings<'_>) {
    for (n, episode) in (1..).zip(&child.episodes) {
        let path = format!("CINdetails[{n}]");
        need_plans(&path, child, episode, found);
        protection_plans(&path, child, episode, found);
    }
    across(child, found);
}

fn after_death(field: String, child: &CensusChild, date: Option<Date>, rule: &'static str, found: &mut Findings<'_>) {
    if let (Some(date), Some(death)) = (date, value(&child.death))
        && date > death
    {
        found.add(field, &date.to_string(), rule, "after the child's death");
    }
}

fn need_plans(path: &str, child: &CensusChild, episode: &Episode, found: &mut Findings<'_>) {
    for (n, plan) in (1..).zip(&episode.cin_plans) {
        let at = format!("{path}/CINPlanDates[{n}]");
        let message = "ends before it starts";
        let end = format!("{at}/CINPlanEndDate");
        found.order(end, &plan.end, value(&plan.start), "DATES_OUT_OF_ORDER", message);
        let start = format!("{at}/CINPlanStartDate");
        let message = "plan before the referral";
        found.order(start.clone(), &plan.start, value(&episode.referral), "DATES_OUT_OF_ORDER", message);
        after_death(start, child, value(&plan.start), "AFTER_DEATH", found);
    }
}

fn protection_plans(path: &str, child: &CensusChild, episode: &Episode, found: &mut Findings<'_>) {
    for (n, plan) in (1..).zip(&episode.cp_plans) {
        let at = format!("{path}/ChildProtectionPlans[{n}]");
        let start = format!("{at}/CPPstartDate");
        let end = format!("{at}/CPPendDate");
        found.order(start.clone(), &plan.start, value(&episode.referral), "1105", "plan before the referral");
        found.order(end.clone(), &plan.end, value(&plan.start), "DATES_OUT_OF_ORDER", "ends before it starts");
        if let Some(began) = value(&plan.start) {
            if value(&plan.end) == Some(began) {
                found.flag(end.clone(), &plan.end, "8840", "starts and ends on one day");
            }
            let enquiries = episode.section47s.iter().map(|one| &one.conference);
            let mut held = enquiries.chain([&episode.conference]).filter_map(value).peekable();
            if held.peek().is_some() && !held.any(|day| day == began) {
                found.flag(start.clone(), &plan.start, "2885", "not the day of the conference");
            }
        }
        after_death(start, child, value(&plan.start), "8915", found);
        after_death(end, child, value(&plan.end), "8920", found);
        for review in &plan.reviews {
            if let (Some(day), Some(began)) = (review.value, value(&plan.start))
                && day <= began
            {
                found.add(
                    format!("{at}/Reviews/CPPreviewDate"),
                    &review.raw,
                    "8841",
                    "not after the start of the plan",
                );
            }
        }
    }
}

/// What holds between all plans of a child, whatever the episode.
fn across(child: &CensusChild, found: &mut Findings<'_>) {
    let need: Vec<_> = child.episodes.iter().flat_map(|episode| &episode.cin_plans).collect();
    let protection: Vec<_> = child.episodes.iter().flat_map(|episode| &episode.cp_plans).collect();
    let (need_open, protection_open) = (open(need.iter().map(|p| &p.end)), open(protection.iter().map(|p| &p.end)));
    if need_open > 1 {
        found.add("CINPlanDates", "", "4004", "more than one open child in need plan");
    }
    if protection_open > 1 {
        found.add("ChildProtectionPlans", "", "8935", "more than one open child protection plan");
    }
    if need_open > 0 && protection_open > 0 {
        found.add("CINPlanDates", "", "4001", "open together with a child protection plan");
    }
    let within = |start: &Field<Date>, other: &Field<Date>, end: &Field<Date>| {
        value(start).is_some_and(|day| Span::of(other, end).is_some_and(|span| span.holds(day)))
    };
    for plan in &need {
        if protection.iter().any(|other| within(&plan.start, &other.start, &other.end)) {
            found.flag("CINPlanDates/CINPlanStartDate", &plan.start, "4016", "starts during a child protection plan");
        }
    }
    for plan in &protection {
        if need.iter().any(|other| within(&plan.start, &other.start, &other.end)) {
            found.flag("ChildProtectionPlans/CPPstartDate", &plan.start, "4017", "starts during a child in need plan");
        }
    }
}
