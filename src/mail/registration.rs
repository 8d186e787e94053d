//! The letters to people who ask to be registered. Nothing but the greeting is personal: what was decided, and why, is read behind
//! the link.

use chrono::{DateTime, Utc};
use lettre::message::Mailbox;

use super::letter::{self, Link, Part};
use super::templates::until;
use super::{Mail, one_line};

/// A letter about an application.
#[derive(Clone, Debug)]
pub struct RegistrationLetter {
    /// To whom; without a name while none is filled in.
    pub to: Mailbox,
    /// The unit applied to.
    pub unit: String,
    /// Where the application is.
    pub link: Link,
    /// Until when the link opens it.
    pub valid_until: DateTime<Utc>,
}

const ZH_CLOSE: &str = "该链接仅供您本人使用，请勿转发；再次索取链接后，先前的链接即失效。\
                        平台工作人员不会以任何理由向您索要密码或上述链接。本邮件由系统自动发送，请勿直接回复。";
const EN_CLOSE: &str = "The link is for you alone; please do not forward it. Asking for a new one voids it. Nobody will ever ask you \
                        for your password or for this link. This message was sent automatically; please do not reply.";

impl RegistrationLetter {
    /// The way to the form, and later to where the application stands.
    pub fn application(self) -> Mail {
        let (zh_time, en_time) = until(self.valid_until);
        let unit = one_line(&self.unit);
        let zh = [
            format!(
                "有人以本邮箱向{unit}提交“会心”平台的注册申请。请于{zh_time}前打开以下链接，填写申请、上传证明材料或查看办理进度："
            ),
            "如并非您本人操作，请忽略本邮件：不打开链接，申请不会提交。".to_owned(),
        ];
        let en = [
            format!(
                "Somebody gave this address to be registered on Huixin with {unit}. Open this link by {en_time} to fill in the \
                     application, to add evidence or to see where it stands:"
            ),
            "If it was not you, ignore this message: nothing is submitted unless the link is opened.".to_owned(),
        ];
        self.mail("【会心】您的注册申请 / Your application to Huixin", zh, en)
    }

    /// That there is a decision.
    pub fn decided(self) -> Mail {
        let (zh_time, en_time) = until(self.valid_until);
        let unit = one_line(&self.unit);
        let zh = [
            format!("您向{unit}提交的“会心”平台注册申请已有审核结果。请于{zh_time}前打开以下链接查看："),
            "如需补充材料重新申请，可在登录页选择“申请注册”。".to_owned(),
        ];
        let en = [
            format!(
                "Your application to be registered on Huixin with {unit} has been decided. Open this link by {en_time} to read \
                     the decision:"
            ),
            "To apply again with more evidence, choose “Apply” on the sign-in page.".to_owned(),
        ];
        self.mail("【会心】您的注册申请已有审核结果 / Your application has been decided", zh, en)
    }

    fn mail(self, subject: &str, [zh, zh_more]: [String; 2], [en, en_more]: [String; 2]) -> Mail {
        let name = self.to.name.as_deref().map(one_line);
        let greeting = |alone: &str, to: &dyn Fn(&str) -> String| name.as_deref().map_or_else(|| alone.to_owned(), to);
        let parts = [
            Part::Paragraph(greeting("您好：", &|name| format!("{name}，您好："))),
            Part::Paragraph(zh),
            Part::Link(self.link.clone()),
            Part::Paragraph(zh_more),
            Part::Paragraph(ZH_CLOSE.to_owned()),
            Part::Rule,
            Part::Paragraph(greeting("Dear applicant,", &|name| format!("Dear {name},"))),
            Part::Paragraph(en),
            Part::Link(self.link),
            Part::Paragraph(en_more),
            Part::Paragraph(EN_CLOSE.to_owned()),
        ];
        Mail {
            to: self.to,
            text: letter::text(&parts),
            html: letter::html(subject, &parts),
            subject: subject.to_owned(),
        }
    }
}
