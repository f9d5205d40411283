"""The journal's tables. Nothing in them is a secret: credentials are references."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(20), nullable=False),  # preflight or push
    Column("fingerprint", String(64), nullable=False),  # equal for the same work: an unfinished run is taken up again
    Column("command", Text, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("tool_version", String(40), nullable=False),
    Column("requirements", JSON, nullable=False),  # release, cloud
    Column("started", Float, nullable=False),  # seconds since 1970, as all times here
    Column("finished", Float),
    Column("folder", Text),  # where the command was given: its relative paths start there
)

hosts = Table(
    "hosts",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("target", JSON, nullable=False),
    Column("os", Text),
    Column("verdict", String(30)),
    Column("reason", Text),
    Column("collected", Float),
    Column("evidence", LargeBinary),  # zlib
    Column("clock", JSON),  # the controller's clock around collecting
    Column("evidence_digest", String(64)),
    Column("findings", JSON),  # of the host by itself
    Column("fleet_findings", JSON),  # of the host beside the others of the run
    Column("package", Text),  # once planned: the package's file name
    Column("run_folder", Text),  # once planned: siteprep's folder on the host
    Column("outcome", JSON),  # once final
    ForeignKeyConstraint(["run"], ["runs.id"]),
)

steps = Table(
    "steps",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("host", String(255), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", String(40), nullable=False),
    Column("state", String(30), nullable=False),  # pending, running, or an outcome's state
    Column("exit_code", Integer),
    Column("message", Text, nullable=False, default=""),
    Column("log", Text),  # the end of the program's log
    Column("started", Float),
    Column("finished", Float),
    ForeignKeyConstraint(["run", "host"], ["hosts.run", "hosts.name"]),
)
