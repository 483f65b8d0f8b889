//! What breaks a rule, and what does not.

use std::collections::BTreeMap;

use entities::words::{ChronologyCategory as Category, LevelOfNeed};

use super::*;
use crate::plain::shared_data::shared;

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
fn the_shared_return_of_332_children() {
    let Some(path) = shared("cin-census/fake_CIN_data.xml") else { return };
    let summary = scan(&path, today(), &calendar(), |_, _| ()).unwrap();
    assert_eq!((summary.children, summary.episodes), (332, 402));
    assert_eq!(summary.header.authority.as_deref(), Some("975"));
    let (mut letters, mut rules, mut entries) = (0, BTreeMap::new(), 0);
    for child in children(&path, today(), &calendar()).unwrap() {
        let child = child.unwrap();
        for problem in &child.problems {
            *rules.entry(problem.rule).or_insert(0) += 1;
        }
        letters += usize::from(child.problems.iter().any(|problem| problem.rule == "1510"));
        let plan = plan(&child, today(), &calendar());
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
    let all: Vec<_> = children(&path, today(), &calendar()).unwrap().map(Result::unwrap).collect();
    let [first, second] = &all[..] else { panic!("two children") };
    let found = rules(first);
    for rule in ["STRAY_TEXT", "1510", "UNKNOWN_CODE", "DATE_IN_FUTURE", "8565", "1105", "2889", "4180", "4016"] {
        assert!(found.contains(rule), "{rule} in {found:?}");
    }
    let categories: Vec<_> = plan(first, today(), &calendar()).entries.iter().map(|entry| entry.category).collect();
    for category in
        [Category::Referral, Category::Assessment, Category::Section47, Category::Conference, Category::Plan]
    {
        assert!(categories.contains(&category), "{category}");
    }
    assert_eq!(categories.iter().filter(|category| **category == Category::Conference).count(), 2);
    assert_eq!(plan(first, today(), &calendar()).adopted, Some(date("2023-02-27")));
    assert!(rules(second).contains("1570") && rules(second).contains("1103"));
}

#[test]
fn a_clean_invented_return_of_each_year_breaks_no_rule() {
    for year in 2021..=2026 {
        let (file, written) = sample_of(year, 0);
        let summary = scan(file.path(), today(), &calendar(), |_, _| ()).unwrap();
        assert_eq!((summary.children, summary.episodes), (written.children, written.episodes));
        for child in children(file.path(), today(), &calendar()).unwrap() {
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
        let flagged = children(file.path(), today(), &calendar())
            .unwrap()
            .filter(|child| !child.as_ref().unwrap().problems.is_empty());
        assert_eq!(flagged.count() as u64, written.bad, "{year}");
        assert!(written.bad > 60);
    }
}

#[test]
fn a_day_that_configuration_closes_gives_an_enquiry_a_day_more() {
    // Fifteen working days from 7 March 2025 end on the 28th, the last working day before the return's last day.
    let content = message(
        "<Child><CINdetails><CINreferralDate>2025-03-07</CINreferralDate>\
         <Section47><S47ActualStartDate>2025-03-07</S47ActualStartDate></Section47></CINdetails></Child>",
    );
    let file = file(content.as_bytes());
    for (closed, late) in [(None, true), (Some(date("2025-03-10")), false)] {
        let calendar = Arc::new(Calendar::with_closed_days(closed));
        let child = children(file.path(), today(), &calendar).unwrap().next().unwrap().unwrap();
        assert_eq!(rules(&child).contains("8675Q"), late, "{closed:?}");
    }
}
