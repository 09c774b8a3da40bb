"""Empty companies for tests that open a file of their own; making one anew takes a second.

Their owner signed in once: the first person's roles and settings take longer than most tests.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest


@cache
def template() -> Path:
    """A migrated SQLite file that knows nobody but its owner, made once."""
    from salesdesk.services.schema import open_database
    from salesdesk.services.users import sign_in

    folder = Path(tempfile.mkdtemp(prefix="salesdesk-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "empty.salesdesk"
    with pytest.MonkeyPatch.context() as same:
        same.setenv("LC_ALL", "C.UTF-8")  # a new company's country is that of the computer
        database = open_database(str(path))
        sign_in(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


def empty_company(path: Path | str) -> str:
    """The address of an empty company at this path; one that stands there already is kept."""
    if not Path(path).exists():
        shutil.copy(template(), path)
    return str(path)
