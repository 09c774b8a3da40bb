"""What the builder shows of a draft: its sums, who must approve, and the ways to the floor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from salesdesk.models.reference import ApprovalRule
from salesdesk.models.values.currencies import DIGITS
from salesdesk.models.values.margin import (
    CUT_DISCOUNT,
    DROP_OPTIONS,
    RAISE_EFFORT,
    Part,
    Way,
    floor_price,
    keeps_margin,
    largest_discount,
    margin,
    ways_to_margin,
)
from salesdesk.models.values.options import Scenario
from salesdesk.models.values.rounding import Rounding, round_up, units
from salesdesk.models.values.workflow import PROPOSAL
from salesdesk.services.actor import Right
from salesdesk.services.proposal_drafts import LineDraft, ProposalDraft
from salesdesk.services.proposal_positions import unasked_percent
from salesdesk.services.proposal_rules import Fired

if TYPE_CHECKING:
    from salesdesk.services.proposals import Proposals

HEADER, LINE, BOTH, WORK, OPTIONS = "header", "line", "both", "work", "options"
_CENT = Decimal("0.01")
_MOST = 3
_MOST_RAISED = 25
"""In percent: a dearer way than this helps nobody."""
_THIN = Decimal(10)
"""Where no rule says so, a line below this margin is worth a look."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """A way to the floor: the lever, what it is now and then, and the draft that comes of it."""

    lever: str
    name: str
    before: Decimal
    after: Decimal
    draft: ProposalDraft
    header_before: Decimal = Decimal(0)
    header_after: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """A draft added up, with everything that the screen says about it."""

    draft: ProposalDraft
    fired: tuple[Fired, ...] = ()
    floor: Decimal = Decimal(0)
    line_floor: Decimal = Decimal(0)
    bare_margin: Decimal | None = None
    signable: Decimal | None = None
    signable_percent: Decimal | None = None
    lowest_net: Decimal | None = None
    ways: tuple[WayOut, ...] = ()
    line_margins: Mapping[UUID, Decimal | None] = field(default_factory=dict)
    scenarios: tuple[Scenario, ...] = ()
    option_nets: Mapping[UUID, Decimal] = field(default_factory=dict)
    """What each option would add to the net."""


def figures_of(proposals: Proposals, draft: ProposalDraft) -> Figures:
    """Everything that the builder shows beside what was typed.

    What may not be changed any more keeps the sums that it was stored with, whatever the tax
    rates are today.
    """
    is_open = PROPOSAL.state(draft.status).is_editable
    fresh = proposals.calculated(draft) if is_open else draft
    offered, adds = proposals.scenarios(fresh), proposals.option_nets(fresh)
    if not proposals.database.actor.may(Right.COST):
        return Figures(fresh, scenarios=offered, option_nets=adds)
    digits, floor = DIGITS.get(fresh.currency, 2), proposals.margin_floor(fresh)
    known = Figures(
        draft=fresh,
        fired=proposals.fired(fresh),
        scenarios=offered,
        option_nets=adds,
        floor=floor,
        line_floor=_line_floor(proposals),
        line_margins={
            line.id: None if line.cost is None else margin(line.taxable, line.cost)
            for line in fresh.counted_lines
        },
    )
    if fresh.cost is None:
        return known
    signable, percent = signable_of(proposals, fresh, floor)
    return replace(
        known,
        bare_margin=proposals.calculated(_bare(fresh)).margin,
        signable=signable,
        signable_percent=percent,
        lowest_net=floor_price(fresh.cost, floor, digits),
        ways=tuple(_ways(proposals, fresh, floor, digits)) if is_open else (),
    )


def signable_of(
    proposals: Proposals, draft: ProposalDraft, floor: Decimal
) -> tuple[Decimal, Decimal]:
    """The largest header discount that nobody else is asked for, as an amount and in percent.

    It keeps the margin floor, and no approval rule asks for more than it does without it.
    """
    assert draft.cost is not None
    digits = DIGITS.get(draft.currency, 2)
    amount = largest_discount(draft.subtotal, draft.cost, floor, digits)
    most = _percent_down(amount, draft.subtotal)
    percent = unasked_percent(proposals, draft, most) if most else most
    if percent < most:
        step = Decimal(1).scaleb(-digits)
        part = Fraction(draft.subtotal) * Fraction(percent) / 100
        amount = units(part, step, Rounding.FLOOR) * step
    return amount, percent


def _line_floor(proposals: Proposals) -> Decimal:
    """Below which margin a single line is worth a warning."""
    rule = select(ApprovalRule.threshold).where(
        ApprovalRule.is_active, ApprovalRule.measure == "line_margin"
    )
    with proposals.database.reading() as session:
        found = session.execute(rule.order_by(ApprovalRule.threshold.desc())).scalars().first()
    return found or _THIN


def _bare(draft: ProposalDraft) -> ProposalDraft:
    """The draft without any discount."""
    lines = tuple(
        replace(line, discount_1=None, discount_2=None, discount_3=None) for line in draft.lines
    )
    return replace(draft, lines=lines, discount_percent=None, discount_amount=None)


def _percent_down(part: Decimal, whole: Decimal) -> Decimal:
    """In percent, rounded down: what is signed must not fall below the floor."""
    if not whole:
        return Decimal(0)
    return units(Fraction(part) / Fraction(whole) * 100, _CENT, Rounding.FLOOR) * _CENT


# the ways


def _ways(
    proposals: Proposals, draft: ProposalDraft, floor: Decimal, digits: int
) -> Iterator[WayOut]:
    """At most three, each tried by the calculator before it is offered."""
    found = 0
    for way in _candidates(draft, floor, digits):
        fresh = proposals.calculated(way.draft)
        if fresh.cost is not None and keeps_margin(fresh.net, fresh.cost, floor):
            yield replace(way, draft=fresh)
            found += 1
        if found == _MOST:
            return


def _candidates(draft: ProposalDraft, floor: Decimal, digits: int) -> Iterator[WayOut]:
    assert draft.cost is not None
    parts = [
        Part(str(line.id), line.net, line.cost or Decimal(0), line.kind == "service",
             line.choice == "chosen")
        for line in draft.counted_lines if line.choice != "optional"
    ]  # fmt: skip
    ways = {way.lever: way for way in ways_to_margin(parts, draft.discount, floor, digits)}
    if keeps_margin(draft.net, draft.cost, floor):
        return
    if CUT_DISCOUNT in ways:
        yield _cut(draft, ways[CUT_DISCOUNT])
    lowest = floor_price(draft.cost, floor, digits)
    discounted = sorted(
        (line for line in draft.counted_lines if line.discounts and line.choice != "optional"),
        key=lambda line: line.net - line.gross,
    )
    for line in discounted:
        yield from _less_on(draft, line, lowest)
    if RAISE_EFFORT in ways and (ways[RAISE_EFFORT].setting or 0) <= _MOST_RAISED:
        yield _raised(draft, ways[RAISE_EFFORT], digits)
    if DROP_OPTIONS in ways:
        yield _dropped(draft, ways[DROP_OPTIONS])


def _cut(draft: ProposalDraft, way: Way) -> WayOut:
    setting = way.setting or Decimal(0)
    if draft.discount_amount is not None:
        less = replace(draft, discount_amount=setting)
        return WayOut(HEADER, "", draft.discount_amount, setting, less)
    after = _percent_down(setting, draft.subtotal)
    before = draft.discount_percent or Decimal(0)
    return WayOut(HEADER, "", before, after, replace(draft, discount_percent=after))


def _less_on(draft: ProposalDraft, line: LineDraft, lowest: Decimal) -> Iterator[WayOut]:
    """Less discount on one line; when that isn't enough, none on it and less on the whole."""
    before = line.discount_1 or Decimal(0)
    if len(line.discounts) > 1 or not line.gross:
        return
    kept = 1 - Fraction(draft.discount_percent or 0) / 100
    if not kept:
        return
    wanted = Fraction(lowest + (draft.discount_amount or 0)) / kept
    net = Fraction(line.net) + wanted - Fraction(draft.subtotal)
    exact = (1 - net / Fraction(line.gross)) * 100
    if exact >= 0:
        after = units(exact, _CENT, Rounding.FLOOR) * _CENT
        yield WayOut(LINE, line.description, before, after, _with_cut(draft, line, after))
    elif draft.discount_percent:
        subtotal = draft.subtotal + line.gross - line.net
        header = _percent_down(subtotal - lowest, subtotal)
        if header >= 0:
            less = replace(_with_cut(draft, line, Decimal(0)), discount_percent=header)
            yield WayOut(
                BOTH, line.description, before, Decimal(0), less, draft.discount_percent, header
            )


def _with_cut(draft: ProposalDraft, line: LineDraft, cut: Decimal) -> ProposalDraft:
    changed = replace(line, discount_1=cut or None)
    lines = tuple(changed if each.id == line.id else each for each in draft.lines)
    return replace(draft, lines=lines)


def _raised(draft: ProposalDraft, way: Way, digits: int) -> WayOut:
    kept = 1 - Fraction(draft.discount_percent or 0) / 100 or Fraction(1)
    percent = round_up(Fraction(way.setting or 0) / kept, 2)
    factor = 1 + Fraction(percent) / 100
    lines = tuple(
        replace(line, unit_price=round_up(Fraction(line.unit_price) * factor, digits))
        if str(line.id) in way.parts
        else line
        for line in draft.lines
    )
    return WayOut(WORK, "", Decimal(0), percent, replace(draft, lines=lines))


def _dropped(draft: ProposalDraft, way: Way) -> WayOut:
    gone = [line for line in draft.lines if str(line.id) in way.parts]
    lines = tuple(
        replace(line, choice="optional") if line in gone else line for line in draft.lines
    )
    names = ", ".join(line.description for line in gone)
    return WayOut(OPTIONS, names, Decimal(0), Decimal(0), replace(draft, lines=lines))
