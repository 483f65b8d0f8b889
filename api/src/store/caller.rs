//! Who asks: the login looked up at every request, so that a leaver or a changed role takes effect at once.

use entities::ids::{AgencyId, MembershipId, PersonId};
use entities::words::{AgencyKind, Position, Role};
use entities::{Instant, Set};
use sea_orm::DbErr;

use super::snapshot::Snapshot;

/// The authenticated practitioner in one membership, the client app, the request and its time.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The natural person.
    pub person: PersonId,
    /// The name that colleagues know.
    pub name: String,
    /// The membership acted in.
    pub membership: MembershipId,
    /// Its agency.
    pub agency: CallerAgency,
    /// Its team.
    pub team: Option<String>,
    /// Standing beside the roles.
    pub position: Position,
    /// Roles held in it.
    pub roles: Set<Role>,
    /// Local authorities whose MASH the person is assigned to.
    pub mash_areas: Vec<AgencyId>,
    /// The partner app that asks on the person's behalf.
    pub client: Option<ClientApp>,
    /// Every membership of the person, this one included.
    pub memberships: Vec<MembershipView>,
    /// When the request came.
    pub at: Instant,
    /// The request's id.
    pub request: String,
}

impl Caller {
    /// The areas whose children the caller looks after: those whose MASH they are assigned to, and their own authority's for a
    /// social worker (R12).
    pub(crate) fn areas(&self) -> Vec<AgencyId> {
        let mash = self.mash_areas.iter().copied().filter(|_| self.roles.contains(Role::MashPractitioner));
        mash.chain(self.agency.area.filter(|_| self.roles.contains(Role::SocialWorker))).collect()
    }
}

/// The caller's agency, so far as facts and answers need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerAgency {
    /// The agency.
    pub id: AgencyId,
    /// What kind of service it is.
    pub kind: AgencyKind,
    /// Whether it is a public authority (R11).
    pub public_authority: bool,
    /// The local authority whose area it serves.
    pub area: Option<AgencyId>,
    /// Safeguarding telephone of the area's authority, else its own (R33).
    pub phone: Option<String>,
    /// Out of hours telephone of the area's authority, else its own (R33).
    pub out_of_hours: Option<String>,
}

/// A partner app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientApp {
    /// The client id.
    pub id: String,
    /// Whether it may confirm claimed involvements (R15).
    pub may_confirm_involvements: bool,
}

/// One membership, as its holder sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipView {
    /// The membership.
    pub id: MembershipId,
    /// Its agency.
    pub agency: AgencyId,
    /// Its team.
    pub team: Option<String>,
    /// Roles held in it.
    pub roles: Set<Role>,
    /// Standing beside the roles.
    pub position: Position,
    /// Local authorities whose MASH the person is assigned to.
    pub mash_areas: Vec<AgencyId>,
}

/// What a login was looked up as.
pub(crate) struct Login {
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) memberships: Vec<(MembershipView, CallerAgency)>,
    /// The client app, where one was named: none where it is not registered.
    pub(crate) client: Option<(ClientApp, Vec<AgencyId>)>,
}

impl Snapshot {
    /// The person behind a login with all present memberships, in one query.
    pub(crate) async fn login(
        &self,
        issuer: &str,
        subject: &str,
        client: Option<&str>,
    ) -> Result<Option<Login>, DbErr> {
        let of_login = "p.issuer = $1 AND p.subject = $2".to_owned();
        self.memberships(&of_login, vec![issuer.into(), subject.into()], client).await
    }

    /// The person behind a membership, as of the snapshot; for replays.
    pub(crate) async fn login_of(
        &self,
        membership: MembershipId,
        client: Option<&str>,
    ) -> Result<Option<Login>, DbErr> {
        let of_membership =
            "p.id = (SELECT x.person_id FROM membership AS x WHERE x.id = $1 AND x.version = 1 AND $2 = '')";
        self.memberships(of_membership, vec![membership.into(), "".into()], client).await
    }

    async fn memberships(
        &self,
        of: &str,
        mut values: Vec<sea_orm::Value>,
        client: Option<&str>,
    ) -> Result<Option<Login>, DbErr> {
        let work_out = || {
            format!(
                "SELECT p.id AS person_id, p.name, m.id AS membership_id, m.team, m.position, m.roles, m.mash_areas, \
             m.agency_id, a.kind, a.public_authority, a.area, \
             coalesce(l.phone, a.phone) AS phone, coalesce(l.out_of_hours, a.out_of_hours) AS out_of_hours, \
             c.id AS client_id, c.agencies AS client_agencies, c.may_confirm_involvements \
             FROM person AS p \
             LEFT JOIN membership AS m ON m.person_id = p.id AND {} AND NOT m.ended \
             LEFT JOIN agency AS a ON a.id = m.agency_id AND {} \
             LEFT JOIN agency AS l ON l.id = a.area AND {} \
             LEFT JOIN client_app AS c ON c.id = $3 AND {} \
             WHERE {of} AND {} ORDER BY m.id",
                self.newest("membership", "m", "id"),
                self.newest("agency", "a", "id"),
                self.newest("agency", "l", "id"),
                self.newest("client_app", "c", "id"),
                self.newest("person", "p", "id"),
            )
        };
        values.push(client.unwrap_or("").into());
        let sql = self.text(&format!("memberships: {of}"), work_out);
        let rows = self.all(&*sql, values).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let mut memberships = Vec::new();
        for row in &rows {
            let Some(id) = row.try_get::<Option<MembershipId>>("", "membership_id")? else { continue };
            let agency = CallerAgency {
                id: row.try_get("", "agency_id")?,
                kind: row.try_get("", "kind")?,
                public_authority: row.try_get("", "public_authority")?,
                area: row.try_get("", "area")?,
                phone: row.try_get("", "phone")?,
                out_of_hours: row.try_get("", "out_of_hours")?,
            };
            let view = MembershipView {
                id,
                agency: agency.id,
                team: row.try_get("", "team")?,
                roles: row.try_get("", "roles")?,
                position: row.try_get("", "position")?,
                mash_areas: json(&row.try_get::<String>("", "mash_areas")?)?,
            };
            memberships.push((view, agency));
        }
        let client = match first.try_get::<Option<String>>("", "client_id")? {
            Some(id) => Some((
                ClientApp { id, may_confirm_involvements: first.try_get("", "may_confirm_involvements")? },
                json(&first.try_get::<String>("", "client_agencies")?)?,
            )),
            None => None,
        };
        Ok(Some(Login {
            person: first.try_get("", "person_id")?,
            name: first.try_get("", "name")?,
            memberships,
            client,
        }))
    }
}

/// Reads a JSON list that the hub itself wrote.
pub(crate) fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|e| DbErr::Type(format!("a JSON column does not read: {e}")))
}
