#!/bin/bash
# GET a path from the node in this very container and print the body; fails unless the answer is 200.
# The image holds no HTTP client, and bash is in it:
#
#   node-get /healthz     the container's health check
#   node-get /metrics     which a node tells only on its loopback address
set -euo pipefail

path=${1:?usage: node-get PATH [PORT]}
port=${2:-8080}

exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET %s HTTP/1.0\r\n\r\n' "$path" >&3
# A node that hangs says nothing.
read -t 5 -r _ status _ <&3
while read -t 5 -r line <&3 && [ "$line" != $'\r' ]; do :; done
cat <&3
[ "$status" = 200 ]
