#!/bin/sh
# The main job in seven commands, on a bank of its own that is thrown away at the end.
set -eu
here=$(dirname "$0")
QBANK_DB=$(mktemp -d)/bank.db
export QBANK_DB
trap 'rm -rf "$(dirname "$QBANK_DB")"' EXIT

say() { printf '\n$ %s\n' "$*"; "$@"; }

say qbank question import "$here/questions.ndjson"
say qbank question list category:Biology difficulty:hard
say qbank question show ext:bio-001
say qbank question set category:Biology --difficulty hard --dry-run
say qbank question set category:Biology --difficulty hard --yes
say qbank undo
say qbank stats --by category,difficulty category:Biology

printf '\nThat bank is gone again. Your own begins with: qbank question import FILE\n'
