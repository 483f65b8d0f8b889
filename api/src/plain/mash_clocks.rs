//! The clocks of a MASH, which each partnership sets: how soon a concern is worked on by its rating, who is paged when, and
//! from when on what a raiser is told shows to them. Deadlines are worked out from these and the calendar, never typed in.

use entities::Instant;
use entities::Word;
use entities::words::{EscalationStage, RagRating};

use super::calendar::Calendar;

/// The clock of one rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatingClock {
    /// Hours from receipt.
    pub hours: u32,
    /// Only hours in which the office is open count.
    pub office_hours: bool,
}

/// The clocks of a MASH.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MashClocks {
    /// Hours from receipt for a red concern. It never waits for the office to open.
    pub red_hours: u32,
    /// For an amber one.
    pub amber: RatingClock,
    /// For a green one.
    pub green: RatingClock,
    /// The hours on the wall at which the office opens and shuts on working days.
    pub office: (u32, u32),
    /// Hours of the office in which an agency that is asked gives its view on a decision; on a concern rated red, of any hour.
    pub view_hours: u32,
    /// Hours of the office in which each stage of an escalation is answered, in the order of the stages.
    pub escalation_hours: [u32; 5],
    /// Minutes after which a page that nobody acknowledged goes to a manager.
    pub page_manager_after_minutes: u32,
    /// Minutes from receipt before which nothing that a raiser is told shows to them, so that a concern which was closed at
    /// once looks to them like any other.
    pub outcome_held_minutes: u32,
}

impl Default for MashClocks {
    fn default() -> Self {
        Self {
            red_hours: 4,
            amber: RatingClock { hours: 24, office_hours: false },
            green: RatingClock { hours: 24, office_hours: true },
            office: (9, 17),
            view_hours: 4,
            escalation_hours: [8, 8, 8, 8, 40],
            page_manager_after_minutes: 15,
            outcome_held_minutes: 60,
        }
    }
}

impl MashClocks {
    /// The clock of that rating.
    #[must_use]
    pub const fn of(&self, rating: RagRating) -> RatingClock {
        match rating {
            RagRating::Red => RatingClock { hours: self.red_hours, office_hours: false },
            RagRating::Amber => self.amber,
            RagRating::Green => self.green,
        }
    }

    /// When the clock of that rating ends for a concern received at that moment.
    #[must_use]
    pub fn due(&self, calendar: &Calendar, rating: RagRating, received: Instant) -> Instant {
        let clock = self.of(rating);
        if clock.office_hours {
            calendar.add_office_hours(received, clock.hours, self.office)
        } else {
            received.plus(i64::from(clock.hours).saturating_mul(Instant::HOUR))
        }
    }

    /// By when a view is due that is asked for at that moment, on a concern of that rating, if it rests on one.
    #[must_use]
    pub fn views_due(&self, calendar: &Calendar, rating: Option<RagRating>, asked: Instant) -> Instant {
        if rating == Some(RagRating::Red) {
            return asked.plus(i64::from(self.view_hours).saturating_mul(Instant::HOUR));
        }
        calendar.add_office_hours(asked, self.view_hours, self.office)
    }

    /// When each stage of an escalation ends unanswered that is in that stage from that moment on; of a stage before it, when it
    /// was passed.
    #[must_use]
    pub fn escalation_dues(&self, calendar: &Calendar, from: EscalationStage, at: Instant) -> [Instant; 5] {
        let mut due = at;
        let mut dues = [at; 5];
        for ((stage, hours), place) in EscalationStage::ALL.iter().zip(self.escalation_hours).zip(&mut dues) {
            if *stage >= from {
                due = calendar.add_office_hours(due, hours, self.office);
            }
            *place = due;
        }
        dues
    }

    /// When a page that nobody acknowledged goes to a manager.
    #[must_use]
    pub fn manager_from(&self, paged: Instant) -> Instant {
        paged.plus(minutes(self.page_manager_after_minutes))
    }

    /// From when on what is told now shows to whoever raised the concern.
    #[must_use]
    pub fn shown_from(&self, received: Instant, told: Instant) -> Instant {
        told.max(received.plus(minutes(self.outcome_held_minutes)))
    }
}

