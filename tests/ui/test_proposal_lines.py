"""Lines of other kinds in the builder: percentages, subtotals, volume prices, alternatives."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt

from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.ui.kit.editors import TextEditor
from salesdesk.ui.proposal.builder import ProposalPage
from salesdesk.ui.proposal.line_sheet import LineSheet
from tests.ui.proposal_workplace import Workplace, at, body_of, press, press_button, typed

D = Decimal


def draft_of(page: ProposalPage) -> ProposalDraft:
    assert page.bench is not None
    return page.bench.draft


def below(page: ProposalPage, name: str, kind: str) -> None:
    at(page, name, "description")
    body_of(page).view.add(kind)
    press(page, Qt.Key.Key_Escape)


def test_a_percentage_is_typed_and_taxed_as_the_lines_above(
    page: ProposalPage, place: Workplace
) -> None:
    below(page, draft_of(page).lines[-1].description, "percent")
    at(page, "Percentage", "quantity")
    typed(page, "-10")
    press(page, Qt.Key.Key_Return)
    place.settle()
    line = draft_of(page).lines[-1]
    assert (line.kind, line.percent, line.tax_code_id) == ("percent", D(-10), None)
    model = body_of(page).lines
    row = len(draft_of(page).lines) - 1
    assert model.text(row, "net") == "−3,224.08"
    assert model.text(row, "tax_code_id") == "(above)"
    assert body_of(page).totals.figure("subtotal") == "29,016.72"
    at(page, "Percentage", "quantity")
    typed(page, "-101")
    press(page, Qt.Key.Key_Return)
    place.settle()
    assert draft_of(page).lines[-1].percent == D(-10)
    assert model.problems


def test_a_subtotal_shows_what_stands_above_it(page: ProposalPage, place: Workplace) -> None:
    below(page, draft_of(page).lines[1].description, "subtotal")
    place.settle()
    assert body_of(page).lines.text(2, "net") == "26,775.10"


def change_line(page: ProposalPage, place: Workplace, row: int, **values: str) -> None:
    view = body_of(page).view
    view.setCurrentIndex(body_of(page).lines.index(row, 1))
    body_of(page).line_details()
    sheet = place.sheet(LineSheet)
    assert isinstance(sheet, LineSheet)
    for name, value in values.items():
        editor = sheet.editors[name]
        assert isinstance(editor, TextEditor)
        editor.line.setText(value)
    press_button(sheet, "Change line")
    place.settle()


def test_one_of_the_alternatives_is_on(page: ProposalPage, place: Workplace) -> None:
    lines = draft_of(page).lines
    for row, variant in ((2, "Good"), (3, "Better")):
        change_line(page, place, row, option_group="Hosting", variant=variant)
    assert [line.choice for line in draft_of(page).lines[2:4]] == ["optional", "optional"]
    for name in (lines[2].description, lines[3].description):
        at(page, name, "choice")
        press(page, Qt.Key.Key_Space)
        place.settle()
    assert [line.choice for line in draft_of(page).lines[2:4]] == ["optional", "chosen"]
    assert body_of(page).lines.text(3, "description").startswith("Better: ")


def test_half_an_alternative_is_refused_in_the_sheet(page: ProposalPage, place: Workplace) -> None:
    before = draft_of(page)
    change_line(page, place, 2, option_group="Hosting")
    assert draft_of(page) == before


def test_volume_discounts_are_typed_and_seen(page: ProposalPage, place: Workplace) -> None:
    change_line(page, place, 2, tiers="5: 10")
    line = draft_of(page).lines[2]
    assert (line.tiers, line.tier_form) == ("5: 10", "range")
    assert body_of(page).lines.text(2, "net") == "1,274.40"
    assert body_of(page).lines.text(2, "quantity") == "10 ⋯"


def test_every_column_is_seen_in_a_small_window(place: Workplace) -> None:
    page = place.open()
    page.resize(980, 620)
    place.settle()
    body = body_of(page)
    for table in (body.view, body.payments.table):
        place.qtbot.waitUntil(lambda: table.viewport().width() < 600)  # noqa: B023 done in this turn
        last = table.model().columnCount() - 1
        end = table.columnViewportPosition(last) + table.columnWidth(last)
        assert end <= table.viewport().width() + 1
