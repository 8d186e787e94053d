//! Pairs of operations on one object: whoever did the first may not do the second, by whichever account. Data in `policies/pairs.csv`.
//!
//! One rule: the file and the program name the same pairs. A row that no operation asks about would be without effect, and an
//! operation that asks about a row that is not there would let everybody through: neither starts.

use serde::Serialize;

use super::operation::{Operation, OperationId};
use super::operations::{
    ApproveRegistration, ApproveReturn, ConfirmEmergency, RefuseEmergency, RefuseRegistration, RequestEmergency,
    StartLeave, SubmitRegistration, TakeRegistration,
};
use super::policy::{Policy, PolicyError, SourceFile, error};
use crate::codes::Lang;
use crate::error::{Error, Result};
use crate::ids::AccountId;

/// What operations ask about before they are done.
const ASKED: [(OperationId, OperationId); 6] = [
    (RequestEmergency::ID, ConfirmEmergency::ID),
    (RequestEmergency::ID, RefuseEmergency::ID),
    (SubmitRegistration::ID, TakeRegistration::ID),
    (SubmitRegistration::ID, ApproveRegistration::ID),
    (SubmitRegistration::ID, RefuseRegistration::ID),
    (StartLeave::ID, ApproveReturn::ID),
];

/// Two operations that one person may not both do to one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// What was done first.
    pub first: OperationId,
    /// What whoever did that may not do.
    pub second: OperationId,
    /// To what.
    pub object: String,
    /// Where the rule comes from.
    pub source: String,
    /// The reason in Chinese.
    pub zh: String,
    /// The reason in English.
    pub en: String,
}

/// Somebody, by all that tells one person from another. A mark that is not known is like nobody's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    /// The account.
    pub account: Option<AccountId>,
    /// The realm's index of the natural person, which two accounts of one person share.
    pub person: Option<Vec<u8>>,
    /// The realm's index of the address, for those who have no account yet.
    pub address: Option<Vec<u8>>,
}

impl Party {
    /// Whether both are one person, by any mark.
    pub fn is(&self, other: &Self) -> bool {
        fn same<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
            one.is_some() && one == other
        }
        same(self.account.as_ref(), other.account.as_ref())
            || same(self.person.as_ref(), other.person.as_ref())
            || same(self.address.as_ref(), other.address.as_ref())
    }
}

impl Policy {
    /// Refuse the second operation to whoever did the first to the same object, in the words of the row. A pair without a row is
    /// refused to everybody.
    pub fn check_pair(&self, done: (OperationId, &Party), next: (OperationId, &Party), lang: Lang) -> Result<()> {
        let pair = self.pairs().iter().find(|pair| (pair.first, pair.second) == (done.0, next.0));
        match pair {
            Some(_) if !done.1.is(next.1) => Ok(()),
            Some(pair) => Err(Error::conflict("operations_separated")
                .with("reason", lang.pick(&pair.zh, &pair.en))
                .with("source", &pair.source)),
            None => Err(Error::Internal(anyhow::anyhow!("no pair of {} and {}", done.0, next.0))),
        }
    }
}

/// Every pair once, and all that are asked about.
pub(super) fn read_pairs(file: &SourceFile) -> Result<Vec<Pair>, PolicyError> {
    let mut pairs: Vec<Pair> = Vec::new();
    for line in file.rows_below("first,second,object,source,zh,en")? {
        let line = line?;
        let [first, second, object, source, zh, en] = line.exactly()?;
        let known = |name: &str| {
            let found = OperationId::all().find(|id| id.name() == name);
            found.ok_or_else(|| line.error(format!("unknown operation `{name}`")))
        };
        let (first, second) = (known(first)?, known(second)?);
        if !ASKED.contains(&(first, second)) {
            return Err(line.error(format!("{second} does not ask who did {first}: the row would be without effect")));
        }
        if pairs.iter().any(|pair| (pair.first, pair.second) == (first, second)) {
            return Err(line.error("this pair is already there"));
        }
        let [object, source, zh, en] = [object, source, zh, en].map(str::to_owned);
        pairs.push(Pair { first, second, object, source, zh, en });
    }
    match ASKED.iter().find(|asked| !pairs.iter().any(|pair| (pair.first, pair.second) == **asked)) {
        Some((first, second)) => Err(error(&file.name, &format!("{second} asks who did {first}, and no row says why"))),
        None => Ok(pairs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::PolicySources;

    fn party(account: u128, person: Option<&[u8]>) -> Party {
        Party {
            account: Some(AccountId(uuid::Uuid::from_u128(account))),
            person: person.map(Into::into),
            address: None,
        }
    }

    #[test]
    fn one_person_is_told_by_account_by_number_and_by_address() {
        let one = party(1, Some(b"li"));
        assert!(one.is(&party(1, None)), "one account");
        assert!(one.is(&party(2, Some(b"li"))), "two accounts of one person");
        assert!(!one.is(&party(2, Some(b"wang"))) && !one.is(&party(2, None)));
        assert!(!party(1, None).is(&party(2, None)), "two of whom nothing is known are two");
        assert!(!Party::default().is(&Party::default()));
        let applicant = |address: &[u8]| Party { address: Some(address.into()), ..Party::default() };
        assert!(applicant(b"a@b").is(&Party { address: Some(b"a@b".into()), ..party(3, None) }));
        assert!(!applicant(b"a@b").is(&applicant(b"c@d")));
    }

    #[tokio::test]
    async fn whoever_did_the_first_is_refused_the_second_in_the_rows_own_words() {
        let policy = Policy::load(&PolicySources::embedded()).await.unwrap();
        let (li, wang) = (party(1, Some(b"li")), party(2, Some(b"wang")));
        for pair in policy.pairs() {
            let check = |second: &Party, lang| policy.check_pair((pair.first, &li), (pair.second, second), lang);
            assert!(check(&wang, Lang::Zh).is_ok());
            for (who, lang, words) in [(&li, Lang::Zh, &pair.zh), (&party(3, Some(b"li")), Lang::En, &pair.en)] {
                let Err(Error::Refused { code, params, .. }) = check(who, lang) else { panic!("{pair:?}") };
                assert_eq!((code, &params[0].1, &params[1].1), ("operations_separated", words, &pair.source));
            }
        }
        assert_eq!(policy.pairs().len(), ASKED.len());
        // The other way about is no pair: nobody is let through by a rule that is not there.
        let other = policy.check_pair((ConfirmEmergency::ID, &li), (RequestEmergency::ID, &wang), Lang::Zh);
        assert!(matches!(other, Err(Error::Internal(_))));
    }
}
