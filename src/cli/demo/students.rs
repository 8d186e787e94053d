//! Made-up students and their answers: for the demo and for benchmarks, never about anybody. The same seed makes the same students.

use std::fmt::Write;

use crate::{
    assessment::{eligible::EligibleGroup, instruments::Instrument, results::header},
    codes::{Lang, SchoolCode, SchoolLevel, TrainingLevel},
};

/// The instruments of the demo's census.
pub const INSTRUMENTS: [&str; 3] = ["phq-9@1", "gad-7@1", "who-5@1"];

const SURNAMES: [&str; 24] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗",
    "高", "梁", "宋", "唐", "许",
];
const GIVEN: [&str; 24] = [
    "晨曦", "雨桐", "子涵", "思远", "嘉怡", "浩然", "欣妍", "博文", "诗涵", "宇轩", "梦瑶", "俊杰", "雅琪", "天翊",
    "若曦", "明哲", "佳宁", "泽宇", "可心", "文博", "静怡", "立新", "安然", "志远",
];
const COLLEGES: [&str; 8] =
    ["数学学院", "文学院", "机电工程学院", "计算机学院", "经济管理学院", "医学院", "艺术学院", "外国语学院"];

/// A sequence of numbers that looks random (SplitMix64, Steele et al. 2014) and is the same on every machine for ever.
#[derive(Clone, Debug)]
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `limit`, from 0.
    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// True in so many of a thousand cases.
    fn of_1000(&mut self, cases: u64) -> bool {
        self.below(1000) < cases
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

/// One school's students.
pub struct Students {
    paper: Vec<&'static Instrument>,
    numbers: Numbers,
    levels: &'static [TrainingLevel],
    colleges: usize,
    made: u32,
    wanted: u32,
}

impl Students {
    /// So many students of a school, who answer this paper.
    pub fn new(school: SchoolCode, level: Option<SchoolLevel>, wanted: u32, paper: Vec<&'static Instrument>) -> Self {
        let seed =
            school.as_str().bytes().fold(2026_u64, |seed, byte| seed.wrapping_mul(131).wrapping_add(u64::from(byte)));
        let levels: &[TrainingLevel] = match level {
            Some(SchoolLevel::Undergraduate) => {
                &[TrainingLevel::Undergraduate, TrainingLevel::Undergraduate, TrainingLevel::Master]
            }
            _ => &[TrainingLevel::JuniorCollege],
        };
        let mut numbers = Numbers(seed);
        let colleges = 2 + numbers.below(COLLEGES.len() as u64 - 1) as usize;
        Self { paper, numbers, levels, colleges, made: 0, wanted }
    }

    /// How many should be assessed: some more than answer.
    pub fn eligible(&self) -> Vec<EligibleGroup> {
        let mut groups: Vec<EligibleGroup> = Vec::new();
        let mut all = Self { numbers: self.numbers.clone(), paper: self.paper.clone(), ..*self };
        while let Some(student) = all.student() {
            let same = |g: &&mut EligibleGroup| g.training_level == student.level && g.college == student.college;
            match groups.iter_mut().find(same) {
                Some(group) => group.persons += 1,
                None => groups.push(EligibleGroup {
                    training_level: student.level,
                    college: student.college.to_owned(),
                    persons: 1,
                }),
            }
        }
        // From 2 to 29 in a hundred do not take part; how many differs from school to school.
        let absent = 2 + self.numbers.0 % 28;
        groups.iter_mut().for_each(|group| group.persons += 1 + group.persons * absent as i32 / 100);
        groups
    }

    /// The header of the file.
    pub fn header(&self) -> String {
        header(&self.paper, Lang::Zh).join(",") + "\n"
    }

    fn student(&mut self) -> Option<Student> {
        if self.made == self.wanted {
            return None;
        }
        self.made += 1;
        let n = &mut self.numbers;
        let level = self.levels[n.below(self.levels.len() as u64) as usize];
        let college = COLLEGES[n.below(self.colleges as u64) as usize];
        let surname = n.pick(&SURNAMES);
        let mut student = Student {
            number: self.made,
            name: format!("{surname}{}", n.pick(&GIVEN)),
            year: 2023 + n.below(4) as i32,
            birth: (2003 + n.below(5), 1 + n.below(12), 1 + n.below(28)),
            female: n.of_1000(510),
            level,
            college,
            answers: Vec::with_capacity(24),
        };
        // Distress from 0 to 3, most of it low; what is asked follows it with some noise.
        let distress = match n.below(1000) {
            0..580 => 0,
            580..830 => 1,
            830..940 => 2,
            _ => 3,
        };
        for instrument in &self.paper {
            let (lowest, highest) = instrument.answer_range().into_inner();
            let well_being = instrument.code() == "who-5";
            for item in 0..instrument.items().len() {
                let noise = n.below(5);
                let answer = match well_being {
                    true => highest.saturating_sub(distress + u8::from(noise > 1)),
                    false => {
                        lowest + distress.saturating_sub(u8::from(noise == 0)) + u8::from(noise == 4 && distress < 3)
                    }
                };
                // Thoughts of death are rare, whatever else is answered.
                let rare = instrument.definition().crisis.iter().any(|crisis| crisis.item == item + 1);
                let answer = if rare { u8::from(n.of_1000(if distress > 1 { 60 } else { 2 })) } else { answer };
                student.answers.push(if n.of_1000(2) { None } else { Some(answer.clamp(lowest, highest)) });
            }
        }
        Some(student)
    }
}

impl Iterator for Students {
    type Item = String;

    /// The next line of the file.
    fn next(&mut self) -> Option<String> {
        self.student().map(|student| student.line())
    }
}

struct Student {
    number: u32,
    name: String,
    year: i32,
    birth: (u64, u64, u64),
    female: bool,
    level: TrainingLevel,
    college: &'static str,
    answers: Vec<Option<u8>>,
}

impl Student {
    fn line(&self) -> String {
        let gender = if self.female { "女" } else { "男" };
        let (number, name, level, college, year) = (self.number, &self.name, self.level.zh(), self.college, self.year);
        let mut line = format!(
            "{year}{number:07},{name},,{},{gender},{level},{year},{college},2026-09-20,",
            self.identity_number()
        );
        for answer in &self.answers {
            // Writing to a string cannot fail.
            let _ = match answer {
                Some(answer) => write!(line, ",{answer}"),
                None => write!(line, ","),
            };
        }
        line.push('\n');
        line
    }

    /// Right by its check digit (GB 11643-1999), of a division that does not exist: it is nobody's.
    fn identity_number(&self) -> String {
        let (year, month, day) = self.birth;
        let serial = (self.number % 500) * 2 + u32::from(!self.female);
        let body = format!("990{:03}{year}{month:02}{day:02}{serial:03}", self.number / 500 % 1000);
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = body.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        let check = b"10X98765432"[sum as usize % 11];
        format!("{body}{}", char::from(check))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        assessment::instruments::find,
        codes::{DocumentKind, student::document_number},
    };

    fn students(wanted: u32) -> Students {
        let paper = INSTRUMENTS.map(|id| find(id).unwrap()).to_vec();
        Students::new("4151010621".parse().unwrap(), Some(SchoolLevel::Undergraduate), wanted, paper)
    }

    #[test]
    fn the_same_seed_makes_the_same_students() {
        let lines: Vec<String> = students(300).collect();
        assert_eq!(lines, students(300).collect::<Vec<_>>());
        assert_eq!(lines.len(), 300);
        for line in &lines {
            let cells: Vec<&str> = line.trim_end().split(',').collect();
            assert_eq!(cells.len(), students(0).header().split(',').count());
            assert!(document_number(DocumentKind::IdCard, cells[3]).is_ok(), "{line}");
        }
    }

    #[test]
    fn more_are_to_be_assessed_than_answer() {
        let stated: i32 = students(500).eligible().iter().map(|group| group.persons).sum();
        assert!((501..660).contains(&stated), "{stated}");
    }
}
