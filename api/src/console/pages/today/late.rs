//! What is late, or waits for the viewer, with the links to where it is worked on. Each list is read as it is on its own page.

use entities::Word;
use entities::words::{CheckSide, CheckStatus, ConcernStatus, EscalationStatus, JointDecisionStatus, Role};

use crate::console::pages::{approvals, checks, concerns, decisions, escalations, reviews, work};
use crate::console::parts::{Task, TaskList};
use crate::console::visit::Visit;
use crate::console::words::plain;
use crate::console::{Trouble, clocks, nav};
use crate::disclosure::{
    ApprovalsAsk, ChecksAsk, ConcernFilter, ConcernsAsk, EscalationsAsk, JointDecisionsAsk, OverdueAsk, QueueAsk,
};
use crate::plain::wall;

/// As many of each as are named here.
const FIRST: u32 = 5;

/// A list that is not empty: its heading, how many there are, what is named of them, and where all of them are.
pub(super) struct Late {
    pub(super) heading: &'static str,
    pub(super) total: i64,
    pub(super) tasks: TaskList,
    pub(super) all: &'static str,
}

impl Late {
    fn of(heading: &'static str, all: &'static str, total: i64, tasks: Vec<Task>) -> Option<Self> {
        (!tasks.is_empty()).then_some(Self { heading, total, tasks: TaskList { tasks }, all })
    }
}

/// The concerns that wait for the viewer, most urgent first: of those addressed to them every one that is undecided, of a designated
/// officer's every one that is not closed. For whoever raised them, those of which they were told too late.
async fn concerns_that_wait(visit: &Visit) -> Result<Vec<Late>, Trouble> {
    let (door, caller) = (visit.door(), visit.caller());
    let fields = ["decisionDueAt", "immediateDanger", "raisedAt", "ratingDueAt", "reference", "status"];
    let ask =
        ConcernsAsk { first: FIRST, fields: fields.map(str::to_owned).to_vec(), total: true, ..ConcernsAsk::default() };
    let overdue = ConcernFilter { overdue: Some(true), ..ConcernFilter::default() };
    let open = ConcernStatus::ALL.iter().copied().filter(|status| *status != ConcernStatus::Closed).collect();
    let open = ConcernFilter { status: Some(open), ..ConcernFilter::default() };
    let (heading, all, ask) = if nav::has_board(caller) {
        ("Concerns that wait for you", nav::BOARD, ConcernsAsk { waiting: true, ..ask })
    } else if caller.roles.contains(Role::LocalAuthorityDesignatedOfficer) {
        let heading = "Concerns that name somebody who works with children";
        (heading, concerns::HERE, ConcernsAsk { filter: open, ..ask })
    } else {
        ("Concerns that are overdue", concerns::HERE, ConcernsAsk { filter: overdue, ..ask })
    };
    let page = door.concerns(caller, &ask).await?;
    let tasks = page.rows().filter_map(|(view, index)| view.concern(index)).map(|view| {
        let concern = view.concern();
        let due = concerns::due(concern).map(|due| clocks::left(due, caller.at));
        Task {
            title: concern.reference.clone().unwrap_or_else(|| "A concern".to_owned()),
            href: concerns::href(concern),
            hint: concern.raised_at.map(|at| format!("Raised on {}", wall::words(at))).unwrap_or_default(),
            state: concerns::danger(concern).or(due),
        }
    });
    Ok(Late::of(heading, all, page.total(), tasks.collect()).into_iter().collect())
}

