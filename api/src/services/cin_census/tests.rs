//! The reader and the mapping on returns that nobody here wrote, on invented ones of each year, and on hostile ones.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;

use entities::Date;
use entities::words::{ChronologyCategory as Category, FieldClass, IdentifierSystem, LevelOfNeed, Sex, TimePrecision};
use tempfile::NamedTempFile;

use super::*;
use crate::plain::shared_data::shared;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}
fn today() -> Date {
    date("2026-11-21")
}
fn file(content: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file
}
fn message(children: &str) -> String {
    format!(
        "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2025</Year>\
         <ReferenceDate>2025-03-31</ReferenceDate></CollectionDetails></Header><Children>{children}</Children></Message>"
    )
}
fn read(content: &str) -> Vec<CensusChild> {
    let file = file(content.as_bytes());
    children(file.path(), today()).unwrap().map(Result::unwrap).collect()
}
fn one(child: &str) -> CensusChild {
    let mut all = read(&message(&format!("<Child>{child}</Child>")));
    assert_eq!(all.len(), 1);
    all.remove(0)
}
fn unreadable(content: &[u8]) -> Unreadable {
    scan(file(content).path(), today(), |_, _| ()).unwrap_err()
}
fn rules(child: &CensusChild) -> BTreeSet<&'static str> {
    child.problems.iter().map(|problem| problem.rule).collect()
}
fn sample_of(year: i32, bad_per_thousand: u64) -> (NamedTempFile, sample::Written) {
    let file = NamedTempFile::new().unwrap();
    let options = sample::Options { year, children: 400, bad_per_thousand, seed: 11 };
    let written = sample::write(&options, file.as_file()).unwrap();
    (file, written)
}
fn plans(file: &NamedTempFile) -> Vec<ImportedChild> {
    children(file.path(), today()).unwrap().map(|child| plan(&child.unwrap(), today())).collect()
}

/// A child with one of everything, and nothing wrong.
const WHOLE: &str = "<ChildIdentifiers><LAchildID>A1</LAchildID><UPN>X801200016001</UPN>\
    <PersonBirthDate>2015-03-27</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>\
    <ChildCharacteristics><Ethnicity>WBRI</Ethnicity><Disabilities><Disability>HEAR</Disability></Disabilities>\
    </ChildCharacteristics><CINdetails><CINreferralDate>2024-01-08</CINreferralDate><ReferralSource>2A</ReferralSource>\
    <PrimaryNeedCode>N1</PrimaryNeedCode><CINclosureDate>2025-01-20</CINclosureDate>\
    <ReasonForClosure>RC9</ReasonForClosure><DateOfInitialCPC>2024-01-29</DateOfInitialCPC><Assessments>\
    <AssessmentActualStartDate>2024-01-09</AssessmentActualStartDate>\
    <AssessmentAuthorisationDate>2024-02-12</AssessmentAuthorisationDate><FactorsIdentifiedAtAssessment>\
    <AssessmentFactors>3B</AssessmentFactors><AssessmentFactors>4A</AssessmentFactors></FactorsIdentifiedAtAssessment>\
    </Assessments><Section47><S47ActualStartDate>2024-01-15</S47ActualStartDate>\
    <InitialCPCtarget>2024-02-05</InitialCPCtarget><DateOfInitialCPC>2024-01-29</DateOfInitialCPC>\
    <ICPCnotRequired>0</ICPCnotRequired></Section47><ReferralNFA>0</ReferralNFA><ChildProtectionPlans>\
    <CPPstartDate>2024-01-29</CPPstartDate><CPPendDate>2024-10-14</CPPendDate>\
    <InitialCategoryOfAbuse>PHY</InitialCategoryOfAbuse><LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse>\
    <NumberOfPreviousCPP>0</NumberOfPreviousCPP><Reviews><CPPreviewDate>2024-04-22</CPPreviewDate></Reviews>\
    </ChildProtectionPlans><CINPlanDates><CINPlanStartDate>2024-10-14</CINPlanStartDate>\
    <CINPlanEndDate>2025-01-13</CINPlanEndDate></CINPlanDates><PreProceedingsandFGDM>\
    <PPStartDate>2024-06-03</PPStartDate><LBPSentDate>2024-06-10</LBPSentDate><FGDMMeetingOffer>1</FGDMMeetingOffer>\
    <PPOutcome>A</PPOutcome></PreProceedingsandFGDM></CINdetails>";

