"""Where a proposal comes from: the priced work plan of an estimation, as lines and as dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import LOADED, SELL, Node
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.rounding import half_up, round_to
from salesdesk.models.values.workplan import WorkPlan
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.proposal_drafts import LineDraft, PlanRowDraft

TaxFinder = Callable[[str], UUID | None]


@dataclass(frozen=True)
class PricedPlan:
    """An estimation's work plan, priced and scheduled."""

    figures: PlanFigures
    schedule: PlanSchedule

    @property
    def plan(self) -> WorkPlan:
        return self.figures.plan


def lines_of(priced: PricedPlan, tax_for: TaxFinder) -> tuple[LineDraft, ...]:
    """A lump sum for each phase's work, then a line for each product, expense and subcontract.

    The cost is the loaded one: the margin of the proposal is that of the estimation.
    """
    work: list[LineDraft] = []
    goods: list[LineDraft] = []
    for node in priced.figures.root.children:
        counted = list(_counted(node))
        lump = _lump(node, counted, priced.figures, tax_for)
        if lump is not None:
            work.append(lump)
        goods += [_piece(leaf, priced.figures, tax_for) for leaf in counted]
        work += [
            option
            for option in (
                _lump(each, list(_counted(each)), priced.figures, tax_for)
                for each in _optional_work(node)
                if each is not node
            )
            if option is not None
        ]
    return (*work, *goods)


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


def _piece(leaf: Node, figures: PlanFigures, tax_for: TaxFinder) -> LineDraft:
    item, priced = leaf.item, leaf.priced
    quantity = Decimal(1) if item.quantity is None else item.quantity
    sell, cost = figures.amount(leaf.sums[SELL]), figures.amount(leaf.sums[LOADED])
    unit = priced.unit if priced and not item.is_lump_sum else None
    is_lump = unit is None or round_to(unit * quantity, figures.terms.step) != sell
    return LineDraft(
        kind=str(item.kind),
        work_item_id=item.id,
        product_id=item.product,
        description=item.name,
        detail=item.client_note,
        quantity=Decimal(1) if is_lump else quantity,
        unit="" if is_lump else item.unit,
        unit_price=sell if is_lump or unit is None else unit,
        unit_cost=cost if is_lump or not quantity else half_up(cost / quantity, 6),
        is_lump_sum=is_lump,
        tax_code_id=tax_for(item.tax_code),
        choice="optional" if _is_apart(leaf, figures.root) else "included",
    )


def replaced(kept: Sequence[LineDraft], imported: Sequence[LineDraft]) -> tuple[LineDraft, ...]:
    """Imported lines in place of earlier ones, own lines after them.

    A line of the same branch stays the line it was: with its discounts and its internal note.
    """
    before = {line.work_item_id: line for line in kept if line.work_item_id is not None}
    own = (line for line in kept if line.work_item_id is None)
    return (*(_with_terms(before, line) for line in imported), *own)


def _with_terms(before: Mapping[UUID, LineDraft], line: LineDraft) -> LineDraft:
    kept = before.get(line.work_item_id) if line.work_item_id else None
    if kept is None:
        return line
    return replace(
        line,
        id=kept.id,
        discount_1=kept.discount_1,
        discount_2=kept.discount_2,
        discount_3=kept.discount_3,
        internal_note=kept.internal_note,
    )


def priced_plan(estimation: EstimationDraft, start: date | None = None) -> PricedPlan:
    """An estimation's plan, laid out from its own start or shifted to another one."""
    moved = estimation if start is None else shifted(estimation, start)
    return PricedPlan(estimation.figures(), moved.schedule())


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


def rows_of(priced: PricedPlan) -> tuple[PlanRowDraft, ...]:
    """The plan with its dates, as the customer is shown it."""
    codes = {node.item.id: node.code for node in priced.figures.rows}
    return tuple(_row(node, priced, codes) for node in priced.figures.rows)


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
