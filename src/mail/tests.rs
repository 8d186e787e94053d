//! Letters as they leave: read from the directory, and as a mail server sees them.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;

fn until() -> DateTime<Utc> {
    "2026-11-24T14:30:00Z".parse().unwrap()
}

fn letter(name: &str) -> AccountLetter {
    AccountLetter {
        to: Mailbox::new(Some(name.into()), "li.na@zju.example".parse().unwrap()),
        sender: "浙江省教育厅 王敏".into(),
        unit: "浙江大学".into(),
        login: "li.na".into(),
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
        "浙江省教育厅 王敏已为您在“会心”平台开通浙江大学的工作账号",
        "登录名：li.na",
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

#[test]
fn markup_in_names_stays_text() {
    let mail = letter("<b onload=\"x\">&").invitation();
    assert!(mail.html.contains("&lt;b onload=&quot;x&quot;&gt;&amp;，您好"), "{}", mail.html);
    assert!(!mail.html.contains("<b "));
}

#[tokio::test]
async fn a_directory_gets_whole_letters_and_no_foreign_header() {
    let dir = tempfile::tempdir().unwrap();
    let mailer = mailer(&Delivery::Directory(dir.path().join("mails")));
    mailer.check().await.unwrap();
    let mut mail = letter("李娜\r\nBcc: thief@evil.example").invitation();
    mail.subject.push_str("\r\nBcc: thief@evil.example\n\nbody");
    mailer.send(mail).await.unwrap();

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
    assert_eq!(names, ["From", "To", "Subject", "MIME-Version", "Date", "Content-Type"]);
}

/// A mail server that knows one recipient, and what it has been told.
async fn server() -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            talk(stream, &told).await;
        }
    });
    (address, heard)
}

async fn talk(mut stream: TcpStream, heard: &Mutex<Vec<String>>) {
    let (read, mut write) = stream.split();
    let mut lines = BufReader::new(read).lines();
    let mut in_data = false;
    write.write_all(b"220 h\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        in_data = in_data && line != ".";
        let reply = match line.split([' ', ':']).next().unwrap() {
            _ if in_data => "",
            "DATA" => "354 go\r\n",
            "RCPT" if !line.contains("li.na@") => "550 no such user\r\n",
            "QUIT" => "221 bye\r\n",
            _ => "250 ok\r\n",
        };
        in_data = in_data || line == "DATA";
        heard.lock().unwrap().push(line);
        write.write_all(reply.as_bytes()).await.unwrap();
    }
}

fn smtp(address: SocketAddr, tls: Tls) -> Delivery {
    let (host, port) = (address.ip().to_string(), Some(address.port()));
    Delivery::Smtp(Smtp { host, port, tls, username: None, password: None })
}

#[tokio::test]
async fn a_mail_server_gets_the_letter_and_its_refusal_is_final() {
    let (address, heard) = server().await;
    let mailer = mailer(&smtp(address, Tls::None));
    mailer.check().await.unwrap();
    mailer.send(letter("李娜").invitation()).await.unwrap();
    let mut stranger = letter("李娜").invitation();
    stranger.to.email = "nobody@zju.example".parse().unwrap();
    let refused = mailer.send(stranger).await.unwrap_err();
    assert!(matches!(refused, MailError::Refused(_)), "{refused}");
    assert!(heard.lock().unwrap().contains(&"RCPT TO:<li.na@zju.example>".to_owned()));
}

#[tokio::test]
async fn without_encryption_nothing_is_said_to_a_server_that_should_have_it() {
    let (address, heard) = server().await;
    let unavailable = mailer(&smtp(address, Tls::Starttls)).send(letter("李娜").invitation()).await.unwrap_err();
    assert!(matches!(unavailable, MailError::Unavailable(_)), "{unavailable}");
    assert!(!heard.lock().unwrap().iter().any(|line| line.starts_with("MAIL")));
}
