"""A column of the board, and the one flag a card may carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from salesdesk.i18n import _
from salesdesk.models.values.listing import Condition, Operator, Row
from salesdesk.ui.formats import formats
from salesdesk.ui.theme import Tone


@dataclass
class BoardColumn:
    """A stage with the first page of its deals, and how far it is scrolled; or folded.

    ``period`` says which closed deals it shows: ``month``, ``all``, or nothing where the stage
    is open or the list is filtered by the day of closing.
    """

    stage: Any
    rows: Sequence[Row] = ()
    count: int = 0
    sums: list[tuple[str, Decimal]] = field(default_factory=list)
    weighted: Decimal | None = None
    scroll: int = 0
    folded: bool = False
    period: str = ""

    @property
    def period_words(self) -> tuple[str, str]:
        """What it shows, and what the link beside that does."""
        if self.period == "month":
            return _("this month"), _("show all")
        return _("all"), _("this month")


def closed_this_month() -> tuple[Condition, Condition]:
    """Conditions for what was closed from the first to the last day of the user's month."""
    first = date.today().replace(day=1)  # noqa: DTZ011 the user's own day
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return (
        Condition("closed_on", Operator.AT_LEAST, (first,)),
        Condition("closed_on", Operator.AT_MOST, (last,)),
    )


def flag_of(day: Any, *, closed: bool) -> tuple[str, Tone]:
    """At most one, the worst."""
    if closed:
        return "", Tone.GREY
    if day is None:
        return "", Tone.GREY
    late = (date.today() - day).days  # noqa: DTZ011 the user's own day
    return (_("{count} days late").format(count=late), Tone.RED) if late > 0 else ("", Tone.GREY)


def weighted_words(column: BoardColumn) -> tuple[str, str]:
    """What may come in of an open column: with its share, and shorter for a narrow one."""
    weighted = column.weighted or Decimal(0)
    total = column.sums[0][1] if column.sums else Decimal(0)
    short = f"→ {formats().whole(weighted)}"
    share = weighted * 100 / total if total else Decimal(0)
    return f"{formats().percent(share, 0)} {short}", short
