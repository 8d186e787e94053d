//! The policy of a place over HTTP, and what is switched off there.

use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path},
};

use super::{
    matrix::{Matrix, NarrowingView},
    model::{check, parse},
    store,
};
use crate::{
    access::{Caller, ListNarrowings, OperationId, ReadPolicy, Role, SwitchOff, SwitchOn},
    db::{About, Db, Tx},
    error::{Error, Result},
    http::{Json, NoContent, Reason},
    sessions::Sessions,
};

/// The routes of policy and narrowings.
pub struct NarrowingApi {
    /// The databases.
    pub db: Db,
    /// Sessions, to be told what their people may do now.
    pub sessions: Sessions,
}

/// What is switched off.
#[derive(Debug, Object)]
#[oai(rename = "NarrowingList")]
struct Narrowings {
    items: Vec<NarrowingView>,
}

fn about(role: Role, operation: OperationId) -> About {
    About::object("narrowing", format!("{role} {operation}"), format!("{role} {operation}"))
}

#[OpenApi]
impl NarrowingApi {
    /// See which role may do what here, and what is switched off.
    #[oai(path = "/policy/matrix", method = "get", operation_id = "read_policy")]
    async fn matrix(&self, caller: Caller) -> Result<Json<Matrix>> {
        let mut tx: Tx<ReadPolicy> = self.db.begin(&caller).await?;
        let off = store::list(&mut tx).await?;
        Ok(Json(Matrix::of(&self.db.policy(), caller.realm, off)))
    }

    /// List what is switched off here, for which role, by whom and why.
    #[oai(path = "/narrowings", method = "get", operation_id = "list_narrowings")]
    async fn list(&self, caller: Caller) -> Result<Json<Narrowings>> {
        let mut tx: Tx<ListNarrowings> = self.db.begin(&caller).await?;
        let items = store::list(&mut tx).await?;
        Ok(Json(Narrowings { items: items.into_iter().map(Into::into).collect() }))
    }

    /// Switch an operation off for a role; done again, the new reason stands.
    #[oai(path = "/narrowings/:role/:operation", method = "put", operation_id = "switch_off")]
    async fn switch_off(
        &self,
        caller: Caller,
        role: Path<String>,
        operation: Path<String>,
        /// A repeated request with the same key changes nothing more; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<NarrowingView>> {
        let mut tx: Tx<SwitchOff> = self.db.begin(&caller).await?;
        let (role, operation) = parse(&role.0, &operation.0)?;
        let reason = body.0.parse()?;
        check(&self.db.policy(), caller.realm, role, operation)?;
        let before = store::find(&mut tx, role, operation).await?;
        if let (Some(_), Some(standing)) = (tx.replayed(), before.clone()) {
            return Ok(Json(standing.into()));
        }
        store::upsert(&mut tx, role, operation, &caller, &reason).await?;
        let after = store::find(&mut tx, role, operation).await?.ok_or_else(Error::not_found)?;
        let told = match &before {
            Some(before) => about(role, operation).changed(before, &after),
            None => about(role, operation).created(&after),
        };
        tx.commit(told.because(reason)).await?;
        self.sessions.drop_place_everywhere(caller.realm).await;
        Ok(Json(after.into()))
    }

    /// Switch an operation on again for a role.
    #[oai(path = "/narrowings/:role/:operation", method = "delete", operation_id = "switch_on")]
    async fn switch_on(&self, caller: Caller, role: Path<String>, operation: Path<String>) -> Result<NoContent> {
        let mut tx: Tx<SwitchOn> = self.db.begin(&caller).await?;
        let (role, operation) = parse(&role.0, &operation.0)?;
        let before = store::find(&mut tx, role, operation).await?.ok_or_else(Error::not_found)?;
        store::delete(&mut tx, role, operation).await?;
        tx.commit(about(role, operation).removed(&before)).await?;
        self.sessions.drop_place_everywhere(caller.realm).await;
        Ok(NoContent::default())
    }
}
