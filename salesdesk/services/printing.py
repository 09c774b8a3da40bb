"""Any record on paper: proposals, estimations and budgets as PDF files."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from uuid import UUID

from salesdesk.errors import InvalidInput, NotFound, Problem
from salesdesk.i18n import LANGUAGES, _
from salesdesk.models.planning import Exercise, Market
from salesdesk.models.values.currencies import digits_of
from salesdesk.services.actor import Right
from salesdesk.services.budgets import CellDraft, Matrix
from salesdesk.services.desk import Desk
from salesdesk.services.documents.content import A4, BudgetPrint, Sheet
from salesdesk.services.estimation_printing import estimation_pdf, seller_of
from salesdesk.services.exporting import write_whole

_ZERO = Decimal(0)
ISSUED = "issued"


def print_record(
    desk: Desk,
    number: str,
    target: Path,
    *,
    language: str = "",
    page_size: str = "",
    internal: bool = False,
    paper: str = "",
) -> int:
    """Write the PDF of a proposal, an estimation or a budget by its number; answers its pages.

    ``paper`` names one of the other papers of a proposal, or ``issued`` for its stored file.
    """
    if language and language.split("_", maxsplit=1)[0] not in LANGUAGES:
        text = _("SalesDesk does not print in “{language}”; it prints in {known}.")
        message = text.format(language=language, known=", ".join(LANGUAGES))
        raise InvalidInput(message, [Problem(message, "language", value=language)])
    if paper:
        content = _other_paper(desk, number, paper, language, page_size)
    else:
        content = pdf_of(desk, number, language=language, page_size=page_size, internal=internal)
    write_whole(target, content)
    return pages_in(content)


def pdf_of(
    desk: Desk, number: str, *, language: str = "", page_size: str = "", internal: bool = False
) -> bytes:
    """The PDF's bytes; raises NotFound when nothing that prints has this number."""
    for kind in ("proposals", "estimations", "budgets"):
        try:
            key = desk.key_of(kind, number)
        except NotFound:
            continue
        if kind == "proposals":
            return desk.proposals.print(key, language=language, page=page_size, internal=internal)
        if kind == "estimations":
            desk.actor.require(Right.COST if internal else Right.READ)
            return estimation_pdf(
                desk, desk.estimations.draft(key), language or "en", page_size or A4,
                internal=internal,
            )  # fmt: skip
        return _budget(desk, key, language or "en", page_size or A4)
    raise NotFound(
        _("There is no proposal, estimation or budget numbered {number}.").format(number=number)
    )


def _other_paper(desk: Desk, number: str, paper: str, language: str, page_size: str) -> bytes:
    from salesdesk.services.proposal_offer import issued_file
    from salesdesk.services.proposal_papers import paper_of_record

    key = desk.key_of("proposals", number)
    if paper == ISSUED:
        return issued_file(desk.database, key)
    return paper_of_record(desk.proposals, paper, key, words=language, page=page_size)


def pages_in(content: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        return len(document)
    finally:
        document.close()


def _budget(desk: Desk, key: UUID, language: str, page: str) -> bytes:
    from salesdesk.services.documents.budget import print_budget
    from salesdesk.services.documents.speech import speech

    desk.actor.require(Right.READ)
    matrix = desk.budgets.matrix(key)
    draft = matrix.draft
    seller, colour = seller_of(desk, draft.company_id, language)
    with desk.database.reading() as session:
        exercise = session.get(Exercise, draft.exercise_id) if draft.exercise_id else None
        market = session.get(Market, draft.market_id) if draft.market_id else None
        names = (exercise.name if exercise else "", market.name if market else "")
    sheet = Sheet(
        draft.name, language, page, draft.number, draft.revision, draft.currency, seller, colour
    )
    say = speech(language)
    periods = tuple(say.period(period.name, period.starts_on) for period in matrix.periods)
    return print_budget(
        BudgetPrint(sheet, *names, periods, tuple(budget_rows(matrix)), draft.total)
    )


def budget_rows(matrix: Matrix) -> list[tuple[str, int, tuple[Decimal, ...]]]:
    """(name, level, amount by period) of each region and seller; one row where there is neither."""
    if not matrix.regions or matrix.draft.model == "period":
        return [(_("Target"), 0, _by_period(matrix, list(matrix.draft.cells)))]
    rows = []
    for region in matrix.regions:
        inside = [cell for cell in matrix.draft.cells if cell.region_id == region.id]
        if not inside:
            continue
        rows.append((region.name, 0, _by_period(matrix, inside)))
        for seller in matrix.sellers:
            own = [cell for cell in inside if cell.seller_id == seller.id]
            if own:
                rows.append((seller.name, 1, _by_period(matrix, own)))
    return rows


def _by_period(matrix: Matrix, cells: list[CellDraft]) -> tuple[Decimal, ...]:
    step = Decimal(1).scaleb(-digits_of(matrix.draft.currency))
    return tuple(
        sum((c.amount for c in cells if c.period_id == period.id), _ZERO).quantize(step)
        for period in matrix.periods
    )
