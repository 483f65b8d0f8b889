//! The parts of pages by themselves: none lets markup through, and each holds what a screen reader needs.

use askama::Template;

use super::form::{Choice, ErrorSummary, Field, Kind};
use super::parts::{
    Act, Cell, Chip, Event, Filter, Interruption, Matter, Pages, Question, Queue, QueuePart, Row, Sending, SummaryList,
    Table, Tag, Task, TaskList, Timeline, Tone, Warning,
};

const BAD: &str = "<b>&\"'";

fn bad() -> String {
    BAD.to_owned()
}

fn cells() -> Vec<Cell> {
    vec![
        Cell::Text(bad()),
        Cell::Lines(vec![bad()]),
        Cell::Tags(vec![Tag::new(BAD, Tone::Urgent)]),
        Cell::Link { text: bad(), href: bad(), hidden: bad() },
        Cell::Withheld(bad()),
    ]
}

fn fields() -> Vec<Field> {
    let choices = || vec![Choice::new(BAD, BAD).with_hint(BAD), Choice::new("other", "Other")];
    [
        Kind::Line("long"),
        Kind::Digits,
        Kind::Telephone,
        Kind::Text,
        Kind::Day,
        Kind::One(choices()),
        Kind::Any(choices()),
        Kind::Select(choices()),
    ]
    .into_iter()
    .map(|kind| Field::new("field", BAD, kind).hint(BAD).typed(BAD).wrong(Some(BAD)))
    .collect()
}

fn errors() -> ErrorSummary {
    let mut errors = ErrorSummary::default();
    errors.add("field", BAD);
    errors.add("", BAD);
    errors
}

fn summary() -> SummaryList {
    SummaryList { rows: cells().into_iter().map(|cell| Row::new(BAD, cell).changed_at(BAD)).collect() }
}

fn event(struck: Option<String>) -> Event {
    Event {
        title: bad(),
        href: Some(bad()),
        at: bad(),
        by: bad(),
        tags: vec![Tag::new(BAD, Tone::Good)],
        text: cells(),
        struck,
    }
}

/// Everything there is, each given texts that look like markup.
fn everything() -> Vec<String> {
    let filter =
        Filter { action: bad(), token: bad(), fields: fields(), chips: vec![Chip { label: bad(), href: bad() }] };
    let task = Task { title: bad(), href: bad(), hint: bad(), state: Some(Tag::new(BAD, Tone::Note)) };
    let form = || Sending { action: bad(), hidden: vec![(bad(), bad())], fields: fields(), button: bad() };
    let question = Question {
        frame: super::Frame::bare(BAD, BAD).with_news(Some(BAD)).with_errors(true),
        back: bad(),
        errors: errors(),
        warning: Some(Warning { text: bad() }),
        text: vec![bad()],
        sections: vec![(bad(), summary())],
        form: form(),
    };
    let table = || Table { caption: bad(), head: vec![bad(); 5], rows: vec![cells()] };
    let timeline = || Timeline { groups: vec![(bad(), vec![event(None), event(Some(bad()))])] };
    let matter = Matter {
        back: (bad(), bad()),
        errors: errors(),
        warning: Some(Warning { text: bad() }),
        story: summary(),
        tables: vec![(bad(), table())],
        steps: (bad(), timeline()),
        acts: vec![Act { heading: bad(), text: vec![bad()], form: form() }],
        what_now: Some(bad()),
        ..Matter::default()
    };
    let pages = Pages { first: Some(bad()), next: Some(bad()) };
    let part = QueuePart { heading: bad(), none: bad(), total: 1, table: table(), pages };
    let queue = Queue { text: vec![bad()], links: vec![(bad(), bad())], parts: vec![part], ..Queue::default() };
    let pause = Interruption { text: vec![bad()], form: form(), back: bad(), ..Interruption::default() };
    let texts = [
        summary().render(),
        table().render(),
        timeline().render(),
        matter.render(),
        queue.render(),
        filter.render(),
        TaskList { tasks: vec![task] }.render(),
        errors().render(),
        Pages { first: Some(bad()), next: Some(bad()) }.render(),
        Warning { text: bad() }.render(),
        question.render(),
        pause.render(),
    ];
    let fields = fields().into_iter().map(|field| field.render());
    texts.into_iter().chain(fields).map(Result::unwrap).collect()
}

