"""Which SQLite there is; importable before anything heavy."""

from __future__ import annotations

import importlib
from types import ModuleType


def driver() -> ModuleType:
    """The SQLite that ships with SalesDesk, or the system's where no wheel exists."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return importlib.import_module("sqlite3")
