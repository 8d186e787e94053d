//! The letters that warn an account's owner. Nothing but the greeting is personal.

use lettre::message::Mailbox;

use super::letter::{self, Link, Part};
use super::{Mail, one_line};

/// A letter about the use of an account.
#[derive(Clone, Debug)]
pub struct AlertLetter {
    /// To whom.
    pub to: Mailbox,
    /// Where its sessions are listed.
    pub page: Link,
}

impl AlertLetter {
    /// To somebody whose account is in use from two networks at the same time.
    pub fn used_from_two_networks(self) -> Mail {
        let name = one_line(self.to.name.as_deref().unwrap_or_else(|| self.to.email.as_ref()));
        let paragraph = |text: &str| Part::Paragraph(text.to_owned());
        let parts = [
            Part::Paragraph(format!("{name}，您好：")),
            paragraph(
                "您在“会心”平台的账号正在两个不同的网络上同时使用。如果都是您本人，无需处理；如果不是，请立即登录“个人中心”退出其他登录，并修改密码：",
            ),
            Part::Link(self.page.clone()),
            paragraph(
                "按照平台管理规定，账号由本人使用和保管，严禁出借。因出借账号造成数据安全事件的，由当事人承担相应责任。",
            ),
            Part::Rule,
            Part::Paragraph(format!("Dear {name},")),
            paragraph(
                "Your account on Huixin is in use from two different networks at the same time. If both are you, there is nothing to \
                 do. If not, sign in now, end the other sessions on your profile page, and change your password:",
            ),
            Part::Link(self.page),
            paragraph(
                "Accounts are for their owners alone; lending one is forbidden, and whoever does answers for what comes of it.",
            ),
        ];
        let subject = "【会心】您的账号正在两个网络上同时使用 / Your account is in use from two networks".to_owned();
        Mail { to: self.to, text: letter::text(&parts), html: letter::html(&subject, &parts), subject }
    }
}
