//! `policy matrix|explain`.

use anyhow::Result;
use clap::Subcommand;

use super::{Ended, output::Output};
use crate::access::{OperationId, Policy, PolicySources, Role, report};

/// Verbs of the policy.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Every operation and every role.
    Matrix,
    /// Why a role may or may not do something.
    Explain {
        /// Such as `prov_admin`.
        #[arg(long)]
        role: Role,
        /// Such as `school.create` or `CreateSchool`.
        #[arg(long)]
        operation: OperationId,
    },
}

pub(super) async fn run(verb: Verb, out: Output) -> Result<Ended> {
    let policy = Policy::load(&PolicySources::embedded()).await?;
    match verb {
        Verb::Matrix if out.json => out.value(&report::matrix_json(&policy)),
        Verb::Matrix => out.text(report::matrix_text(&policy).trim_end()),
        Verb::Explain { role, operation } if out.json => out.value(&report::explain_json(&policy, role, operation)),
        Verb::Explain { role, operation } => out.text(report::explain_text(&policy, role, operation).trim_end()),
    }
    Ok(Ended::Done)
}
