//! Provision a place: login roles, schema, migrations, rights, key. Each step looks at what is there and does only what differs,
//! so that a second run changes nothing and a killed one is taken up where it stopped.

use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use super::{
    grants::FUNCTIONS,
    keyring,
    migrate::{self, Applied, Track},
    observe::{Observed, PlaceFacts, Right, connection_limit, settings, tables},
    owner::Owner,
    pools::Login,
};
use crate::{
    codes::{Place, ProvinceCode},
    config,
    crypto::keys::{DataKey, LoginSecret, RootKey},
    error::Result,
};

/// One file of `tenants/`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenant {
    /// Code of the province, `xpcc` or `direct`.
    pub code: ProvinceCode,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Language of mails when the reader's is not known.
    pub locale: String,
    /// Limits of this tenant.
    pub limits: Limits,
    /// Invited when the province is first provisioned.
    #[serde(default)]
    pub administrator: Option<Administrator>,
}

/// Limits of a tenant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Schools that the province may open.
    pub schools: u32,
    /// Accounts that the province may have.
    pub accounts: u32,
}

/// The first person of a province.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Administrator {
    /// Login name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Where the invitation goes.
    pub email: String,
}

impl Owner {
    /// What must be there before the first place: shared schemas, the queue, the ministry's tables, the keys' table.
    pub async fn foundation(&self, secret: &LoginSecret) -> anyhow::Result<()> {
        migrate::foundation(&self.main, &self.keys).await?;
        let role = keyring::ROLE;
        let known =
            sqlx::query!("select 1 as one from pg_roles where rolname = $1", role).fetch_optional(&self.main).await?;
        if known.is_none() {
            let password = secret.login_password(role);
            let ddl = format!("create role {role} login noinherit connection limit 40 password '{password}'");
            sqlx::raw_sql(AssertSqlSafe(ddl)).execute(&self.main).await?;
        }
        sqlx::raw_sql(
            "do $$ begin
                 if not (has_database_privilege('huixin_keys', current_database(), 'connect')
                         and has_schema_privilege('huixin_keys', 'public', 'usage')
                         and has_table_privilege('huixin_keys', 'data_key', 'select')
                          and has_table_privilege('huixin_keys', 'data_key', 'insert')) then
                     execute format('grant connect on database %I to huixin_keys', current_database());
                     grant usage on schema public to huixin_keys;
                     grant select, insert on data_key to huixin_keys;
                 end if;
             end $$;",
        )
        .execute(&self.keys)
        .await?;
        Ok(())
    }

    /// What Postgres has now.
    pub async fn observe(&self) -> Result<Observed> {
        Observed::read(self).await
    }

    /// The tenants that are new or whose names or limits are not those registered.
    pub async fn differing(&self, tenants: &[Tenant]) -> Result<Vec<ProvinceCode>> {
        let codes = sqlx::query_scalar!(
            r#"select t.code as "code!: ProvinceCode"
               from jsonb_to_recordset($1) as t(code text, name_zh text, name_en text, limits jsonb)
               left join ministry.province p on p.code = t.code
               where p.code is null
                  or (p.name_zh, p.name_en, p.limits) is distinct from (t.name_zh, t.name_en, t.limits)"#,
            rows(tenants)
        );
        Ok(codes.fetch_all(&self.main).await?)
    }

    /// Register the tenants that are new, and bring names and limits up to date.
    pub async fn register(&self, tenants: &[Tenant]) -> Result<()> {
        sqlx::query!(
            "insert into ministry.province as p (code, kind, name_zh, name_en, state, limits, created_at, updated_at)
             select t.code, t.kind, t.name_zh, t.name_en, 'provisioning', t.limits, now(), now()
             from jsonb_to_recordset($1) as t(code text, kind text, name_zh text, name_en text, limits jsonb)
             on conflict (code) do update
             set name_zh = excluded.name_zh, name_en = excluded.name_en, limits = excluded.limits, updated_at = now()
             where (p.name_zh, p.name_en, p.limits) is distinct from (excluded.name_zh, excluded.name_en, excluded.limits)",
            rows(tenants)
        )
        .execute(&self.main)
        .await?;
        Ok(())
    }

