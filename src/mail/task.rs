//! The letters that call somebody to a task: that there is one, and where. Nothing about whom.

use lettre::message::Mailbox;

use super::letter::{self, Link, Part};
use super::{Mail, one_line};

/// A letter about a task.
#[derive(Clone, Debug)]
pub struct TaskLetter {
    /// To whom.
    pub to: Mailbox,
    /// Where the task is.
    pub page: Link,
}

impl TaskLetter {
    /// To the head of a counselling centre: somebody is to be contacted within 24 hours. No name, no number, no score.
    pub fn somebody_needs_contact(self) -> Mail {
        let name = one_line(self.to.name.as_deref().unwrap_or_else(|| self.to.email.as_ref()));
        let paragraph = |text: &str| Part::Paragraph(text.to_owned());
        let parts = [
            Part::Paragraph(format!("{name}，您好：")),
            paragraph(
                "您有一项紧急任务：本校有学生需要尽快联系。请登录“会心”平台查看“需立即联系”名单，并在 24 小时内完成首次联系。",
            ),
            Part::Link(self.page.clone()),
            paragraph(
                "为保护个人信息，本邮件不含任何学生信息，请勿通过邮件、短信或即时通讯转发学生信息。筛查结果不是诊断。",
            ),
            Part::Rule,
            Part::Paragraph(format!("Dear {name},")),
            paragraph(
                "You have an urgent task: students of your school need to be contacted soon. Sign in to Huixin, open the list of \
                       those to contact now, and make first contact within 24 hours.",
            ),
            Part::Link(self.page),
            paragraph(
                "To protect personal information this message says nothing about any student; please pass nothing on by mail or \
                       messenger. A screening result is not a diagnosis.",
            ),
        ];
        let subject = "【会心】您有一项紧急任务 / An urgent task on Huixin".to_owned();
        Mail { to: self.to, text: letter::text(&parts), html: letter::html(&subject, &parts), subject }
    }
}
