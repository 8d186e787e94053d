//! The alarm: who supervises hears at once that a student's record was asked for, and that it can be opened (threat 32).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    model::{HEAR_ELSE, HEAR_IN_PROVINCE, HEAR_IN_SCHOOL, Step},
    store::CarriesEmergency,
};
use crate::{
    access::{self, Role, SystemActor},
    clock::beijing_day,
    codes::{Lang, Place},
    db::{About, Tx},
    error::{Error, Result},
    ids::AccountId,
    jobs::{self, Job, Services},
    mail::{EmergencyLetter, Link, Sent},
};

const ACTOR: SystemActor = SystemActor::System("mail_emergency");

/// Write down who hears of it and queue their letters, in the transaction that it tells of. Where nobody in the province could hear,
/// there is no emergency. Whoever asked does not supervise themselves, by no account.
pub(super) async fn raise<O: CarriesEmergency>(tx: &mut Tx<O>, emergency: Uuid, step: Step) -> Result<()> {
    let now = tx.now();
    let (conn, _checked_before) = tx.parts();
    let hear = sqlx::query!(
        r#"insert into emergency_alarm (emergency_id, step, account_id, outside)
           select e.id, $2, a.id, bool_or(g.school_id is null)
           from emergency e
           join account r on r.id = e.requested_by
           join assignment g on (g.ends_at is null or g.ends_at > $3)
               and ((g.school_id is null and g.role = any($4))
                    or (g.school_id = e.school_id
                        and (g.role = any($5)
                             or (g.role = any($6)
                                 and not exists (select from assignment o join account h on h.id = o.account_id
                                                 where o.school_id = e.school_id and o.role = any($5) and h.state = 'active'
                                                   and (o.ends_at is null or o.ends_at > $3))))))
           join account a on a.id = g.account_id and a.state = 'active' and (a.expires_on is null or a.expires_on >= $7)
                         and a.id <> r.id and (a.person_index = r.person_index) is not true
           where e.id = $1
           group by e.id, a.id
           returning account_id as "account: AccountId", outside"#,
        emergency,
        step.as_str(),
        now,
        &HEAR_IN_PROVINCE as &[&str],
        &HEAR_IN_SCHOOL as &[&str],
        &HEAR_ELSE as &[&str],
        beijing_day(now),
    )
    .fetch_all(conn)
    .await?;
    if !hear.iter().any(|one| one.outside) {
        return Err(Error::conflict("emergency_nobody_to_tell"));
    }
    for one in hear {
        jobs::enqueue(tx, &MailEmergency { emergency, step, account: one.account }).await?;
    }
    Ok(())
}

/// The job: one letter about one step.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailEmergency {
    /// The emergency.
    pub emergency: Uuid,
    /// Which step it tells of.
    pub step: Step,
    /// Who hears of it.
    pub account: AccountId,
}

impl Job for MailEmergency {
    const TASK: &'static str = "mail_emergency";

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}:{}", self.emergency, self.step.as_str(), self.account))
    }

    async fn run(self, from: Place, services: &Services) -> Result<()> {
        let mut tx: Tx<access::MailEmergency> = services.db.begin_as_system(ACTOR, from).await?;
        let Some(to) = self.unsent(&mut tx).await? else { return Ok(()) };
        let letter = EmergencyLetter {
            to: services.mailbox(from, self.account, to.name, &to.email_sealed).await?,
            unit: to.school_name.clone(),
            role: [Lang::Zh, Lang::En]
                .map(|lang| Role::parse(&to.role).map_or_else(|_| to.role.clone(), |role| role.name(lang).to_owned())),
            at: to.at,
            page: Link::to_page(&services.base_url, "/emergencies"),
        };
        let mail = match self.step {
            Step::Requested => letter.requested(),
            Step::Confirmed => letter.confirmed(),
        };
        let id = services.letter_to(self.account.0, from);
        let sent = services.mailer.send(mail, &id).await.map_err(anyhow::Error::from)?;
        self.note(&mut tx, &sent).await?;
        tx.commit(sent.note(About::object("emergency", self.emergency, to.school_name))).await
    }
}

/// Who is written to, and about what.
struct Addressee {
    name: String,
    email_sealed: Vec<u8>,
    school_name: String,
    role: String,
    at: DateTime<Utc>,
}

impl MailEmergency {
    async fn unsent(&self, tx: &mut Tx<access::MailEmergency>) -> Result<Option<Addressee>> {
        let found = sqlx::query_as!(
            Addressee,
            r#"select a.name, a.email_sealed, s.name as school_name,
                      case $2 when 'requested' then e.requested_role else e.decided_role end as "role!",
                      case $2 when 'requested' then e.requested_at else e.decided_at end as "at!"
               from emergency_alarm w
               join emergency e on e.id = w.emergency_id
               join school s on s.id = e.school_id
               join account a on a.id = w.account_id and a.state = 'active'
               where w.emergency_id = $1 and w.step = $2 and w.account_id = $3 and w.sent_at is null"#,
            self.emergency,
            self.step.as_str(),
            self.account.0,
        );
        Ok(found.fetch_optional(tx.conn()).await?)
    }

    async fn note(&self, tx: &mut Tx<access::MailEmergency>, sent: &Sent) -> Result<()> {
        let (now, refused) = (tx.now(), if let Sent::Refused(why) = sent { Some(why.as_str()) } else { None });
        sqlx::query!(
            "update emergency_alarm set sent_at = $4, refused = $5 where emergency_id = $1 and step = $2 and account_id = $3",
            self.emergency,
            self.step.as_str(),
            self.account.0,
            now,
            refused,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}
