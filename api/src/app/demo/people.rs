//! The people one can be in the demo, named after what they do. All invented.

use entities::words::{Position, Role};

use super::agencies::{AGENCIES, NORTHMERE, SOUTHMERE};
use crate::app::issuer::SignInPerson;
use crate::console::plain;

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

impl DemoPerson {
    /// Role and agency.
    pub fn about(&self) -> String {
        let role = self.roles.first().map(|role| plain(*role)).unwrap_or_default();
        let agency = AGENCIES.iter().find(|a| a.code == self.agency).map_or("", |a| a.name);
        format!("{role}, {agency}")
    }
}

/// Everybody whom one can choose to be where the demo's people sign in.
pub fn to_be() -> Vec<SignInPerson> {
    let listed = |person: &DemoPerson| SignInPerson {
        subject: person.login.to_owned(),
        name: person.name.to_owned(),
        about: person.about(),
    };
    PEOPLE.iter().map(listed).collect()
}

/// Somebody who recorded something and has no login: colleagues who left, systems, services that are not connected.
pub struct Recorder {
    /// The name by which the stories know them.
    pub key: &'static str,
    /// As shown beside what they recorded.
    pub name: &'static str,
    /// The agency's code.
    pub agency: &'static str,
    /// The team.
    pub team: Option<&'static str>,
}

const fn person(
    login: &'static str,
    name: &'static str,
    agency: &'static str,
    roles: &'static [Role],
    team: Option<&'static str>,
) -> DemoPerson {
    DemoPerson { login, name, agency, roles, team, position: Position::Practitioner, mash: &[] }
}

const fn recorder(key: &'static str, name: &'static str, agency: &'static str, team: Option<&'static str>) -> Recorder {
    Recorder { key, name, agency, team }
}

/// The people.
pub const PEOPLE: &[DemoPerson] = &[
    person("social-worker", "Amira Khan", NORTHMERE, &[Role::SocialWorker], Some("Assessment team")),
    DemoPerson {
        mash: &[NORTHMERE],
        ..person("mash", "Daniel Osei", NORTHMERE, &[Role::MashPractitioner], Some("MASH"))
    },
    person("police", "Tom Bell", "DEMO-POL", &[Role::PoliceOfficer], Some("Public protection")),
    person("health-visitor", "Leah Morgan", "X9A01", &[Role::HealthPractitioner], Some("Health visiting")),
    person("gp", "Ngozi Okafor", "X90001", &[Role::GeneralPractitioner], None),
    person("school", "Mary Price", "999001", &[Role::DesignatedSafeguardingLead], None),
    person("early-help", "Sam Whitlock", "DEMO-EH", &[Role::EarlyHelpPractitioner], Some("Family support")),
    person("probation", "Gareth Pugh", "DEMO-PRB", &[Role::ProbationPractitioner], Some("Northmere")),
    person("youth-justice", "Nadia Rehman", "DEMO-YJS", &[Role::YouthJusticePractitioner], Some("Community team")),
    person("housing", "Colin Frost", "DEMO-HSG", &[Role::HousingOfficer], Some("Tenancy support")),
    DemoPerson {
        position: Position::SeniorManager,
        ..person("lead", "Helen Ward", NORTHMERE, &[Role::SafeguardingLead], Some("Safeguarding and review"))
    },
    DemoPerson {
        position: Position::SeniorManager,
        ..person("governance", "Priya Nair", NORTHMERE, &[Role::InformationGovernance], Some("Information governance"))
    },
    person(
        "designated-officer",
        "Grace Mbeki",
        NORTHMERE,
        &[Role::LocalAuthorityDesignatedOfficer],
        Some("Safeguarding and review"),
    ),
    person("inspector", "Alan Whyte", "DEMO-INS", &[Role::Inspector], None),
    person("administrator", "Jo Park", NORTHMERE, &[Role::SystemAdministrator], None),
    person("school-2", "Ben Achebe", "999002", &[Role::DesignatedSafeguardingLead], None),
    person("neighbouring-social-worker", "Ruth Cole", SOUTHMERE, &[Role::SocialWorker], Some("Assessment team")),
    DemoPerson {
        position: Position::Manager,
        ..person("manager", "Claire Donnelly", NORTHMERE, &[Role::SocialWorker], Some("Assessment team"))
    },
    person("midwife", "Fatima Noor", "X9A01", &[Role::HealthPractitioner], Some("Maternity")),
    person("camhs", "Iris Lund", "X9A01", &[Role::HealthPractitioner], Some("CAMHS")),
    person("designated-nurse", "Dele Ajayi", "X9B", &[Role::HealthPractitioner], Some("Looked after children")),
    // Employed by the trust, at work in the MASH.
    DemoPerson {
        mash: &[NORTHMERE],
        ..person("mash-nurse", "Grace Doyle", "X9A01", &[Role::MashPractitioner], Some("MASH"))
    },
    person("emergency-nurse", "Kit Larsen", "X9A02", &[Role::HealthPractitioner], Some("Emergency department")),
    DemoPerson {
        position: Position::Manager,
        ..person("hospital-lead", "Anjali Rao", "X9A02", &[Role::SafeguardingLead], Some("Safeguarding"))
    },
    person("deputy", "Owen Tate", "999001", &[Role::DesignatedSafeguardingLead], None),
    person("domestic-abuse-worker", "Tess Hale", "DEMO-VOL", &[Role::EarlyHelpPractitioner], Some("Outreach")),
];

/// Those who recorded something and have no login.
pub const RECORDERS: &[Recorder] = &[
    recorder("southmere-duty", "Southmere duty social worker", SOUTHMERE, Some("Duty team")),
    recorder("emergency-department", "Emergency department safeguarding nurse", "X9A01", Some("Emergency department")),
    recorder("southmere-nurse", "Southmere health visitor", "X9A02", Some("Health visiting")),
    recorder("ferry-lane", "Designated safeguarding lead, Ferry Lane", "999003", None),
    recorder("school-nurse", "School nurse", "X9A01", Some("School nursing")),
    recorder("therapist", "Occupational therapist", "X9A01", Some("Children's therapies")),
    recorder("perinatal", "Perinatal mental health nurse", "X9A01", Some("Perinatal mental health")),
    recorder("adult-team", "Adult mental health social worker", "DEMO-ASC", Some("Mental health team")),
    recorder("leaving-care", "Personal adviser", NORTHMERE, Some("Leaving care")),
    recorder("disability-team", "Disabled children's social worker", NORTHMERE, Some("Disabled children's team")),
    recorder("chair", "Child protection chair", NORTHMERE, Some("Safeguarding and review")),
    recorder("placement-team", "Looked after children's social worker", NORTHMERE, Some("Looked after children")),
];