#[test]
fn a_whole_child_becomes_details_levels_and_a_chronology() {
    let child = one(WHOLE);
    assert_eq!(child.problems, []);
    let plan = plan(&child, today());
    assert_eq!(plan.key, "la:A1");
    assert_eq!(plan.local_id.as_deref(), Some("A1"));
    let details = plan.details.clone().unwrap();
    assert_eq!((details.date_of_birth, details.sex), (Some(date("2015-03-27")), Some(Sex::F)));
    assert_eq!(details.ethnicity.unwrap().text(), "White British");
    let upn = plan.identifiers.iter().find(|one| one.system == IdentifierSystem::Upn).unwrap();
    assert!(upn.verified);

    let involvement = &plan.involvements[0];
    assert_eq!((involvement.started, involvement.ended), (date("2024-01-08"), Some(date("2025-01-20"))));
    assert_eq!(involvement.reason.as_deref(), Some("closed after assessment, referred to early help"));
    let levels: Vec<_> = plan.levels.iter().map(|step| (step.on.to_string(), step.level)).collect();
    assert_eq!(
        levels,
        [
            ("2024-01-08".to_owned(), LevelOfNeed::ChildInNeed),
            ("2024-01-29".to_owned(), LevelOfNeed::ChildProtection),
            ("2024-10-14".to_owned(), LevelOfNeed::ChildInNeed),
            ("2025-01-20".to_owned(), LevelOfNeed::EarlyHelp),
        ]
    );
    let told: Vec<_> = plan.entries.iter().map(|entry| (entry.category, entry.summary.as_str())).collect();
    assert_eq!(
        told,
        [
            (Category::Referral, "Referred to children's social care by a school."),
            (
                Category::Assessment,
                "Child and family assessment, completed on 12 February 2024. Found: domestic abuse of a parent or carer; \
                 the child's mental health."
            ),
            (
                Category::Section47,
                "Strategy discussion; section 47 enquiry started. An initial conference was held on 29 January 2024."
            ),
            (Category::Conference, "Initial child protection conference."),
            (Category::Plan, "Child in need plan, ended on 13 January 2025."),
            (Category::Plan, "Child protection plan for neglect, ended on 14 October 2024."),
            (Category::Review, "Review of the child protection plan."),
            (
                Category::Legal,
                "Pre-proceedings. Letter before proceedings sent on 10 June 2024. A family group decision making meeting \
                 was offered."
            ),
            (Category::Other, "Case closed: closed after assessment, referred to early help."),
        ]
    );
    let assessment = &plan.entries[1];
    assert_eq!(assessment.classes.to_vec(), [FieldClass::Health, FieldClass::Adult]);
    assert!(assessment.narrative.contains("AssessmentFactors: 3B (domestic abuse of a parent or carer)"));
    assert_eq!(assessment.until, Some(date("2024-02-12")));
    assert!(plan.entries.iter().all(|entry| entry.precision == TimePrecision::Day));
}

#[test]
fn a_later_return_changes_what_changed_and_nothing_else() {
    let before = plan(&one(&WHOLE.replace("<CINPlanEndDate>2025-01-13</CINPlanEndDate>", "")), today());
    let after = plan(&one(WHOLE), today());
    let by_key: HashMap<_, _> = before.entries.iter().map(|entry| (&entry.key, entry.content_hash())).collect();
    let changed: Vec<_> = after
        .entries
        .iter()
        .filter(|entry| by_key[&entry.key] != entry.content_hash())
        .map(|entry| entry.category)
        .collect();
    assert_eq!(changed, [Category::Plan]);
    assert_eq!(before.details_hash(), after.details_hash());
    let keys: BTreeSet<_> = after.entries.iter().map(|entry| &entry.key).collect();
    assert_eq!(keys.len(), after.entries.len());
}