/// The checks that the viewer's agency asked for: those that nobody answered in time, and those that are kept back, with what would
/// let each out.
async fn checks_that_wait(visit: &Visit) -> Result<Vec<Late>, Trouble> {
    let ask = ChecksAsk { first: FIRST, total: true, ..ChecksAsk::default() };
    let kept = ChecksAsk { side: Some(CheckSide::Asking), status: Some(CheckStatus::Blocked), ..ask.clone() };
    let mut found = Vec::new();
    for (heading, ask) in
        [("Checks that are overdue", ChecksAsk { overdue: Some(true), ..ask }), ("Checks that did not go out", kept)]
    {
        let page = visit.door().checks(visit.caller(), &ask).await?;
        let tasks = page.rows().filter_map(|(view, index)| Some((view, view.check(index)?.check()))).map(
            |(of_child, check)| {
                let agency = check.agency.and_then(|id| of_child.agency(id));
                let agency = agency.map_or_else(|| "Asked ".to_owned(), |agency| format!("Asked of {}, ", agency.name));
                let asked = format!("{agency}on {}", wall::words(check.requested_at));
                let lacks = checks::lacking(check);
                let lacks = (!lacks.is_empty()).then(|| format!("To go out it needs {}", lacks.join(", or ")));
                Task {
                    title: format!("Check: {}", plain(check.key_point)),
                    href: checks::href(check.id),
                    hint: std::iter::once(asked).chain(lacks).collect::<Vec<_>>().join(". "),
                    state: checks::clock(check, visit.caller().at),
                }
            },
        );
        found.extend(Late::of(heading, checks::HERE, page.total(), tasks.collect()));
    }
    Ok(found)
}

/// Everything that is late or waits.
pub(super) async fn lists(visit: &Visit) -> Result<Vec<Late>, Trouble> {
    let (door, caller) = (visit.door(), visit.caller());
    let now = caller.at;
    let task = |title: String, href: String, hint: String, due: Option<entities::Instant>| Task {
        title,
        href,
        hint,
        state: due.map(|due| clocks::left(due, now)),
    };
    let mut found = concerns_that_wait(visit).await?;
    if nav::has_caseload(caller) {
        found.extend(checks_that_wait(visit).await?);
        let ask = OverdueAsk { first: FIRST, total: true, ..OverdueAsk::default() };
        let page = door.overdue_work(caller, &ask).await?;
        let tasks = page.works().iter().map(|late| Task {
            title: plain(late.kind),
            href: work::href(late.work),
            hint: work::begun(late),
            state: work::clock(late, now).into_iter().next(),
        });
        found.extend(Late::of("Work that is overdue", work::HERE, page.total(), tasks.collect()));
        let ask = JointDecisionsAsk {
            side: Some(CheckSide::Asked),
            status: Some(JointDecisionStatus::Open),
            first: FIRST,
            total: true,
            ..JointDecisionsAsk::default()
        };
        let page = door.joint_decisions(caller, &ask).await?;
        let tasks = page.rows().filter_map(|(view, index)| view.decision(index)).map(|view| {
            let decision = view.decision();
            let asked = format!("Asked on {}", wall::words(decision.asked_at));
            task("A joint decision".to_owned(), decisions::href(decision.id), asked, Some(decision.due_at))
        });
        found.extend(Late::of("Views that your agency is asked for", decisions::HERE, page.total(), tasks.collect()));
        let ask = EscalationsAsk {
            status: Some(EscalationStatus::Open),
            raised: Some(false),
            first: FIRST,
            total: true,
            ..EscalationsAsk::default()
        };
        let page = door.escalations(caller, &ask).await?;
        let tasks = page.rows().filter_map(|(view, index)| view.escalation(index)).map(|view| {
            let escalation = view.escalation();
            let stage = format!("Stage: {}", plain(escalation.stage));
            let title = format!("Against: {}", plain(escalation.against).to_lowercase());
            task(title, escalations::href(escalation.id), stage, Some(escalation.due_at))
        });
        found.extend(Late::of("Escalations to answer", escalations::HERE, page.total(), tasks.collect()));
    }
    let page = door.approvals(caller, &ApprovalsAsk { first: FIRST, total: true, ..ApprovalsAsk::default() }).await?;
    let tasks = page.approvals().iter().map(|waiting| {
        task(approvals::what(waiting), approvals::href(waiting.id), approvals::by(waiting), Some(waiting.due_at))
    });
    let total = page.total().unwrap_or_default();
    found.extend(Late::of("What waits for your answer", approvals::HERE, total, tasks.collect()));
    if visit.reads_log() {
        let page = door.access_reviews(caller, &QueueAsk { first: FIRST, total: true, ..QueueAsk::default() }).await?;
        let tasks = page.entries().iter().map(|entry| {
            let title = format!("Access by {}", reviews::who(entry));
            task(title, reviews::href(entry), wall::words(entry.at), entry.review_due_at)
        });
        let total = page.total().unwrap_or_default();
        found.extend(Late::of("Accesses to review", reviews::HERE, total, tasks.collect()));
    }
    Ok(found)
}
