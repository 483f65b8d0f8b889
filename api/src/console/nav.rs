//! Where one can go from every page, and what there is to do, by role. A link that is not shown opens nothing that the door
//! would not open: it is a convenience, never a rule.

use entities::words::Role;

use crate::disclosure::Caller;

/// A place of the console.
struct Place {
    label: &'static str,
    href: &'static str,
    /// What one does there.
    about: &'static str,
    who: Who,
}

/// Who has work in a place.
enum Who {
    Everybody,
    /// Whoever has one of these roles.
    Roles(&'static [Role]),
    /// Whoever the log shows anything to: custodians of a restricted record too, whatever their role (R37).
    LogReaders,
}

/// Who does not run the hub (R34).
const WORKING: &[Role] = &[
    Role::SocialWorker,
    Role::MashPractitioner,
    Role::PoliceOfficer,
    Role::HealthPractitioner,
    Role::GeneralPractitioner,
    Role::DesignatedSafeguardingLead,
    Role::EarlyHelpPractitioner,
    Role::ProbationPractitioner,
    Role::YouthJusticePractitioner,
    Role::HousingOfficer,
    Role::Inspector,
    Role::SafeguardingLead,
    Role::InformationGovernance,
    Role::LocalAuthorityDesignatedOfficer,
];

/// Who has a purpose for which a record is opened (R6): the first eleven of them.
const CASELOAD: &[Role] = WORKING.split_at(11).0;

/// Who asks, answers and decides with other agencies (R35): the first ten of them.
const WORKING_WITH_CHILDREN: &[Role] = WORKING.split_at(10).0;

/// Where the board is.
pub(crate) const BOARD: &str = "/console/board";

/// Who answers concerns (R23, R34).
const SCREENING: &[Role] = &[Role::MashPractitioner, Role::SocialWorker];

/// Every place that has a link, in order. A page's own path begins with that of its place.
const PLACES: &[Place] = &[
    Place { label: "Today", href: super::HOME, about: "", who: Who::Everybody },
    Place {
        label: "MASH board",
        href: BOARD,
        about: "See what waits: concerns by their clocks, checks, decisions and escalations.",
        who: Who::Roles(SCREENING),
    },
    Place {
        label: "Raise a concern",
        href: "/console/raise",
        about: "Tell the local authority that you are worried about a child. It takes a few minutes.",
        who: Who::Roles(WORKING),
    },
    Place {
        label: "Concerns",
        href: "/console/concerns",
        about: "See the concerns that you raised or that are addressed to you, and where each stands.",
        who: Who::Roles(WORKING),
    },
    Place {
        label: "Checks",
        href: "/console/checks",
        about: "Answer the checks that are put to your agency, and see what came back to its own.",
        who: Who::Roles(WORKING_WITH_CHILDREN),
    },
    Place {
        label: "Joint decisions",
        href: "/console/decisions",
        about: "Give your agency's view on what is to be decided, or decide.",
        who: Who::Roles(WORKING_WITH_CHILDREN),
    },
    Place {
        label: "Escalations",
        href: "/console/escalations",
        about: "Answer a disagreement that another agency raised, or follow your own.",
        who: Who::Roles(WORKING_WITH_CHILDREN),
    },
    Place {
        label: "Approvals",
        href: "/console/approvals",
        about: "Answer what was done or asked for in your name, and what an objection holds back.",
        who: Who::Roles(WORKING),
    },
    Place {
        label: "A child's record",
        href: "/console/child",
        about: "Say why you need it, then see what the agencies recorded about a child.",
        who: Who::Roles(CASELOAD),
    },
    Place {
        label: "Accesses to review",
        href: "/console/reviews",
        about: "See who opened a record in a way that somebody should look at, and give your verdict.",
        who: Who::LogReaders,
    },
    Place {
        label: "Access log",
        href: "/console/log",
        about: "Search who asked for what, by person, agency, time and what stands out.",
        who: Who::LogReaders,
    },
    Place {
        label: "Who has seen a child",
        href: "/console/seen",
        about: "See who opened one child's record, when last, how often and what they were given.",
        who: Who::LogReaders,
    },
    Place {
        label: "Governance",
        href: "/console/governance",
        about: "Read the agreement, try what it answers, count the consents, check the log.",
        who: Who::Roles(&[Role::InformationGovernance]),
    },
    Place {
        label: "Query page",
        href: "/console/query",
        about: "For developers: try a query of the API, and see why the answer is as it is.",
        who: Who::Everybody,
    },
];

/// A link to a place.
#[derive(Clone, Debug)]
pub struct Link {
    /// What it is called.
    pub label: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// What one does there.
    pub about: &'static str,
    /// Whether the present page is there.
    pub current: bool,
}

/// The links of that person, who reads the access log or does not, seen from that path.
pub(crate) fn links(caller: &Caller, reads_log: bool, path: &str) -> Vec<Link> {
    let has = |place: &&Place| match place.who {
        Who::Everybody => true,
        Who::Roles(roles) => roles.iter().any(|role| caller.roles.contains(*role)),
        Who::LogReaders => reads_log,
    };
    let is_at = |href: &str| path == href || (href != super::HOME && path.starts_with(&format!("{href}/")));
    PLACES
        .iter()
        .filter(has)
        .map(|place| Link { label: place.label, href: place.href, about: place.about, current: is_at(place.href) })
        .collect()
}

/// Whether the caller works for an agency, and does not run the hub.
pub(crate) fn is_working(caller: &Caller) -> bool {
    WORKING.iter().any(|role| caller.roles.contains(*role))
}

/// Whether the caller has the board, where concerns wait for them.
pub(crate) fn has_board(caller: &Caller) -> bool {
    SCREENING.iter().any(|role| caller.roles.contains(*role))
}

/// Whether the caller has a part in what agencies ask, answer and decide together.
pub(crate) fn has_caseload(caller: &Caller) -> bool {
    WORKING_WITH_CHILDREN.iter().any(|role| caller.roles.contains(*role))
}
