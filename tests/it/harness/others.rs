//! The people who are in no template: they hold the roles that nobody there holds.

use super::people::{OWN_SCHOOL, Person};

const fn of(role: &'static str, realm: &'static str, login: &'static str, name: &'static str) -> Person {
    Person { role, realm, login, name, school: None, department: None }
}

const fn at(role: &'static str, school: &'static str, login: &'static str, name: &'static str) -> Person {
    Person { role, realm: "51", login, name, school: Some(school), department: None }
}

const fn of_department(role: &'static str, login: &'static str) -> Person {
    Person {
        role, realm: "51", login, name: "院系人员", school: Some(OWN_SCHOOL), department: Some("数学学院")
    }
}

/// One for every kind of place where a role is held; a test that needs one lets it be added.
pub const OTHERS: [Person; 36] = [
    of_department("college_officer", "college.officer.dept"),
    of("moe_app_office", "ministry", "moe.app.office", "部里人员"),
    of("sys_admin", "ministry", "sys.admin", "部里人员"),
    of("sys_admin", "51", "sys.admin", "省里人员"),
    at("sys_admin", OWN_SCHOOL, "sys.admin.school", "校内人员"),
    of("sec_admin", "ministry", "sec.admin", "部里人员"),
    of("sec_admin", "51", "sec.admin", "省里人员"),
    at("sec_admin", OWN_SCHOOL, "sec.admin.school", "校内人员"),
    of("committee_expert", "ministry", "committee.expert", "部里人员"),
    of("national_expert", "ministry", "national.expert", "部里人员"),
    of("prov_auditor", "51", "prov.auditor", "省里人员"),
    of("prov_data_authority", "51", "prov.data.authority", "省里人员"),
    of_department("dept_head", "dept.head.dept"),
    of_department("dept_it_liaison", "dept.it.liaison.dept"),
    of_department("dept_app_admin", "dept.app.admin.dept"),
    at("publicity_office", OWN_SCHOOL, "publicity.office.school", "校内人员"),
    at("info_office", OWN_SCHOOL, "info.office.school", "校内人员"),
    at("leading_group", OWN_SCHOOL, "leading.group.school", "校内人员"),
    at("data_producer", OWN_SCHOOL, "data.producer.school", "校内人员"),
    of_department("data_producer", "data.producer.dept"),
    at("data_consumer", OWN_SCHOOL, "data.consumer.school", "校内人员"),
    of_department("data_consumer", "data.consumer.dept"),
    of("pi_officer", "ministry", "pi.officer", "部里人员"),
    of("pi_officer", "51", "pi.officer", "省里人员"),
    at("pi_officer", OWN_SCHOOL, "pi.officer.school", "校内人员"),
    of("data_protection_person", "ministry", "data.protection.person", "部里人员"),
    of("data_protection_person", "51", "data.protection.person", "省里人员"),
    at("data_protection_person", OWN_SCHOOL, "data.protection.person.school", "校内人员"),
    of_department("data_protection_person", "data.protection.person.dept"),
    of("destroyer", "ministry", "destroyer", "部里人员"),
    at("destroyer", OWN_SCHOOL, "destroyer.school", "校内人员"),
    of_department("app_content_monitor", "app.content.monitor.dept"),
    of("vendor_user", "ministry", "vendor.user", "部里人员"),
    of("vendor_user", "51", "vendor.user", "省里人员"),
    at("vendor_user", OWN_SCHOOL, "vendor.user.school", "校内人员"),
    at("staff_reader", OWN_SCHOOL, "staff.reader.school", "校内人员"),
];
