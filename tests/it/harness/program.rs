//! The program itself, as an operator runs it: with a configuration file and secrets of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use huixin::config::Config;

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
}
