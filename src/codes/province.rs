//! The 33 tenants and the 34 province-level regions (GB/T 2260).
//!
//! One rule: a tenant code is one of the closed list, so a schema name made from it is safe by
//! construction. `xpcc` and `direct` are ours and never go into a GB/T 2260 field.

use std::str::FromStr;

use super::CodeError;
use super::text_word;

/// A tenant: one of 31 provinces, the Production and Construction Corps, or the universities that
/// report to the ministry directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProvinceCode(u8);

/// What kind of tenant a code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProvinceKind {
    /// A province, autonomous region or municipality of GB/T 2260.
    Province,
    /// Xinjiang Production and Construction Corps; not in GB/T 2260.
    Xpcc,
    /// Universities of the Ministry of Education, reporting directly.
    Direct,
}

/// A province-level region of GB/T 2260.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Two digits.
    pub code: &'static str,
    /// Full Chinese name.
    pub zh: &'static str,
    /// Short Chinese name, for maps and menus.
    pub short_zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// Letter code of GB/T 2260.
    pub letters: &'static str,
    /// Row and column (both from 1) in the tile map of the console, 9 rows by 8 columns.
    pub tile: (u8, u8),
    /// Whether the ministry's directory covers it, so that it is a tenant.
    pub covered: bool,
}

macro_rules! regions {
    ($($code:literal $zh:literal $short:literal $en:literal $letters:literal $row:literal $col:literal $covered:literal;)+) => {
        /// All 34 province-level regions; 71, 81 and 82 come last and are not covered.
        pub const GB_T_2260: [Region; 34] = [$(Region {
            code: $code, zh: $zh, short_zh: $short, en: $en, letters: $letters,
            tile: ($row, $col), covered: $covered,
        }),+];

        const REGION_SCHEMAS: [&str; 34] = [$(concat!("province_", $code)),+];
    };
}

regions! {
    "11" "北京市" "北京" "Beijing" "BJ" 3 6 true;
    "12" "天津市" "天津" "Tianjin" "TJ" 3 7 true;
    "13" "河北省" "河北" "Hebei" "HE" 4 6 true;
    "14" "山西省" "山西" "Shanxi" "SX" 4 5 true;
    "15" "内蒙古自治区" "内蒙古" "Inner Mongolia" "NM" 3 5 true;
    "21" "辽宁省" "辽宁" "Liaoning" "LN" 2 7 true;
    "22" "吉林省" "吉林" "Jilin" "JL" 2 8 true;
    "23" "黑龙江省" "黑龙江" "Heilongjiang" "HL" 1 8 true;
    "31" "上海市" "上海" "Shanghai" "SH" 5 8 true;
    "32" "江苏省" "江苏" "Jiangsu" "JS" 5 7 true;
    "33" "浙江省" "浙江" "Zhejiang" "ZJ" 6 7 true;
    "34" "安徽省" "安徽" "Anhui" "AH" 5 6 true;
    "35" "福建省" "福建" "Fujian" "FJ" 7 6 true;
    "36" "江西省" "江西" "Jiangxi" "JX" 6 6 true;
    "37" "山东省" "山东" "Shandong" "SD" 4 7 true;
    "41" "河南省" "河南" "Henan" "HA" 5 5 true;
    "42" "湖北省" "湖北" "Hubei" "HB" 6 5 true;
    "43" "湖南省" "湖南" "Hunan" "HN" 7 5 true;
    "44" "广东省" "广东" "Guangdong" "GD" 8 5 true;
    "45" "广西壮族自治区" "广西" "Guangxi" "GX" 8 4 true;
    "46" "海南省" "海南" "Hainan" "HI" 9 4 true;
    "50" "重庆市" "重庆" "Chongqing" "CQ" 6 4 true;
    "51" "四川省" "四川" "Sichuan" "SC" 5 3 true;
    "52" "贵州省" "贵州" "Guizhou" "GZ" 7 4 true;
    "53" "云南省" "云南" "Yunnan" "YN" 6 3 true;
    "54" "西藏自治区" "西藏" "Xizang" "XZ" 5 1 true;
    "61" "陕西省" "陕西" "Shaanxi" "SN" 5 4 true;
    "62" "甘肃省" "甘肃" "Gansu" "GS" 4 3 true;
    "63" "青海省" "青海" "Qinghai" "QH" 5 2 true;
    "64" "宁夏回族自治区" "宁夏" "Ningxia" "NX" 4 4 true;
    "65" "新疆维吾尔自治区" "新疆" "Xinjiang" "XJ" 4 1 true;
    "71" "台湾省" "台湾" "Taiwan" "TW" 7 7 false;
    "81" "香港特别行政区" "香港" "Hong Kong" "HK" 9 6 false;
    "82" "澳门特别行政区" "澳门" "Macao" "MO" 9 5 false;
}

const XPCC: u8 = 31;
const TENANTS: usize = 33;

impl ProvinceKind {
    /// `province`, `xpcc` or `direct`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Xpcc => "xpcc",
            Self::Direct => "direct",
        }
    }
}

impl ProvinceCode {
    /// Xinjiang Production and Construction Corps.
    pub const XPCC: Self = Self(XPCC);

    /// Universities of the Ministry of Education.
    pub const DIRECT: Self = Self(XPCC + 1);

    /// All 33 tenants: provinces by code, then `xpcc`, then `direct`.
    pub const ALL: [Self; TENANTS] = {
        let mut all = [Self(0); TENANTS];
        let mut i = 0;
        while i < TENANTS {
            all[i] = Self(i as u8);
            i += 1;
        }
        all
    };

