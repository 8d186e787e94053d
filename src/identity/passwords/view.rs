//! What is asked of a password, for people to read before they choose one.

use poem_openapi::Object;

use crate::{
    access::{Policy, Role},
    crypto::passwords::{LONGEST, Rules},
};

/// What is asked of a new password.
#[derive(Debug, Object)]
#[oai(rename = "PasswordRules")]
pub struct PasswordRulesView {
    /// Fewest characters, after NFKC.
    shortest: usize,
    /// Most characters; all of them count.
    longest: usize,
    /// How many of upper case, lower case, digits and others must occur.
    kinds: usize,
    /// How many of the last passwords cannot be used again.
    remembered: usize,
    /// Days after which another is asked for.
    days: Option<i64>,
}

impl PasswordRulesView {
    /// Of the rules in force, for somebody with these roles.
    pub fn of(rules: &Rules, policy: &Policy, roles: &[Role]) -> Self {
        Self {
            shortest: rules.shortest(is_alone(policy, roles)),
            longest: LONGEST,
            kinds: rules.kinds,
            remembered: rules.remembered,
            days: rules.days,
        }
    }
}

/// Whether a password opens anything without a second factor: one of the roles lets it, or there is none yet (SP 800-63B-4 3.1.1.2
/// asks for 15 characters then). Judged when the password is chosen.
pub(super) fn is_alone(policy: &Policy, roles: &[Role]) -> bool {
    roles.is_empty() || roles.iter().any(|role| policy.is_opened_by_password(*role))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::PolicySources;

    #[tokio::test]
    async fn a_password_is_alone_where_a_role_asks_for_no_second_factor() {
        let policy = Policy::load(&PolicySources::embedded()).await.unwrap();
        let alone = |roles: &[&str]| {
            let roles: Vec<Role> = roles.iter().map(|role| Role::parse(role).unwrap()).collect();
            is_alone(&policy, &roles)
        };
        assert!(alone(&[]) && alone(&["staff_reader"]) && alone(&["counsellor", "staff_reader"]));
        assert!(!alone(&["counsellor"]) && !alone(&["prov_admin", "sec_admin"]));
    }
}
