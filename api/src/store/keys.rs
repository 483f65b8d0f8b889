//! Idempotency keys, looked up before a change is planned.

use entities::rows::idempotency_key;
use sea_orm::{DbErr, FromQueryResult};

use super::caller::Caller;
use super::snapshot::Snapshot;

impl Snapshot {
    /// What an earlier request of this client app (or, without one, of this person) for this agency made with that key.
    pub(crate) async fn idempotency(
        &self,
        caller: &Caller,
        mutation: &str,
        key: &str,
    ) -> Result<Option<idempotency_key::Model>, DbErr> {
        let client = caller.client.as_ref().map_or_else(|| caller.person.to_string(), |c| c.id.clone());
        let sql = "SELECT * FROM idempotency_key AS k WHERE k.client = $1 AND k.agency = $2 AND k.mutation = $3 AND k.key = $4";
        let values = vec![client.into(), caller.agency.id.into(), mutation.into(), key.into()];
        let row = self.one(sql.to_owned(), values).await?;
        row.map(|r| idempotency_key::Model::from_query_result(&r, "")).transpose()
    }
}
