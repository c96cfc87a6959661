#!/usr/bin/env bash
# The bundled library as the first pack, with the real programs: minisign accepts our signature and we accept its; a FAT32
# stick carries the pack; `add`, `undo` and `remove` are stopped at every system call that changes files, and sync everything
# in an order in which a power cut loses nothing. What is not installed, and cannot be, is skipped and named.
#
# Usage: tests/packs/proof.sh CLINFAQ [LIBRARY]
set -euo pipefail
clinfaq=$(realpath "$1")
library=${2:-faq}
# In memory where possible: the disk would be waited for at every step.
folder=$(mktemp -d -p "$([ -d /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
mounted=
finish() {
    [ -z "$mounted" ] || umount "$folder/stick"
    rm -rf "$folder"
}
trap finish EXIT
export XDG_CACHE_HOME=$folder/cache XDG_DATA_HOME=$folder/data XDG_DATA_DIRS=/nowhere CLINFAQ_CONFIG=
mkdir "$folder/data" "$folder/stick" "$folder/made"

fail() { echo "FAILED: $*"; exit 1; }

# Whether a program is there, or could be installed.
have() {
    [ -n "$(command -v "$1")" ] && return
    if [ "$(id -u)" = 0 ]; then
        apt-get install --yes "$2" >/dev/null 2>&1 && [ -n "$(command -v "$1")" ] && return
    fi
    echo "skipped: $1 is not installed (apt-get install $2)"
    return 1
}

"$clinfaq" pack keygen "$folder/proof.key" --no-password >"$folder/said" 2>&1
"$clinfaq" --today 2026-11-29 pack make "$library" --key "$folder/proof.key" --out "$folder/made" >"$folder/said"
pack=$(echo "$folder"/made/*.clinfaq)
head -1 "$folder/said" | sed "s|$folder/made/||"
"$clinfaq" pack verify --key "$folder/proof.pub" "$pack" | head -1

if have minisign minisign; then
    minisign -Vq -p "$folder/proof.pub" -m "$pack" || fail 'minisign does not accept our signature'
    printf 'secret\nsecret\n' | minisign -G -p "$folder/mini.pub" -s "$folder/mini.key" >/dev/null 2>&1
    cp "$pack" "$folder/made/signed-by-minisign.clinfaq"
    echo secret | minisign -S -s "$folder/mini.key" -m "$folder/made/signed-by-minisign.clinfaq" >/dev/null 2>&1
    "$clinfaq" pack verify --key "$folder/mini.pub" "$folder/made/signed-by-minisign.clinfaq" >/dev/null ||
        fail 'we do not accept a signature of minisign'
    echo secret | "$clinfaq" --today 2026-11-29 pack make "$library" --key "$folder/mini.key" \
        --out "$folder/made/again.clinfaq" >/dev/null
    minisign -Vq -p "$folder/mini.pub" -m "$folder/made/again.clinfaq" || fail "a key of minisign's does not sign"
    cmp "$pack" "$folder/made/again.clinfaq" || fail 'the same library gives other bytes'
    echo 'minisign: each accepts the signatures and keys of the other'
fi

stick=$folder/stick
if have mkfs.vfat dosfstools; then
    truncate --size 64M "$folder/stick.img"
    mkfs.vfat -F 32 "$folder/stick.img" >/dev/null
    if mount -o loop "$folder/stick.img" "$stick" 2>/dev/null; then
        mounted=yes
    else
        echo 'skipped: a FAT32 image cannot be mounted here; a folder takes its place'
    fi
fi
"$clinfaq" pack add --yes --key "$folder/proof.pub" "$pack" >/dev/null
id=$(basename "$pack" | sed 's/-[0-9]*\.clinfaq//')
"$clinfaq" pack copy "$id" "$stick" >/dev/null
"$clinfaq" pack list "$stick" | grep -q "$id" || fail 'the pack is not listed'
"$clinfaq" pack add --yes "$stick/$(basename "$pack")" | grep -q 'already installed' || fail 'the copy is another pack'
"$clinfaq" pack remove "$id" >/dev/null

# Checks a log of strace: a file or folder is synced, with everything in it, before it is renamed; a new name is synced before
# state.json refers to it, before anything is removed, and at the end.
check_order() {
    awk '
        function folder(path) { sub("/[^/]*$", "", path); return path }
        function named(path) { if (folder(path) ~ /packs/ && path !~ /staging/) unsynced[folder(path)] = 1 }
        function changed(path) { dirty[path] = 1; dirty[folder(path)] = 1 }
        function expect_synced(name) { for (name in unsynced) { print $0 "\n  before this was synced: " name; bad = 1 } }
        / = -1 E/ { next }
        { split($0, quoted, "\""); path = ""; if (match($0, /[0-9]<[^>]*>/)) path = substr($0, RSTART + 2, RLENGTH - 3) }
        / openat\(.*O_CREAT/ { match($0, /<[^<]*>$/); changed(substr($0, RSTART + 1, RLENGTH - 2)) }
        / mkdir\(/ { changed(quoted[2]); named(quoted[2]) }
        / write\(/ { dirty[path] = 1 }
        / copy_file_range\(/ { match($0, /NULL, [0-9]+<[^>]*>/); to = substr($0, RSTART, RLENGTH - 1); sub(/.*</, "", to); dirty[to] = 1 }
        / fsync\(| fdatasync\(/ { delete dirty[path]; delete unsynced[path]; synced++ }
        / syncfs\(/ { split("", dirty); split("", unsynced); synced++ }
        / rename[at2]*\(/ {
            for (file in dirty) if (file == quoted[2] || index(file, quoted[2] "/") == 1) { print $0 "\n  is not synced: " file; bad = 1 }
            if (quoted[4] ~ /state.json$/) expect_synced()
            named(quoted[4])
        }
        / unlink(at)?\(| rmdir\(/ { expect_synced() }
        END { expect_synced(); if (!synced) { print "nothing was synced"; bad = 1 } exit bad }
    ' "$1"
}
changes=openat,write,copy_file_range,fsync,fdatasync,syncfs,rename,renameat,renameat2,mkdir,unlink,unlinkat,rmdir

# A small pack in two versions, and what is killed when it enters each system call that changes files.
mkdir "$folder/small"
small() {
    cat >"$folder/small/pack.toml" <<EOF
format = 1
[pack]
id = "small"
title = "Small"
version = "$1"
sequence = $1
[[source]]
id = "s"
title = "S"
[[entry]]
id = "general/small"
topic = "overview"
question = "Which version?"
short_answer = "Version $1 [^s]."
last_updated = 2026-11-20
EOF
    "$clinfaq" --today 2026-11-29 pack make "$folder/small" --key "$folder/proof.key" --out "$folder/made" >/dev/null
}
small 1
small 2
if have strace strace && strace true 2>/dev/null; then
    stopped=0
    for command in "add --yes $folder/made/small-2.clinfaq" "undo small" "remove small"; do
        rm -rf "$folder/data"
        "$clinfaq" pack add --yes --key "$folder/proof.pub" "$folder/made/small-1.clinfaq" >/dev/null
        case $command in add*) ;; *) "$clinfaq" pack add --yes "$folder/made/small-2.clinfaq" >/dev/null ;; esac
        cp -r "$folder/data" "$folder/before"
        # shellcheck disable=SC2086 # the command is several words
        strace -f -y -o "$folder/log" -e trace="$changes" "$clinfaq" pack $command >/dev/null
        check_order "$folder/log" || fail "'$command' does not sync what a power cut would lose"
        for call in mkdir openat write fsync fdatasync syncfs rename unlink unlinkat rmdir; do
            for ((n = 1; ; n++)); do
                rm -rf "$folder/data"
                cp -r "$folder/before" "$folder/data"
                # shellcheck disable=SC2086 # the command is several words
                (
                    strace -f -o /dev/null -e trace="?$call" -e inject="?$call:signal=KILL:when=$n" \
                        "$clinfaq" pack $command
                    exit $?
                ) >/dev/null 2>&1 && break
                stopped=$((stopped + 1))
                version=$("$clinfaq" pack list --json | grep -o '"sequence": [12]' | head -1 || true)
                case $command:$version in
                add*:*[12] | undo*:*[12] | remove*:*2 | remove*:) ;;
                *) fail "after '$command' was stopped at $call $n: $version" ;;
                esac
                if [ -n "$version" ] && [ "$call" != openat ]; then
                    grep -q "Version ${version##* }" "$folder"/data/clinfaq/packs/small/"${version##* }"/library/*.toml ||
                        fail "after '$command' was stopped at $call $n, version ${version##* } is not whole"
                fi
                [ "$call" != openat ] || [ "$n" -lt 60 ] || break
            done
        done
        rm -rf "$folder/before"
    done
    echo "stopped at $stopped system calls: the old or the new version was there each time; all writes are synced in order"
fi
