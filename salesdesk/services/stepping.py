"""A workflow step on any record, by the verb that a user would say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.services.desk import Desk
from salesdesk.services.plain import plain
from salesdesk.services.showing import show

_DEAL_STEPS = {"win": "won", "lose": "lost", "reopen": "open"}


def step(
    desk: Desk,
    kind: str,
    number: str,
    verb: str,
    reason: str = "",
    *,
    chosen: Sequence[str] = (),
) -> Mapping[str, Any]:
    """Take a step; answers the record's number and status, and the file of a handover.

    ``chosen`` are the options that a customer takes, by their line's id or its description.
    """
    key = desk.key_of(kind, number)
    match kind:
        case "proposals":
            options = _options(desk, key, chosen)
            stepped = desk.proposals.step(key, verb, reason, chosen=options)
            return {name: plain(value) for name, value in stepped.items() if name != "id"}
        case "estimations":
            status = desk.estimations.step(key, verb, reason)
        case "budgets":
            status = desk.budgets.step(key, verb, reason)
        case "exercises":
            status = desk.exercises.step(key, verb, reason)
        case "opportunities":
            status = _deal(desk, key, verb, reason)
        case _:
            raise _no_steps(kind)
    return {"number": show(desk, kind, number)["number"], "status": status}


def _options(desk: Desk, key: UUID, chosen: Sequence[str]) -> set[UUID]:
    """The lines that were named; raises InvalidInput for a name that none has."""
    if not chosen:
        return set()
    lines = desk.proposals.draft(key).counted_lines
    named = {text: line.id for line in lines for text in (line.description, line.key)}
    unknown = [text for text in chosen if text not in named]
    if unknown:
        message = _("“{name}” is no line of this proposal.").format(name=unknown[0])
        raise InvalidInput(message, [Problem(message, "choose", value=unknown[0])])
    return {named[text] for text in chosen}


def _deal(desk: Desk, key: Any, verb: str, reason: str) -> str:
    """``win``, ``lose`` and ``reopen``, or the name of a stage."""
    if verb in _DEAL_STEPS:
        desk.opportunities.mark(key, _DEAL_STEPS[verb], reason)
    else:
        stages = desk.opportunities.stages(desk.opportunities.draft(key).pipeline_id)
        wanted = [s for s in stages if s.name.casefold() == verb.casefold()]
        if not wanted:
            known = ", ".join([*_DEAL_STEPS, *(s.name for s in stages)])
            message = _("“{verb}” is no step here; the steps are {known}.").format(
                verb=verb, known=known
            )
            raise InvalidInput(message, [Problem(message, "step", value=verb)])
        desk.opportunities.move(key, wanted[0].id, reason=reason)
    return str(show(desk, "opportunities", str(desk.opportunities.draft(key).number))["stage"])


def _no_steps(kind: str) -> InvalidInput:
    message = _("Records of {kind} have no steps.").format(kind=kind)
    return InvalidInput(message, [Problem(message, "kind", value=kind)])