#[test]
fn each_bad_value_is_flagged_and_kept() {
    for (from, to, rule) in [
        ("X801200016001", "A801200016001", "1510"),
        ("X801200016001", "X80120001600", "1540"),
        ("X801200016001", "X80120001600S", "1550"),
        (">A1<", ">child_one<", "1580"),
        (">A1<", ">A12345678901234567890<", "1570"),
        (">A1<", "><", "8500"),
        (">WBRI<", ">XXXX<", "4220"),
        (">HEAR<", ">EARS<", "8540"),
        (">F</Sex>", ">2</Sex>", "4180"),
        (">F</Sex>", ">7</Sex>", "4180"),
        (">2A<", ">2Z<", "8866"),
        (">N1<", ">N10<", "8650"),
        (">RC9<", ">RC10<", "8640"),
        (">3B<", ">RB<", "UNKNOWN_CODE"),
        (">3B<", ">18A<", "8945Q"),
        (">3B<", ">4A<", "8898"),
        (">3B<", ">21<", "8869"),
        (">PHY<", ">BAD<", "8905"),
        (">NEG<", ">BAD<", "8910"),
        (">2015-03-27<", ">27/03/2015<", "DATE"),
        (">2015-03-27<", ">2015-02-30<", "DATE"),
        (">2015-03-27<", ">0001-01-01<", "DATE_IMPLAUSIBLE"),
        (">2015-03-27<", ">2025-06-01<", "8520"),
        (">2015-03-27<", ">2091-06-01<", "DATE_IN_FUTURE"),
        (">2015-03-27<", ">1990-03-27<", "8775Q"),
        (">2025-01-20<", ">2025-06-20<", "AFTER_REFERENCE_DATE"),
        ("<ReasonForClosure>RC9</ReasonForClosure>", "", "8805"),
        ("<CINclosureDate>2025-01-20</CINclosureDate>", "", "8810"),
        (">2025-01-20<", ">2024-06-20<", "8565"),
        (">2025-01-20<", ">2024-01-07<", "DATES_OUT_OF_ORDER"),
        (">2024-01-09<", ">2024-01-05<", "1103"),
        (">2024-01-15<", ">2024-01-05<", "2889"),
        ("<CPPstartDate>2024-01-29<", "<CPPstartDate>2024-01-30<", "2885"),
        ("<CPPstartDate>2024-01-29<", "<CPPstartDate>2024-01-05<", "1105"),
        (">2024-10-14</CPPendDate>", ">2024-01-29</CPPendDate>", "8840"),
        (">2024-04-22<", ">2024-01-29<", "8841"),
        (">2024-02-05<", ">2024-02-04<", "8875"),
        ("<CINPlanStartDate>2024-10-14<", "<CINPlanStartDate>2024-09-01<", "4016"),
        ("<CINPlanStartDate>2024-10-14<", "<CINPlanStartDate>2024-01-10<", "4017"),
        ("<ReferralNFA>0", "<ReferralNFA>true", "8831"),
        ("<ReferralNFA>0", "<ReferralNFA>1", "8832"),
        ("<ReferralNFA>0", "<ReferralNFA>1", "4000"),
        ("<ReferralNFA>0", "<ReferralNFA>perhaps", "YES_OR_NO"),
        ("<Sex>", "<PersonDeathDate>2024-01-20</PersonDeathDate><Sex>", "8915"),
        ("<Sex>", "<PersonDeathDate>2024-02-20</PersonDeathDate><Sex>", "8920"),
        ("<Sex>", "<ExpectedPersonBirthDate>2015-03-01</ExpectedPersonBirthDate><Sex>", "8525Q"),
        ("<PersonBirthDate>2015-03-27</PersonBirthDate>", "", "NO_DATE_OF_BIRTH"),
        ("PersonBirthDate>", "ExpectedPersonBirthDate>", "8750"),
        ("2015-03-27", "2024-12-25", "8606"),
        ("<Disability>HEAR", "<Disability>NONE</Disability><Disability>HEAR", "8790"),
        ("<Sex>", "<UPNunknown>UN7</UPNunknown><Sex>", "8772"),
        ("<Sex>", "<FormerUPN>A1</FormerUPN><Sex>", "1560Q"),
        ("<Sex>", "PersonBirthDate<Sex>", "STRAY_TEXT"),
        ("<Sex>", "<ShoeSize>4</ShoeSize><Sex>", "UNKNOWN_ELEMENT"),
        ("<Sex>", "<Sex>M</Sex><Sex>", "UNKNOWN_ELEMENT"),
        ("<AssessmentAuthorisationDate>2024-02-12</AssessmentAuthorisationDate>", "", ""),
        ("<NumberOfPreviousCPP>0", "<NumberOfPreviousCPP>none", "WHOLE_NUMBER"),
    ] {
        assert!(WHOLE.contains(from), "{from}");
        let child = one(&WHOLE.replace(from, to));
        if rule.is_empty() {
            assert_eq!(child.problems, [], "{to}");
            continue;
        }
        assert!(rules(&child).contains(rule), "{to}: wanted {rule}, got {:?}", child.problems);
    }
}

