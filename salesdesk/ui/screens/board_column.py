"""A column of the board, and the one flag a card may carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from salesdesk.i18n import _
from salesdesk.models.values.listing import Row
from salesdesk.ui.theme import Tone


@dataclass
class BoardColumn:
    """A stage with the first page of its deals, and how far it is scrolled; or folded."""

    stage: Any
    rows: Sequence[Row] = ()
    count: int = 0
    sums: list[tuple[str, Decimal]] = field(default_factory=list)
    weighted: Decimal | None = None
    scroll: int = 0
    folded: bool = False


def flag_of(day: Any, *, closed: bool) -> tuple[str, Tone]:
    """At most one, the worst."""
    if closed:
        return "", Tone.GREY
    if day is None:
        return "", Tone.GREY
    late = (date.today() - day).days  # noqa: DTZ011 the user's own day
    return (_("{count} days late").format(count=late), Tone.RED) if late > 0 else ("", Tone.GREY)
