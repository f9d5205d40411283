"""The end of a step's log, and the folder that a run's command was given in."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the two columns."""
    op.add_column("steps", sa.Column("log", sa.Text))
    op.add_column("runs", sa.Column("folder", sa.Text))
