//! The rules over HTTP: read them, acknowledge them.

use poem_openapi::{Object, OpenApi};

use super::{acknowledge, text};
use crate::{
    access::{AcknowledgeRules, Caller, ReadRules},
    config::RULES_VERSION,
    db::{About, Db, Tx},
    error::{Error, Result},
    http::{Json, NoContent},
    sessions::Sessions,
};

/// The routes of the platform's rules.
pub struct RulesApi {
    /// The databases.
    pub db: Db,
    /// Sessions, which remember whether the rules are acknowledged.
    pub sessions: Sessions,
}

/// The rules in force.
#[derive(Debug, Object)]
struct Rules {
    version: i32,
    /// Whether the caller has acknowledged this version.
    acknowledged: bool,
    /// Markdown, in the reader's language.
    text: String,
}

/// That the rules were read and will be followed.
#[derive(Debug, Object)]
struct Acknowledgement {
    /// The version that was read.
    version: i32,
}

#[OpenApi(prefix_path = "/rules")]
impl RulesApi {
    /// Read the platform's rules.
    #[oai(path = "/", method = "get", operation_id = "read_rules")]
    async fn read(&self, caller: Caller) -> Result<Json<Rules>> {
        let _permitted: Tx<ReadRules> = self.db.begin(&caller).await?;
        let acknowledged = caller.standing.rules_acknowledged;
        Ok(Json(Rules { version: RULES_VERSION, acknowledged, text: text(caller.request.lang).to_owned() }))
    }

    /// Acknowledge the platform's rules.
    #[oai(path = "/acknowledgement", method = "post", operation_id = "acknowledge_rules")]
    async fn acknowledge(&self, caller: Caller, body: Json<Acknowledgement>) -> Result<NoContent> {
        if body.0.version != RULES_VERSION {
            return Err(Error::conflict("rules_version_stale"));
        }
        let mut tx: Tx<AcknowledgeRules> = self.db.begin(&caller).await?;
        acknowledge(&mut tx, caller.account).await?;
        tx.commit(About::object("rules", RULES_VERSION, &caller.login)).await?;
        self.sessions.drop_everywhere(caller.account).await;
        Ok(NoContent::default())
    }
}
