"""Texts in the form they are looked for, also in scripts without blanks; an index that keeps vowel signs.

Revision: 0007, after 0006
"""

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BATCH = 2000
TEXTS = ("title", "stem", "answers", "distractors", "explanation", "feedback")
BREAK = "\x1f"
OLD_TOKENS = "unicode61 remove_diacritics 2"
NEW_TOKENS = f"{OLD_TOKENS} categories 'L* N* Co Mn Mc'"

# What qbank/domain/searchable.py was when this step was written.
ALONE = (
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff"  # Korean: it has blanks, but hangs its particles on the words
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # Japanese
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)

CLUSTERED = (
    "\u0e00-\u0eff"  # Thai and Lao
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Burmese
    "\u1780-\u17ff"  # Khmer
)

MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u17b4-\u17d3\u17dd\u102b-\u103e"
MARKS += "\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f\u109a-\u109d"
# Points and vowel signs of Hebrew and Arabic, which most texts leave out; signs that nobody sees.
UNSEEN = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc"
)
UNSEEN += "\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff"
# Superscripts, subscripts, ligatures, wide and narrow forms, letters of formulas, sharp s, the micro sign.
VARIANTS = (
    "\u00aa\u00b2\u00b3\u00b5\u00b9\u00ba\u00df\u1e9e\u2070-\u209c\u2100-\u214f\u2160-\u217f\u2460-\u24ff"
)
VARIANTS += "\u3200-\u33ff\ufb00-\ufb4f\ufb50-\ufdff\ufe70-\ufefc\uff01-\uffee\U0001d400-\U0001d7ff"

STRANGE = re.compile(f"[{ALONE}{CLUSTERED}{UNSEEN}{VARIANTS}{BREAK}]")
UNSEEN_SIGNS = re.compile(f"[{UNSEEN}{BREAK}]+")
SYLLABLES = re.compile(f"[{ALONE}]+")
LETTERS = re.compile(f"[{CLUSTERED}]+")
CLUSTER = re.compile(f".[{MARKS}]*")
SHARP = str.maketrans({"ß": "ss", "ẞ": "SS"})


def searchable(text: str) -> str:
    if text.isascii() or not STRANGE.search(text):
        return text
    plain = unicodedata.normalize("NFKC", UNSEEN_SIGNS.sub("", text)).translate(SHARP)
    return LETTERS.sub(clusters_apart, SYLLABLES.sub(apart, plain))


def apart(run: re.Match[str]) -> str:
    return f"{BREAK}{BREAK.join(run[0])}{BREAK}"


def clusters_apart(run: re.Match[str]) -> str:
    return f"{BREAK}{BREAK.join(CLUSTER.findall(run[0]))}{BREAK}"


def upgrade() -> None:
    op.add_column("question_texts", sa.Column("as_read", sa.Text()))
    if not is_sqlite():
        return  # no release before this one kept a bank on a server: there are no texts to change
    columns = ", ".join(f"t.{name}" for name in TEXTS)
    strange = " OR ".join(f"length(CAST({name} AS BLOB)) <> length({name})" for name in ("tags", *TEXTS))
    rewrite(f"SELECT rowid, {columns}, t.tags FROM question_texts t WHERE ({strange})", searchable_row)
    index(NEW_TOKENS)


def searchable_row(row: Sequence[str]) -> dict[str, Any] | None:
    """Give what is written into a row, None where nothing changes."""
    *texts, tags = row
    changed = [searchable(text) for text in texts]
    as_read = None if changed == texts else BREAK.join(text.replace(BREAK, "") for text in texts)
    if as_read is None and searchable(tags) == tags:
        return None
    return {**dict(zip(TEXTS, changed, strict=True)), "tags": searchable(tags), "as_read": as_read}


def downgrade() -> None:
    if not is_sqlite():
        op.drop_column("question_texts", "as_read")
        return
    joined = "FROM question_texts t JOIN questions q ON q.id = t.question_id"
    strange = "t.as_read IS NOT NULL OR length(CAST(t.tags AS BLOB)) <> length(t.tags)"
    rewrite(f"SELECT t.rowid, t.as_read, q.tags {joined} WHERE ({strange})", row_as_read)
    op.drop_column("question_texts", "as_read")
    index(OLD_TOKENS)


def row_as_read(row: Sequence[Any]) -> dict[str, Any]:
    """Give what stood in a row before."""
    as_read, tags = row
    listed = json.loads(tags) if isinstance(tags, str) else tags
    told = {} if as_read is None else dict(zip(TEXTS, as_read.split(BREAK), strict=True))
    return {**told, "tags": "\n".join(listed)}


def rewrite(found: str, change: Callable[[Sequence[Any]], dict[str, Any] | None]) -> None:
    """Change the rows that are found, some at a time and none of them twice."""
    connection, last = op.get_bind(), 0
    page = sa.text(f"{found} AND t.rowid > :last ORDER BY t.rowid LIMIT {BATCH}")
    while rows := connection.execute(page, {"last": last}).all():
        for rowid, *row in rows:
            if values := change(row):
                settings = ", ".join(f"{name} = :{name}" for name in values)
                update = sa.text(f"UPDATE question_texts SET {settings} WHERE rowid = :rowid")
                connection.execute(update, {**values, "rowid": rowid})
        last = rows[-1][0]


def index(tokens: str) -> None:
    """Make the index anew over the texts as they are now."""
    escaped = tokens.replace("'", "''")
    op.execute("DROP TABLE question_search")
    op.execute(
        "CREATE VIRTUAL TABLE question_search USING fts5("
        " title, stem, answers, distractors, explanation, feedback, tags,"
        f" content='question_texts', content_rowid='rowid', tokenize='{escaped}')"
    )
    op.execute(f"INSERT INTO question_search(question_search, rank) VALUES ('hashsize', {16 << 20})")
    op.execute("INSERT INTO question_search(question_search) VALUES ('rebuild')")
    op.execute(f"INSERT INTO question_search(question_search, rank) VALUES ('hashsize', {1 << 20})")


def is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"
