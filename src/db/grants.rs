//! The golden list: what each of a place's logins may touch. Applied when a place is provisioned, compared by `doctor`,
//! a snapshot in the tests. Whatever is not here, Postgres refuses.

/// Rights on one table, as Postgres names them.
#[derive(Debug)]
pub struct TableGrant {
    /// Table of the place's own schema.
    pub table: &'static str,
    /// Rights of the writing login.
    pub write: &'static str,
    /// Rights of the reading login.
    pub read: &'static str,
    /// Rights of the auditors' login.
    pub audit: &'static str,
}

/// A function outside the place's schema that its writing login may execute.
#[derive(Debug)]
pub struct Function {
    /// Signature, as `regprocedure` reads it.
    pub signature: &'static str,
    /// Whether provinces may call it.
    pub provinces: bool,
    /// Whether the ministry may.
    pub ministry: bool,
}

const DML: &str = "select, insert, update, delete";

const fn table(table: &'static str, write: &'static str, read: &'static str, audit: &'static str) -> TableGrant {
    TableGrant { table, write, read, audit }
}

/// Tables of the `realm` track.
pub const REALM: &[TableGrant] = &[
    table("account", DML, "select", ""),
    table("assignment", DML, "select", ""),
    table("narrowing", DML, "select", ""),
    table("credential", DML, "", ""),
    table("password_history", "select, insert, delete", "", ""),
    table("totp", DML, "", ""),
    table("recovery_code", DML, "", ""),
    table("passkey", DML, "", ""),
    table("ceremony", DML, "", ""),
    table("session", DML, "", ""),
    table("service", "select, insert, update", "select", ""),
    table("service_key", "select, insert, update", "", ""),
    table("leave", "select, insert, update", "select", ""),
    table("leave_item", DML, "select", ""),
    table("acknowledgement", "select, insert", "", ""),
    table("sharing_alert", "select, insert", "select", ""),
    table("link", DML, "", ""),
    table("registration", DML, "select", ""),
    table("registration_link", DML, "", ""),
    table("registration_evidence", DML, "select", ""),
    table("registration_file", DML, "", ""),
    table("commitment", "select, insert, update", "select", ""),
    table("commitment_file", "select, insert", "", ""),
    table("sign_in_throttle", DML, "", ""),
    table("idempotency", DML, "", ""),
    table("audit_log", "insert", "", "select, insert"),
    table("school_import", DML, "select", ""),
    table("school_import_row", DML, "select", ""),
    table("staff_import", DML, "select", ""),
    table("staff_import_row", DML, "select", ""),
    table("emergency", "select, insert, update", "select", ""),
    table("emergency_alarm", "select, insert, update", "select", ""),
];

/// Tables of the `province` track.
pub const PROVINCE: &[TableGrant] = &[
    table("school", DML, "select", ""),
    table("campaign", "select", "select", ""),
    table("eligible", DML, "select", ""),
    table("result", DML, "", ""),
    table("result_import", DML, "select", ""),
    table("result_import_fault", DML, "select", ""),
    table("result_stage", DML, "", ""),
    table("result_count", DML, "select", ""),
    table("contact", DML, "", ""),
    table("emergency_student", "select, insert", "", ""),
];

/// Tables of the `ministry` track. What provinces publish is read here and written only by their functions.
pub const MINISTRY: &[TableGrant] = &[
    table("province", "select, update", "select", ""),
    table("province_figures", "select", "select", ""),
    table("school", "select", "select", ""),
    table("fan_out", "select, insert, update", "select", ""),
    // Versions are immutable: nobody but the owner writes them.
    table("instrument_version", "select", "select", ""),
    table("campaign", "select, insert, update", "select", ""),
    table("published_cell", "select", "select", ""),
];

/// Functions outside a place's own tables.
pub const FUNCTIONS: &[Function] = &[
    Function { signature: "ministry.session_place()", provinces: true, ministry: true },
    Function { signature: "ministry.place_state()", provinces: true, ministry: true },
    Function { signature: "ministry.publish_schools(jsonb)", provinces: true, ministry: false },
    Function { signature: "ministry.publish_account_count(integer)", provinces: true, ministry: false },
    Function { signature: "ministry.import_part(uuid)", provinces: true, ministry: false },
    Function {
        signature: "ministry.finish_import_part(uuid, integer, integer, integer)",
        provinces: true,
        ministry: false,
    },
    Function { signature: "ministry.publish_counts(uuid, jsonb)", provinces: true, ministry: false },
    Function { signature: "ministry.cells_of_province(uuid)", provinces: true, ministry: false },
    Function { signature: "ministry.cells_as_of(uuid)", provinces: true, ministry: false },
    Function { signature: "ministry.release_cells(uuid)", provinces: false, ministry: true },
    Function { signature: "jobs.enqueue(text, jsonb, text)", provinces: true, ministry: true },
    Function { signature: "jobs.enqueue_all(text, jsonb)", provinces: true, ministry: true },
];

impl Function {
    /// Whether the place's writing login may call it.
    pub fn allows(&self, place: crate::codes::Place) -> bool {
        match place {
            crate::codes::Place::Ministry => self.ministry,
            crate::codes::Place::Province(_) => self.provinces,
        }
    }
}
