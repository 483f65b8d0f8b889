//! Fills a new demo once: agencies and people as the registry takes them, each family in one logged change, and then what people
//! did, deed by deed, as if the days had passed.

use entities::ids::ChildId;
use entities::words::AccessAction;
use entities::{Date, Set};
use serde_json::json;

use super::agencies::AGENCIES;
use super::clock::StoryClock;
use super::deeds;
use super::families::stories;
use super::fill::{Directory, Filling, Unknown};
use super::folder::{Contents, Folder, ListedChild, ListedPerson};
use super::mash_case::Scene;
use super::people::PEOPLE;
use super::story::Story;
use crate::app::Fault;
use crate::app::house::House;
use crate::disclosure::{Door, NewAgency, NewPractitioner, RegistryProblem};
use crate::plain::calendar::{local_date, start_of_day};
use crate::plain::entropy::Entropy;

/// So many days before it is made the demo's agencies and people are registered: before the first deed.
const BEGUN_DAYS: i64 = 200;

/// What the demo is filled through, and with.
pub struct Seed<'a> {
    /// Where deeds are sent.
    pub house: &'a House,
    /// Where agencies, people and what was imported are put on record.
    pub door: &'a Door,
    /// By which the door goes.
    pub clock: &'a StoryClock,
    /// Who signs for the people.
    pub issuer: &'a str,
    /// Where ids come from.
    pub entropy: &'a dyn Entropy,
}

impl Seed<'_> {
    /// Puts on record who and what is in the demo, where it is not there yet, and says it; with what is left to be told then.
    pub async fn begin(&self, folder: &Folder) -> Result<(Contents, Option<Directory>), Fault> {
        if let Some(contents) = folder.contents()? {
            return Ok((contents, None));
        }
        let (contents, directory) = self.fill(local_date(self.door.now())).await?;
        Ok((contents, Some(directory)))
    }

    /// Tells what people did, where that is left to be told. Without it the demo is not finished, and is begun anew.
    pub async fn finish(&self, folder: &Folder, contents: &Contents, left: Option<Directory>) -> Result<(), Fault> {
        let (Some(directory), Some(today)) = (left, contents.made_on) else { return Ok(()) };
        self.play(today, contents, &directory).await?;
        self.clock.go();
        folder.keep(contents)
    }

    /// Registers agencies and people, long enough ago, and imports the families as they are on that day.
    pub(super) async fn fill(&self, today: Date) -> Result<(Contents, Directory), Fault> {
        let Self { door, issuer, .. } = *self;
        self.clock.stand(start_of_day(today.plus_days(-BEGUN_DAYS)));
        let mut contents = Contents { made_on: Some(today), ..Contents::default() };
        let directory = register(door, issuer, &mut contents).await?;
        for story in stories() {
            let id = tell(door, &story, today, &directory, self.entropy).await?;
            contents.children.push(ListedChild {
                key: story.key.to_owned(),
                id: id.public(),
                nhs_number: story.child.nhs_number.map(str::to_owned),
                upn: story.child.upn.map(str::to_owned),
                date_of_birth: (story.child.age >= 0).then(|| today.plus_days(-story.child.age).to_string()),
                about: story.about.to_owned(),
            });
        }
        Ok((contents, directory))
    }

    /// What people did up to that day; the clock stands at the last deed then.
    pub(super) async fn play(&self, today: Date, contents: &Contents, directory: &Directory) -> Result<(), Fault> {
        let scene = |key: &str| {
            let mut scene = Scene::new(&format!("demo-{key}"), today);
            let child = contents.children.iter().find(|child| child.key == key);
            scene.keep("child", json!(child.map(|child| &child.id)));
            for person in PEOPLE {
                let agency = directory.agencies.get(person.agency).map(|id| id.public());
                scene.keep(&format!("agency/{}", person.login), json!(agency));
            }
            scene
        };
        deeds::play(self, today, scene).await
    }
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
