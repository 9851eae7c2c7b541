#!/usr/bin/env bash
# A real server under hostile input: each gets a clear refusal, the next request is served, memory stays
# bounded, and SIGTERM ends it cleanly. Needs `ordo`, curl, jq and openssl on the path.
set -euo pipefail

memory_max_mib=300 # a sanitized build came to 120
crowd_wanted=5000

folder=$(mktemp -d)
server=
crowd=
stop() {
  [ -z "$crowd" ] || kill -9 "$crowd" 2>/dev/null || true
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
order() { # NUMBER EXTRA-JQ, which may use $t, a hostile text
  jq -cn --arg n "$1" --arg t "${hostile:-}" "{type:\"order.upserted\",timestamp:\"2026-01-22T14:22:17Z\",data:{channel_order_no:\$n,status:\"paid\",created_at:\"2026-01-22T14:20:00Z\",lines:[{line_no:\"1\",sku:\"A\",title:\"t\",quantity:1,unit_price:100}],amounts:{goods:100,freight:0,total:100,paid:100},currency:\"CNY\"}} | ${2:-.}" >"$folder/body"
}

order good
expect "$(push id-good "$folder/body")" 200 "a good order"
expect "$(push id-good "$folder/body")" 200 "the same again"

# Slow clients: one that sends half a head, one that sends half a body. Both are answered 408, or closed,
# while everybody else goes on; they are looked at again at the end.
host=${url#http://}
slow() { # NAME HALF-A-REQUEST
  exec 3<>"/dev/tcp/${host%:*}/${host##*:}"
  printf '%b' "$2" >&3
  cat <&3 >"$folder/slow-$1"
}
slow head 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Half: ' & slow_head=$!
slow body 'POST /hooks/standard/s1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"type":' & slow_body=$!
expect "$(push id-old "$folder/body" $(($(date +%s) - 301)))" 401 "a stale signature"
expect "$(SHOP=nobody push id-nobody "$folder/body")" 404 "an unknown shop"
expect "$(curl --silent -o "$folder/answer" -w '%{http_code}' -X POST "$url/hooks/standard/s1" --data-binary "@$folder/body")" 401 "no signature"
expect "$(curl --silent -o "$folder/answer" -w '%{http_code}' -X POST "$url/hooks/standard/s1" -H 'webhook-id: x' -H "webhook-timestamp: $(date +%s)" -H 'webhook-signature: v1,AAAA' --data-binary "@$folder/body")" 401 "a wrong signature"
: >"$folder/body"
expect "$(push id-empty "$folder/body")" 400 "an empty body"
head -c 10485760 /dev/zero | tr '\0' ' ' >"$folder/body"
expect "$(push id-large "$folder/body")" 413 "10 MB"
expect "$(curl --silent --max-time 20 -o "$folder/answer" -w '%{http_code}' -X POST "$url/api/v1/orders" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' -H 'Expect:' --data-binary "@$folder/body")" 413 "10 MB for the API"
jq -e '.status == 413 and .code and .detail' "$folder/answer" >/dev/null || fail "413 is no problem document: $(head -c 200 "$folder/answer")"

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
order zone '.data.created_at="2026-01-22T14:20:00"'; expect "$(push id-zone "$folder/body")" 200 "a time without a zone"
order future '.data.created_at="2099-01-01T00:00:00Z"'; park "an order from the future"
order paid-later '.data.paid_at="2099-01-01T00:00:00Z"'; park "a payment from the future"
order other; expect "$(push id-good "$folder/body")" 200 "a used id with another body"; parked=$((parked + 1))
# SQL and HTML in every text that there is: kept as they came, and executed by nobody.
hostile="'; DROP TABLE orders;-- <script>alert(1)</script>"
order "1'; DROP TABLE orders;--" ".data |= (. + {
  buyer: {id: \$t, name: \$t, phone: \"13812345678\"},
  receiver: {name: \$t, phone: \"13812345678\", country: \"CN\", province: \$t, city: \$t, district: \$t, street: \$t, postcode: \"<b>'--\"},
  lines: [{line_no: \$t, sku: \$t, channel_sku: \$t, title: \$t, quantity: 1, unit_price: 100}],
  amounts: {goods: 100, marketing: [{kind: \$t, amount: 0, borne_by: \$t}], total: 100, paid: 100},
  note: \$t, custom: {(\$t): \$t}})"
expect "$(push id-sql "$folder/body")" 200 "SQL and HTML in every text of an order"
event() { # TYPE DATA-JQ
  jq -cn --arg t "$hostile" "{type:\"$1\",timestamp:\"2026-01-22T15:00:00Z\",data:($2 | .channel_order_no = \"1'; DROP TABLE orders;--\")}" >"$folder/body"
  expect "$(push "id-sql-${1%.*}" "$folder/body")" 200 "SQL and HTML in $1"
}
event order.paid '{paid_at:"2026-01-22T15:00:00Z",amount:100,method:$t,payment_no:$t}'
event shipment.updated '{tracking_no:$t,carrier:$t,status:"in_transit",occurred_at:"2026-01-22T15:00:00Z",location:$t,text:$t}'
event refund.updated '{refund_no:$t,kind:$t,status:"requested",amount:1,reason:$t}'
expect "$(api -o "$folder/answer" -w '%{http_code}' -G "$url/api/v1/orders" --data-urlencode "order_no=$hostile" --data-urlencode "tag=$hostile" --data-urlencode "sku=$hostile")" 200 "SQL in filters"
expect "$(api -o "$folder/answer" -w '%{http_code}' -G "$url/api/v1/orders" --data-urlencode "created_from=2026-01-22T14:20:00")" 422 "a time without a zone in a filter"
jq -e '.errors[0].pointer == "/created_from"' "$folder/answer" >/dev/null || fail "no pointer to the time without a zone"
expect "$(api -o "$folder/answer" -w '%{http_code}' -G "$url/api/v1/orders" --data-urlencode "limit=1; DROP TABLE orders")" 422 "SQL for a number"
expect "$(api -o "$folder/answer" -w '%{http_code}' -X POST "$url/api/v1/orders/search" -d "$(jq -cn --arg t "$hostile" '{q:$t}')")" 200 "SQL in a search"

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
[ "$(jq .orders <<<"$stats")" = 3 ] || fail "orders: $stats"
zoned=$(api -G "$url/api/v1/orders" --data-urlencode 'channel_order_no=zone' | jq -r '.items[0].clocks.occurred_at')
[ "$zoned" = 2026-01-22T06:20:00.000Z ] || fail "a time without a zone is the shop's: $zoned"
id=$(api -G "$url/api/v1/orders" --data-urlencode "channel_order_no=1'; DROP TABLE orders;--" | jq -r '.items[0].id')
api "$url/api/v1/orders/$id" >"$folder/answer"
texts=$(jq --arg t "$hostile" '[.buyer.name, .receiver.name, .receiver.province, .receiver.city, .receiver.district, .receiver.street, .note, .lines[0].title, .custom[$t]] | map(select(. == $t)) | length' "$folder/answer")
[ "$texts" = 9 ] || fail "hostile texts were altered: $(cat "$folder/answer")"
api "$url/api/v1/orders/$id/trace" | jq -e --arg t "$hostile" '.items | length > 3' >/dev/null || fail "the trace of the hostile order"
curl --silent -o /dev/null -D "$folder/head" -H "Authorization: Bearer $key" "$url/api/v1/orders/$id"
grep -qi '^content-type: application/json' "$folder/head" || fail "HTML could be taken for a page: $(cat "$folder/head")"

# A crowd that says nothing keeps nobody out.
gather() {
  local many=$crowd_wanted hard fd
  hard=$(ulimit -Hn)
  [ "$hard" = unlimited ] || [ "$hard" -ge $((many + 100)) ] || many=$((hard - 100))
  ulimit -Sn $((many + 100))
  for _ in $(seq "$many"); do exec {fd}<>"/dev/tcp/${host%:*}/${host##*:}"; done
  echo "$many" >"$folder/gathered"
  exec sleep 120
}
gather & crowd=$!
for _ in $(seq 2000); do
  [ -s "$folder/gathered" ] && break
  kill -0 "$crowd" 2>/dev/null || fail "the crowd could not gather"
  api -o /dev/null "$url/healthz"
done
gathered=$(cat "$folder/gathered")
[ "$gathered" -ge 1500 ] || fail "only $gathered connections fit (ulimit -Hn)"
order good
expect "$(push id-good "$folder/body")" 200 "a repeat beside $gathered idle connections"
open=$(ls "/proc/$server/fd" | wc -l)
[ "$open" -ge "$gathered" ] || fail "the server has let the crowd go: $open descriptors"
kill -9 "$crowd"
wait "$crowd" 2>/dev/null || true
crowd=

wait "$slow_head" "$slow_body" || true
for name in head body; do
  [ ! -s "$folder/slow-$name" ] || grep -q '^HTTP/1.1 408' "$folder/slow-$name" || fail "a slow $name: $(head -c 200 "$folder/slow-$name")"
done
expect "$(curl --silent -o "$folder/answer" -w '%{http_code}' "$url/healthz")" 200 "health after all that"
api "$url/api/v1/review?limit=50" | jq -e '[.items[] | select(.pointer == "/data/amounts/goods")] | length == 1' >/dev/null || fail "no pointer to the field"
api "$url/api/v1/review?limit=50" | jq -e '[.items[] | select(.pointer == "/data/paid_at")] | length == 1' >/dev/null || fail "no pointer to the payment's time"
memory=$(awk '/VmHWM/ {print $2}' "/proc/$server/status")
[ "$((memory / 1024))" -le "$memory_max_mib" ] || fail "memory grew to $((memory / 1024)) MiB, $memory_max_mib are allowed"

ordo prove --data "$folder/data" >/dev/null 2>&1 && fail "a second program opened the data"
kill -TERM "$server"
wait "$server" || fail "SIGTERM did not end the server with 0"
server=
ordo prove --data "$folder/data" >/dev/null || fail "prove"
ordo verify-history --data "$folder/data" >/dev/null || fail "verify-history"
echo "bad input: $parked parked, $gathered idle connections, peak memory $((memory / 1024)) MiB"
