//! SQL of sessions.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::sharing::Pair;
use crate::{
    access::{
        Assignment, Caller, ChangePassword, CloseSession, DisableAccount, DisableAccounts, EnrolFactor, FindSession,
        Narrowed, OpenSession, OperationId, PlaceState, Proof, ProveFactor, Request, ResetFactors, Standing,
        StartLeave, SupportView, SweepAccounts, UseLink, Writes,
    },
    clock::{beijing_day, in_working_hours},
    codes::{Place, SchoolCode},
    config::{RULES_VERSION, SESSION_IDLE, SESSION_TOUCH},
    db::Tx,
    error::Result,
    ids::AccountId,
};

/// How long a second factor counts as just proved (ASVS 7.5.3).
const STEP_UP: TimeDelta = TimeDelta::minutes(5);

#[derive(Deserialize)]
pub(super) struct Held {
    role: String,
    school: Option<SchoolCode>,
    department: Option<String>,
    active: bool,
    ends_at: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
pub(super) struct SwitchedOff {
    role: String,
    operation: String,
    by: String,
    reason: String,
    at: DateTime<Utc>,
}

/// The caller of a live session: one statement with the account, what it holds, and whether place and schools are in service.
/// Beside it another network from which the account is in use just now, unless today's alert of the two was raised.
pub(super) async fn find(
    tx: &mut Tx<FindSession>,
    hash: [u8; 32],
    network: &str,
    password_lasts: Option<TimeDelta>,
) -> Result<Option<(Caller, Option<Pair>)>> {
    let (now, place) = (tx.now(), tx.place());
    let idle = now - TimeDelta::from_std(SESSION_IDLE).unwrap_or_default();
    let row = sqlx::query!(
        r#"select a.id, a.login, a.name, a.person_index, s.seen_at, s.expires_at, s.factor_at, s.network, ministry.place_state() as state,
                  exists (select from totp t where t.account_id = a.id and t.confirmed_at is not null)
                      or exists (select from passkey p where p.account_id = a.id) as "has_factor!",
                  exists (select from acknowledgement k where k.account_id = a.id and k.version = $6) as "rules_acknowledged!",
                  exists (select from credential c where c.account_id = a.id and c.changed_at <= $7) as "password_due!",
                  exists (select from commitment m where m.account_id = a.id and m.withdrawn_at is null
                                                     and $5 between m.signed_on and m.ends_on) as "commitment!",
                  case when s.support_until > $2 then s.support_role end as support_role, s.support_school as "support_school: SchoolCode",
                  s.support_department, s.support_until,
                  coalesce((select c.state = 'active' from school c where c.id = s.support_school), true) as "support_active!",
                  exists (select from emergency e
                          where e.requested_by = a.id and e.state = 'confirmed' and e.ends_at > $2) as "second_person!",
                  (select o.network from session o
                   where o.account_id = a.id and o.id <> s.id and o.network <> $4 and o.expires_at > $2 and o.seen_at > $3
                     and 'host' not in (o.network, $4) and (o.network like '%:%') = ($4 like '%:%')
                     and not exists (select from sharing_alert w
                                     where w.account_id = a.id and w.day = $5
                                       and w.network = least(o.network, $4 collate "C")
                                       and w.other = greatest(o.network, $4 collate "C"))
                   limit 1) as elsewhere,
                  coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'school', g.school_id, 'department', g.department,
                                                                'active', coalesce(c.state = 'active', true), 'ends_at', g.ends_at))
                            from assignment g
                            left join school c on c.id = g.school_id
                            where g.account_id = a.id and (g.ends_at is null or g.ends_at > $2)), '[]') as "held!",
                  coalesce((select jsonb_agg(jsonb_build_object('role', n.role, 'operation', n.operation, 'by', n.by_name,
                                                                'reason', n.reason, 'at', n.at))
                            from narrowing n), '[]') as "narrowed!"
           from session s
           join account a on a.id = s.account_id
           where s.token_hash = $1 and s.expires_at > $2 and s.seen_at > $3 and a.state = 'active'
             and (a.expires_on is null or a.expires_on >= $5)"#,
        &hash,
        now,
        idle,
        network,
        beijing_day(now),
        RULES_VERSION,
        password_lasts.map(|lasts| now - lasts),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    if now - row.seen_at > TimeDelta::from_std(SESSION_TOUCH).unwrap_or_default() || row.network != network {
        sqlx::query!("update session set seen_at = $2, network = $3 where token_hash = $1", &hash, now, network)
            .execute(tx.conn())
            .await?;
    }
    let held: Vec<Held> = serde_json::from_value(row.held).map_err(anyhow::Error::from)?;
    let narrowed: Vec<SwitchedOff> = serde_json::from_value(row.narrowed).map_err(anyhow::Error::from)?;
    let support = row.support_role.zip(row.support_until).and_then(|(role, until)| {
        let (school, department, active) = (row.support_school, row.support_department, row.support_active);
        let seen = Held { role, school, department, active, ends_at: None };
        Some(SupportView { seen: assignment(seen, &narrowed, None)?, until })
    });
    let active = row.state.as_deref() == Some("active");
    let pair = row.elsewhere.and_then(|elsewhere| Pair::of(network, &elsewhere));
    let caller = Caller {
        realm: place,
        account: AccountId(row.id),
        person: row.person_index,
        login: row.login,
        name: row.name,
        session: hash,
        expires_at: row.expires_at,
        support,
        assignments: held.into_iter().filter_map(|held| assignment(held, &narrowed, None)).collect(),
        standing: Standing {
            place: if place == Place::Ministry { PlaceState::Ministry } else { PlaceState::Province { active } },
            proof: proof(row.factor_at, row.has_factor, now),
            rules_acknowledged: row.rules_acknowledged,
            password_due: row.password_due,
            commitment: row.commitment,
            support_view: false,
            second_person: row.second_person,
            working_hours: in_working_hours(now),
        },
        request: Request::default(),
    };
    Ok(Some((caller, pair)))
}

