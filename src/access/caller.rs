//! Who calls: a signed-in person in one realm, with what the edge knows of the request.

use std::net::{IpAddr, Ipv6Addr};

use chrono::{DateTime, Utc};

use super::pairs::Party;
use super::permit::{Assignment, Standing};
use super::support::SupportView;
use crate::{
    codes::{Lang, Place},
    ids::AccountId,
};

/// What the edge knows of a request, whoever sends it.
#[derive(Clone, Debug)]
pub struct Request {
    /// Echoed to the client, written to log and audit.
    pub id: String,
    /// The client's address.
    pub address: Option<IpAddr>,
    /// The client's own words about itself, cut to 200 characters.
    pub user_agent: String,
    /// The language to answer in.
    pub lang: Lang,
    /// `Idempotency-Key` with the hash of the body it came with.
    pub idempotency: Option<(String, [u8; 32])>,
    /// `If-Match`, as the version it names.
    pub if_match: Option<i32>,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            id: String::new(),
            address: None,
            user_agent: String::new(),
            lang: Lang::Zh,
            idempotency: None,
            if_match: None,
        }
    }
}

impl Request {
    /// The client's network, coarse enough to share among neighbours: /24 for IPv4, /56 for IPv6.
    pub fn network(&self) -> String {
        match self.address.map(|address| address.to_canonical()) {
            Some(IpAddr::V4(v4)) => {
                let [a, b, c, _] = v4.octets();
                format!("{a}.{b}.{c}.0/24")
            }
            Some(IpAddr::V6(v6)) => {
                let [a, b, c, d, ..] = v6.segments();
                format!("{}/56", Ipv6Addr::new(a, b, c, d & 0xff00, 0, 0, 0, 0))
            }
            None => "host".to_owned(),
        }
    }
}

/// A signed-in person. Made by `sessions` from a token and by nothing else.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Where the person has the account.
    pub realm: Place,
    /// The account.
    pub account: AccountId,
    /// By what the realm recognises the natural person; none where no identity number is known.
    pub person: Option<Vec<u8>>,
    /// Login name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// SHA-256 of the session's token.
    pub session: [u8; 32],
    /// When the session ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// What the person holds in the realm.
    pub assignments: Vec<Assignment>,
    /// As what the person looks for the moment, who may do that.
    pub support: Option<SupportView>,
    /// Whether the realm is in service, and what the session has proved; the hour is asked anew by every decision.
    pub standing: Standing,
    /// The request.
    pub request: Request,
}

impl Caller {
    /// Who it is, as pairs of operations compare people.
    pub fn party(&self) -> Party {
        Party { account: Some(self.account), person: self.person.clone(), address: None }
    }

    /// Whether nothing that is known of the caller has ended by now: session, support view, roles.
    pub fn holds_at(&self, now: DateTime<Utc>) -> bool {
        let roles = self.assignments.iter().filter_map(|held| held.ends_at);
        let view = self.support.as_ref().map(|view| view.until);
        [self.expires_at].into_iter().chain(view).chain(roles).all(|end| end > now)
    }

    /// The same, sending a body with this SHA-256: the edge knows only that of JSON bodies.
    #[must_use]
    pub fn with_body(&self, sha256: [u8; 32]) -> Self {
        let mut caller = self.clone();
        if let Some((_key, body)) = &mut caller.request.idempotency {
            *body = sha256;
        }
        caller
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::tests::{caller, holds};

    #[test]
    fn a_caller_holds_until_the_first_of_its_ends() {
        let at = |time: &str| format!("2026-11-22T{time}Z").parse::<DateTime<Utc>>().unwrap();
        let (ten, eleven, noon) = (at("10:00:00"), at("11:00:00"), at("12:00:00"));
        let held = |ends_at| Assignment { ends_at, ..holds("prov_analyst", None) };
        let caller = |expires_at, view: Option<_>, roles: &[Option<DateTime<Utc>>]| Caller {
            expires_at,
            support: view.map(|until| SupportView { seen: held(None), until }),
            ..caller("51", roles.iter().copied().map(held).collect())
        };
        for first in [
            caller(eleven, None, &[]),
            caller(eleven, Some(noon), &[None, Some(noon)]),
            caller(noon, Some(eleven), &[Some(noon)]),
            caller(noon, None, &[Some(noon), None, Some(eleven)]),
        ] {
            let before = eleven - chrono::TimeDelta::microseconds(1);
            assert_eq!(
                [ten, before, eleven, noon].map(|now| first.holds_at(now)),
                [true, true, false, false],
                "{first:?}"
            );
        }
    }

    #[test]
    fn a_network_is_shared_by_neighbours() {
        let network = |address: Option<&str>| {
            let address = address.map(|text| text.parse().unwrap());
            Request { address, ..Request::default() }.network()
        };
        assert_eq!(network(Some("202.115.44.7")), "202.115.44.0/24");
        assert_eq!(network(Some("::ffff:202.115.44.7")), "202.115.44.0/24");
        assert_eq!(network(Some("2001:db8:5:1234::7")), "2001:db8:5:1200::/56");
        assert_eq!(network(None), "host");
    }
}
