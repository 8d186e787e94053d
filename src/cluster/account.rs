//! The unprivileged account that a server process runs as: Postgres refuses root.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

const NOBODY: u32 = 65534;

/// Who the servers run as. `None` inside means: as ourselves, since we are not root.
#[derive(Clone, Copy, Debug)]
pub(super) struct Account(Option<Ids>);

#[derive(Clone, Copy, Debug)]
struct Ids {
    uid: u32,
    gid: u32,
}

impl Account {
    /// As root the `postgres` account (else `nobody`), otherwise whoever we are.
    pub(super) fn choose() -> Result<Self> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self(None));
        }
        let passwd = fs::read_to_string("/etc/passwd").context("read /etc/passwd")?;
        let nobody = Ids { uid: NOBODY, gid: NOBODY };
        Ok(Self(Some(find(&passwd, "postgres").unwrap_or(nobody))))
    }

    /// A command that runs as this account and dies by `signal` when the spawning thread does.
    pub(super) fn command(self, signal: &str, program: &Path) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--no-new-privs", "--pdeathsig", signal]);
        if let Some(Ids { uid, gid }) = self.0 {
            command.args([format!("--reuid={uid}"), format!("--regid={gid}"), "--clear-groups".into()]);
        }
        command.arg(program).env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("LC_ALL", "C.UTF-8");
        command
    }

    /// Hand a file or directory to this account.
    pub(super) fn own(self, path: &Path) -> Result<()> {
        match self.0 {
            Some(Ids { uid, gid }) => {
                chown(path, Some(uid), Some(gid)).with_context(|| format!("hand {} to uid {uid}", path.display()))
            }
            None => Ok(()),
        }
    }

    /// Refuse a directory that this account could not reach, and name the parent that bars the way.
    pub(super) fn check_reach(self, dir: &Path) -> Result<()> {
        let Some(ids) = self.0 else { return Ok(()) };
        for parent in dir.ancestors().skip(1) {
            let meta = fs::metadata(parent).with_context(|| format!("look at {}", parent.display()))?;
            if !ids.may_enter(meta.uid(), meta.gid(), meta.mode()) {
                bail!(
                    "{} may not be entered by uid {}, which the database server runs as; \
                     choose another data directory, or run: chmod o+x {}",
                    parent.display(),
                    ids.uid,
                    parent.display()
                );
            }
        }
        Ok(())
    }
}

impl Ids {
    fn may_enter(self, uid: u32, gid: u32, mode: u32) -> bool {
        let bit = if uid == self.uid {
            0o100
        } else if gid == self.gid {
            0o010
        } else {
            0o001
        };
        mode & bit != 0
    }
}

fn find(passwd: &str, name: &str) -> Option<Ids> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then_some(())?;
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Ids { uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_account_is_read_from_passwd() {
        let ids = find("root:x:0:0::/:/bin/sh\npostgres:x:101:104:,,,:/:/bin/bash\n", "postgres").unwrap();
        assert_eq!((ids.uid, ids.gid), (101, 104));
        assert!(find("postgresql:x:1:1::/:/bin/sh", "postgres").is_none());
    }

    #[test]
    fn a_closed_parent_is_named() {
        let top = tempfile::tempdir().unwrap();
        let closed = top.path().join("closed");
        fs::create_dir(&closed).unwrap();
        fs::set_permissions(top.path(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        let stranger = Account(Some(Ids { uid: 4_000_000, gid: 4_000_000 }));
        let error = stranger.check_reach(&closed.join("db")).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{} may not be entered", closed.display())), "{error}");
        stranger.check_reach(&closed).unwrap();
    }
}
