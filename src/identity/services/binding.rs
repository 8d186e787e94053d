//! What a key is bound to: operations, networks and a last day.

use std::collections::BTreeSet;

use chrono::{DateTime, Months, NaiveDate, Utc};

use crate::{
    access::OperationId,
    clock::beijing_day,
    codes::Network,
    error::{Error, Fault, Result},
};

/// A key works for at most a year.
const LONGEST_MONTHS: u32 = 12;
/// Networks of one key.
const MOST_NETWORKS: usize = 20;

/// What a key is to be bound to.
#[derive(Debug)]
pub(super) struct Binding {
    pub(super) operations: Vec<&'static str>,
    pub(super) networks: Vec<String>,
    pub(super) expires_on: NaiveDate,
}

impl Binding {
    /// Parse a form; every fault at once. Doubles fall together.
    pub(super) fn parse(
        operations: &[String],
        networks: &[String],
        expires_on: NaiveDate,
        bindable: &[OperationId],
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut faults = Vec::new();
        if operations.is_empty() {
            faults.push(Fault::at("/operations", "operations_required"));
        }
        let chosen = operations.iter().enumerate().filter_map(|(at, name)| {
            let found = bindable.iter().find(|id| id.name() == name);
            if found.is_none() {
                faults.push(Fault::at(format!("/operations/{at}"), "operation_not_bindable"));
            }
            found.copied()
        });
        let chosen: BTreeSet<OperationId> = chosen.collect();
        let networks = parse_networks(networks, &mut faults);
        faults.extend(check_end(expires_on, beijing_day(now)).err());
        if !faults.is_empty() {
            return Err(Error::invalid(faults));
        }
        Ok(Self { operations: chosen.into_iter().map(OperationId::name).collect(), networks, expires_on })
    }
}

fn parse_networks(texts: &[String], faults: &mut Vec<Fault>) -> Vec<String> {
    match texts.len() {
        0 => faults.push(Fault::at("/networks", "networks_required")),
        1..=MOST_NETWORKS => {}
        _ => faults.push(Fault::at("/networks", "too_many_items").with("max", MOST_NETWORKS)),
    }
    let parsed = texts.iter().enumerate().filter_map(|(at, text)| {
        let parsed = text.parse::<Network>();
        parsed.map_err(|wrong| faults.push(Fault::at(format!("/networks/{at}"), wrong.code))).ok()
    });
    let networks: BTreeSet<Network> = parsed.collect();
    networks.iter().map(Network::to_string).collect()
}

fn check_end(expires_on: NaiveDate, today: NaiveDate) -> Result<(), Fault> {
    let longest = today.checked_add_months(Months::new(LONGEST_MONTHS)).unwrap_or(today);
    if expires_on < today {
        return Err(Fault::at("/expires_on", "expires_on_past"));
    }
    if expires_on > longest {
        return Err(Fault::at("/expires_on", "key_expires_late").with("months", LONGEST_MONTHS));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{ListSchools, Operation, ReadSchool};

    const NOW: &str = "2026-11-22T04:00:00Z";

    fn bind(operations: &[&str], networks: &[&str], expires_on: &str) -> Result<Binding, Vec<(String, &'static str)>> {
        let texts = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let bindable = [ListSchools::ID, ReadSchool::ID];
        let day = expires_on.parse().unwrap();
        Binding::parse(&texts(operations), &texts(networks), day, &bindable, NOW.parse().unwrap()).map_err(|error| {
            match error {
                Error::Refused { faults, .. } => faults.into_iter().map(|f| (f.pointer, f.code)).collect(),
                Error::Internal(cause) => panic!("{cause}"),
            }
        })
    }

    #[test]
    fn a_key_is_bound_to_operations_networks_and_a_day_within_a_year() {
        let bound =
            bind(&["school.read", "school.list", "school.read"], &["10.1.2.3", "10.1.2.3/32"], "2027-11-22").unwrap();
        assert_eq!(bound.operations, ["school.list", "school.read"]);
        assert_eq!(bound.networks, ["10.1.2.3/32"]);
        let faults =
            bind(&["school.list", "account.invite", "ReadSchool"], &["10.0.0.0/8", "x"], "2027-11-23").unwrap_err();
        let found: Vec<_> = faults.iter().map(|(pointer, code)| (pointer.as_str(), *code)).collect();
        assert_eq!(
            found,
            [
                ("/operations/1", "operation_not_bindable"),
                ("/operations/2", "operation_not_bindable"),
                ("/networks/0", "network_too_wide"),
                ("/networks/1", "network_invalid"),
                ("/expires_on", "key_expires_late"),
            ]
        );
        let nothing = bind(&[], &[], "2026-11-21").unwrap_err();
        assert_eq!(
            nothing.iter().map(|f| f.1).collect::<Vec<_>>(),
            ["operations_required", "networks_required", "expires_on_past"]
        );
        let many = vec!["10.1.2.3"; 21];
        assert_eq!(bind(&["school.list"], &many, "2026-11-22").unwrap_err()[0].1, "too_many_items");
    }
}
