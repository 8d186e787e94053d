//! Support views over HTTP.

use chrono::TimeDelta;
use poem_openapi::{Object, OpenApi};

use super::store;
use crate::{
    access::{BeginSupportView, Caller, EndSupportView},
    db::{About, Db, Tx},
    error::{Error, Result},
    http::Json,
    identity::{
        assignments::{Post, has_school},
        sign_in::Me,
    },
    sessions::Sessions,
};

/// How long a view lasts.
const LIFE: TimeDelta = TimeDelta::minutes(30);

/// The routes of support views.
pub struct SupportApi {
    /// The databases.
    pub db: Db,
    /// Sessions, to be told what they see now.
    pub sessions: Sessions,
}

/// As what to look, and why.
#[derive(Debug, Object)]
struct NewSupportView {
    /// A role that is held in one's own unit.
    #[oai(validator(max_length = 64))]
    role: String,
    /// The school, for roles held in one.
    #[oai(validator(max_length = 10))]
    school_id: Option<String>,
    /// The department of the school, for roles held in one.
    #[oai(validator(max_length = 120))]
    department: Option<String>,
    /// Why; kept in the audit log.
    #[oai(validator(max_length = 500))]
    reason: String,
}

#[OpenApi(prefix_path = "/session/support-view")]
impl SupportApi {
    /// See for half an hour what a role would see with no personal data, and change nothing.
    #[oai(path = "/", method = "put", operation_id = "begin_support_view")]
    async fn begin(&self, caller: Caller, body: Json<NewSupportView>) -> Result<Json<Me>> {
        let NewSupportView { role, school_id, department, reason } = body.0;
        let mut tx: Tx<BeginSupportView> = self.db.begin(&caller).await?;
        let post = Post::parse("", &role, school_id.as_deref(), department.as_deref()).map_err(Error::invalid)?;
        if !post.fits(tx.place()) {
            return Err(Error::invalid_field("/role", "role_invalid"));
        }
        if let Some(school) = post.school
            && !has_school(&mut tx, school).await?
        {
            return Err(Error::invalid_field("/school_id", "school_unknown"));
        }
        let until = tx.now() + LIFE;
        store::begin(&mut tx, caller.session, &post, until).await?;
        let seen = [Some(post.role.as_str().to_owned()), post.school.map(|id| id.to_string()), post.department];
        let seen = seen.into_iter().flatten().collect::<Vec<_>>().join(" ");
        tx.commit(About::object("support_view", caller.account, seen).because(reason.trim())).await?;
        self.me(&caller).await
    }

    /// See again what one is.
    #[oai(path = "/", method = "delete", operation_id = "end_support_view")]
    async fn end(&self, caller: Caller) -> Result<Json<Me>> {
        let mut tx: Tx<EndSupportView> = self.db.begin(&caller).await?;
        store::end(&mut tx, caller.session).await?;
        tx.commit(About::object("support_view", caller.account, &caller.login)).await?;
        self.me(&caller).await
    }
}

impl SupportApi {
    async fn me(&self, caller: &Caller) -> Result<Json<Me>> {
        let caller = self.sessions.again(caller, None).await?;
        Ok(Json(Me::of(&self.db, &self.sessions, &caller).await?))
    }
}
