"""What the builder says of a draft: the figures of the design pages, and ways that are true."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from salesdesk.models.reference import TaxCode
from salesdesk.models.values.margin import keeps_margin
from salesdesk.services.database import Database
from salesdesk.services.preview import page_image, section_pages
from salesdesk.services.proposal_drafts import LineDraft
from salesdesk.services.proposal_figures import BOTH, HEADER, LINE, figures_of
from salesdesk.services.proposal_why import figure_why
from tests.services.selling import Firm, firm, pro_0042

D = Decimal


@pytest.fixture
def sellers(database: Database) -> Firm:
    return firm(database)


def test_pro_2026_0042(sellers: Firm) -> None:
    with sellers.as_("account_manager") as proposals:
        found = figures_of(proposals, pro_0042(sellers, proposals))
    assert (found.draft.net, found.draft.margin) == (D("31595.98"), D("26.72"))
    assert found.bare_margin == D("31.14")
    assert (found.signable, found.signable_percent) == (D("84.68"), D("0.26"))
    assert found.lowest_net == D("32156.12")
    assert [(way.lever, way.before, way.after, way.header_after) for way in found.ways] == [
        (HEADER, D(2), D("0.26"), D(0)),
        (LINE, D(5), D("2.41"), D(0)),
        (BOTH, D(10), D(0), D("1.11")),
    ]
    assert [way.draft.net for way in found.ways] == [D("32156.97"), D("32156.88"), D("32157.15")]


@pytest.mark.parametrize("percent", ["0", "0.26", "0.27", "5", "40", "100"])
def test_every_way_keeps_the_floor(sellers: Firm, percent: str) -> None:
    with sellers.as_("account_manager") as proposals:
        draft = replace(pro_0042(sellers, proposals), discount_percent=D(percent))
        found = figures_of(proposals, draft)
    assert found.draft.cost is not None
    kept = keeps_margin(found.draft.net, found.draft.cost, found.floor)
    assert bool(found.ways) != kept or not kept
    for way in found.ways:
        assert way.draft.cost is not None
        assert keeps_margin(way.draft.net, way.draft.cost, found.floor)


def test_an_unknown_cost_is_no_margin(sellers: Firm) -> None:
    with sellers.as_("account_manager") as proposals:
        draft = pro_0042(sellers, proposals)
        line = LineDraft(description="Training", unit_price=D(900), tax_code_id=sellers.vat_23)
        found = figures_of(proposals, replace(draft, lines=(*draft.lines, line)))
    assert found.draft.margin is None
    assert found.ways == ()
    assert found.fired
    assert found.line_margins[line.id] is None


@pytest.mark.parametrize(
    ("cut", "is_included", "percent"), [("5", False, "18.70"), ("0", True, "5.00")]
)
def test_a_line_is_judged_by_what_it_leaves(
    sellers: Firm, cut: str, is_included: bool, percent: str
) -> None:
    """Neither a tax inside the price nor the document's discount is earned (E11)."""
    with sellers.database.changing() as session:
        session.get_one(TaxCode, sellers.vat_23).is_included = is_included
    line = LineDraft(description="Licence", unit_price=D(123), unit_cost=D(95),
                     tax_code_id=sellers.vat_23)  # fmt: skip
    with sellers.as_("account_manager") as proposals:
        draft = replace(pro_0042(sellers, proposals), lines=(line,), discount_percent=D(cut))
        found = figures_of(proposals, draft)
        why = figure_why(proposals, draft, f"lines.{line.key}.margin")
    assert found.line_margins[line.id] == found.draft.margin == D(percent)
    assert why is not None
    assert why.value == D(percent)


def test_cost_is_only_for_those_who_may_see_it(sellers: Firm) -> None:
    with sellers.as_("account_manager") as proposals:
        key = proposals.save(pro_0042(sellers, proposals))
    with sellers.as_("read_only") as proposals:
        found = figures_of(proposals, proposals.draft(key))
    assert (found.bare_margin, found.signable, found.ways, found.fired) == (None, None, (), ())
    assert found.draft.total == D("38604.16")


def test_the_pages_and_where_sections_begin(sellers: Firm) -> None:
    with sellers.as_("account_manager") as proposals:
        draft = proposals.calculated(pro_0042(sellers, proposals))
        pdf = proposals.preview(draft)
    found = section_pages(pdf, draft.sections, draft.language)
    image = page_image(pdf, found["pricing"], 400)
    assert found["cover"] == 0
    assert 0 < found["pricing"] < image.count
    assert image.page == found["pricing"]
    assert image.width == 400
    assert len(image.rgb) == image.stride * image.height
    assert page_image(pdf, 99, 200).page == image.count - 1
