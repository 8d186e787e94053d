//! Which accounts are one person, and what that person holds in all of them.

use chrono::NaiveDate;

use crate::{
    access::{
        AppointAccount, ApproveRegistration, CheckAssignment, EndAssignment, GiveAssignment, Held, ImportStaff,
        InviteAccount, IssueServiceKey, Operation, Policy, Role, UpdateAccount, Writes,
    },
    codes::{IdentityNumber, Lang, Place, SchoolCode},
    crypto::{
        blind_index::{BlindIndex, blind_index},
        keys::DataKey,
    },
    db::{Keyring, Tx},
    error::{Error, Result},
    identity::leave::cooling_until,
    ids::AccountId,
};

use super::model::separated;

/// Operations that ask what a person holds.
pub trait WeighsPerson: Operation {}
impl WeighsPerson for CheckAssignment {}
impl WeighsPerson for GiveAssignment {}
impl WeighsPerson for EndAssignment {}
impl WeighsPerson for InviteAccount {}
impl WeighsPerson for UpdateAccount {}
impl WeighsPerson for AppointAccount {}
impl WeighsPerson for ApproveRegistration {}
// Who opened a service account issues none of its keys.
impl WeighsPerson for IssueServiceKey {}

/// Operations after which two accounts may turn out to be one person's.
pub trait Identifies: WeighsPerson + Writes {}
impl Identifies for InviteAccount {}
impl Identifies for UpdateAccount {}
impl Identifies for AppointAccount {}
impl Identifies for ApproveRegistration {}

/// Who identifies somebody, and by which rules.
pub(in crate::identity) struct Who<'a> {
    /// Data keys.
    pub keys: &'a Keyring,
    /// The policy in force.
    pub policy: &'a Policy,
    /// The language to refuse in.
    pub lang: Lang,
}

/// Note whose account this is, unless the person would then hold, in two accounts, what one person may not.
pub(in crate::identity) async fn identify<O: Identifies>(
    tx: &mut Tx<O>,
    who: Who<'_>,
    account: AccountId,
    number: &IdentityNumber,
) -> Result<()> {
    let index = person_index(who.keys, tx.place(), number).await?;
    identify_as(tx, who, account, &index).await
}

/// By what a place recognises the owner of an identity number.
pub(in crate::identity) async fn person_index(
    keys: &Keyring,
    place: Place,
    number: &IdentityNumber,
) -> Result<BlindIndex> {
    Ok(index_of(&keys.person(place).await?, number))
}

/// The same with the place's key at hand, for many.
pub(in crate::identity) fn index_of(key: &DataKey, number: &IdentityNumber) -> BlindIndex {
    blind_index(key, "identity_number", number.reveal())
}

/// The same by a person's index that was made before.
pub(in crate::identity) async fn identify_as<O: Identifies>(
    tx: &mut Tx<O>,
    who: Who<'_>,
    account: AccountId,
    index: &[u8],
) -> Result<()> {
    let (conn, _checked_by_get) = tx.parts();
    sqlx::query!("update account set person_index = $2 where id = $1", account.0, index).execute(conn).await?;
    lock(tx, account).await?;
    let held = held_by_person(tx, account).await?;
    let (left, today) = (last_day(tx, account).await?, tx.now().date_naive());
    for (at, one) in held.iter().enumerate() {
        if let Some((other, rule)) = who.policy.conflict(*one, &held[at + 1..]) {
            return Err(separated(one.role, other, rule, who.lang));
        }
        check_cooling_off(one.role, left, today)?;
    }
    Ok(())
}

/// Whoever has left takes no role that sees student data for a year, by whichever account, unless a return was approved (R003-53.2).
pub(in crate::identity) fn check_cooling_off(role: Role, last_day: Option<NaiveDate>, today: NaiveDate) -> Result<()> {
    match last_day.map(cooling_until) {
        Some(until) if today < until && role.sees_students() => {
            Err(Error::conflict("person_cooling_off").with("until", until))
        }
        _ => Ok(()),
    }
}

/// The last day at work of an account's owner, by whichever account, where no return was approved.
pub(super) async fn last_day<O: WeighsPerson>(tx: &mut Tx<O>, account: AccountId) -> Result<Option<NaiveDate>> {
    let (conn, _a_person_has_no_school) = tx.parts();
    let last_day = sqlx::query_scalar!(
        "select max(l.last_day)
         from account own
         join account a on a.id = own.id or a.person_index = own.person_index
         join leave l on l.account_id = a.id and l.return_approved_at is null
         where own.id = $1",
        account.0,
    );
    Ok(last_day.fetch_one(conn).await?)
}

/// Let nobody else give the same person anything before this transaction ends.
pub(super) async fn lock<O: WeighsPerson + Writes>(tx: &mut Tx<O>, account: AccountId) -> Result<()> {
    let (conn, _checked_by_get) = tx.parts();
    let index = sqlx::query_scalar!("select person_index from account where id = $1 for update", account.0)
        .fetch_one(&mut *conn)
        .await?;
    // The rows of two accounts are not enough: each of two who identify one person at once would miss the other.
    // Who locks everybody waits for all who lock one person, and the other way about.
    sqlx::query!(
        "select pg_advisory_xact_lock_shared(hashtextextended('persons ' || current_schema(), 42)),
                pg_advisory_xact_lock(hashtextextended('person ' || current_schema() || encode($1::bytea, 'hex'), 42))",
        index.unwrap_or_else(|| account.0.as_bytes().to_vec()),
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

/// Let nobody else give anybody anything before this transaction ends: ten thousand locks would be more than Postgres may have.
pub(in crate::identity) async fn lock_everybody(tx: &mut Tx<ImportStaff>) -> Result<()> {
    let (conn, _the_whole_place) = tx.parts();
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('persons ' || current_schema(), 42))")
        .fetch_one(conn)
        .await?;
    Ok(())
}

/// What the account's owner holds today, in every account, disabled ones too: they could be enabled again.
pub(super) async fn held_by_person<O: WeighsPerson>(tx: &mut Tx<O>, account: AccountId) -> Result<Vec<Held>> {
    let now = tx.now();
    let (conn, _a_person_has_no_school) = tx.parts();
    let rows = sqlx::query!(
        r#"select g.role, g.school_id as "school: SchoolCode"
           from account own
           join account a on a.id = own.id or a.person_index = own.person_index
           join assignment g on g.account_id = a.id and (g.ends_at is null or g.ends_at > $2)
           where own.id = $1
           order by g.created_at, g.id"#,
        account.0,
        now,
    );
    let rows = rows.fetch_all(conn).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some(Held { role: Role::parse(&row.role).ok()?, school: row.school }))
        .collect())
}

/// Whether two accounts are one person's.
pub(in crate::identity) async fn is_same<O: WeighsPerson>(
    tx: &mut Tx<O>,
    one: AccountId,
    other: AccountId,
) -> Result<bool> {
    let (conn, _a_person_has_no_school) = tx.parts();
    let same = sqlx::query_scalar!(
        r#"select exists (select from account a join account b on b.id = a.id or b.person_index = a.person_index
                          where a.id = $1 and b.id = $2) as "same!""#,
        one.0,
        other.0,
    );
    Ok(same.fetch_one(conn).await?)
}
