//! The people one can be in the demo, named after what they do. All invented.

use entities::words::{AgencyKind, Position, Role};

/// An agency of the demo.
pub struct DemoAgency {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What kind of service it is.
    pub kind: AgencyKind,
    /// Whether it is a public authority.
    pub public: bool,
    /// The code of the local authority whose area it serves.
    pub area: Option<&'static str>,
    /// Safeguarding telephone.
    pub phone: &'static str,
}

/// A person of the demo.
pub struct DemoPerson {
    /// The name one takes with `--as`.
    pub login: &'static str,
    /// The person's name.
    pub name: &'static str,
    /// The agency's code.
    pub agency: &'static str,
    /// Roles.
    pub roles: &'static [Role],
    /// The team.
    pub team: Option<&'static str>,
    /// Standing.
    pub position: Position,
    /// Codes of local authorities whose MASH the person is assigned to.
    pub mash: &'static [&'static str],
}

/// The agencies, each after the authority whose area it serves.
pub const AGENCIES: &[DemoAgency] = &[
    DemoAgency {
        code: "E09000900",
        name: "Northmere Council Children's Social Care",
        kind: AgencyKind::LocalAuthority,
        public: true,
        area: None,
        phone: "020 7946 0101",
    },
    DemoAgency {
        code: "E09000901",
        name: "Southmere Council Children's Social Care",
        kind: AgencyKind::LocalAuthority,
        public: true,
        area: None,
        phone: "020 7946 0102",
    },
    DemoAgency {
        code: "DEMO-POL",
        name: "Mere Valley Police",
        kind: AgencyKind::Police,
        public: true,
        area: Some("E09000900"),
        phone: "020 7946 0103",
    },
    DemoAgency {
        code: "X9A01",
        name: "Northmere Community Health Trust",
        kind: AgencyKind::HealthProvider,
        public: true,
        area: Some("E09000900"),
        phone: "020 7946 0104",
    },
    DemoAgency {
        code: "X90001",
        name: "Mill Lane Surgery",
        kind: AgencyKind::GeneralPractice,
        public: true,
        area: Some("E09000900"),
        phone: "020 7946 0105",
    },
    DemoAgency {
        code: "999001",
        name: "Hilltop Primary School",
        kind: AgencyKind::School,
        public: true,
        area: Some("E09000900"),
        phone: "020 7946 0106",
    },
];

/// The people.
pub const PEOPLE: &[DemoPerson] = &[
    DemoPerson {
        login: "social-worker",
        name: "Amira Khan",
        agency: "E09000900",
        roles: &[Role::SocialWorker],
        team: Some("Assessment team"),
        position: Position::Practitioner,
        mash: &[],
    },
    DemoPerson {
        login: "police",
        name: "Tom Bell",
        agency: "DEMO-POL",
        roles: &[Role::PoliceOfficer],
        team: Some("Public protection"),
        position: Position::Practitioner,
        mash: &[],
    },
    DemoPerson {
        login: "gp",
        name: "Ngozi Okafor",
        agency: "X90001",
        roles: &[Role::GeneralPractitioner],
        team: None,
        position: Position::Practitioner,
        mash: &[],
    },
    DemoPerson {
        login: "school",
        name: "Mary Price",
        agency: "999001",
        roles: &[Role::DesignatedSafeguardingLead],
        team: None,
        position: Position::Practitioner,
        mash: &[],
    },
    DemoPerson {
        login: "neighbouring-social-worker",
        name: "Ruth Cole",
        agency: "E09000901",
        roles: &[Role::SocialWorker],
        team: Some("Assessment team"),
        position: Position::Practitioner,
        mash: &[],
    },
];
