//! The start: what is late, the day in numbers, and what there is to do for who is signed in.

mod chart;
mod late;

use self::chart::Chart;
use self::late::Late;
use crate::console::HOME;
use crate::console::frame::Frame;
use crate::console::nav;
use crate::console::parts::{Task, TaskList};
use crate::console::visit::{Answer, Visit};

#[derive(askama::Template)]
#[template(path = "console/today.html")]
struct TodayPage {
    frame: Frame,
    late: Vec<Late>,
    /// None for who runs the hub: no list is theirs.
    charts: Option<Vec<Chart>>,
    tasks: TaskList,
    what_now: String,
}

pub(super) async fn show(visit: Visit) -> Answer {
    let tasks = visit.links().into_iter().filter(|link| link.href != HOME).map(|link| Task {
        title: link.label.to_owned(),
        href: link.href.to_owned(),
        hint: link.about.to_owned(),
        state: None,
    });
    let working = nav::is_working(visit.caller());
    let (late, charts) = if working {
        let figures = visit.door().figures(visit.caller()).await?;
        (late::lists(&visit).await?, Some(figures.figures().iter().map(Chart::of).collect()))
    } else {
        (Vec::new(), None)
    };
    visit.page(&TodayPage {
        frame: visit.frame("Today"),
        late,
        charts,
        tasks: TaskList { tasks: tasks.collect() },
        what_now: visit.what_now(),
    })
}
