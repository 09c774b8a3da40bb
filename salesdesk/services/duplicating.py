"""A copy of a record as a new one: what was typed comes along, what was decided does not."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from salesdesk.i18n import _
from salesdesk.models.values.identity import new_id
from salesdesk.services.desk import Desk

KINDS = ("contacts", "accounts", "opportunities", "estimations", "proposals")
_OF_ONE_RECORD = frozenset({
    "id", "version", "number", "external_id", "source", "tax_number", "tax_checked_on",
    "pipeline_id", "stage_id", "closed_on", "real_amount", "weighted", "reason_id",
    "bank_accounts",
})  # fmt: skip
"""Who it is to others, and how far it has come: a second record begins without these."""


def duplicate(desk: Desk, kind: str, key: UUID) -> UUID:
    """Save a copy and answer its key; raises InvalidInput, NotAllowed and NotFound."""
    if kind == "estimations":
        return desk.estimations.duplicate(key)
    if kind == "proposals":
        copy = desk.proposals.from_proposal(key)
        return desk.proposals.save(replace(copy, name=_named(copy.name)))
    service = {"contacts": desk.contacts, "accounts": desk.accounts,
               "opportunities": desk.opportunities}[kind]  # fmt: skip
    return _of_form(service, key)


def _of_form(service: Any, key: UUID) -> UUID:
    source, fresh = service.draft(key), service.new()
    own = {
        f.name: _unlinked(getattr(source, f.name))
        for f in fields(source)
        if f.name not in _OF_ONE_RECORD and f.name != "status"
    }
    saved: UUID = service.save(replace(fresh, **{**own, "name": _named(source.name)}))
    return saved


def _named(name: str) -> str:
    return _("{name} (copy)").format(name=name)


def _unlinked(value: Any) -> Any:
    """Parts get keys of their own, so that the copy never shares one with its source."""
    if not isinstance(value, tuple):
        return value
    return tuple(replace(part, id=new_id()) for part in value)
