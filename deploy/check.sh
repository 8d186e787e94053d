#!/usr/bin/env bash
# Try what is in this folder with the tools that will read it (`make deploy-check`): compose file, service units, proxy, scripts.
# Starts nothing and needs no daemon. What the runbook tells people to type, a test in src/cli parses.
set -euo pipefail
cd "$(dirname "$0")"
PATH=$PATH:/usr/sbin   # where haproxy is, and not everybody looks

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

shellcheck --severity=warning ./*.sh ../.ci/run

if docker compose version >/dev/null 2>&1; then
  docker compose -f compose.yml --profile cli config -q
else
  docker-compose -f compose.yml --profile cli config -q
fi

# The proxy reads its certificate; on the host and in the container.
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=huixin.example.cn \
  -keyout "$work/key" -out "$work/chain" 2>/dev/null
cat "$work/chain" "$work/key" > "$work/certificate"
HUIXIN_CERT="$work/certificate" haproxy -c -f haproxy.cfg >/dev/null
HUIXIN_CERT="$work/certificate" HUIXIN_CONTAINER=yes HUIXIN_NODE1=172.30.88.3:8080 haproxy -c -f haproxy.cfg >/dev/null

# The program need not be installed where it is checked. Exposure is told in tenths: 1.5 of 10 at most.
for unit in *.service; do
  sed 's|/usr/local/bin/huixin|/bin/true|' "$unit" > "$work/$unit"
done
# It forgives what it does not know; we do not.
systemd-analyze verify --man=no "$work"/*.service 2>&1 | tee "$work/said" >&2
[ ! -s "$work/said" ]
for unit in "$work"/*.service; do
  systemd-analyze security --offline=yes --no-pager --threshold=15 "$unit" > "$work/exposure" || { cat "$work/exposure" >&2; exit 1; }
done
echo "deploy-check: compose file, proxy, units and scripts are in order" >&2