    /// Roles, schema, migrations and the place's own rights, in one transaction. True if it changed anything.
    pub async fn build(
        &self,
        place: Place,
        facts: &PlaceFacts,
        observed: &Observed,
        database: &config::Database,
        secret: &LoginSecret,
    ) -> anyhow::Result<bool> {
        if facts.migrated && facts.roles && facts.grants {
            return Ok(false);
        }
        let none = Applied::new();
        let applied = observed.applied.get(place.schema()).unwrap_or(&none);
        let mut tx = self.main.begin().await?;
        let conn = &mut *tx;
        for login in Login::ALL {
            let exists = observed.roles.contains_key(&login.role(place));
            run(conn, &role_ddl(place, login, exists, database, secret)).await?;
        }
        run(conn, &format!("create schema if not exists {}", place.schema())).await?;
        migrate::apply(conn, place.schema(), Track::of(place), applied).await?;
        run(conn, &own_rights(place)).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Rights on what all places share, for many places at once: Postgres refuses two grants on one object at the same time.
    pub async fn share(&self, places: &[Place]) -> anyhow::Result<()> {
        if places.is_empty() {
            return Ok(());
        }
        let mut tx = self.main.begin().await?;
        sqlx::query!("select pg_advisory_xact_lock(hashtextextended('huixin share', 42))").fetch_one(&mut *tx).await?;
        run(&mut tx, &shared_rights(places)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Take from a place's logins what they have and should not, on whatever object. One place at a time, as for `share`.
    pub async fn revoke_unwanted(&self, place: Place, observed: &Observed) -> anyhow::Result<()> {
        let ddl: String = observed.unwanted(place).map(revocation).collect();
        sqlx::raw_sql(AssertSqlSafe(ddl)).execute(&self.main).await?;
        Ok(())
    }

    /// Make the place's data key, wrapped by the root key, unless it has one.
    pub async fn make_key(&self, place: Place, root: &RootKey) -> anyhow::Result<()> {
        let id = Uuid::new_v4();
        let wrapped = root.wrap(&DataKey::generate(id), keyring::scope(place, keyring::CONTACT, ""))?;
        sqlx::query(
            "insert into data_key (id, place, purpose, wrapped, created_at) values ($1, $2, $3, $4, now())
             on conflict on constraint data_key_use_key do nothing",
        )
        .bind(id)
        .bind(place.as_str())
        .bind(keyring::CONTACT)
        .bind(wrapped)
        .execute(&self.keys)
        .await?;
        Ok(())
    }

    /// Put provinces into service once every step is done, or say why one failed. Suspended ones stay so.
    pub async fn conclude(&self, province: ProvinceCode, error: Option<&str>) -> Result<()> {
        sqlx::query!(
            "update ministry.province
             set state = case when $2::text is not null and state <> 'active' and state <> 'suspended' then 'failed'
                              when $2 is null and state in ('provisioning', 'failed') then 'active'
                              else state end,
                 error = $2, updated_at = now()
             where code = $1
               and (error is distinct from $2 or state in ('provisioning', 'failed'))",
            province.as_str(),
            error,
        )
        .execute(&self.main)
        .await?;
        Ok(())
    }
}

fn rows(tenants: &[Tenant]) -> serde_json::Value {
    let row = |t: &Tenant| {
        serde_json::json!({
            "code": t.code.as_str(), "kind": t.code.kind().as_str(), "name_zh": t.name_zh, "name_en": t.name_en,
            "limits": t.limits,
        })
    };
    tenants.iter().map(row).collect()
}

async fn run(conn: &mut PgConnection, ddl: &str) -> anyhow::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(ddl)).execute(conn).await?;
    Ok(())
}

/// The words come from closed lists (province codes, settings) and a base64url password: nothing needs quoting beyond this.
fn role_ddl(place: Place, login: Login, exists: bool, database: &config::Database, secret: &LoginSecret) -> String {
    let role = login.role(place);
    let limit = connection_limit(login, database);
    let password = secret.login_password(&role);
    let verb = if exists { "alter" } else { "create" };
    let mut ddl = format!("{verb} role {role} login noinherit connection limit {limit} password '{password}'; ");
    for (name, value) in settings(place, login) {
        ddl.push_str(&format!("alter role {role} set {name} = '{value}'; "));
    }
    ddl
}

fn own_rights(place: Place) -> String {
    let schema = place.schema();
    let [write, read, audit] = Login::ALL.map(|login| login.role(place));
    let mut ddl = format!("grant usage on schema {schema} to {write}, {read}, {audit}; ");
    for grant in tables(place) {
        for (role, rights) in [(&write, grant.write), (&read, grant.read), (&audit, grant.audit)] {
            ddl.push_str(&format!("revoke all on {schema}.{} from {role}; ", grant.table));
            if !rights.is_empty() {
                ddl.push_str(&format!("grant {rights} on {schema}.{} to {role}; ", grant.table));
            }
        }
    }
    ddl
}

/// Postgres has quoted the object's name already.
fn revocation((role, object, right): &Right) -> String {
    match object.strip_suffix(".*") {
        _ if object == "database" => format!(
            "do $$ begin execute format('revoke {right} on database %I from {role} cascade', current_database()); end $$; "
        ),
        Some(schema) => format!("revoke {right} on schema {schema} from {role} cascade; "),
        None if object.contains('(') => format!("revoke {right} on function {object} from {role} cascade; "),
        None => format!("revoke {right} on table {object} from {role} cascade; "),
    }
}

fn shared_rights(places: &[Place]) -> String {
    let all = |login: Login| places.iter().map(|place| login.role(*place)).collect::<Vec<_>>().join(", ");
    let writers = all(Login::Write);
    let everyone = Login::ALL.map(all).join(", ");
    let mut ddl = format!(
        "do $$ begin execute format('grant connect on database %I to {everyone}', current_database()); end $$;
         grant usage on schema ministry, jobs to {writers}; "
    );
    for function in FUNCTIONS {
        let callers: Vec<_> =
            places.iter().filter(|place| function.allows(**place)).map(|place| Login::Write.role(*place)).collect();
        if !callers.is_empty() {
            ddl.push_str(&format!("grant execute on function {} to {}; ", function.signature, callers.join(", ")));
        }
    }
    ddl
}
