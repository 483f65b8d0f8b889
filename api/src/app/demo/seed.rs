//! Fills a new demo once.

use std::path::Path;

use entities::Set;

use super::people::{AGENCIES, PEOPLE};
use crate::app::Fault;
use crate::disclosure::{Door, NewAgency, NewPractitioner, RegistryProblem};

/// The file that says that a folder was made by the demo.
pub const MARKER: &str = "made-by-hub-demo";

/// Fills the demo, where it is not filled yet.
pub async fn once(door: &Door, issuer: &str, dir: &Path) -> Result<(), Fault> {
    let marker = dir.join(MARKER);
    if marker.exists() {
        return Ok(());
    }
    for agency in AGENCIES {
        door.add_agency(NewAgency {
            code: agency.code.to_owned(),
            name: agency.name.to_owned(),
            kind: agency.kind,
            public_authority: agency.public,
            area: agency.area.map(str::to_owned),
            sensitive_service: false,
            phone: Some(agency.phone.to_owned()),
            out_of_hours: None,
            email: None,
        })
        .await
        .map_err(registry)?;
    }
    for person in PEOPLE {
        door.add_practitioner(NewPractitioner {
            issuer: issuer.to_owned(),
            subject: person.login.to_owned(),
            name: person.name.to_owned(),
            agency: person.agency.to_owned(),
            roles: Set::of(person.roles),
            team: person.team.map(str::to_owned),
            mash_areas: person.mash.iter().map(|code| (*code).to_owned()).collect(),
            position: person.position,
        })
        .await
        .map_err(registry)?;
    }
    std::fs::write(marker, "made-up data; `hub demo --reset` begins anew\n")?;
    Ok(())
}

/// The demo's children, for `--json`.
pub async fn children(_door: &Door) -> Result<Vec<serde_json::Value>, Fault> {
    Ok(Vec::new())
}

fn registry(problem: RegistryProblem) -> Fault {
    match problem {
        RegistryProblem::Wrong(message) => Fault::usage(message),
        RegistryProblem::Failed(error) => error.into(),
    }
}
