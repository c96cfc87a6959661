#!/usr/bin/env bash
# Loads the exports of a library into the real PostgreSQL and SQLite, and searches them there. What is not installed, and cannot
# be, is skipped and named.
#
# Usage: tests/export/proof.sh CLINFAQ [LIBRARY WORDS EXPECTED-ID]
set -euo pipefail
clinfaq=$(realpath "$1")
library=${2:-bundled} words=${3:-bone biopsy} expected=${4:-fop/no-biopsy}
folder=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || as_postgres "$server/pg_ctl" --pgdata "$folder/data" --mode immediate stop >/dev/null
    rm -rf "$folder"
}
trap finish EXIT
export XDG_CACHE_HOME=$folder/cache XDG_DATA_HOME=$folder/none CLINFAQ_CONFIG=

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

as_postgres() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

export_as() {
    local started=$SECONDS
    "$clinfaq" --library "$library" export "$1" "$folder/$1" >"$folder/said"
    echo "$1: $(head -1 "$folder/said" | sed 's/ written to .*//'), $(du -sh "$folder/$1" | cut -f1), $((SECONDS - started)) s"
}

# The answers that the library has.
answers=$("$clinfaq" --library "$library" list entries | wc -l)

check() {
    local program=$1 count=$2 found=$3
    [ "$count" = "$answers" ] || fail "$program holds $count answers, not $answers"
    grep -qx "$expected" <<<"$found" || fail "$program does not find $expected for $words:"$'\n'"$found"
    echo "$program: $count answers loaded, \"$words\" finds $expected"
}

for format in ndjson sqlite postgresql bulk; do export_as "$format"; done

if have sqlite3 sqlite3; then
    database=$folder/answers.db
    for _ in first again; do sqlite3 -bail "$database" <"$folder/sqlite"; done
    # The script says how to search.
    search=$(sed -n 's/^-- Search them with: //; T; N; s/\n--  //; p' "$folder/sqlite")
    search=${search/SELECT id, question, status, warnings/SELECT id}
    check SQLite "$(sqlite3 "$database" "SELECT count(*) FROM clinfaq_answers WHERE status <> 'withdrawn'")" \
        "$(sqlite3 "$database" "${search/WORDS/$words}")"
    # NDJSON, read by SQLite's own JSON functions.
    sqlite3 -bail "$database" "CREATE VIRTUAL TABLE lines USING fts5 (line)" \
        ".mode ascii" '.separator "\001" "\n"' ".import $folder/ndjson lines"
    check 'SQLite, from NDJSON,' \
        "$(sqlite3 "$database" "SELECT count(*) FROM lines WHERE line ->> '\$.status' <> 'withdrawn'")" \
        "$(sqlite3 "$database" "SELECT line ->> '\$.id' FROM lines WHERE lines MATCH '$words'")"
fi

if have psql postgresql; then
    server=$(dirname "$(ls -d /usr/lib/postgresql/*/bin/initdb "$(command -v initdb || true)" 2>/dev/null | tail -1)")
    chmod 755 "$folder"
    mkdir "$folder/data" "$folder/socket"
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder/data" "$folder/socket"; fi
    as_postgres "$server/initdb" --pgdata "$folder/data" --auth trust --username clinfaq --encoding UTF8 --no-sync >/dev/null
    as_postgres "$server/pg_ctl" --pgdata "$folder/data" --wait --log "$folder/data/log" \
        --options "-c listen_addresses= -c unix_socket_directories=$folder/socket -c fsync=off" start >/dev/null
    sql() {
        psql --quiet --no-psqlrc --tuples-only --no-align --set ON_ERROR_STOP=1 \
            --host "$folder/socket" --username clinfaq --dbname postgres "$@"
    }
    for _ in first again; do sql --file "$folder/postgresql" 2>/dev/null; done
    search=$(sed -n 's/^-- Search them with: //; T; N; s/\n--  //; p' "$folder/postgresql")
    search=${search/SELECT id, question, status, warnings/SELECT id}
    check PostgreSQL "$(sql --command "SELECT count(*) FROM clinfaq_answers WHERE status <> 'withdrawn'")" \
        "$(sql --command "${search/WORDS/$words}")"
    # NDJSON, a line of JSON a row: no character of JSON is taken for a quote or a delimiter.
    sql --command 'CREATE TABLE lines (line jsonb)'
    sql --command "\\copy lines FROM '$folder/ndjson' WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
    check 'PostgreSQL, from NDJSON,' \
        "$(sql --command "SELECT count(*) FROM lines WHERE line ->> 'status' <> 'withdrawn'")" \
        "$(sql --command "SELECT line ->> 'id' FROM lines WHERE to_tsvector('english', line) @@ websearch_to_tsquery('english', '$words')")"
fi

# OpenSearch and Quickwit are too large to be installed here. What they refuse is checked: requests in pairs, all `create`, ids
# without `/`, no request above 10 MB.
if have python3 python3; then
    python3 - "$folder/bulk" "$answers" <<'PYTHON'
import json, os, pathlib, sys
folder, answers = pathlib.Path(sys.argv[1]), int(sys.argv[2])
ids, fields = [], set()
for file in sorted(folder.glob("bulk-*.ndjson")):
    assert os.path.getsize(file) < 10_000_000, file
    lines = file.read_text(encoding="utf-8").split("\n")
    assert lines.pop() == "" and len(lines) % 2 == 0, file
    for action, record in zip(lines[::2], lines[1::2]):
        [(name, target)] = json.loads(action).items()
        record = json.loads(record)
        assert name == "create" and "/" not in target["_id"], action
        fields.update(record)
        ids += [target["_id"]] * (record["status"] != "withdrawn")
assert len(ids) == len(set(ids)) == answers, (len(ids), len(set(ids)))
mapping = json.loads((folder / "opensearch-index.json").read_text())["mappings"]["properties"]
assert {"id", "condition", "question", "answer_text"} <= fields & set(mapping)
json.loads((folder / "quickwit-index.json").read_text())
print(f"bulk: {len(ids)} requests, well formed")
PYTHON
fi
