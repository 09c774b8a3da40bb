"""Runs a migration on the connection that SalesDesk hands over, inside its transaction."""

from alembic import context

from salesdesk.models.records import Record

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Record.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    compare_server_default=False,
    # search indexes are made with the triggers
    include_object=lambda _object, name, _kind, _reflected, _compare_to: (
        not str(name).startswith("find_")
    ),
)
context.run_migrations()