/// The stage in which an open escalation is at that moment, and by when that is due: a stage that was not answered in time has
/// risen, and the last one stays.
#[must_use]
pub fn escalation_stage(from: EscalationStage, dues: [Instant; 5], now: Instant) -> (EscalationStage, Instant) {
    let waits = |(stage, due): &(EscalationStage, Instant)| *stage >= from && *due > now;
    let mut stages = EscalationStage::ALL.iter().copied().zip(dues);
    let [.., last] = dues;
    stages.find(waits).unwrap_or((EscalationStage::SafeguardingPartners, last))
}

fn minutes(count: u32) -> i64 {
    i64::from(count).saturating_mul(60 * Instant::SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn red_never_waits_and_the_others_do_as_the_partnership_says() {
        let calendar = Calendar::new();
        let clocks = MashClocks::default();
        let due = |clocks: &MashClocks, rating, from| clocks.due(&calendar, rating, at(from));
        // Friday afternoon.
        let friday = "2026-11-20T16:00:00Z";
        assert_eq!(due(&clocks, RagRating::Red, friday), at("2026-11-20T20:00:00Z"));
        assert_eq!(due(&clocks, RagRating::Amber, friday), at("2026-11-21T16:00:00Z"));
        assert_eq!(due(&clocks, RagRating::Green, friday), at("2026-11-25T16:00:00Z"));
        let office = MashClocks { amber: RatingClock { hours: 6, office_hours: true }, ..clocks };
        assert_eq!(due(&office, RagRating::Amber, friday), at("2026-11-23T14:00:00Z"));
        // Elapsed hours are hours, whatever the clock on the wall does: from midnight to five when summer time begins, to
        // three when it ends.
        assert_eq!(due(&clocks, RagRating::Red, "2026-03-29T00:00:00Z"), at("2026-03-29T04:00:00Z"));
        assert_eq!(due(&clocks, RagRating::Red, "2026-10-24T23:00:00Z"), at("2026-10-25T03:00:00Z"));
        // Christmas Day and Boxing Day's substitute are no office hours, and red does not care.
        assert_eq!(due(&clocks, RagRating::Red, "2026-12-25T10:00:00Z"), at("2026-12-25T14:00:00Z"));
        assert_eq!(due(&office, RagRating::Amber, "2026-12-25T10:00:00Z"), at("2026-12-29T15:00:00Z"));
    }

    /// Counted by hand on a calendar of England and Wales, with an office from nine to five.
    #[test]
    fn each_rating_has_its_clock_over_weekends_holidays_and_both_changes_of_summer_time() {
        let calendar = Calendar::new();
        let any_hour = MashClocks::default();
        let office = MashClocks { amber: RatingClock { hours: 6, office_hours: true }, ..any_hour };
        for (received, red, amber, amber_of_office, green) in [
            // A Saturday at noon.
            ("2026-11-21T12:00", "2026-11-21T16:00", "2026-11-22T12:00", "2026-11-23T15:00", "2026-11-25T17:00"),
            // Within an office day.
            ("2026-11-24T09:30", "2026-11-24T13:30", "2026-11-25T09:30", "2026-11-24T15:30", "2026-11-27T09:30"),
            // Friday at eight in the evening.
            ("2026-11-20T20:00", "2026-11-21T00:00", "2026-11-21T20:00", "2026-11-23T15:00", "2026-11-25T17:00"),
            // The Thursday before Easter at four: Friday and Monday are holidays.
            ("2026-04-02T15:00", "2026-04-02T19:00", "2026-04-03T15:00", "2026-04-07T13:00", "2026-04-09T15:00"),
            // The Friday before summer time begins at four: on Monday two in the afternoon is an hour earlier.
            ("2026-03-27T16:00", "2026-03-27T20:00", "2026-03-28T16:00", "2026-03-30T13:00", "2026-04-01T15:00"),
            // The Friday before it ends at four.
            ("2026-10-23T15:00", "2026-10-23T19:00", "2026-10-24T15:00", "2026-10-26T14:00", "2026-10-28T16:00"),
            // The nights themselves: hours that pass are hours, those of the office begin on Monday.
            ("2026-03-29T00:30", "2026-03-29T04:30", "2026-03-30T00:30", "2026-03-30T14:00", "2026-04-01T16:00"),
            ("2026-10-25T00:30", "2026-10-25T04:30", "2026-10-26T00:30", "2026-10-26T15:00", "2026-10-28T17:00"),
        ] {
            let at = |minute: &str| at(&format!("{minute}:00Z"));
            let due = |clocks: &MashClocks, rating| clocks.due(&calendar, rating, at(received));
            assert_eq!(due(&any_hour, RagRating::Red), at(red), "red, {received}");
            assert_eq!(due(&office, RagRating::Red), at(red), "red never waits, {received}");
            assert_eq!(due(&any_hour, RagRating::Amber), at(amber), "amber, {received}");
            assert_eq!(due(&office, RagRating::Amber), at(amber_of_office), "amber in office hours, {received}");
            assert_eq!(due(&any_hour, RagRating::Green), at(green), "green, {received}");
        }
        // Who is paged after a quarter of an hour is paged after a quarter of an hour, in the night on which the clocks change too.
        let night = at("2026-10-25T00:50:00Z");
        assert_eq!(any_hour.manager_from(night), at("2026-10-25T01:05:00Z"));
    }

    #[test]
    fn a_view_is_due_in_hours_of_the_office_and_on_a_red_concern_in_hours_of_any_day() {
        let (calendar, clocks) = (Calendar::new(), MashClocks::default());
        let due = |rating, from| clocks.views_due(&calendar, rating, at(from));
        // Over a weekend, over Easter, and over the days on which the clock on the wall changes.
        let cases = [
            ("2026-11-20T15:00:00Z", "2026-11-23T11:00:00Z"),
            ("2026-04-02T15:00:00Z", "2026-04-07T11:00:00Z"),
            ("2026-03-27T16:00:00Z", "2026-03-30T11:00:00Z"),
            ("2026-10-23T15:00:00Z", "2026-10-26T12:00:00Z"),
        ];
        for (from, to) in cases {
            assert_eq!(due(None, from), at(to), "{from}");
            assert_eq!(due(Some(RagRating::Amber), from), at(to), "{from}");
            assert_eq!(due(Some(RagRating::Red), from), at(from).plus(4 * Instant::HOUR), "{from}");
        }
    }

    #[test]
    fn an_escalation_that_nobody_answers_rises_by_itself_on_working_days() {
        let (calendar, clocks) = (Calendar::new(), MashClocks::default());
        // Christmas Eve 2026 at three: the day after Boxing Day's substitute is a Tuesday.
        let raised = at("2026-12-24T15:00:00Z");
        let dues = clocks.escalation_dues(&calendar, EscalationStage::Practitioner, raised);
        let expected = [
            "2026-12-29T15:00:00Z",
            "2026-12-30T15:00:00Z",
            "2026-12-31T15:00:00Z",
            "2027-01-04T15:00:00Z",
            "2027-01-11T15:00:00Z",
        ];
        assert_eq!(dues, expected.map(at));
        let stage = |now| escalation_stage(EscalationStage::Practitioner, dues, at(now));
        assert_eq!(stage("2026-12-25T10:00:00Z"), (EscalationStage::Practitioner, dues[0]));
        assert_eq!(stage("2026-12-29T15:00:00Z"), (EscalationStage::LineManager, dues[1]));
        assert_eq!(stage("2027-01-03T10:00:00Z"), (EscalationStage::Director, dues[3]));
        assert_eq!(stage("2027-03-01T10:00:00Z"), (EscalationStage::SafeguardingPartners, dues[4]));
        // Raised by a person to the director on the Friday before summer time begins: by the clock on the wall.
        let friday = at("2026-03-27T11:00:00Z");
        let dues = clocks.escalation_dues(&calendar, EscalationStage::Director, friday);
        assert_eq!(dues[..3], [friday; 3]);
        assert_eq!(dues[3], at("2026-03-30T10:00:00Z"));
        assert_eq!(escalation_stage(EscalationStage::Director, dues, friday), (EscalationStage::Director, dues[3]));
        // And before it ends.
        let friday = at("2026-10-23T10:00:00Z");
        let dues = clocks.escalation_dues(&calendar, EscalationStage::Practitioner, friday);
        assert_eq!(dues[0], at("2026-10-26T11:00:00Z"));
    }

    #[test]
    fn what_is_told_shows_when_it_is_told_but_never_at_once() {
        let clocks = MashClocks::default();
        let received = at("2026-11-20T10:00:00Z");
        assert_eq!(clocks.shown_from(received, at("2026-11-20T10:01:00Z")), at("2026-11-20T11:00:00Z"));
        assert_eq!(clocks.shown_from(received, at("2026-11-20T15:00:00Z")), at("2026-11-20T15:00:00Z"));
        assert_eq!(clocks.manager_from(received), at("2026-11-20T10:15:00Z"));
    }
}
