"""What the screens remember of a user, kept in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from salesdesk.ui.kit.background import Background


class PreferenceMemory:
    """What screens remember, in the database, per user; written off the window's thread."""

    def __init__(self, desk: Desk, jobs: Background) -> None:
        self._desk, self._jobs = desk, jobs
        self._known: dict[str, str | None] = {}

    def get(self, key: str) -> str | None:
        if key not in self._known:
            self._known[key] = self._desk.preferences.get(key)
        return self._known[key]

    def set(self, key: str, value: str) -> None:
        if self._known.get(key) != value:
            self._known[key] = value
            self._jobs.read(
                lambda: self._desk.preferences.set(key, value), lambda _done: None, _ignore
            )


def _ignore(_failure: BaseException) -> None:
    """A width that wasn't remembered is not worth a message."""
