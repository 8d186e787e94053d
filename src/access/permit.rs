//! A permit: proof, as a value, that the policy allowed an operation. It is made here and nowhere else, and whoever
//! asks for one has already chosen the place and read the caller's assignments *there*.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::fact::{Fact, Facts};
use super::narrowing::Narrowed;
use super::operation::{ForPeople, ForSystem, Level, Operation, OperationId};
use super::operations;
use super::policy::Policy;
use super::reach::Reach;
use super::roles::{Role, RoleLevel};
use super::support::SUPPORT_VIEW;
use crate::{clock::in_working_hours, codes::SchoolCode};

/// What the caller's account holds at the place in question, today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The role held.
    pub role: Role,
    /// The school it is held in; none for roles of the ministry and of a province.
    pub school: Option<SchoolCode>,
    /// Whether that school is not suspended; true without a school.
    pub school_active: bool,
    /// The department of the school it is held in, by name; none for the whole school.
    pub department: Option<String>,
    /// When it ends; none: it does not. Of what has ended already no session knows.
    pub ends_at: Option<DateTime<Utc>>,
    /// What the place has switched off for the role.
    pub narrowed: Arc<[Narrowed]>,
    /// What a system's key is bound to, and nothing else of the role; none: a person, who is bound to nothing.
    pub bound: Option<Arc<[OperationId]>>,
}

/// The place in question and whether it is suspended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceState {
    /// The ministry, which is never suspended.
    Ministry,
    /// A province.
    Province {
        /// Not suspended.
        active: bool,
    },
}

/// What a session has proved, from little to much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// A password; the account has no second factor yet.
    NoFactor,
    /// A password; the second factor is still to be proved.
    Password,
    /// Password and second factor.
    SecondFactor,
    /// A second factor at most five minutes ago.
    SteppedUp,
}

/// What holds of a caller beside what the caller holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The place and whether it is suspended.
    pub place: PlaceState,
    /// What the session has proved.
    pub proof: Proof,
    /// Whether the account has acknowledged the platform's rules in force (R000-10.1).
    pub rules_acknowledged: bool,
    /// Whether the account's password has been used for so long that another must be chosen (GB/T 22239-2019 8.1.4.1 a).
    pub password_due: bool,
    /// Whether a confidentiality commitment of the account's is in force today (R003-12.1).
    pub commitment: bool,
    /// Whether the caller looks as a role that somebody else holds, and sees but what has no person in it.
    pub support_view: bool,
    /// Whether somebody else has confirmed an emergency of the caller's that still runs.
    pub second_person: bool,
    /// Whether it is one of the hours in which whoever works by contract is let in.
    pub working_hours: bool,
}

/// What can be done before the platform's rules are acknowledged: see oneself and the rules, prove who one is, and leave. The
/// same, and changing the password, while a new one is due.
pub const BEFORE_RULES: [OperationId; 9] = [
    operations::ReadSelf::ID,
    operations::CloseSession::ID,
    operations::ListFactors::ID,
    operations::ProveFactor::ID,
    operations::BeginProof::ID,
    operations::EnrolFactor::ID,
    operations::RenewRecoveryCodes::ID,
    operations::ReadRules::ID,
    operations::AcknowledgeRules::ID,
];

/// Why the policy said no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The caller holds nothing at this place: to the caller it does not exist.
    #[error("no assignment at this place")]
    NoAssignmentHere,
    /// No role of the caller's has this operation.
    #[error("none of the caller's roles may do this")]
    NotInPolicy {
        /// The roles that have it; empty for what only the system does.
        who_can: Vec<Role>,
    },
    /// A role of the caller's has it, and the place has switched it off.
    #[error("{} is switched off for the caller's role", _0.operation)]
    Narrowed(Narrowed),
    /// The role of the caller, a system, has it, and the key it calls with is not bound to it.
    #[error("the caller's key is not bound to this")]
    NotBound,
    /// The caller's role has it only where it is held over the whole place.
    #[error("the caller's role is held in a school only")]
    NotWholePlace,
    /// The caller might, had the account a confidentiality commitment in force.
    #[error("no confidentiality commitment is in force")]
    NoCommitment,
    /// The caller's role has it only where it is held in one school.
    #[error("the caller's role is held over the whole place")]
    NotOneSchool,
    /// The caller might, were the province not suspended.
    #[error("the province is suspended")]
    PlaceSuspended,
    /// The caller might, were the school not suspended.
    #[error("the school is suspended")]
    SchoolSuspended,
    /// The caller might after proving a second factor.
    #[error("a second factor must be proved")]
    SecondFactorRequired,
    /// The caller might after proving a second factor again.
    #[error("a second factor must be proved again")]
    StepUpRequired,
    /// The caller might in an emergency that a second person has confirmed and that still runs.
    #[error("no second person has confirmed an emergency of the caller's that still runs")]
    SecondPersonMissing,
    /// The caller might in the daytime.
    #[error("it is not an hour in which whoever works by contract is let in")]
    OutsideHours,
    /// The caller might after acknowledging the platform's rules.
    #[error("the platform's rules must be acknowledged")]
    RulesNotAcknowledged,
    /// The role might, and in a support view it is not seen.
    #[error("not in a support view")]
    SupportView,
    /// The caller might after choosing a new password.
    #[error("a new password must be chosen")]
    PasswordDue,
}

