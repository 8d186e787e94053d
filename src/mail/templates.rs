//! The letters that Huixin writes about an account: Chinese first, English below. Nothing but the greeting is personal: login and names
//! of others stand on the page that the link opens.

use chrono::{DateTime, Utc};
use lettre::message::Mailbox;

use super::letter::{self, Link, Part};
use super::{Mail, one_line};
use crate::clock::in_beijing;

/// What a letter about an account tells; then it becomes one of the letters below.
#[derive(Clone, Debug)]
pub struct AccountLetter {
    /// The account holder's address and name.
    pub to: Mailbox,
    /// School or department of education.
    pub unit: String,
    /// Where to go.
    pub link: Link,
    /// Until when.
    pub valid_until: DateTime<Utc>,
}

/// One language's sentences.
struct Words {
    dear: String,
    why: &'static str,
    unit: &'static str,
    act: String,
    rest: [&'static str; 3],
}

const ZH_UNIT: &str = "所属单位：";
const EN_UNIT: &str = "Unit: ";
const ZH_CLOSE: &str = "平台工作人员不会以任何理由向您索要密码或上述链接。本邮件由系统自动发送，请勿直接回复。";
const EN_CLOSE: &str = "Nobody will ever ask you for your password or for this link. \
                        This message was sent automatically; please do not reply.";

impl AccountLetter {
    /// To somebody for whom an account has been opened.
    pub fn invitation(self) -> Mail {
        let unit = one_line(&self.unit);
        let (zh_time, en_time) = until(self.valid_until);
        let zh = Words {
            dear: format!("{}，您好：", self.name()),
            why: "本单位账号管理员已为您在“会心”平台开通工作账号：",
            unit: ZH_UNIT,
            act: format!("请于{zh_time}前打开以下链接，查看登录名，设置密码并激活账号："),
            rest: [
                "该链接仅供您本人使用，且只能使用一次，请勿转发。逾期未激活的，请联系邀请人重新发送。",
                "如您对此并不知情，或认为本邮件系误发，请勿打开链接，忽略本邮件即可；账号未经激活不能使用。\
                 如有疑问，请与本单位管理员联系。",
                ZH_CLOSE,
            ],
        };
        let en = Words {
            dear: format!("Dear {},", self.name()),
            why: "The account administrator of your unit has opened an account on Huixin for you:",
            unit: EN_UNIT,
            act: format!("To see your login, set your password and activate the account, open this link by {en_time}:"),
            rest: [
                "The link is for you alone and works once; please do not forward it. \
                 If it has expired, ask whoever invited you to send another.",
                "If you did not expect this, do not open the link and ignore this message: an account that is not \
                 activated cannot be used. If in doubt, ask your unit's administrator.",
                EN_CLOSE,
            ],
        };
        self.mail(format!("【会心】请激活您在{unit}的账号 / Activate your Huixin account"), zh, en)
    }

    /// To somebody who is to choose a new password.
    pub fn password_reset(self) -> Mail {
        let (zh_time, en_time) = until(self.valid_until);
        let zh = Words {
            dear: format!("{}，您好：", self.name()),
            why: "本单位账号管理员为您在“会心”平台的账号申请了密码重置：",
            unit: ZH_UNIT,
            act: format!("请于{zh_time}前打开以下链接，设置新密码："),
            rest: [
                "该链接仅供您本人使用，且只能使用一次，请勿转发。新密码设置成功后，该账号已有的登录将全部退出。",
                "如您并未要求重置密码，请勿打开链接，并尽快告知本单位管理员；在您设置新密码之前，原密码保持不变。",
                ZH_CLOSE,
            ],
        };
        let en = Words {
            dear: format!("Dear {},", self.name()),
            why: "The account administrator of your unit has asked for a new password for your account on Huixin:",
            unit: EN_UNIT,
            act: format!("To choose a new password, open this link by {en_time}:"),
            rest: [
                "The link is for you alone and works once; please do not forward it. \
                 Choosing a new password signs you out everywhere.",
                "If you did not ask for this, do not open the link and tell your unit's administrator soon. \
                 Until a new password is chosen, your old one stays as it is.",
                EN_CLOSE,
            ],
        };
        self.mail("【会心】重置您的登录密码 / Reset your Huixin password".into(), zh, en)
    }

    fn mail(self, subject: String, zh: Words, en: Words) -> Mail {
        let mut parts = self.parts(zh);
        parts.push(Part::Rule);
        parts.extend(self.parts(en));
        Mail { to: self.to, text: letter::text(&parts), html: letter::html(&subject, &parts), subject }
    }

    fn parts(&self, words: Words) -> Vec<Part> {
        let facts = vec![(words.unit, one_line(&self.unit))];
        let mut parts = vec![Part::Paragraph(words.dear), Part::Paragraph(words.why.into()), Part::Facts(facts)];
        parts.extend([Part::Paragraph(words.act), Part::Link(self.link.clone())]);
        parts.extend(words.rest.map(|text| Part::Paragraph(text.into())));
        parts
    }

    fn name(&self) -> String {
        one_line(self.to.name.as_deref().unwrap_or_else(|| self.to.email.as_ref()))
    }
}

/// In Beijing time, as every reader's clock shows it.
pub(super) fn until(at: DateTime<Utc>) -> (String, String) {
    let at = in_beijing(at);
    (
        at.format("%Y年%-m月%-d日%H:%M（北京时间）").to_string(),
        at.format("%H:%M on %-d %B %Y (Beijing time, UTC+8)").to_string(),
    )
}
