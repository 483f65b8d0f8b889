//! From a tree to a child as types, block by block; and the header.

use entities::Date;

use super::codes::{self, Code};
use super::dates::{Moment, read_date};
use super::node::Node;
use super::record::{
    Assessment, CensusChild, CinPlan, CpPlan, Episode, Extra, Header, PreProceedings, Problem, Repeat, Reported,
    Section47,
};
use super::taking::{Builder, FILE, flatten};
use super::values::{code, read_count, read_former_upn, read_la_child_id, read_upn, read_yes_no};

/// The header as types; what it cannot place is a problem of the file.
pub(super) fn header(mut node: Node, problems: &mut Vec<Problem>) -> Header {
    let mut values = Vec::new();
    flatten("Header", &node, &mut values);
    let mut text = |parents: &[&str], names: &[&str]| {
        let mut parent = node.take(parents)?;
        let found = parent.take(names).map(|leaf| leaf.trimmed().to_owned());
        node.children.push(parent);
        found.filter(|text| !text.is_empty())
    };
    let collection = text(&["CollectionDetails"], &["Collection"]);
    let year = text(&["CollectionDetails"], &["Year"]);
    let reference = text(&["CollectionDetails"], &["ReferenceDate"]);
    let authority = text(&["Source"], &["LEA"]);
    let reference_date = reference.map(|raw| {
        let (value, wrong) = read_date(&raw, Moment::Any, Date(chrono::NaiveDate::MAX), None);
        if let Some((rule, message)) = wrong {
            problems.push(Problem {
                record: FILE.into(),
                field: "Header/CollectionDetails/ReferenceDate".into(),
                value: raw.clone(),
                rule,
                message,
            });
        }
        Reported { raw, value }
    });
    Header { collection, year, reference_date, authority, values }
}
/// The child as types, with a problem for each value that cannot be read. Rules between values are another module's.
pub(super) fn child(mut node: Node, ordinal: u64, today: Date, reference: Option<Date>) -> CensusChild {
    let mut ids = node.take(&["ChildIdentifiers"]).unwrap_or_default();
    let number = ids.children.iter().find(|leaf| leaf.name.eq_ignore_ascii_case("LAchildID")).map(Node::trimmed);
    let record = number.filter(|id| !id.is_empty()).map_or_else(|| format!("child {ordinal}"), str::to_owned);
    let mut b = Builder { record, today, reference, problems: Vec::new() };
    let mut extras = Vec::new();

    let path = "ChildIdentifiers";
    let la_child_id = b.field(&mut ids, path, &["LAchildID"], read_la_child_id);
    let upn = b.field(&mut ids, path, &["UPN"], read_upn);
    let former_upn = b.field(&mut ids, path, &["FormerUPN"], read_former_upn);
    let upn_unknown = b.field(&mut ids, path, &["UPNunknown"], |raw| code(codes::UPN_UNKNOWN, raw, "UNKNOWN_CODE"));
    let birth = b.date(&mut ids, path, &["PersonBirthDate"], Moment::Birth);
    let expected_birth = b.date(&mut ids, path, &["ExpectedPersonBirthDate"], Moment::Any);
    let is_new_element = ids.children.iter().any(|leaf| leaf.name.eq_ignore_ascii_case("Sex"));
    let sex = b.field(&mut ids, path, &["Sex", "GenderCurrent", "Gender"], |raw| match codes::sex(raw) {
        None => (None, Some(("4180", "not a code for sex"))),
        // The other list's code leaves no doubt about what is meant, but it is not this element's.
        sex if is_new_element != matches!(raw, "M" | "F" | "U") => (sex, Some(("4180", "a code of the other list"))),
        sex => (sex, None),
    });
    let death = b.date(&mut ids, path, &["PersonDeathDate"], Moment::Past);
    b.leftovers(path, ids, &mut extras);

    let path = "ChildCharacteristics";
    let mut traits = node.take(&[path]).unwrap_or_default();
    let ethnicity = b.field(&mut traits, path, &["Ethnicity"], |raw| code(codes::ETHNICITIES, raw, "4220"));
    let disabilities = match traits.take(&["Disabilities"]) {
        None => Vec::new(),
        Some(mut list) => {
            let path = "ChildCharacteristics/Disabilities";
            let found = b.fields(&mut list, path, &["Disability"], |raw| code(codes::DISABILITIES, raw, "8540"));
            b.leftovers(path, list, &mut extras);
            found
        }
    };
    b.leftovers(path, traits, &mut extras);

    let episodes = (1..).zip(node.take_all(&["CINdetails"])).map(|(n, node)| b.episode(n, node)).collect();
    b.leftovers("Child", node, &mut extras);
    CensusChild {
        record: b.record,
        ordinal,
        repeat: Repeat::No,
        reference_date: reference,
        la_child_id,
        upn,
        former_upn,
        upn_unknown,
        birth,
        expected_birth,
        sex,
        death,
        ethnicity,
        disabilities,
        episodes,
        extras,
        problems: b.problems,
    }
}
impl Builder {
    fn episode(&mut self, n: usize, mut node: Node) -> Episode {
        let path = &format!("CINdetails[{n}]");
        let mut extras = Vec::new();
        let episode = Episode {
            referral: self.date(&mut node, path, &["CINreferralDate"], Moment::Past),
            source: self.field(&mut node, path, &["ReferralSource"], |raw| code(codes::REFERRAL_SOURCES, raw, "8866")),
            primary_need: self
                .field(&mut node, path, &["PrimaryNeedCode"], |raw| code(codes::PRIMARY_NEEDS, raw, "8650")),
            closure: self.date(&mut node, path, &["CINclosureDate"], Moment::Past),
            closure_reason: self
                .field(&mut node, path, &["ReasonForClosure"], |raw| code(codes::CLOSURE_REASONS, raw, "8640")),
            conference: self.date(&mut node, path, &["DateOfInitialCPC"], Moment::Past),
            no_further_action: self.field(&mut node, path, &["ReferralNFA"], read_yes_no),
            assessments: self.each(&mut node, path, "Assessments", &mut extras, |b, node, path, extras| Assessment {
                start: b.date(node, path, &["AssessmentActualStartDate"], Moment::Past),
                review: b.date(node, path, &["AssessmentInternalReviewDate"], Moment::Any),
                authorised: b.date(node, path, &["AssessmentAuthorisationDate"], Moment::Past),
                factors: b.factors(node, path, extras),
            }),
            cin_plans: self.each(&mut node, path, "CINPlanDates", &mut extras, |b, node, path, _| CinPlan {
                start: b.date(node, path, &["CINPlanStartDate"], Moment::Past),
                end: b.date(node, path, &["CINPlanEndDate"], Moment::Past),
            }),
            section47s: self.each(&mut node, path, "Section47", &mut extras, |b, node, path, _| Section47 {
                start: b.date(node, path, &["S47ActualStartDate"], Moment::Past),
                conference_target: b.date(node, path, &["InitialCPCtarget"], Moment::Any),
                conference: b.date(node, path, &["DateOfInitialCPC"], Moment::Past),
                conference_not_required: b.field(node, path, &["ICPCnotRequired"], read_yes_no),
            }),
            cp_plans: self.each(&mut node, path, "ChildProtectionPlans", &mut extras, |b, node, path, extras| CpPlan {
                start: b.date(node, path, &["CPPstartDate"], Moment::Past),
                end: b.date(node, path, &["CPPendDate"], Moment::Past),
                initial_category: b
                    .field(node, path, &["InitialCategoryOfAbuse"], |raw| code(codes::ABUSE_CATEGORIES, raw, "8905")),
                latest_category: b
                    .field(node, path, &["LatestCategoryOfAbuse"], |raw| code(codes::ABUSE_CATEGORIES, raw, "8910")),
                previous_plans: b.field(node, path, &["NumberOfPreviousCPP"], read_count),
                reviews: b.reviews(node, path, extras),
            }),
            pre_proceedings: self.each(&mut node, path, "PreProceedingsandFGDM", &mut extras, |b, node, path, _| {
                PreProceedings {
                    start: b.date(node, path, &["PPStartDate"], Moment::Past),
                    letter_sent: b.date(node, path, &["LBPSentDate"], Moment::Past),
                    family_meeting_offered: b.field(node, path, &["FGDMMeetingOffer"], read_yes_no),
                    family_meeting_held: b.field(node, path, &["FGDMMeetingFac"], read_yes_no),
                    first_meeting: b.date(node, path, &["InitialPPMeetingDate"], Moment::Past),
                    review_meetings: b.field(node, path, &["ReviewMeetingsCount"], read_count),
                    step_decision: b.date(node, path, &["StepDecisionDate"], Moment::Past),
                    outcome: b.field(node, path, &["PPOutcome"], |raw| (Some(raw.to_owned()), None)),
                    court_application: b.date(node, path, &["CourtAppDate"], Moment::Past),
                    letter_after_conference: b.date(node, path, &["LetterInitCPDate"], Moment::Past),
                }
            }),
            extras: Vec::new(),
        };
        self.leftovers(path, node, &mut extras);
        Episode { extras, ..episode }
    }

