"""Runs a migration on the connection that `storage/connect.py` hands over."""

from alembic import context

from interbeing.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
