"""Templates: branches of work plans kept to be used again."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import Aggregate, Record
from salesdesk.models.columns import LongText, Name, Yes


class PlanTemplate(Aggregate, Record):
    """A branch under a name; ``body`` is its start and its rows as JSON."""

    __tablename__ = "plan_template"

    name: Mapped[Name] = mapped_column(unique=True)
    note: Mapped[LongText]
    body: Mapped[LongText]
    rows: Mapped[int] = mapped_column(default=0, server_default="0")
    is_active: Mapped[Yes]
