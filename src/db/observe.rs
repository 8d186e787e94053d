//! What Postgres has now, for every place, in a constant number of statements. `province apply` does only what differs from
//! what is wanted, `province status` shows it, `doctor` judges it.

use std::collections::{HashMap, HashSet};

use super::{
    grants::{FUNCTIONS, MINISTRY, PROVINCE, REALM, TableGrant},
    migrate::{self, Applied, Track},
    owner::Owner,
    pools::Login,
};
use crate::{codes::Place, config, error::Result};

/// A login role as Postgres has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Role {
    pub(super) connections: i32,
    pub(super) settings: Vec<String>,
    pub(super) plain: bool,
}

/// Role, object, right: of tables, schemas (`name.*`), functions and the database.
pub(super) type Right = (String, String, String);

/// Everything that was observed.
#[derive(Debug)]
pub struct Observed {
    pub(super) applied: HashMap<String, Applied>,
    pub(super) roles: HashMap<String, Role>,
    pub(super) rights: HashSet<Right>,
    pub(super) keys: HashSet<String>,
    /// What everybody may do, or a login owns: there should be nothing.
    pub loose: Vec<String>,
    /// Connections that Postgres allows in all.
    pub max_connections: i64,
    /// The server's version, such as 150014.
    pub version: i64,
}

/// What one place has, as `province status` and `doctor` tell it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct PlaceFacts {
    /// The place.
    pub place: String,
    /// Every migration is applied.
    pub migrated: bool,
    /// Login roles as intended.
    pub roles: bool,
    /// Rights exactly as intended: none missing, none more.
    pub grants: bool,
    /// What is missing or too much, in words.
    pub faults: Vec<String>,
    /// The place's data key exists.
    pub key: bool,
}

impl PlaceFacts {
    /// Whether the place was never provisioned here.
    pub fn untouched(&self) -> bool {
        !self.migrated && !self.roles && !self.key && self.faults.iter().all(|f| !f.starts_with("unwanted"))
    }

    /// Whether nothing is to be done.
    pub fn complete(&self) -> bool {
        self.migrated && self.roles && self.grants && self.key
    }
}

impl Observed {
    pub(super) async fn read(owner: &Owner) -> Result<Self> {
        let roles = sqlx::query!(
            r#"select rolname::text as "name!", rolconnlimit as "connections!", coalesce(rolconfig, '{}') as "settings!",
                      rolcanlogin and not (rolsuper or rolcreatedb or rolcreaterole or rolinherit or rolbypassrls or rolreplication)
                      and not exists (select from pg_auth_members m where m.member = r.oid) as "plain!"
               from pg_roles r where rolname like 'province\_%' or rolname like 'ministry%'"#
        )
        .fetch_all(&owner.main)
        .await?
        .into_iter()
        .map(|r| (r.name, Role { connections: r.connections, settings: r.settings, plain: r.plain }))
        .collect();
        let rights = sqlx::query!(
            r#"select r.rolname::text as "role!", a.object as "object!", a.right as "right!"
               from (select acl.grantee, format('%I.%I', n.nspname, c.relname) as object, lower(acl.privilege_type) as right
                     from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) acl
                     union all
                     select acl.grantee, format('%I.*', n.nspname), lower(acl.privilege_type)
                     from pg_namespace n, aclexplode(n.nspacl) acl
                     union all
                     select acl.grantee, p.oid::regprocedure::text, lower(acl.privilege_type)
                     from pg_proc p, aclexplode(p.proacl) acl
                     union all
                     select acl.grantee, 'database', lower(acl.privilege_type)
                     from pg_database d, aclexplode(d.datacl) acl where d.datname = current_database()) a
               join pg_roles r on r.oid = a.grantee
               where r.rolname like 'province\_%' or r.rolname like 'ministry%'"#
        )
        .fetch_all(&owner.main)
        .await?
        .into_iter()
        .map(|r| (r.role, r.object, r.right))
        .collect();
        let keys = sqlx::query_scalar::<_, String>("select place from data_key").fetch_all(&owner.keys).await?;
        let server = sqlx::query!(
            r#"select current_setting('max_connections')::bigint as "max!",
                      current_setting('server_version_num')::bigint as "version!""#
        )
        .fetch_one(&owner.main)
        .await?;
        Ok(Self {
            applied: migrate::applied(&owner.main).await?,
            roles,
            rights,
            keys: keys.into_iter().collect(),
            loose: loose(owner).await?,
            max_connections: server.max,
            version: server.version,
        })
    }

    /// Whether the queue's schema has every migration.
    pub fn queue_is_current(&self) -> anyhow::Result<bool> {
        migrate::is_current(&[Track::Jobs], self.applied.get(Track::Jobs.name()).unwrap_or(&Applied::new()))
    }

    /// Logins of no place: nobody should have made them.
    pub fn strangers(&self) -> Vec<&str> {
        let ours: HashSet<_> = Place::all().flat_map(|place| Login::ALL.map(|login| login.role(place))).collect();
        self.roles.keys().map(String::as_str).filter(|role| !ours.contains(*role)).collect()
    }

    /// Rights that a place's logins have and should not, wherever.
    pub(super) fn unwanted(&self, place: Place) -> impl Iterator<Item = &Right> {
        let (wanted, logins) = (wanted_rights(place), Login::ALL.map(|login| login.role(place)));
        self.rights.iter().filter(move |right| logins.contains(&right.0) && !wanted.contains(*right))
    }

    /// Compare one place with what is wanted.
    pub fn place(&self, place: Place, database: &config::Database) -> Result<PlaceFacts> {
        let none = Applied::new();
        let migrated = migrate::is_current(Track::of(place), self.applied.get(place.schema()).unwrap_or(&none))?;
        let mut faults = Vec::new();
        for login in Login::ALL {
            let name = login.role(place);
            if self.roles.get(&name) != Some(&wanted_role(place, login, database)) {
                faults.push(format!("role {name}"));
            }
        }
        let roles = faults.is_empty();
        let missing = wanted_rights(place).into_iter().filter(|right| !self.rights.contains(right));
        let mut differences: Vec<_> = missing.map(|r| format!("missing {} {} to {}", r.2, r.1, r.0)).collect();
        differences.extend(self.unwanted(place).map(|r| format!("unwanted {} {} to {}", r.2, r.1, r.0)));
        differences.sort();
        let grants = differences.is_empty();
        faults.extend(differences);
        let key = self.keys.contains(place.as_str());
        Ok(PlaceFacts { place: place.as_str().to_owned(), migrated, roles, grants, faults, key })
    }
}

