"""A question's rating, the owner's opinion of it from 0 to 5.

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COVERED = ["category_id", "difficulty", "deleted_at", "question_type"]


def upgrade() -> None:
    op.drop_index("idx_category_difficulty", "questions")
    # The check needs the table rebuilt on SQLite: run with foreign keys off, or its children go with it.
    with op.batch_alter_table("questions") as questions:
        questions.add_column(sa.Column("rating", sa.Float()))
        questions.create_check_constraint(op.f("rating_range"), "rating >= 0 AND rating <= 5")
    op.create_index("idx_category_difficulty", "questions", [*COVERED, "rating"])


def downgrade() -> None:
    op.drop_index("idx_category_difficulty", "questions")
    with op.batch_alter_table("questions") as questions:
        questions.drop_constraint(op.f("rating_range"), type_="check")
        questions.drop_column("rating")
    op.create_index("idx_category_difficulty", "questions", COVERED)
