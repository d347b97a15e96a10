"""How Alembic runs a migration: on the connection it is given, within its transaction."""

from alembic import context

from records.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
