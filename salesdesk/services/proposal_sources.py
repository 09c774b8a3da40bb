"""Where a proposal comes from: the priced work plan of an estimation, as lines and as dates."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import takewhile
from uuid import UUID

from salesdesk.models.values.line_groups import HEADING
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import LOADED, SELL, Node
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.rounding import half_up, round_to
from salesdesk.models.values.workplan import WorkPlan
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.plan_choice import Detail, PlanChoice
from salesdesk.services.proposal_drafts import LineDraft, PlanRowDraft

USUAL = PlanChoice()
# what is decided in a proposal about a line, whatever its estimation says
OWN_TERMS = (
    "id", "discount_1", "discount_2", "discount_3", "internal_note", "tiers", "tier_form",
    "option_group", "variant", "is_price_hidden", "tax_code_id",
)  # fmt: skip
TaxFinder = Callable[[str], UUID | None]


@dataclass(frozen=True)
class PricedPlan:
    """An estimation's work plan, priced and scheduled."""

    figures: PlanFigures
    schedule: PlanSchedule
    name: str = ""

    @property
    def plan(self) -> WorkPlan:
        return self.figures.plan


def lines_of(
    priced: PricedPlan, tax_for: TaxFinder, choice: PlanChoice = USUAL
) -> tuple[LineDraft, ...]:
    """The lines that a plan becomes; whatever the detail, they come to the same net and cost.

    Phases: a lump sum for each phase's work, then a line for each product, expense and
    subcontract. Items: a line for each row under its phase's heading. Time: the same by the hour
    where an hour has a price. Sum: one line for all that is taxed alike. The cost is the loaded
    one: the margin of the proposal is that of the estimation.
    """
    tops = [node for node in priced.figures.root.children if choice.takes(node.item.id)]
    if choice.detail in (Detail.ITEMS, Detail.TIME):
        by_hour = choice.detail is Detail.TIME
        return tuple(
            line for top in tops for line in _row_lines(top, priced.figures, tax_for, by_hour)
        )
    lines = _phase_lines(tops, priced.figures, tax_for)
    return _merged(lines, priced) if choice.detail is Detail.SUM else lines


def _phase_lines(
    tops: Sequence[Node], figures: PlanFigures, tax_for: TaxFinder
) -> tuple[LineDraft, ...]:
    work: list[LineDraft] = []
    goods: list[LineDraft] = []
    for node in tops:
        counted = list(_counted(node))
        lump = _lump(node, counted, figures, tax_for)
        if lump is not None:
            work.append(lump)
        goods += [_piece(leaf, figures, tax_for) for leaf in counted]
        work += [
            option
            for option in (
                _lump(each, list(_counted(each)), figures, tax_for)
                for each in _optional_work(node)
                if each is not node
            )
            if option is not None
        ]
    return (*work, *goods)


def _row_lines(
    top: Node, figures: PlanFigures, tax_for: TaxFinder, by_hour: bool
) -> Iterator[LineDraft]:
    """A heading for a phase, then each of its rows that comes to something."""
    if top.children:
        yield LineDraft(
            kind=HEADING, work_item_id=top.item.id, description=top.item.name, quantity=Decimal(1)
        )
    for leaf in _leaves(top):
        if leaf.sums[SELL] or leaf.sums[LOADED]:
            yield _piece(leaf, figures, tax_for, by_hour=by_hour)


def _leaves(node: Node) -> Iterator[Node]:
    if not node.children:
        yield node
    for child in node.children:
        yield from _leaves(child)


def _merged(lines: Sequence[LineDraft], priced: PricedPlan) -> tuple[LineDraft, ...]:
    """One lump sum of the lines that are taxed as the first one is; options stay apart."""
    alike = [
        line
        for line in lines
        if line.tax_code_id == lines[0].tax_code_id and line.choice == "included"
    ]
    if len(alike) < 2:
        return tuple(lines)
    step = priced.figures.terms.step
    sell = sum((round_to(line.quantity * line.unit_price, step) for line in alike), Decimal(0))
    cost = sum(
        (round_to(line.quantity * (line.unit_cost or 0), step) for line in alike), Decimal(0)
    )
    first = priced.figures.root.children[0].item
    whole = LineDraft(
        kind="service",
        work_item_id=first.id,
        description=priced.name or first.name,
        unit_price=sell,
        unit_cost=cost,
        is_lump_sum=True,
        tax_code_id=alike[0].tax_code_id,
    )
    return (whole, *(line for line in lines if line not in alike))


def _counted(node: Node) -> Iterator[Node]:
    if not node.children:
        if node.item.is_counted:
            yield node
        return
    for child in node.children:
        yield from _counted(child)


def _optional_work(node: Node) -> Iterator[Node]:
    """The highest optional rows of a branch: they become options of their own."""
    if node.item.is_optional:
        if not node.item.is_counted:
            yield node
        return
    for child in node.children:
        yield from _optional_work(child)


def _lump(
    node: Node, counted: Sequence[Node], figures: PlanFigures, tax_for: TaxFinder
) -> LineDraft | None:
    """What is left of a phase when its pieces have lines of their own."""
    pieces = [leaf for leaf in counted if not _is_apart(leaf, node)]
    sell = figures.amount(node.sums[SELL] - sum(leaf.sums[SELL] for leaf in pieces))
    cost = figures.amount(node.sums[LOADED] - sum(leaf.sums[LOADED] for leaf in pieces))
    if node.item.is_counted or not (sell or cost):
        return None
    return LineDraft(
        kind="service",
        work_item_id=node.item.id,
        description=node.item.name,
        detail=node.item.client_note,
        unit_price=sell,
        unit_cost=cost,
        is_lump_sum=True,
        tax_code_id=tax_for(node.item.tax_code),
        choice="optional" if node.item.is_optional else "included",
    )


