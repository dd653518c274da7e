"""An index of first letters beside that of words: a beginning of one or two letters is found like a word.

FTS5 puts together the entries of all words that begin so, each time it is asked, unless it has an index
of beginnings of that length (its option `prefix`, sqlite.org/fts5.html, 4.2). The words that begin with the
same three letters are few enough.

Revision: 0008, after 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TOKENS = "unicode61 remove_diacritics 2 categories ''L* N* Co Mn Mc''"


def upgrade() -> None:
    index(", prefix='1 2'")


def downgrade() -> None:
    index("")


def index(prefix: str) -> None:
    """Make the index of a bank in a file anew, over the texts as they are."""
    if op.get_context().dialect.name != "sqlite":
        return
    op.execute("DROP TABLE question_search")
    op.execute(
        "CREATE VIRTUAL TABLE question_search USING fts5("
        " title, stem, answers, distractors, explanation, feedback, tags,"
        f" content='question_texts', content_rowid='rowid', tokenize='{TOKENS}'{prefix})"
    )
    op.execute(f"INSERT INTO question_search(question_search, rank) VALUES ('hashsize', {16 << 20})")
    op.execute("INSERT INTO question_search(question_search) VALUES ('rebuild')")
    op.execute(f"INSERT INTO question_search(question_search, rank) VALUES ('hashsize', {1 << 20})")