impl Denied {
    /// A stable word for problem documents and audit entries.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoAssignmentHere => "no_assignment_here",
            Self::NotInPolicy { .. } => "not_permitted",
            Self::Narrowed(_) => "operation_narrowed",
            Self::NotBound => "operation_not_bound",
            Self::NotWholePlace => "whole_place_only",
            Self::NoCommitment => "commitment_required",
            Self::NotOneSchool => "one_school_only",
            Self::PlaceSuspended => "place_suspended",
            Self::SchoolSuspended => "school_suspended",
            Self::SecondFactorRequired => "second_factor_required",
            Self::StepUpRequired => "step_up_required",
            Self::SecondPersonMissing => "second_person_missing",
            Self::OutsideHours => "outside_hours",
            Self::RulesNotAcknowledged => "rules_not_acknowledged",
            Self::SupportView => "support_view",
            Self::PasswordDue => "password_due",
        }
    }

    const fn for_want_of(fact: Fact) -> Self {
        match fact {
            Fact::PlaceActive => Self::PlaceSuspended,
            Fact::SchoolActive => Self::SchoolSuspended,
            Fact::SecondFactor => Self::SecondFactorRequired,
            // Whoever has a factor proves it again before enrolling another.
            Fact::NoFactor | Fact::SteppedUp => Self::StepUpRequired,
            Fact::WholePlace => Self::NotWholePlace,
            Fact::Commitment => Self::NoCommitment,
            Fact::SecondPerson => Self::SecondPersonMissing,
            Fact::OneSchool => Self::NotOneSchool,
            Fact::WorkingHours => Self::OutsideHours,
        }
    }
}

/// Who acts, when no person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SystemActor {
    /// Somebody at the host's command line, by unix user.
    Host(String),
    /// A part of the program, such as `sign_in`, or a job by its task's name.
    System(&'static str),
}

impl fmt::Display for SystemActor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(user) => write!(f, "host:{user}"),
            Self::System(part) => write!(f, "system:{part}"),
        }
    }
}

/// Proof that the policy allowed `O`, and how far.
#[must_use]
#[derive(Debug)]
pub struct Permit<O> {
    reach: Reach,
    system: Option<SystemActor>,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Permit<O> {
    /// Which part of the place it covers.
    pub const fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Who acts, if it is the system; none for a person.
    pub const fn system_actor(&self) -> Option<&SystemActor> {
        self.system.as_ref()
    }

    /// The operation as a value.
    pub const fn operation(&self) -> OperationId {
        O::ID
    }

    /// Give the reach away.
    pub fn into_reach(self) -> Reach {
        self.reach
    }
}

impl<O: ForSystem> Permit<O> {
    /// The system's own permit, over the whole place.
    pub const fn system(actor: SystemActor) -> Self {
        Self { reach: Reach::Whole, system: Some(actor), operation: PhantomData }
    }
}

impl Policy {
    /// A person's permit for `O` at a place, from what the person holds there.
    pub fn permit<O: ForPeople>(&self, standing: Standing, held: &[Assignment]) -> Result<Permit<O>, Denied> {
        let reach = self.reach(O::ID, standing, held)?;
        Ok(Permit { reach, system: None, operation: PhantomData })
    }

    /// How far a person could do this: the same answer as [`Policy::permit`], but no proof. For menus and `_can`.
    pub fn reach(&self, operation: OperationId, standing: Standing, held: &[Assignment]) -> Result<Reach, Denied> {
        let place = standing.place;
        let held: Vec<_> = held.iter().filter(|held| held.fits(place)).collect();
        if held.is_empty() || !place.has(operation.info().level) {
            return Err(Denied::NoAssignmentHere);
        }
        let reach =
            Reach::union(held.iter().filter(|held| self.lets(held, operation, standing)).map(|held| held.school))
                .ok_or_else(|| self.reason(operation, standing, &held))?;
        if standing.support_view && !SUPPORT_VIEW.contains(&operation) {
            return Err(Denied::SupportView);
        }
        if !standing.rules_acknowledged && !BEFORE_RULES.contains(&operation) {
            return Err(Denied::RulesNotAcknowledged);
        }
        if standing.password_due && operation != operations::ChangePassword::ID && !BEFORE_RULES.contains(&operation) {
            return Err(Denied::PasswordDue);
        }
        Ok(reach)
    }

    /// Whether this assignment, by itself, lets its holder do this.
    pub(super) fn lets(&self, held: &Assignment, operation: OperationId, standing: Standing) -> bool {
        held.fits(standing.place)
            && self.decide(held.role, operation, held.facts(standing))
            && held.narrowed(operation).is_none()
            && held.binds(operation)
    }

