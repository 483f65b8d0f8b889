//! What a child of a return becomes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entities::words::{ChronologyCategory as Category, FieldClass, IdentifierSystem, LevelOfNeed, Sex, TimePrecision};

use super::*;

#[test]
fn a_whole_child_becomes_details_levels_and_a_chronology() {
    let child = one(WHOLE);
    assert_eq!(child.problems, []);
    let plan = plan(&child, today(), &calendar());
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
    let before = plan(&one(&WHOLE.replace("<CINPlanEndDate>2025-01-13</CINPlanEndDate>", "")), today(), &calendar());
    let after = plan(&one(WHOLE), today(), &calendar());
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
        let plan = plan(&one(&WHOLE.replace(from, to)), today(), &calendar());
        let kept = plan.entries.iter().any(|entry| entry.narrative.contains(text));
        assert!(kept, "{to}: {:#?}", plan.entries);
    }
    let plan =
        plan(&one(&WHOLE.replace("X801200016001", "A801200016001").replace("WBRI", "XXXX")), today(), &calendar());
    let upn = plan.identifiers.iter().find(|one| one.system == IdentifierSystem::Upn).unwrap();
    assert_eq!((upn.value.as_str(), upn.verified), ("A801200016001", false));
    assert_eq!(plan.details.unwrap().ethnicity.unwrap().text(), "XXXX");
}

#[test]
fn a_bad_date_is_an_estimate_by_the_nearest_one() {
    let plan = plan(
        &one(&WHOLE.replace(">2024-01-09<", ">2091-01-01<").replace(">2025-01-20<", ">later<")),
        today(),
        &calendar(),
    );
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
    let plans: Vec<_> = all.iter().map(|child| plan(child, today(), &calendar())).collect();
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
    let plan = plan(&child, today(), &calendar());
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
