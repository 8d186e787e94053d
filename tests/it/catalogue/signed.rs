//! Confidentiality commitments that the suites aim at, and those without which a vendor's walker does nothing.

use huixin::{
    access::Fact,
    clock::{Clock, beijing_day},
    codes::Place,
    crypto::sealing::{Cell, seal},
};
use uuid::Uuid;

use crate::harness::{TestApp, people::Person};

const SCAN: &[u8] = b"%PDF-1.7\n%a commitment\n";

/// The query that goes with a scan.
pub fn query() -> String {
    let today = beijing_day(Clock::default().now());
    format!("vendor=yunzhi&signed_on={today}&ends_on={today}")
}

/// A commitment of every account that can be aimed at, with its scan.
pub async fn scene(app: &TestApp) {
    for realm in ["ministry", "51", "11"] {
        let place: Place = realm.parse().unwrap();
        let (schema, key) = (place.schema(), app.node.keys.commitments(place).await.unwrap());
        let accounts: Vec<Uuid> =
            app.all(&format!("select id from {schema}.account where login like 'targetactive%'")).await;
        for account in accounts {
            let id = signed(app, place, account).await;
            let cell = Cell { place: place.as_str(), table: "commitment_file", column: "sealed", row: id };
            let sealed = data_encoding::HEXLOWER.encode(&seal(&key, cell, SCAN).unwrap());
            app.sql(&format!("insert into {schema}.commitment_file values ('{id}', '\\x{sealed}')")).await;
        }
    }
}

/// Let somebody have signed, and be it day, without which the role does nothing.
pub async fn by(app: &TestApp, walker: &Person) {
    let asks_for = |fact| app.node.db.policy().asks_for(&[walker.role.parse().unwrap()], fact);
    if asks_for(Fact::Commitment) {
        signed(app, walker.realm.parse().unwrap(), app.account(walker).await).await;
    }
    if asks_for(Fact::WorkingHours) {
        app.await_working_hours(true);
    }
}

/// Let an account have a commitment in force.
pub async fn signed(app: &TestApp, place: Place, account: Uuid) -> Uuid {
    app.one(&format!(
        "insert into {}.commitment (id, account_id, vendor, signed_on, ends_on, name, media_type, size, sha256, recorded_by,
                                    recorded_by_name, recorded_at)
         values (gen_random_uuid(), '{account}', '云智科技', current_date - 2, current_date + 30, '承诺书.pdf', 'application/pdf',
                 24, '\\x00', '{account}', '管理员', now())
         returning id",
        place.schema()
    ))
    .await
}