    /// That it is switched off, or that the key is not bound to it; else the fact that would be enough, or the first of those that
    /// are missing; else that no role here has the operation.
    fn reason(&self, operation: OperationId, standing: Standing, held: &[&Assignment]) -> Denied {
        let mut allowed = held.iter().filter(|held| self.decide(held.role, operation, held.facts(standing)));
        if let Some(narrowed) = allowed.clone().find_map(|held| held.narrowed(operation)) {
            return Denied::Narrowed(narrowed.clone());
        }
        if allowed.any(|held| !held.binds(operation)) {
            return Denied::NotBound;
        }
        let all = Facts::all();
        let is_enough = |held: &Assignment, fact| self.decide(held.role, operation, held.facts(standing).with(fact));
        let wants = |held: &Assignment, fact: Fact| {
            !held.facts(standing).contains(fact)
                && self.decide(held.role, operation, all)
                && !self.decide(held.role, operation, all.without(fact))
        };
        let first = |so: &dyn Fn(&Assignment, Fact) -> bool| {
            Fact::ALL.into_iter().find(|fact| held.iter().any(|held| so(held, *fact)))
        };
        match first(&is_enough).or_else(|| first(&wants)) {
            Some(fact) => Denied::for_want_of(fact),
            None => Denied::NotInPolicy { who_can: self.who_can(operation) },
        }
    }
}

impl Standing {
    /// Of somebody against whom nothing stands: in service, in the daytime, with everything proved, acknowledged and signed. Tests
    /// and questions about roles start from it.
    pub const fn clear(place: PlaceState) -> Self {
        Self {
            place,
            proof: Proof::SteppedUp,
            rules_acknowledged: true,
            password_due: false,
            commitment: true,
            support_view: false,
            second_person: true,
            working_hours: true,
        }
    }

    /// That of a system: its key is all it proves. It chooses no password and acknowledges no rules; whoever issued the key did.
    pub const fn of_system(place: PlaceState) -> Self {
        Self { proof: Proof::NoFactor, commitment: false, second_person: false, ..Self::clear(place) }
    }

    /// The same at this moment: what a node remembers of a caller is up to a second old.
    #[must_use]
    pub fn at(self, now: DateTime<Utc>) -> Self {
        Self { working_hours: in_working_hours(now), ..self }
    }

    /// As it would be after proving a factor again, which whoever has proved one can do at any moment: for menus and `_can`.
    #[must_use]
    pub fn stepped_up(mut self) -> Self {
        if self.proof == Proof::SecondFactor {
            self.proof = Proof::SteppedUp;
        }
        self
    }
}

impl PlaceState {
    const fn has(self, level: Level) -> bool {
        match level {
            Level::Realm => true,
            Level::Ministry => matches!(self, Self::Ministry),
            Level::Province => matches!(self, Self::Province { .. }),
        }
    }

    const fn is_active(self) -> bool {
        matches!(self, Self::Ministry | Self::Province { active: true })
    }
}

impl Assignment {
    /// Whether such an assignment can exist here. One that cannot (a school's role without a school, a province's role
    /// in the ministry) counts for nothing, whoever wrote the row.
    fn fits(&self, place: PlaceState) -> bool {
        let level = match (place, self.school, &self.department) {
            (PlaceState::Ministry, None, None) => RoleLevel::Ministry,
            (PlaceState::Province { .. }, None, None) => RoleLevel::Province,
            (PlaceState::Province { .. }, Some(_), None) => RoleLevel::School,
            (PlaceState::Province { .. }, Some(_), Some(_)) => RoleLevel::Department,
            (PlaceState::Ministry | PlaceState::Province { .. }, ..) => return false,
        };
        self.role.at(level) || (self.role.is_of_systems() && level != RoleLevel::Department)
    }

    /// Whether it is not a key's, or the key's that is bound to this.
    fn binds(&self, operation: OperationId) -> bool {
        self.bound.as_ref().is_none_or(|bound| bound.contains(&operation))
    }

    fn narrowed(&self, operation: OperationId) -> Option<&Narrowed> {
        self.narrowed.iter().find(|narrowed| narrowed.operation == operation)
    }

    fn facts(&self, standing: Standing) -> Facts {
        let Standing { place, proof, commitment, second_person, working_hours, .. } = standing;
        let of = |fact: &Fact| match fact {
            Fact::PlaceActive => place.is_active(),
            Fact::SchoolActive => self.school.is_none() || self.school_active,
            Fact::NoFactor => proof == Proof::NoFactor,
            Fact::SecondFactor => proof >= Proof::SecondFactor,
            Fact::SteppedUp => proof == Proof::SteppedUp,
            Fact::WholePlace => self.school.is_none(),
            Fact::Commitment => commitment,
            Fact::SecondPerson => second_person,
            Fact::OneSchool => self.school.is_some(),
            Fact::WorkingHours => working_hours,
        };
        Fact::ALL.into_iter().filter(of).collect()
    }
}

#[cfg(test)]
mod tests;
