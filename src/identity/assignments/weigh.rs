//! What stands against giving a role: the dry check tells all of it, giving stops at the first.

use chrono::{DateTime, Utc};

use super::{
    model::{Post, check_end, separated},
    person::{WeighsPerson, check_cooling_off, held_by_person, is_same, last_day},
    store::{self, KnowsAssignments},
};
use crate::{
    access::{Caller, CheckAssignment, Fact, GiveAssignment, Held, Operation, OperationId, Policy},
    db::Tx,
    error::{Error, Result},
    identity::{
        accounts::{Account, AccountState},
        commitments::{KnowsCommitment, in_force},
    },
};

/// Operations that weigh a role.
pub trait WeighsRole: WeighsPerson + KnowsAssignments + KnowsCommitment {}
impl WeighsRole for CheckAssignment {}
impl WeighsRole for GiveAssignment {}

/// A role that somebody is to be given.
pub(super) struct Wish<'a> {
    pub(super) account: &'a Account,
    pub(super) post: &'a Post,
    pub(super) ends_at: DateTime<Utc>,
}

/// Who gives, by which operation, under which policy.
pub(in crate::identity) struct Giver<'a> {
    /// The person.
    pub caller: &'a Caller,
    /// The policy in force.
    pub policy: &'a Policy,
    /// The operation that gives.
    pub by: OperationId,
}

/// What is known of whoever is to be given a role.
pub(in crate::identity) struct Known<'a> {
    /// Whether it is the giver, by whichever account.
    pub own: bool,
    /// Whether the account is disabled.
    pub disabled: bool,
    /// Whether the school of the post is there, within the giver's reach; a post without one has it.
    pub has_school: bool,
    /// Whether the time of the role is as it must be.
    pub end: Result<()>,
    /// Whether the account holds it already.
    pub has_it: bool,
    /// Whether the role can be done without a confidentiality commitment, or one is in force (R003-12.1).
    pub commitment: bool,
    /// Whether the person is not in the year that follows leaving.
    pub cooling_off: Result<()>,
    /// What the person holds in all accounts.
    pub held: &'a [Held],
}

/// Every objection, the weightiest first; none: it may be given. Pure, so that one role and a file of ten thousand are weighed alike.
pub(in crate::identity) fn objections(giver: &Giver<'_>, post: &Post, known: Known<'_>) -> Vec<Error> {
    let Giver { caller, policy, by } = giver;
    let mut objections = Vec::new();
    if known.own {
        objections.push(Error::conflict("own_roles_refused"));
    }
    if known.disabled {
        objections.push(Error::conflict("account_already_disabled"));
    }
    objections.extend(post.check_grant(*by, caller, policy).err());
    if !known.has_school {
        objections.push(Error::invalid_field("/school_id", "school_unknown"));
    }
    objections.extend(known.end.err());
    if known.has_it {
        objections.push(Error::conflict("assignment_exists"));
    }
    objections.extend(known.cooling_off.err());
    let pairs = known.held.iter().filter_map(|held| policy.conflict(post.held(), std::slice::from_ref(held)));
    let mut named = Vec::new();
    for (other, rule) in pairs {
        if !named.contains(&other) {
            named.push(other);
            objections.push(separated(post.role, other, rule, caller.request.lang));
        }
    }
    if !known.commitment {
        objections.push(Error::conflict("commitment_missing"));
    }
    objections
}

/// What stands against one role for one account, as it is known now.
pub(super) async fn weigh<O: WeighsRole>(
    tx: &mut Tx<O>,
    caller: &Caller,
    policy: &Policy,
    wish: Wish<'_>,
) -> Result<Vec<Error>> {
    let Wish { account, post, ends_at } = wish;
    let has_school = match post.school {
        Some(school) => store::has_school(tx, school).await?,
        None => true,
    };
    let known = Known {
        own: is_same(tx, caller.account, account.id).await?,
        disabled: account.state == AccountState::Disabled,
        has_school,
        end: check_end(ends_at, tx.now()),
        has_it: store::find_same(tx, account.id, post).await?.is_some(),
        commitment: !policy.asks_for(&[post.role], Fact::Commitment) || in_force(tx, account.id).await?,
        cooling_off: check_cooling_off(post.role, last_day(tx, account.id).await?, tx.now().date_naive()),
        held: &held_by_person(tx, account.id).await?,
    };
    Ok(objections(&Giver { caller, policy, by: GiveAssignment::ID }, post, known))
}
