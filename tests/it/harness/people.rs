//! The people of the template database: one per role, and some who belong elsewhere.

/// Everybody's password.
pub const PASSWORD: &str = "Correct-Horse-7-Battery";

/// What everybody's authenticator app holds.
pub const TOTP: &[u8; 20] = b"everybody-s-app-0001";

/// Provinces that the template has.
pub const PROVINCES: [&str; 4] = ["11", "51", "xpcc", "direct"];

/// Schools of province 51: the own one of its school's people, and a sibling that also has an administrator.
pub const OWN_SCHOOL: &str = "4151010621";
pub const SIBLING_SCHOOL: &str = "4151010622";
/// A school of province 11.
pub const FOREIGN_SCHOOL: &str = "4111011417";

/// Province, identifier, name, location.
pub const SCHOOLS: [(&str, &str, &str, &str); 4] = [
    ("51", OWN_SCHOOL, "成都信息工程大学", "成都市"),
    ("51", SIBLING_SCHOOL, "四川轻化工大学", "自贡市"),
    ("51", "4151014410", "四川长江职业学院", "成都市"),
    ("11", FOREIGN_SCHOOL, "北京联合大学", "北京市"),
];

/// A person with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    pub role: &'static str,
    pub realm: &'static str,
    pub login: &'static str,
    pub name: &'static str,
    pub school: Option<&'static str>,
    /// The department of the school, for roles that are held in one.
    pub department: Option<&'static str>,
}

const fn of(role: &'static str, realm: &'static str, login: &'static str, name: &'static str) -> Person {
    Person { role, realm, login, name, school: None, department: None }
}

const fn at(role: &'static str, school: &'static str, login: &'static str, name: &'static str) -> Person {
    Person { role, realm: "51", login, name, school: Some(school), department: None }
}

pub const MOE_STEERING: Person = of("moe_steering", "ministry", "steering", "周思政");
pub const PLATFORM_OPERATOR: Person = of("platform_operator", "ministry", "operator", "吴平台");
pub const MINISTRY_AUDITOR: Person = of("audit_admin", "ministry", "auditor", "郑审计");
pub const PROV_ADMIN: Person = of("prov_admin", "51", "sichuan", "李娜");
pub const PROV_ANALYST: Person = of("prov_analyst", "51", "analyst", "王分析");
pub const AUDITOR: Person = of("audit_admin", "51", "auditor", "陈审计");
pub const SCHOOL_ADMIN: Person = at("school_admin", OWN_SCHOOL, "school", "张三丰");
pub const COUNSEL_HEAD: Person = at("counsel_head", OWN_SCHOOL, "head", "刘心理");
pub const COUNSELLOR: Person = at("counsellor", OWN_SCHOOL, "counsellor", "赵咨询");
pub const COLLEGE_OFFICER: Person = at("college_officer", OWN_SCHOOL, "officer", "孙辅导");
pub const SIBLING_ADMIN: Person = at("school_admin", SIBLING_SCHOOL, "sibling", "钱邻校");
pub const BEIJING_ADMIN: Person = of("prov_admin", "11", "beijing", "冯北京");

/// Everybody.
pub const PEOPLE: [Person; 12] = [
    MOE_STEERING,
    PLATFORM_OPERATOR,
    MINISTRY_AUDITOR,
    PROV_ADMIN,
    PROV_ANALYST,
    AUDITOR,
    SCHOOL_ADMIN,
    COUNSEL_HEAD,
    COUNSELLOR,
    COLLEGE_OFFICER,
    SIBLING_ADMIN,
    BEIJING_ADMIN,
];
