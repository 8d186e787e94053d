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
