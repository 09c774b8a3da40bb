"""New drafts from JSON, in the shape that ``show`` answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_type_hints
from uuid import UUID

from sqlalchemy import select

from salesdesk.errors import InvalidInput, NotFound, Problem
from salesdesk.i18n import _
from salesdesk.models.account import Account, Contact
from salesdesk.models.opportunity import Opportunity
from salesdesk.models.values.distribution import Model
from salesdesk.models.values.periods import PeriodKind
from salesdesk.services.accounts import AccountDraft
from salesdesk.services.budgets import BudgetDraft
from salesdesk.services.contacts import ContactDraft
from salesdesk.services.desk import Desk
from salesdesk.services.drafting import Draft, PartDraft
from salesdesk.services.exercises import ExerciseDraft
from salesdesk.services.finding import KINDS
from salesdesk.services.json_reading import exact_number
from salesdesk.services.opportunities import OpportunityDraft

D = TypeVar("D", bound=Draft | PartDraft)
_OWN = frozenset({"id", "version", "number", "status", "stage_id"})


def create(desk: Desk, kind: str, given: Mapping[str, Any]) -> str:
    """Keep a new draft; answers its number. Names (of an account, an owner) may stand for keys."""
    match kind:
        case "accounts":
            key = desk.accounts.save(_draft(AccountDraft, desk, _unclaimed(desk, Account, given)))
            return desk.accounts.draft(key).number
        case "contacts":
            key = desk.contacts.save(_draft(ContactDraft, desk, _unclaimed(desk, Contact, given)))
            return desk.contacts.draft(key).number
        case "opportunities":
            key = desk.opportunities.save(_opportunity(desk, given))
            return desk.opportunities.draft(key).number
        case "estimations":
            return desk.estimations.draft(desk.estimations.create(given)).number
        case "proposals":
            return desk.proposals.draft(desk.proposals.create(given)).number
        case "exercises":
            key = desk.exercises.save(_exercise(desk, given))
            return desk.exercises.draft(key).number
        case "budgets":
            key = desk.budgets.save(_budget(desk, given))
            return desk.budgets.draft(key).number
    message = _("SalesDesk can't create {kind} from a file.").format(kind=kind)
    raise InvalidInput(message, [Problem(message, "kind", value=kind)])


def _unclaimed(
    desk: Desk, record: type[Account | Contact | Opportunity], given: Mapping[str, Any]
) -> Mapping[str, Any]:
    """What was given, without a foreign key that a record already answers to: a copy is new."""
    foreign = given.get("external_id")
    if foreign is None:
        return given
    query = select(record.id).where(
        record.source == str(given.get("source") or ""), record.external_id == str(foreign)
    )
    with desk.database.reading() as session:
        taken = session.scalars(query).first()
    return given if taken is None else {**given, "source": None, "external_id": None}


def _opportunity(desk: Desk, given: Mapping[str, Any]) -> OpportunityDraft:
    own = _unclaimed(desk, Opportunity, given)
    draft = _draft(OpportunityDraft, desk, own, desk.opportunities.new())
    wanted = str(given.get("stage") or "")
    stages = {stage.name: stage for stage in desk.opportunities.stages()}
    if not wanted:
        return draft
    if wanted not in stages:
        raise _wrong("stage", wanted[:80], _("The pipeline has no stage {value}."))
    if stages[wanted].kind != "open":  # only a step wins or loses: a copy begins anew
        return _replaced(draft, {"probability": desk.opportunities.new().probability})
    return _replaced(draft, {"stage_id": stages[wanted].id})


def _exercise(desk: Desk, given: Mapping[str, Any]) -> ExerciseDraft:
    _require_word("kind", given.get("kind"), PeriodKind)
    draft = _draft(ExerciseDraft, desk, given)
    return draft if draft.periods else desk.exercises.generated(draft, draft.kind)


def _budget(desk: Desk, given: Mapping[str, Any]) -> BudgetDraft:
    """The budget spread over its model's cells, then with the amounts that were given."""
    named = {**given, "exercise_id": None, "market_id": None, "cells": None}
    for name, kind in (("exercise", "exercises"), ("market", "markets")):
        if given.get(name):
            named[f"{name}_id"] = str(_key(desk, name, kind, given[name]))
    _require_word("model", given.get("model"), Model)
    plain = _draft(BudgetDraft, desk, named)
    if plain.exercise_id is None:
        raise _wrong("exercise", "", _("A budget needs a sales exercise."))
    draft = desk.budgets.new(
        plain.exercise_id,
        plain.model,
        plain.total,
        name=plain.name,
        market_id=plain.market_id,
        currency=plain.currency,
        notes=plain.notes,
    )
    if plain.owner_id is not None:
        draft = _replaced(draft, {"owner_id": plain.owner_id})
    return _with_cells(desk, draft, given.get("cells") or [])


