//! Who asks: the login looked up at every request, so that a leaver or a changed role takes effect at once. Nobody acts for an
//! agency that has closed (R39).

use std::sync::Arc;

use entities::ids::{AgencyId, MembershipId, PersonId};
use entities::words::{AgencyKind, Position, Role};
use entities::{Date, Instant, Set};
use sea_orm::{DbErr, QueryResult};
use uuid::Uuid;

use super::snapshot::Snapshot;
use super::succession::Successions;
use crate::plain::calendar::local_date;

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
    /// Which agencies others succeed (R39).
    pub successions: Arc<Successions>,
    /// When the request came.
    pub at: Instant,
    /// The request's id.
    pub request: String,
}

impl Caller {
    /// Whether no person asks but an agency's own system, which holds no membership and no role.
    pub(crate) fn is_system(&self) -> bool {
        self.person.0.is_nil()
    }

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
    /// Its code, by which configuration names it.
    pub code: String,
    /// What kind of service it is.
    pub kind: AgencyKind,
    /// Whether it is a public authority (R11).
    pub public_authority: bool,
    /// The local authority whose area it serves, or that authority's successor.
    pub area: Option<AgencyId>,
    /// Agencies that it succeeds and whose records it keeps: their work is its own (R39).
    pub kept: Vec<AgencyId>,
    /// Every agency that it succeeds, alone or beside others: what keeps one of them out keeps it out (R39).
    pub follows: Vec<AgencyId>,
    /// Safeguarding telephone of the area's authority, else its own (R33).
    pub phone: Option<String>,
    /// Out of hours telephone of the area's authority, else its own (R33).
    pub out_of_hours: Option<String>,
}

impl CallerAgency {
    /// Whether that agency's work is this one's: its own, or passed on to it (R39).
    pub fn owns(&self, agency: AgencyId) -> bool {
        agency == self.id || self.kept.contains(&agency)
    }

    /// Whether what keeps that agency out keeps this one out (R39).
    pub fn answers_for(&self, agency: AgencyId) -> bool {
        agency == self.id || self.follows.contains(&agency)
    }

    /// SQL that holds where the column names the agency, whose place is given, or one whose work is its own.
    pub(crate) fn own(&self, column: &str, place: &str) -> String {
        one_of(column, place, &self.kept)
    }

    /// SQL that holds where the column names the agency or one that it succeeds.
    pub(crate) fn barred(&self, column: &str, place: &str) -> String {
        one_of(column, place, &self.follows)
    }
}

/// Ids stand in the SQL as they are: they are UUIDs of the hub's own making, and nothing in one can end the text.
fn one_of(column: &str, place: &str, more: &[AgencyId]) -> String {
    if more.is_empty() {
        return format!("{column} = {place}");
    }
    let more: Vec<String> = more.iter().map(|id| format!("'{id}'")).collect();
    format!("{column} IN ({place}, {})", more.join(", "))
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
    pub(crate) successions: Arc<Successions>,
}

impl Snapshot {
    /// The person behind a login with all memberships of agencies that are open that day, in one query.
    pub(crate) async fn login(
        &self,
        issuer: &str,
        subject: &str,
        client: Option<&str>,
        today: Date,
    ) -> Result<Option<Login>, DbErr> {
        let of_login = "p.issuer = $1 AND p.subject = $2".to_owned();
        self.memberships(&of_login, vec![issuer.into(), subject.into()], client, today).await
    }

    /// The person behind a membership, as of the snapshot; for replays.
    pub(crate) async fn login_of(
        &self,
        membership: MembershipId,
        client: Option<&str>,
        today: Date,
    ) -> Result<Option<Login>, DbErr> {
        let of_membership =
            "p.id = (SELECT x.person_id FROM membership AS x WHERE x.id = $1 AND x.version = 1 AND $2 = '')";
        self.memberships(of_membership, vec![membership.into(), "".into()], client, today).await
    }

    /// An agency's own system, with no person, as one that hands something over; none where it has closed.
    pub(crate) async fn system_of(&self, id: AgencyId, at: Instant) -> Result<Option<Caller>, DbErr> {
        let today = local_date(at);
        let sql = format!(
            "SELECT a.id AS agency_id, a.code, a.kind, a.public_authority, a.area, a.closed_on, a.phone, a.out_of_hours, \
             l.phone AS area_phone, l.out_of_hours AS area_out_of_hours FROM agency AS a \
             LEFT JOIN agency AS l ON l.id = a.area AND {} WHERE a.id = $1 AND {}",
            self.newest("agency", "l", "id"),
            self.newest("agency", "a", "id"),
        );
        let Some(row) = self.one(sql, vec![id.into()]).await? else { return Ok(None) };
        if row.try_get::<Option<Date>>("", "closed_on")?.is_some_and(|closed| closed <= today) {
            return Ok(None);
        }
        let successions = self.successions_on(today).await?;
        Ok(Some(Caller {
            person: PersonId(Uuid::nil()),
            name: String::new(),
            membership: MembershipId(Uuid::nil()),
            agency: agency(&row, &successions)?,
            team: None,
            position: Position::Practitioner,
            roles: Set::EMPTY,
            mash_areas: Vec::new(),
            client: None,
            memberships: Vec::new(),
            successions: Arc::new(successions),
            at,
            request: String::new(),
        }))
    }