    /// What kind of tenant this is.
    pub const fn kind(self) -> ProvinceKind {
        match self {
            Self::XPCC => ProvinceKind::Xpcc,
            Self::DIRECT => ProvinceKind::Direct,
            _ => ProvinceKind::Province,
        }
    }

    /// The region, for the 31 tenants that are one.
    pub const fn region(self) -> Option<&'static Region> {
        const REGIONS: &[Region; 34] = &GB_T_2260;
        match self.kind() {
            ProvinceKind::Province => Some(&REGIONS[self.0 as usize]),
            _ => None,
        }
    }

    /// Two digits, `xpcc` or `direct`.
    pub const fn as_str(&self) -> &'static str {
        match self.region() {
            Some(region) => region.code,
            None if self.0 == XPCC => "xpcc",
            None => "direct",
        }
    }

    /// The Postgres schema of the tenant, and the prefix of its roles: `province_51`.
    pub const fn schema(self) -> &'static str {
        match self.kind() {
            ProvinceKind::Province => REGION_SCHEMAS[self.0 as usize],
            ProvinceKind::Xpcc => "province_xpcc",
            ProvinceKind::Direct => "province_direct",
        }
    }

    /// Chinese name.
    pub const fn zh(self) -> &'static str {
        match self.region() {
            Some(region) => region.zh,
            None if self.0 == XPCC => "新疆生产建设兵团",
            None => "教育部直属高校",
        }
    }

    /// Short Chinese name, for menus and maps.
    pub const fn short_zh(self) -> &'static str {
        match self.region() {
            Some(region) => region.short_zh,
            None if self.0 == XPCC => "兵团",
            None => "直属",
        }
    }

    /// English name.
    pub const fn en(self) -> &'static str {
        match self.region() {
            Some(region) => region.en,
            None if self.0 == XPCC => "Xinjiang Production and Construction Corps",
            None => "Universities of the Ministry of Education",
        }
    }

    /// Row and column in the console's tile map; `xpcc` and `direct` have no place on a map.
    pub const fn tile(self) -> Option<(u8, u8)> {
        match self.region() {
            Some(region) => Some(region.tile),
            None => None,
        }
    }

    /// The province with these two GB/T 2260 digits; never `xpcc` or `direct`.
    pub fn of_region(digits: &str) -> Option<Self> {
        digits.parse::<Self>().ok().filter(|code| code.region().is_some())
    }
}

impl FromStr for ProvinceCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        Self::ALL.into_iter().find(|code| code.as_str() == text).ok_or(CodeError::new("province_code_unknown"))
    }
}

text_word!(
    ProvinceCode,
    poem_openapi::registry::MetaSchema {
        description: Some("Tenant: GB/T 2260 two-digit province code, `xpcc` or `direct`"),
        enum_items: ProvinceCode::ALL.iter().map(|code| code.as_str().into()).collect(),
        ..poem_openapi::registry::MetaSchema::new("string")
    }
);

#[cfg(test)]
mod tests {
    use poem_openapi::types::{ParseFromJSON, ParseFromParameter, ToJSON};

    use super::*;

    #[test]
    fn every_tenant_reads_back_and_has_its_own_schema() {
        for (i, code) in ProvinceCode::ALL.into_iter().enumerate() {
            assert_eq!(code.as_str().parse(), Ok(code));
            assert_eq!(code.schema(), format!("province_{code}"));
            assert!(code.schema().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
            assert!(ProvinceCode::ALL[..i].iter().all(|other| other < &code));
        }
        assert_eq!(ProvinceCode::XPCC.zh(), "新疆生产建设兵团");
        assert_eq!(ProvinceCode::DIRECT.schema(), "province_direct");
    }

    #[test]
    fn nothing_else_is_a_tenant() {
        let long = "1".repeat(64);
        for text in [
            "",
            "public",
            "pg_catalog",
            "\"x\".\"y\"",
            "../",
            "５１",
            "51 ",
            " 51",
            "XPCC",
            "Direct",
            "71",
            "81",
            "82",
            "66",
            "00",
            "510000",
            "ministry",
            "51\0",
            long.as_str(),
        ] {
            let refused = Err(CodeError::new("province_code_unknown"));
            assert_eq!(text.parse::<ProvinceCode>(), refused, "{text:?}");
            assert!(ProvinceCode::parse_from_parameter(text).is_err());
        }
    }

    #[test]
    fn json_takes_text_only() {
        let code = ProvinceCode::parse_from_json(Some("51".into())).ok();
        assert_eq!(code.map(|c| c.zh()), Some("四川省"));
        assert_eq!(code.and_then(|c| c.to_json()), Some("51".into()));
        assert!(ProvinceCode::parse_from_json(Some(51.into())).is_err());
        assert!(ProvinceCode::parse_from_json(None).is_err());
        assert_eq!(serde_json::from_str::<ProvinceCode>("\"xpcc\"").ok(), Some(ProvinceCode::XPCC));
    }

    #[test]
    fn regions_stand_in_the_order_of_their_codes() {
        assert!(GB_T_2260.is_sorted_by_key(|region| region.code), "who looks for one searches by halves");
    }

    #[test]
    fn the_tile_map_has_one_region_per_tile() {
        let mut tiles: Vec<_> = GB_T_2260.iter().map(|region| region.tile).collect();
        tiles.sort();
        tiles.dedup();
        assert_eq!(tiles.len(), GB_T_2260.len());
        assert_eq!(GB_T_2260.iter().filter(|region| region.covered).count(), 31);
        assert_eq!(ProvinceCode::XPCC.tile(), None);
    }
}
