//! Who may use the hub: agencies, practitioners and client apps, as whoever runs it registers them. Each change is logged.

use entities::ids::{AgencyId, ChildId, MembershipId, NamedAccessId, PersonId};
use entities::rows::{agency, client_app, membership, named_access, person};
use entities::words::{AccessAction, AgencyKind, Position, Role, SharingPurpose};
use entities::{Date, Set};

use super::Door;
use crate::access_log::EntryDraft;
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::plain::text;
use crate::store::{AsOf, Rows};

/// An agency to register.
#[derive(Clone, Debug)]
pub struct NewAgency {
    /// ODS, URN, GSS or force code; unique.
    pub code: String,
    /// Its name, as people know it.
    pub name: String,
    /// What kind of service it is.
    pub kind: AgencyKind,
    /// Whether it is a public authority (R11).
    pub public_authority: bool,
    /// The code of the local authority whose area it serves; a local authority's own is itself.
    pub area: Option<String>,
    /// Whether its very existence on a record is confidential (R29).
    pub sensitive_service: bool,
    /// Safeguarding telephone.
    pub phone: Option<String>,
    /// Out of hours telephone.
    pub out_of_hours: Option<String>,
    /// Secure e-mail.
    pub email: Option<String>,
}

/// A practitioner to register in one agency.
#[derive(Clone, Debug)]
pub struct NewPractitioner {
    /// Who vouches for the login.
    pub issuer: String,
    /// The login, as the issuer names it.
    pub subject: String,
    /// The name that colleagues know.
    pub name: String,
    /// The agency's code.
    pub agency: String,
    /// Roles held there.
    pub roles: Set<Role>,
    /// The team.
    pub team: Option<String>,
    /// Codes of the local authorities whose MASH the person is assigned to.
    pub mash_areas: Vec<String>,
    /// Standing beside the roles.
    pub position: Position,
}

/// Whether a role is given or taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleChange {
    /// Given.
    Add,
    /// Taken.
    Remove,
}

/// Why something was not registered.
#[derive(Debug)]
pub enum RegistryProblem {
    /// The input is wrong, and what to do.
    Wrong(String),
    /// The hub cannot do it now.
    Failed(Error),
}

impl From<Error> for RegistryProblem {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

pub(super) fn wrong<T>(message: impl Into<String>) -> Result<T, RegistryProblem> {
    Err(RegistryProblem::Wrong(message.into()))
}

/// A text as it is kept.
fn typed(what: &str, text: &str) -> Result<String, RegistryProblem> {
    text::typed(text).or_else(|problem| wrong(format!("{what} {}", problem.message())))
}

impl Door {
    /// Registers an agency.
    ///
    /// # Errors
    /// Where the code is taken, the area unknown, or the hub cannot write.
    pub async fn add_agency(&self, mut new: NewAgency) -> Result<AgencyId, RegistryProblem> {
        for (what, text) in [("the code", &mut new.code), ("the name", &mut new.name)] {
            *text = typed(what, text)?;
        }
        let contact = [
            ("the telephone", &mut new.phone),
            ("out of hours", &mut new.out_of_hours),
            ("the e-mail", &mut new.email),
        ];
        for (what, text) in contact {
            *text = text.as_deref().map(|text| typed(what, text)).transpose()?;
        }
        if self.agency_by_code(&new.code).await?.is_some() {
            return wrong(format!("an agency with the code `{}` is registered already", new.code));
        }
        let id = AgencyId(self.entropy().uuid().map_err(|_| Error::internal("no randomness"))?);
        let area = match &new.area {
            Some(code) if *code == new.code => Some(id),
            Some(code) => match self.agency_by_code(code).await? {
                Some(area) => Some(area),
                None => return wrong(format!("no agency has the code `{code}`: register the local authority first")),
            },
            None if new.kind == AgencyKind::LocalAuthority => Some(id),
            None => None,
        };
        let mut rows = Rows::new();
        rows.add(agency::Model {
            id,
            version: 1,
            code: new.code,
            name: new.name,
            kind: new.kind,
            public_authority: new.public_authority,
            area,
            sensitive_service: new.sensitive_service,
            phone: new.phone,
            out_of_hours: new.out_of_hours,
            email: new.email,
            closed_on: None,
            log: 0,
            seq: 0,
        });
        self.registered(&format!("{{\"agency\":\"{id}\"}}"), Some(new.kind), rows).await?;
        Ok(id)
    }

