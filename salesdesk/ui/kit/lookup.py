"""How a record field finds what it may refer to, off the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from salesdesk.ui.kit.background import Background

Choice = tuple[Any, str]
"""A record's id and how it is shown."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """``find`` answers with the records whose name fits; ``name`` with one record's name."""

    jobs: Background
    find: Callable[[str], Sequence[Choice]]
    name: Callable[[Any], str]

    def search(self, text: str, answer: Callable[[Sequence[Choice]], None]) -> None:
        self.jobs.read(lambda: self.find(text), answer)

    def label(self, record: Any, answer: Callable[[str], None]) -> None:
        self.jobs.read(lambda: self.name(record), answer)
