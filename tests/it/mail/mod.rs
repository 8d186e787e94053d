//! What becomes of a letter at a real mail server, and at one that fails in each way that SMTP can.
//!
//! For each failure: how far the conversation went, how often it was tried, what became of the job, what arrived, and that the log has
//! neither address nor secret.

mod failures;
mod post;
mod server;

use huixin::mail::Tls;
use serde_json::json;

use self::post::{Post, WHOLE};
use crate::harness::Letter;

#[tokio::test]
async fn a_letter_leaves_by_starttls_and_by_tls_in_plain_text_and_html() {
    let mut post = Post::open().await;
    // As configured, the first time; then with TLS from the first byte.
    for tls in [Tls::Starttls, Tls::Tls] {
        if tls == Tls::Tls {
            let port = post.server.ports.tls;
            post.mailer(|smtp| (smtp.tls, smtp.port) = (Tls::Tls, port));
        }
        post.app.node.mailer.check().await.unwrap();
        post.server.behave_well();
        post.ask().await;
        post.app.work().await;
        let journal = post.server.behave_well();
        let starttls = |step: &&str| tls == Tls::Starttls || *step != "STARTTLS";
        let mut expected: Vec<_> = WHOLE.into_iter().filter(starttls).collect();
        if tls == Tls::Tls {
            expected.remove(1);
        }
        assert_eq!(journal.steps(), expected);
        let [sent] = journal.letters.as_slice() else { panic!("{journal:?}") };
        for said in ["Message-ID: <", "multipart/alternative", "text/plain; charset=utf-8", "text/html; charset=utf-8"]
        {
            assert!(sent.contains(said), "{said} is missing in {sent}");
        }
        let letter = Letter::of(sent);
        assert!(letter.text.contains("赵咨询，您好") && letter.text.contains("Dear 赵咨询,"), "{}", letter.text);
        assert!(!letter.text.contains("张三丰") && !letter.text.contains("登录名："), "{}", letter.text);
        post.works(sent).await;
    }
    post.close().await;
}

#[tokio::test]
async fn a_letter_whose_answer_was_lost_is_sent_again_as_the_same_letter() {
    let mut post = Post::open().await;
    for lost in ["cut", "hang"] {
        post.patience(if lost == "hang" { 1_000 } else { 10_000 });
        post.ask().await;
        post.server.behave(&json!({ "at": { "content": lost }, "keep": true }));
        post.app.work().await;
        assert_eq!(post.attempts().await, 1, "{lost}");
        let first = post.server.behave_well().letters;
        assert_eq!(first.len(), 1, "{lost}: it did arrive");
        post.app.make_due().await;
        post.app.work().await;
        let again = post.server.behave_well().letters;
        assert_eq!((again.len(), post.app.queued().await), (1, 0), "{lost}");
        let id = |letter: &str| letter.lines().find(|line| line.starts_with("Message-ID: ")).map(str::to_owned);
        assert!(id(&first[0]).is_some() && id(&first[0]) == id(&again[0]), "{lost}: the reader's server can tell");
        assert_eq!(Letter::of(&first[0]).token, Letter::of(&again[0]).token, "{lost}: either copy leads there");
        post.works(&first[0]).await;
    }
    post.close().await;
}

#[tokio::test]
async fn what_was_accepted_is_not_sent_again_though_the_farewell_fails() {
    let mut post = Post::open().await;
    for farewell in ["cut", "hang", "421 4.3.2 going down", "500 5.5.2 what?"] {
        post.ask().await;
        post.server.behave(&json!({ "at": { "QUIT": farewell } }));
        post.app.work().await;
        assert_eq!(post.app.queued().await, 0, "{farewell}");
        let journal = post.server.behave_well();
        assert_eq!(journal.letters.len(), 1, "{farewell}");
        post.works(&journal.letters[0]).await;
    }
    post.close().await;
}

#[tokio::test]
async fn a_job_whose_commit_was_not_heard_of_sends_nothing_again() {
    let mut post = Post::open().await;
    post.ask().await;
    // As if the worker had died between its commit and the end of the job.
    post.app.sql("create table kept as select * from jobs._private_jobs").await;
    post.app.work().await;
    let first = post.server.behave_well().letters;
    let again = "insert into jobs._private_jobs (id, task_id, payload, max_attempts) overriding system value
                 select id, task_id, payload, max_attempts from kept";
    post.app.sql(again).await;
    post.app.work().await;
    assert_eq!((post.app.queued().await, post.server.behave_well().letters.len()), (0, 0));
    post.works(&first[0]).await;
    post.close().await;
}
