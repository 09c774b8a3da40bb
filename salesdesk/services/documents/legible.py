"""Whether paper can show what was written: a text that no font has is refused before printing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import N_, _
from salesdesk.services.documents.scripts import unprintable

_MOST = 20
_WORDS = {
    "sheet": N_("Document"),
    "title": N_("Title"),
    "seller": N_("Seller"),
    "customer": N_("Customer"),
    "account": N_("Account"),
    "contact": N_("Contact"),
    "prepared_by": N_("Prepared by"),
    "name": N_("Name"),
    "address": N_("Address"),
    "tax_number": N_("Tax number"),
    "registration": N_("Registration"),
    "lines": N_("Line"),
    "note": N_("Detail"),
    "unit": N_("Unit"),
    "taxes": N_("Tax"),
    "letter": N_("Letter"),
    "written": N_("Section"),
    "parts": N_("Part"),
    "terms": N_("Terms"),
    "text": N_("Text"),
    "plan": N_("Work plan"),
    "rows": N_("Row"),
    "role": N_("Role"),
    "roles": N_("Role"),
    "options": N_("Option"),
    "payments": N_("Payment"),
    "payment_terms": N_("Payment terms"),
    "pricing_note": N_("Note on prices"),
}


def require_legible(content: object) -> None:
    """Raises InvalidInput with each text that holds letters no font of ours has."""
    problems = []
    for place, text in _texts(content, ()):
        if missing := unprintable(text):
            said = _("{field}: no font of SalesDesk has “{characters}” in “{text}”.")
            message = said.format(field=place, characters=missing, text=_short(text))
            problems.append(Problem(message, place, value=text))
            if len(problems) == _MOST:
                break
    if problems:
        told = _("This can't be printed. {first} Write it with other letters.")
        raise InvalidInput(told.format(first=problems[0].message), problems)


def _texts(value: Any, place: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each text of a frozen value that isn't plain ASCII, with the field it stands in."""
    if isinstance(value, str):
        if not value.isascii():
            yield ", ".join(place), value
    elif isinstance(value, tuple):
        for at, part in enumerate(value, 1):
            if isinstance(part, str):
                yield from _texts(part, place)
            elif is_dataclass(part):
                yield from _texts(part, (*place[:-1], f"{place[-1]} {at}") if place else ())
    elif is_dataclass(value):
        for field in fields(value):
            word = _WORDS.get(field.name)
            yield from _texts(getattr(value, field.name), (*place, _(word)) if word else place)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
