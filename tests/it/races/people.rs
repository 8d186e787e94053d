//! Who races, and who revokes: for every kind of revocation some people with a session each, in a place of their own where the other
//! kinds do not reach.

use std::{future::Future, pin::Pin};

use huixin::crypto::tokens::Token;
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Answer, TestApp, others::OTHERS, people::*};

/// Sessions that race one kind of revocation at a time.
const EACH: usize = 12;
/// Races of a round.
pub(super) const PER_ROUND: usize = EACH * KINDS.len();

/// Ways to lose what one may.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Disable,
    EndAssignment,
    EndSession,
    Narrow,
    SuspendSchool,
    SuspendProvince,
}

use Kind::{Disable, EndAssignment, EndSession, Narrow, SuspendProvince, SuspendSchool};

pub(super) const KINDS: [Kind; 6] = [Disable, EndAssignment, EndSession, Narrow, SuspendSchool, SuspendProvince];

impl Kind {
    /// Schema, role and school of those who race it.
    fn whose(self) -> (&'static str, &'static str, Option<&'static str>) {
        match self {
            Disable | EndAssignment | EndSession => ("province_51", "counsel_head", Some(OWN_SCHOOL)),
            Narrow => ("province_51", "prov_analyst", None),
            SuspendSchool => ("province_51", "counsel_head", Some(SIBLING_SCHOOL)),
            SuspendProvince => ("province_11", "prov_analyst", None),
        }
    }
}

/// A live session.
pub(super) struct Racer {
    pub(super) cookie: String,
}

type Revocation = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// The node where they are revoked, with everybody's account.
pub(super) struct Stable {
    pub(super) app: TestApp,
}

fn security() -> Person {
    *OTHERS.iter().find(|person| person.role == "sec_admin" && person.realm == "51" && person.school.is_none()).unwrap()
}

impl Stable {
    pub(super) async fn of(app: TestApp) -> Self {
        app.add(&security()).await;
        for kind in KINDS {
            let (schema, role, school) = kind.whose();
            let school = school.map_or("null".to_owned(), |school| format!("'{school}'"));
            app.sql(&format!(
                "insert into {schema}.account (id, login, name, name_pinyin, name_initials, email_sealed, email_masked, school_id,
                                               state, created_at, updated_at)
                 select gen_random_uuid(), 'racer.{kind:?}.' || n, '赛跑', 'saipao', 'sp', '', 'r***', {school}, 'active', now(), now()
                 from generate_series(1, {EACH}) n;
                 insert into {schema}.acknowledgement (account_id, version, at)
                 select id, {}, now() from {schema}.account where login like 'racer.{kind:?}.%';
                 insert into {schema}.assignment (id, account_id, role, school_id, created_at)
                 select gen_random_uuid(), id, '{role}', {school}, now() from {schema}.account where login like 'racer.{kind:?}.%'",
                huixin::config::RULES_VERSION,
            ))
            .await;
        }
        Self { app }
    }

    /// Fresh sessions for one kind, with what revokes them: one act for each of them, or one for all.
    pub(super) async fn line_up(&self, kind: Kind) -> Vec<(Vec<Racer>, Revocation)> {
        let mut racers = Vec::new();
        for (account, assignment) in self.accounts(kind).await {
            let (session, racer) = self.session(kind, account).await;
            racers.push((racer, account, assignment, session));
        }
        let province = |school: &str| format!("/provinces/51/schools/{school}/suspend");
        let all = match kind {
            Narrow => Some((security(), Method::PUT, "/narrowings/prov_analyst/school.read".to_owned())),
            SuspendSchool => Some((PROV_ADMIN, Method::POST, province(SIBLING_SCHOOL))),
            SuspendProvince => Some((PLATFORM_OPERATOR, Method::POST, "/provinces/11/suspend".to_owned())),
            Disable | EndAssignment | EndSession => None,
        };
        if let Some((who, method, path)) = all {
            let revocation = self.revocation(&who, method, path).await;
            return vec![(racers.into_iter().map(|(racer, ..)| racer).collect(), revocation)];
        }
        let mut lines = Vec::new();
        for (racer, account, assignment, session) in racers {
            let revocation = match kind {
                Disable => self.revocation(&SCHOOL_ADMIN, Method::POST, format!("/accounts/{account}/disable")).await,
                EndAssignment => {
                    let path = format!("/accounts/{account}/assignments/{assignment}");
                    self.revocation(&SCHOOL_ADMIN, Method::DELETE, path).await
                }
                _ => {
                    let (_, own) = self.session(kind, account).await;
                    let client = self.app.anonymous().with_cookie(&own.cookie);
                    Box::pin(async move { client.delete(&format!("/sessions/{session}")).await })
                }
            };
            lines.push((vec![racer], revocation));
        }
        lines
    }

    async fn revocation(&self, who: &Person, method: Method, path: String) -> Revocation {
        let client = self.app.as_person(who).await;
        let body = (method != Method::DELETE).then(|| json!({ "reason": "例行演练" }));
        Box::pin(async move { client.send(method, &path, body).await })
    }

    async fn accounts(&self, kind: Kind) -> Vec<(Uuid, Uuid)> {
        let schema = kind.whose().0;
        let all = format!(
            "select a.id, g.id from {schema}.account a join {schema}.assignment g on g.account_id = a.id
             where a.login like 'racer.{kind:?}.%'"
        );
        sqlx::query_as(sqlx::AssertSqlSafe(all)).fetch_all(&self.app.admin).await.unwrap()
    }

    /// A session of this account, as if a second factor had just been proved.
    async fn session(&self, kind: Kind, account: Uuid) -> (Uuid, Racer) {
        let (token, id, schema) = (Token::random(), Uuid::new_v4(), kind.whose().0);
        let insert = format!(
            "insert into {schema}.session (id, token_hash, account_id, network, user_agent, created_at, seen_at, expires_at, factor_at)
             values ($1, $2, $3, '127.0.0.0/24', '', now(), now(), now() + interval '1 hour', now())"
        );
        let insert =
            sqlx::query(sqlx::AssertSqlSafe(insert)).bind(id).bind(token.hash().as_bytes().as_slice()).bind(account);
        insert.execute(&self.app.admin).await.unwrap();
        (id, Racer { cookie: format!("{}.{}", schema.trim_start_matches("province_"), token.reveal()) })
    }

    /// Everything as it was, for another round.
    pub(super) async fn restore(&self) {
        self.app
            .sql(&format!(
                "update province_51.account set state = 'active' where login like 'racer.%';
                 insert into province_51.assignment (id, account_id, role, school_id, created_at)
                 select gen_random_uuid(), id, 'counsel_head', '{OWN_SCHOOL}', now() from province_51.account a
                 where login like 'racer.EndAssignment.%'
                   and not exists (select from province_51.assignment g where g.account_id = a.id);
                 delete from province_51.session; delete from province_11.session; delete from ministry.session;
                 delete from province_51.narrowing;
                 update province_51.school set state = 'active';
                 update ministry.province set state = 'active'"
            ))
            .await;
    }
}
