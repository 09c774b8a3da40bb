"""Fails when the records and the migrations disagree (``alembic check``), on both databases."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Engine

from salesdesk.models.records import Record
from salesdesk.services.database import engine_for
from salesdesk.services.schema import alembic_config, migrate
from tests.postgresql import running_server


def drift(engine: Engine) -> None:
    """Migrate an empty database and ask Alembic what it would still change."""
    assert Record.metadata.tables
    with engine.begin() as connection:
        migrate(connection)
        command.check(alembic_config(connection))
    engine.dispose()


def main() -> int:
    """Check SQLite, then PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        drift(engine_for(str(Path(folder) / "drift.salesdesk")))
    with running_server() as url:
        drift(engine_for(url))
    return 0


if __name__ == "__main__":
    sys.exit(main())
