"""Finding any record by the beginnings of its words, or one by its number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from salesdesk.errors import NotFound, Problem
from salesdesk.i18n import _
from salesdesk.models.account import Account, Contact
from salesdesk.models.base import Record, table_of
from salesdesk.models.estimation import Estimation
from salesdesk.models.opportunity import Opportunity
from salesdesk.models.planning import Budget, Exercise, Market
from salesdesk.models.proposal import Handover, Proposal
from salesdesk.models.reference import Product
from salesdesk.models.user import User
from salesdesk.services.database import Database
from salesdesk.services.listings import found_by

KINDS: dict[str, tuple[type[Record], str]] = {
    "accounts": (Account, "number"),
    "contacts": (Contact, "number"),
    "opportunities": (Opportunity, "number"),
    "estimations": (Estimation, "number"),
    "proposals": (Proposal, "number"),
    "exercises": (Exercise, "number"),
    "budgets": (Budget, "number"),
    "markets": (Market, "number"),
    "handovers": (Handover, "number"),
    "products": (Product, "code"),
    "users": (User, "username"),
}


_LONGEST_NUMBER = 300
_REVISION = re.compile(r"(.+)/R(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that search found."""

    kind: str
    id: UUID
    number: str
    name: str


class Finder:
    """Looks through every module."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def find(self, text: str, kind: str = "", limit: int = 6) -> tuple[Hit, ...]:
        """Up to ``limit`` records of each kind, in the order of the modules."""
        kinds = [kind] if kind else list(KINDS)
        return tuple(hit for each in kinds for hit in self._of(each, text, limit))

    def _of(self, kind: str, text: str, limit: int) -> Sequence[Hit]:
        record, number = KINDS[kind]
        table = table_of(record)
        statement = (
            select(table.c.id, table.c[number], table.c.name)
            .where(found_by(table, text, self.database.dialect))
            .limit(limit)
        )
        with self.database.reading() as session:
            return [Hit(kind, *row) for row in session.execute(statement)]

    def key_of(self, kind: str, number: str) -> UUID:
        """The key of a record by its number, else by its whole name; raises NotFound.

        Of several revisions it is the current one; ``PRO-2026-0042/R1`` names one of them.
        """
        if kind not in KINDS:
            raise unknown_module(kind, KINDS)
        record, column = KINDS[kind]
        table = table_of(record)
        number = number[:_LONGEST_NUMBER].encode(errors="replace").decode()
        named = _REVISION.fullmatch(number)
        for by in (column, "name"):
            statement = select(table.c.id).where(table.c[by] == (named[1] if named else number))
            if named and "revision" in table.c:
                statement = statement.where(table.c.revision == int(named[2]))
            elif "is_current" in table.c:
                statement = statement.order_by(table.c.is_current.desc(), table.c.revision.desc())
            with self.database.reading() as session:
                keys = session.scalars(statement).all()
            if keys:
                return UUID(str(keys[0]))
        text = _("There is nothing numbered “{number}” among the {kind}.")
        message = text.format(number=number, kind=_(kind))
        raise NotFound(message, [Problem(message, "number", value=number)])


def unknown_module(kind: str, known: Iterable[str]) -> NotFound:
    """The refusal of a kind that is no module here."""
    text = _("There is no module {kind}; the modules are {known}.")
    message = text.format(kind=kind, known=", ".join(known))
    return NotFound(message, [Problem(message, "kind", value=kind)])
