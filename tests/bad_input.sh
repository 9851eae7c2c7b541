#!/usr/bin/env bash
# A real server under hostile input: each gets a clear refusal, the next request is served, memory stays
# bounded, and SIGTERM ends it cleanly. Needs `ordo`, curl, jq and openssl on the path.
set -euo pipefail

folder=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap stop EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }

mkfifo "$folder/out"
ordo serve --data "$folder/data" --listen 127.0.0.1:0 >"$folder/out" 2>"$folder/errors" &
server=$!
url=
while read -r word rest; do
  if [ "$word" = ready ]; then url=$rest && break; fi
done <"$folder/out"
[ -n "$url" ] || { cat "$folder/errors" >&2; exit 1; }
grep -q 'one-time password' "$folder/errors" || fail "the first administrator's password is not printed"

key=$(ordo key create --data "$folder/data" --role owner --json | jq -r .key)
secret=$(openssl rand -base64 32)
api() { curl --silent --show-error --max-time 20 -H "Authorization: Bearer $key" -H 'Content-Type: application/json' "$@"; }
[ "$(api -o /dev/null -w '%{http_code}' -X POST "$url/api/v1/shops" -d "{\"code\":\"s1\",\"channel\":\"standard\",\"name\":\"店\",\"zone\":\"Asia/Shanghai\",\"currency\":\"CNY\",\"credentials\":{\"secret\":\"whsec_$secret\"}}")" = 201 ] || fail "the shop"

hexkey=$(printf %s "$secret" | openssl base64 -d -A | od -An -tx1 -v | tr -d ' \n')
# push ID FILE [TIMESTAMP] → status
push() {
  local at=${3:-$(date +%s)} signature
  signature=$( (printf '%s.%s.' "$1" "$at"; cat "$2") | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$hexkey" -binary | openssl base64 -A)
  curl --silent --max-time 20 -o "$folder/answer" -w '%{http_code}' -X POST "$url/hooks/standard/${SHOP:-s1}" \
    -H "webhook-id: $1" -H "webhook-timestamp: $at" -H "webhook-signature: v1,$signature" --data-binary "@$2" || true
}
expect() { [ "$1" = "$2" ] || fail "$3: answered $1 instead of $2 $(head -c 200 "$folder/answer")"; }
order() { # NUMBER EXTRA-JQ
  jq -cn --arg n "$1" "{type:\"order.upserted\",timestamp:\"2026-01-22T14:22:17Z\",data:{channel_order_no:\$n,status:\"paid\",created_at:\"2026-01-22T14:20:00Z\",lines:[{line_no:\"1\",sku:\"A\",title:\"t\",quantity:1,unit_price:100}],amounts:{goods:100,freight:0,total:100,paid:100},currency:\"CNY\"}} | ${2:-.}" >"$folder/body"
}

order good
expect "$(push id-good "$folder/body")" 200 "a good order"
expect "$(push id-good "$folder/body")" 200 "the same again"
expect "$(push id-old "$folder/body" $(($(date +%s) - 301)))" 401 "a stale signature"
expect "$(SHOP=nobody push id-nobody "$folder/body")" 404 "an unknown shop"
expect "$(curl --silent -o "$folder/answer" -w '%{http_code}' -X POST "$url/hooks/standard/s1" --data-binary "@$folder/body")" 401 "no signature"
expect "$(curl --silent -o "$folder/answer" -w '%{http_code}' -X POST "$url/hooks/standard/s1" -H 'webhook-id: x' -H "webhook-timestamp: $(date +%s)" -H 'webhook-signature: v1,AAAA' --data-binary "@$folder/body")" 401 "a wrong signature"
: >"$folder/body"
expect "$(push id-empty "$folder/body")" 400 "an empty body"
head -c 10485760 /dev/zero | tr '\0' ' ' >"$folder/body"
[ "$(push id-large "$folder/body")" != 200 ] || fail "10 MB were taken"

# Stored, and then parked with a reason: what was accepted is never answered with an error.
parked=0
park() { expect "$(push "id-p$parked" "$folder/body")" 200 "$1"; parked=$((parked + 1)); }
order cut; head -c 100 "$folder/body" >"$folder/cut" && mv "$folder/cut" "$folder/body"; park "a truncated body"
{ printf '{"a":%.0s' $(seq 1000); printf 1; printf '}%.0s' $(seq 1000); } >"$folder/body"; park "a thousand levels"
printf '{"type":"order.upserted","timestamp":"2026-01-22T14:22:17Z","data":{"channel_order_no":"\xff\xfe"}}' >"$folder/body"; park "invalid UTF-8"
order big '.data.amounts.total=18446744073709551616'; park "a number beyond 64 bits"
order neg '.data.amounts.goods=-5'; park "negative money"
order absurd '.data.amounts.total=9000000000000000000'; park "absurd money"
order cur '.data.currency="XXZ"'; park "an unknown currency"
order tz '.timestamp="sometime"'; park "a time that is none"
order future '.data.created_at="2099-01-01T00:00:00Z"'; park "an order from the future"
order other; expect "$(push id-good "$folder/body")" 200 "a used id with another body"; parked=$((parked + 1))
order "1'; DROP TABLE orders;--" '.data.note="<script>alert(1)</script>"'; expect "$(push id-sql "$folder/body")" 200 "SQL and HTML in texts"

nonsense() { expect "$(curl --silent -o "$folder/answer" -w '%{http_code}' -X PUT "$url/api/v1/$1" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' -H 'If-Match: "0"' -d "$2")" 422 "nonsense for $1"; }
nonsense retention '{"raw_days":6}'
nonsense delivery '{"attempts":0,"first_wait_seconds":"x","weather":1}'
nonsense overload '{"automatic":1,"usual_peak_per_s":0,"hold_s":0}'
nonsense patrol '{"status_follow_s":300,"end_to_end_s":120}'
nonsense mode '{"mode":"asleep"}'
nonsense lifecycles '{"payment":{}}'

for _ in $(seq 100); do
  stats=$(api "$url/api/v1/stats")
  [ "$(jq .backlog <<<"$stats")" = 0 ] && [ "$(jq .parked <<<"$stats")" = "$parked" ] && break
done
[ "$(jq .parked <<<"$stats")" = "$parked" ] || fail "parked: $stats, expected $parked"
[ "$(jq .orders <<<"$stats")" = 2 ] || fail "orders: $stats"
api "$url/api/v1/review?limit=50" | jq -e '[.items[] | select(.pointer == "/data/amounts/goods")] | length == 1' >/dev/null || fail "no pointer to the field"
memory=$(awk '/VmHWM/ {print $2}' "/proc/$server/status")

ordo prove --data "$folder/data" >/dev/null 2>&1 && fail "a second program opened the data"
kill -TERM "$server"
wait "$server" || fail "SIGTERM did not end the server with 0"
server=
ordo prove --data "$folder/data" >/dev/null || fail "prove"
ordo verify-history --data "$folder/data" >/dev/null || fail "verify-history"
echo "bad input: $parked parked, peak memory $((memory / 1024)) MiB"
