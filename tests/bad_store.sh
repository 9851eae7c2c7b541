#!/usr/bin/env bash
# A store that cannot be used: `ordo serve` says in one line what to do, exits with 78, or with 69 where trying again
# may help, and starts again once it is seen to. The disks are small ones in memory, for which it takes a mount namespace. Needs `ordo` on the path.
set -euo pipefail

if [ "${1:-}" != inside ]; then
  for namespace in "unshare --mount" "unshare --map-root-user --mount"; do
    if $namespace mount -t tmpfs none /mnt 2>/dev/null; then exec $namespace "$0" inside; fi
  done
  echo "not checked: nobody here may mount a disk"
  exit 0
fi

folder=$(mktemp -d)
stop() {
  umount "$folder" 2>/dev/null || true
  rm -rf "$folder"
}
trap stop EXIT
fail() { echo "FAILED: $*" >&2; cat "/tmp/ordo-bad-store.$$" >&2 2>/dev/null || true; exit 1; }

# refused WHAT WORDS EXIT_CODE: the server does not start, and says so.
refused() {
  local status=0 told=/tmp/ordo-bad-store.$$
  timeout --kill-after=5 60 ordo serve --data "$folder/data" --listen 127.0.0.1:0 --log-level error \
    >/dev/null 2>"$told" || status=$?
  [ "$status" -eq "$3" ] || fail "$1: exit code $status"
  [ "$(wc -l <"$told")" -eq 1 ] || fail "$1: not one line"
  grep -q "$2" "$told" || fail "$1: does not say \"$2\""
  rm -f "$told"
}

mount -t tmpfs -o size=256k none "$folder"
refused "a full disk" "the disk is full: make room and start again" 69

mount -o remount,size=64m none "$folder"
ordo key create --data "$folder/data" --json >/dev/null || fail "once there is room it does not start"

before=$(cd "$folder/data" && cksum ordo.db keys/master.key)
mount -o remount,ro none "$folder"
refused "a read-only disk" "cannot write to" 78
[ "$before" = "$(cd "$folder/data" && cksum ordo.db keys/master.key)" ] || fail "something was changed"
mount -o remount,rw none "$folder"

ordo prove --data "$folder/data" >/dev/null || fail "the data is not sound"
