//! The policy in force, and its replacement as a whole.

use std::sync::Arc;

use arc_swap::ArcSwap;

use super::{Policy, PolicyError, PolicySources};

/// The policy in force. Clones share it.
#[derive(Debug, Clone)]
pub struct PolicyHandle(Arc<ArcSwap<Policy>>);

/// What a reload did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reloaded {
    /// The hash of the policy before.
    pub before: String,
    /// The hash of the policy now; equal if nothing changed.
    pub after: String,
}

impl PolicyHandle {
    /// Put a policy in force.
    pub fn new(policy: Policy) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(policy)))
    }

    /// Load a policy and put it in force.
    pub async fn load(sources: &PolicySources) -> Result<Self, PolicyError> {
        Ok(Self::new(Policy::load(sources).await?))
    }

    /// The policy in force now. Ask once per request, so that a request sees one policy.
    pub fn current(&self) -> Arc<Policy> {
        self.0.load_full()
    }

    /// Build a wholly new policy and put it in force; a fault leaves the old one as it was.
    pub async fn reload(&self, sources: &PolicySources) -> Result<Reloaded, PolicyError> {
        let new = Arc::new(Policy::load(sources).await?);
        let after = new.hash().to_owned();
        let old = self.0.swap(new);
        Ok(Reloaded { before: old.hash().to_owned(), after })
    }
}
