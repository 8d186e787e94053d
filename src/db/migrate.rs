//! Migrations for the fleet: plain SQL in tracks, applied to a schema in one transaction together with the rows that say so.
//! Who is behind is one query on `ministry.migration`.

use std::collections::HashMap;

use anyhow::{Context, bail};
use sqlx::{AssertSqlSafe, PgConnection, PgPool, migrate::Migrator};

use crate::{codes::Place, error::Result};

static JOBS: Migrator = sqlx::migrate!("./migrations/jobs");
static MINISTRY: Migrator = sqlx::migrate!("./migrations/ministry");
static REALM: Migrator = sqlx::migrate!("./migrations/realm");
static PROVINCE: Migrator = sqlx::migrate!("./migrations/province");
static KEYS: Migrator = sqlx::migrate!("./migrations/keys");

/// Schema of the queue.
pub const QUEUE: &str = "jobs";

/// A sequence of migrations for one kind of schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Track {
    Realm,
    Ministry,
    Province,
    Jobs,
    Keys,
}

impl Track {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Realm => "realm",
            Self::Ministry => "ministry",
            Self::Province => "province",
            Self::Jobs => "jobs",
            Self::Keys => "keys",
        }
    }

    fn migrator(self) -> &'static Migrator {
        match self {
            Self::Realm => &REALM,
            Self::Ministry => &MINISTRY,
            Self::Province => &PROVINCE,
            Self::Jobs => &JOBS,
            Self::Keys => &KEYS,
        }
    }

    /// The tracks of a place's own schema, in order.
    pub(super) fn of(place: Place) -> &'static [Self] {
        match place {
            Place::Ministry => &[Self::Realm, Self::Ministry],
            Place::Province(_) => &[Self::Realm, Self::Province],
        }
    }
}

/// Migrations that a schema has, by track: version → checksum.
pub(super) type Applied = HashMap<(String, i64), Vec<u8>>;

/// Whether a schema has every migration of the tracks; an altered one is an error.
pub(super) fn is_current(tracks: &[Track], applied: &Applied) -> anyhow::Result<bool> {
    let mut current = true;
    for track in tracks {
        for migration in track.migrator().iter() {
            match applied.get(&(track.name().to_owned(), migration.version)) {
                None => current = false,
                Some(checksum) if **checksum == *migration.checksum => {}
                Some(_) => bail!("{} {} was changed after it was applied", track.name(), migration.version),
            }
        }
    }
    Ok(current)
}

/// Apply what a schema lacks, inside the caller's transaction; every statement sees that schema alone.
pub(super) async fn apply(
    conn: &mut PgConnection,
    schema: &str,
    tracks: &[Track],
    applied: &Applied,
) -> anyhow::Result<usize> {
    let mut count = 0;
    for track in tracks {
        for migration in track.migrator().iter() {
            if applied.contains_key(&(track.name().to_owned(), migration.version)) {
                continue;
            }
            sqlx::query!("select set_config('search_path', $1, true)", schema).fetch_one(&mut *conn).await?;
            sqlx::raw_sql(AssertSqlSafe(migration.sql.as_str()))
                .execute(&mut *conn)
                .await
                .with_context(|| format!("{schema}: {} {}", track.name(), migration.version))?;
            sqlx::query!(
                "insert into ministry.migration (schema, track, version, checksum, applied_at)
                 values ($1, $2, $3, $4, now())",
                schema,
                track.name(),
                migration.version,
                &*migration.checksum,
            )
            .execute(&mut *conn)
            .await?;
            count += 1;
        }
    }
    Ok(count)
}

/// What every schema has, in one query.
pub(super) async fn applied(pool: &PgPool) -> Result<HashMap<String, Applied>> {
    let mut all: HashMap<String, Applied> = HashMap::new();
    for row in sqlx::query!("select schema, track, version, checksum from ministry.migration").fetch_all(pool).await? {
        all.entry(row.schema).or_default().insert((row.track, row.version), row.checksum);
    }
    Ok(all)
}

/// Prepare both databases for the first place: shared schemas, the queue, the ministry, the keys. Does nothing a second time.
pub(super) async fn foundation(main: &PgPool, keys: &PgPool) -> anyhow::Result<()> {
    sqlx::raw_sql(FOUNDATION).execute(main).await.context("the foundation of the main database")?;
    let applied = applied(main).await?;
    let none = Applied::new();
    let has = |schema: &str| applied.get(schema).unwrap_or(&none);
    if !is_current(Track::of(Place::Ministry), has("ministry"))? {
        let mut tx = main.begin().await?;
        apply(&mut tx, "ministry", Track::of(Place::Ministry), has("ministry")).await?;
        tx.commit().await?;
    }
    if !is_current(&[Track::Jobs], has("jobs"))? {
        graphile_worker::WorkerOptions::default()
            .schema(QUEUE)
            .pg_pool(main.clone())
            .listen_os_shutdown_signals(false)
            .init()
            .await
            .map_err(|e| anyhow::anyhow!("the queue's own migrations: {e}"))?;
        let mut tx = main.begin().await?;
        apply(&mut tx, "jobs", &[Track::Jobs], has("jobs")).await?;
        tx.commit().await?;
    }
    keys_foundation(keys).await
}

async fn keys_foundation(keys: &PgPool) -> anyhow::Result<()> {
    sqlx::raw_sql(KEYS_FOUNDATION).execute(keys).await.context("the foundation of the keys database")?;
    let applied: Applied =
        sqlx::query_as::<_, (String, i64, Vec<u8>)>("select track, version, checksum from public.migration")
            .fetch_all(keys)
            .await?
            .into_iter()
            .map(|(track, version, checksum)| ((track, version), checksum))
            .collect();
    if is_current(&[Track::Keys], &applied)? {
        return Ok(());
    }
    let mut tx = keys.begin().await?;
    for migration in KEYS.iter().filter(|m| !applied.contains_key(&("keys".to_owned(), m.version))) {
        sqlx::raw_sql(AssertSqlSafe(migration.sql.as_str())).execute(&mut *tx).await?;
        sqlx::query("insert into public.migration (track, version, checksum) values ('keys', $1, $2)")
            .bind(migration.version)
            .bind(&*migration.checksum)
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Nothing is anybody's by default; then the schemas that are not a province's, and the list of what was applied where.
const FOUNDATION: &str = "
    set lock_timeout = '10s';
    do $$ begin
        if exists (select from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) acl
                   where d.datname = current_database() and acl.grantee = 0) then
            execute format('revoke all on database %I from public', current_database());
        end if;
        if exists (select from pg_namespace n, aclexplode(n.nspacl) acl where n.nspname = 'public' and acl.grantee = 0) then
            revoke all on schema public from public;
        end if;
        if not exists (select from pg_default_acl
                       where defaclrole = current_user::regrole and defaclobjtype = 'f' and defaclnamespace = 0) then
            alter default privileges revoke execute on functions from public;
        end if;
    end $$;
    create schema if not exists ministry;
    create table if not exists ministry.migration (
        schema text, track text, version bigint, checksum bytea not null, applied_at timestamptz not null,
        primary key (schema, track, version)
    );
";

const KEYS_FOUNDATION: &str = "
    do $$ begin
        if exists (select from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) acl
                   where d.datname = current_database() and acl.grantee = 0) then
            execute format('revoke all on database %I from public', current_database());
        end if;
    end $$;
    create table if not exists public.migration (
        track text, version bigint, checksum bytea not null, primary key (track, version)
    );
";
