#!/bin/sh
# Builds the front ends on every change and restarts the server on every change of Go files or built files.
set -eu
addr=$1 data=$2
cd "$(dirname "$0")/.."
(cd widget && npm run --silent build)
(cd widget && npm run --silent dev:visitor) & front1=$!
(cd widget && npm run --silent dev:panel) & front2=$!
server=""
trap 'kill $front1 $front2 $server 2>/dev/null || true' EXIT INT TERM
stamp() { find . -path ./widget/node_modules -prune -o \( -name '*.go' -o -path './widget/dist/*' -o -path './widget/demo/*' -o -name '*.sql' \) -type f -printf '%T@ %p\n' 2>/dev/null | sort | cksum; }
last=""
while :; do
  now=$(stamp)
  if [ "$now" != "$last" ]; then
    last=$now
    if go build -o bin/zagaj ./cmd/zagaj; then
      [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
      ADDR=$addr DATA=$data bin/zagaj serve --demo & server=$!
    fi
  fi
  sleep 1
done
