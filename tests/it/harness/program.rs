//! The program itself, as an operator runs it: with a configuration file and secrets of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use huixin::config::Config;
use serde_json::Value;

use super::{Cluster, TestApp};

/// A folder from which `huixin` can be run.
pub struct Program {
    dir: PathBuf,
}

impl Program {
    /// Write configuration, secrets and the tenants with these codes below `dir`.
    pub fn install(dir: &Path, cluster: &Cluster, config: &Config, tenants: &[&str]) -> Self {
        fs::create_dir_all(dir.join("secrets")).unwrap();
        for (name, secret) in
            [("login", &cluster.login_secret), ("root", &cluster.root_key), ("owner", &cluster.owner_password)]
        {
            fs::write(dir.join("secrets").join(name), secret).unwrap();
        }
        fs::create_dir_all(&config.tenants).unwrap();
        for code in tenants {
            let file = format!("{code}.toml");
            let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants").join(&file);
            fs::copy(source, config.tenants.join(file)).unwrap();
        }
        fs::write(dir.join("huixin.toml"), toml::to_string(config).unwrap()).unwrap();
        Self { dir: dir.to_owned() }
    }

    /// On a test's own database.
    pub fn on(app: &TestApp, dir: &Path, tenants: &[&str]) -> Self {
        let mut config = (*app.node.config).clone();
        let own = app.cluster.config(dir, "", "");
        (config.secrets, config.tenants, config.mail) = (own.secrets, own.tenants, own.mail);
        Self::install(dir, &app.cluster, &config, tenants)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_huixin"));
        command.arg("--config").arg(self.dir.join("huixin.toml")).args(args).stdin(Stdio::null());
        command
    }

    /// Run it to its end.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Start it; whoever starts it ends it.
    pub fn start(&self, args: &[&str]) -> Child {
        self.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Let it serve and do more, with everything that it has to say written to a file.
    pub async fn serve(&self, more: &[&str], log: &Path) -> Serving {
        let file = fs::File::create(log).unwrap();
        let mut command = self.command(&[&["serve"], more].concat());
        let child = command.env("RUST_LOG", "trace").stdout(Stdio::null()).stderr(file).spawn().unwrap();
        let (mut serving, since) = (Serving { child, address: String::new() }, Instant::now());
        while serving.address.is_empty() {
            assert!(since.elapsed() < Duration::from_secs(60), "it does not listen");
            tokio::time::sleep(Duration::from_millis(10)).await;
            let said = fs::read_to_string(log).unwrap();
            let mut lines = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
            let line = lines.find(|line| line["message"] == "listening");
            serving.address = line.map_or_else(String::new, |line| line["address"].as_str().unwrap().to_owned());
        }
        serving
    }
}

/// A program that answers requests; it is killed with its handle.
pub struct Serving {
    child: Child,
    /// Address and port.
    pub address: String,
}

impl Serving {
    /// Its number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
