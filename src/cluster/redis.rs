//! A private Redis: a Unix socket (or a loopback port), a password, nothing kept on disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rustix::process::Signal;

use super::account::Account;
use super::child::Child;
use super::initdb::write_secret;
use super::lock::Lock;

const READY_WITHIN: Duration = Duration::from_secs(10);
const GLANCE: Duration = Duration::from_millis(5);
const SOCKET_PATH_MAX: usize = 107;

/// A running Redis. Dropped, it ends; killed with us, too.
#[derive(Debug)]
pub struct Redis {
    child: Child,
    url: String,
    _lock: Lock,
}

impl Redis {
    /// Start one in `dir`; `None`, and a line in the log, where `redis-server` is not installed.
    ///
    /// # Errors
    /// When the directory is in use or out of the server's reach, or the server does not come up.
    pub async fn start(dir: &Path) -> Result<Option<Self>> {
        let Some(program) = find_program() else {
            tracing::info!("redis-server is not installed: caching in this process");
            return Ok(None);
        };
        let account = Account::choose()?;
        let dir = std::path::absolute(dir)?;
        fs::create_dir_all(&dir).with_context(|| format!("make {}", dir.display()))?;
        account.check_reach(&dir)?;
        let lock = Lock::take(&dir)?;
        account.own(&dir)?;
        let secret = dir.join("password");
        if !secret.exists() {
            write_secret(&secret, account)?;
        }
        let password = fs::read_to_string(&secret)?;
        let (address, url) = choose_address(&dir, &password)?;
        // The password goes by file: arguments are visible to everybody on the machine.
        let config = dir.join("redis.conf");
        write_config(&config, account, &format!("{address}requirepass {password}\n"))?;
        let mut command = account.command("TERM", &program);
        command.arg(&config).current_dir(&dir);
        command.stdin(Stdio::null()).stdout(fs::File::create(dir.join("redis.log"))?).stderr(Stdio::null());
        let child = Child::spawn(command, Signal::TERM).await?;
        let redis = Self { child, url, _lock: lock };
        redis.wait_ready(&dir).await?;
        Ok(Some(redis))
    }

    /// Where it answers, with the password: for `redis::Client::open`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// End it.
    ///
    /// # Errors
    /// When it does not end even by force.
    pub async fn stop(self) -> Result<()> {
        self.child.stop(Duration::from_secs(5)).await
    }

    async fn wait_ready(&self, dir: &Path) -> Result<()> {
        let client = redis::Client::open(self.url.as_str())?;
        let until = Instant::now() + READY_WITHIN;
        while let Err(error) = client.get_multiplexed_async_connection().await {
            let said = || fs::read_to_string(dir.join("redis.log")).unwrap_or_default();
            ensure!(self.child.ended().is_none(), "redis-server ended: {}", said());
            ensure!(Instant::now() < until, "redis-server does not answer ({error}): {}", said());
            tokio::time::sleep(GLANCE).await;
        }
        Ok(())
    }
}

fn find_program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|dir| dir.join("redis-server")).find(|program| program.exists())
}

/// The address as configuration lines and as URL.
fn choose_address(dir: &Path, password: &str) -> Result<(String, String)> {
    let settings = "save \"\"\nappendonly no\ndaemonize no\n";
    let socket = dir.join("redis.sock");
    let path = socket.to_str().filter(|path| path.len() <= SOCKET_PATH_MAX && !path.contains(['"', '\\', '%', '?']));
    if let Some(path) = path {
        if socket.exists() {
            fs::remove_file(&socket)?;
        }
        let lines = format!("{settings}port 0\nunixsocket \"{path}\"\nunixsocketperm 700\n");
        return Ok((lines, format!("redis+unix://{path}?pass={password}")));
    }
    let port = std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let lines = format!("{settings}bind 127.0.0.1\nport {port}\n");
    Ok((lines, format!("redis://:{password}@127.0.0.1:{port}/")))
}

fn write_config(path: &Path, account: Account, text: &str) -> Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    account.own(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_private_redis_answers_with_its_password_only() {
        let dir = tempfile::tempdir().unwrap();
        let redis = Redis::start(dir.path()).await.unwrap().unwrap();
        let mut connection =
            redis::Client::open(redis.url()).unwrap().get_multiplexed_async_connection().await.unwrap();
        redis::cmd("SET").arg("k").arg(1).exec_async(&mut connection).await.unwrap();

        let bare = redis.url().split("?pass").next().unwrap();
        let mut stranger = redis::Client::open(bare).unwrap().get_multiplexed_async_connection().await.unwrap();
        let refused = redis::cmd("GET").arg("k").query_async::<String>(&mut stranger).await.unwrap_err();
        assert_eq!(refused.code(), Some("NOAUTH"));

        let busy = Redis::start(dir.path()).await.unwrap_err().to_string();
        assert!(busy.ends_with("is in use by another huixin process"), "{busy}");
        redis.stop().await.unwrap();
        Redis::start(dir.path()).await.unwrap().unwrap().stop().await.unwrap();
    }
}
