//! Ten thousand staff of a school: a file checked over HTTP, with identity numbers, and committed; then the same file, all unchanged.
//! Against `psql \copy` of the same accounts and assignments into tables with the same keys.

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use huixin::codes::{Place, ProvinceCode};
use reqwest::{Method, header};
use serde_json::{Value, json};

use crate::{
    Row,
    caller::{Caller, answer},
    import,
    node::Node,
};

const SCHOOL: &str = "4151000001";
const PEOPLE: u32 = 10_000;

pub async fn run() -> Result<Vec<Row>> {
    let node = Node::start().await?;
    node.huixin(&["province", "apply"])?;
    import::national(&node).await?;
    let province: ProvinceCode = "51".parse()?;
    node.appoint_at(Place::Province(province), "school_admin", "staff.admin", Some(SCHOOL)).await?;
    let served = node.serve()?;
    let admin = Caller::new(&node, node.sign_in("51", "staff.admin")?);
    let (checked, import) = upload(&admin, [PEOPLE, 0]).await?;
    let committed = commit(&admin, &import).await?;
    let (again, _) = upload(&admin, [0, PEOPLE]).await?;
    drop(served);
    let copied = copy(&node)?;
    node.stop().await?;
    let seconds = |time: Duration| time.as_secs_f64();
    let row = |what: String, yardstick: String, ratio: String, limit: f64, target, took: Duration| Row {
        what: format!("{what}: {:.2} s", seconds(took)),
        yardstick,
        ratio,
        target,
        met: seconds(took) <= limit,
    };
    let yardstick = format!("`psql \\copy` of the same accounts and assignments, same keys: {:.2} s", seconds(copied));
    let times = format!("{:.1} ×", seconds(committed) / seconds(copied));
    let none = || "–".to_owned();
    Ok(vec![
        row(format!("file of {PEOPLE} staff over HTTP, checked"), none(), none(), 5.0, "≤ 5 s", checked),
        row("the same committed, invitations queued".to_owned(), yardstick, times, 15.0, "≤ 15 s", committed),
        row("the same file again, all unchanged, checked".to_owned(), none(), none(), 5.0, "≤ 5 s", again),
    ])
}

async fn upload(admin: &Caller, [created, unchanged]: [u32; 2]) -> Result<(Duration, Value)> {
    let body = file()?;
    let start = Instant::now();
    let url = format!("{}/staff-imports?filename=staff.csv", admin.base);
    let request = admin.http.post(url).header(header::COOKIE, &admin.cookie).header(header::CONTENT_TYPE, "text/csv");
    let import = answer(request.body(body)).await?;
    let took = start.elapsed();
    ensure!(import["state"] == "validated", "{import}");
    ensure!(import["created"] == created && import["unchanged"] == unchanged, "{import}");
    Ok((took, import))
}

async fn commit(admin: &Caller, import: &Value) -> Result<Duration> {
    let start = Instant::now();
    let path = format!("/staff-imports/{}/commit", import["id"].as_str().context("an import has an id")?);
    admin.send(Method::POST, &path, Some(json!({ "sha256": import["sha256"] }))).await?;
    Ok(start.elapsed())
}

/// People whose identity numbers are made up and well formed (GB 11643-1999).
fn file() -> Result<Vec<u8>> {
    const SURNAMES: [&str; 8] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄"];
    const GIVEN: [&str; 10] = ["伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋"];
    let mut csv = String::from("\u{feff}登录名,姓名,邮箱,角色,院系或部门,身份证件号码,到期日期\n");
    for n in 0..PEOPLE {
        let at = n as usize;
        let (surname, given) = (SURNAMES[at % 8], GIVEN[at / 8 % 10]);
        let (role, department) = if n % 3 == 0 { ("college_officer", "数学学院") } else { ("校内师生", "") };
        let number = number(n);
        writeln!(
            csv,
            "staff.{n:05},{surname}{given},staff{n:05}@example.edu.cn,{role},{department},{number},2030-06-30"
        )?;
    }
    Ok(csv.into_bytes())
}

fn number(n: u32) -> String {
    let (day, serial) = (n / 999, n % 999 + 1);
    let body = format!("5101071980{:02}{:02}{serial:03}", day % 12 + 1, day / 12 + 1);
    // Annex A: weights are 2^(17 − i) mod 11, the check character by the remainder.
    let sum: u32 = body
        .bytes()
        .zip([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
        .map(|(b, w)| u32::from(b - b'0') * w)
        .sum();
    let check = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'][(sum % 11) as usize];
    format!("{body}{check}")
}

/// Copy the accounts and assignments as they lie there into tables with the same keys, in one transaction.
fn copy(node: &Node) -> Result<Duration> {
    let psql = |commands: &[&str]| -> Result<Duration> {
        let start = Instant::now();
        let mut command = node.client("psql", "huixin_owner", &node.owner_password);
        command.args(["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1"]);
        for one in commands {
            command.args(["-c", one]);
        }
        let output = command.output()?;
        ensure!(output.status.success(), "psql: {}", String::from_utf8_lossy(&output.stderr));
        Ok(start.elapsed())
    };
    let file = |name: &str| node.path(name).to_string_lossy().into_owned();
    let (accounts, assignments) = (file("accounts.bin"), file("assignments.bin"));
    psql(&[
        "create table province_51.account_copy (like province_51.account including all)",
        "create table province_51.assignment_copy (like province_51.assignment including all,
             foreign key (account_id) references province_51.account_copy (id))",
        &format!("\\copy (select * from province_51.account) to '{accounts}' (format binary)"),
        &format!("\\copy (select * from province_51.assignment) to '{assignments}' (format binary)"),
    ])?;
    psql(&[
        &format!("\\copy province_51.account_copy from '{accounts}' (format binary)"),
        &format!("\\copy province_51.assignment_copy from '{assignments}' (format binary)"),
    ])
}
