//! Who is registered, for whoever runs the hub.

use entities::ids::{AgencyId, MembershipId, PersonId};
use entities::rows::{agency, client_app, membership, named_access};
use entities::words::{Position, Role};
use entities::{Date, Instant, Set};
use sea_orm::{DbErr, FromQueryResult};

use super::snapshot::Snapshot;
use super::sql::Dialect;

/// One membership, as whoever runs the hub sees it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct RegisteredPractitioner {
    /// The person.
    pub person_id: PersonId,
    /// The name that colleagues know.
    pub name: String,
    /// Who vouches for the login.
    pub issuer: String,
    /// The login.
    pub subject: String,
    /// The membership.
    pub membership_id: MembershipId,
    /// The agency's code.
    pub agency: String,
    /// The team.
    pub team: Option<String>,
    /// Roles held.
    pub roles: Set<Role>,
    /// Standing beside the roles.
    pub position: Position,
    /// Whether they left.
    pub ended: bool,
    /// The day from which the agency is closed: nobody acts for it (R39).
    pub agency_closed_on: Option<Date>,
}

impl Snapshot {
    /// The newest row of a person's membership of an agency that has not ended.
    pub(crate) async fn membership_of(
        &self,
        issuer: &str,
        subject: &str,
        agency: &str,
    ) -> Result<Option<membership::Model>, DbErr> {
        let sql = format!(
            "SELECT m.* FROM membership AS m JOIN person AS p ON p.id = m.person_id AND {} \
             JOIN agency AS a ON a.id = m.agency_id AND {} \
             WHERE p.issuer = $1 AND p.subject = $2 AND a.code = $3 AND NOT m.ended AND {}",
            self.newest("person", "p", "id"),
            self.newest("agency", "a", "id"),
            self.newest("membership", "m", "id"),
        );
        let row = self.one(sql, vec![issuer.into(), subject.into(), agency.into()]).await?;
        row.map(|r| membership::Model::from_query_result(&r, "")).transpose()
    }

    /// The agency with that code, as it is registered.
    pub(crate) async fn agency_of_code(&self, code: &str) -> Result<Option<agency::Model>, DbErr> {
        let sql = format!("SELECT a.* FROM agency AS a WHERE a.code = $1 AND {}", self.newest("agency", "a", "id"));
        let row = self.one(sql, vec![code.into()]).await?;
        row.map(|r| agency::Model::from_query_result(&r, "")).transpose()
    }

    /// Those agencies, as they are registered.
    pub(crate) async fn agency_rows(&self, ids: &[AgencyId]) -> Result<Vec<agency::Model>, DbErr> {
        let places: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT a.* FROM agency AS a WHERE a.id IN ({}) AND {} ORDER BY a.id",
            if places.is_empty() { "NULL".to_owned() } else { places.join(", ") },
            self.newest("agency", "a", "id")
        );
        let rows = self.all(sql, ids.iter().map(|id| (*id).into()).collect()).await?;
        rows.iter().map(|row| agency::Model::from_query_result(row, "")).collect()
    }

    /// Whether somebody governs information for an agency that has not closed and is not that one.
    pub(crate) async fn governed_beside(&self, agency: AgencyId) -> Result<bool, DbErr> {
        let sql = format!(
            "SELECT m.id FROM membership AS m JOIN agency AS a ON a.id = m.agency_id AND {} \
             WHERE m.agency_id <> $1 AND NOT m.ended AND (m.roles & CAST({} AS BIGINT)) <> 0 AND a.closed_on IS NULL \
             AND {} LIMIT 1",
            self.newest("agency", "a", "id"),
            Set::of(&[Role::InformationGovernance]).bits(),
            self.newest("membership", "m", "id")
        );
        Ok(self.one(sql, vec![agency.into()]).await?.is_some())
    }

    /// Every membership, by agency and name, those that ended after the others.
    pub(crate) async fn registered_practitioners(&self) -> Result<Vec<RegisteredPractitioner>, DbErr> {
        let sql = format!(
            "SELECT p.id AS person_id, p.name, p.issuer, p.subject, m.id AS membership_id, a.code AS agency, m.team, \
             m.roles, m.position, m.ended, a.closed_on AS agency_closed_on FROM membership AS m JOIN person AS p ON p.id = m.person_id AND {} \
             JOIN agency AS a ON a.id = m.agency_id AND {} WHERE {} ORDER BY m.ended, a.code, p.name, m.id",
            self.newest("person", "p", "id"),
            self.newest("agency", "a", "id"),
            self.newest("membership", "m", "id"),
        );
        self.all(sql, Vec::new()).await?.iter().map(|row| RegisteredPractitioner::from_query_result(row, "")).collect()
    }

    /// Every client app.
    pub(crate) async fn registered_clients(&self) -> Result<Vec<client_app::Model>, DbErr> {
        let sql =
            format!("SELECT c.* FROM client_app AS c WHERE {} ORDER BY c.id", self.newest("client_app", "c", "id"));
        self.all(sql, Vec::new()).await?.iter().map(|row| client_app::Model::from_query_result(row, "")).collect()
    }

    /// Every agency that is not closed on that day, by code.
    pub(crate) async fn open_agencies(&self, today: Date) -> Result<Vec<agency::Model>, DbErr> {
        let sql = format!("SELECT a.* FROM agency AS a WHERE {} ORDER BY a.code", self.newest("agency", "a", "id"));
        let rows = self.all(sql, Vec::new()).await?;
        let all = rows.iter().map(|row| agency::Model::from_query_result(row, "")).collect::<Result<Vec<_>, _>>()?;
        Ok(all.into_iter().filter(|agency| agency.closed_on.is_none_or(|closed| closed > today)).collect())
    }

    /// The time by the database server's clock; none where the database has no clock of its own.
    pub(crate) async fn server_time(&self) -> Result<Option<Instant>, DbErr> {
        if self.dialect == Dialect::Sqlite {
            return Ok(None);
        }
        let sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";
        let row = self.one(sql, Vec::new()).await?;
        row.map(|row| row.try_get_by_index(0).map(Instant)).transpose()
    }

    /// Everybody named for an audit, an inspection or a request.
    pub(crate) async fn all_named_access(&self) -> Result<Vec<named_access::Model>, DbErr> {
        let sql = format!("SELECT v.* FROM named_access AS v WHERE {} ORDER BY v.until DESC, v.id", self.recorded("v"));
        self.all(sql, Vec::new()).await?.iter().map(|row| named_access::Model::from_query_result(row, "")).collect()
    }
}