    async fn memberships(
        &self,
        of: &str,
        mut values: Vec<sea_orm::Value>,
        client: Option<&str>,
        today: Date,
    ) -> Result<Option<Login>, DbErr> {
        let work_out = || {
            format!(
                "SELECT p.id AS person_id, p.name, m.id AS membership_id, m.team, m.position, m.roles, m.mash_areas, \
             m.agency_id, a.code, a.kind, a.public_authority, a.area, a.closed_on, \
             a.phone, a.out_of_hours, l.phone AS area_phone, l.out_of_hours AS area_out_of_hours, \
             c.id AS client_id, c.agencies AS client_agencies, c.may_confirm_involvements, {} AS successions \
             FROM person AS p \
             LEFT JOIN membership AS m ON m.person_id = p.id AND {} AND NOT m.ended \
             LEFT JOIN agency AS a ON a.id = m.agency_id AND {} \
             LEFT JOIN agency AS l ON l.id = a.area AND {} \
             LEFT JOIN client_app AS c ON c.id = $3 AND {} \
             WHERE {of} AND {} ORDER BY m.id",
                self.approved_successions(),
                self.newest("membership", "m", "id"),
                self.newest("agency", "a", "id"),
                self.newest("agency", "l", "id"),
                self.newest("client_app", "c", "id"),
                self.newest("person", "p", "id"),
            )
        };
        values.push(client.unwrap_or("").into());
        let sql = self.text(&format!("memberships: {of}"), work_out);
        let rows = self.all(sql, values).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let successions = Successions::read(&first.try_get::<String>("", "successions")?, today)?;
        let mut memberships = Vec::new();
        for row in &rows {
            let Some(id) = row.try_get::<Option<MembershipId>>("", "membership_id")? else { continue };
            if row.try_get::<Option<Date>>("", "closed_on")?.is_some_and(|closed| closed <= today) {
                continue;
            }
            let agency = agency(row, &successions)?;
            let mash_areas: Vec<AgencyId> = json(&row.try_get::<String>("", "mash_areas")?)?;
            let view = MembershipView {
                id,
                agency: agency.id,
                team: row.try_get("", "team")?,
                roles: row.try_get("", "roles")?,
                position: row.try_get("", "position")?,
                mash_areas: mash_areas.into_iter().map(|area| successions.heir(area)).collect(),
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
            successions: Arc::new(successions),
        }))
    }
}

/// The agency of a membership, with what others passed on to it.
fn agency(row: &QueryResult, successions: &Successions) -> Result<CallerAgency, DbErr> {
    let text = |column: &str| row.try_get::<Option<String>>("", column);
    let id: AgencyId = row.try_get("", "agency_id")?;
    let area: Option<AgencyId> = row.try_get("", "area")?;
    // The numbers of an authority that has closed are dead.
    let (phone, out_of_hours) = match area.and_then(|area| successions.numbers(area)) {
        Some((phone, out_of_hours)) => (phone.cloned(), out_of_hours.cloned()),
        None => (text("area_phone")?, text("area_out_of_hours")?),
    };
    Ok(CallerAgency {
        id,
        code: row.try_get("", "code")?,
        kind: row.try_get("", "kind")?,
        public_authority: row.try_get("", "public_authority")?,
        area: area.map(|area| successions.heir(area)),
        kept: successions.kept_by(id),
        follows: successions.followed_by(id),
        phone: phone.or(text("phone")?),
        out_of_hours: out_of_hours.or(text("out_of_hours")?),
    })
}

/// Reads a JSON list that the hub itself wrote.
pub(crate) fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|e| DbErr::Type(format!("a JSON column does not read: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r39_what_passed_on_is_owned_and_every_agency_that_is_followed_is_answered_for() {
        let [own, kept, split, other] = [1, 2, 3, 4].map(|n| AgencyId(Uuid::from_u128(n)));
        let agency = CallerAgency {
            id: own,
            code: "999001".into(),
            kind: AgencyKind::School,
            public_authority: true,
            area: None,
            kept: vec![kept],
            follows: vec![kept, split],
            phone: None,
            out_of_hours: None,
        };
        assert_eq!([own, kept, split, other].map(|id| agency.owns(id)), [true, true, false, false]);
        assert_eq!([own, kept, split, other].map(|id| agency.answers_for(id)), [true, true, true, false]);
        assert_eq!(agency.own("e.agency_id", "$2"), format!("e.agency_id IN ($2, '{kept}')"));
        assert_eq!(agency.barred("r.agency_id", "$1"), format!("r.agency_id IN ($1, '{kept}', '{split}')"));
        let alone = CallerAgency { kept: Vec::new(), follows: Vec::new(), ..agency };
        assert_eq!(alone.own("e.agency_id", "$2"), "e.agency_id = $2");
    }
}
