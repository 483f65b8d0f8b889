//! From when to when an episode or a plan ran, as far as a return with bad dates tells.

use entities::Date;

use super::record::{CpPlan, Episode, Field, value};

/// A stretch of time with its uncertainty.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub start: Date,
    /// None while it goes on.
    pub end: Option<Date>,
    /// Whether a date was missing or bad and another had to stand for it.
    pub estimated: bool,
}

impl Stretch {
    pub(super) fn holds(&self, day: Date) -> bool {
        day >= self.start && self.end.is_none_or(|end| day < end)
    }

    fn new(start: &Field<Date>, near: &[Option<Date>], end: &Field<Date>, ended: bool, last: Date) -> Self {
        let known_end = value(end);
        let known_start = value(start).or_else(|| near.iter().copied().flatten().min());
        let begins = known_start.or(known_end).unwrap_or(last);
        // What is reported as ended, on a day that cannot be read, had ended by the last day of the return.
        let ends = ended.then(|| known_end.unwrap_or(last).max(begins));
        let certain = value(start).is_some() && (!ended || known_end.is_some_and(|end| end >= begins));
        Self { start: begins, end: ends, estimated: !certain }
    }
}

/// Whether anything beside the referral is reported of an episode.
pub(super) fn has_activity(episode: &Episode) -> bool {
    episode.conference.is_some()
        || !episode.assessments.is_empty()
        || !episode.cin_plans.is_empty()
        || !episode.section47s.is_empty()
        || !episode.cp_plans.is_empty()
        || !episode.pre_proceedings.is_empty()
}

/// Whether the referral led to nothing. Where the return says so and yet reports activity, the activity counts: it is the
/// safer reading.
pub(super) fn is_no_further_action(episode: &Episode) -> bool {
    value(&episode.no_further_action) == Some(true) && !has_activity(episode)
}

/// From referral to closure; a referral without further action ends on its day.
pub(super) fn episode(episode: &Episode, last: Date) -> Stretch {
    let closed = episode.closure.is_some() || episode.closure_reason.is_some();
    let stretch = Stretch::new(&episode.referral, &dates(episode), &episode.closure, closed, last);
    if is_no_further_action(episode) && !closed { Stretch { end: Some(stretch.start), ..stretch } } else { stretch }
}

/// From start to end of a child protection plan.
pub(super) fn cp_plan(plan: &CpPlan, within: Stretch, last: Date) -> Stretch {
    let near: Vec<_> = plan.reviews.iter().map(|review| review.value).collect();
    let near = if near.iter().any(Option::is_some) { near } else { vec![Some(within.start)] };
    Stretch::new(&plan.start, &near, &plan.end, plan.end.is_some(), last)
}

/// The dates of what was done in an episode.
fn dates(episode: &Episode) -> Vec<Option<Date>> {
    let mut all = vec![value(&episode.conference)];
    all.extend(episode.assessments.iter().map(|one| value(&one.start)));
    all.extend(episode.section47s.iter().map(|one| value(&one.start)));
    all.extend(episode.cin_plans.iter().map(|one| value(&one.start)));
    all.extend(episode.cp_plans.iter().map(|one| value(&one.start)));
    all.extend(episode.pre_proceedings.iter().map(|one| value(&one.start)));
    all
}
