//! What a staged file would change, in counts: nothing here tells one student from another.

use sqlx::types::Json;

use super::{
    model::{Figures, LevelCounts, Move},
    store::CarriesImport,
};
use crate::{
    access::{CommitResults, ImportResults},
    codes::Level,
    db::Tx,
    error::{Error, Result},
    ids::ResultImportId,
};

/// Let this transaction's statements take as long as a million rows need, and join them at once rather than one by one: the
/// planner knows nothing of a stage that was filled just now.
pub(super) async fn take_your_time<O: CarriesImport>(tx: &mut Tx<O>) -> Result<()> {
    let (conn, _whatever_it_works_on) = tx.parts();
    sqlx::query!(
        "select set_config('statement_timeout', '15min', true) as time, set_config('work_mem', '64MB', true) as memory,
                set_config('enable_nestloop', 'off', true) as joins"
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

/// Work out and note what the commit of a staged file would do. Every row must still be on the stage.
pub(super) async fn preview(tx: &mut Tx<ImportResults>, id: ResultImportId) -> Result<()> {
    take_your_time(tx).await?;
    let before = held(tx, id).await?;
    let (conn, _own_import) = tx.parts();
    let groups = sqlx::query!(
        r#"select r.level as "from?: Level", s.level as "to?: Level", r.crisis as "was?", s.crisis as "will?",
                  r.mac = s.mac as "same?", count(*) as "persons!"
           from result_import i
           join result_stage s on s.import_id = i.id
           left join result r on r.campaign_id = i.campaign_id and r.id = s.id
           where i.id = $1
           group by 1, 2, 3, 4, 5"#,
        id.0,
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut figures = Figures { after: before.clone(), before, moves: Vec::new() };
    let (mut created, mut changed, mut unchanged, mut withdrawn) = (0, 0, 0, 0);
    for group in groups {
        let count = match (group.from, group.to) {
            (None, Some(_)) => &mut created,
            (Some(_), None) => &mut withdrawn,
            (Some(_), Some(_)) if group.same == Some(true) => &mut unchanged,
            (Some(_), Some(_)) => &mut changed,
            // Who withdraws and was never held changes nothing.
            (None, None) => continue,
        };
        *count += i32::try_from(group.persons).unwrap_or(i32::MAX);
        figures.after.add(group.from, group.was, -group.persons);
        figures.after.add(group.to, group.will, group.persons);
        if let (Some(from), Some(to)) = (group.from, group.to)
            && from != to
        {
            figures.moves.push(Move { from, to, persons: group.persons });
        }
    }
    figures.tidy();
    sqlx::query!(
        "update result_import i
         set created = $2, changed = $3, unchanged = $4, withdrawn = $5, figures = $6,
             based_on = (select b.id from result_import b
                         where b.school_id = i.school_id and b.campaign_id = i.campaign_id and b.state = 'done'
                         order by b.done_at desc, b.id desc limit 1)
         where i.id = $1",
        id.0,
        created,
        changed,
        unchanged,
        withdrawn,
        Json(&figures) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The school's figures as they are.
async fn held(tx: &mut Tx<ImportResults>, id: ResultImportId) -> Result<LevelCounts> {
    let (conn, _own_import) = tx.parts();
    Ok(sqlx::query_as!(
        LevelCounts,
        r#"select coalesce(sum(c.completed), 0) as "completed!", coalesce(sum(c.l1), 0) as "l1!", coalesce(sum(c.l2), 0) as "l2!",
                  coalesce(sum(c.l3), 0) as "l3!", coalesce(sum(c.l0), 0) as "l0!", coalesce(sum(c.inv), 0) as "inv!",
                  coalesce(sum(c.crisis), 0) as "crisis!"
           from result_import i
           left join result_count c on c.campaign_id = i.campaign_id and c.school_id = i.school_id
           where i.id = $1"#,
        id.0,
    )
    .fetch_one(conn)
    .await?)
}

/// What the preview promised must still hold: nobody committed since, and every row is on the stage.
pub(super) async fn check(tx: &mut Tx<CommitResults>, id: ResultImportId) -> Result<()> {
    let found = sqlx::query!(
        r#"select i.rows,
                  (select count(*)::integer from result_stage s where s.import_id = i.id) as "staged!",
                  (i.based_on is not distinct from
                      (select b.id from result_import b
                       where b.school_id = i.school_id and b.campaign_id = i.campaign_id and b.state = 'done'
                       order by b.done_at desc, b.id desc limit 1)) as "current!"
           from result_import i
           where i.id = $1"#,
        id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    match found.staged == found.rows {
        _ if !found.current => Err(Error::conflict("import_stale")),
        true => Ok(()),
        false => Err(Error::conflict("import_stage_lost")),
    }
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
