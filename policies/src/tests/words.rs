//! That schema, facts and the hub's vocabularies use the same words.

use std::collections::BTreeSet;

use entities::Word;
use entities::words::{
    AgencyKind, DispenseReason, LawfulBasis, LevelOfNeed, ProtectionKind, Relationship, Role, Sensitivity,
    SharingPurpose,
};

use super::fixture::loaded;
use crate::embedded;
use crate::facts::{
    AgeBand, Approval, ConsentStanding, OwnPart, Owner, RecordKind, RequestKind, Sought, Whereabouts, Work,
};
use crate::question::Question;
use crate::words::ObjectionStanding;

/// The words of an enumerated type as the schema has them.
fn in_schema(name: &str) -> Vec<String> {
    let start = format!("entity {name} enum [");
    let (_, rest) = embedded::SCHEMA.split_once(&start).unwrap_or_else(|| panic!("no {name}"));
    let (list, _) = rest.split_once(']').unwrap();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn same<W: Word>(seen: &mut BTreeSet<&'static str>) {
    let ours: Vec<_> = W::ALL.iter().map(|w| w.name().to_owned()).collect();
    assert_eq!(in_schema(W::NAME), ours, "{}", W::NAME);
    seen.insert(W::NAME);
}

#[test]
fn the_schema_has_the_words_of_the_hub() {
    let mut seen = BTreeSet::new();
    same::<Role>(&mut seen);
    same::<AgencyKind>(&mut seen);
    same::<SharingPurpose>(&mut seen);
    same::<LawfulBasis>(&mut seen);
    same::<DispenseReason>(&mut seen);
    same::<LevelOfNeed>(&mut seen);
    same::<Relationship>(&mut seen);
    same::<Sensitivity>(&mut seen);
    same::<ProtectionKind>(&mut seen);
    same::<OwnPart>(&mut seen);
    same::<Work>(&mut seen);
    same::<AgeBand>(&mut seen);
    same::<Whereabouts>(&mut seen);
    same::<Approval>(&mut seen);
    same::<RequestKind>(&mut seen);
    same::<ConsentStanding>(&mut seen);
    same::<ObjectionStanding>(&mut seen);
    same::<RecordKind>(&mut seen);
    same::<Owner>(&mut seen);
    same::<Sought>(&mut seen);
    let declared: BTreeSet<_> = embedded::SCHEMA
        .lines()
        .filter_map(|line| line.strip_prefix("entity ")?.split_once(" enum ["))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(declared, seen, "a vocabulary of the schema is not compared");
}

/// The words of facts are the same in JSON, where cases are written, and in policies.
#[test]
fn facts_have_the_same_words_in_json() {
    fn compare<W: Word + serde::Serialize>() {
        for word in W::ALL {
            assert_eq!(serde_json::json!(word), serde_json::json!(word.name()));
        }
    }
    compare::<OwnPart>();
    compare::<Work>();
    compare::<AgeBand>();
    compare::<Whereabouts>();
    compare::<Approval>();
    compare::<RequestKind>();
    compare::<ConsentStanding>();
    compare::<RecordKind>();
    compare::<Owner>();
    compare::<Sought>();
}

#[test]
fn every_question_is_an_action_and_every_action_a_question() {
    let asked: BTreeSet<_> = Question::all().map(|q| q.name().to_owned()).collect();
    assert_eq!(asked.len(), Question::all().count());
    for (place, question) in Question::all().enumerate() {
        assert_eq!(question.index(), place, "{}", question.name());
    }
    let groups = ["gates", "stating", "classes", "content", "detail"];
    let actions: BTreeSet<String> = loaded()
        .schema
        .action_entities()
        .unwrap()
        .iter()
        .map(|e| e.uid().id().unescaped().to_owned())
        .filter(|name| !groups.contains(&name.as_str()))
        .collect();
    assert_eq!(asked, actions);
}
