//! Assignments over HTTP.

use poem_openapi::{
    OpenApi,
    param::{Header, Path},
};
use uuid::Uuid;

use super::{
    model::{Assignment, Post},
    person::{is_same, lock},
    store,
    view::{AssignmentView, Assignments, CheckView, GiveBody},
    weigh::{Wish, weigh},
};
use crate::{
    access::{Caller, CheckAssignment, EndAssignment, GiveAssignment, ListAssignments, Operation, OperationId, Role},
    db::{About, Db, Tx},
    error::{Error, Result},
    http::{Created, Json, Judge, NoContent},
    identity::accounts::{self, Account},
    ids::AccountId,
    sessions::Sessions,
};

/// The routes of assignments.
pub struct AssignmentsApi {
    /// The databases.
    pub db: Db,
    /// Sessions, to be told what their people may do now.
    pub sessions: Sessions,
}

fn about(account: &Account, held: &Assignment) -> About {
    About::object("assignment", held.id, format!("{} {}", account.login, account.name)).because(held.role.clone())
}

#[OpenApi]
impl AssignmentsApi {
    /// List the roles that an account holds.
    #[oai(path = "/accounts/:id/assignments", method = "get", operation_id = "list_assignments")]
    async fn list(&self, caller: Caller, id: Path<Uuid>) -> Result<Json<Assignments>> {
        let mut tx: Tx<ListAssignments> = self.db.begin(&caller).await?;
        let account = accounts::get(&mut tx, AccountId(id.0)).await?;
        let all = store::list(&mut tx, account.id).await?;
        let view = self.view(&caller);
        Ok(Json(Assignments { items: all.into_iter().map(view).collect() }))
    }

    /// See what stands against giving a role, without giving it.
    #[oai(path = "/accounts/:id/assignments/check", method = "post", operation_id = "check_assignment")]
    async fn check(&self, caller: Caller, id: Path<Uuid>, body: Json<GiveBody>) -> Result<Json<CheckView>> {
        let post = parse(&body.0)?;
        let mut tx: Tx<CheckAssignment> = self.db.begin(&caller).await?;
        let account = accounts::get(&mut tx, AccountId(id.0)).await?;
        let wish = Wish { account: &account, post: &post, ends_at: body.0.ends_at };
        let objections = weigh(&mut tx, &caller, &self.db.policy(), wish).await?;
        Ok(Json(CheckView::of(objections, &caller)))
    }

    /// Give an account a role, somewhere, until a day.
    #[oai(path = "/accounts/:id/assignments", method = "post", operation_id = "give_assignment")]
    async fn give(
        &self,
        caller: Caller,
        id: Path<Uuid>,
        /// A repeated request with the same key is answered with what the first one gave; the edge reads it.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
        body: Json<GiveBody>,
    ) -> Result<Created<AssignmentView>> {
        let post = parse(&body.0)?;
        let mut tx: Tx<GiveAssignment> = self.db.begin(&caller).await?;
        let account = accounts::get(&mut tx, AccountId(id.0)).await?;
        let given = if let Some(id) = tx.replayed().and_then(|id| id.parse().ok()) {
            store::get(&mut tx, account.id, id).await?
        } else {
            lock(&mut tx, account.id).await?;
            let wish = Wish { account: &account, post: &post, ends_at: body.0.ends_at };
            if let Some(objection) = weigh(&mut tx, &caller, &self.db.policy(), wish).await?.into_iter().next() {
                return Err(objection);
            }
            let id = store::insert(&mut tx, account.id, &post, body.0.ends_at).await?;
            let given = store::get(&mut tx, account.id, id).await?;
            tx.commit(about(&account, &given).created(&given)).await?;
            self.sessions.drop_everywhere(account.id).await;
            given
        };
        let location = format!("/api/v1/accounts/{}/assignments/{}", account.id, given.id);
        Ok(Created { body: self.view(&caller)(given), location })
    }

    /// Take a role from an account.
    #[oai(path = "/accounts/:id/assignments/:assignment", method = "delete", operation_id = "end_assignment")]
    async fn end(&self, caller: Caller, id: Path<Uuid>, assignment: Path<Uuid>) -> Result<NoContent> {
        let mut tx: Tx<EndAssignment> = self.db.begin(&caller).await?;
        let account = accounts::get(&mut tx, AccountId(id.0)).await?;
        let held = store::get(&mut tx, account.id, assignment.0).await?;
        if is_same(&mut tx, caller.account, account.id).await? {
            return Err(Error::conflict("own_roles_refused"));
        }
        self.check_end(EndAssignment::ID, &caller, &held)?;
        store::delete(&mut tx, held.id).await?;
        tx.commit(about(&account, &held).removed(&held)).await?;
        self.sessions.drop_everywhere(account.id).await;
        Ok(NoContent::default())
    }
}

impl AssignmentsApi {
    /// Whether the caller may end this one: whoever may give the role there.
    fn check_end(&self, operation: OperationId, caller: &Caller, held: &Assignment) -> Result<()> {
        if held.account_id == caller.account {
            return Err(Error::conflict("own_roles_refused"));
        }
        let policy = self.db.policy();
        if held.held().is_some_and(|held| policy.may_give(caller, operation, held)) {
            return Ok(());
        }
        let who = Role::parse(&held.role).map(|role| policy.who_gives(role, caller.realm)).unwrap_or_default();
        Err(Error::forbidden("account_not_yours").with("roles", Role::names(who, caller.request.lang)))
    }

    fn view<'a>(&'a self, caller: &'a Caller) -> impl Fn(Assignment) -> AssignmentView + use<'a> {
        let judge = Judge::new(&self.db, caller, &[EndAssignment::ID]);
        move |held| {
            let can = judge.beside(|operation| self.check_end(operation, caller, &held));
            AssignmentView::of(held, can)
        }
    }
}

fn parse(body: &GiveBody) -> Result<Post> {
    Post::parse("", &body.role, body.school_id.as_deref(), body.department.as_deref()).map_err(Error::invalid)
}
