"""F1 in the builder: every figure says how it was made, and cost only to those who may see it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from salesdesk.models.values.why import Why
from salesdesk.services.proposal_why import figure_why
from salesdesk.ui.proposal.builder import ProposalPage
from tests.ui.proposal_workplace import Workplace, at, body_of

D = Decimal


def told(page: ProposalPage, place: Workplace, widget: QWidget) -> str:
    """What the card says after F1, as text."""
    QTest.keyClick(widget, Qt.Key.Key_F1)
    place.settle()
    popover = body_of(page).explaining.popover
    assert popover is not None
    popover.copy()
    return QGuiApplication.clipboard().text()


def test_a_net_is_its_price_less_its_discount(place: Workplace) -> None:
    page = place.open()
    at(page, "Build", "net")
    words = told(page, place, body_of(page).view)
    assert words.splitlines()[0] == "Build, Net, EUR: 20,993.10"
    assert "22,098.00" in words
    assert "Discount %\t5.00" in words


def test_figures_of_the_totals_the_strip_and_the_payments(place: Workplace) -> None:
    page = place.open()
    body = body_of(page)
    words = told(page, place, body.totals.values["subtotal"])
    assert "Discovery\t5,782.00" in words
    assert words.splitlines()[-1].startswith("Subtotal\t32,240.80")
    assert "Profit\t8,443.58" in told(page, place, body.strip.margin.figure)
    assert "Lowest net\t32,156.12" in told(page, place, body.ways.signable)
    body.payments.table.setCurrentIndex(body.payments.table.rows.index(0, 0))
    words = told(page, place, body.payments.table)
    assert words.splitlines()[0] == "On acceptance: 11,581.25"
    assert "Total\t38,604.16" in words


def test_a_cell_without_a_figure_says_so(place: Workplace) -> None:
    page = place.open()
    said: list[str] = []
    assert page.bench
    page.bench.refused.connect(said.append)
    at(page, "Build", "description")
    QTest.keyClick(body_of(page).view, Qt.Key.Key_F1)
    place.settle()
    assert said == ["F1 explains figures; this cell holds none."]


def labels(why: Why) -> Iterator[str]:
    yield why.label
    for step in why.steps:
        yield from labels(step)


def test_no_step_of_a_cost_for_those_who_may_not_see_it(place: Workplace) -> None:
    proposals = place.desk.proposals
    place.sign_in("read_only")
    draft = proposals.draft(place.key)
    keys = [f"lines.{line.key}" for line in draft.lines]
    hidden = ["margin", "markup", "cost", "profit", "lowest_net", "signable", f"{keys[0]}.margin"]
    assert [figure_why(proposals, draft, figure) for figure in hidden] == [None] * len(hidden)
    for figure in ("net", "total", "effective_discount", f"{keys[0]}.net", f"{keys[1]}.discounts"):
        why = figure_why(proposals, draft, figure)
        assert why
        assert not {"Cost", "Profit", "Margin"} & set(labels(why))
