"""Runs, their hosts and the steps on them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "runs",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("tool_version", sa.String(40), nullable=False),
        sa.Column("requirements", sa.JSON, nullable=False),
        sa.Column("started", sa.Float, nullable=False),
        sa.Column("finished", sa.Float),
    )
    op.create_table(
        "hosts",
        sa.Column("run", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(255), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("target", sa.JSON, nullable=False),
        sa.Column("os", sa.Text),
        sa.Column("verdict", sa.String(30)),
        sa.Column("reason", sa.Text),
        sa.Column("collected", sa.Float),
        sa.Column("evidence", sa.LargeBinary),
        sa.Column("clock", sa.JSON),
        sa.Column("evidence_digest", sa.String(64)),
        sa.Column("findings", sa.JSON),
        sa.Column("package", sa.Text),
        sa.Column("run_folder", sa.Text),
        sa.Column("outcome", sa.JSON),
        sa.ForeignKeyConstraint(["run"], ["runs.id"]),
    )
    op.create_table(
        "steps",
        sa.Column("run", sa.String(40), primary_key=True),
        sa.Column("host", sa.String(255), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("exit_code", sa.Integer),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("started", sa.Float),
        sa.Column("finished", sa.Float),
        sa.ForeignKeyConstraint(["run", "host"], ["hosts.run", "hosts.name"]),
    )
