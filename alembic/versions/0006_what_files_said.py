"""What a file said last of a question that was left otherwise: the base of the next comparison.

Revision: 0006, after 0005
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def rebuilt() -> dict[str, Any]:
    """Make a file's table anew, so that migrating and making all tables come to the same; no server's."""
    on_a_server = op.get_context().dialect.name != "sqlite"
    return {"recreate": "never" if on_a_server else "always", "table_kwargs": {"sqlite_with_rowid": False}}


def upgrade() -> None:
    with op.batch_alter_table("import_items", **rebuilt()) as items:
        items.add_column(sa.Column("said", sa.Text()))


def downgrade() -> None:
    with op.batch_alter_table("import_items", **rebuilt()) as items:
        items.drop_column("said")