    fn factors(&mut self, node: &mut Node, path: &str, extras: &mut Vec<Extra>) -> Vec<Reported<&'static Code>> {
        let mut all = Vec::new();
        for mut list in node.take_all(&["FactorsIdentifiedAtAssessment"]) {
            let path = format!("{path}/FactorsIdentifiedAtAssessment");
            all.extend(self.fields(&mut list, &path, &["AssessmentFactors"], |raw| {
                let withdrawn = match raw {
                    "18A" => Some(("8945Q", "factor 18A is withdrawn")),
                    "19A" => Some(("8950Q", "factor 19A is withdrawn")),
                    _ => None,
                };
                let (value, wrong) = code(codes::FACTORS, raw, "UNKNOWN_CODE");
                (value, wrong.or(withdrawn))
            }));
            self.leftovers(&path, list, extras);
        }
        all
    }

    fn reviews(&mut self, node: &mut Node, path: &str, extras: &mut Vec<Extra>) -> Vec<Reported<Date>> {
        let mut all = Vec::new();
        for mut list in node.take_all(&["Reviews"]) {
            let path = format!("{path}/Reviews");
            let (today, reference) = (self.today, self.reference);
            all.extend(
                self.fields(&mut list, &path, &["CPPreviewDate"], |raw| read_date(raw, Moment::Past, today, reference)),
            );
            self.leftovers(&path, list, extras);
        }
        all
    }
}
