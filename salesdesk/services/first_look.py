"""The first screen's figures as they were last read, shown again while they still hold.

Opening a database costs most of a second before the first query; these figures need none of it.
They are true as long as nothing was written since, which the audit trail's last number tells, and
the day is the same. Whatever is in doubt is not shown.
"""

from __future__ import annotations

import getpass
import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from salesdesk import __version__, paths
from salesdesk.models.values.home_figures import (
    Closed,
    DueRow,
    HomeFigures,
    NextDeal,
    StageFigure,
    TargetFigure,
    Waiting,
)
from salesdesk.services.sqlite_driver import driver

_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (HomeFigures, TargetFigure, StageFigure, NextDeal, Waiting, DueRow, Closed)
}
_TRAIL = (
    "SELECT seq, at, record_id, (SELECT version_num FROM alembic_version) "
    "FROM audit_entry ORDER BY seq DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Look:
    """Whose figures they are, and the figures."""

    person: str
    figures: HomeFigures


def trail_mark(path: Path) -> str:
    """What changes with every write: the trail's last entry, with the schema it stands in.

    Its record tells two files apart that had the same place and as many entries.
    """
    connection = driver().connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        return ":".join(str(part) for part in connection.execute(_TRAIL).fetchone() or ())
    finally:
        connection.close()


def keep(url: str, username: str, look: Look, mark: str, today: date) -> None:
    """Keep the figures that were read when the trail stood at ``mark``."""
    place = _place(url, username)
    place.parent.mkdir(parents=True, exist_ok=True)
    circumstances = {"mark": mark, **_circumstances(today)}
    _write(place, {**circumstances, "person": look.person, "figures": _packed(look.figures)})


def seal(url: str, username: str) -> None:
    """Add how the closed file looks from outside, so that next time nobody need open it to ask."""
    place = _place(url, username)
    if url.startswith("postgres") or not place.exists():
        return
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
        stamp = _stamp(_file(url))  # before the trail is asked: a write in between breaks it
        if found["mark"] == trail_mark(_file(url)):
            _write(place, {**found, "stamp": stamp})
    except (OSError, ValueError, KeyError, TypeError, driver().Error):
        return  # it is only a shortcut


def kept(url: str, username: str, today: date) -> Look | None:
    """The figures kept for a local database and user, if they still hold."""
    place = _place(url, username)
    if url.startswith("postgres") or not place.exists():
        return None
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
        if any(found[name] != value for name, value in _circumstances(today).items()):
            return None
        if found.get("stamp") != _stamp(_file(url)) and found["mark"] != trail_mark(_file(url)):
            return None
        return Look(found["person"], _unpacked(found["figures"]))
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError, driver().Error):
        return None  # it is only a shortcut: the database itself is asked next


def _circumstances(today: date) -> dict[str, str]:
    return {"program": __version__, "day": today.isoformat()}


def _stamp(path: Path) -> str:
    """Size and time of the file and of what is not yet moved into it: each write changes one."""
    ahead = path.with_name(f"{path.name}-wal")
    looked = [file.stat() for file in (path, ahead) if file.exists()]
    return " ".join(f"{one.st_size}:{one.st_mtime_ns}" for one in looked if one.st_size)


def _write(place: Path, found: dict[str, Any]) -> None:
    partial = place.with_suffix(".part")
    partial.write_text(json.dumps(found), encoding="utf-8")
    partial.replace(place)


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _place(url: str, username: str) -> Path:
    who = f"{_file(url).absolute()}|{username or getpass.getuser()}"
    name = hashlib.sha256(who.encode()).hexdigest()[:24]
    return paths.data_dir() / "looks" / f"{name}.json"


def _packed(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case tuple():
            return [_packed(part) for part in value]
        case Decimal():
            return {"decimal": str(value)}
        case date():
            return {"date": value.isoformat()}
        case UUID():
            return {"id": str(value)}
    parts = {f.name: _packed(getattr(value, f.name)) for f in fields(value)}
    return {"is": type(value).__name__, **parts}


def _unpacked(found: Any) -> Any:
    match found:
        case list():
            return tuple(_unpacked(part) for part in found)
        case {"decimal": text}:
            return Decimal(text)
        case {"date": text}:
            return date.fromisoformat(text)
        case {"id": text}:
            if "is" not in found:
                return UUID(text)
        case None | bool() | int() | str():
            return found
    parts = {name: _unpacked(part) for name, part in found.items() if name != "is"}
    return _KINDS[found["is"]](**parts)