def _with_cells(desk: Desk, draft: BudgetDraft, cells: Any) -> BudgetDraft:
    if not cells:
        return draft
    _require_objects("cells", cells)
    matrix = desk.budgets.matrix_of(draft)
    axes = {
        "period": {a.id: a.name for a in matrix.periods},
        "region": {a.id: a.name for a in matrix.regions},
        "seller": {a.id: a.name for a in matrix.sellers},
    }
    wanted = {_cell_name(c): _cell_values(c) for c in cells}
    filled = []
    for cell in draft.cells:
        name = (
            axes["period"].get(cell.period_id),
            axes["region"].get(cell.region_id) if cell.region_id else None,
            axes["seller"].get(cell.seller_id) if cell.seller_id else None,
        )
        filled.append(_replaced(cell, wanted.pop(name, {"amount": Decimal(0)})))
    if wanted:
        first = " / ".join(str(part) for part in next(iter(wanted)) if part is not None)
        raise _wrong("cells", first, _("There is no cell {value}."))
    return _replaced(draft, {"cells": tuple(filled)})


def _cell_name(cell: Mapping[str, Any]) -> tuple[str | None, ...]:
    name = tuple(cell.get(part) for part in ("period", "region", "seller"))
    for part in name:
        if not isinstance(part, str | None):
            raise _wrong("cells", str(part)[:80], _("There is no cell {value}."))
    return name


def _cell_values(cell: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {"amount": _exact(cell.get("amount"), "cells")}
    if cell.get("weight") is not None:
        values["weight"] = _exact(cell["weight"], "cells")
    return values | {"is_locked": cell.get("locked") is True}


def _draft(kind: type[D], desk: Desk, given: Mapping[str, Any], base: D | None = None) -> D:
    """A draft of the fields that were given; what it doesn't know is left alone."""
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for a_field in fields(kind):
        name = a_field.name
        if name in _OWN or a_field.metadata.get("derived"):
            continue
        part = a_field.metadata.get("part")
        if part is not None and given.get(name) is not None:
            _require_objects(name, given[name])
            values[name] = tuple(_draft(part, desk, row) for row in given[name])
        elif name.endswith("_id") and given.get(name) is None:
            values |= _by_name(desk, name, given)
        elif given.get(name) is not None and part is None:
            values[name] = _value(hints[name], given[name], name)
    if base is not None:
        return _replaced(base, values)
    missing = [
        Problem(_("This is missing."), f.name)
        for f in fields(kind)
        if f.default is MISSING and f.default_factory is MISSING and f.name not in values
    ]
    if missing:
        names = ", ".join(problem.column for problem in missing)
        raise InvalidInput(_("Something is missing: {why}").format(why=names), missing)
    return kind(**values)


def _require_objects(name: str, value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise _wrong(name, str(value)[:80], _("Write a list of objects here, in brackets."))


def _require_word(name: str, value: Any, words: type[StrEnum]) -> None:
    if value is not None and value not in [str(word) for word in words]:
        said = _("“{value}” is none of: {known}.").replace("{known}", ", ".join(words))
        raise _wrong(name, str(value), said)


def _replaced(draft: D, values: Mapping[str, Any]) -> D:
    from dataclasses import replace

    return replace(draft, **values)


_NAMED = {
    "account_id": ("account", "accounts"),
    "owner_id": ("owner", "users"),
    "contact_id": ("contact", "contacts"),
    "product_id": ("product", "products"),
    "lifecycle_stage_id": ("lifecycle_stage", "lifecycle-stages"),
    "segment_id": ("segment", "segments"),
}


def _by_name(desk: Desk, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    plain, kind = _NAMED.get(name, ("", ""))
    wanted = given.get(plain)
    if not plain or not wanted:
        return {}
    wanted = wanted.get("name") if isinstance(wanted, Mapping) else wanted
    return {name: _key(desk, plain, kind, wanted)}


def _key(desk: Desk, name: str, kind: str, wanted: Any) -> UUID:
    """The key of a record that was given by its number or name, in a module or a settings list."""
    if kind in KINDS:
        try:
            return desk.key_of(kind, str(wanted))
        except NotFound as problem:
            raise _wrong(name, str(wanted), problem.message) from problem
    labels = {label: key for key, label in desk.reference.choices(kind, limit=100_000)}
    if str(wanted) not in labels:
        raise _wrong(name, str(wanted), _("“{value}” is not in the list of this field."))
    return labels[str(wanted)]


def _value(hint: Any, value: Any, name: str) -> Any:
    """A JSON value as the field's own type."""
    wanted = next((k for k in (get_args(hint) or (hint,)) if k is not type(None)), hint)
    try:
        if wanted is Decimal:
            return _exact(value, name)
        if wanted is UUID:
            return UUID(str(value))
        if wanted is date:
            return date.fromisoformat(str(value))
        if wanted is datetime:
            return datetime.fromisoformat(str(value))
        if wanted in (str, int, bool):
            return _simple(wanted, value)
        return value
    except (ValueError, TypeError) as problem:
        raise _wrong(name, str(value), _("{value} doesn't fit here.")) from problem


def _simple(wanted: Any, value: Any) -> Any:
    """A text, a whole number or a yes; raises ValueError for what is another kind of thing."""
    is_flag = isinstance(value, bool)
    if is_flag != (wanted is bool) or not isinstance(value, (str, int)):
        raise ValueError(value)
    return wanted(value)


def _exact(value: Any, name: str) -> Decimal:
    number = exact_number(value)
    if number is None:
        raise _wrong(name, str(value)[:80], _("{value} is not a number."))
    return number


def _wrong(name: str, value: str, said: str) -> InvalidInput:
    message = said.format(value=value)
    return InvalidInput(message, [Problem(message, name, value=value)])