#[test]
fn rules_between_open_episodes_and_plans() {
    let open = "<CINdetails><CINreferralDate>2024-05-01</CINreferralDate><ReferralNFA>0</ReferralNFA>\
        <CINPlanDates><CINPlanStartDate>2024-06-03</CINPlanStartDate></CINPlanDates>\
        <ChildProtectionPlans><CPPstartDate>2024-06-03</CPPstartDate></ChildProtectionPlans>\
        <Assessments><AssessmentActualStartDate>2024-05-02</AssessmentActualStartDate></Assessments>\
        <Section47><S47ActualStartDate>2024-05-02</S47ActualStartDate></Section47></CINdetails>";
    let child = one(&format!("{open}{}", open.replace("2024-05-01", "2024-05-03")));
    for rule in ["8815", "8816", "8820", "4001", "4004", "8935", "8670Q", "8675Q"] {
        assert!(rules(&child).contains(rule), "{rule}: {:?}", rules(&child));
    }
    let twice = open
        .replace("</Assessments>", "</Assessments><Assessments></Assessments>")
        .replace("</Section47>", "</Section47><Section47></Section47>");
    let found = rules(&one(&twice));
    assert!(found.contains("8896") && found.contains("8839"), "{found:?}");
}

#[test]
fn a_bad_value_never_vanishes() {
    for (from, to, text) in [
        (">2A<", ">2Z<", "2Z"),
        (">2024-01-08<", ">8 Jan 2024<", "8 Jan 2024"),
        (">2024-01-09<", ">2091-01-01<", "2091-01-01"),
        (">2025-01-20<", ">later<", "later"),
        (">2015-03-27<", ">27/03/2015<", "27/03/2015"),
        (">F</Sex>", ">Q</Sex>", "Q"),
        (">3B<", ">RB<", "RB"),
        (">2024-04-22<", ">spring<", "spring"),
        ("<Sex>", "PersonBirthDate<Sex>", "PersonBirthDate"),
        ("<Sex>", "<Shoe><Size unit=\"uk\">4</Size></Shoe><Sex>", "ChildIdentifiers/Shoe/Size: 4"),
        ("<Sex>", "<Shoe><Size unit=\"uk\">4</Size></Shoe><Sex>", "@unit: uk"),
        ("<PPOutcome>", "<PPOutcome>&#x7;", "\\u{7}A"),
    ] {
        let plan = plan(&one(&WHOLE.replace(from, to)), today());
        let kept = plan.entries.iter().any(|entry| entry.narrative.contains(text));
        assert!(kept, "{to}: {:#?}", plan.entries);
    }
    let plan = plan(&one(&WHOLE.replace("X801200016001", "A801200016001").replace("WBRI", "XXXX")), today());
    let upn = plan.identifiers.iter().find(|one| one.system == IdentifierSystem::Upn).unwrap();
    assert_eq!((upn.value.as_str(), upn.verified), ("A801200016001", false));
    assert_eq!(plan.details.unwrap().ethnicity.unwrap().text(), "XXXX");
}

