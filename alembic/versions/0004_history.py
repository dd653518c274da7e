"""What a person says of a change, which changes can no longer be taken back, and the chain of their hashes.

Revision: 0004, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("changes", sa.Column("note", sa.Text()))
    op.add_column("changes", sa.Column("is_pruned", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("changes", sa.Column("chain_hash", sa.LargeBinary()))


def downgrade() -> None:
    for name in ("chain_hash", "is_pruned", "note"):
        op.drop_column("changes", name)
