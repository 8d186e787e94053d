//! Competent departments (主管部门), and which tenant a school belongs to.
//!
//! One rule: the tenant follows from the competent department; the location decides only for
//! schools of central bodies other than the ministry. All schools of the Production and
//! Construction Corps carry Xinjiang's digits, so digits alone would send them to a wrong tenant.

use super::{Affiliation, CodeError, ProvinceCode, tidy};

/// Words by which the education department of a province is called in real lists.
const EDUCATION: [&str; 5] = ["教育厅", "教委", "教育委员会", "教育局", "教育行政部门"];

/// Last characters of the names of places below a province.
const LOCAL: [char; 5] = ['市', '州', '盟', '县', '区'];

/// A competent department in its one form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Department(String);

/// Where a school belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// Tenant that holds the school.
    pub tenant: ProvinceCode,
    /// Whose school it is.
    pub affiliation: Affiliation,
}

impl Department {
    /// At most 100 characters after blanks and widths are made one; codes
    /// `competent_dept_missing`, `competent_dept_invalid`.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let name = tidy(text);
        if name.is_empty() {
            return Err(CodeError::new("competent_dept_missing"));
        }
        if name.chars().count() > 100 || name.chars().any(char::is_control) {
            return Err(CodeError::new("competent_dept_invalid"));
        }
        Ok(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Decides tenant and affiliation. Of two bodies (`上海市 中国科学院`) the province counts.
/// Fails with `location_unknown` when a central body's school has no known location.
pub fn route(department: &Department, location: Option<ProvinceCode>) -> Result<Route, CodeError> {
    let name = department.as_str();
    if name.starts_with(ProvinceCode::XPCC.zh()) {
        return Ok(Route { tenant: ProvinceCode::XPCC, affiliation: Affiliation::Xpcc });
    }
    if let Some(route) = name.split([' ', '、', ',', '，', '/']).find_map(provincial) {
        return Ok(route);
    }
    if name == "教育部" {
        return Ok(Route { tenant: ProvinceCode::DIRECT, affiliation: Affiliation::Moe });
    }
    let tenant = location.ok_or(CodeError::new("location_unknown"))?;
    let affiliation = match name.ends_with(LOCAL) {
        true => Affiliation::Province,
        false => Affiliation::OtherCentral,
    };
    Ok(Route { tenant, affiliation })
}

/// A body of a province: its government, its education department, or another of its bodies.
fn provincial(body: &str) -> Option<Route> {
    let (tenant, rest) = province_and_rest(body)?;
    let affiliation = match EDUCATION.contains(&rest) {
        true => Affiliation::ProvinceEduDept,
        false => Affiliation::Province,
    };
    Some(Route { tenant, affiliation })
}

/// Splits a province's name off. A short name (`广西教育厅`) counts only when nothing or the
/// education department follows, so that a central body named after a place is not taken for one.
fn province_and_rest(text: &str) -> Option<(ProvinceCode, &str)> {
    ProvinceCode::ALL.into_iter().filter(|code| code.region().is_some()).find_map(|code| {
        let rest = match text.strip_prefix(code.zh()) {
            Some(rest) => Some(rest),
            None => text.strip_prefix(code.short_zh()).filter(|rest| rest.is_empty() || EDUCATION.contains(rest)),
        };
        rest.map(|rest| (code, rest))
    })
}

/// The province that a location names: its name (`浙江省`, `浙江`, `北京市海淀区`) or its digits
/// (`33`, `330000`). A city's name alone says nothing here; the identifier's digits do.
pub fn location(text: &str) -> Option<ProvinceCode> {
    let text = tidy(text);
    if text.bytes().all(|b| b.is_ascii_digit()) && matches!(text.len(), 2 | 6) {
        return ProvinceCode::of_region(&text[..2]);
    }
    let full = ProvinceCode::ALL.into_iter().filter(|code| code.region().is_some());
    full.into_iter().find(|code| text.starts_with(code.zh()) || text == code.short_zh())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routed(name: &str, place: &str) -> (&'static str, Affiliation) {
        let route = route(&Department::parse(name).unwrap(), location(place)).unwrap();
        (route.tenant.as_str(), route.affiliation)
    }

    #[test]
    fn real_departments_are_routed() {
        for (name, place, tenant, affiliation) in [
            ("教育部", "11", "direct", Affiliation::Moe),
            ("教育部", "", "direct", Affiliation::Moe),
            ("新疆生产建设兵团", "65", "xpcc", Affiliation::Xpcc),
            ("新疆生产建设兵团教育局", "65", "xpcc", Affiliation::Xpcc),
            ("新疆维吾尔自治区", "65", "65", Affiliation::Province),
            ("江西省       ", "36", "36", Affiliation::Province),
            ("上海市 中国科学院", "31", "31", Affiliation::Province),
            ("中国科学院", "34", "34", Affiliation::OtherCentral),
            ("海军装备部", "21", "21", Affiliation::OtherCentral),
            ("交通运输部（中国民用航空局）", "四川省", "51", Affiliation::OtherCentral),
            ("北京市教委", "11", "11", Affiliation::ProvinceEduDept),
            ("内蒙古自治区教育厅", "15", "15", Affiliation::ProvinceEduDept),
            ("广西教育厅", "45", "45", Affiliation::ProvinceEduDept),
            ("广东省公安厅", "44", "44", Affiliation::Province),
            ("深圳市", "440000", "44", Affiliation::Province),
        ] {
            assert_eq!(routed(name, place), (tenant, affiliation), "{name}");
        }
    }

    #[test]
    fn a_central_body_without_location_is_refused() {
        let body = Department::parse("公安部").unwrap();
        assert_eq!(route(&body, None), Err(CodeError::new("location_unknown")));
        assert_eq!(Department::parse(" \u{3000}"), Err(CodeError::new("competent_dept_missing")));
        assert!(Department::parse(&"部".repeat(101)).is_err());
    }

    #[test]
    fn a_location_is_a_province_or_nothing() {
        assert_eq!(location("北京市海淀区").map(|c| c.as_str()), Some("11"));
        assert_eq!(location("６５").map(|c| c.as_str()), Some("65"));
        for text in ["武汉市", "吉林市", "", "71", "66", "xpcc", "direct", "5100"] {
            assert_eq!(location(text), None, "{text}");
        }
    }
}
