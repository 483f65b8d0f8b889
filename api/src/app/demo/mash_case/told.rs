//! The case in words: who did what, what the hub answered, what others see, and what became of it.

use std::fmt::Write;

use serde_json::{Value, json};

use super::sees::ENQUIRY;
use super::{Fact, Is, Part, Played, Scene, WATCHERS, at};
use crate::app::demo::tries::Page;
use crate::plain::wall;

/// The whole case as it was played.
pub fn told(scene: &Scene, played: &[Played]) -> String {
    let mut page = Page::default();
    for (number, step) in (1..).zip(played) {
        if let Some(heading) = step.heading {
            page.line(heading);
            page.gap();
        }
        let later = match step.act.after {
            0 => String::new(),
            1 => " (a day later; here today)".to_owned(),
            days => format!(" ({days} days later; here today)"),
        };
        let gap = if step.act.does.starts_with(',') { "" } else { " " };
        page.line(format!("{number}. {}{gap}{}{later}", person(scene, step.act.who), step.act.does));
        page.line(format!("   The hub: {}", answer(step)));
        for (who, part, sees) in &step.seen {
            let sees = sees.replace(ENQUIRY, "all that there is");
            page.line(format!("   {} sees of {}: {sees}", person(scene, who), part_words(who, *part)));
        }
        for wrong in &step.wrong {
            page.line(format!("   NOT AS IT SHOULD BE: {wrong}"));
        }
        page.gap();
    }
    summary(scene, played, &mut page);
    page.into_text()
}

/// The whole case as it came.
pub fn as_json(played: &[Played]) -> Value {
    let step = |step: &Played| {
        let sees = |(who, part, sees): &(&str, Part, String)| json!({ "who": who, "of": part.words(), "sees": sees });
        json!({
            "who": step.act.who, "does": step.act.does, "answer": step.answer,
            "sees": step.seen.iter().map(sees).collect::<Vec<_>>(),
        })
    };
    played.iter().map(step).collect()
}

/// Somebody by name and login.
fn person(scene: &Scene, who: &str) -> String {
    format!("{} ({who})", scene.text(&format!("name/{who}")))
}

/// A part, with the purpose of whoever sees it.
fn part_words(who: &str, part: Part) -> String {
    let daily = WATCHERS.iter().find(|watcher| watcher.who == who).map(|watcher| watcher.daily);
    match (part, daily) {
        (Part::Daily, Some(purpose)) => format!("the record, for {purpose}"),
        (Part::Enquiry, _) => "the record, for SECTION_47_ENQUIRY".to_owned(),
        _ => part.words().to_owned(),
    }
}

/// What the hub answered, as far as the script names it.
fn answer(step: &Played) -> String {
    let told: Vec<String> = step.act.facts.iter().map(|fact| stated(fact, &step.answer)).collect();
    format!("{}.", told.join("; "))
}

fn stated(fact: &Fact, answer: &Value) -> String {
    let found = at(answer, fact.at);
    match (&fact.is, found.as_str()) {
        (Is::Text(_), Some(text)) => format!("{} {text}", fact.words),
        // Ids say nothing to a reader.
        (Is::Something, Some(text)) if text.contains(' ') || !text.contains('_') => {
            let text = text.parse().map_or_else(|_| text.trim_end_matches('.').to_owned(), wall::deadline);
            format!("{} {text}", fact.words)
        }
        _ => fact.words.to_owned(),
    }
}

/// What became of it.
fn summary(scene: &Scene, played: &[Played], page: &mut Page) {
    let Some(last) = played.last() else { return };
    let missing = last.seen.iter().find(|(_, part, _)| *part == Part::Missing).map_or("", |(_, _, sees)| sees.as_str());
    let mut line = String::new();
    // Writing to a string cannot fail.
    let _ =
        write!(line, "In sum: concern {} went from a school to a child protection plan in ", scene.text("reference"));
    let _ = write!(line, "{} steps by {} people.", played.len(), people(played));
    page.line(line);
    page.line(format!(
        "  The conference was due by {} and was held on {}; the plan was to be reviewed by {}, and is next by {}.",
        scene.text("conference-due"),
        scene.text("conference-held"),
        scene.text("review-due"),
        scene.text("next-review-due"),
    ));
    page.line("  Health dissented and was heard; the police had not answered when it was decided, and that shows.");
    page.line("  One check waited for a manager; what was held back was disputed, and told.");
    page.line(format!("  What was passed without its checks is still listed: {missing}."));
    page.line(format!("  The boy is {}; each run makes a case of its own.", scene.text("child")));
    page.line("The answers as they came: add --json. The script: api/src/app/demo/mash_case.");
}

/// How many people took a step.
fn people(played: &[Played]) -> usize {
    let mut all: Vec<&str> = played.iter().map(|step| step.act.who).collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}
