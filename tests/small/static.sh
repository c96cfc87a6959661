#!/usr/bin/env bash
# The static binary: one file, not large, that runs where there is nothing else.
#
#     tests/small/static.sh BINARY [BYTES]
#
# It may have BYTES at most, meets an index that the search library panics at, and is started in an empty environment and
# in an empty root.
set -euo pipefail

binary=$(realpath "$1")
most=${2:-12582912}
today='--today 2026-11-20'
fail() { printf 'FAILED: %s\n' "$*"; exit 1; }

size=$(stat -c %s "$binary")
echo "$size bytes"
[ "$size" -le "$most" ] || fail "more than $most bytes"

if command -v readelf >/dev/null && readelf -lW "$binary" | grep -q INTERP; then
    fail 'it asks for a dynamic loader'
fi

env -i "$binary" --version
env -i "$binary" search poh $today --limit 1

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

# This binary alone is linked without a C library's unwinder. An index of so many entries (more than VERIFIED_FIRST in
# src/library/opener.rs) is not verified before it is used, so tantivy comes upon the damage by itself, and may panic.
mkdir "$root/library"
{
    printf 'format = 1\n[pack]\nid = "many"\ntitle = "Many"\nversion = "1"\n'
    for number in $(seq 2100); do
        printf '[[entry]]\nid = "general/number-%s"\ntopic = "overview"\nquestion = "What is number %s?"\n' "$number" "$number"
        printf 'short_answer = "A number."\nlast_updated = 2026-11-20\n'
    done
} >"$root/library/pack.toml"
numbered() {
    env -i XDG_CACHE_HOME="$root/cache" "$binary" search --library "$root/library" $today --limit 1 'number 2025' |
        grep -q 'What is number 2025?' || fail "no answer $1"
}
numbered 'from a new index'
for kind in term idx; do
    for file in "$root"/cache/clinfaq/*/*/*."$kind"; do
        # All but the last bytes, in which the search library says how long the parts are.
        damaged=$(($(stat -c %s "$file") - 130))
        [ "$damaged" -gt 0 ] || fail "$file is too small to be damaged"
        head -c "$damaged" /dev/zero | tr '\0' '\377' | dd of="$file" conv=notrunc status=none
    done
    numbered "from a damaged index ($kind)"
done
echo 'mends its index'
rm -rf "$root"/*

cp "$binary" "$root/clinfaq"
enter=(chroot "$root")
[ "$(id -u)" = 0 ] || enter=(unshare -r chroot "$root")
if ! "${enter[@]}" /clinfaq --version >/dev/null 2>&1; then
    echo 'an empty root: skipped, no chroot is allowed here'
    exit 0
fi
# Without a home the index is kept in memory; with one it is written, and read the next time.
for environment in 'NO=home' 'HOME=/' 'HOME=/' 'HOME=/missing' 'XDG_CACHE_HOME=/clinfaq/no-folder' 'TZ=Europe/Paris LANG=de_DE'; do
    # shellcheck disable=SC2086
    env -i PATH="$PATH" $environment "${enter[@]}" /clinfaq search 'poh tretment' $today --limit 1 | grep -q poh/treatment-proven ||
        fail "no answer in an empty root with $environment"
done
[ -d "$root/.cache/clinfaq" ] || fail 'no index was kept'
# Without HOME, the list of users says where the home is.
mkdir "$root/etc" "$root/user"
echo 'root:x:0:0::/user:/bin/sh' >"$root/etc/passwd"
env -i PATH="$PATH" "${enter[@]}" /clinfaq show poh $today >/dev/null || fail 'show without HOME'
[ -d "$root/user/.cache/clinfaq" ] || fail 'the home in /etc/passwd was not used'
[ ! -e "$root/missing" ] || fail 'a home was made'
env -i PATH="$PATH" "${enter[@]}" /clinfaq check --library bundled $today >/dev/null || [ $? = 1 ] || fail 'check'
echo 'runs in an empty root'
