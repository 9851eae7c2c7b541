#!/usr/bin/env bash
# Starts a server on a free port and has promtool judge what it tells Prometheus. Needs `ordo` and
# `promtool` on the path.
set -euo pipefail

folder=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  [ -z "$server" ] || wait "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap stop EXIT

mkfifo "$folder/out"
ordo serve --data "$folder/data" --listen 127.0.0.1:0 >"$folder/out" 2>"$folder/errors" &
server=$!
url=
while read -r word rest; do
  if [ "$word" = ready ]; then url=$rest && break; fi
done <"$folder/out"
[ -n "$url" ] || { cat "$folder/errors" >&2; exit 1; }

# Requests that are counted, one of them by the door for webhooks, then the figures: twice, so that the
# first reading is in the second.
curl --silent --show-error --max-time 20 --output "$folder/refused" -d '{}' "$url/hooks/standard/nobody"
curl --fail --silent --show-error --max-time 20 "$url/healthz" >/dev/null
curl --fail --silent --show-error --max-time 20 "$url/metrics" >/dev/null
curl --fail --silent --show-error --max-time 20 "$url/metrics" >"$folder/metrics"
grep -q '^ordo_http_requests_total{.*route="/healthz"' "$folder/metrics"
grep -q '^ordo_http_requests_total{.*route="/hooks/{channel}/{shop}",status="404"} 1$' "$folder/metrics"
promtool check metrics <"$folder/metrics"

# Every figure that the dashboard draws is one that the server gives.
for name in $(grep -o 'ordo_[a-z_]*' deploy/grafana/ordo.json | grep -v '^ordo_bucket$' | sort -u); do
  grep -q "^# TYPE ${name%_bucket} " "$folder/metrics" ||
    { echo "the dashboard draws $name, which the server does not give" >&2; exit 1; }
done
