//! What a staged file would change, in counts: nothing here tells one student from another.

use sqlx::types::Json;

use super::{
    model::{Figures, LevelCounts, Move},
    store::CarriesImport,
};
use crate::{
    codes::Level,
    db::Tx,
    error::{Error, Result},
    ids::ResultImportId,
};

/// Let this transaction's statements take as long as a million rows need.
pub(super) async fn take_your_time<O: CarriesImport>(tx: &mut Tx<O>) -> Result<()> {
    let (conn, _whatever_it_works_on) = tx.parts();
    sqlx::query!("select set_config('statement_timeout', '15min', true)").fetch_one(conn).await?;
    Ok(())
}

/// Work out and note what the commit of a staged file would do. Every row must still be on the stage.
pub(super) async fn preview<O: CarriesImport>(tx: &mut Tx<O>, id: ResultImportId) -> Result<(i32, i32, i32, i32)> {
    take_your_time(tx).await?;
    let (conn, _own_import) = tx.parts();
    let counts = sqlx::query!(
        r#"select i.rows,
                  count(s.line)::integer as "staged!",
                  count(*) filter (where s.level is not null and r.id is null)::integer as "created!",
                  count(*) filter (where s.level is not null and r.mac <> s.mac)::integer as "changed!",
                  count(*) filter (where s.level is not null and r.mac = s.mac)::integer as "unchanged!",
                  count(*) filter (where s.level is null and r.id is not null)::integer as "withdrawn!"
           from result_import i
           left join result_stage s on s.import_id = i.id
           left join result r on r.campaign_id = i.campaign_id and r.id = s.id
           where i.id = $1
           group by i.rows"#,
        id.0,
    )
    .fetch_one(&mut *conn)
    .await?;
    if counts.staged != counts.rows {
        return Err(Error::conflict("import_stage_lost"));
    }
    let moves = sqlx::query!(
        r#"select r.level as "from?: Level", s.level as "to?: Level", r.crisis as "was?", s.crisis as "will?", count(*) as "persons!"
           from result_import i
           join result_stage s on s.import_id = i.id
           left join result r on r.campaign_id = i.campaign_id and r.id = s.id
           where i.id = $1
           group by 1, 2, 3, 4"#,
        id.0,
    )
    .fetch_all(&mut *conn)
    .await?;
    let before = sqlx::query!(
        r#"select coalesce(sum(c.completed), 0) as "completed!", coalesce(sum(c.l1), 0) as "l1!", coalesce(sum(c.l2), 0) as "l2!",
                  coalesce(sum(c.l3), 0) as "l3!", coalesce(sum(c.l0), 0) as "l0!", coalesce(sum(c.inv), 0) as "inv!",
                  coalesce(sum(c.crisis), 0) as "crisis!"
           from result_import i
           left join result_count c on c.campaign_id = i.campaign_id and c.school_id = i.school_id
           where i.id = $1"#,
        id.0,
    )
    .fetch_one(&mut *conn)
    .await?;
    let before = LevelCounts {
        completed: before.completed,
        l1: before.l1,
        l2: before.l2,
        l3: before.l3,
        l0: before.l0,
        inv: before.inv,
        crisis: before.crisis,
    };
    let mut figures = Figures { after: before.clone(), before, moves: Vec::new() };
    for row in moves {
        figures.after.add(row.from, row.was, -row.persons);
        figures.after.add(row.to, row.will, row.persons);
        if let (Some(from), Some(to)) = (row.from, row.to)
            && from != to
        {
            figures.moves.push(Move { from, to, persons: row.persons });
        }
    }
    figures.tidy();
    let (created, changed, unchanged, withdrawn) = (counts.created, counts.changed, counts.unchanged, counts.withdrawn);
    sqlx::query!(
        "update result_import set created = $2, changed = $3, unchanged = $4, withdrawn = $5, figures = $6 where id = $1",
        id.0,
        created,
        changed,
        unchanged,
        withdrawn,
        Json(&figures) as _,
    )
    .execute(conn)
    .await?;
    Ok((created, changed, unchanged, withdrawn))
}

impl LevelCounts {
    /// So many more persons of a level, or of none.
    fn add(&mut self, level: Option<Level>, crisis: Option<bool>, persons: i64) {
        let Some(level) = level else { return };
        let of_level = match level {
            Level::L1 => &mut self.l1,
            Level::L2 => &mut self.l2,
            Level::L3 => &mut self.l3,
            Level::L0 => &mut self.l0,
            Level::Inv => &mut self.inv,
        };
        *of_level += persons;
        self.completed += persons;
        self.crisis += if crisis == Some(true) { persons } else { 0 };
    }
}

impl Figures {
    /// One line for each pair of levels, most severe first.
    fn tidy(&mut self) {
        self.moves.sort_by_key(|m| (m.from, m.to));
        self.moves.dedup_by(|next, kept| {
            let same = (next.from, next.to) == (kept.from, kept.to);
            kept.persons += if same { next.persons } else { 0 };
            same
        });
    }
}
