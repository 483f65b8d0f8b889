//! The agreement, policy by policy: what each says in a sentence, what it rests on, who answers for it, its text, and the
//! cases that pin it, tried against the book as it judges now.

use std::sync::Arc;

use ::policies::RuleBook;
use ::policies::cases::{Bases, Case, CaseError, embedded_cases};
use axum::extract::Path;
use entities::Date;

use super::{HERE, aside, policy_of};
use crate::console::Trouble;
use crate::console::frame::Frame;
use crate::console::parts::{Cell, Pages, Row, SummaryList, Table, Tag, Tone};
use crate::console::visit::{Answer, Visit};
use crate::console::wanted::Wanted;
use crate::plain::calendar::local_date;
use crate::plain::wall;

/// Cases on one page.
const ON_A_PAGE: usize = 40;

#[derive(askama::Template)]
#[template(path = "console/governance/policies.html")]
struct ListPage {
    frame: Frame,
    version: String,
    table: Table,
}

pub(super) async fn list(visit: Visit) -> Answer {
    let book = visit.door().agreement(visit.caller()).await?;
    let today = local_date(visit.caller().at);
    let rows = book.policies().iter().map(|policy| {
        let href = format!("{HERE}/policies/{}", policy.id);
        vec![
            Cell::Link { text: policy.title.clone(), href, hidden: String::new() },
            Cell::text(policy.id.clone()),
            due(policy.review_by, today),
        ]
    });
    visit.page(&ListPage {
        version: book.hash().to_owned(),
        table: Table {
            caption: "By the number of the rule".to_owned(),
            head: ["What it says", "Policy", "Look at it again by"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        },
        frame: visit.frame("Policies"),
    })
}

fn due(by: Date, today: Date) -> Cell {
    match by < today {
        true => Cell::Tags(vec![Tag::new(format!("Overdue since {}", wall::day(by)), Tone::Urgent)]),
        false => Cell::text(wall::day(by)),
    }
}

#[derive(askama::Template)]
#[template(path = "console/governance/policy.html")]
struct PolicyPage {
    frame: Frame,
    about: SummaryList,
    text: String,
    total: usize,
    cases: Table,
    pages: Pages,
}

pub(super) async fn show(visit: Visit, Path(id): Path<String>, wanted: Wanted) -> Answer {
    let book = visit.door().agreement(visit.caller()).await?;
    let policy = policy_of(&book, &id).ok_or(Trouble::NotFound)?.clone();
    let from = wanted.given("after").map(str::parse::<usize>).transpose().map_err(|_| Trouble::NotFound)?.unwrap_or(0);
    let (total, rows) = aside({
        let (book, id) = (Arc::clone(&book), policy.id.clone());
        move || cases(&book, &id, from)
    })
    .await?;
    let here = format!("{HERE}/policies/{id}");
    let rows_shown = from.saturating_add(rows.len());
    let mut about = vec![
        Row::new("Policy", Cell::text(policy.id.clone())),
        Row::new("Rests on", Cell::text(policy.basis)),
        Row::new("Owner", Cell::text(policy.owner)),
        Row::new("Look at it again by", due(policy.review_by, local_date(visit.caller().at))),
    ];
    about.extend(policy.reason.map(|reason| Row::new("Reason that it gives", Cell::text(reason))));
    visit.page(&PolicyPage {
        frame: visit.frame(&policy.title),
        about: SummaryList { rows: about },
        text: policy.text,
        total,
        cases: Table {
            caption: "Cases that this policy decides".to_owned(),
            head: ["Case", "What is so", "What is asked", "Answer", "Today"].map(str::to_owned).to_vec(),
            rows,
        },
        pages: Pages {
            first: (from > 0).then(|| here.clone()),
            next: (rows_shown < total).then(|| format!("{here}?after={rows_shown}")),
        },
    })
}

/// How many cases name the policy, and a page of them.
fn cases(book: &RuleBook, id: &str, from: usize) -> Result<(usize, Vec<Vec<Cell>>), CaseError> {
    let bases = Bases::embedded()?;
    let named: Vec<Case> =
        embedded_cases()?.into_iter().filter(|case| case.policies.iter().any(|policy| policy == id)).collect();
    let page = named.iter().skip(from).take(ON_A_PAGE);
    let rows = page.map(|case| row(book, &bases, case)).collect::<Result<_, _>>()?;
    Ok((named.len(), rows))
}

fn row(book: &RuleBook, bases: &Bases, case: &Case) -> Result<Vec<Cell>, CaseError> {
    let said = case.read(&book.judge(&bases.facts_of(case)?))?;
    let today = match case.expects(&said) {
        true => Tag::new("As it says", Tone::Good),
        false => Tag::new(format!("Now {}", said.answer), Tone::Urgent),
    };
    let differs = case.given.iter().map(|(fact, value)| format!("{fact} = {value}"));
    let base = format!("as in {}", case.base);
    Ok(vec![
        Cell::text(case.title()),
        Cell::Lines(std::iter::once(base).chain(differs).collect()),
        Cell::text(case.asks()),
        Cell::text(case.answer.clone()),
        Cell::Tags(vec![today]),
    ])
}
