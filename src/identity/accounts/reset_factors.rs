//! Somebody has lost phone and recovery codes: the administrator takes the second factor away, and the password with it.
//!
//! The owner proves the mailbox by a link, chooses a new password and then enrols a new factor: a known password alone is never
//! enough (ASVS 6.4.3).

use poem_openapi::{
    OpenApi,
    param::{Header, Path},
};
use uuid::Uuid;

use super::{api::about, store, view::AccountView};
use crate::{
    access::{Caller, Operation, ResetFactors},
    db::{Db, Tx},
    error::Result,
    http::{Json, Reason},
    identity::{
        factors,
        links::{MailLink, Purpose},
    },
    ids::AccountId,
    jobs,
    sessions::{self, Sessions},
};

/// The route of factor resets.
pub struct FactorResetApi {
    /// The databases.
    pub db: Db,
    /// Sessions, to be ended.
    pub sessions: Sessions,
}

#[OpenApi]
impl FactorResetApi {
    /// Take away an account's second factors and its password, end its sessions and mail a link for a new password.
    #[oai(path = "/accounts/:id/factor-reset", method = "post", operation_id = "reset_factors")]
    async fn reset(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<AccountView>> {
        let (id, reason) = (AccountId(id.0), body.0.parse()?);
        let mut tx: Tx<ResetFactors> = self.db.begin(&caller).await?;
        let account = store::get(&mut tx, id).await?;
        if tx.repeats(id)? {
            return Ok(Json(AccountView::seen_by(&self.db, &caller)(account)));
        }
        account.check(ResetFactors::ID, &caller, &self.db.policy())?;
        factors::delete_all(&mut tx, id).await?;
        sessions::end_all(&mut tx, id, None).await?;
        let job = MailLink { account: id, purpose: Purpose::Reset };
        jobs::enqueue(&mut tx, &job).await?;
        tx.commit(about(&account).because(reason)).await?;
        self.sessions.drop_everywhere(id).await;
        Ok(Json(AccountView::seen_by(&self.db, &caller)(account)))
    }
}
