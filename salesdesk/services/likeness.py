"""Whether a new account or contact is here already: a hint for the form, never a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from salesdesk.models.account import Account, Contact, EmailAddress
from salesdesk.models.values.folding import folded

MOST = 3
_LEAST_NAME = {"account": 4, "contact": 6}
"""Shorter names are like too many others to say anything."""
_NOISE = 21
"""So many names alike say nothing either."""
_LOOKED_AT = 20_000
_NEARLY = 88
_SIDES = {"account": EmailAddress.account_id, "contact": EmailAddress.contact_id}


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that is like the one being written; ``why`` is tax_number, email or name."""

    id: UUID
    name: str
    why: str
    is_archived: bool = False


def accounts_like(
    session: Session, own: UUID, name: str, tax_number: str, country: str, mails: Sequence[str]
) -> tuple[Alike, ...]:
    """Accounts of this tax number, then of an e-mail address, then of nearly this name."""
    by_tax = select(Account).where(Account.tax_number == tax_number)
    if country:
        by_tax = by_tax.where(Account.country.in_((country, "")))
    found = [
        *(_hits(session, by_tax, "tax_number") if tax_number else ()),
        *_by_mail(session, Account, "account", mails),
        *_by_name(session, Account, "account", name, own),
    ]
    return _first_of_each(found, own)


def contacts_like(
    session: Session, own: UUID, name: str, mails: Sequence[str]
) -> tuple[Alike, ...]:
    """Contacts of an e-mail address, then of nearly this name."""
    found = [
        *_by_mail(session, Contact, "contact", mails),
        *_by_name(session, Contact, "contact", name, own),
    ]
    return _first_of_each(found, own)


def _hits(session: Session, statement: Select[Any], why: str) -> list[Alike]:
    rows = session.scalars(statement.limit(MOST))
    return [Alike(row.id, row.name, why, row.archived_at is not None) for row in rows]


def _by_mail(session: Session, kind: Any, side: str, mails: Sequence[str]) -> list[Alike]:
    wanted = [mail.strip().lower() for mail in mails if "@" in mail]
    if not wanted:
        return []
    link: InstrumentedAttribute[Any] = _SIDES[side]
    holders = select(link).where(func.lower(EmailAddress.address).in_(wanted), link.is_not(None))
    return _hits(session, select(kind).where(kind.id.in_(holders)).order_by(kind.id), "email")


def _by_name(session: Session, kind: Any, side: str, name: str, own: UUID) -> list[Alike]:
    """Names that begin alike and are nearly the same."""
    from rapidfuzz import fuzz, process

    wanted = folded(name)
    if len(wanted) < _LEAST_NAME[side]:
        return []
    statement = (
        select(kind.id, kind.name, kind.sort_name, kind.archived_at)
        .where(kind.sort_name.startswith(wanted[:2]), kind.id != own)
        .limit(_LOOKED_AT)
    )
    rows = session.execute(statement).all()
    names = [row.sort_name for row in rows]
    # a contact's first name alone must not be like everybody of that name
    scorer = fuzz.WRatio if side == "account" else fuzz.token_sort_ratio
    hits = process.extract(wanted, names, scorer=scorer, limit=_NOISE, score_cutoff=_NEARLY)
    if len(hits) >= _NOISE:
        return []
    found = (rows[at] for _name, _score, at in hits)
    return [Alike(row.id, row.name, "name", row.archived_at is not None) for row in found]


def _first_of_each(found: Iterable[Alike], own: UUID) -> tuple[Alike, ...]:
    """Each record once, by its best reason; never the record itself."""
    first: dict[UUID, Alike] = {}
    for alike in found:
        if alike.id != own:
            first.setdefault(alike.id, alike)
    return tuple(first.values())[:MOST]
