//! Fills a new demo once: agencies and people as the registry takes them, and each family in one logged change.

use entities::ids::ChildId;
use entities::words::AccessAction;
use entities::{Date, Set};

use super::agencies::AGENCIES;
use super::families::stories;
use super::fill::{Directory, Filling, Unknown};
use super::folder::{Contents, Folder, ListedChild, ListedPerson};
use super::people::PEOPLE;
use super::story::Story;
use crate::app::Fault;
use crate::disclosure::{Door, NewAgency, NewPractitioner, RegistryProblem};
use crate::plain::calendar::local_date;
use crate::plain::entropy::Entropy;

/// Fills the demo, where it is not filled yet, and says who and what is in it.
pub async fn once(door: &Door, issuer: &str, folder: &Folder, entropy: &dyn Entropy) -> Result<Contents, Fault> {
    if let Some(contents) = folder.contents()? {
        return Ok(contents);
    }
    let today = local_date(door.now());
    let mut contents = Contents { made_on: Some(today), ..Contents::default() };
    let directory = register(door, issuer, &mut contents).await?;
    for story in stories() {
        let id = tell(door, &story, today, &directory, entropy).await?;
        contents.children.push(ListedChild {
            key: story.key.to_owned(),
            id: id.public(),
            nhs_number: story.child.nhs_number.map(str::to_owned),
            upn: story.child.upn.map(str::to_owned),
            date_of_birth: (story.child.age >= 0).then(|| today.plus_days(-story.child.age).to_string()),
            about: story.about.to_owned(),
        });
    }
    folder.keep(&contents)?;
    Ok(contents)
}

async fn register(door: &Door, issuer: &str, contents: &mut Contents) -> Result<Directory, Fault> {
    let mut directory = Directory::default();
    for agency in AGENCIES {
        let new = NewAgency {
            code: agency.code.to_owned(),
            name: agency.name.to_owned(),
            kind: agency.kind,
            public_authority: agency.public,
            area: agency.area.map(str::to_owned),
            sensitive_service: agency.sensitive,
            phone: Some(agency.phone.to_owned()),
            out_of_hours: agency.out_of_hours.map(str::to_owned),
            email: None,
        };
        directory.agencies.insert(agency.code, door.add_agency(new).await.map_err(registry)?);
    }
    for person in PEOPLE {
        let new = NewPractitioner {
            issuer: issuer.to_owned(),
            subject: person.login.to_owned(),
            name: person.name.to_owned(),
            agency: person.agency.to_owned(),
            roles: Set::of(person.roles),
            team: person.team.map(str::to_owned),
            mash_areas: person.mash.iter().map(|code| (*code).to_owned()).collect(),
            position: person.position,
        };
        let (id, _) = door.add_practitioner(new).await.map_err(registry)?;
        directory.people.insert(person.login, id);
        contents.people.push(ListedPerson {
            name: person.login.to_owned(),
            id: id.public(),
            role: person.roles.first().map(ToString::to_string).unwrap_or_default(),
            agency: person.agency.to_owned(),
        });
    }
    Ok(directory)
}

/// Writes one child's story as an import: one change, one entry in the log.
async fn tell(
    door: &Door,
    story: &Story,
    today: Date,
    directory: &Directory,
    entropy: &dyn Entropy,
) -> Result<ChildId, Fault> {
    let mut ids = || entropy.uuid().ok();
    let mut filling = Filling { directory, today, ids: &mut ids };
    let (child, filled) = filling.fill(story).map_err(|Unknown(what)| {
        Fault::outside(format!("the demo's story of {} names {what}, which it has not", story.key))
    })?;
    match door.administer(AccessAction::Import, Some(child), "{\"import\":\"demo\"}", filled.into_rows()).await? {
        Some(()) => Ok(child),
        None => Err(Fault::outside("the demo's rows are there already: begin anew with --reset")),
    }
}

fn registry(problem: RegistryProblem) -> Fault {
    match problem {
        RegistryProblem::Wrong(message) => Fault::usage(message),
        RegistryProblem::Failed(error) => error.into(),
    }
}
