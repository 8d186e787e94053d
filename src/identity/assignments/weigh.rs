//! What stands against giving a role: the dry check tells all of it, giving stops at the first.

use chrono::{DateTime, Utc};

use super::{
    model::{Post, check_end, separated},
    person::{WeighsPerson, check_cooling_off, held_by_person, is_same},
    store::{self, KnowsAssignments},
};
use crate::{
    access::{Caller, CheckAssignment, GiveAssignment, Operation, OperationId, Policy},
    db::Tx,
    error::{Error, Result},
    identity::accounts::{Account, AccountState},
};

/// Operations that weigh a role.
pub trait WeighsRole: WeighsPerson + KnowsAssignments {}
impl WeighsRole for CheckAssignment {}
impl WeighsRole for GiveAssignment {}

/// A role that somebody is to be given.
pub(super) struct Wish<'a> {
    pub(super) account: &'a Account,
    pub(super) post: &'a Post,
    pub(super) ends_at: DateTime<Utc>,
}

/// Every objection, the weightiest first; none: it may be given.
pub(super) async fn weigh<O: WeighsRole>(
    tx: &mut Tx<O>,
    caller: &Caller,
    policy: &Policy,
    wish: Wish<'_>,
) -> Result<Vec<Error>> {
    let Wish { account, post, ends_at } = wish;
    let giving: OperationId = GiveAssignment::ID;
    let mut objections = Vec::new();
    if is_same(tx, caller.account, account.id).await? {
        objections.push(Error::conflict("own_roles_refused"));
    }
    if account.state == AccountState::Disabled {
        objections.push(Error::conflict("account_already_disabled"));
    }
    objections.extend(post.check_grant(giving, caller, policy).err());
    if let Some(school) = post.school
        && !store::has_school(tx, school).await?
    {
        objections.push(Error::invalid_field("/school_id", "school_unknown"));
    }
    objections.extend(check_end(ends_at, tx.now()).err());
    if store::find_same(tx, account.id, post).await?.is_some() {
        objections.push(Error::conflict("assignment_exists"));
    }
    objections.extend(check_cooling_off(tx, account.id, post.role).await.err());
    let held = held_by_person(tx, account.id).await?;
    let pairs = held.iter().filter_map(|held| policy.conflict(post.held(), std::slice::from_ref(held)));
    let mut named = Vec::new();
    for (other, rule) in pairs {
        if !named.contains(&other) {
            named.push(other);
            objections.push(separated(post.role, other, rule, caller.request.lang));
        }
    }
    Ok(objections)
}
