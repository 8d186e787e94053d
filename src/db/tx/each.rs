//! An operation on many things at once: one audit row for each of them.

use uuid::Uuid;

use super::{About, Tx};
use crate::{access::Writes, error::Result};

impl<O: Writes> Tx<O> {
    /// Write an audit row for each thing, in one statement, and commit. `remembered` is what a repeated request finds in
    /// [`Tx::replayed`].
    pub async fn commit_each(mut self, abouts: Vec<About>, remembered: &str) -> Result<()> {
        let ids: Vec<Uuid> = abouts.iter().map(|_| self.new_id()).collect();
        let (now, actor, request) = (self.now, self.actor.clone(), self.request.clone());
        let network = request.address.map(|_| request.network());
        let text = |of: fn(&About) -> Option<String>| abouts.iter().map(of).collect::<Vec<_>>();
        let json = |of: fn(&About) -> Option<serde_json::Value>| abouts.iter().map(of).collect::<Vec<_>>();
        sqlx::query!(
            "insert into audit_log (id, at, operation, outcome, actor_kind, actor_id, actor_label, object_kind, object_id,
                                    object_label, before, after, reason, request_id, network)
             select u.id, $1, $2, 'done', $3, $4, $5, u.kind, u.object_id, u.label, u.before, u.after, u.reason, $6, $7
             from unnest($8::uuid[], $9::text[], $10::text[], $11::text[], $12::jsonb[], $13::jsonb[], $14::text[])
                  as u (id, kind, object_id, label, before, after, reason)",
            now,
            O::ID.name(),
            actor.kind,
            actor.id.map(|id| id.0),
            actor.label,
            Some(request.id.as_str()).filter(|id| !id.is_empty()),
            network,
            &ids,
            &text(|about| about.kind.map(str::to_owned)) as &[Option<String>],
            &text(|about| about.id.clone()) as &[Option<String>],
            &text(|about| about.label.clone()) as &[Option<String>],
            &json(|about| about.before.clone()) as &[Option<serde_json::Value>],
            &json(|about| about.after.clone()) as &[Option<serde_json::Value>],
            &text(|about| about.reason.clone()) as &[Option<String>],
        )
        .execute(self.parts().0)
        .await?;
        self.remember(Some(remembered)).await?;
        self.finish().await
    }
}
