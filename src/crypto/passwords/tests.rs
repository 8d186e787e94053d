//! The profiles, as tables; hashing.

use super::*;
use crate::config::PasswordProfile::{Djbh3, Nist};

/// The codes of all that is wrong with it.
fn faults(rules: Rules, text: &str, alone: bool) -> Vec<&'static str> {
    let names = vec!["张三丰", "浙江大学", "Zhejiang University"];
    let accepted = rules.accept(text, "/password", &Whose { login: "zhangsan", names, alone });
    accepted.err().into_iter().flatten().map(|fault| fault.code).collect()
}

const SHORT: &str = "password_too_short";
const LONG: &str = "password_too_long";
const PLAIN: &str = "password_too_plain";
const COMMON: &str = "password_common";
const NAME: &str = "password_is_name";

#[test]
fn djbh3_asks_for_ten_characters_of_three_kinds() {
    for (text, codes) in [
        ("", &[SHORT, PLAIN, COMMON][..]),
        ("Kf7-Tq2.x", &[SHORT]),
        ("Kf7-Tq2.xy", &[]),
        ("kftqxymwzv", &[PLAIN]),
        ("kftqxymwzv 77", &[]),
        ("correct horse battery", &[PLAIN]),
        ("Correct horse battery", &[]),
        ("春眠不觉晓处处闻啼鸟", &[PLAIN]),
        ("春眠不觉晓处处闻啼鸟 No.1", &[]),
        ("１２３４ＡＢＣＤ春眠不觉晓", &[]),
    ] {
        assert_eq!(faults(Rules::of(Djbh3), text, false), codes, "{text}");
        assert_eq!(faults(Rules::of(Djbh3), text, true), codes, "{text}: the same without a second factor");
    }
}

#[test]
fn nist_asks_for_length_and_nothing_else() {
    for (text, with_factor, alone) in [
        ("kftqxym", &[SHORT][..], &[SHORT][..]),
        ("kftqxymw", &[], &[SHORT]),
        ("kftqxymwzvbnhg", &[], &[SHORT]),
        ("kftqxymwzvbnhgp", &[], &[]),
        ("春眠不觉晓处处", &[SHORT], &[SHORT]),
        ("春眠不觉晓处处闻", &[], &[SHORT]),
        ("correct horse battery", &[], &[]),
    ] {
        assert_eq!(faults(Rules::of(Nist), text, false), with_factor, "{text}");
        assert_eq!(faults(Rules::of(Nist), text, true), alone, "{text} alone");
    }
}

#[test]
fn both_refuse_what_is_tried_first() {
    for (text, code) in [
        ("Password2026!", COMMON),
        ("P@ssw0rd-2026", COMMON),
        ("Woaini1314520!", COMMON),
        ("!QAZ2wsx3EDC", COMMON),
        ("Ａｄｍｉｎ＠２０２６!", COMMON),
        ("zZzzzz---zzzzz", COMMON),
        ("x-ZhangSan-2026", "password_contains_login"),
        ("ZhejiangDaxue@2026", NAME),
        ("Zhejiang-University-1", NAME),
        ("Huixin@202611", NAME),
        ("Tab\tin the middle 1", "password_invalid"),
    ] {
        for rules in [Rules::of(Djbh3), Rules::of(Nist)] {
            assert_eq!(faults(rules, text, false), [code], "{text}");
        }
    }
    assert_eq!(faults(Rules::of(Nist), "2026@浙江大学", false), [NAME]);
    assert_eq!(faults(Rules::of(Nist), "12345678", false), [COMMON]);
    assert_eq!(faults(Rules::of(Djbh3), "12345678", false), [SHORT, PLAIN, COMMON], "every reason is told");
}

#[test]
fn both_take_64_characters_and_more_and_say_where_it_ends() {
    for rules in [Rules::of(Djbh3), Rules::of(Nist)] {
        for length in [64, 65, LONGEST] {
            let text: String = "Kf7-Tq2.xy春".chars().cycle().take(length).collect();
            assert_eq!(faults(rules, &text, true), [""; 0], "{length}");
        }
        let text: String = "Kf7-Tq2.xy春".chars().cycle().take(LONGEST + 1).collect();
        assert_eq!(faults(rules, &text, true), [LONG]);
        assert_eq!(faults(rules, &"x".repeat(1_000_000), true), [LONG]);
        // One character of three words counts as what it means.
        assert_eq!(faults(rules, &"ﷺ".repeat(10), true), [LONG]);
        let told = rules.accept(&text, "/new", &Whose::default()).unwrap_err();
        assert_eq!((told[0].pointer.as_str(), &told[0].params), ("/new", &vec![("max", "128".to_owned())]));
    }
}

