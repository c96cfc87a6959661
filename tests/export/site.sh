#!/usr/bin/env bash
# The exported site in the programs that it is made for: turned into a ZIM file with the command that clinfaq prints,
# checked, served on the loopback address and searched; opened in a browser without a window, followed from the index to an
# answer, photographed as on a phone and on a desk, and printed. Says what is not installed and was skipped.
#
#   tests/export/site.sh BINARY [FOLDER]    FOLDER: where the pictures are to stay
set -euo pipefail
binary=$(realpath "$1")
work=$(mktemp -d)
pictures=$(realpath "${2:-$work}")
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
export HOME=$work XDG_CACHE_HOME=$work/cache
cd "$work"

fail() { echo "site: $*" >&2; exit 1; }

# Whether a program is there; as root, its package is installed first.
have() {
    local program=$1 package=$2
    if ! command -v "$program" >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        DEBIAN_FRONTEND=noninteractive timeout 60 apt-get install -y --no-install-recommends "$package" >/dev/null 2>&1 || true
    fi
    command -v "$program" >/dev/null || { echo "skipped: $program (package $package) is not here and cannot be installed"; return 1; }
}

"$binary" --library bundled --today 2026-11-29 export html site 2>notes
answer=entry/heterotopic-ossification/fop/no-biopsy.html
[ -f "site/$answer" ] || fail "no page of the answer on FOP and injections"

if have zimwriterfs zim-tools; then
    command=$(grep -o 'zimwriterfs .*' notes) || fail 'no zimwriterfs command was printed'
    bash -c "$command" >zimwriterfs.log 2>&1 || { cat zimwriterfs.log; fail 'zimwriterfs failed'; }
    zim=$(ls ./*.zim)
    zimcheck "$zim" >zimcheck.log 2>&1 || { cat zimcheck.log; fail 'zimcheck found mistakes'; }
    echo "checked: $zim, $(stat -c %s "$zim") bytes"
    if have kiwix-serve kiwix-tools && have curl curl; then
        port=$((20000 + RANDOM % 20000))
        kiwix-serve --address 127.0.0.1 --port "$port" "$zim" >kiwix.log 2>&1 &
        server=$!
        get() { curl --silent --fail --location --retry 20 --retry-connrefused --retry-delay 1 "http://127.0.0.1:$port/$1"; }
        book=$(basename "$zim" .zim)
        get "search?content=$book&pattern=injection+muscle" >found.html || { cat kiwix.log; fail 'kiwix-serve does not search'; }
        grep -q "$answer" found.html || fail 'the answer was not found by its words'
        get "$book/$answer" | grep -q CAUTION || fail 'the box of the answer is not served'
        echo 'served and searched: kiwix-serve'
    fi
fi

if have chromium chromium; then
    browse() { timeout 30 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" "$@" 2>/dev/null; }
    # The first link with these words in it, from a page of the site.
    follow() { browse --dump-dom "file://$work/site/$1" | grep -o "href=\"[^\"]*$2[^\"]*\"" | head -n 1 | cut -d'"' -f2; }
    condition=$(follow index.html /fop.html) || fail 'the index does not lead to FOP'
    link=$(follow "$condition" /no-biopsy.html) || fail 'FOP does not lead to the answer'
    [ "$(realpath "site/condition/$link")" = "$work/site/$answer" ] || fail 'the link leads elsewhere'
    browse --dump-dom "file://$work/site/$answer" | grep -q 'id="source-1"' || fail 'the answer has no sources'
    for page in index.html "$condition" "$answer"; do
        name=$(basename "$page" .html)
        browse --screenshot="$pictures/$name-phone.png" --window-size=500,1000 "file://$work/site/$page" >/dev/null
        browse --screenshot="$pictures/$name-desk.png" --window-size=1280,900 "file://$work/site/$page" >/dev/null
    done
    "$binary" --library bundled --today 2026-11-29 handout --large --to handout.html fop/no-biopsy 2>/dev/null
    browse --print-to-pdf="$pictures/handout.pdf" --no-pdf-header-footer "file://$work/handout.html" >/dev/null
    [ -s "$pictures/handout.pdf" ] && [ -s "$pictures/no-biopsy-phone.png" ] || fail 'the browser made no picture'
    echo 'opened, photographed and printed: chromium'
fi
