//! The rule book and the plain evaluation side by side, over a hundred thousand random facts.

use std::collections::BTreeMap;

use entities::Word;
use entities::words::{FieldClass, RefusalCode, WithheldReason};

use super::random::Dice;
use super::{Answer, answer};
use crate::facts::{Facts, RecordKind};
use crate::tests::fixture::book;
use crate::{Gate, RuleBook, Verdict};

const FACTS: usize = 100_000;
const THREADS: usize = 2;

/// What a verdict answers, in the words of the plain evaluation.
fn said(verdict: &Verdict) -> Answer {
    Answer {
        gates: Gate::ALL.iter().map(|gate| verdict.gate(*gate).err().map(|r| r.code)).collect(),
        classes: FieldClass::ALL.iter().map(|class| verdict.class(*class).err().map(|w| w.reason)).collect(),
        listed: verdict.listed(),
    }
}

/// Where the two differ, in a few lines.
fn difference(facts: &Facts, verdict: &Verdict, plain: &Answer) -> String {
    let book = said(verdict);
    let mut lines = Vec::new();
    for (place, gate) in Gate::ALL.iter().enumerate() {
        if book.gates[place] != plain.gates[place] {
            let policies = verdict.gate_policies(*gate);
            lines.push(format!(
                "{}: {:?} by {policies:?}, plainly {:?}",
                gate.name(),
                book.gates[place],
                plain.gates[place]
            ));
        }
    }
    for (place, class) in FieldClass::ALL.iter().enumerate() {
        if book.classes[place] != plain.classes[place] {
            let policies = verdict.class_policies(*class);
            lines.push(format!(
                "{class}: {:?} by {policies:?}, plainly {:?}",
                book.classes[place], plain.classes[place]
            ));
        }
    }
    if book.listed != plain.listed {
        lines.push(format!("listed: {}, plainly {}", book.listed, plain.listed));
    }
    format!("{}\n  {}", serde_json::to_string(facts).unwrap(), lines.join("\n  "))
}

/// What was met on the way, so that it shows whether the facts reach far enough.
#[derive(Default)]
struct Met {
    differences: Vec<String>,
    opened: usize,
    met: BTreeMap<String, usize>,
}

impl Met {
    fn run(book: &RuleBook, seed: u64, times: usize) -> Self {
        let (mut dice, mut met) = (Dice::new(seed), Self::default());
        for _ in 0..times {
            let facts = dice.facts();
            let (verdict, plain) = (book.judge_cold(&facts), answer(&facts));
            if said(&verdict) != plain {
                met.differences.push(difference(&facts, &verdict, &plain));
            }
            met.opened += usize::from(plain.gates[Gate::Open.index()].is_none());
            met.note(&facts, &plain);
        }
        met
    }

    fn note(&mut self, facts: &Facts, plain: &Answer) {
        for (gate, code) in Gate::ALL.iter().zip(&plain.gates) {
            let what = code.map_or("PERMIT", Word::name);
            *self.met.entry(format!("{} {what}", gate.name())).or_default() += 1;
        }
        if facts.record.kind != RecordKind::Child && plain.gates[Gate::Open.index()].is_none() {
            for (class, reason) in FieldClass::ALL.iter().zip(&plain.classes) {
                let what = reason.map_or("PERMIT", Word::name);
                *self.met.entry(format!("{class} {what}")).or_default() += 1;
            }
            *self.met.entry(format!("listed {}", plain.listed)).or_default() += 1;
        }
    }

    fn join(mut self, other: Self) -> Self {
        self.differences.extend(other.differences);
        self.opened += other.opened;
        for (what, times) in other.met {
            *self.met.entry(what).or_default() += times;
        }
        self
    }
}

#[test]
fn r6_the_book_answers_what_the_rules_say_plainly() {
    let book = book();
    let start = std::time::Instant::now();
    let met = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..THREADS)
            .map(|n| {
                let book = &book;
                scope.spawn(move || Met::run(book, 20_261_130 + n as u64, FACTS / THREADS))
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).fold(Met::default(), Met::join)
    });
    println!("{FACTS} random facts, {} opened, in {:?}", met.opened, start.elapsed());
    assert_eq!(book.errors(), 0, "a question could not be answered");
    let shown: Vec<_> = met.differences.iter().take(12).cloned().collect();
    assert!(met.differences.is_empty(), "{} differ:\n{}", met.differences.len(), shown.join("\n"));
    assert!(met.opened * 2 > FACTS, "the facts open too little to tell");
    // Every answer that there is was met, and not once alone.
    let often = |what: String| {
        let times = met.met.get(&what).copied().unwrap_or_default();
        assert!(times >= 20, "{what} was met {times} times");
    };
    for gate in Gate::ALL {
        often(format!("{} PERMIT", gate.name()));
        often(format!("{} NOT_FOUND", gate.name()));
    }
    for code in RefusalCode::ALL {
        often(format!("open {}", code.name()));
    }
    for class in FieldClass::ALL {
        often(format!("{class} PERMIT"));
        for reason in WithheldReason::ALL.iter().filter(|r| **r != WithheldReason::Role) {
            let level = *reason == WithheldReason::LevelOfNeed;
            if level && matches!(class, FieldClass::Identity | FieldClass::Contact | FieldClass::Whereabouts) {
                continue;
            }
            often(format!("{class} {}", reason.name()));
        }
    }
}
