"""What a screen remembers for its user: columns, order, filters, widths."""

from __future__ import annotations

import json
from typing import Any, Protocol


class Memory(Protocol):
    """Keeps short texts by key, per user."""

    def get(self, key: str) -> str | None: ...

    def set(self, key: str, value: str) -> None: ...


class ForgetfulMemory:
    """Remembers until the program ends; for a window without a database."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        return self._kept.get(key)

    def set(self, key: str, value: str) -> None:
        self._kept[key] = value


def recall(memory: Memory, key: str) -> dict[str, Any]:
    """A remembered object; empty when there is none or it can't be read any more."""
    try:
        found = json.loads(memory.get(key) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def remember(memory: Memory, key: str, value: dict[str, Any]) -> None:
    memory.set(key, json.dumps(value, ensure_ascii=False))
