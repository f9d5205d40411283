"""Bringing a journal up to date."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, text

from fleet.migrations import HEAD
from host.errors import UsageError

_FIRST = "0001"


def migrate(engine: Engine, name: str) -> None:
    """Make the journal's tables, or change older ones, keeping what is in them.

    Raises UsageError for a journal that a newer siteprep wrote; `name` is what users know it by.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # Its driver begins a transaction only before rows are changed; tables would be made one by one, for good.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        tables = inspect(connection).get_table_names()
        kept = text("SELECT version_num FROM alembic_version")
        found = connection.execute(kept).scalar() if "alembic_version" in tables else None
        if found == HEAD:
            return  # most often: Alembic is not even loaded
        from alembic import command
        from alembic.config import Config
        from alembic.script import ScriptDirectory

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent))
        config.attributes["connection"] = connection
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if found is not None and found not in known:
            raise UsageError(
                f"The journal {name} was written by a newer siteprep.", "Use that one, or name another --journal."
            )
        if found is None and "runs" in tables:
            command.stamp(config, _FIRST)  # from before revisions were kept
        command.upgrade(config, "head")
