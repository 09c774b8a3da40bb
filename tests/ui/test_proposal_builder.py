"""The proposal builder by keyboard, on a real database: type, follow the totals, undo, submit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from salesdesk.models.values.sections import section_at
from salesdesk.services.preview import PageImage
from salesdesk.ui.kit.ask_text import AskText
from salesdesk.ui.kit.conflict import ConflictSheet
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.proposal.builder import ProposalPage
from salesdesk.ui.proposal.compare_sheet import CompareProposals
from salesdesk.ui.proposal.import_plan import ImportPlan
from salesdesk.ui.proposal.line_sheet import LineSheet
from salesdesk.ui.proposal.lines_model import AT, read_cuts
from salesdesk.ui.proposal.steps import StepSheet
from tests.ui.proposal_workplace import Workplace, at, body_of, press, press_button, typed

D = Decimal
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_it_shows_the_figures_of_the_design(page: ProposalPage) -> None:
    body = body_of(page)
    assert body.totals.figure("subtotal") == "32,240.80"
    assert body.totals.figure("discount") == "−644.82"
    assert body.totals.figure("net") == "31,595.98"
    assert body.totals.figure("total") == "38,604.16"
    assert body.strip.margin.figure.text() == "26.72 %"
    assert body.strip.discount.figure.text() == "6.03 %"
    assert "Needs approval" in body.strip.verdict.text()
    assert len(body.ways.buttons) == 3


def test_type_a_discount_undo_save_and_submit(
    page: ProposalPage, place: Workplace, qtbot: QtBot
) -> None:
    body = body_of(page)
    at(page, "Build", "discounts")
    typed(page, "10")
    press(page, Qt.Key.Key_Return)
    place.settle()
    assert body.lines.text(1, "discounts") == "10 %"
    assert body.totals.figure("net") == "30,513.18"
    assert page.dirty
    assert "Build" in page.status
    page.undo()
    place.settle()
    assert body.totals.figure("net") == "31,595.98"
    assert not page.dirty
    page.redo()
    place.settle()
    assert page.save()
    place.settle()
    assert not page.dirty
    assert place.desk.proposals.draft(place.key).net == D("30513.18")
    page.take("submit")
    sheet = place.sheet(StepSheet)
    press_button(sheet, "Submit for approval")
    place.settle()
    assert place.stored() == "in_approval"
    assert body.reason.words.startswith("It waits for approval")
    assert not page.bench.editable if page.bench else False
    assert not place.failures


def test_the_project_discount_is_typed_in_percent(page: ProposalPage, place: Workplace) -> None:
    totals = body_of(page).totals
    totals.discount.field.setFocus()
    totals.discount.line.setText("0")
    press(page, Qt.Key.Key_Return)
    place.settle()
    assert totals.figure("net") == "32,240.80"
    totals.discount.line.setText("120")
    QTest.keyClick(totals.discount.field, Qt.Key.Key_Return)
    place.settle()
    assert totals.figure("net") == "32,240.80"
    assert totals.discount.line.text() == "120"
    QTest.keyClick(totals.discount.field, Qt.Key.Key_Escape)
    assert totals.discount.line.text() in ("", "0")


def test_a_way_out_is_applied_and_named(page: ProposalPage, place: Workplace) -> None:
    body = body_of(page)
    body.ways.buttons[0].click()
    place.settle()
    assert body.totals.figure("net") == "32,156.97"
    assert body.strip.margin.figure.text() == "28.00 %"
    assert page.bench is not None
    assert page.bench.document.stack.undoText() == "Project discount 2 % → 0.26 %"
    assert body.ways.buttons == []
    page.undo()
    place.settle()
    assert body.totals.figure("net") == "31,595.98"


def test_lines_are_added_moved_duplicated_and_deleted(page: ProposalPage, place: Workplace) -> None:
    body = body_of(page)

    def names() -> list[str]:
        return [line.description for line in body.lines.lines]

    before = names()
    at(page, before[0], "description")
    press(page, Qt.Key.Key_Insert)
    typed(page, "Training")
    press(page, Qt.Key.Key_Return)
    assert names()[1] == "Training"
    at(page, "Training", "description")
    press(page, Qt.Key.Key_Down, ALT)
    assert names()[2] == "Training"
    press(page, Qt.Key.Key_D, CTRL | SHIFT)
    assert names().count("Training") == 2
    press(page, Qt.Key.Key_Minus, CTRL)
    assert names().count("Training") == 1
    place.settle()
    for _step in range(5):
        page.undo()
    assert names() == before


def test_an_option_is_not_counted(page: ProposalPage, place: Workplace) -> None:
    body = body_of(page)
    at(page, "Build", "choice")
    press(page, Qt.Key.Key_Space)
    place.settle()
    assert body.lines.lines[1].choice == "optional"
    assert body.totals.figure("subtotal") == "11,247.70"


def test_a_wrong_cell_stays_with_its_reason(page: ProposalPage) -> None:
    body = body_of(page)
    at(page, "Build", "discounts")
    typed(page, "140")
    press(page, Qt.Key.Key_Return)
    index = body.lines.index(1, AT["discounts"])
    assert index.data() == "140"
    assert "between 0 and 100" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert not page.dirty


def test_the_model_keeps_qts_rules(page: ProposalPage) -> None:
    model: QAbstractItemModel = body_of(page).lines
    tester = QAbstractItemModelTester(model)
    body_of(page).view.duplicate()
    body_of(page).view.remove()
    del tester


def test_sections_are_left_out_and_moved(page: ProposalPage, place: Workplace) -> None:
    body = body_of(page)
    body.outline.choose("terms")
    body.outline.setFocus()
    press(page, Qt.Key.Key_Space)
    press(page, Qt.Key.Key_Up, ALT)
    sections = [(s.key, s.on) for s in body.outline.sections]
    assert sections[9:12] == [("options", True), ("terms", False), ("payments", True)]
    assert page.bench is not None
    assert page.bench.document.stack.undoText() == "move Terms"
    place.settle()


def test_a_text_of_ones_own_is_added_and_taken_out(page: ProposalPage, place: Workplace) -> None:
    body, bench = body_of(page), page.bench
    assert bench is not None
    body.outline.choose("terms")
    body.tools.add_text()
    sheet = place.sheet(AskText)
    [line] = sheet.findChildren(QLineEdit)
    QTest.keyClicks(line, "References")
    QTest.keyClick(line, Qt.Key.Key_Return)
    place.settle()
    key = body.outline.current
    [area] = [a for a in page.findChildren(QPlainTextEdit) if a.accessibleName() == "References"]
    area.setFocus()
    QTest.keyClicks(area, "- Contoso, 2024")
    body.settle()
    kept = section_at(bench.draft.sections, key)
    assert kept
    assert (kept.title, kept.text) == ("References", "- Contoso, 2024")
    QTest.keyClick(body.outline, Qt.Key.Key_Delete)
    assert section_at(bench.draft.sections, key) is None
    page.undo()
    assert section_at(bench.draft.sections, key) == kept
    place.settle()


@pytest.mark.parametrize(
    ("text", "cuts"),
    [("5", (D(5), None, None)), ("5 + 2 %", (D(5), D(2), None)), ("", (None, None, None))],
)
def test_discounts_are_read(text: str, cuts: tuple[Decimal | None, ...]) -> None:
    assert tuple(read_cuts(text).values()) == cuts


def test_the_payment_schedule_is_typed(page: ProposalPage, place: Workplace) -> None:
    body, bench = body_of(page), page.bench
    assert bench is not None
    before = bench.draft.instalments
    body.payments.table.add_row()
    body.view.setFocus()
    assert len(bench.draft.instalments) == len(before) + 1
    assert bench.document.stack.undoText() == "change the payment schedule"
    body.payments.table.setCurrentIndex(body.payments.table.rows.index(len(before), 0))
    body.payments.table.remove_row()
    assert bench.draft.instalments == before
    page.undo()
    page.undo()
    place.settle()
    assert bench.draft.instalments == before
    assert not page.dirty


def test_the_letter_and_the_scope_are_steps(page: ProposalPage, place: Workplace) -> None:
    body, bench = body_of(page), page.bench
    assert bench is not None
    body.outline.choose("scope")
    place.settle()
    [area] = [
        a for a in page.findChildren(QPlainTextEdit) if a.accessibleName().startswith("Scope")
    ]
    area.setFocus()
    QTest.keyClicks(area, "# In")
    QTest.keyClick(area, Qt.Key.Key_Return)
    QTest.keyClicks(area, "A portal")
    body.settle()
    scope = section_at(bench.draft.sections, "scope")
    assert scope
    assert scope.text == "# In\nA portal"
    assert "scope" in bench.document.stack.undoText()
    page.undo()
    assert area.toPlainText() == ""
    place.settle()


def test_leaving_asks_what_to_do_with_changes(page: ProposalPage, place: Workplace) -> None:
    left: list[bool] = []
    assert page.bench is not None
    page.bench.set("change terms", terms="Other")
    place.settle()
    page.leave(lambda: left.append(True))
    sheet = place.sheet(Sheet)
    assert not left
    press_button(sheet, "Discard changes")
    assert left == [True]


def test_returning_needs_a_reason(place: Workplace) -> None:
    with place.firm.as_("account_manager") as proposals:
        proposals.step(place.key, "submit")
    place.sign_in("approver")
    page = place.open()
    page.take("return")
    sheet = place.sheet(StepSheet)
    press_button(sheet, "Return")
    assert sheet.isVisible()
    assert isinstance(sheet, StepSheet)
    sheet.comment.write("Too cheap")
    press_button(sheet, "Return")
    place.settle()
    assert place.stored() == "draft"
    assert not place.failures


def test_a_stored_proposal_keeps_its_sums(place: Workplace) -> None:
    """Tax rates of today change nothing that was issued."""
    from salesdesk.models.reference import TaxCode

    for who, verb in (("account_manager", "submit"), ("approver", "approve"),
                      ("account_manager", "issue")):  # fmt: skip
        with place.firm.as_(who) as proposals:
            proposals.step(place.key, verb)
    with place.desk.database.changing() as session:
        session.get_one(TaxCode, place.firm.vat_23).rate = D(99)
    page = place.open()
    assert body_of(page).totals.figure("total") == "38,604.16"
    assert body_of(page).reason.words.startswith("Issued on")
    assert page.title.startswith("PRO-")
    at(page, "Build", "discounts")
    typed(page, "9")
    assert not page.dirty


def test_two_people_save(page: ProposalPage, place: Workplace, qtbot: QtBot) -> None:
    """The one who saves later chooses; what only one of them changed is merged."""
    base = place.desk.proposals.draft(place.key)
    place.desk.proposals.save(
        replace(base, discount_percent=D("0.26"), customer_reference="RFQ 7"), base
    )
    assert page.bench is not None
    page.bench.set("change project discount", discount_percent=D(3))
    page.bench.set("change terms", terms="New terms")
    page.save()
    sheet = place.sheet(ConflictSheet)
    press_button(sheet, "Save this result")
    qtbot.waitUntil(lambda: place.desk.proposals.draft(place.key).terms == "New terms")
    place.settle()
    found = place.desk.proposals.draft(place.key)
    assert (found.discount_percent, found.customer_reference) == (D(3), "RFQ 7")
    assert not page.dirty
    assert not place.failures


def test_without_the_right_to_see_cost_there_is_no_margin(place: Workplace) -> None:
    place.sign_in("read_only")
    page = place.open()
    body = body_of(page)
    assert not body.strip.margin.isVisible()
    assert not body.strip.meter.isVisible()
    assert not body.ways.isVisible()
    assert body.view.isColumnHidden(AT["margin"])
    assert body.reason.words
    assert not place.failures


def test_hiding_the_margin(page: ProposalPage) -> None:
    body = body_of(page)
    page.toggle_margin()
    assert not body.strip.isVisible()
    assert body.view.isColumnHidden(AT["margin"])
    page.toggle_margin()
    assert body.strip.isVisible()


def test_nothing_tells_a_margin_that_is_hidden(place: Workplace) -> None:
    """One key before the customer looks: details, comparison, the rules, the next proposal."""
    with place.firm.as_("account_manager") as proposals:
        proposals.step(place.key, "submit")
    place.sign_in("approver")
    page = place.open()
    place.settle()
    assert page.review is not None
    assert page.review.isVisible()
    page.toggle_margin()
    assert not page.review.isVisible()
    page.compare()
    compare = place.sheet(CompareProposals)
    place.settle()
    assert not any("argin" in label.text() for label in compare.findChildren(QLabel))
    compare.reject()
    page.toggle_margin()
    assert page.review.isVisible()


def test_a_hidden_margin_is_hidden_in_a_lines_details_and_in_other_tabs(
    page: ProposalPage, place: Workplace
) -> None:
    body = body_of(page)
    page.toggle_margin()
    body.line_details()
    details = place.sheet(LineSheet)
    assert isinstance(details, LineSheet)
    assert not {"unit_cost", "internal_note"} & details.editors.keys()
    details.reject()
    other = ProposalPage(page.context, str(place.key))
    place.qtbot.addWidget(other)
    other.show()
    place.settle()
    assert not body_of(other).strip.isVisible()
    other.toggle_margin()
    page.arrived()
    assert body.strip.isVisible()


def test_the_page_is_drawn_and_turned(page: ProposalPage, place: Workplace, qtbot: QtBot) -> None:
    preview = body_of(page).preview
    qtbot.waitUntil(lambda: preview.count > 1, timeout=30_000)
    place.settle()
    at_page = preview.page
    preview.turn(-1)
    place.settle()
    assert preview.page == at_page - 1


def test_only_a_page_that_says_something_else_is_drawn_again(
    page: ProposalPage, place: Workplace, qtbot: QtBot
) -> None:
    """The cover stays the picture that it was while prices are typed; the pricing doesn't."""
    body, drawn = body_of(page), list[bool]()
    preview = body.preview
    qtbot.waitUntil(lambda: preview.count > 1, timeout=30_000)
    show = preview._show

    def watched(image: PageImage | None) -> None:
        drawn.append(image is not None)
        show(image)

    preview._show = watched  # type: ignore[method-assign]

    def typed_price(price: str) -> list[bool]:
        drawn.clear()
        at(page, "Licences", "unit_price")
        with qtbot.waitSignal(preview.drawn, timeout=30_000):
            typed(page, price)
            press(page, Qt.Key.Key_Return)
        place.settle()
        return drawn

    def look_at(number: int) -> None:
        preview.page = number
        preview._draw()
        place.settle()

    pricing = preview.sections["pricing"]
    look_at(0)
    assert typed_price("150") == [False]
    assert typed_price("151") == [False]
    look_at(pricing)
    assert typed_price("152") == [True]
    assert preview.page == pricing


def test_printing_writes_the_pages(page: ProposalPage, place: Workplace, tmp_path: Path) -> None:
    page.write_pdf(tmp_path / "offer.pdf")
    place.settle()
    assert (tmp_path / "offer.pdf").read_bytes().startswith(b"%PDF")
    assert place.toasts == ["Printed to offer.pdf"]


def test_importing_asks_for_an_estimation(page: ProposalPage, place: Workplace) -> None:
    page.import_plan()
    sheet = place.sheet(ImportPlan)
    press_button(sheet, "Import work plan")
    assert sheet.isVisible()
    sheet.reject()


def test_every_control_has_a_name(page: ProposalPage) -> None:
    from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit

    kinds = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView)
    nameless = [
        widget
        for kind in kinds
        for widget in page.findChildren(kind)
        if not widget.accessibleName()
        and not isinstance(widget.parent(), QComboBox)
        and not widget.objectName().startswith("qt_")
        and widget.isVisibleTo(page)
    ]
    assert nameless == []