def _is_apart(leaf: Node, top: Node) -> bool:
    """Whether a row between the leaf and the branch is optional, so that its sum stays out."""
    node: Node | None = leaf
    while node is not None and node is not top:
        if node.item.is_optional:
            return True
        node = node.parent
    return False


def _piece(
    leaf: Node, figures: PlanFigures, tax_for: TaxFinder, *, by_hour: bool = True
) -> LineDraft:
    """A row as a line of its own; work by the hour, or as a lump sum."""
    item, priced = leaf.item, leaf.priced
    quantity = Decimal(1) if item.quantity is None else item.quantity
    unit_name = item.unit
    if not item.is_counted:
        quantity, unit_name = (leaf.effort if by_hour else Decimal(0)), "h"
    sell, cost = figures.amount(leaf.sums[SELL]), figures.amount(leaf.sums[LOADED])
    unit = priced.unit if priced and quantity and not item.is_lump_sum else None
    is_lump = unit is None or round_to(unit * quantity, figures.terms.step) != sell
    return LineDraft(
        kind=str(item.kind) if item.is_counted else "service",
        work_item_id=item.id,
        product_id=item.product,
        description=item.name,
        detail=item.client_note,
        quantity=Decimal(1) if is_lump else quantity,
        unit="" if is_lump else unit_name,
        unit_price=sell if is_lump or unit is None else unit,
        unit_cost=cost if is_lump or not quantity else half_up(cost / quantity, 6),
        is_lump_sum=is_lump,
        tax_code_id=tax_for(item.tax_code),
        choice="optional" if _is_apart(leaf, figures.root) else "included",
    )


def replaced(kept: Sequence[LineDraft], imported: Sequence[LineDraft]) -> tuple[LineDraft, ...]:
    """Imported lines in place of earlier ones; own lines stay where they stand.

    A line of the same branch stays the line it was, at its place and with what was decided about
    it here. A new one follows the line that comes before it in the plan.
    """
    before = {line.work_item_id: line for line in kept if line.work_item_id is not None}
    fresh = {line.work_item_id: _with_terms(before, line) for line in imported}
    lines = [fresh.get(line.work_item_id, line) for line in kept if _stays(line, fresh)]
    place = len(list(takewhile(is_own, kept))) if before else 0
    for key, line in fresh.items():
        if key in before:
            place = next(at for at, each in enumerate(lines) if each.id == line.id) + 1
        else:
            lines.insert(place, line)
            place += 1
    return tuple(lines)


def is_own(line: LineDraft) -> bool:
    """Whether a line was typed here, not taken from a work plan."""
    return line.work_item_id is None


def _stays(line: LineDraft, fresh: Mapping[UUID | None, LineDraft]) -> bool:
    return is_own(line) or line.work_item_id in fresh


def _with_terms(before: Mapping[UUID, LineDraft], line: LineDraft) -> LineDraft:
    """An imported line with what the proposal decides of it; a variant keeps its choice too."""
    kept = before.get(line.work_item_id) if line.work_item_id else None
    if kept is None:
        return line
    names = (*OWN_TERMS, "choice", "chosen_by") if kept.option_group else OWN_TERMS
    return replace(line, **{name: getattr(kept, name) for name in names})


def fingerprint(lines: Sequence[LineDraft], rows: Sequence[PlanRowDraft]) -> str:
    """What was taken over, in short: the same plan gives the same text."""
    said = [
        *((line.work_item_id, line.kind, line.description, line.detail, line.quantity,
           line.unit_price, line.unit_cost, line.choice) for line in lines),
        *((row.code, row.name, row.role, row.effort, row.starts_on, row.finishes_on)
          for row in rows),
    ]  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()


def priced_plan(estimation: EstimationDraft, start: date | None = None) -> PricedPlan:
    """An estimation's plan, laid out from its own start or shifted to another one."""
    moved = estimation if start is None else shifted(estimation, start)
    return PricedPlan(estimation.figures(), moved.schedule(), estimation.name)


def shifted(estimation: EstimationDraft, start: date) -> EstimationDraft:
    """The estimation with its start and its fixed dates moved; links do the rest."""
    by = start - estimation.starts_on
    items = (
        replace(
            item,
            not_before=item.not_before + by if item.not_before else None,
            fixed=(item.fixed[0] + by, item.fixed[1] + by) if item.fixed else None,
            constraint_at=item.constraint_at + by if item.constraint_at else None,
        )
        for item in estimation.plan
    )
    return replace(estimation, starts_on=start, plan=WorkPlan(items))


def rows_of(priced: PricedPlan, choice: PlanChoice = USUAL) -> tuple[PlanRowDraft, ...]:
    """The chosen branches of the plan with their dates, as the customer is shown them."""
    shown = [node for node in priced.figures.rows if choice.takes(_top(node).item.id)]
    codes = {node.item.id: node.code for node in shown}
    return tuple(_row(node, priced, codes) for node in shown)


def _top(node: Node) -> Node:
    """The branch of the first level that a row stands in."""
    while node.parent is not None and node.parent.parent is not None:
        node = node.parent
    return node


def _row(node: Node, priced: PricedPlan, codes: Mapping[UUID, str]) -> PlanRowDraft:
    item = node.item
    placed = priced.schedule[item.id]
    return PlanRowDraft(
        work_item_id=item.id,
        code=node.code,
        level=item.level,
        kind=str(item.kind),
        name=item.name,
        role=item.role,
        effort=half_up(node.effort, 6) if node.effort else None,
        starts_on=placed.start.date() if placed else None,
        finishes_on=placed.finish.date() if placed else None,
        is_critical=bool(placed and placed.critical),
        after=" ".join(codes[link.before] for link in item.after if link.before in codes),
    )
