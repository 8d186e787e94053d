//! What an application to be registered must show (R000-05.3).

use super::text_enum;

text_enum! {
    /// A kind of evidence.
    pub enum Evidence ("evidence_unknown") {
        /// That somebody was appointed or recommended as an expert.
        AppointmentLetter = "appointment_letter", "聘书或推荐函", "letter of appointment or recommendation";
        /// That somebody works where they say.
        StaffId = "staff_id", "工作证件", "staff identity card";
        /// That the unit wants this person to administer.
        UnitAuthorisation = "unit_authorisation", "单位授权书", "authorisation by the unit";
        /// That the school wants this person to administer.
        SchoolAuthorisation = "school_authorisation", "学校授权书", "authorisation by the school";
        /// Whatever else helps a reviewer.
        Other = "other", "其他材料", "other";
    }
}
