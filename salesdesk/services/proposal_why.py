"""Why a figure of the builder is what it is: the calculator's own steps, with the lines by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from salesdesk.i18n import _
from salesdesk.models.values.currencies import DIGITS
from salesdesk.models.values.instalments import Share
from salesdesk.models.values.limits_why import lowest_net, payment_steps, signable
from salesdesk.models.values.totals import Totals
from salesdesk.models.values.why import Why
from salesdesk.models.values.workflow import PROPOSAL
from salesdesk.services.actor import Right
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.services.proposal_figures import signable_of
from salesdesk.services.proposal_sums import frozen, taxes_of, totals_of

if TYPE_CHECKING:
    from salesdesk.services.proposals import Proposals

_OF_COST = frozenset({"cost", "profit", "margin", "markup"})


def figure_why(proposals: Proposals, draft: ProposalDraft, figure: str) -> Why | None:
    """The steps of a figure, the figure itself last; None where nothing can be said.

    A figure is named as in the calculator's answer: ``net``, ``lines.<key>.net``, ``base.total``,
    and beside those ``payments.<key>``, ``lowest_net`` and ``signable``.
    """
    may_cost = proposals.database.actor.may(Right.COST)
    if not may_cost and figure.rpartition(".")[2] in _OF_COST:
        return None
    with proposals.database.reading() as session:
        taxes = taxes_of(session)
    if not PROPOSAL.state(draft.status).is_editable:
        taxes = frozen(taxes, draft)
    totals = totals_of(draft, taxes)
    found = dict(totals.why()) | dict(_payments(draft, totals))
    if may_cost and totals.cost is not None:
        floor, digits = proposals.margin_floor(draft), DIGITS.get(draft.currency, 2)
        found["lowest_net"] = lowest_net(totals.cost, floor, digits)
        found["signable"] = _signable(proposals, draft, totals, floor)
    if figure not in found:
        return None
    names = {_("Line {id}").format(id=line.key): line.description for line in draft.lines}
    return _named(_told_last(found[figure]), names)


def _signable(proposals: Proposals, draft: ProposalDraft, totals: Totals, floor: Decimal) -> Why:
    """The floor's discount, or the smaller one from which on a rule asks somebody else."""
    assert totals.cost is not None
    by_floor = signable(totals.subtotal, totals.cost, floor, DIGITS.get(draft.currency, 2))
    amount, percent = signable_of(proposals, proposals.calculated(draft), floor)
    if amount == by_floor.value:
        return by_floor
    source = _("the largest of which no approval rule asks more, of the subtotal")
    asked = Why(_("Discount %"), percent, source)
    return Why(by_floor.label, amount, by_floor.source, (by_floor, asked))


def _payments(draft: ProposalDraft, totals: Totals) -> Iterator[tuple[str, Why]]:
    shares = [Share(part.percent, part.fixed) for part in draft.instalments]
    steps = payment_steps(totals.total, shares, totals.document.step)
    for part, step in zip(draft.instalments, steps, strict=True):
        yield f"payments.{part.id}", replace(step, label=part.name or step.label)


def _told_last(why: Why) -> Why:
    """The steps in the order of the sum, and what they make at the end."""
    return replace(why, steps=(*why.steps, replace(why, steps=())))


def _named(step: Why, names: Mapping[str, str]) -> Why:
    """With what the user calls the lines, not the calculator."""
    return replace(
        step,
        label=names.get(step.label, step.label),
        steps=tuple(_named(each, names) for each in step.steps),
    )