    /// Registers a practitioner in an agency; one who is known gains a membership.
    ///
    /// # Errors
    /// Where the agency is unknown, the membership is there already, the roles do not go together, or the hub cannot write.
    pub async fn add_practitioner(
        &self,
        mut new: NewPractitioner,
    ) -> Result<(PersonId, MembershipId), RegistryProblem> {
        let said = [("the issuer", &mut new.issuer), ("the subject", &mut new.subject), ("the name", &mut new.name)];
        for (what, text) in said {
            *text = typed(what, text)?;
        }
        new.team = new.team.as_deref().map(|team| typed("the team", team)).transpose()?;
        if new.roles.is_empty() {
            return wrong("a membership needs a role");
        }
        if new.roles.contains(Role::SystemAdministrator) && new.roles.len() > 1 {
            return wrong("SYSTEM_ADMINISTRATOR is held with no other role");
        }
        let Some(agency) = self.agency_by_code(&new.agency).await? else {
            return wrong(format!("no agency has the code `{}`: register it first", new.agency));
        };
        let today = local_date(self.now());
        if self.agencies_named(&[agency]).await?.iter().any(|a| a.closed_on.is_some_and(|on| on <= today)) {
            return wrong(format!("`{}` has closed: register them with the agency that succeeds it", new.agency));
        }
        let mut areas = Vec::new();
        for code in &new.mash_areas {
            match self.agency_by_code(code).await? {
                Some(area) => areas.push(area.to_string()),
                None => return wrong(format!("no agency has the code `{code}`: register the local authority first")),
            }
        }
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let known = snapshot.login(&new.issuer, &new.subject, None, today).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        if let Some(known) = &known {
            if known.memberships.iter().any(|(m, _)| m.agency == agency) {
                return wrong(format!(
                    "`{}` works for `{}` already: change the roles instead",
                    new.subject, new.agency
                ));
            }
            let administers = known.memberships.iter().any(|(m, _)| m.roles.contains(Role::SystemAdministrator));
            if administers || new.roles.contains(Role::SystemAdministrator) && !known.memberships.is_empty() {
                return wrong("SYSTEM_ADMINISTRATOR is held with no other role, in any agency");
            }
        }
        let random = || self.entropy().uuid().map_err(|_| Error::internal("no randomness"));
        let mut rows = Rows::new();
        let person = match known {
            Some(known) => known.person,
            None => {
                let id = PersonId(random()?);
                rows.add(person::Model {
                    id,
                    version: 1,
                    issuer: new.issuer,
                    subject: new.subject,
                    name: new.name,
                    log: 0,
                    seq: 0,
                });
                id
            }
        };
        let id = MembershipId(random()?);
        rows.add(membership::Model {
            id,
            version: 1,
            person_id: person,
            agency_id: agency,
            team: new.team,
            position: new.position,
            roles: new.roles,
            mash_areas: serde_json::to_string(&areas).map_err(Error::internal)?,
            ended: false,
            log: 0,
            seq: 0,
        });
        let kind = self.kind_of(agency).await?;
        self.registered(&format!("{{\"membership\":\"{id}\"}}"), kind, rows).await?;
        Ok((person, id))
    }

    /// Registers a client app that may ask on behalf of practitioners of those agencies.
    ///
    /// # Errors
    /// Where an agency is unknown, the id is taken, or the hub cannot write.
    pub async fn add_client(
        &self,
        id: &str,
        name: &str,
        agencies: &[String],
        may_confirm_involvements: bool,
    ) -> Result<(), RegistryProblem> {
        let (id, name) = (typed("the id", id)?, typed("the name", name)?);
        let mut ids = Vec::new();
        for code in agencies {
            match self.agency_by_code(code).await? {
                Some(agency) => ids.push(agency),
                None => return wrong(format!("no agency has the code `{code}`: register it first")),
            }
        }
        let Some(first) = ids.first() else { return wrong("a client app acts for at least one agency") };
        let kind = self.kind_of(*first).await?;
        let mut rows = Rows::new();
        rows.add(client_app::Model {
            id,
            version: 1,
            name,
            agencies: serde_json::to_string(&ids).map_err(Error::internal)?,
            may_confirm_involvements,
            log: 0,
            seq: 0,
        });
        self.registered("{\"client\":true}", kind, rows).await
    }

    /// Ends a person's membership of an agency; from the next request on they are unknown there.
    ///
    /// # Errors
    /// Where there is no such membership, or the hub cannot write.
    pub async fn end_membership(&self, issuer: &str, subject: &str, agency: &str) -> Result<(), RegistryProblem> {
        let row = self.newest_membership(issuer, subject, agency).await?;
        self.rewrite(membership::Model { version: row.version + 1, ended: true, ..row }).await
    }

