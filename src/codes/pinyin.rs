//! Pinyin of names, so that a search box finds 张三 by `zhangsan` and by `zs`.

use pinyin::ToPinyin;

/// Surnames that are read otherwise than the character's commonest reading.
const SURNAMES: [(&str, &[&str]); 24] = [
    ("长孙", &["zhang", "sun"]),
    ("尉迟", &["yu", "chi"]),
    ("万俟", &["mo", "qi"]),
    ("单于", &["chan", "yu"]),
    ("单", &["shan"]),
    ("曾", &["zeng"]),
    ("解", &["xie"]),
    ("仇", &["qiu"]),
    ("区", &["ou"]),
    ("查", &["zha"]),
    ("盖", &["ge"]),
    ("翟", &["zhai"]),
    ("乐", &["yue"]),
    ("朴", &["piao"]),
    ("覃", &["qin"]),
    ("缪", &["miao"]),
    ("种", &["chong"]),
    ("冼", &["xian"]),
    ("折", &["she"]),
    ("员", &["yun"]),
    ("黑", &["he"]),
    ("秘", &["bi"]),
    ("召", &["shao"]),
    ("繁", &["po"]),
];

/// Readings in the names of schools and places that differ from the character's commonest one.
const WORDS: [(&str, &[&str]); 20] = [
    ("重庆", &["chong", "qing"]),
    ("六安", &["lu", "an"]),
    ("蚌埠", &["beng", "bu"]),
    ("朝阳", &["chao", "yang"]),
    ("喀什", &["ka", "shi"]),
    ("佛山", &["fo", "shan"]),
    ("音乐", &["yin", "yue"]),
    ("银行", &["yin", "hang"]),
    ("会计", &["kuai", "ji"]),
    ("财会", &["cai", "kuai"]),
    ("畜牧", &["xu", "mu"]),
    ("干部", &["gan", "bu"]),
    ("家长", &["jia", "zhang"]),
    ("校长", &["xiao", "zhang"]),
    ("长", &["chang"]),
    ("都", &["du"]),
    ("厦", &["xia"]),
    ("藏", &["zang"]),
    ("勒", &["le"]),
    ("卜", &["bu"]),
];

/// Full pinyin and initials in lower case without tones: `张三` → (`zhangsan`, `zs`). Latin letters
/// and digits stay in both; everything else is left out. `ü` is written `v`, as it is typed.
pub fn pinyin(name: &str) -> (String, String) {
    let (mut full, mut initials) = (String::new(), String::new());
    let mut rest = name;
    // Two to four characters may be a person's name, so that the surname's reading comes first.
    let person = (2..=4).contains(&name.chars().count());
    while let Some(c) = rest.chars().next() {
        let surnames: &[_] = if person && rest.len() == name.len() { &SURNAMES } else { &[] };
        let mut known = surnames.iter().chain(&WORDS);
        if let Some((word, syllables)) = known.find(|(word, _)| rest.starts_with(word)) {
            for syllable in *syllables {
                push(&mut full, &mut initials, syllable);
            }
            rest = &rest[word.len()..];
            continue;
        }
        match c.to_pinyin() {
            Some(reading) => push(&mut full, &mut initials, reading.plain()),
            None => keep(&mut full, &mut initials, c),
        }
        rest = &rest[c.len_utf8()..];
    }
    (full, initials)
}

fn push(full: &mut String, initials: &mut String, syllable: &str) {
    let syllable = syllable.replace('ü', "v");
    initials.extend(syllable.chars().next());
    full.push_str(&syllable);
}

fn keep(full: &mut String, initials: &mut String, c: char) {
    if c.is_alphanumeric() {
        full.extend(c.to_lowercase());
        initials.extend(c.to_lowercase());
    }
}

#[cfg(test)]
mod tests {
    use super::pinyin;

    #[test]
    fn people_are_found_by_the_reading_of_their_surname() {
        for (name, full, initials) in [
            ("张三", "zhangsan", "zs"),
            ("曾国藩", "zengguofan", "zgf"),
            ("单田芳", "shantianfang", "stf"),
            ("吕布", "lvbu", "lb"),
            ("尉迟恭", "yuchigong", "ycg"),
            ("阿卜杜拉·买买提", "abudulamaimaiti", "abdlmmt"),
            ("O'Brien 3", "obrien3", "obrien3"),
        ] {
            assert_eq!(pinyin(name), (full.to_owned(), initials.to_owned()), "{name}");
        }
    }

    #[test]
    fn schools_are_found_by_the_reading_of_their_place() {
        for (name, full, initials) in [
            ("重庆大学", "chongqingdaxue", "cqdx"),
            ("长春大学", "changchundaxue", "ccdx"),
            ("西藏藏医药大学", "xizangzangyiyaodaxue", "xzzyydx"),
            ("成都体育学院", "chengdutiyuxueyuan", "cdtyxy"),
            ("中央音乐学院", "zhongyangyinyuexueyuan", "zyyyxy"),
            ("中国石油大学（北京）", "zhongguoshiyoudaxuebeijing", "zgsydxbj"),
            ("中国人民解放军大学", "zhongguorenminjiefangjundaxue", "zgrmjfjdx"),
        ] {
            assert_eq!(pinyin(name), (full.to_owned(), initials.to_owned()), "{name}");
        }
    }
}
