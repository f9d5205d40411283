"""What the fleet checks find of a host, apart from what is found of the host by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column. Older runs have all their findings in the other one."""
    op.add_column("hosts", sa.Column("fleet_findings", sa.JSON))