/// Rights of PUBLIC, which every login has, and objects that a login owns.
async fn loose(owner: &Owner) -> Result<Vec<String>> {
    let found = sqlx::query_scalar!(
        r#"select 'everybody may ' || lower(a.right) || ' ' || a.object as "fault!"
           from (select n.nspname, c.oid::regclass::text as object, acl.privilege_type as right, acl.grantee
                 from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) acl
                 union all
                 select n.nspname, p.oid::regprocedure::text, acl.privilege_type, acl.grantee
                 from pg_proc p join pg_namespace n on n.oid = p.pronamespace,
                      aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) acl
                 union all
                 select n.nspname, 'schema ' || n.nspname, acl.privilege_type, acl.grantee
                 from pg_namespace n, aclexplode(n.nspacl) acl
                 union all
                 select '', 'database ' || d.datname, acl.privilege_type, acl.grantee
                 from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) acl
                 where d.datname = current_database()) a
           where a.grantee = 0 and a.nspname <> 'information_schema' and a.nspname not like 'pg\_%'
           union all
           select r.rolname || ' owns ' || count(*) || ' objects'
           from pg_shdepend d join pg_roles r on r.oid = d.refobjid
           where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o'
             and (r.rolname like 'province\_%' or r.rolname like 'ministry%')
           group by r.rolname
           order by 1"#
    );
    Ok(found.fetch_all(&owner.main).await?)
}

/// CONNECTION LIMIT = nodes × pool + 1.
pub(super) fn connection_limit(login: Login, database: &config::Database) -> i32 {
    i32::try_from(database.nodes * login.pool_size(database.pool) + 1).unwrap_or(i32::MAX)
}

/// Settings of a login, as `pg_roles.rolconfig` lists them.
pub(super) fn settings(place: Place, login: Login) -> Vec<(&'static str, String)> {
    let mut all = vec![
        ("search_path", place.schema().to_owned()),
        ("statement_timeout", "30s".to_owned()),
        ("lock_timeout", "5s".to_owned()),
        ("idle_in_transaction_session_timeout", "60s".to_owned()),
    ];
    if login == Login::Read {
        all.push(("default_transaction_read_only", "on".to_owned()));
    }
    all
}

fn wanted_role(place: Place, login: Login, database: &config::Database) -> Role {
    let settings = settings(place, login).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    Role { connections: connection_limit(login, database), settings, plain: true }
}

/// The tables of a place with the rights on them.
pub(super) fn tables(place: Place) -> impl Iterator<Item = &'static TableGrant> {
    let own = match place {
        Place::Ministry => MINISTRY,
        Place::Province(_) => PROVINCE,
    };
    REALM.iter().chain(own)
}

/// Every right that a place's logins should have.
fn wanted_rights(place: Place) -> HashSet<Right> {
    let mut all = HashSet::new();
    let schema = place.schema();
    for login in Login::ALL {
        let role = login.role(place);
        let mut add = |object: String, right: &str| all.insert((role.clone(), object, right.to_owned()));
        add("database".to_owned(), "connect");
        add(format!("{schema}.*"), "usage");
        for grant in tables(place) {
            let rights = match login {
                Login::Write => grant.write,
                Login::Read => grant.read,
                Login::Audit => grant.audit,
            };
            for right in rights.split(", ").filter(|right| !right.is_empty()) {
                add(format!("{schema}.{}", grant.table), right);
            }
        }
        if login == Login::Write {
            add("ministry.*".to_owned(), "usage");
            add("jobs.*".to_owned(), "usage");
            for function in FUNCTIONS.iter().filter(|f| f.allows(place)) {
                add(function.signature.replace(", ", ","), "execute");
            }
        }
    }
    all
}
