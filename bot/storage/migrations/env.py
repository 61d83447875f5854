"""Run by Alembic for each upgrade, on the connection and in the transaction of `bot.storage.engine`."""

from alembic import context

from bot.storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
