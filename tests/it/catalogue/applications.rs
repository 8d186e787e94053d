//! Applications that the suites aim at: one for each thing that may be done to one.

use huixin::{
    codes::Place,
    crypto::sealing::{Cell, seal},
};
use uuid::Uuid;

use crate::harness::{TestApp, people::Person};

const PDF: &[u8] = b"%PDF-1.7\n%an appointment\n";

/// The application that a route aims at, by what is done to it.
pub fn target(route: &str, realm: &str) -> Uuid {
    let nth: u128 = match route {
        "approve_registration" => 2,
        "refuse_registration" => 3,
        "evidence" => 9,
        _ => 1,
    };
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 | if realm == "ministry" { 0 } else { 0x100 } | nth)
}

/// One application for each thing that may be done to one, in the ministry and in province 51, with a file of evidence.
pub async fn scene(app: &TestApp) {
    for realm in ["ministry", "51"] {
        let place: Place = realm.parse().unwrap();
        let (schema, key) = (place.schema(), app.node.keys.registrations(place).await.unwrap());
        for (route, role) in [("take", 1), ("approve_registration", 2), ("refuse_registration", 3)] {
            let id = target(route, realm);
            let cell = Cell { place: place.as_str(), table: "registration", column: "email_sealed", row: id };
            let sealed = hex(&seal(&key, cell, format!("applicant{role}@example.edu.cn").as_bytes()).unwrap());
            let role = if realm == "ministry" { "national_expert" } else { "prov_admin" };
            app.sql(&format!(
                "insert into {schema}.registration (id, state, email_sealed, email_masked, email_index, network, begun_at, role, name,
                                                    unit, title, statement, submitted_at)
                 values ('{id}', 'submitted', '\\x{sealed}', 'a***', '\\x{sealed}', 'here', now(), '{role}', '申请人', '某大学', '教授',
                         '愿意', now())"
            ))
            .await;
        }
        let (file, of) = (target("evidence", realm), target("take", realm));
        let cell = Cell { place: place.as_str(), table: "registration_file", column: "sealed", row: file };
        let sealed = hex(&seal(&key, cell, PDF).unwrap());
        app.sql(&format!(
            "insert into {schema}.registration_evidence (id, registration_id, kind, name, media_type, size, sha256, added_at)
             values ('{file}', '{of}', 'staff_id', '工作证.pdf', 'application/pdf', 25, '\\x00', now());
             insert into {schema}.registration_file (evidence_id, sealed) values ('{file}', '\\x{sealed}')"
        ))
        .await;
    }
}

/// Let somebody have under review what is to be decided.
pub async fn taken_by(app: &TestApp, walker: &Person) {
    if !["ministry", "51"].contains(&walker.realm) {
        return;
    }
    let (schema, account) = (walker.realm.parse::<Place>().unwrap().schema(), app.account(walker).await);
    let all = ["approve_registration", "refuse_registration"].map(|route| format!("'{}'", target(route, walker.realm)));
    app.sql(&format!(
        "update {schema}.registration set state = 'under_review', reviewer_id = '{account}', reviewer_name = '审核人' where id in ({})",
        all.join(", ")
    ))
    .await;
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}
