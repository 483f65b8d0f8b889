//! Chronology entries of an episode of need: what happened, when, and every code as it was reported.

use entities::words::{ChronologyCategory as Category, FieldClass, HandlingTag, Significance, TimePrecision};
use entities::{Date, Set};

use super::codes::Code;
use super::dates::occurred;
use super::entry::ImportedEntry;
use super::keys::Keys;
use super::record::{Assessment, CinPlan, CpPlan, Episode, Extra, Field, PreProceedings, Section47, raw, value};
use super::stretch;
use super::wording::{Lines, day, ended, visible, words};

/// Writes the entries of one child.
pub(super) struct Writer<'k> {
    pub keys: &'k mut Keys,
    /// The day that stands for a date where there is no other.
    pub last: Date,
    pub entries: Vec<ImportedEntry>,
}

/// What the entries of one kind have in common.
struct Kind {
    key: &'static str,
    category: Category,
    significance: Significance,
}

const fn kind(key: &'static str, category: Category, significance: Significance) -> Kind {
    Kind { key, category, significance }
}

impl Writer<'_> {
    /// An entry with what all have in common; whoever asked adds the rest and pushes it.
    fn entry(
        &mut self,
        kind: &Kind,
        within: Option<&str>,
        date: &Field<Date>,
        near: &[Option<Date>],
        summary: String,
        lines: Lines,
    ) -> ImportedEntry {
        let (at, precision) = occurred(date, near, self.last);
        let key = self.keys.next(within, kind.key, raw(date));
        let mut summary = summary;
        if precision == TimePrecision::Estimated {
            summary.push_str(&raw(date).map_or_else(
                || " The date was not reported.".to_owned(),
                |text| format!(" The date was reported as “{}”.", visible(text)),
            ));
        }
        ImportedEntry {
            key,
            category: kind.category,
            occurred: at,
            precision,
            until: None,
            significance: kind.significance,
            classes: Set::EMPTY,
            handling: Set::EMPTY,
            summary,
            narrative: lines.finish(),
        }
    }

    /// The entries of an episode, in the order of the census.
    pub(super) fn episode(&mut self, key: &str, episode: &Episode) {
        self.referral(key, episode);
        let begun = value(&episode.referral);
        for one in &episode.assessments {
            self.assessment(key, one, begun);
        }
        for one in &episode.section47s {
            self.section47(key, one, begun);
        }
        self.conferences(key, episode);
        for one in &episode.cin_plans {
            self.cin_plan(key, one, begun);
        }
        for one in &episode.cp_plans {
            self.cp_plan(key, one, begun);
        }
        for one in &episode.pre_proceedings {
            self.pre_proceedings(key, one, begun);
        }
        self.closure(key, episode);
    }

    fn referral(&mut self, key: &str, episode: &Episode) {
        let by = episode.source.as_ref().map_or_else(String::new, |source| format!(" by {}", words(source)));
        let mut summary = format!("Referred to children's social care{by}.");
        if stretch::is_no_further_action(episode) {
            summary.push_str(" No further action was taken.");
        }
        let mut lines = Lines::default();
        lines.add("CINreferralDate", &episode.referral);
        lines.code("ReferralSource", &episode.source);
        lines.code("PrimaryNeedCode", &episode.primary_need);
        lines.add("ReferralNFA", &episode.no_further_action);
        extras(&mut lines, &episode.extras);
        let near = [
            episode.assessments.first().and_then(|one| value(&one.start)),
            episode.section47s.first().and_then(|one| value(&one.start)),
            value(&episode.conference),
            value(&episode.closure),
        ];
        let kind = kind("referral", Category::Referral, Significance::Notable);
        let mut entry = self.entry(&kind, Some(key), &episode.referral, &near, summary, lines);
        // Who told us, where it was a private person: about somebody else than the child, and to be protected.
        if value(&episode.source).is_some_and(|source| matches!(source.code, "1A" | "1B" | "1D")) {
            entry.classes.insert(FieldClass::ThirdParty);
            entry.handling.insert(HandlingTag::ProtectSource);
        }
        self.entries.push(entry);
    }

    fn assessment(&mut self, key: &str, one: &Assessment, begun: Option<Date>) {
        let done = match (raw(&one.authorised), value(&one.authorised)) {
            (None, _) => ", not yet completed".to_owned(),
            (_, Some(date)) => format!(", completed on {}", day(date)),
            (Some(text), None) => format!(", completion reported as “{}”", visible(text)),
        };
        let mut summary = format!("Child and family assessment{done}.");
        if !one.factors.is_empty() {
            let found: Vec<String> = one.factors.iter().map(words).collect();
            summary.push_str(&format!(" Found: {}.", found.join("; ")));
        }
        let mut lines = Lines::default();
        lines.add("AssessmentActualStartDate", &one.start);
        lines.add("AssessmentInternalReviewDate", &one.review);
        lines.add("AssessmentAuthorisationDate", &one.authorised);
        for factor in &one.factors {
            lines.line("AssessmentFactors", &factor.raw, Some(factor.value.map_or("unknown code", |code| code.label)));
        }
        let classes = one.factors.iter().filter_map(|factor| factor.value).flat_map(classes_of_factor).collect();
        let near = [value(&one.authorised), begun];
        let kind = kind("assessment", Category::Assessment, Significance::Notable);
        let mut entry = self.entry(&kind, Some(key), &one.start, &near, summary, lines);
        entry.until = value(&one.authorised).filter(|end| *end >= entry.occurred);
        entry.classes = classes;
        self.entries.push(entry);
    }

    fn section47(&mut self, key: &str, one: &Section47, begun: Option<Date>) {
        let mut summary = "Strategy discussion; section 47 enquiry started.".to_owned();
        match (value(&one.conference), value(&one.conference_not_required)) {
            (Some(date), _) => summary.push_str(&format!(" An initial conference was held on {}.", day(date))),
            (None, Some(true)) => summary.push_str(" No child protection conference was needed."),
            (None, _) => {}
        }
        let mut lines = Lines::default();
        lines.add("S47ActualStartDate", &one.start);
        lines.add("InitialCPCtarget", &one.conference_target);
        lines.add("DateOfInitialCPC", &one.conference);
        lines.add("ICPCnotRequired", &one.conference_not_required);
        let kind = kind("section47", Category::Section47, Significance::Significant);
        let entry = self.entry(&kind, Some(key), &one.start, &[value(&one.conference), begun], summary, lines);
        self.entries.push(entry);
    }

    /// A conference is reported with the enquiry or with the episode, or with both: one entry for each day.
    fn conferences(&mut self, key: &str, episode: &Episode) {
        let enquiries = episode.section47s.iter().map(|one| (&one.conference, value(&one.start)));
        let mut seen: Vec<&str> = Vec::new();
        for (date, near) in enquiries.chain([(&episode.conference, value(&episode.referral))]) {
            let Some(reported) = raw(date).filter(|reported| !seen.contains(reported)) else { continue };
            seen.push(reported);
            let mut lines = Lines::default();
            lines.add("DateOfInitialCPC", date);
            let kind = kind("conference", Category::Conference, Significance::Significant);
            let summary = "Initial child protection conference.".to_owned();
            let entry = self.entry(&kind, Some(key), date, &[near, value(&episode.referral)], summary, lines);
            self.entries.push(entry);
        }
    }

    fn cin_plan(&mut self, key: &str, one: &CinPlan, begun: Option<Date>) {
        let mut lines = Lines::default();
        lines.add("CINPlanStartDate", &one.start);
        lines.add("CINPlanEndDate", &one.end);
        let summary = format!("Child in need plan{}.", ended(&one.end));
        let kind = kind("cin-plan", Category::Plan, Significance::Notable);
        let mut entry = self.entry(&kind, Some(key), &one.start, &[begun, value(&one.end)], summary, lines);
        entry.until = value(&one.end).filter(|end| *end >= entry.occurred);
        self.entries.push(entry);
    }

    fn cp_plan(&mut self, key: &str, one: &CpPlan, begun: Option<Date>) {
        let category = one.latest_category.as_ref().or(one.initial_category.as_ref());
        let about = category.map_or_else(String::new, |category| format!(" for {}", words(category)));
        let summary = format!("Child protection plan{about}{}.", ended(&one.end));
        let mut lines = Lines::default();
        lines.add("CPPstartDate", &one.start);
        lines.add("CPPendDate", &one.end);
        lines.code("InitialCategoryOfAbuse", &one.initial_category);
        lines.code("LatestCategoryOfAbuse", &one.latest_category);
        lines.add("NumberOfPreviousCPP", &one.previous_plans);
        let review = one.reviews.iter().find_map(|review| review.value);
        let kind_of_plan = kind("cp-plan", Category::Plan, Significance::Significant);
        let mut entry =
            self.entry(&kind_of_plan, Some(key), &one.start, &[begun, review, value(&one.end)], summary, lines);
        entry.until = value(&one.end).filter(|end| *end >= entry.occurred);
        let (plan_key, plan_start) = (entry.key.clone(), entry.occurred);
        self.entries.push(entry);
        for review in &one.reviews {
            let date = Some(review.clone());
            let mut lines = Lines::default();
            lines.add("CPPreviewDate", &date);
            let kind = kind("review", Category::Review, Significance::Notable);
            let summary = "Review of the child protection plan.".to_owned();
            let entry = self.entry(&kind, Some(&plan_key), &date, &[Some(plan_start)], summary, lines);
            self.entries.push(entry);
        }
    }

    fn pre_proceedings(&mut self, key: &str, one: &PreProceedings, begun: Option<Date>) {
        let mut summary = "Pre-proceedings.".to_owned();
        let mut say = |date: &Field<Date>, what: &str| {
            if let Some(date) = value(date) {
                summary.push_str(&format!(" {what} on {}.", day(date)));
            }
        };
        say(&one.letter_sent, "Letter before proceedings sent");
        say(&one.first_meeting, "First meeting");
        say(&one.step_decision, "Decision to step up or down");
        say(&one.court_application, "Application to the court");
        match (value(&one.family_meeting_offered), value(&one.family_meeting_held)) {
            (_, Some(true)) => summary.push_str(" A family group decision making meeting was held."),
            (Some(true), _) => summary.push_str(" A family group decision making meeting was offered."),
            _ => {}
        }
        let mut lines = Lines::default();
        lines.add("PPStartDate", &one.start);
        lines.add("LBPSentDate", &one.letter_sent);
        lines.add("FGDMMeetingOffer", &one.family_meeting_offered);
        lines.add("FGDMMeetingFac", &one.family_meeting_held);
        lines.add("InitialPPMeetingDate", &one.first_meeting);
        lines.add("ReviewMeetingsCount", &one.review_meetings);
        lines.add("StepDecisionDate", &one.step_decision);
        lines.add("PPOutcome", &one.outcome);
        lines.add("CourtAppDate", &one.court_application);
        lines.add("LetterInitCPDate", &one.letter_after_conference);
        let near = [value(&one.letter_sent), value(&one.first_meeting), value(&one.court_application), begun];
        let kind = kind("pre-proceedings", Category::Legal, Significance::Significant);
        let entry = self.entry(&kind, Some(key), &one.start, &near, summary, lines);
        self.entries.push(entry);
    }

    fn closure(&mut self, key: &str, episode: &Episode) {
        if episode.closure.is_none() && episode.closure_reason.is_none() {
            return;
        }
        let reason = episode.closure_reason.as_ref().map_or_else(|| "no reason reported".to_owned(), words);
        let mut lines = Lines::default();
        lines.add("CINclosureDate", &episode.closure);
        lines.code("ReasonForClosure", &episode.closure_reason);
        let end = stretch::episode(episode, self.last).end;
        let kind = kind("closure", Category::Other, Significance::Notable);
        // The key holds no date: a closing date put right by a later return is the same event.
        let mut entry =
            self.entry(&kind, Some(key), &episode.closure, &[end], format!("Case closed: {reason}."), lines);
        entry.key = format!("{key}/closure");
        self.entries.push(entry);
    }

    /// What the return holds about the child and no record has a place for.
    pub(super) fn unplaced(&mut self, values: &[Extra], near: &[Option<Date>]) {
        let mut lines = Lines::default();
        extras(&mut lines, values);
        if lines.is_empty() {
            return;
        }
        let summary = "Values of the census return that could not be read or placed, kept as reported.".to_owned();
        let kind = kind("unplaced", Category::Other, Significance::Routine);
        let mut entry = self.entry(&kind, None, &None, near, summary, lines);
        // Nothing is known of what such values are about.
        entry.classes = Set::of(&[FieldClass::ThirdParty, FieldClass::Adult]);
        self.entries.push(entry);
    }
}

fn extras(lines: &mut Lines, values: &[Extra]) {
    for extra in values {
        lines.line(&visible(&extra.field), &extra.text, None);
    }
}

/// What a factor tells about: the child's health, a parent, somebody else of the household.
fn classes_of_factor(code: &'static Code) -> Vec<FieldClass> {
    let (number, who) = code.code.split_at(code.code.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len());
    let mut classes = Vec::new();
    if matches!(number, "1" | "2" | "4" | "5" | "6" | "15" | "22") {
        classes.push(FieldClass::Health);
    }
    if matches!(number, "1" | "2" | "3" | "4" | "5" | "6") {
        match who {
            "B" => classes.push(FieldClass::Adult),
            "C" => classes.extend([FieldClass::Adult, FieldClass::ThirdParty]),
            _ => {}
        }
    }
    classes
}
