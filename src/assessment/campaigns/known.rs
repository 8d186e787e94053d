//! Which instruments a campaign may name, until it asks `assessment::instruments`.

use crate::codes::Lang;

/// An instrument's version.
pub(super) struct Known {
    id: &'static str,
    zh: &'static str,
    en: &'static str,
}

impl Known {
    pub(super) fn title(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }
}

const ALL: [Known; 5] = [
    Known { id: "phq-9@1", zh: "患者健康问卷抑郁量表", en: "Patient Health Questionnaire-9" },
    Known { id: "phq-4@1", zh: "患者健康问卷-4", en: "Patient Health Questionnaire-4" },
    Known { id: "phq-15@1", zh: "患者健康问卷躯体症状群量表", en: "Patient Health Questionnaire-15" },
    Known { id: "gad-7@1", zh: "广泛性焦虑障碍量表", en: "Generalized Anxiety Disorder-7" },
    Known { id: "who-5@1", zh: "世界卫生组织五项身心健康指标", en: "WHO-5 Well-Being Index" },
];

/// The version with this id, such as `phq-9@1`.
pub(super) fn find(id: &str) -> Option<&'static Known> {
    ALL.iter().find(|known| known.id == id)
}
