"""Where SalesDesk finds its own files and keeps the user's."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """A file or folder shipped with SalesDesk, in the checkout and in the packaged program."""
    bundled = getattr(sys, "_MEIPASS", None)
    root = Path(bundled) if bundled else Path(__file__).resolve().parent.parent
    return root.joinpath("resources", *parts)


def migrations() -> Path:
    """The folder of the database migrations."""
    bundled = getattr(sys, "_MEIPASS", None)
    root = Path(bundled) if bundled else Path(__file__).resolve().parent.parent
    return root / "migrations"


def data_dir() -> Path:
    """Databases, backups and stored documents; ``SALESDESK_HOME`` moves it (tests, USB sticks)."""
    home = os.environ.get("SALESDESK_HOME")
    if home:
        return Path(home)
    import platformdirs

    return Path(platformdirs.user_data_dir("SalesDesk", appauthor=False))


def config_dir() -> Path:
    """What SalesDesk remembers on this computer."""
    home = os.environ.get("SALESDESK_HOME")
    if home:
        return Path(home) / "config"
    import platformdirs

    return Path(platformdirs.user_config_dir("SalesDesk", appauthor=False))


def keys_dir() -> Path:
    """The private halves of approval keys; nobody but the user reads this folder."""
    return data_dir() / "keys"
