//! Commitments over HTTP.

use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
    payload::Binary,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    model::{Commitment, Terms},
    store,
    view::{CommitmentView, Commitments, OPERATIONS},
};
use crate::{
    access::{
        Caller, Fact, ListCommitments, OpenCommitment, Operation, OperationId, RecordCommitment, Role,
        WithdrawCommitment,
    },
    clock::beijing_day,
    codes::Place,
    crypto::sealing::{self, Cell},
    db::{About, Db, Keyring, Tx},
    error::Result,
    files::scan::{self, Scan},
    http::{Created, File, Json, Judge, Reason},
    identity::accounts::{self, Account},
    ids::AccountId,
    sessions::Sessions,
};

/// The routes of commitments.
pub struct CommitmentsApi {
    /// The databases.
    pub db: Db,
    /// Data keys.
    pub keys: Keyring,
    /// Sessions, to be told what their people may do now.
    pub sessions: Sessions,
}

fn about(account: &Account, one: &Commitment) -> About {
    About::object("commitment", one.id, format!("{} {}", account.login, account.name))
}

#[OpenApi]
impl CommitmentsApi {
    /// List the confidentiality commitments that somebody has signed.
    #[oai(path = "/accounts/:id/commitments", method = "get", operation_id = "list_commitments")]
    async fn list(&self, caller: Caller, id: Path<Uuid>) -> Result<Json<Commitments>> {
        let mut tx: Tx<ListCommitments> = self.db.begin(&caller).await?;
        let account = accounts::get(&mut tx, AccountId(id.0)).await?;
        let all = store::list(&mut tx, account.id).await?;
        let roles: Vec<_> = account.held.iter().filter_map(|held| Role::parse(&held.role).ok()).collect();
        let needed = self.db.policy().asks_for(&roles, Fact::Commitment);
        let today = beijing_day(tx.now());
        let in_force = all.iter().any(|one| one.in_force(today));
        Ok(Json(Commitments { items: all.into_iter().map(self.view(&caller)).collect(), needed, in_force }))
    }

    /// Record a commitment that was signed on paper, with its scan: PDF, JPEG or PNG, at most 5 MiB.
    #[oai(path = "/accounts/:id/commitments", method = "post", operation_id = "record_commitment")]
    #[expect(clippy::too_many_arguments, reason = "poem-openapi takes each parameter of a file's upload by itself")]
    async fn record(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// The company that the person works for.
        #[oai(validator(max_length = 120))]
        vendor: Query<String>,
        /// The day of the signature, `2026-09-01`.
        signed_on: Query<String>,
        /// The last day, at most three years later.
        ends_on: Query<String>,
        filename: Query<String>,
        /// A repeated request with the same key is answered with what the first one recorded; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Binary<Vec<u8>>,
    ) -> Result<Created<CommitmentView>> {
        let caller = caller.with_body(Sha256::digest(&body.0).into());
        let mut tx: Tx<RecordCommitment> = self.db.begin(&caller).await?;
        let account = accounts::get(&mut tx, AccountId(id.0)).await?;
        let recorded = if let Some(id) = tx.replayed().and_then(|id| id.parse().ok()) {
            store::get(&mut tx, account.id, id).await?
        } else {
            account.check(RecordCommitment::ID, &caller, &self.db.policy())?;
            let terms = Terms::parse(&vendor.0, &signed_on.0, &ends_on.0, beijing_day(tx.now()))?;
            let scan = Scan::parse("/file", &filename.0, "保密承诺书", body.0)?;
            let id = tx.new_id();
            let key = self.keys.commitments(tx.place()).await?;
            let sealed = sealing::seal(&key, cell(tx.place(), id), &scan.bytes).map_err(anyhow::Error::from)?;
            let by = (caller.account, caller.name.as_str());
            store::insert(&mut tx, id, account.id, &terms, (&scan, &sealed), by).await?;
            let recorded = store::get(&mut tx, account.id, id).await?;
            tx.commit(about(&account, &recorded).created(&recorded)).await?;
            self.sessions.drop_everywhere(account.id).await;
            recorded
        };
        let location = format!("/api/v1/accounts/{}/commitments/{}", account.id, recorded.id);
        Ok(Created { body: self.view(&caller)(recorded), location })
    }

    /// Open the scan of a commitment.
    #[oai(path = "/accounts/:id/commitments/:commitment/file", method = "get", operation_id = "open_commitment")]
    async fn open(&self, caller: Caller, id: Path<Uuid>, commitment: Path<Uuid>) -> Result<File> {
        let mut tx: Tx<OpenCommitment> = self.db.begin(&caller).await?;
        let account = accounts::get(&mut tx, AccountId(id.0)).await?;
        let one = store::get(&mut tx, account.id, commitment.0).await?;
        let (media_type, sealed) = store::scan(&mut tx, one.id).await?;
        let key = self.keys.commitments(tx.place()).await?;
        let bytes = sealing::open(&key, cell(tx.place(), one.id), &sealed).map_err(anyhow::Error::from)?;
        tx.commit(about(&account, &one)).await?;
        Ok(File { name: one.name, media_type: scan::media_type(&media_type), bytes })
    }

    /// Withdraw a commitment: it binds no longer, and the roles that need one do nothing from now on.
    #[oai(
        path = "/accounts/:id/commitments/:commitment/withdrawal",
        method = "post",
        operation_id = "withdraw_commitment"
    )]
    async fn withdraw(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        commitment: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one did; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<Reason>,
    ) -> Result<Json<CommitmentView>> {
        let reason = body.0.parse()?;
        let mut tx: Tx<WithdrawCommitment> = self.db.begin(&caller).await?;
        let account = accounts::get(&mut tx, AccountId(id.0)).await?;
        let before = store::get(&mut tx, account.id, commitment.0).await?;
        if tx.repeats(before.id)? {
            return Ok(Json(self.view(&caller)(before)));
        }
        account.check(WithdrawCommitment::ID, &caller, &self.db.policy())?;
        before.check(WithdrawCommitment::ID)?;
        store::withdraw(&mut tx, before.id, &caller.name, &reason).await?;
        let after = store::get(&mut tx, account.id, before.id).await?;
        tx.commit(about(&account, &after).changed(&before, &after).because(reason)).await?;
        self.sessions.drop_everywhere(account.id).await;
        Ok(Json(self.view(&caller)(after)))
    }
}

impl CommitmentsApi {
    fn view<'a>(&self, caller: &'a Caller) -> impl Fn(Commitment) -> CommitmentView + use<'a> {
        let judge = Judge::new(&self.db, caller, OPERATIONS);
        let today = beijing_day(self.db.clock().now());
        move |one| {
            let can = judge.beside(|operation: OperationId| one.check(operation));
            CommitmentView::of(one, today, can)
        }
    }
}

fn cell(place: Place, id: Uuid) -> Cell<'static> {
    Cell { place: place.as_str(), table: "commitment_file", column: "sealed", row: id }
}
