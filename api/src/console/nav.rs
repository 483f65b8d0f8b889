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
    /// Who has work there; nobody named is everybody.
    roles: &'static [Role],
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

/// Every place that has a link, in order. A page's own path begins with that of its place.
const PLACES: &[Place] = &[
    Place { label: "Today", href: super::HOME, about: "", roles: &[] },
    Place {
        label: "Raise a concern",
        href: "/console/raise",
        about: "Tell the local authority that you are worried about a child. It takes a few minutes.",
        roles: WORKING,
    },
    Place {
        label: "Concerns",
        href: "/console/concerns",
        about: "See what became of the concerns that you raised.",
        roles: WORKING,
    },
    Place {
        label: "A child's record",
        href: "/console/child",
        about: "Say why you need it, then see what the agencies recorded about a child.",
        roles: CASELOAD,
    },
    Place {
        label: "Accesses to review",
        href: "/console/reviews",
        about: "See who opened a record in a way that somebody should look at, and give your verdict.",
        roles: &[Role::SafeguardingLead, Role::InformationGovernance],
    },
    Place {
        label: "Access log",
        href: "/console/log",
        about: "Search who asked for what, by person, agency, time and what stands out.",
        roles: &[Role::SafeguardingLead, Role::InformationGovernance],
    },
    Place {
        label: "Who has seen a child",
        href: "/console/seen",
        about: "See who opened one child's record, when last, how often and what they were given.",
        roles: &[Role::SafeguardingLead, Role::InformationGovernance],
    },
    Place {
        label: "Governance",
        href: "/console/governance",
        about: "Read the agreement, try what it answers, count the consents, check the log.",
        roles: &[Role::InformationGovernance],
    },
    Place {
        label: "Query page",
        href: "/console/query",
        about: "For developers: try a query of the API, and see why the answer is as it is.",
        roles: &[],
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

/// The links of that person, seen from that path.
pub(crate) fn links(caller: &Caller, path: &str) -> Vec<Link> {
    let has = |place: &&Place| place.roles.is_empty() || place.roles.iter().any(|role| caller.roles.contains(*role));
    let is_at = |href: &str| path == href || (href != super::HOME && path.starts_with(&format!("{href}/")));
    PLACES
        .iter()
        .filter(has)
        .map(|place| Link { label: place.label, href: place.href, about: place.about, current: is_at(place.href) })
        .collect()
}
