"""The database that was used last, kept beside the user's settings."""

from __future__ import annotations

import json

from salesdesk import paths

_FILE = "last.json"


def last_database() -> str:
    """The last database, else ``company.salesdesk`` in the user's data folder."""
    try:
        kept = json.loads((paths.config_dir() / _FILE).read_text(encoding="utf-8"))
        return str(kept["database"])
    except (OSError, ValueError, KeyError, TypeError):
        return str(paths.data_dir() / "company.salesdesk")


def is_first_start() -> bool:
    return not (paths.config_dir() / _FILE).exists()


def remember(database: str) -> None:
    """Open this database the next time."""
    folder = paths.config_dir()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _FILE).write_text(json.dumps({"database": database}), encoding="utf-8")
