//! The day in numbers, for whoever asks: how many concerns, checks, decisions, escalations and accesses of those that they may
//! know of, against the week and the month before. A number under five is never given, nor one by which it could be worked out:
//! a page of numbers is printed and passed on, and no number may tell of a family.

use entities::Instant;
use entities::words::AccessAction;
use serde::Serialize;

use super::view::VIEW_FORMAT;
use super::{Door, consent_register, entry, log_scope};
use crate::access_log::{Draft, Logged};
use crate::error::Error;
use crate::plain::calendar::{local_date, start_of_day};
use crate::store::{AsOf, Caller, LogFilter, answering_roles};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Counted {
    /// Concerns that were raised.
    Concerns,
    /// Checks that were asked for.
    Checks,
    /// Joint decisions that were taken.
    Decisions,
    /// Escalations that were raised.
    Escalations,
    /// Accesses in the log.
    Accesses,
}

/// One thing counted; none where it is under five, or would give away one that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// What.
    pub of: Counted,
    /// So far today.
    pub today: Option<i64>,
    /// In the seven days before today.
    pub week: Option<i64>,
    /// In the thirty days before today.
    pub month: Option<i64>,
}

impl Figure {
    /// What may be told of those numbers. The month holds the week, so where what is left without it is under five it is not
    /// told either.
    fn of(of: Counted, [today, week, month]: [i64; 3]) -> Self {
        let enough = |count: i64| Some(count).filter(|count| *count >= consent_register::FEWEST);
        let (today, week) = (enough(today), enough(week));
        let month = enough(month).filter(|month| week.is_none_or(|week| enough(month - week).is_some()));
        Self { of, today, week, month }
    }
}

/// The day in numbers.
#[derive(Debug, Serialize)]
pub struct FiguresView {
    figures: Vec<Figure>,
}

impl FiguresView {
    /// Each thing that the viewer has to do with.
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }
}

impl Door {
    /// The day in numbers, as the caller may know it.
    ///
    /// # Errors
    /// FORBIDDEN for who runs the hub; and where the hub cannot answer.
    pub async fn figures(&self, caller: &Caller) -> Result<Logged<FiguresView>, Error> {
        self.turn_away_administrators(caller, AccessAction::View).await?;
        let today = local_date(caller.at);
        let begin = start_of_day(today);
        let ago = |days: i64| start_of_day(today.plus_days(-days));
        let end = caller.at.plus(Instant::SECOND);
        let stretches = [(begin, end), (ago(7), begin), (ago(30), begin)];
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let mut counted = vec![(Counted::Concerns, snapshot.concerns_counted(caller, &stretches).await)];
        if caller.roles.intersects(answering_roles()) {
            counted.push((Counted::Checks, snapshot.checks_counted(caller, &stretches).await));
            counted.push((Counted::Decisions, snapshot.decisions_counted(caller, &stretches).await));
            counted.push((Counted::Escalations, snapshot.escalations_counted(caller, &stretches).await));
        }
        let standing = snapshot.log_standing(caller.person, today).await.map_err(Error::unavailable)?;
        let scope = log_scope::scope(caller, standing.custodian, today);
        let mut entry = self.entry_of(caller, AccessAction::View);
        if scope.is_open() {
            entry.action = AccessAction::ReadLog;
            entry.as_of = standing.sizes;
            let mut counts = Vec::new();
            for (from, to) in stretches {
                let filter = LogFilter { from: Some(from), to: Some(to), ..LogFilter::default() };
                counts.push(snapshot.log_total(&scope, &filter).await.map_err(Error::unavailable)?);
            }
            counted.push((Counted::Accesses, Ok(counts)));
        }
        snapshot.close().await.map_err(Error::unavailable)?;
        let mut figures = Vec::new();
        for (of, counts) in counted {
            let counts = counts.map_err(Error::unavailable)?;
            let counts: [i64; 3] = counts.try_into().map_err(|_| Error::internal("a figure without its stretches"))?;
            figures.push(Figure::of(of, counts));
        }
        let view = FiguresView { figures };
        entry.ask = Some("{\"read\":\"figures\"}".to_owned());
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        self.log().append(Draft::new(view, entry)).await.map_err(Error::unavailable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_under_five_is_not_given_nor_worked_out_of_the_others() {
        let given = |counts| {
            let Figure { today, week, month, .. } = Figure::of(Counted::Checks, counts);
            (today, week, month)
        };
        assert_eq!(given([0, 4, 4]), (None, None, None));
        assert_eq!(given([5, 6, 11]), (Some(5), Some(6), Some(11)));
        // Of these the last less the one before it would be four, or none.
        assert_eq!(given([5, 6, 10]), (Some(5), Some(6), None));
        assert_eq!(given([5, 6, 6]), (Some(5), Some(6), None));
        assert_eq!(given([1, 4, 40]), (None, None, Some(40)));
    }
}
