//! Looks at a database that no login of the product could take.

use sqlx::{AssertSqlSafe, PgPool};

/// Tables that every request may touch, whatever it is about: they are not its object.
pub const ASIDE: [&str; 4] = ["audit_log", "idempotency", "session", "sign_in_throttle"];

/// One line per table of the ministry, the provinces and the queue, with a digest of its rows.
pub async fn digest(pool: &PgPool) -> Vec<(String, String)> {
    digest_without(pool, &ASIDE).await
}

/// The same without these tables.
pub async fn digest_without(pool: &PgPool, aside: &[&str]) -> Vec<(String, String)> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname)
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'r' and (n.nspname like 'province\\_%' or n.nspname in ('ministry', 'jobs'))
           and c.relname <> all($1) and c.relname not like '\\_private\\_%workers%' order by 1",
    )
    .bind(aside)
    .fetch_all(pool)
    .await
    .unwrap();
    let each = tables.iter().map(|table| {
        format!("select '{table}', md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {table} t")
    });
    // Postgres may append the tables in any order, and does where it works in parallel.
    let all = each.collect::<Vec<_>>().join(" union all ") + " order by 1";
    sqlx::query_as(AssertSqlSafe(all)).fetch_all(pool).await.unwrap()
}

/// Sees which tables have rows inserted, changed or deleted by what was committed since it last looked. Looking costs one query,
/// where a digest reads every table.
pub struct Watch<'a> {
    pool: &'a PgPool,
    seen: i64,
}

impl<'a> Watch<'a> {
    /// Watch all tables that [`digest`] reads.
    pub async fn set(pool: &'a PgPool) -> Self {
        let set = "create table if not exists public.touched (id bigserial primary key, what text not null);
             create or replace function public.touch() returns trigger language plpgsql security definer as $$ begin
                 insert into public.touched (what) values (tg_table_schema || '.' || tg_table_name);
                 return null;
             end $$;";
        sqlx::raw_sql(set).execute(pool).await.unwrap();
        let triggers: Option<String> = sqlx::query_scalar(
            "select string_agg(format('create trigger touch_row after insert or update or delete on %1$s
                                           for each row execute function public.touch();
                                       create trigger touch_all after truncate on %1$s execute function public.touch();',
                                      format('%I.%I', n.nspname, c.relname)), '')
             from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p') and not c.relispartition
               and (n.nspname like 'province\\_%' or n.nspname in ('ministry', 'jobs'))
               and c.relname <> all($1) and c.relname not like '\\_private\\_%workers%'
               and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'touch_row')",
        )
        .bind(&ASIDE[..])
        .fetch_one(pool)
        .await
        .unwrap();
        sqlx::raw_sql(AssertSqlSafe(triggers.unwrap_or_default())).execute(pool).await.unwrap();
        let mut watch = Self { pool, seen: 0 };
        watch.touched().await;
        watch
    }

    /// The tables, each once.
    pub async fn touched(&mut self) -> Vec<String> {
        let since =
            "select coalesce(max(id), $1), coalesce(array_agg(distinct what), '{}') from public.touched where id > $1";
        let (seen, what) = sqlx::query_as(since).bind(self.seen).fetch_one(self.pool).await.unwrap();
        self.seen = seen;
        what
    }
}
