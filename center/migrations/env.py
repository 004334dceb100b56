"""How Alembic reaches the store: always by a connection that the store hands over."""

from alembic import context

from center.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True
)
context.run_migrations()
