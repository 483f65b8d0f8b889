//! The demo's agencies: two invented local authorities and what works beside them. Names and codes are invented; the
//! telephone numbers are from the range that is kept for fiction.

use entities::words::AgencyKind;

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
    /// Whether its very existence on a record is confidential.
    pub sensitive: bool,
    /// Safeguarding telephone.
    pub phone: &'static str,
    /// Out of hours telephone.
    pub out_of_hours: Option<&'static str>,
}

/// The local authority of most families.
pub const NORTHMERE: &str = "E09000900";
/// Its neighbour.
pub const SOUTHMERE: &str = "E09000901";

const fn agency(
    code: &'static str,
    name: &'static str,
    kind: AgencyKind,
    area: Option<&'static str>,
    phone: &'static str,
) -> DemoAgency {
    DemoAgency { code, name, kind, public: true, area, sensitive: false, phone, out_of_hours: None }
}

/// The agencies, each after the authority whose area it serves.
pub const AGENCIES: &[DemoAgency] = &[
    // The authority of most of the demo's families.
    DemoAgency {
        out_of_hours: Some("020 7946 0199"),
        ..agency(
            NORTHMERE,
            "Northmere Council Children's Social Care",
            AgencyKind::LocalAuthority,
            None,
            "020 7946 0101",
        )
    },
    // The neighbour, with an area and numbers of its own.
    DemoAgency {
        out_of_hours: Some("020 7946 0198"),
        ..agency(
            SOUTHMERE,
            "Southmere Council Children's Social Care",
            AgencyKind::LocalAuthority,
            None,
            "020 7946 0102",
        )
    },
    agency("DEMO-POL", "Mere Valley Police", AgencyKind::Police, Some(NORTHMERE), "020 7946 0103"),
    agency("X9A01", "Northmere Community Health Trust", AgencyKind::HealthProvider, Some(NORTHMERE), "020 7946 0104"),
    agency("X90001", "Mill Lane Surgery", AgencyKind::GeneralPractice, Some(NORTHMERE), "020 7946 0105"),
    agency("999001", "Hilltop Primary School", AgencyKind::School, Some(NORTHMERE), "020 7946 0106"),
    agency("999002", "Northmere High School", AgencyKind::School, Some(NORTHMERE), "020 7946 0107"),
    agency(
        "X9B",
        "Mere Valley Integrated Care Board",
        AgencyKind::IntegratedCareBoard,
        Some(NORTHMERE),
        "020 7946 0108",
    ),
    agency("DEMO-EH", "Northmere Early Help", AgencyKind::EarlyHelp, Some(NORTHMERE), "020 7946 0109"),
    agency("DEMO-PRB", "Mere Valley Probation", AgencyKind::Probation, Some(NORTHMERE), "020 7946 0110"),
    agency("DEMO-YJS", "Northmere Youth Justice Service", AgencyKind::YouthJustice, Some(NORTHMERE), "020 7946 0111"),
    agency("DEMO-HSG", "Northmere Council Housing", AgencyKind::Housing, Some(NORTHMERE), "020 7946 0112"),
    agency("DEMO-ASC", "Northmere Adult Social Care", AgencyKind::AdultServices, Some(NORTHMERE), "020 7946 0113"),
    // Sensitive: that a family knows it at all is confidential.
    DemoAgency {
        public: false,
        sensitive: true,
        ..agency(
            "DEMO-VOL",
            "Harbour Domestic Abuse Service",
            AgencyKind::VoluntarySector,
            Some(NORTHMERE),
            "020 7946 0114",
        )
    },
    agency("X9A02", "Southmere Health Trust", AgencyKind::HealthProvider, Some(SOUTHMERE), "020 7946 0116"),
    agency("999003", "Ferry Lane Primary School", AgencyKind::School, Some(SOUTHMERE), "020 7946 0117"),
    agency("DEMO-INS", "Inspectorate of Children's Services", AgencyKind::Inspectorate, None, "020 7946 0115"),
];
