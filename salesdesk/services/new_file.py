"""No new file stays behind when what it was made for is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from salesdesk.errors import SalesDeskError
from salesdesk.services.sqlite_driver import driver

_TABLES = ("account", "contact", "opportunity", "estimation", "proposal", "product", "budget")
_BESIDE = ("", "-wal", "-shm", "-journal")


@contextmanager
def discarded_if_refused(url: str) -> Iterator[None]:
    """Delete the database that the block made, when it is refused before anything was kept."""
    path = None if url.startswith("postgres") else Path(url.removeprefix("sqlite:///"))
    is_new = path is not None and not path.exists()
    try:
        yield
    except SalesDeskError:
        if path is not None and is_new and path.is_file() and not _holds_records(path):
            for ending in _BESIDE:
                path.with_name(path.name + ending).unlink(missing_ok=True)
        raise


def _holds_records(path: Path) -> bool:
    """Whether somebody kept something here; what can't be asked is taken to hold something."""
    module = driver()
    ask = " UNION ALL ".join(f"SELECT 1 FROM {name}" for name in _TABLES)  # noqa: S608 our tables
    try:
        connection = module.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            return connection.execute(f"{ask} LIMIT 1").fetchone() is not None
        finally:
            connection.close()
    except module.DatabaseError:
        return True
