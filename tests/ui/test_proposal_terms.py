"""Terms of a proposal by keyboard: discount by amount, imports that keep cuts, who may approve."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk.models.values.workplan import WorkPlan
from salesdesk.services.estimation_example import example
from salesdesk.services.proposal_drafts import ProposalDraft
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.proposal.builder import ProposalPage
from salesdesk.ui.proposal.changed_plan import ChangesSheet
from salesdesk.ui.proposal.import_plan import ImportPlan
from salesdesk.ui.proposal.steps import StepSheet
from salesdesk.ui.proposal.words import who_may_approve
from salesdesk.ui.screens.approvals import ApprovalsPage
from tests.services.selling import estimation
from tests.ui.proposal_workplace import Workplace, body_of, press_button

D = Decimal
CTRL = Qt.KeyboardModifier.ControlModifier


def run(page: ProposalPage, key: str) -> None:
    """A command as the palette starts it."""
    next(command for command in page.commands() if command.key == key).run()


def write(text: str) -> None:
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_discount_changes_from_percent_to_amount_and_back(place: Workplace) -> None:
    page = place.open()
    totals = body_of(page).totals
    run(page, "proposal.discount")
    place.settle()
    assert page.bench is not None
    assert (page.bench.draft.discount_percent, page.bench.draft.discount_amount) == (
        None, D("644.82"),
    )  # fmt: skip
    assert totals.figure("net") == "31,595.98"
    write("700")
    place.settle()
    assert page.bench.draft.discount_amount == 700
    assert totals.figure("net") == "31,540.80"
    run(page, "proposal.discount")
    place.settle()
    assert page.bench.draft.discount_percent == D("2.17")
    assert page.bench.document.stack.count() == 3
    for _step in range(3):
        page.undo()
    place.settle()
    assert page.bench.draft.discount_percent == 2
    assert not totals.by_amount


def test_an_amount_that_does_not_fit_says_why(place: Workplace) -> None:
    page = place.open()
    totals = body_of(page).totals
    run(page, "proposal.discount")
    write("99999")
    place.settle()
    assert "doesn't fit" in totals._problem.text()
    write("100")
    place.settle()
    assert totals.figure("net") == "32,140.80"
    assert not totals._problem.isVisible()


def test_the_switch_is_chosen_by_tab_and_space_with_nothing_given(place: Workplace) -> None:
    page = place.open()
    totals = body_of(page).totals
    totals.discount.field.setFocus()
    write("0")
    place.settle()
    amount = totals.kind.findChildren(Button)[1]
    assert amount.text() == "EUR"
    amount.setFocus()
    QTest.keyClick(amount, Qt.Key.Key_Space)
    assert totals.by_amount
    totals.discount.field.setFocus()
    write("50")
    place.settle()
    assert page.bench is not None
    assert page.bench.draft.discount_amount == 50


def test_a_plan_that_comes_again_keeps_discounts_of_its_branches(place: Workplace) -> None:
    desk = place.desk
    place.sign_in("estimator")
    source = desk.estimations.save(example(desk.estimations.new()))
    place.sign_in("account_manager")
    own = desk.proposals.draft(place.key)
    planned = desk.proposals.with_plan(replace(own, lines=()), source)
    first, *others = planned.lines
    cut = replace(first, discount_1=D(7), internal_note="as agreed")
    desk.proposals.save(replace(planned, lines=(cut, *others)), own)
    page = place.open()
    page.import_plan()
    sheet = place.sheet(ImportPlan)
    assert isinstance(sheet, ImportPlan)
    sheet.deed.click()
    place.settle()
    assert page.bench is not None
    again = page.bench.draft.lines[0]
    assert (again.id, again.discount_1, again.internal_note) == (cut.id, D(7), "as agreed")
    assert len(page.bench.draft.lines) == len(planned.lines)
    assert page.bench.draft.lines[1].discount_1 is None


def test_a_price_typed_here_is_not_replaced_unasked(place: Workplace) -> None:
    _source, draft = planned(place)
    page = place.open()
    assert page.bench is not None
    mine = replace(draft.lines[0], unit_price=D(6500), description="Discovery, agreed")
    page.bench.edit(replace(page.bench.draft, lines=(mine, *draft.lines[1:])), "agree")
    before = page.bench.draft
    page.import_plan()
    sheet = place.sheet(ImportPlan)
    assert isinstance(sheet, ImportPlan)
    place.settle()
    sheet.deed.click()
    place.settle()
    asked = place.sheet(ChangesSheet)
    assert isinstance(asked, ChangesSheet)
    assert page.bench.draft == before
    assert [row.values["name"] for row in asked.table.rows.rows] == ["Discovery"]
    asked.table.tick([])
    press_button(asked, "Take over")
    place.settle()
    kept = page.bench.draft.lines[0]
    assert (kept.unit_price, kept.description) == (D(6500), "Discovery, agreed")


def planned(place: Workplace) -> tuple[UUID, ProposalDraft]:
    """The proposal of the place with the plan of an estimation, saved."""
    place.sign_in("estimator")
    desk, source = place.desk, estimation(place.firm)
    place.sign_in("account_manager")
    own = desk.proposals.draft(place.key)
    draft = desk.proposals.with_plan(replace(own, lines=()), source)
    desk.proposals.save(draft, own)
    return source, draft


def test_one_branch_is_imported_by_the_hour_by_keys_alone(place: Workplace) -> None:
    planned(place)
    page = place.open()
    page.import_plan()
    sheet = place.sheet(ImportPlan)
    assert isinstance(sheet, ImportPlan)
    place.settle()
    assert [row.values["name"] for row in sheet.branches.rows.rows][:2] == ["Discovery", "Build"]
    sheet.branches.setCurrentIndex(sheet.branches.rows.index(1, 1))
    sheet.branches.setFocus()
    for at in range(len(sheet.branches.rows.rows)):
        if at != 1:
            sheet.branches.setCurrentIndex(sheet.branches.rows.index(at, 1))
            QTest.keyClick(sheet.branches, Qt.Key.Key_Space)
    sheet.detail.write("time")
    sheet.deed.click()
    place.settle()
    press_button(place.sheet(ChangesSheet), "Take over")
    place.settle()
    assert page.bench is not None
    lines = page.bench.draft.lines
    assert (lines[0].kind, lines[0].description) == ("heading", "Build")
    assert {line.unit for line in lines[1:]} == {"h"}
    assert page.bench.sums.subtotal == D("22098.00")
    page.import_plan()
    again = place.sheet(ImportPlan)
    assert isinstance(again, ImportPlan)
    place.settle()
    assert len(again.branches.ticked) == 1
    assert again.detail.read() == "time"
    again.branches.tick([])
    again.deed.click()
    assert again.isVisible()  # at least one branch


def test_a_changed_estimation_is_offered_and_taken_by_row(place: Workplace) -> None:
    source, draft = planned(place)
    place.sign_in("estimator")
    estimations = place.desk.estimations
    before = estimations.draft(source)
    fewer = [item for item in before.plan if item.name != "Travel and lodging"]
    estimations.save(replace(before, plan=WorkPlan(fewer)), before)
    place.sign_in("account_manager")
    page = place.open()
    place.settle()
    changed = body_of(page).changed
    assert changed.isVisibleTo(page)
    changed.look()
    sheet = place.sheet(ChangesSheet)
    assert isinstance(sheet, ChangesSheet)
    assert [row.values["name"] for row in sheet.table.rows.rows] == ["Travel and lodging"]
    press_button(sheet, "Take over")
    place.settle()
    assert page.bench is not None
    assert len(page.bench.draft.lines) == len(draft.lines) - 1
    assert page.bench.document.stack.undoText() == "take over changes of the estimation"
    assert not changed.isVisibleTo(page)


def submitted(place: Workplace) -> None:
    with place.firm.as_("account_manager") as proposals:
        proposals.step(place.key, "submit")


def test_who_may_approve_is_named_while_it_waits(place: Workplace) -> None:
    page = place.open()
    page.take("submit")
    press_button(place.sheet(StepSheet), "Submit for approval")
    place.settle()
    words = body_of(page).reason.words
    assert words.startswith("It waits for approval.")
    assert "Approver, Finance or " in words  # and whoever owns the database
    assert words.endswith(" can approve.")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), "Nobody can approve it; an administrator gives somebody else the role."),
        (("Ana",), "Ana can approve."),
        (("Ana", "Rui", "Eva"), "Ana, Rui or Eva can approve."),
        (("Ana", "Rui", "Eva", "Jo", "Al"), "Ana, Rui, Eva or 2 others can approve."),
    ],
)
def test_a_long_list_of_names_is_counted(names: tuple[str, ...], words: str) -> None:
    assert who_may_approve(names) == words


def approvals(place: Workplace) -> ApprovalsPage:
    page = place.open()
    screen = ApprovalsPage(page.context)
    place.qtbot.addWidget(screen)
    screen.resize(1200, 800)
    screen.show()
    screen.refresh()
    place.settle()
    return screen


def said(widget: QWidget, words: str) -> bool:
    return any(words in label.text() for label in widget.findChildren(Label))


def test_the_approvals_screen_says_why_where_no_rule_asks(place: Workplace) -> None:
    with place.firm.as_("account_manager") as proposals:
        draft = proposals.draft(place.key)
        lines = tuple(replace(line, discount_1=None) for line in draft.lines)
        proposals.save(replace(draft, lines=lines, discount_percent=None), draft)
    submitted(place)
    place.sign_in("approver")
    screen = approvals(place)
    assert said(screen, "No rule asks; somebody wants another pair of eyes")
    assert said(screen, "Approver, Finance or ")
    assert not said(screen, "0 rules ask")


def test_one_s_own_proposal_says_why_it_cannot_be_approved(place: Workplace) -> None:
    owner = place.firm.people["account_manager"]
    both = frozenset({*owner.roles, *place.firm.people["approver"].roles})
    place.firm.people["account_manager"] = replace(owner, roles=both)
    submitted(place)
    place.sign_in("account_manager")
    page = place.open()
    reason = "You wrote this proposal, so somebody else has to approve it."
    assert body_of(page).reason.words.startswith(reason)
    button = next(b for b in page.findChildren(Button) if b.text() == "Approve" and b.isVisible())
    assert not button.isEnabled()
    assert button.toolTip() == reason
    page.take("approve")
    assert place.toasts[-1] == reason
    screen = approvals(place)
    assert said(screen, reason)


def test_a_draft_that_is_not_ready_says_what_it_lacks(place: Workplace) -> None:
    with place.firm.as_("account_manager") as proposals:
        draft = proposals.draft(place.key)
        proposals.save(replace(draft, valid_until=None), draft)
    page = place.open()
    button = next(b for b in page.findChildren(Button) if b.text() == "Submit for approval")
    assert button.isEnabled()
    assert "Say until when the proposal is valid." in button.toolTip()
    page.take("submit")
    press_button(place.sheet(Sheet), "Submit for approval")
    place.settle()
    assert place.stored() == "draft"
    assert body_of(page).details.form._lines["valid_until"].problem


def test_the_margin_sheet_is_printed_from_the_menu_and_its_folder_opened(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = place.open()
    opened: list[str] = []
    monkeypatch.setattr(
        "salesdesk.ui.proposal.printing.QDesktopServices.openUrl",
        lambda url: opened.append(url.toLocalFile()),
    )
    page._print.setFocus()
    menu = page._print.menu()
    assert menu is not None
    menu.popup(page.mapToGlobal(page.rect().center()))
    words = [action.text().split("\t")[0] for action in menu.actions() if action.isVisible()]
    assert [words[0], words[-1]] == ["Customer document…", "Open the folder of the last print"]
    assert "Margin sheet (internal)…" in words
    assert "Change notice…" not in words  # there is no revision before this one
    assert not menu.actions()[-1].isEnabled()
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    page.write_pdf(tmp_path / "margins.pdf", internal=True)
    place.settle()
    with pypdfium2.PdfDocument(tmp_path / "margins.pdf") as pages:
        text = "\n".join(each.get_textpage().get_text_range() for each in pages)
    assert "26.72" in text
    run(page, "proposal.folder")
    assert opened == [str(tmp_path)]


def test_the_margin_sheet_is_only_for_those_who_see_cost(place: Workplace) -> None:
    place.sign_in("read_only")
    page = place.open()
    found = {command.key: command.enabled() for command in page.commands()}
    assert found["proposal.print"]
    assert not found["proposal.margin_sheet"]


def test_the_first_line_of_a_proposal_has_the_usual_tax(place: Workplace) -> None:
    with place.firm.as_("account_manager") as proposals:
        fresh = replace(proposals.new(place.firm.account_id), name="From nothing")
        place.key = proposals.save(fresh)
    page = place.open()
    run(page, "proposal.add")
    place.settle()
    assert page.bench is not None
    (line,) = page.bench.draft.lines
    assert line.tax_code_id == place.firm.vat_23
