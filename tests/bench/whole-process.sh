#!/bin/sh
# One query, whole processes side by side: clinfaq, SQLite's FTS5, Xapian's quest. Instructions by valgrind, resident
# memory by GNU time. The walk over the library's files and what tells whether one has changed, which the others don't do,
# are told apart; they can be counted where the program has its symbols (cargo build --profile fast).
#
# usage: whole-process.sh CLINFAQ WORK     WORK is the folder that `cargo bench --bench measure -- dump` names
set -eu
[ $# -eq 2 ] || { sed -n '2,6s/^# //p' "$0"; exit 2; }
clinfaq=$1
work=$2
for needed in valgrind sqlite3 quest scriptindex /usr/bin/time; do
    command -v "$needed" >/dev/null || { echo "$needed is not there (Debian: valgrind sqlite3 xapian-tools xapian-omega time)"; exit 1; }
done
export XDG_CACHE_HOME="$work/whole-process"

if [ ! -d "$work/medquad.xapian" ]; then
    cat > "$work/scriptindex" <<'END'
id : field boolean=Q unique=Q
name : weight=6 index
alias : weight=5 index
topic : weight=2 index
question : weight=3 index
answer : index
END
    scriptindex --stemmer=english "$work/medquad.xapian" "$work/scriptindex" "$work/medquad.dump" >/dev/null
fi

row() {
    name=$1
    shift
    "$@" >/dev/null 2>&1
    instructions=$(valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null "$@" 2>&1 >/dev/null |
        sed -n 's/.*I *refs: *//p' | tr -d ,)
    resident=$(/usr/bin/time -f %M "$@" 2>&1 >/dev/null | tail -n 1)
    echo "| $name | $(echo "$instructions" | awk '{ printf "%.2f M", $1 / 1e6 }') | $(echo "$resident" | awk '{ printf "%.1f MB", $1 / 1e3 }') |"
}

echo "| \`poh treatment\`, whole process | instructions | resident |"
echo "|---|---|---|"
row clinfaq "$clinfaq" --library "$work/medquad" search poh treatment
walk=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null \
    --toggle-collect='clinfaq::library::open::Opener::fingerprint' \
    "$clinfaq" --library "$work/medquad" search poh treatment 2>&1 >/dev/null | sed -n 's/.*Collected : *//p')
echo "| ... of it the walk over the files | $(echo "$walk" | awk '{ printf "%.2f M", $1 / 1e6 }') | |"
row "sqlite3, FTS5" sqlite3 "$work/medquad.fts5" \
    "SELECT id, question FROM entries WHERE entries MATCH '\"poh\" \"treatment\"' ORDER BY bm25(entries, 0.0, 3.0, 2.5, 1.0, 1.5, 1.0) LIMIT 10"
row "Xapian, quest" quest --db="$work/medquad.xapian" --stemmer=english --msize=10 "poh treatment"
