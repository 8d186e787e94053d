//! Support view: an operator sees what a role would see with no personal data, and does nothing.

use chrono::{DateTime, Utc};

use super::{
    caller::Caller,
    operation::{Operation, OperationId},
    operations,
    permit::{Assignment, Standing},
};

/// As what an operator looks for the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportView {
    /// The role, where it would be held.
    pub seen: Assignment,
    /// When the view ends.
    pub until: DateTime<Utc>,
}

/// All that is seen in a support view, by whichever role: reads whose answers have no person in them, and no figure that is not
/// after disclosure control (domain 2 section 2.4.6).
pub const SUPPORT_VIEW: [OperationId; 12] = [
    operations::ReadSelf::ID,
    operations::ReadRules::ID,
    operations::ListProvinces::ID,
    operations::ReadProvince::ID,
    operations::ListSchools::ID,
    operations::ReadSchool::ID,
    operations::ListCampaigns::ID,
    operations::ReadCampaign::ID,
    operations::ListLocalCampaigns::ID,
    operations::ListLateSchools::ID,
    operations::ReadNationalCockpit::ID,
    operations::ReadProvinceCockpit::ID,
];

/// What is decided by what the operator is, also in a view: to look as another role, to end it, and to leave.
const AS_ONESELF: [OperationId; 3] =
    [operations::BeginSupportView::ID, operations::EndSupportView::ID, operations::CloseSession::ID];

impl Caller {
    /// What the caller is seen to hold: in a support view the role that is looked through.
    pub fn held(&self) -> &[Assignment] {
        self.support.as_ref().map_or(&self.assignments, |view| std::slice::from_ref(&view.seen))
    }

    /// By what an operation is decided at this moment.
    pub fn in_question(&self, operation: OperationId, now: DateTime<Utc>) -> (Standing, &[Assignment]) {
        let standing = self.standing.at(now);
        match &self.support {
            Some(_) if !AS_ONESELF.contains(&operation) => (Standing { support_view: true, ..standing }, self.held()),
            _ => (standing, &self.assignments),
        }
    }
}
