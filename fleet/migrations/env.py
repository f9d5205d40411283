"""What Alembic runs: the revisions, over the connection that it was given."""

from alembic import context

from fleet.tables import metadata

# All revisions or none, also where the process is killed: SQLite can do that too.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
