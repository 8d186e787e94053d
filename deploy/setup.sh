#!/usr/bin/env bash
# Install what is missing on a Debian machine; quick and silent where nothing is.
#
#   deploy/setup.sh            what building and `huixin demo` need
#   deploy/setup.sh --tests    also what the tests need
#   deploy/setup.sh --check    also what `make check` needs
#
# The machine's own Postgres, Redis and HAProxy are neither made, started nor touched: Huixin runs its own from the binaries.
set -euo pipefail

tests=no
check=no
for option in "$@"; do
  case $option in
    --tests) tests=yes ;;
    --check) check=yes ;;
    *) echo "usage: ${0##*/} [--tests] [--check]" >&2; exit 2 ;;
  esac
done

say() { echo "setup: $*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

for tool in cargo node npm; do
  has "$tool" || { say "$tool is missing: install the Rust toolchain (rustup.rs) and Node.js 20.19 or newer"; exit 1; }
done

packages=()
need() { # PACKAGE, then a command that succeeds where it is not missing
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || packages+=("$package")
}
postgres() { has initdb || ls /usr/lib/postgresql/*/bin/initdb; }
headers() { [ -e /usr/include/stdio.h ]; }
certificates() { [ -s /etc/ssl/certs/ca-certificates.crt ]; }
compose() { docker compose version || has docker-compose; }
proxy() { has haproxy || [ -x /usr/sbin/haproxy ]; }
cjk() { ls /usr/share/fonts/opentype/noto/NotoSansCJK-*.ttc; }

need make has make
need gcc has gcc
need libc6-dev headers
need pkg-config has pkg-config
need util-linux has setpriv
need ca-certificates certificates
need postgresql postgres
need redis-server has redis-server
if [ "$tests" = yes ]; then
  need chromium has chromium
  need fonts-noto-cjk cjk
  # The mail server that the tests talk to, and its certificates.
  need python3-aiosmtpd /usr/bin/python3 -c "import aiosmtpd"
  need openssl has openssl
fi
if [ "$check" = yes ]; then
  # For deploy/check.sh.
  need docker-compose compose
  need haproxy proxy
  need systemd has systemd-analyze
  need shellcheck has shellcheck
  need openssl has openssl
fi

root=()
if [ "$(id -u)" != 0 ]; then root=(sudo); fi

install() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >&2; }

install_packages() {
  if ! has apt-get || { [ "${#root[@]}" -gt 0 ] && ! has sudo; }; then
    say "please install: ${packages[*]}"
    exit 1
  fi
  say "installing ${packages[*]}"
  "${root[@]}" apt-get update >&2
  case " ${packages[*]} " in *" postgresql "*)
    # Where Debian's cluster manager is new, it must not make and start a cluster of its own.
    if ! [ -e /etc/postgresql-common/createcluster.conf ]; then
      install postgresql-common
      "${root[@]}" sed -i -E 's/^#? *create_main_cluster *=.*/create_main_cluster = false/' \
        /etc/postgresql-common/createcluster.conf
    fi
  esac
  install "${packages[@]}"
  # Debian starts what it installs.
  local server
  for server in redis-server haproxy; do
    case " ${packages[*]} " in *" $server "*)
      if [ -d /run/systemd/system ]; then
        "${root[@]}" systemctl disable --now "$server" >&2
      elif has update-rc.d; then
        "${root[@]}" update-rc.d "$server" disable >&2
      fi
    esac
  done
}
[ "${#packages[@]}" = 0 ] || install_packages

cargo_tool() {
  has "$1" && return
  say "compiling $1, once"
  # Unoptimised, which halves the wait and costs a check nothing; not into the project's target directory.
  env -u CARGO_TARGET_DIR -u CARGO_BUILD_TARGET_DIR CARGO_PROFILE_DEV_DEBUG=false CARGO_PROFILE_DEV_INCREMENTAL=false \
    cargo install --debug --locked "$1" >&2
}
if [ "$tests" = yes ]; then cargo_tool cargo-nextest; fi
if [ "$check" = yes ]; then cargo_tool cargo-deny; fi
