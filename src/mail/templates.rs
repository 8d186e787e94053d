//! The letters that Huixin writes: Chinese first, English below.

use chrono::{DateTime, FixedOffset, Utc};
use lettre::message::Mailbox;

use super::letter::{self, Link, Part};
use super::{Mail, one_line};

const ZH_CLOSE: &str =
    "平台工作人员不会以任何理由向您索要密码或上述链接。本邮件由系统自动发送，请勿直接回复。";
const EN_CLOSE: &str = "Nobody will ever ask you for your password or for this link. \
                        This message was sent automatically; please do not reply.";

/// To somebody for whom an account has been opened.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The invited person's address and name.
    pub to: Mailbox,
    /// Who invites: the name of a person or an office.
    pub inviter: String,
    /// School or department of education.
    pub unit: String,
    /// Name to sign in with.
    pub login: String,
    /// Where the account is activated.
    pub link: Link,
    /// Until when.
    pub valid_until: DateTime<Utc>,
}

/// To somebody who is to choose a new password.
#[derive(Clone, Debug)]
pub struct PasswordReset {
    /// The account holder's address and name.
    pub to: Mailbox,
    /// Who had the link sent: an administrator, or the person.
    pub requester: String,
    /// School or department of education.
    pub unit: String,
    /// Name to sign in with.
    pub login: String,
    /// Where the new password is chosen.
    pub link: Link,
    /// Until when.
    pub valid_until: DateTime<Utc>,
}

impl From<Invitation> for Mail {
    fn from(it: Invitation) -> Self {
        let (inviter, unit, name) = (one_line(&it.inviter), one_line(&it.unit), name(&it.to));
        let (zh, en) = until(it.valid_until);
        let parts = [
            Part::Paragraph(format!("{name}，您好：")),
            Part::Paragraph(format!(
                "{inviter}已为您在“会心”平台开通{unit}的工作账号。账号信息如下："
            )),
            Part::Facts(vec![("所属单位：", unit.clone()), ("登录名：", one_line(&it.login))]),
            Part::Paragraph(format!("请于{zh}前打开以下链接，设置密码并激活账号：")),
            Part::Link(it.link.clone()),
            Part::Paragraph("该链接仅供您本人使用，且只能使用一次，请勿转发。逾期未激活的，请联系邀请人重新发送。".into()),
            Part::Paragraph(
                "如您对此并不知情，或认为本邮件系误发，请勿打开链接，忽略本邮件即可；账号未经激活不能使用。\
                 如有疑问，请与本单位管理员联系。"
                    .into(),
            ),
            Part::Paragraph(ZH_CLOSE.into()),
            Part::Rule,
            Part::Paragraph(format!("Dear {name},")),
            Part::Paragraph(format!("{inviter} has opened an account on Huixin for you at {unit}:")),
            Part::Facts(vec![("Unit: ", unit.clone()), ("Login: ", one_line(&it.login))]),
            Part::Paragraph(format!("To set your password and activate the account, open this link by {en}:")),
            Part::Link(it.link),
            Part::Paragraph(
                "The link is for you alone and works once; please do not forward it. \
                 If it has expired, ask whoever invited you to send another."
                    .into(),
            ),
            Part::Paragraph(
                "If you did not expect this, do not open the link and ignore this message: an account that is not \
                 activated cannot be used. If in doubt, ask your unit's administrator."
                    .into(),
            ),
            Part::Paragraph(EN_CLOSE.into()),
        ];
        mail(
            it.to,
            format!("【会心】请激活您在{unit}的账号 / Activate your Huixin account"),
            &parts,
        )
    }
}

impl From<PasswordReset> for Mail {
    fn from(it: PasswordReset) -> Self {
        let (requester, unit, name) = (one_line(&it.requester), one_line(&it.unit), name(&it.to));
        let (zh, en) = until(it.valid_until);
        let parts = [
            Part::Paragraph(format!("{name}，您好：")),
            Part::Paragraph(format!("{requester}为您在“会心”平台的以下账号申请了密码重置：")),
            Part::Facts(vec![("所属单位：", unit.clone()), ("登录名：", one_line(&it.login))]),
            Part::Paragraph(format!("请于{zh}前打开以下链接，设置新密码：")),
            Part::Link(it.link.clone()),
            Part::Paragraph(
                "该链接仅供您本人使用，且只能使用一次，请勿转发。新密码设置成功后，该账号已有的登录将全部退出。".into(),
            ),
            Part::Paragraph(
                "如您并未要求重置密码，请勿打开链接，并尽快告知本单位管理员；在您设置新密码之前，原密码保持不变。".into(),
            ),
            Part::Paragraph(ZH_CLOSE.into()),
            Part::Rule,
            Part::Paragraph(format!("Dear {name},")),
            Part::Paragraph(format!("{requester} has asked for a new password for this account of yours on Huixin:")),
            Part::Facts(vec![("Unit: ", unit), ("Login: ", one_line(&it.login))]),
            Part::Paragraph(format!("To choose a new password, open this link by {en}:")),
            Part::Link(it.link),
            Part::Paragraph(
                "The link is for you alone and works once; please do not forward it. \
                 Choosing a new password signs you out everywhere."
                    .into(),
            ),
            Part::Paragraph(
                "If you did not ask for this, do not open the link and tell your unit's administrator soon. \
                 Until a new password is chosen, your old one stays as it is."
                    .into(),
            ),
            Part::Paragraph(EN_CLOSE.into()),
        ];
        mail(
            it.to,
            "【会心】重置您的登录密码 / Reset your Huixin password".into(),
            &parts,
        )
    }
}

fn mail(to: Mailbox, subject: String, parts: &[Part]) -> Mail {
    Mail {
        to,
        text: letter::text(parts),
        html: letter::html(&subject, parts),
        subject,
    }
}

fn name(to: &Mailbox) -> String {
    one_line(to.name.as_deref().unwrap_or_else(|| to.email.as_ref()))
}

/// In Beijing time, as every reader's clock shows it.
fn until(at: DateTime<Utc>) -> (String, String) {
    const BEIJING: Option<FixedOffset> = FixedOffset::east_opt(8 * 60 * 60);
    let at = BEIJING.map_or_else(|| at.fixed_offset(), |beijing| at.with_timezone(&beijing));
    (
        at.format("%Y年%-m月%-d日%H:%M（北京时间）").to_string(),
        at.format("%H:%M on %-d %B %Y (Beijing time, UTC+8)")
            .to_string(),
    )
}