#[test]
fn a_bad_date_is_an_estimate_by_the_nearest_one() {
    let plan = plan(&one(&WHOLE.replace(">2024-01-09<", ">2091-01-01<").replace(">2025-01-20<", ">later<")), today());
    let assessment = &plan.entries[1];
    assert_eq!((assessment.occurred, assessment.precision), (date("2024-02-12"), TimePrecision::Estimated));
    assert!(assessment.summary.ends_with("The date was reported as “2091-01-01”."));
    let involvement = &plan.involvements[0];
    assert_eq!((involvement.ended, involvement.estimated), (Some(date("2025-03-31")), true));
}

#[test]
fn a_number_that_comes_twice_never_merges_two_children() {
    let other = WHOLE.replace("2015-03-27", "2016-04-28");
    let all = read(&message(&format!("<Child>{WHOLE}</Child><Child>{WHOLE}</Child><Child>{other}</Child>")));
    let plans: Vec<_> = all.iter().map(|child| plan(child, today())).collect();
    assert_eq!(plans[0].key, plans[1].key);
    assert!(plans[1].details.is_none());
    assert_eq!(plans[2].key, "la:A1~3");
    assert_eq!(plans[2].local_id, None);
    let keys: BTreeSet<_> = plans.iter().flat_map(|plan| plan.entries.iter().map(|entry| &entry.key)).collect();
    assert_eq!(keys.len(), plans.iter().map(|plan| plan.entries.len()).sum::<usize>());
    assert!(rules(&all[1]).contains("8510") && rules(&all[2]).contains("8510"));
}

#[test]
fn an_unborn_child_and_a_referral_without_action() {
    let child = one("<ChildIdentifiers><LAchildID>U1</LAchildID><UPNunknown>UN7</UPNunknown>\
         <ExpectedPersonBirthDate>2025-06-01</ExpectedPersonBirthDate><GenderCurrent>0</GenderCurrent></ChildIdentifiers>\
         <CINdetails><CINreferralDate>2025-02-03</CINreferralDate><ReferralSource>1A</ReferralSource>\
         <ReferralNFA>true</ReferralNFA></CINdetails>");
    assert_eq!(child.problems, []);
    let plan = plan(&child, today());
    assert_eq!(plan.details.unwrap().sex, Some(Sex::U));
    assert_eq!(plan.levels, []);
    assert_eq!(plan.involvements[0].ended, Some(date("2025-02-03")));
    let [referral] = &plan.entries[..] else { panic!("one entry") };
    assert_eq!(
        referral.summary,
        "Referred to children's social care by a family member, relative or carer. No further action was taken."
    );
    assert_eq!(referral.classes.to_vec(), [FieldClass::ThirdParty]);
}

#[test]
fn the_shared_return_of_332_children() {
    let Some(path) = shared("cin-census/fake_CIN_data.xml") else { return };
    let summary = scan(&path, today(), |_, _| ()).unwrap();
    assert_eq!((summary.children, summary.episodes), (332, 402));
    assert_eq!(summary.header.authority.as_deref(), Some("975"));
    let (mut letters, mut rules, mut entries) = (0, BTreeMap::new(), 0);
    for child in children(&path, today()).unwrap() {
        let child = child.unwrap();
        for problem in &child.problems {
            *rules.entry(problem.rule).or_insert(0) += 1;
        }
        letters += usize::from(child.problems.iter().any(|problem| problem.rule == "1510"));
        let plan = plan(&child, today());
        entries += plan.entries.len();
        assert_eq!(plan.involvements.len(), child.episodes.len());
    }
    println!("{rules:?}, {entries} entries");
    assert!(letters > 166, "most pupil numbers fail: {letters}");
    // A referral for each episode, a closure for each of 252, a conference for each of 350.
    assert_eq!(entries, 402 + 252 + 350);
    assert!(["UNKNOWN_ELEMENT", "STRAY_TEXT", "DATE"].iter().all(|rule| !rules.contains_key(rule)));
}