fn passwords() -> Passwords {
    Passwords::new(Rules::of(Djbh3), 2, Duration::from_secs(60))
}

#[tokio::test]
async fn a_password_matches_its_own_hash_whatever_keyboard_types_it() {
    let passwords = passwords();
    let new = passwords.accept("Caf\u{e9} au lait 1", "", &Whose::login("u1")).unwrap();
    let hash = passwords.hash(&new).await.unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{hash}");
    for (typed, right) in [
        ("Cafe\u{301} au lait 1", true),
        ("Ｃａｆ\u{e9}\u{3000}ａｕ lait １", true),
        ("Cafe au lait 1", false),
        ("caf\u{e9} au lait 1", false),
        (" Caf\u{e9} au lait 1", false),
        ("Caf\u{e9} au lait 1 ", false),
    ] {
        assert_eq!(passwords.verify(typed, Some(&hash)).await, Ok(right), "{typed}");
        assert_eq!(same(typed, "Caf\u{e9} au lait 1"), right, "{typed}");
    }
    assert_eq!(passwords.verify("Caf\u{e9} au lait 1", None).await, Ok(false));
    assert_eq!(passwords.verify(&"x".repeat(1_000_000), None).await, Ok(false));
    assert_eq!(passwords.verify("x", Some("not a hash")).await, Err(PasswordError::Failed));
    assert_eq!(format!("{new:?}"), "NewPassword(…)");
}

#[tokio::test]
async fn the_last_of_128_characters_counts() {
    let passwords = passwords();
    let text: String = "Kf7-Tq2.xy春".chars().cycle().take(LONGEST).collect();
    let new = passwords.accept(&text, "", &Whose::default()).unwrap();
    let hash = passwords.hash(&new).await.unwrap();
    let (shorter, other) = (text.chars().take(LONGEST - 1).collect::<String>(), "!");
    assert_eq!(passwords.verify(&text, Some(&hash)).await, Ok(true));
    assert_eq!(passwords.verify(&shorter, Some(&hash)).await, Ok(false));
    assert_eq!(passwords.verify(&format!("{shorter}{other}"), Some(&hash)).await, Ok(false));
    assert_eq!(passwords.verify(&format!("{text}{other}"), Some(&hash)).await, Ok(false));
    assert_eq!(passwords.is_one_of(&new, &[hash]).await, Ok(true));
}

#[tokio::test]
async fn who_waits_too_long_is_told_so() {
    let passwords = Passwords::new(Rules::of(Nist), 1, Duration::from_millis(5));
    let held = passwords.seat().await.unwrap();
    assert_eq!(passwords.verify("x", None).await, Err(PasswordError::Busy));
    drop(held);
    assert_eq!(passwords.verify("x", None).await, Ok(false));
}

#[tokio::test]
async fn who_finds_no_chair_is_told_so_at_once() {
    let passwords = Passwords::new(Rules::of(Nist), 1, Duration::from_secs(60));
    let served = passwords.seat().await.unwrap();
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..WAITING {
        let passwords = passwords.clone();
        waiting.spawn(async move { passwords.seat().await.map(drop) });
    }
    while passwords.room.available_permits() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(passwords.verify("x", None).await, Err(PasswordError::Busy));
    drop(served);
    assert_eq!(waiting.join_all().await, [Ok(()); WAITING], "those who were there first are served");
    assert_eq!(passwords.verify("x", None).await, Ok(false));
}

#[tokio::test]
async fn hashing_gives_way_to_everything_else_and_leaves_it_a_core() {
    assert_eq!([1, 2, 3, 8].map(at_once), [1, 1, 2, 7]);
    let here = || rustix::process::getpriority_process(None).unwrap();
    let before = here();
    let there = std::thread::spawn(move || {
        work::give_way();
        here()
    });
    assert_eq!((there.join().unwrap(), here()), ((before + work::YIELDS).min(19), before), "nobody but who hashes");
}
