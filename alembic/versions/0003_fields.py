"""Definitions of own fields: what the values under a name may be, and whether a question needs one.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(sa.Text(), "postgresql")


def moment(name: str) -> sa.Column[object]:
    clock = "(strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'))"
    if op.get_context().dialect.name != "sqlite":
        clock = "now()"
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text(clock), nullable=False)


def upgrade() -> None:
    op.create_table(
        "field_definitions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("field_type", sa.String(16), nullable=False),
        sa.Column("choices", JSON, server_default="[]", nullable=False),
        sa.Column("required", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("description", sa.Text()),
        moment("created_at"),
        moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_definitions")),
        sa.UniqueConstraint("folded", name=op.f("uq_field_definitions_folded")),
    )


def downgrade() -> None:
    op.drop_table("field_definitions")
