#!/bin/sh
# The main job in six commands, on a bank of its own that is thrown away at the end.
set -eu
here=$(dirname "$0")
QBANK_DB=$(mktemp -d)/bank.db
export QBANK_DB
trap 'rm -rf "$(dirname "$QBANK_DB")"' EXIT

say() { printf '\n$ %s\n' "$*"; "$@"; }

say qbank question import "$here/questions.ndjson"
say qbank question list category:Biology difficulty:hard
say qbank question set category:Biology --difficulty hard --dry-run
say qbank question set category:Biology --difficulty hard --yes
say qbank undo
say qbank stats --by category,difficulty
