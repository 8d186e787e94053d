//! Letters as they leave: what each says, and in which parts. What becomes of them at a mail server: `tests/it/mail`.

use chrono::{DateTime, Utc};

use super::*;

fn until() -> DateTime<Utc> {
    "2026-11-24T14:30:00Z".parse().unwrap()
}

fn letter(name: &str) -> AccountLetter {
    AccountLetter {
        to: Mailbox::new(Some(name.into()), "li.na@zju.example".parse().unwrap()),
        unit: "浙江大学".into(),
        link: Link::new("https://huixin.example/", "/activate", "33.abc"),
        valid_until: until(),
    }
}

fn mailer(delivery: &Delivery) -> Mailer {
    Mailer::new("会心 <huixin@moe.example>".parse().unwrap(), delivery).unwrap()
}

#[test]
fn an_invitation_says_who_where_how_and_until_when() {
    let mail = letter("李娜").invitation();
    assert_eq!(mail.subject, "【会心】请激活您在浙江大学的账号 / Activate your Huixin account");
    for said in [
        "李娜，您好：",
        "本单位账号管理员已为您在“会心”平台开通工作账号",
        "所属单位：浙江大学",
        "请于2026年11月24日22:30（北京时间）前",
        "\n    https://huixin.example/activate#33.abc\n",
        "open this link by 22:30 on 24 November 2026 (Beijing time, UTC+8):",
    ] {
        assert!(mail.text.contains(said), "{said} is missing in\n{}", mail.text);
    }
    assert!(mail.html.contains("<a href=\"https://huixin.example/activate#33.abc\">"));
}

#[test]
fn a_reset_says_what_to_do_if_not_expected() {
    let mail = letter("李娜").password_reset();
    assert!(mail.text.contains("如您并未要求重置密码，请勿打开链接"));
    assert!(mail.text.contains("If you did not ask for this"));
}

/// Every letter that there is, to somebody of this name.
fn every_letter(name: &str) -> [Mail; 8] {
    let (to, page) = (letter(name).to, Link::to_page("https://huixin.example", "/profile"));
    let task = TaskLetter { to: to.clone(), page: page.clone() };
    let application =
        RegistrationLetter { to: to.clone(), unit: "浙江省".into(), link: page.clone(), valid_until: until() };
    let emergency = EmergencyLetter {
        to: to.clone(),
        unit: "浙江大学".into(),
        role: ["心理健康教育中心负责人".into(), "Head of the counselling centre".into()],
        at: until(),
        page: page.clone(),
    };
    let alert = AlertLetter { to, page };
    [
        letter(name).invitation(),
        letter(name).password_reset(),
        task.somebody_needs_contact(),
        alert.used_from_two_networks(),
        application.clone().application(),
        application.decided(),
        emergency.clone().requested(),
        emergency.confirmed(),
    ]
}

#[test]
fn every_letter_has_both_languages_in_both_parts_and_nothing_personal_beyond_the_greeting() {
    for mail in every_letter("李娜") {
        for part in [&mail.text, &mail.html] {
            let (zh, en) = (part.find("李娜，您好：").unwrap(), part.find("Dear 李娜,").unwrap());
            assert!(zh < en && part.contains("https://huixin.example/"), "{part}");
            assert_eq!(part.matches("李娜").count(), 2, "{part}");
            assert!(!part.contains('@') && !part.contains("li.na"), "{part}");
        }
        assert!(!mail.subject.contains("李娜") && mail.subject.contains(" / "), "{}", mail.subject);
        for said in mail.text.split("\n\n").filter(|said| !said.starts_with(['-', ' '])) {
            assert!(mail.html.contains(&format!("<p>{}</p>", said.trim_end().replace('\'', "&#39;"))), "{said}");
        }
    }
}

#[test]
fn markup_in_names_stays_text_in_every_letter() {
    for mail in every_letter("<b onload=\"x\">&'") {
        assert!(mail.html.contains("&lt;b onload=&quot;x&quot;&gt;&amp;&#39;，您好"), "{}", mail.html);
        assert!(!mail.html.contains("<b "));
        assert!(mail.text.contains("<b onload=\"x\">&'，您好"), "plain text is not escaped");
    }
    let unit = AccountLetter { unit: "<i>大学".into(), ..letter("李娜") }.invitation();
    assert!(unit.html.contains("&lt;i&gt;大学") && !unit.html.contains("<i>"), "{}", unit.html);
}

#[tokio::test]
async fn a_directory_gets_whole_letters_and_no_foreign_header() {
    let dir = tempfile::tempdir().unwrap();
    let mailer = mailer(&Delivery::Directory(dir.path().join("mails")));
    mailer.check().await.unwrap();
    let mut mail = letter("李娜\r\nBcc: thief@evil.example").invitation();
    mail.subject.push_str("\r\nBcc: thief@evil.example\n\nbody");
    let id = LetterId::of("33", 7, Uuid::from_u128(1));
    assert_eq!(mailer.send(mail, &id).await, Ok(Sent::Accepted));

    let files: Vec<_> = std::fs::read_dir(dir.path().join("mails")).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].extension().unwrap(), "eml");
    let letter = std::fs::read_to_string(&files[0]).unwrap();
    let (head, _) = letter.split_once("\r\n\r\n").unwrap();
    let names: Vec<_> = head
        .lines()
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split(':').next().unwrap())
        .collect();
    assert_eq!(names, ["Message-ID", "From", "To", "Subject", "MIME-Version", "Date", "Content-Type"]);
    let ids: Vec<_> = head.lines().filter_map(|line| line.strip_prefix("Message-ID: ")).collect();
    assert_eq!(ids, [format!("<{}@moe.example>", id.0)]);
    assert_ne!(id.0, LetterId::of("33", 8, Uuid::from_u128(1)).0);
}