fn proof(factor_at: Option<DateTime<Utc>>, has_factor: bool, now: DateTime<Utc>) -> Proof {
    match factor_at {
        Some(at) if now - at <= STEP_UP => Proof::SteppedUp,
        Some(_) => Proof::SecondFactor,
        None if has_factor => Proof::Password,
        None => Proof::NoFactor,
    }
}

/// A role that the policy no longer knows gives nothing, and an operation that it no longer knows takes nothing away.
pub(super) fn assignment(held: Held, all: &[SwitchedOff], bound: Option<&Arc<[OperationId]>>) -> Option<Assignment> {
    let narrowed = all.iter().filter(|off| off.role == held.role).filter_map(|off| {
        let operation = off.operation.parse().ok()?;
        Some(Narrowed { operation, by: off.by.clone(), reason: off.reason.clone(), at: off.at })
    });
    Some(Assignment {
        role: held.role.parse().ok()?,
        school: held.school,
        school_active: held.active,
        department: held.department,
        ends_at: held.ends_at,
        narrowed: narrowed.collect(),
        bound: bound.cloned(),
    })
}

pub(super) async fn insert(
    tx: &mut Tx<OpenSession>,
    account: AccountId,
    hash: [u8; 32],
    life: Duration,
    with_factor: bool,
) -> Result<()> {
    let (id, now, request) = (tx.new_id(), tx.now(), tx.request().clone());
    sqlx::query!("delete from session where account_id = $1 and expires_at < $2", account.0, now)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "insert into session (token_hash, account_id, network, user_agent, created_at, seen_at, expires_at, factor_at, id)
         values ($1, $2, $3, $4, $5, $5, $6, $7, $8)",
        &hash,
        account.0,
        request.network(),
        request.user_agent,
        now,
        now + TimeDelta::from_std(life).unwrap_or_default(),
        with_factor.then_some(now),
        id,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx<CloseSession>, hash: [u8; 32]) -> Result<()> {
    let (conn, _own) = tx.parts();
    sqlx::query!("delete from session where token_hash = $1", &hash).execute(conn).await?;
    Ok(())
}

/// Operations after which a session has a second factor.
pub trait ProvesFactor: Writes {}
impl ProvesFactor for ProveFactor {}
impl ProvesFactor for EnrolFactor {}

/// Give a session that has proved a second factor another token (ASVS 7.2.4).
pub(super) async fn prove<O: ProvesFactor>(tx: &mut Tx<O>, from: [u8; 32], to: [u8; 32]) -> Result<bool> {
    let now = tx.now();
    let (conn, _own) = tx.parts();
    let proved = sqlx::query!(
        "update session set token_hash = $2, factor_at = $3, seen_at = $3 where token_hash = $1",
        &from,
        &to,
        now
    );
    Ok(proved.execute(conn).await?.rows_affected() == 1)
}

/// Operations that end every session of an account.
pub trait EndsSessions: crate::access::Operation {}
impl EndsSessions for DisableAccount {}
impl EndsSessions for StartLeave {}
impl EndsSessions for ChangePassword {}
impl EndsSessions for UseLink {}
impl EndsSessions for ResetFactors {}

/// End an account's sessions, all but one if that is named.
pub async fn end_all<O: EndsSessions>(tx: &mut Tx<O>, account: AccountId, but: Option<[u8; 32]>) -> Result<()> {
    let (conn, _checked_by_caller) = tx.parts();
    sqlx::query!(
        "delete from session where account_id = $1 and ($2::bytea is null or token_hash <> $2)",
        account.0,
        but.as_ref().map(|hash| hash.as_slice()),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Operations that end the sessions of many accounts at once.
pub trait EndsSessionsOfMany: Writes {}
impl EndsSessionsOfMany for DisableAccounts {}
impl EndsSessionsOfMany for SweepAccounts {}

/// End every session of these accounts.
pub async fn end_of<O: EndsSessionsOfMany>(tx: &mut Tx<O>, accounts: &[Uuid]) -> Result<()> {
    let (conn, _checked_by_caller) = tx.parts();
    sqlx::query!("delete from session where account_id = any($1)", accounts).execute(conn).await?;
    Ok(())
}
