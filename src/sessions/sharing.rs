//! An account in use from two networks at the same time: an alert once per pair and day, an audit row, a mail to its owner
//! (R000-10.1: lending accounts is forbidden).

use serde::{Deserialize, Serialize};

use crate::{
    access::{MailSharingAlert, RaiseSharingAlert, Request, SystemActor},
    clock::beijing_day,
    codes::Place,
    db::{About, Db, Tx},
    error::Result,
    ids::AccountId,
    jobs::{self, Job, Services},
    mail::{AlertLetter, Link},
};

const ACTOR: SystemActor = SystemActor::System("sessions");

/// Two networks from which one account is in use; in alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    network: String,
    other: String,
}

impl Pair {
    /// Two networks that say something about each other: both of one family, since one browser may use IPv4 and IPv6 by turns,
    /// and neither the host itself, whose commands come from nowhere.
    pub(super) fn of(one: &str, two: &str) -> Option<Self> {
        let family = |network: &str| match network {
            "host" => None,
            network => Some(network.contains(':')),
        };
        let comparable = one != two && family(one).is_some() && family(one) == family(two);
        comparable.then(|| Self { network: one.min(two).to_owned(), other: one.max(two).to_owned() })
    }
}

/// Write the alert, unless today's is there already.
pub(super) async fn raise(db: &Db, place: Place, account: AccountId, pair: &Pair, request: &Request) -> Result<()> {
    let mut tx: Tx<RaiseSharingAlert> = db.begin_as_system(ACTOR, place).await?;
    tx.on_request(request);
    let (id, now, day) = (tx.new_id(), tx.now(), beijing_day(tx.now()));
    let login = sqlx::query_scalar!(
        "insert into sharing_alert (id, account_id, day, network, other, created_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (account_id, day, network, other) do nothing
         returning (select login from account where id = $2) as \"login!\"",
        id,
        account.0,
        day,
        pair.network,
        pair.other,
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(login) = login else { return Ok(()) };
    jobs::enqueue(&mut tx, &MailSharing { account }).await?;
    let networks = [&pair.network, &pair.other];
    tx.commit(About::object("account", account, login).created(&serde_json::json!({ "networks": networks }))).await
}

/// The job: whose account it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailSharing {
    /// The account in the realm that the job comes from.
    pub account: AccountId,
}

impl Job for MailSharing {
    const TASK: &'static str = "mail_sharing";

    fn key(&self) -> Option<String> {
        Some(self.account.to_string())
    }

    async fn run(self, from: Place, services: &Services) -> Result<()> {
        let actor = SystemActor::System("mail_sharing");
        let mut tx: Tx<MailSharingAlert> = services.db.begin_as_system(actor, from).await?;
        let to = sqlx::query!(
            "select login, name, email_sealed from account where id = $1 and state = 'active'",
            self.account.0
        );
        let Some(to) = to.fetch_optional(tx.conn()).await? else { return Ok(()) };
        let mailbox = services.mailbox(from, self.account, to.name, &to.email_sealed).await?;
        let page = Link::to_page(&services.base_url, "/profile");
        let letter = AlertLetter { to: mailbox, page };
        let id = services.letter_to(self.account.0, from);
        let sent = services.mailer.send(letter.used_from_two_networks(), &id).await.map_err(anyhow::Error::from)?;
        tx.commit(sent.note(About::object("account", self.account, to.login))).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_networks_of_one_family_say_something_about_each_other() {
        let pair = |one, two| Pair::of(one, two).map(|pair| (pair.network, pair.other));
        let expected = Some(("10.0.0.0/24".to_owned(), "9.0.0.0/24".to_owned()));
        assert_eq!(pair("10.0.0.0/24", "9.0.0.0/24"), expected);
        assert_eq!(pair("9.0.0.0/24", "10.0.0.0/24"), expected);
        assert_eq!(pair("10.0.0.0/24", "10.0.0.0/24"), None);
        assert_eq!(pair("10.0.0.0/24", "2001:db8::/56"), None);
        assert_eq!(pair("host", "10.0.0.0/24"), None);
        assert_eq!(pair("host", "host"), None);
    }
}
