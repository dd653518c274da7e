"""The first tables.

Revision: 0001, the first
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(36)
# The document's JSON is kept byte for byte, which a server's own JSON types do not.
JSON = sa.JSON().with_variant(sa.Text(), "postgresql")

READING = ("title", "stem", "answers", "distractors", "explanation", "feedback", "tags")
SEARCH = """
CREATE VIRTUAL TABLE question_search USING fts5(
    title, stem, answers, distractors, explanation, feedback, tags,
    content='question_texts', content_rowid='rowid', tokenize='unicode61 remove_diacritics 2'
)
"""

# qbank/db/full_text.py asks for this very expression.
WORDS = """
CREATE INDEX ix_question_search_words ON question_search USING gin (array_to_tsvector(array_remove(
    string_to_array(title || stem || answers || distractors || explanation || feedback || tags, ' '), ''
)))
"""


def is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def clock() -> Any:
    return sa.text("(strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'))" if is_sqlite() else "now()")


def created() -> sa.Column[Any]:
    return sa.Column("created_at", sa.DateTime(timezone=True), server_default=clock(), nullable=False)


def updated() -> sa.Column[Any]:
    return sa.Column("updated_at", sa.DateTime(timezone=True), server_default=clock(), nullable=False)


def text(name: str, nullable: bool = False, **kw: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable, **kw)


def json(name: str, default: str) -> sa.Column[Any]:
    return sa.Column(name, JSON, server_default=default, nullable=False)


def refers(table: str, column: str, target: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [target],
        name=op.f(f"fk_{table}_{column}_{target.partition('.')[0]}"),
        ondelete=on_delete,
    )


def upgrade() -> None:
    changes()
    categories()
    documents()
    questions()
    readings()
    media()


def changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        text("command"),
        text("message"),
        text("actor"),
        sa.Column("undoes", ID),
        sa.Column("undone_by", ID),
        created(),
        refers("changes", "undoes", "changes.id", "SET NULL"),
        refers("changes", "undone_by", "changes.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sa.UniqueConstraint("number", name=op.f("uq_changes_number")),
    )
    op.create_table(
        "change_rows",
        sa.Column("change_id", ID, nullable=False),
        text("table_name"),
        text("row_id"),
        sa.Column("version", sa.Integer()),
        sa.Column("before", JSON),
        refers("change_rows", "change_id", "changes.id", "CASCADE"),
        sa.PrimaryKeyConstraint("change_id", "table_name", "row_id", name=op.f("pk_change_rows")),
        sqlite_with_rowid=False,
    )


def categories() -> None:
    op.create_table(
        "categories",
        sa.Column("id", ID, nullable=False),
        sa.Column("parent_id", ID),
        text("name"),
        text("description", nullable=True),
        text("color", server_default="#3B82F6"),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        created(),
        updated(),
        refers("categories", "parent_id", "categories.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
    )
    op.create_index(op.f("ix_categories_parent_id"), "categories", ["parent_id"])
    op.create_index(
        "uq_categories_parent_name",
        "categories",
        [sa.text("coalesce(parent_id, '')"), "name"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "preferences",
        sa.Column("id", ID, nullable=False),
        sa.Column("category_id", ID, nullable=False),
        text("preference_key"),
        sa.Column("value", JSON, nullable=False),
        created(),
        updated(),
        refers("preferences", "category_id", "categories.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preferences")),
        sa.UniqueConstraint("category_id", "preference_key", name=op.f("unique_preference")),
    )


def documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", ID, nullable=False),
        sa.Column("category_id", ID),
        text("title"),
        text("uri", nullable=True),
        text("author", nullable=True),
        text("licence", nullable=True),
        created(),
        updated(),
        refers("documents", "category_id", "categories.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    op.create_index(op.f("ix_documents_category_id"), "documents", ["category_id"])
    op.create_table(
        "imports",
        sa.Column("id", ID, nullable=False),
        sa.Column("document_id", ID),
        sa.Column("change_id", ID),
        text("file_name"),
        text("format"),
        text("sha256"),
        created(),
        refers("imports", "document_id", "documents.id", "CASCADE"),
        refers("imports", "change_id", "changes.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_document_id"), "imports", ["document_id"])


def questions() -> None:
    op.create_table(
        "questions",
        sa.Column("id", ID, nullable=False),
        sa.Column("category_id", ID, nullable=False),
        sa.Column("document_id", ID),
        sa.Column("sequence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("question_type", sa.String(16), nullable=False),
        text("title", nullable=True),
        text("stem"),
        sa.Column("stem_format", sa.String(16), server_default="plain", nullable=False),
        json("options", "[]"),
        text("explanation", nullable=True),
        sa.Column("explanation_format", sa.String(16)),
        json("details", "{}"),
        json("fields", "{}"),
        json("extensions", "{}"),
        sa.Column("stimulus_id", ID),
        sa.Column("points", sa.Float()),
        sa.Column("difficulty", sa.String(16)),
        json("tags", "[]"),
        text("language", nullable=True),
        text("author", nullable=True),
        text("licence", nullable=True),
        text("external_id", nullable=True),
        sa.Column("status", sa.String(16), server_default="ready", nullable=False),
        sa.Column("identity_hash", sa.LargeBinary(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("change_id", ID),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        created(),
        updated(),
        refers("questions", "category_id", "categories.id", "CASCADE"),
        refers("questions", "document_id", "documents.id", "SET NULL"),
        refers("questions", "stimulus_id", "questions.id", "SET NULL"),
        refers("questions", "change_id", "changes.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(
        "idx_category_difficulty", "questions", ["category_id", "difficulty", "deleted_at", "question_type"]
    )
    op.create_index("ix_questions_difficulty", "questions", ["difficulty", "deleted_at", "status"])
    op.create_index("ix_questions_page", "questions", ["created_at", "sequence"])
    op.create_index(
        "ix_questions_external_id",
        "questions",
        ["external_id"],
        sqlite_where=sa.text("external_id IS NOT NULL"),
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    for column in ("document_id", "stimulus_id", "identity_hash", "change_id"):
        op.create_index(op.f(f"ix_questions_{column}"), "questions", [column])
    op.create_table(
        "import_items",
        sa.Column("question_id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        text("external_key"),
        sa.Column("import_hash", sa.LargeBinary(), nullable=False),
        sa.Column("import_id", ID, nullable=False),
        created(),
        refers("import_items", "question_id", "questions.id", "CASCADE"),
        refers("import_items", "document_id", "documents.id", "CASCADE"),
        refers("import_items", "import_id", "imports.id", "CASCADE"),
        sa.PrimaryKeyConstraint("question_id", "document_id", name=op.f("pk_import_items")),
        sqlite_with_rowid=False,
    )


def readings() -> None:
    op.create_table(
        "question_tags",
        sa.Column("question_id", ID, nullable=False),
        text("tag"),
        refers("question_tags", "question_id", "questions.id", "CASCADE"),
        sa.PrimaryKeyConstraint("question_id", "tag", name=op.f("pk_question_tags")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_question_tags_tag", "question_tags", ["tag", "question_id"])
    if is_sqlite():
        op.create_table(
            "question_texts",
            sa.Column("rowid", sa.Integer(), nullable=False),
            *reading("question_texts"),
            sa.PrimaryKeyConstraint("rowid", name=op.f("pk_question_texts")),
            sa.UniqueConstraint("question_id", name=op.f("uq_question_texts_question_id")),
        )
        op.execute(SEARCH)
    else:
        readings_on_a_server()


def reading(table: str) -> list[Any]:
    return [
        sa.Column("question_id", ID, nullable=False),
        *(text(name) for name in READING),
        refers(table, "question_id", "questions.id", "CASCADE"),
    ]


def readings_on_a_server() -> None:
    """The index there holds no row numbers, and the words that it is of stand in a table of their own."""
    for table in ("question_texts", "question_search"):
        op.create_table(
            table, *reading(table), sa.PrimaryKeyConstraint("question_id", name=op.f(f"pk_{table}"))
        )
    op.execute(WORDS)


def media() -> None:
    op.create_table(
        "media",
        sa.Column("sha256", sa.String(64), nullable=False),
        text("mime"),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        created(),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_media")),
    )
    op.create_table(
        "question_media",
        sa.Column("question_id", ID, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        text("name", nullable=True),
        text("alt", nullable=True),
        created(),
        refers("question_media", "question_id", "questions.id", "CASCADE"),
        refers("question_media", "sha256", "media.sha256", "CASCADE"),
        sa.PrimaryKeyConstraint("question_id", "sha256", name=op.f("pk_question_media")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_question_media_sha256"), "question_media", ["sha256"])


def downgrade() -> None:
    op.drop_table("question_search")
    for table in (
        "question_media", "media", "question_texts", "question_tags", "import_items", "questions",
        "imports", "documents", "preferences", "categories", "change_rows", "changes",
    ):  # fmt: skip
        op.drop_table(table)
