"""Billing's documents read back: what has been invoiced of a handover, shown on its account."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, NotAllowed, Problem
from salesdesk.i18n import N_, _, n_
from salesdesk.models.account import Account
from salesdesk.models.base import table_of
from salesdesk.models.columns import now
from salesdesk.models.proposal import BillingDocument, Handover, Proposal
from salesdesk.models.values.currencies import DIGITS, digits_of
from salesdesk.models.values.identity import new_id
from salesdesk.models.values.listing import ColumnKind, ListColumn, ListSpec, SortKey
from salesdesk.models.values.rounding import half_up
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.json_reading import exact_number, parsed
from salesdesk.services.listings import Listing
from salesdesk.services.plain import amount, plain

FORMAT = "salesdesk-billing/1"
STATUSES = ("worksheet", "submitted", "validated", "issued", "closed", "cancelled")
KINDS = {
    "invoice": N_("Invoice"),
    "credit_note": N_("Credit note"),
    "advance": N_("Advance invoice"),
    "statement": N_("Statement"),
}
LARGEST = 16 * 1024 * 1024
_MOST = 10_000
_LONGEST_NUMBER = 40
_MOST_AMOUNT = Decimal(10) ** 13

_OwnerOf = Callable[[str, str], tuple[UUID | None, UUID | None]]

SPEC = ListSpec(
    "billing",
    (
        ListColumn("number", N_("Number"), width=150),
        ListColumn("kind", N_("Kind"), width=120, choices=tuple(KINDS)),
        ListColumn("status", N_("Status"), ColumnKind.STATUS, width=110, choices=STATUSES),
        ListColumn("amount", N_("Amount"), ColumnKind.AMOUNT, "currency", True, width=130),
        ListColumn("currency", N_("Currency"), ColumnKind.CURRENCY, width=80),
        ListColumn("dated_on", N_("Dated"), ColumnKind.DATE, width=110),
        ListColumn("due_on", N_("Due"), ColumnKind.DATE, width=110),
        ListColumn("proposal", N_("Proposal"), width=140),
        ListColumn("account", N_("Account"), width=180, shown=False),
    ),
    (SortKey("dated_on", True),),
)


def billing_listing(database: Database, account_id: UUID) -> Listing:
    """The documents of Billing for one account."""
    table, account = table_of(BillingDocument), table_of(Account).alias("account_of")
    handover, proposal = table_of(Handover), table_of(Proposal)
    joined = {"proposal": proposal.c.number, "account": account.c.name}
    own = {each.name: table.c[each.name] for each in SPEC.columns if each.name not in joined}
    source = (
        table.join(account, account.c.id == table.c.account_id)
        .outerjoin(handover, handover.c.id == table.c.handover_id)
        .outerjoin(proposal, proposal.c.id == handover.c.proposal_id)
    )
    mine = (table.c.account_id == account_id, table.c.archived_at.is_(None))
    return Listing(database, SPEC, table, source, own | joined, {}, mine)


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What a file brought: documents that are new, that changed, and that were so already."""

    added: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """A document as the file has it, with whom it belongs to."""

    account_id: UUID
    handover_id: UUID | None
    number: str
    kind: str
    status: str
    currency: str
    amount: Decimal
    dated_on: date | None
    due_on: date | None


def read_documents(database: Database, content: bytes) -> ReadBack:
    """Bring the documents of a file to the accounts; read again, it changes nothing.

    The whole file is refused when an entry is wrong; every wrong one is named with its reason.
    """
    actor = database.actor
    if not (actor.may(Right.PROPOSAL) or actor.may(Right.BANK)):
        raise NotAllowed(_("Billing's documents are read by account managers and finance."))
    entries = _entries(content)
    with database.changing() as session:
        read, wrong = [], []
        owner_of = cache(partial(_owner, session))
        for row, entry in enumerate(entries, 1):
            found = _checked(owner_of, entry, row)
            if isinstance(found, _Entry):
                read.append(found)
            else:
                wrong += found
        wrong += _repeated(read)
        if wrong:
            message = n_(
                "Nothing was read: {count} entry is wrong. {first}",
                "Nothing was read: {count} things are wrong. {first}", len(wrong),
            )  # fmt: skip
            raise InvalidInput(message.format(count=len(wrong), first=wrong[0].message), wrong)
        return _brought(session, read)


def documents_of(database: Database, account_id: UUID) -> list[dict[str, Any]]:
    """An account's documents in the shape of the command line, the latest first."""
    database.actor.require(Right.READ)
    wanted = (
        select(BillingDocument, Proposal.number)
        .outerjoin(Handover, Handover.id == BillingDocument.handover_id)
        .outerjoin(Proposal, Proposal.id == Handover.proposal_id)
        .where(BillingDocument.account_id == account_id, BillingDocument.archived_at.is_(None))
        .order_by(BillingDocument.dated_on.desc(), BillingDocument.number)
    )
    with database.reading() as session:
        return [
            {
                "number": each.number,
                "kind": each.kind,
                "status": each.status,
                "amount": amount(each.amount, each.currency),
                "currency": each.currency,
                "dated": plain(each.dated_on),
                "due": plain(each.due_on),
                "proposal": number,
            }
            for each, number in session.execute(wanted)
        ]