#[test]
fn the_shared_return_of_the_full_shape() {
    let Some(path) = shared("cin-census/CIN_Census_2024.xml") else { return };
    let all: Vec<_> = children(&path, today()).unwrap().map(Result::unwrap).collect();
    let [first, second] = &all[..] else { panic!("two children") };
    let found = rules(first);
    for rule in ["STRAY_TEXT", "1510", "UNKNOWN_CODE", "DATE_IN_FUTURE", "8565", "1105", "2889", "4180", "4016"] {
        assert!(found.contains(rule), "{rule} in {found:?}");
    }
    let categories: Vec<_> = plan(first, today()).entries.iter().map(|entry| entry.category).collect();
    for category in
        [Category::Referral, Category::Assessment, Category::Section47, Category::Conference, Category::Plan]
    {
        assert!(categories.contains(&category), "{category}");
    }
    assert_eq!(categories.iter().filter(|category| **category == Category::Conference).count(), 2);
    assert_eq!(plan(first, today()).adopted, Some(date("2023-02-27")));
    assert!(rules(second).contains("1580") && rules(second).contains("1103"));
}

#[test]
fn a_clean_invented_return_of_each_year_breaks_no_rule() {
    for year in 2021..=2026 {
        let (file, written) = sample_of(year, 0);
        let summary = scan(file.path(), today(), |_, _| ()).unwrap();
        assert_eq!((summary.children, summary.episodes), (written.children, written.episodes));
        for child in children(file.path(), today()).unwrap() {
            assert_eq!(child.unwrap().problems, [], "{year}");
        }
        let plans = plans(&file);
        assert!(plans.iter().any(|plan| plan.levels.iter().any(|step| step.level == LevelOfNeed::ChildProtection)));
        let legal = plans.iter().flat_map(|plan| &plan.entries).any(|entry| entry.category == Category::Legal);
        assert_eq!(legal, year == 2026, "{year}");
    }
}

#[test]
fn an_invented_return_with_bad_values_is_read_whole() {
    for year in 2021..=2026 {
        let (file, written) = sample_of(year, 300);
        let flagged =
            children(file.path(), today()).unwrap().filter(|child| !child.as_ref().unwrap().problems.is_empty());
        assert_eq!(flagged.count() as u64, written.bad, "{year}");
        assert!(written.bad > 60);
    }
}

#[test]
fn a_second_run_is_the_same_and_a_later_year_carries_on() {
    let (first, _) = sample_of(2024, 100);
    let (later, _) = sample_of(2025, 100);
    let contents = |plans: &[ImportedChild]| -> BTreeMap<String, [u8; 32]> {
        plans.iter().flat_map(|plan| &plan.entries).map(|entry| (entry.key.clone(), entry.content_hash())).collect()
    };
    let (before, again, after) = (contents(&plans(&first)), contents(&plans(&first)), contents(&plans(&later)));
    assert_eq!(before, again);
    assert_eq!(before.len(), plans(&first).iter().map(|plan| plan.entries.len()).sum::<usize>(), "no two keys alike");
    let same = before.iter().filter(|(key, content)| after.get(*key) == Some(content)).count();
    let changed = before.iter().filter(|(key, content)| after.get(*key).is_some_and(|now| now != *content)).count();
    let new = after.keys().filter(|key| !before.contains_key(*key)).count();
    assert!(same > before.len() * 8 / 10 && changed > 0 && new > 0, "{same} {changed} {new} of {}", before.len());
}

#[test]
fn a_cut_off_file_is_refused_with_line_and_column() {
    let (file_written, _) = sample_of(2026, 0);
    let bytes = std::fs::read(file_written.path()).unwrap();
    for cut in [0, 10, 60, 500, bytes.len() / 2, bytes.len() / 3, bytes.len() - 20] {
        let error = unreadable(&bytes[..cut]);
        assert!(error.line > 0 && error.column > 0, "{cut}: {error}");
    }
    let error = unreadable(b"<Message>\n<Children>\n <Child>\n  <UPN>A</UPM>\n</Child></Children></Message>");
    assert_eq!((error.line, error.column), (4, 9), "{error}");
    let error = unreadable("<Message>\n<Children><Child>ééé<a>".as_bytes());
    assert_eq!((error.line, error.column), (2, 24), "{error}");
    let error = unreadable(b"\xef\xbb\xbf<Message>\n<Children></Child>");
    assert_eq!((error.line, error.column), (2, 11), "{error}");
    let error = unreadable(b"<Message><Children>\nab\xffc</Children></Message>");
    assert_eq!((error.line, error.column), (2, 3), "{error}");
    assert_eq!(scan(std::path::Path::new("/no/such/file"), today(), |_, _| ()).unwrap_err().line, 0);
}

