//! The smallest client that keeps connections busy: threads, each with one kept connection and one prepared request.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

/// What a run of the client measured.
pub struct Run {
    pub per_second: f64,
    /// Microseconds, sorted.
    pub latencies: Vec<u32>,
}

impl Run {
    /// Milliseconds below which this share of the answers came.
    pub fn quantile(&self, share: f64) -> f64 {
        let at = (self.latencies.len() as f64 * share) as usize;
        f64::from(self.latencies[at.min(self.latencies.len() - 1)]) / 1e3
    }
}

/// A request for JSON by somebody with a session.
pub fn get(server: SocketAddr, path: &str, cookie: &str) -> String {
    format!(
        "GET /api/v1{path} HTTP/1.1\r\nhost: {server}\r\ncookie: __Host-huixin={cookie}\r\naccept: application/json\r\n\
         accept-language: zh-CN\r\n\r\n"
    )
}

/// Send the request over and over on so many connections; every answer must be 200.
pub fn run(server: SocketAddr, request: &str, connections: u32, seconds: u64) -> Result<Run> {
    paced(server, request, connections, Duration::ZERO, seconds)
}

/// The same by a clock: one request in so long a time on each connection, however late the answers. A latency counts from when the
/// request was due: an answer that comes late makes those behind it late, too.
pub fn paced(server: SocketAddr, request: &str, connections: u32, pace: Duration, seconds: u64) -> Result<Run> {
    let (start, life) = (Instant::now(), Duration::from_secs(seconds));
    let latencies: Vec<Result<Vec<u32>>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections).map(|_| scope.spawn(|| one(server, request, pace, life))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a client thread ends")).collect()
    });
    let took = start.elapsed().as_secs_f64();
    let mut all = Vec::new();
    for of_one in latencies {
        all.extend(of_one?);
    }
    all.sort_unstable();
    ensure!(!all.is_empty(), "no answers");
    Ok(Run { per_second: all.len() as f64 / took, latencies: all })
}

fn one(server: SocketAddr, request: &str, pace: Duration, life: Duration) -> Result<Vec<u32>> {
    let mut stream = TcpStream::connect(server)?;
    stream.set_nodelay(true)?;
    let (mut buffer, mut latencies) = (vec![0; 256 << 10], Vec::new());
    if !pace.is_zero() {
        // Where that is refused, the bench has said so.
        let _refused = go_first();
    }
    let start = Instant::now();
    let mut due = start;
    while start.elapsed() < life {
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let asked = if pace.is_zero() { Instant::now() } else { due };
        due += pace;
        stream.write_all(request.as_bytes())?;
        answer(&mut stream, &mut buffer)?;
        latencies.push(asked.elapsed().as_micros() as u32);
    }
    Ok(latencies)
}

/// Who reads at a pace of their own does so on another machine: what stands for them here and measures how long they wait must not wait
/// for a core of the server's itself (`SCHED_FIFO`, sched(7), which takes root's rights).
pub fn go_first() -> Result<()> {
    let thread = std::fs::read_link("/proc/thread-self")?;
    let thread = thread.file_name().context("a thread has a number")?;
    let output = Command::new("chrt").args(["--fifo", "--pid", "1"]).arg(thread).output()?;
    ensure!(output.status.success(), "chrt: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(())
}

/// Read one answer to its end, which `content-length` tells.
fn answer(stream: &mut TcpStream, buffer: &mut [u8]) -> Result<()> {
    let mut have = 0;
    loop {
        let read = stream.read(&mut buffer[have..])?;
        ensure!(read > 0, "the server hung up: {}", String::from_utf8_lossy(&buffer[..have]));
        have += read;
        let Some(head) = buffer[..have].windows(4).position(|w| w == b"\r\n\r\n") else { continue };
        let text = std::str::from_utf8(&buffer[..head])?;
        ensure!(text.starts_with("HTTP/1.1 200"), "{}", String::from_utf8_lossy(&buffer[..have.min(2_000)]));
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).context("no length")?;
        if have >= head + 4 + length.parse::<usize>()? {
            return Ok(());
        }
    }
}

/// Every process: its number, its parent's, and what proc(5), stat, says after the name in brackets: state, parent, …
fn processes() -> impl Iterator<Item = (i32, i32, Vec<String>)> {
    std::fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|entry| {
        let pid = entry.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        let fields: Vec<String> = stat.rsplit_once(") ")?.1.split(' ').map(str::to_owned).collect();
        Some((pid, fields[1].parse().ok()?, fields))
    })
}

/// Seconds of processor time that a process, or all children of one, have used.
pub fn cpu_seconds(of: impl Fn(i32, i32) -> bool) -> f64 {
    // utime and stime are the 14th and 15th field of all.
    let ticks =
        |fields: Vec<String>| fields[11..13].iter().map(|field| field.parse::<f64>().unwrap_or(0.0)).sum::<f64>();
    processes().filter(|(pid, parent, _)| of(*pid, *parent)).map(|(.., fields)| ticks(fields)).sum::<f64>() / 100.0
}

/// Memory of a process in MiB, by the name of a line of proc(5): `VmRSS` is what it holds, `VmHWM` the most that it has held.
pub fn memory_mib(pid: u32, line: &str) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let size = status.lines().find_map(|l| l.strip_prefix(line)?.strip_prefix(':')).context("no such line")?;
    Ok(size.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}

/// The same of a process and of all that it started.
pub fn memory_of_all_mib(pid: u32, line: &str) -> Result<f64> {
    let ours = processes().filter(|(one, parent, _)| [*one, *parent].contains(&(pid as i32)));
    ours.map(|(one, ..)| memory_mib(one as u32, line)).sum()
}
