//! The start: what there is to do for who is signed in.

use crate::console::HOME;
use crate::console::frame::Frame;
use crate::console::nav;
use crate::console::parts::{Task, TaskList};
use crate::console::visit::{Answer, Visit};

#[derive(askama::Template)]
#[template(path = "console/today.html")]
struct TodayPage {
    frame: Frame,
    tasks: TaskList,
    what_now: String,
}

pub(super) async fn show(visit: Visit) -> Answer {
    let tasks = nav::links(visit.caller(), HOME).into_iter().filter(|link| link.href != HOME).map(|link| Task {
        title: link.label.to_owned(),
        href: link.href.to_owned(),
        hint: link.about.to_owned(),
        state: None,
    });
    visit.page(&TodayPage {
        frame: visit.frame("Today"),
        tasks: TaskList { tasks: tasks.collect() },
        what_now: visit.door().what_now(visit.caller()),
    })
}
