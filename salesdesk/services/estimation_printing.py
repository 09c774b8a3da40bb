"""An estimation on paper: for the customer without any cost, for the house with all of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from salesdesk.errors import InvalidInput
from salesdesk.i18n import N_, _
from salesdesk.models.reference import Company
from salesdesk.models.values.odds import Odds
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.plan_node import LOADED, SELL, Node
from salesdesk.models.values.plan_schedule import PlanSchedule
from salesdesk.models.values.workplan import ItemKind, WorkItem
from salesdesk.services.actor import Right
from salesdesk.services.desk import Desk
from salesdesk.services.documents.content import (
    A4,
    EstimationPrint,
    OddsPrint,
    Party,
    PlanPrint,
    PlanRow,
    Sheet,
    Sums,
    TextSection,
)
from salesdesk.services.estimation_draft import EstimationDraft
from salesdesk.services.jobs import Progress
from salesdesk.services.proposal_paper import company_party

_ZERO = Decimal(0)
ASSUMPTIONS, EXCLUSIONS, RISKS = N_("Assumptions"), N_("Exclusions"), N_("Risks")
INTERNAL_NOTES = N_("Notes, never printed for the customer")


def seller_of(desk: Desk, company_id: UUID | None, language: str) -> tuple[Party, str]:
    """Who signs, with the colour of the house."""
    with desk.database.reading() as session:
        company = session.get(Company, company_id) if company_id else None
        if company is None:
            company = session.query(Company).order_by(Company.is_default.desc()).first()
        if company is None:
            raise InvalidInput(_("There is no company yet. Add one under Settings, Companies."))
        return company_party(company, language), company.brand_color


def estimation_pdf(
    desk: Desk, draft: EstimationDraft, language: str = "en", page: str = A4, *, internal: bool,
    progress: Progress | None = None,
) -> bytes:  # fmt: skip
    """The PDF of a draft as it stands; cost only inside, and for those who may see it."""
    from salesdesk.services.documents.estimation import print_estimation

    desk.actor.require(Right.COST if internal else Right.READ)
    figures, laid_out = draft.figures(), draft.schedule()
    rows = plan_rows(figures, laid_out, draft, has_cost=internal)
    return print_estimation(
        EstimationPrint(
            sheet=_sheet(desk, draft, language, page),
            account=draft.account_name,
            rows=rows,
            sums=_sums(figures, has_cost=internal),
            plan=PlanPrint(tuple(row for row in rows if row.is_timed)),
            notes=tuple(_notes(draft, figures, internal=internal)),
            has_cost=internal,
        ),
        progress,
    )


def odds_pdf(
    desk: Desk, draft: EstimationDraft, odds: Odds, language: str = "en", page: str = A4
) -> bytes:
    """The odds as one page; it tells cost, so it stays in the house."""
    from salesdesk.services.documents.odds import print_odds

    desk.actor.require(Right.COST)
    return print_odds(OddsPrint(_sheet(desk, draft, language, page), draft.account_name, odds))


def _sheet(desk: Desk, draft: EstimationDraft, language: str, page: str) -> Sheet:
    seller, colour = seller_of(desk, draft.fronting_company_id or draft.company_id, language)
    return Sheet(
        draft.name, language, page, draft.number, draft.revision, draft.currency, seller, colour
    )


def _sums(figures: PlanFigures, *, has_cost: bool) -> Sums:
    totals = figures.totals()
    return Sums(
        subtotal=totals.sell,
        discount=_ZERO,
        net=totals.sell,
        taxes=(),
        rounding=_ZERO,
        total=totals.sell,
        cost=totals.loaded if has_cost else None,
        profit=totals.profit if has_cost else None,
        margin=totals.margin if has_cost else None,
        markup=totals.markup if has_cost else None,
    )


def plan_rows(
    figures: PlanFigures, laid_out: PlanSchedule, draft: EstimationDraft, *, has_cost: bool
) -> tuple[PlanRow, ...]:
    """The work plan's rows with their dates and sums; optional ones say so."""
    return tuple(_row(node, figures, laid_out, draft, has_cost=has_cost) for node in figures.rows)


def _row(
    node: Node,
    figures: PlanFigures,
    laid_out: PlanSchedule,
    draft: EstimationDraft,
    *,
    has_cost: bool,
) -> PlanRow:
    item, placed = node.item, laid_out[node.item.id]
    begins = placed.start.date() if placed else draft.starts_on
    has_price = bool(node.children) or node.priced is not None
    return PlanRow(
        code=node.code,
        name=item.name,
        start=begins,
        finish=placed.finish.date() if placed else begins,
        hours=node.effort or None,
        is_summary=bool(node.children),
        is_milestone=item.kind is ItemKind.MILESTONE,
        is_critical=bool(placed and placed.critical),
        is_optional=item.is_optional,
        is_timed=placed is not None,
        role=item.role,
        note=item.client_note,
        cost=figures.amount(node.sums[LOADED]) if has_cost and has_price else None,
        sell=figures.amount(node.sums[SELL]) if has_price else None,
    )


def _notes(
    draft: EstimationDraft, figures: PlanFigures, *, internal: bool
) -> Iterator[TextSection]:
    """What is said of the whole, then of each item; risks and notes stay in the house."""
    outside = ((ASSUMPTIONS, "assumptions"), (EXCLUSIONS, "exclusions"))
    inside = ((RISKS, "risks"), (INTERNAL_NOTES, "internal_note"))
    for title, name in (*outside, *(inside if internal else ())):
        own = draft.notes if name == "internal_note" else getattr(draft, name)
        said = [own, *(_said(node, name) for node in figures.rows if getattr(node.item, name))]
        text = "\n".join(part for part in said if part)
        if text:
            yield TextSection(title, text)


def _said(node: Node, name: str) -> str:
    item: WorkItem = node.item
    return f"{node.code} {item.name}: {getattr(item, name)}"
