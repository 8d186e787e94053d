//! The letters that sound the alarm when a student's record is asked for because a life is in danger (domain 2 §2.4.5). They name the
//! school and the role of who asks or confirms; nothing about the student, no other name, and not the reason.

use chrono::{DateTime, Utc};
use lettre::message::Mailbox;

use super::letter::{self, Link, Part};
use super::templates::until;
use super::{Mail, one_line};

/// What a letter about an emergency tells.
#[derive(Clone, Debug)]
pub struct EmergencyLetter {
    /// To whom.
    pub to: Mailbox,
    /// The school.
    pub unit: String,
    /// The role of who asks or has confirmed, in Chinese and in English.
    pub role: [String; 2],
    /// When.
    pub at: DateTime<Utc>,
    /// Where emergencies are listed.
    pub page: Link,
}

const ZH_CLOSE: &str =
    "为保护个人信息，本邮件不含姓名、学生信息和申请事由。如有疑问，请立即与该校核实；您可登录平台查看进展。";
const EN_CLOSE: &str = "To protect personal information this message names nobody and says nothing about the student or the reason. If in doubt, ask \
                        the school at once; how it goes on is shown on the platform.";

impl EmergencyLetter {
    /// Somebody asks to open a student's record.
    pub fn requested(self) -> Mail {
        let why = [
            "有人以危及生命安全为由，申请紧急调阅一名学生的测评记录，正等待第二人确认：",
            "Somebody has asked to open one student's record because a life is in danger; a second person is to confirm:",
        ];
        self.mail("【会心】紧急调阅告警：已申请 / Emergency requested", why, ["申请人：", "Asked by: "])
    }

    /// A second person has confirmed it: the record can be opened for a day.
    pub fn confirmed(self) -> Mail {
        let why = [
            "一项紧急调阅已由第二人确认，申请人在 24 小时内可以查看一名学生的测评记录：",
            "A second person has confirmed an emergency; whoever asked can open one student's record for 24 hours:",
        ];
        self.mail("【会心】紧急调阅告警：已确认 / Emergency confirmed", why, ["确认人：", "Confirmed by: "])
    }

    fn mail(self, subject: &str, [zh, en]: [&str; 2], [zh_who, en_who]: [&'static str; 2]) -> Mail {
        let name = one_line(self.to.name.as_deref().unwrap_or_else(|| self.to.email.as_ref()));
        let (zh_time, en_time) = until(self.at);
        let paragraph = |text: &str| Part::Paragraph(text.to_owned());
        let unit = one_line(&self.unit);
        let [zh_role, en_role] = self.role.map(|role| one_line(&role));
        let facts = |labels: [&'static str; 3], role, time| {
            Part::Facts(labels.into_iter().zip([unit.clone(), role, time]).collect())
        };
        let parts = [
            Part::Paragraph(format!("{name}，您好：")),
            paragraph(zh),
            facts(["学校：", zh_who, "时间："], zh_role, zh_time),
            Part::Link(self.page.clone()),
            paragraph(ZH_CLOSE),
            Part::Rule,
            Part::Paragraph(format!("Dear {name},")),
            paragraph(en),
            facts(["School: ", en_who, "Time: "], en_role, en_time),
            Part::Link(self.page),
            paragraph(EN_CLOSE),
        ];
        let subject = subject.to_owned();
        Mail { to: self.to, text: letter::text(&parts), html: letter::html(&subject, &parts), subject }
    }
}
