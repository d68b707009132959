"""How alembic reaches the database: the connection is handed over by models.schema."""

import sqlmodel
from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=sqlmodel.SQLModel.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
