"""How Alembic reaches the store: always by a connection that the store hands over."""

from alembic import context

import center.desk.tables  # noqa: F401  # its tables belong to the same metadata
from center.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True
)
context.run_migrations()
