"""Notes on questions, who is to look at one, who moved it in its life and when; queries kept by name.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ADDED = ("assignee", "status_by", "status_at")


def moment(name: str) -> sa.Column[object]:
    clock = "(strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'))"
    if op.get_context().dialect.name != "sqlite":
        clock = "now()"
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text(clock), nullable=False)


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("question_id", sa.String(36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        moment("created_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_notes_question_id_questions"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_notes_question_id"), "notes", ["question_id"])
    op.create_table(
        "saved_queries",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("description", sa.Text()),
        moment("created_at"),
        moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_queries")),
        sa.UniqueConstraint("folded", name=op.f("uq_saved_queries_folded")),
    )
    # Added in place: nothing is copied, however many questions there are.
    op.add_column("questions", sa.Column("assignee", sa.Text()))
    op.add_column("questions", sa.Column("status_by", sa.Text()))
    op.add_column("questions", sa.Column("status_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    for name in reversed(ADDED):
        op.drop_column("questions", name)
    op.drop_table("saved_queries")
    op.drop_table("notes")
