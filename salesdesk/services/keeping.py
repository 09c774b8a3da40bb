"""What was typed and not saved, kept in a file of its own until it is saved or thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from urllib.parse import quote
from uuid import UUID

from salesdesk import paths
from salesdesk.errors import SalesDeskError
from salesdesk.models.columns import now
from salesdesk.models.values.workplan import WorkItem, WorkPlan
from salesdesk.services.database import Database
from salesdesk.services.plain import plain

_FORMAT = 1
_PLAIN = (str, int, bool, float)


@dataclass(frozen=True, slots=True)
class Typed:
    """A draft as it was read and as it stands; ``raw`` are fields that can't be read yet."""

    base: Any
    mine: Any
    raw: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowsApart:
    """How many rows of a work plan came, differ and went; none of these where only places do."""

    added: int
    changed: int
    removed: int

    @classmethod
    def between(cls, before: WorkPlan, after: WorkPlan) -> RowsApart:
        """What was done to the first plan to get the second."""
        old = {item.id: item for item in before}
        new = {item.id: item for item in after}
        changed = sum(1 for key, item in new.items() if key in old and old[key] != item)
        return cls(len(new.keys() - old.keys()), changed, len(old.keys() - new.keys()))


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file holds: the fields that were changed, on the version they were changed on.

    ``count`` is how many of them differ from what is saved now; of a work plan ``rows`` says more.
    """

    at: datetime
    typed: Typed
    count: int
    rows: RowsApart | None = None


class KeptDrafts:
    """One file for each record and user, beside the databases of this computer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _file(self, kind: str, key: UUID, place: int = 0) -> Path:
        # an address may hold a password, a path may be long: only its print names the folder
        which = sha256(str(self._database.url).encode()).hexdigest()[:16]
        user = quote(self._database.actor.username, safe="")
        name = f"{kind}-{key}.{place}.json" if place else f"{kind}-{key}.json"
        return paths.data_dir() / "drafts" / which / user / name

    def keep(self, kind: str, key: UUID, typed: Typed, place: int = 0) -> None:
        """Write what was typed; the file is whole or it is the one before.

        What is typed while an earlier draft waits for a decision has a ``place`` beside it.
        """
        names = [f.name for f in _fields(typed.mine) if _differs(f.name, typed)]
        text = json.dumps({
            "format": _FORMAT,
            "at": now().isoformat(),
            "version": getattr(typed.base, "version", 0),
            "mine": {name: encoded(getattr(typed.mine, name)) for name in names},
            "base": {name: encoded(getattr(typed.base, name)) for name in names},
            "raw": dict(typed.raw),
        })  # fmt: skip
        path = self._file(kind, key, place)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.touch(0o600)
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)

    def places(self, kind: str, key: UUID) -> list[int]:
        """Where something of a record is kept; usually nowhere, or at the first place."""
        first = self._file(kind, key)
        parts = (path.name.split(".") for path in first.parent.glob(f"{first.stem}*.json"))
        return sorted(int(part[1]) if len(part) == 3 else 0 for part in parts)

    def found(self, kind: str, key: UUID, current: Any) -> list[tuple[int, Kept]]:
        """All that was kept of a record, by its place, the newest first."""
        places = ((place, self.find(kind, key, current, place)) for place in self.places(kind, key))
        there = [(place, kept) for place, kept in places if kept is not None]
        return sorted(there, key=lambda one: one[1].at, reverse=True)

    def find(self, kind: str, key: UUID, current: Any, place: int = 0) -> Kept | None:
        """What was kept of a record, laid over the draft it has now; None when nothing is."""
        try:
            kept = json.loads(self._file(kind, key, place).read_text(encoding="utf-8"))
            mine, base = (_laid(current, kept[side]) for side in ("mine", "base"))
            base = replace(base, version=int(kept["version"]))
            at, raw = datetime.fromisoformat(kept["at"]), dict(kept["raw"])
        except (OSError, ValueError, LookupError, TypeError, ArithmeticError, AttributeError,
                SalesDeskError):  # fmt: skip
            return None  # no file, or one that another version of SalesDesk wrote
        typed = Typed(base, replace(mine, version=base.version), raw)
        changed = {name for name in kept["mine"] if getattr(mine, name) != getattr(current, name)}
        count = len(changed | set(raw))
        rows = None
        if "plan" in changed and isinstance(mine.plan, WorkPlan):
            rows, count = RowsApart.between(current.plan, mine.plan), count - 1
        return Kept(at, typed, count, rows) if count or rows else None

    def forget(self, kind: str, key: UUID, place: int = 0) -> None:
        """It was saved, or thrown away."""
        self._file(kind, key, place).unlink(missing_ok=True)


def _fields(draft: Any) -> list[Field[Any]]:
    """What of a draft is typed: its own fields, and the work plan."""
    return [
        f
        for f in fields(draft)
        if f.name != "version" and (not f.metadata.get("derived") or f.name == "plan")
    ]


def _differs(name: str, typed: Typed) -> bool:
    return bool(getattr(typed.base, name) != getattr(typed.mine, name))


def _laid(current: Any, kept: Mapping[str, Any]) -> Any:
    kind: Any = type(current)
    hints = _hints(kind)
    known = {f.name for f in _fields(current)}
    return replace(
        current,
        **{name: decoded(hints[name], value) for name, value in kept.items() if name in known},
    )


def encoded(value: Any) -> Any:
    """A value as JSON can hold it, and ``decoded`` can read again."""
    return [plain(item) for item in value.items] if isinstance(value, WorkPlan) else plain(value)


def decoded(kind: Any, value: Any) -> Any:
    """The value again, as its declared type says; raises ValueError or TypeError."""
    if value is None:
        return None
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _one_of([part for part in parts if part is not type(None)], value)
    if origin is tuple:
        inner = [parts[0]] * len(value) if parts[-1] is Ellipsis else parts
        return tuple(decoded(each, one) for each, one in zip(inner, value, strict=True))
    return _simple(kind, value)


def _one_of(kinds: list[Any], value: Any) -> Any:
    """A day and a moment differ by the T between them."""
    if set(kinds) == {date, datetime}:
        kinds = [datetime if "T" in value else date]
    return decoded(kinds[0], value)


def _simple(kind: Any, value: Any) -> Any:
    if kind is WorkPlan:
        return WorkPlan(decoded(WorkItem, item) for item in value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if kind in (UUID, Decimal) or (isinstance(kind, type) and issubclass(kind, Enum)):
        return kind(value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints: dict[str, Any] = _hints(kind)
        return kind(**{name: decoded(hints[name], each) for name, each in value.items()})
    if kind in _PLAIN:
        return value
    raise TypeError(kind)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
