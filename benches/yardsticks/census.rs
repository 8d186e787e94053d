//! A census of a million students: uploaded over HTTP as one `.csv`, sealed, scored, staged, committed, counted and published; then
//! the same file with one row in a hundred changed. Against `psql \copy` of the same sealed rows into a table with the same keys.

use std::{
    fs::File,
    io::{BufWriter, Read, Write},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use futures_util::stream;
use huixin::{
    assessment::instruments,
    cli::demo::students::{INSTRUMENTS, Students},
    codes::{Place, ProvinceCode, SchoolCode, SchoolLevel},
};
use reqwest::{Method, header};
use serde_json::json;

use crate::{
    Row,
    caller::{Caller, answer, open},
    client::memory_mib,
    import,
    node::Node,
};

const SCHOOL: &str = "4151000001";
/// Pieces in which a file is sent, in bytes.
const PIECE: usize = 256 << 10;

pub async fn run() -> Result<Vec<Row>> {
    let wanted: u32 = std::env::var("HUIXIN_BENCH_ROWS").map_or(Ok(1_000_000), |rows| rows.parse())?;
    let node = Node::start().await?;
    node.huixin(&["province", "apply"])?;
    import::national(&node).await?;
    let province: ProvinceCode = "51".parse()?;
    node.appoint(Place::Ministry, "moe_steering", "steering").await?;
    node.appoint_at(Place::Province(province), "counsel_head", "head", Some(SCHOOL)).await?;
    let paper = INSTRUMENTS.map(instruments::find).into_iter().collect::<Option<Vec<_>>>().context("instruments")?;
    let school: SchoolCode = SCHOOL.parse()?;
    let students = || Students::new(school, Some(SchoolLevel::Undergraduate), wanted, paper.clone());
    write(&node, "first.csv", students(), false)?;
    write(&node, "corrected.csv", students(), true)?;

    let served = node.serve_and_work()?;
    let campaign = open(&Caller::new(&node, node.sign_in("ministry", "steering")?)).await?;
    let head = Caller::new(&node, node.sign_in("51", "head")?);
    let path = format!("/provinces/51/schools/{SCHOOL}/campaigns/{campaign}/result-imports");
    let before = memory_mib(served.0.id(), "VmHWM")?;
    let first = bring_in(&node, &head, &path, "first.csv", [wanted, 0, 0]).await?;
    let more = memory_mib(served.0.id(), "VmHWM")? - before;
    let changed = wanted / 100;
    let corrected = bring_in(&node, &head, &path, "corrected.csv", [0, changed, wanted - changed]).await?;
    drop(served);
    let (keyed, plain) = copies(&node)?;
    node.stop().await?;
    println!("plain unindexed \\copy: {:.1} s; the server's peak rose by {more:.0} MiB", plain.as_secs_f64());
    let seconds = |time: Duration| time.as_secs_f64();
    let (times, share) = (seconds(first) / seconds(keyed), seconds(corrected) / seconds(first));
    Ok(vec![
        Row {
            what: format!(
                "census import over HTTP, {wanted} rows, sealed, scored, counted, published: {:.1} s",
                seconds(first)
            ),
            yardstick: format!(
                "`psql \\copy` of the same sealed rows into a table with the same keys: {:.1} s",
                seconds(keyed)
            ),
            ratio: format!("{times:.2} ×"),
            target: "≤ 3 ×",
            met: times <= 3.0,
        },
        Row {
            what: format!("corrected file, 1 % changed: {:.1} s", seconds(corrected)),
            yardstick: format!("first import: {:.1} s", seconds(first)),
            ratio: format!("{share:.2} ×"),
            target: "≤ 0.6 ×",
            met: share <= 0.6,
        },
    ])
}

/// Write a file of students; corrected, the last answer of every hundredth differs.
fn write(node: &Node, name: &str, students: Students, corrected: bool) -> Result<()> {
    let mut file = BufWriter::new(File::create(node.path(name))?);
    file.write_all(students.header().as_bytes())?;
    for (at, mut line) in students.enumerate() {
        if corrected && at % 100 == 99 {
            let other = if line.ends_with("4\n") { "3\n" } else { "4\n" };
            line.truncate(line.rfind(',').context("a line has cells")? + 1);
            line.push_str(other);
        }
        file.write_all(line.as_bytes())?;
    }
    Ok(file.flush()?)
}

/// Upload and commit a file; how long that took until it was published. `counts`: created, changed, unchanged.
async fn bring_in(node: &Node, head: &Caller, path: &str, name: &str, counts: [u32; 3]) -> Result<Duration> {
    let start = Instant::now();
    let mut file = File::open(node.path(name))?;
    let pieces = std::iter::from_fn(move || {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece);
        read.map(|count| {
            (count > 0).then(|| {
                piece.truncate(count);
                piece
            })
        })
        .transpose()
    });
    let url = format!("{}{path}?filename={name}", head.base);
    let upload = head
        .http
        .post(url)
        .header(header::COOKIE, &head.cookie)
        .header(header::CONTENT_TYPE, "application/octet-stream");
    let import = answer(upload.body(reqwest::Body::wrap_stream(stream::iter(pieces)))).await?;
    let found = ["created", "changed", "unchanged"].map(|count| import[count].as_u64().unwrap_or(0) as u32);
    ensure!(import["state"] == "validated" && found == counts, "{import}");
    let path = format!("{path}/{}", import["id"].as_str().context("an import has an id")?);
    let body = json!({ "sha256": import["sha256"] });
    head.send(Method::POST, &format!("{path}/commit"), Some(body)).await?;
    loop {
        let state = head.send(Method::GET, &path, None).await?["state"].clone();
        match state.as_str() {
            Some("done") => return Ok(start.elapsed()),
            Some("committing") => tokio::time::sleep(Duration::from_millis(50)).await,
            other => anyhow::bail!("the commit ended as {other:?}"),
        }
    }
}

/// Copy the sealed rows as they lie in the partition into a table with the same keys, and into one without.
fn copies(node: &Node) -> Result<(Duration, Duration)> {
    let psql = |sql: &str| -> Result<Duration> {
        let start = Instant::now();
        let mut command = node.client("psql", "huixin_owner", &node.owner_password);
        let output = command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql]).output()?;
        ensure!(output.status.success(), "psql: {}", String::from_utf8_lossy(&output.stderr));
        Ok(start.elapsed())
    };
    let file = node.path("sealed.bin");
    let file = file.to_str().context("a temporary directory has a plain name")?;
    psql(
        "create table province_51.keyed (like province_51.result including all); create table province_51.plain (like province_51.result)",
    )?;
    psql(&format!("\\copy (select * from province_51.result) to '{file}' (format binary)"))?;
    let plain = psql(&format!("\\copy province_51.plain from '{file}' (format binary)"))?;
    let keyed = psql(&format!("\\copy province_51.keyed from '{file}' (format binary)"))?;
    Ok((keyed, plain))
}