def _entries(content: bytes) -> Sequence[object]:
    refusal = _("This file doesn't hold documents of Billing.")
    said = parsed(content, LARGEST, refusal)
    entries = said.get("documents") if isinstance(said, dict) else None
    if not isinstance(entries, list) or said.get("format") != FORMAT:
        raise InvalidInput(refusal)
    if len(entries) > _MOST:
        message = _("A file may hold {most} documents; this one has {count}. Split it.")
        raise InvalidInput(message.format(most=_MOST, count=len(entries)))
    return entries


def _checked(owner_of: _OwnerOf, entry: object, row: int) -> _Entry | list[Problem]:
    """The entry as it is kept, or everything that is wrong in it."""
    if not isinstance(entry, Mapping):
        return [Problem(_("Entry {row} is no document.").format(row=row), "documents", row)]
    asked = [entry.get(name) for name in ("handover", "account")]
    handover_id, account_id = owner_of(*(each if isinstance(each, str) else "" for each in asked))
    values: dict[str, Any] = {}
    wrong = []
    if account_id is None:
        column = "handover" if entry.get("handover") else "account"
        message = _("Entry {row}: neither its handover nor its account is here.")
        value = str(entry.get(column, ""))
        wrong.append(Problem(message.format(row=row), column, row, value=value))
    for name, value, problem in _fields(entry):
        values[name] = value
        if problem:
            words = _("Entry {row}: {problem}").format(row=row, problem=problem)
            shown = str(entry.get(name, ""))[:80]
            wrong.append(Problem(words, name, row, value=shown))
    if wrong or account_id is None:
        return wrong
    values["amount"] = half_up(values["amount"], digits_of(values["currency"]))
    values["dated_on"], values["due_on"] = values.pop("dated"), values.pop("due")
    return _Entry(account_id, handover_id, **values)


def _fields(entry: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Each field as it is kept, and what is wrong with it."""
    number = entry.get("number")
    is_number = isinstance(number, str) and 0 < len(number.strip()) <= _LONGEST_NUMBER
    yield "number", str(number).strip(), "" if is_number else _("It needs a number.")
    kind = entry.get("kind", "invoice")
    known = _("Its kind is none of {kinds}.").format(kinds=", ".join(KINDS))
    yield "kind", kind, "" if kind in tuple(KINDS) else known
    status = str(entry.get("status", "")).lower()
    states = _("Its status is none of {states}.").format(
        states=", ".join(each.capitalize() for each in STATUSES)
    )
    yield "status", status, "" if status in STATUSES else states
    code = entry.get("currency")
    is_code = isinstance(code, str) and code in DIGITS
    yield "currency", code, "" if is_code else _("Its currency isn't known.")
    worth = _decimal(entry.get("amount"))
    yield "amount", worth, "" if worth is not None else _("Its amount is no number.")
    for name in ("dated", "due"):
        day, is_day = _day(entry.get(name))
        yield name, day, "" if is_day else _("A day is written as 2027-02-28.")


def _owner(session: Session, key: str, name: str) -> tuple[UUID | None, UUID | None]:
    """The handover by its key, else the account by its number or its whole name."""
    if key:
        try:
            proposal_id = UUID(key.partition(":")[0])
        except ValueError:
            return None, None
        found = session.execute(
            select(Handover.id, Proposal.account_id)
            .join(Proposal, Proposal.id == Handover.proposal_id)
            .where(Proposal.id == proposal_id)
        ).first()
        return (found[0], found[1]) if found else (None, None)
    name = name.encode(errors="replace").decode()
    if not name:
        return None, None
    by_number = session.execute(select(Account.id).where(Account.number == name)).scalar()
    names = session.execute(select(Account.id).where(Account.name == name).limit(2)).scalars().all()
    return None, by_number or (names[0] if len(names) == 1 else None)


def _decimal(value: object) -> Decimal | None:
    number = exact_number(value)
    return None if number is None or abs(number) >= _MOST_AMOUNT else number


def _day(value: object) -> tuple[date | None, bool]:
    if value in (None, ""):
        return None, True
    try:
        return date.fromisoformat(str(value)), True
    except ValueError:
        return None, False


def _repeated(entries: Sequence[_Entry]) -> Iterator[Problem]:
    seen = set()
    for row, entry in enumerate(entries, 1):
        key = (entry.account_id, entry.number)
        if key in seen:
            message = _("{number} stands in the file twice.").format(number=entry.number)
            yield Problem(message, "number", row, value=entry.number)
        seen.add(key)


def _brought(session: Session, entries: Sequence[_Entry]) -> ReadBack:
    accounts = {entry.account_id for entry in entries}
    kept = {
        (each.account_id, each.number): each
        for each in session.execute(
            select(BillingDocument).where(BillingDocument.account_id.in_(accounts))
        ).scalars()
    }
    added = changed = 0
    for given in entries:
        entry = given
        document = kept.get((entry.account_id, entry.number))
        if document is None:
            document = BillingDocument(
                id=new_id(), account_id=entry.account_id, number=entry.number
            )
            session.add(document)
            added += 1
            is_changed = True
        else:
            entry = replace(entry, handover_id=entry.handover_id or document.handover_id)
            is_changed = any(getattr(document, n) != getattr(entry, n) for n in _WRITTEN)
            changed += is_changed
        if is_changed:
            for name in _WRITTEN:
                setattr(document, name, getattr(entry, name))
            document.read_at = now()
    return ReadBack(added, changed, len(entries) - added - changed)


_WRITTEN = ("handover_id", "kind", "status", "currency", "amount", "dated_on", "due_on")
