//! The command line: `huixin NOUN VERB`. Data on stdout, talk on stderr, `--json` everywhere.
//!
//! One rule: verbs of the host are system operations with actor `host:<unix user>`; business verbs take a `--session-file` and call
//! the same verb functions as HTTP.

mod account;
#[cfg(test)]
mod acts;
pub mod demo;
mod doctor;
#[cfg(test)]
mod documented;
mod end_sessions;
mod output;
mod policy;
mod province;
mod school;
mod score;
mod serve;
mod session;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

use crate::{
    access::SystemActor,
    app::App,
    clock::Clock,
    config::{Config, Log},
    crypto::passwords::apart,
    error::Error,
    telemetry::{LogFormat, log_to_stderr},
};

/// This very program (Linux), even where another lies at its path by now.
const OURSELVES: &str = "/proc/self/exe";

/// How a command ended; the numbers are part of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// 0: done.
    Done,
    /// 1: failed.
    Failed,
    /// 3: done in part.
    Partly,
    /// 5: there was nothing to do.
    Nothing,
}

/// The arguments are readable, but not acceptable: exit code 2, as for those that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Misused(String);

/// Huixin 会心.
#[derive(Parser)]
#[command(name = "huixin", version, about)]
struct Cli {
    /// Configuration file.
    #[arg(long, global = true, env = "HUIXIN_CONFIG", default_value = "huixin.toml")]
    config: PathBuf,
    /// Machine-readable output.
    #[arg(long, global = true)]
    json: bool,
    /// What to log: `info`, `debug`, or a filter such as `huixin=debug,sqlx=warn`.
    #[arg(long, global = true, env = "HUIXIN_LOG", default_value = "info")]
    log: String,
    #[command(subcommand)]
    noun: Noun,
}

#[derive(Subcommand)]
enum Noun {
    /// Answer requests; with --work also run the queue.
    Serve(serve::Serve),
    /// Run the queue.
    Work,
    /// Prepare the databases and bring the ministry and every provisioned province up to date.
    Migrate,
    /// Provinces: apply, list, status, suspend, resume.
    #[command(subcommand)]
    Province(province::Verb),
    /// Schools: the national import.
    #[command(subcommand)]
    School(school::Verb),
    /// Accounts that only the host can open.
    #[command(subcommand)]
    Account(account::Verb),
    /// Sign in and out, for business verbs; end the sessions of many.
    #[command(subcommand)]
    Session(session::Verb),
    /// Who may do what.
    #[command(subcommand)]
    Policy(policy::Verb),
    /// Score the answers to an instrument: a screening result, not a diagnosis.
    Score(score::Score),
    /// Check configuration, databases, roles and rights, Redis, mail, clock.
    Doctor,
    /// Print the OpenAPI document.
    Openapi,
    /// Print a new secret, for `login_secret_file` and `root_key_file`.
    Secret,
    /// Everything on this machine, with a private Postgres and Redis.
    Demo(demo::Demo),
    /// Hash passwords for the node that starts it.
    #[command(name = apart::VERB, hide = true)]
    Passwords,
}

/// Parse, run, and turn the end into an exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    if matches!(cli.noun, Noun::Passwords) {
        return apart::run().map_or_else(|error| fail(&error.into()), |()| ExitCode::SUCCESS);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into()),
    };
    let ended = runtime.block_on(run(cli));
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    match ended {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Failed) => ExitCode::from(1),
        Ok(Ended::Partly) => ExitCode::from(3),
        Ok(Ended::Nothing) => ExitCode::from(5),
        Err(error) => fail(&error),
    }
}

fn fail(error: &anyhow::Error) -> ExitCode {
    let refused = error.downcast_ref::<Error>();
    match refused {
        Some(refused @ Error::Refused { .. }) => output::say(&refused.in_words()),
        _ => output::say(&format!("huixin: {error:#}")),
    }
    ExitCode::from(match refused {
        Some(refused) if refused.is_permission() => 4,
        None if error.is::<Misused>() => 2,
        _ => 1,
    })
}

async fn run(cli: Cli) -> Result<Ended> {
    let out = output::Output { json: cli.json };
    let quiet = |log: &str| log_to_stderr(LogFormat::Auto, if log == "info" { "warn" } else { log });
    match cli.noun {
        Noun::Openapi => {
            out.text(&openapi().await?);
            Ok(Ended::Done)
        }
        Noun::Secret => {
            out.text(&crate::crypto::keys::RootKey::generate_text());
            Ok(Ended::Done)
        }
        Noun::Score(score) => score::run(&score, out),
        Noun::Policy(verb) => policy::run(verb, out).await,
        Noun::Demo(demo) => {
            log_to_stderr(LogFormat::Auto, if cli.log == "info" { "huixin=warn,error" } else { &cli.log })?;
            demo::run(demo, out).await
        }
        Noun::Serve(serve) => {
            let app = node(&cli.config, &cli.log).await?;
            serve::run(&app, serve).await
        }
        Noun::Work => {
            let app = node(&cli.config, &cli.log).await?;
            serve::work(&app).await
        }
        noun => {
            quiet(&cli.log)?;
            let app = App::for_command(read(&cli.config)?, Clock::default()).await?;
            let ended = match noun {
                Noun::Migrate => province::migrate(&app, out).await,
                Noun::Province(verb) => province::run(&app, verb, out).await,
                Noun::School(verb) => school::run(&app, verb, out).await,
                Noun::Account(verb) => account::run(&app, verb, out).await,
                Noun::Session(verb) => session::run(&app, verb, out).await,
                _ => doctor::run(&app, out).await,
            };
            app.close().await;
            ended
        }
    }
}

/// A long-running node; it logs as its configuration says.
async fn node(path: &Path, filter: &str) -> Result<App> {
    let config = read(path)?;
    let format = if config.log == Log::Json { LogFormat::Json } else { LogFormat::Text };
    log_to_stderr(format, filter)?;
    build(config).await
}

/// A node that stays, and so hashes passwords apart.
async fn build(config: Config) -> Result<App> {
    Ok(App::build(config, Clock::default()).await?.hashing_apart(OURSELVES.as_ref()))
}

fn read(path: &Path) -> Result<Config> {
    Config::read(path).context("see --config, and deploy/huixin.example.toml")
}

/// The document needs a node's shape, but neither databases nor real secrets.
async fn openapi() -> Result<String> {
    let dir = std::env::temp_dir();
    let config = demo::config::shape(&dir);
    let app = App::with_secrets(config, Clock::default(), demo::config::secrets()?).await?;
    Ok(crate::routes::openapi(&app))
}

/// The unix user who gives a command.
fn host() -> SystemActor {
    let user = std::env::var("SUDO_USER").or_else(|_| std::env::var("USER"));
    SystemActor::Host(user.unwrap_or_else(|_| format!("uid{}", rustix::process::getuid().as_raw())))
}