    /// Gives or takes a role in a membership; it takes effect with the next request.
    ///
    /// # Errors
    /// Where there is no such membership, the roles would not go together, or the hub cannot write.
    pub async fn change_role(
        &self,
        issuer: &str,
        subject: &str,
        agency: &str,
        role: Role,
        change: RoleChange,
    ) -> Result<(), RegistryProblem> {
        let row = self.newest_membership(issuer, subject, agency).await?;
        let mut roles = row.roles;
        match change {
            RoleChange::Add => roles.insert(role),
            RoleChange::Remove => roles.remove(role),
        }
        if roles.is_empty() {
            return wrong("a membership needs a role: end it instead, with `practitioner leave`");
        }
        if roles.contains(Role::SystemAdministrator) && roles.len() > 1 {
            return wrong("SYSTEM_ADMINISTRATOR is held with no other role");
        }
        if roles == row.roles {
            return wrong(format!("nothing to change: the membership's roles are {roles:?} already"));
        }
        self.rewrite(membership::Model { version: row.version + 1, roles, ..row }).await
    }

    /// Names a person for an audit, an inspection or a request about those children, until a date (R8, R12).
    ///
    /// # Errors
    /// Where the purpose is another one, no child is named, or the hub cannot write.
    pub async fn name_for_access(
        &self,
        person: PersonId,
        children: &[ChildId],
        purpose: SharingPurpose,
        until: Date,
    ) -> Result<(), RegistryProblem> {
        let allowed = [SharingPurpose::Inspection, SharingPurpose::CaseAudit, SharingPurpose::SubjectAccess];
        if !allowed.contains(&purpose) {
            return wrong("one is named for INSPECTION, CASE_AUDIT or SUBJECT_ACCESS");
        }
        if children.is_empty() || children.len() > 100 {
            return wrong("name 1 to 100 children at a time");
        }
        let today = local_date(self.now());
        if until < today {
            return wrong(format!("{until} is over: name the last day, {today} or later"));
        }
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let standings = snapshot.standings(&[person]).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        let kind = match standings.first() {
            Some(standing) => self.kind_of(standing.agency).await?,
            None => return wrong("nobody with this id works for any agency of the partnership"),
        };
        let mut rows = Rows::new();
        for child in children {
            let id = NamedAccessId(self.entropy().uuid().map_err(|_| Error::internal("no randomness"))?);
            rows.add(named_access::Model { id, person_id: person, child_id: *child, purpose, until, log: 0, seq: 0 });
        }
        self.registered(&format!("{{\"namedFor\":\"{purpose}\"}}"), kind, rows).await
    }

    async fn newest_membership(
        &self,
        issuer: &str,
        subject: &str,
        agency: &str,
    ) -> Result<membership::Model, RegistryProblem> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.membership_of(issuer, subject, agency).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        found.map_or_else(|| wrong(format!("`{subject}` of `{issuer}` does not work for `{agency}`")), Ok)
    }

    async fn rewrite(&self, row: membership::Model) -> Result<(), RegistryProblem> {
        let what = format!("{{\"membership\":\"{}\"}}", row.id);
        let kind = self.kind_of(row.agency_id).await?;
        let mut rows = Rows::new();
        rows.add(row);
        self.registered(&what, kind, rows).await
    }

    /// Writes what was registered. The entry says of which kind of agency it is, and no agency or person that asked: whoever
    /// governs the partnership sees it in the log, and no lead (R37).
    pub(super) async fn registered(
        &self,
        what: &str,
        kind: Option<AgencyKind>,
        rows: Rows,
    ) -> Result<(), RegistryProblem> {
        let mut entry = EntryDraft::new(self.now(), AccessAction::Administer);
        entry.agency_kind = kind;
        entry.ask = Some(what.to_owned());
        match self.make(entry, rows).await? {
            Some(_) => Ok(()),
            None => wrong("it is registered already"),
        }
    }

    async fn kind_of(&self, agency: AgencyId) -> Result<Option<AgencyKind>, Error> {
        Ok(self.agencies_named(&[agency]).await?.first().map(|agency| agency.kind))
    }

    /// The agency with that code.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn agency_by_code(&self, code: &str) -> Result<Option<AgencyId>, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.agency_by_code(code).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        Ok(found)
    }
}
