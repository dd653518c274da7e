"""What a person says of a change, which changes can no longer be taken back, and the chain of their hashes.

Revision: 0004, after 0003
"""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def recreate() -> Literal["always", "never"]:
    # A server alters the table in place, and would lose the key that others refer to.
    return "always" if op.get_context().dialect.name == "sqlite" else "never"


def upgrade() -> None:
    with op.batch_alter_table("changes", recreate=recreate()) as changes:
        changes.add_column(sa.Column("note", sa.Text()))
        changes.add_column(sa.Column("is_pruned", sa.Boolean(), server_default=sa.false(), nullable=False))
        changes.add_column(sa.Column("chain_hash", sa.LargeBinary()))


def downgrade() -> None:
    with op.batch_alter_table("changes", recreate=recreate()) as changes:
        for name in ("chain_hash", "is_pruned", "note"):
            changes.drop_column(name)
