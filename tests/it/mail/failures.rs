//! A server that fails before it has accepted the letter.

use std::net::TcpListener;

use serde_json::{Value, json};

use super::post::{Post, READER, WHOLE};

impl Post {
    /// A try fails after these steps; the job waits, nothing has arrived; the next try succeeds.
    async fn fails_and_is_tried_again(&mut self, what: &str, how: &Value, steps: &[&str]) {
        self.ask().await;
        self.server.behave(how);
        self.app.work().await;
        assert_eq!(self.attempts().await, 1, "{what}");
        let waits = "select run_at > now() and locked_at is null and attempts < max_attempts from jobs._private_jobs";
        assert!(self.app.one::<bool>(waits).await, "{what}: the job waits for its next try");
        let journal = self.server.behave_well();
        assert_eq!((journal.steps(), journal.letters.len()), (steps.to_vec(), 0), "{what}");
        self.mailer(|_| {});
        self.app.make_due().await;
        self.app.work().await;
        let journal = self.server.behave_well();
        assert_eq!((journal.letters.len(), self.app.queued().await), (1, 0), "{what}: the second try");
        self.works(&journal.letters[0]).await;
    }
}

/// The steps up to the n-th.
fn up_to(n: usize) -> &'static [&'static str] {
    const { &WHOLE }.split_at(n).0
}

#[tokio::test]
async fn what_the_server_does_not_do_for_now_is_tried_again() {
    let mut post = Post::open().await;
    let busy = format!("451 4.3.0 <{READER}> try again later");
    for (step, reply, heard) in [
        ("banner", "421 4.3.2 too busy", 1),
        ("EHLO", "421 4.3.2 too busy", 2),
        ("STARTTLS", "454 4.7.0 not now", 3),
        ("AUTH", "454 4.7.0 not now", 5),
        ("MAIL", &busy, 6),
        ("RCPT", &busy, 7),
        ("DATA", &busy, 8),
        ("content", &busy, 9),
    ] {
        post.fails_and_is_tried_again(step, &json!({ "at": { step: reply } }), up_to(heard)).await;
    }
    assert_eq!(post.noted("before is null and after is null").await, 8, "a row for each letter that left");
    post.close().await;
}

#[tokio::test]
async fn what_is_refused_to_us_and_not_to_the_reader_is_tried_again() {
    let mut post = Post::open().await;
    for (step, reply, heard) in [
        ("banner", "554 5.7.1 not you", 1),
        ("AUTH", "535 5.7.8 the-mail-password is wrong", 5),
        ("MAIL", "550 5.7.1 <no-reply@huixin.invalid> may not send", 6),
    ] {
        post.fails_and_is_tried_again(step, &json!({ "at": { step: reply } }), up_to(heard)).await;
    }
    post.mailer(|smtp| smtp.credentials = Some(("huixin".to_owned(), "wrong".to_owned())));
    post.fails_and_is_tried_again("a wrong password", &json!({}), up_to(5)).await;
    post.close().await;
}

#[tokio::test]
async fn a_connection_that_breaks_is_tried_again() {
    let mut post = Post::open().await;
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    post.mailer(|smtp| smtp.port = nobody);
    post.fails_and_is_tried_again("refused", &json!({}), &[]).await;
    for (step, heard) in [
        ("banner", 1),
        ("EHLO", 2),
        ("STARTTLS", 3),
        ("AUTH", 5),
        ("MAIL", 6),
        ("RCPT", 7),
        ("DATA", 8),
        ("content", 9),
    ] {
        post.fails_and_is_tried_again(step, &json!({ "at": { step: "cut" } }), up_to(heard)).await;
    }
    post.close().await;
}

#[tokio::test]
async fn a_server_that_hangs_is_given_up_and_tried_again() {
    let mut post = Post::open().await;
    for (step, heard) in [
        ("banner", 1),
        ("EHLO", 2),
        ("STARTTLS", 3),
        ("AUTH", 5),
        ("MAIL", 6),
        ("RCPT", 7),
        ("DATA", 8),
        ("content", 9),
    ] {
        post.patience(400);
        post.fails_and_is_tried_again(step, &json!({ "at": { step: "hang" } }), up_to(heard)).await;
    }
    post.close().await;
}

#[tokio::test]
async fn nothing_is_said_in_clear_or_to_a_stranger() {
    let mut post = Post::open().await;
    post.fails_and_is_tried_again("no STARTTLS", &json!({ "starttls": false }), up_to(2)).await;
    post.fails_and_is_tried_again("another's certificate", &json!({ "certificate": "elsewhere" }), up_to(3)).await;
    post.mailer(|smtp| smtp.ca_file = None);
    post.fails_and_is_tried_again("an unknown authority", &json!({}), up_to(3)).await;
    let port = post.server.ports.tls;
    post.mailer(|smtp| (smtp.tls, smtp.port, smtp.ca_file) = (huixin::mail::Tls::Tls, port, None));
    post.fails_and_is_tried_again("an unknown authority, from the first byte", &json!({}), &[]).await;
    post.close().await;
}

#[tokio::test]
async fn what_is_refused_for_good_is_not_tried_again_and_is_noted() {
    let mut post = Post::open().await;
    post.ask().await;
    post.app.work().await;
    let before = post.server.behave_well().letters;
    for (step, reply, noted) in [
        ("RCPT", format!("550 5.1.1 <{READER}> no such user"), "the mail is refused at RCPT: 550"),
        ("DATA", "554 5.5.1 no".to_owned(), "the mail is refused at DATA: 554"),
        ("content", format!("554 5.7.1 spam for {READER}"), "the mail is refused at the end of the letter: 554"),
    ] {
        post.ask().await;
        post.server.behave(&json!({ "at": { step: reply } }));
        post.app.work().await;
        assert_eq!(post.app.queued().await, 0, "{step}: the job is done");
        let journal = post.server.behave_well();
        assert_eq!(journal.heard.iter().filter(|heard| *heard == "MAIL").count(), 1, "{step}: one try");
        assert!(journal.letters.is_empty(), "{step}");
        assert_eq!(post.noted(&format!("after ->> 'refused' = '{noted}'")).await, 1, "{step}");
        assert!(post.is_alive(&before[0]).await, "{step}: the link before it, which did arrive, still works");
    }
    post.close().await;
}

#[tokio::test]
async fn a_letter_is_given_up_after_eight_tries_and_lies_still() {
    let mut post = Post::open().await;
    post.ask().await;
    post.server.behave(&json!({ "at": { "RCPT": "450 4.2.1 mailbox busy" } }));
    let mut waits = Vec::new();
    for attempt in 1..=8 {
        post.app.make_due().await;
        post.app.work().await;
        assert_eq!(post.attempts().await, attempt);
        waits.push(
            post.app.one::<i32>("select extract(epoch from run_at - now())::integer from jobs._private_jobs").await,
        );
    }
    assert!(waits.is_sorted() && waits[0] >= 2 && waits[6] > 900, "later and later: {waits:?}");
    let journal = post.server.behave_well();
    assert_eq!((journal.heard.iter().filter(|step| *step == "RCPT").count(), journal.letters.len()), (8, 0));
    assert!(post.app.one::<bool>("select attempts = max_attempts from jobs._private_jobs").await);
    post.close().await;
}
