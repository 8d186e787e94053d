//! Commit a staged file: one transaction for results, counts, contacts, publication and the audit row. All or nothing; a worker that
//! dies half-way leaves nothing, and the next one does it again.

use serde::{Deserialize, Serialize};

use super::{
    model::{ResultImport, ResultImportState},
    preview,
    stage::Target,
    store,
};
use crate::{
    access::{self, Caller, ImportResults, ReadResultImport, StageResults, SystemActor},
    assessment::{contacts, figures, scope},
    codes::{Place, SchoolCode},
    db::{About, Db, Tx},
    error::{Error, Result},
    ids::{AccountId, CampaignId, ResultImportId},
    jobs::{self, Job, Services},
};

/// Start the commit of a file that was validated, named by its hash.
pub async fn commit(db: &Db, caller: &Caller, to: Target, id: ResultImportId, sha256: &str) -> Result<ResultImport> {
    let mut tx: Tx<ImportResults> = db.begin_in(caller, to.province).await?;
    scope::get(&mut tx, to.school, to.campaign).await?.must_be_open()?;
    let before = store::get(&mut tx, to.school, id).await?;
    match before.state {
        ResultImportState::Validated if before.sha256.as_deref() == Some(&*sha256.to_ascii_lowercase()) => {}
        ResultImportState::Validated => return Err(Error::invalid_field("/sha256", "import_hash_mismatch")),
        ResultImportState::Invalid => return Err(Error::conflict("import_invalid")),
        ResultImportState::Committing => return Err(Error::conflict("import_running")),
        _ => return Err(Error::conflict("import_not_validated")),
    }
    store::set_state(&mut tx, id, ResultImportState::Committing, None).await?;
    let job = CommitResults { import: id, school: to.school, campaign: to.campaign, by: caller.account };
    jobs::enqueue(&mut tx, &job).await?;
    let after = store::get(&mut tx, to.school, id).await?;
    tx.commit(About::object("result_import", id, &after.filename).because("committing")).await?;
    Ok(after)
}

/// Whether a school has committed a file for this campaign.
pub async fn is_done(db: &Db, caller: &Caller, to: Target) -> Result<bool> {
    let mut tx: Tx<ReadResultImport> = db.begin_in(caller, to.province).await?;
    let newest = store::list(&mut tx, to.school, to.campaign, None, 1).await?;
    Ok(newest.iter().any(|import| import.state == ResultImportState::Done))
}

/// The job: which file of which school.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CommitResults {
    /// The file.
    pub import: ResultImportId,
    /// The school.
    pub school: SchoolCode,
    /// The campaign.
    pub campaign: CampaignId,
    /// Who committed it.
    pub by: AccountId,
}

/// Lines of a file that are written at once.
const LINES: usize = 50_000;

const ACTOR: SystemActor = SystemActor::System("result_commit");

impl Job for CommitResults {
    const TASK: &'static str = "result_commit";

    fn key(&self) -> Option<String> {
        Some(self.import.to_string())
    }

    async fn run(self, from: Place, services: &Services) -> Result<()> {
        match self.apply(from, services).await {
            // It will never fit: say so. Anything else is tried again.
            Err(Error::Refused { code, status, .. }) if status.is_client_error() => {
                let mut tx: Tx<access::CommitResults> = services.db.begin_as_system(ACTOR, from).await?;
                store::set_state(&mut tx, self.import, ResultImportState::Failed, Some(code)).await?;
                store::clear_stage(&mut tx, self.import).await?;
                tx.commit(About::object("result_import", self.import, self.school).because(code)).await
            }
            other => other,
        }
    }
}

impl CommitResults {
    async fn apply(&self, from: Place, services: &Services) -> Result<()> {
        let mut tx: Tx<access::CommitResults> = services.db.begin_as_system(ACTOR, from).await?;
        self.take_turn(&mut tx).await?;
        let before = store::get(&mut tx, self.school, self.import).await?;
        if before.state != ResultImportState::Committing {
            return Ok(());
        }
        tx.acting_for(self.by, before.account_name.clone());
        let last = preview::check(&mut tx, self.import, self.school, self.campaign).await?;
        self.write(&mut tx, last, from, services).await?;
        figures::recount(&mut tx, self.school, self.campaign).await?;
        let found = contacts::bring_up_to_date(&mut tx, self.import, self.school, self.campaign).await?;
        if found > 0 {
            jobs::enqueue(&mut tx, &contacts::MailContacts { school: self.school, campaign: self.campaign }).await?;
        }
        store::clear_stage(&mut tx, self.import).await?;
        store::set_state(&mut tx, self.import, ResultImportState::Done, None).await?;
        let after = store::get(&mut tx, self.school, self.import).await?;
        // Last, since it waits for others who publish.
        figures::publish(&mut tx, self.school, self.campaign).await?;
        let counts = serde_json::json!({
            "created": after.created, "changed": after.changed, "unchanged": after.unchanged, "withdrawn": after.withdrawn,
        });
        tx.commit(About::object("result_import", self.import, &after.filename).created(&counts)).await
    }

    /// Two files of one school are committed one after the other, and a million rows may take their time.
    async fn take_turn(&self, tx: &mut Tx<access::CommitResults>) -> Result<()> {
        sqlx::query!("select set_config('statement_timeout', '5min', true)").fetch_one(tx.conn()).await?;
        sqlx::query!("select id from school where id = $1 for no key update", self.school.as_str())
            .fetch_optional(tx.conn())
            .await?;
        Ok(())
    }

    /// Write the stage, some lines at a time: whoever watches is told how far it has come, though nothing counts before the end.
    async fn write(
        &self,
        tx: &mut Tx<access::CommitResults>,
        last: i32,
        from: Place,
        services: &Services,
    ) -> Result<()> {
        let mut written = 0;
        for after in (0..last).step_by(LINES) {
            written += self.write_lines(tx, after).await?;
            let mut beside: Tx<StageResults> = services.db.begin_as_system(ACTOR, from).await?;
            store::wrote(&mut beside, self.import, written).await?;
        }
        Ok(())
    }

    /// Rows of the stage after a line; how many results changed.
    async fn write_lines(&self, tx: &mut Tx<access::CommitResults>, after: i32) -> Result<u64> {
        let (now, until) = (tx.now(), after.saturating_add(LINES as i32));
        let upserted = sqlx::query!(
            "insert into result (campaign_id, id, school_id, training_level, college, enrol_year, gender, level, crisis,
                                 identity, answers, mac, import_id, updated_at)
             select $2, id, $3, training_level, college, enrol_year, gender, level, crisis, identity, answers, mac, $1, $4
             from result_stage
             where import_id = $1 and line > $5 and line <= $6 and level is not null
             on conflict (campaign_id, id) do update
             set training_level = excluded.training_level, college = excluded.college, enrol_year = excluded.enrol_year,
                 gender = excluded.gender, level = excluded.level, crisis = excluded.crisis, identity = excluded.identity,
                 answers = excluded.answers, mac = excluded.mac, import_id = excluded.import_id,
                 updated_at = excluded.updated_at",
            self.import.0,
            self.campaign.0,
            self.school.as_str(),
            now,
            after,
            until,
        )
        .execute(tx.conn())
        .await?;
        let withdrawn = sqlx::query!(
            "delete from result
             where campaign_id = $2 and id = any (array(select id from result_stage
                                                        where import_id = $1 and line > $3 and line <= $4 and level is null))",
            self.import.0,
            self.campaign.0,
            after,
            until,
        )
        .execute(tx.conn())
        .await?;
        Ok(upserted.rows_affected() + withdrawn.rows_affected())
    }
}