#[test]
fn no_part_lets_markup_through() {
    for text in everything() {
        assert!(!text.contains("<b>") && !text.contains(BAD), "{text}");
        assert!(text.contains("&#60;b&#62;") || text.contains("&lt;b&gt;"), "what was given is shown: {text}");
    }
}

#[test]
fn a_field_names_what_describes_it_and_an_error_leads_to_it() {
    for field in fields() {
        let text = field.render().unwrap();
        assert!(text.contains("aria-describedby=\"field-hint field-error\""), "{text}");
        for id in ["field", "field-hint", "field-error"] {
            assert_eq!(text.matches(&format!("id=\"{id}\"")).count(), 1, "{id}: {text}");
        }
        let labelled = text.contains("<label for=\"field\"") || text.contains("<legend>");
        assert!(labelled, "{text}");
    }
    assert!(errors().render().unwrap().contains("href=\"#field\""));
    assert_eq!(errors().about("field").map(str::is_empty), Some(false));
}

#[test]
fn what_no_longer_stands_is_struck_through_and_says_why() {
    let text = Timeline { groups: vec![(String::new(), vec![event(Some("a slip of the pen".to_owned()))])] };
    let text = text.render().unwrap();
    assert!(text.contains("<s>") && text.contains("No longer stands: a slip of the pen"), "{text}");
}

#[test]
fn what_it_said_is_folded_away_beneath() {
    let was = Timeline { groups: vec![("May".to_owned(), vec![event(Some("a slip of the pen".to_owned()))])] };
    let was = was.render().unwrap();
    let (before, folded) = was.split_once("<details").unwrap();
    assert!(before.contains("<h3 class=\"month\">May") && before.contains("<h4><"), "{before}");
    assert!(!before.contains("class=\"tag") && folded.contains("class=\"tag"), "{was}");
    let stands = Timeline { groups: vec![(String::new(), vec![event(None)])] }.render().unwrap();
    assert!(stands.contains("<h3><") && !stands.contains("<details"), "{stands}");
}

#[test]
fn a_field_says_what_it_is_for_and_that_it_is_wrong() {
    for field in fields() {
        let text = field.render().unwrap();
        let typed = !matches!(field.kind, Kind::One(_) | Kind::Any(_));
        assert_eq!(text.contains("aria-invalid=\"true\""), typed, "{text}");
        // A browser that has spelling checked elsewhere sends nothing of a child there.
        assert!(!text.contains("<textarea") || text.contains("spellcheck=\"false\""), "{text}");
        // What an error leads to takes the focus.
        assert!(!text.contains("<fieldset class=\"field wrong\" id="), "{text}");
    }
    let own = Field::new("callBack", "A number", Kind::Telephone).render().unwrap();
    assert!(own.contains("type=\"tel\"") && own.contains("autocomplete=\"tel\""), "{own}");
}

#[test]
fn a_table_names_each_value_by_its_column_for_narrow_screens() {
    let table = Table {
        caption: "Who".to_owned(),
        head: vec!["Name".to_owned(), "Agency".to_owned()],
        rows: vec![vec![Cell::text("Ada"), Cell::text("School")]],
    };
    let text = table.render().unwrap();
    assert!(
        text.contains("<th scope=\"row\" data-label=\"Name\">") && text.contains("<td data-label=\"Agency\">"),
        "{text}"
    );
}

#[test]
fn a_reference_stays_on_one_line() {
    let link = |text: &str| Cell::Link { text: text.to_owned(), href: "/x".to_owned(), hidden: String::new() };
    for cell in [Cell::text("CON-J705-9TG3"), link("CON-J705-9TG3")] {
        assert!(cell.render().unwrap().contains("whole\""), "{cell:?}");
    }
    for cell in [Cell::text("Self-harm"), Cell::text("A-B C"), link("4 June"), Cell::text("LONG-LONG-LONG-LONG-LONG")] {
        assert!(!cell.render().unwrap().contains("whole"), "{cell:?}");
    }
}

#[test]
fn a_line_offers_what_it_suggests_and_takes_anything() {
    let field = Field::new("agency", "Agency", Kind::Line("long"));
    assert!(!field.render().unwrap().contains("list="));
    let text = field.suggesting(vec![bad(), "Hilltop".to_owned()]).render().unwrap();
    assert!(text.contains("list=\"agency-list\"") && text.contains("<datalist id=\"agency-list\">"), "{text}");
    assert!(text.contains("<option value=\"Hilltop\">") && !text.contains(BAD), "{text}");
}