#[test]
fn what_is_no_return_is_refused() {
    for content in [
        "",
        "\n",
        "plain text",
        "<html></html>",
        "<Message></Message>",
        "<Message><Children></Children></Message><Message/>",
        "<Message><Children></Children></Message>x",
        "<Message><Header><CollectionDetails><Collection>SSDA903</Collection></CollectionDetails></Header></Message>",
        "<Message><Children><Child a=1/></Children></Message>",
        "<Message><Children><Child>&unknown;</Child></Children></Message>",
        "<Message><Children><Child>&#xD800;</Child></Children></Message>",
    ] {
        let error = unreadable(content.as_bytes());
        assert!(error.line > 0, "{content}: {error}");
    }
}

#[test]
fn entities_and_excess_are_refused() {
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE m [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">\
                <!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<Message><Children><Child>&b;&x;</Child></Children></Message>";
    let error = unreadable(bomb.as_bytes());
    assert_eq!((error.line, error.column), (2, 1), "{error}");
    assert!(error.message.contains("document type"), "{error}");

    let deep = format!("{}{}", "<a>".repeat(40), "</a>".repeat(40));
    let long = "x".repeat(limits::TEXT + 1);
    let pieces = "x<!-- -->".repeat(limits::TEXT + 1);
    let huge = "x".repeat(usize::try_from(limits::EVENT).unwrap() * 2);
    let many = "<a/>".repeat(limits::NODES + 1);
    for (inner, word) in [
        (deep, "deep"),
        (long, "text of more"),
        (pieces, "text of more"),
        (huge.clone(), "more than"),
        (format!("<!--{huge}-->"), "more than"),
        (format!("<a b=\"{huge}\"/>"), "more than"),
        (many, "larger than"),
    ] {
        let error = unreadable(message(&format!("<Child>{inner}</Child>")).as_bytes());
        assert!(error.message.contains(word), "{error}");
    }
    let error = unreadable(message(&"<Odd/>".repeat(limits::FILE_PROBLEMS + 1)).as_bytes());
    assert!(error.message.contains("too much"), "{error}");
}

#[test]
fn names_of_xml_cdata_prefixes_and_comments_are_read() {
    let text = WHOLE
        .replace(">A1<", "><![CDATA[A1]]><")
        .replace(">WBRI<", ">W<!-- -->B&#82;I<")
        .replace("<CINPlanDates>", "<CINplanDates>")
        .replace("</CINPlanDates>", "</CINplanDates>")
        .replace("<PPOutcome>A", "<PPOutcome>A &amp; B");
    let content = format!("<?pi x?>{}", message(&format!("<c:Child xmlns:c=\"urn:x\">{text}</c:Child>")));
    let child = read(&content).remove(0);
    assert_eq!(child.problems, []);
    assert_eq!(child.episodes[0].pre_proceedings[0].outcome.as_ref().unwrap().raw, "A & B");
    assert_eq!(child.episodes[0].cin_plans.len(), 1);
}

#[test]
fn memory_does_not_grow_with_the_file() {
    let file = NamedTempFile::new().unwrap();
    let options = sample::Options { year: 2026, children: 26_000, bad_per_thousand: 20, seed: 5 };
    sample::write(&options, file.as_file()).unwrap();
    let size = file.as_file().metadata().unwrap().len();
    assert!(size > 30_000_000, "{size}");
    let before = resident();
    let mut heard = 0;
    let summary = scan(file.path(), today(), |read, of| {
        assert!(read >= heard && read <= of);
        heard = read;
    })
    .unwrap();
    assert_eq!((summary.children, heard), (26_000, size));
    if let (Some(before), Some(after)) = (before, resident()) {
        // Other tests run beside this one, so the bound is loose; the file itself would break it.
        assert!(after.saturating_sub(before) < 24 * 1024, "{before} KiB before, {after} KiB after");
    }
}

/// Resident memory in KiB, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().strip_suffix("kB")?.trim().parse().ok()
}
