"""What an approver sees of a proposal that waits, and two revisions side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from salesdesk.models.columns import now
from salesdesk.services.proposal_drafts import LineDraft
from salesdesk.ui.proposal.builder import ProposalPage
from salesdesk.ui.proposal.compare_sheet import CompareProposals
from salesdesk.ui.proposal.review_panel import ReviewPanel
from salesdesk.ui.proposal.steps import StepSheet
from tests.services.selling import issued
from tests.ui.proposal_workplace import Workplace

D = Decimal


def submit_a_revision(place: Workplace) -> None:
    """Licences dearer, the server gone, support new; it waits for approval."""
    house, first = place.firm, place.key
    issued(house, first)
    with house.as_("account_manager") as desk:
        place.key = desk.step(first, "revise")["id"]
        draft = desk.draft(place.key)
        discovery, build, licences, _server, travel = draft.lines
        support = LineDraft(description="Support", unit_price=D(900), unit_cost=D(850),
                            tax_code_id=house.vat_23)  # fmt: skip
        lines = (discovery, build, replace(licences, unit_price=D(150)), travel, support)
        until = now().date() + timedelta(days=20)
        desk.save(replace(draft, lines=lines, discount_percent=D(4), valid_until=until), draft)
        desk.step(place.key, "submit")


def words_in(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def offered(page: ProposalPage) -> dict[str, QAbstractButton]:
    found = {}
    for at in range(page._deeds.count()):
        item = page._deeds.itemAt(at)
        widget = item.widget() if item else None
        if isinstance(widget, QAbstractButton) and widget.text():
            found[widget.text()] = widget
    return found


def test_an_approver_sees_why_and_what_changed(place: Workplace) -> None:
    submit_a_revision(place)
    place.sign_in("approver")
    page = place.open()
    assert page.review is not None
    assert page.review.isVisible()
    assert page.review.is_open
    said = words_in(page.review)
    assert "1 rule asks" in said
    assert "The margin 26.60 % is below 28 %." in said
    assert "What changed since R0" in said
    assert "3 lines and 3 other things differ." in said
    assert "Net 31,595.98 → EUR 29,499.94, −2,096.04. Margin 26.72 % → 26.60 %." in said
    assert "Removed Server 2,495.70 → — (−2,495.70)" in said
    assert "Project discount, % 2 % → 4 % (−584.34)" in said
    assert "Approver, Finance" in said
    assert {"Return", "Approve"} <= set(offered(page))
    assert place.failures == []


def test_who_does_not_decide_sees_one_line_of_it(place: Workplace) -> None:
    submit_a_revision(place)
    page = place.open()
    assert page.review is not None
    assert page.review.isVisible()
    assert not page.review.is_open
    page.review.turn()
    assert page.review.is_open


def test_who_may_not_see_cost_reads_no_margin(place: Workplace) -> None:
    submit_a_revision(place)
    place.sign_in("read_only")
    page = place.open()
    assert page.review is not None
    assert "argin" not in words_in(page.review)
    page.compare()
    sheet = place.sheet(CompareProposals)
    assert isinstance(sheet, CompareProposals)
    place.settle()
    cells = {str(value) for row in sheet.table.rows.rows for value in row.values.values()}
    assert not [cell for cell in cells if "Unit cost" in cell]
    assert "Margin" not in sheet._sums.text()


def test_customers_see_nothing_of_it(place: Workplace) -> None:
    submit_a_revision(place)
    page = place.open()
    page.customer_mode()
    place.settle()
    assert page.customer is not None
    assert not page.customer.findChildren(ReviewPanel)
    page.customer._leaving = True
    page.customer.close()


def test_a_draft_offers_issuing_where_no_rule_asks_and_says_why_not_else(place: Workplace) -> None:
    page = place.open()
    deeds = offered(page)
    assert not deeds["Issue"].isEnabled()
    assert "The margin 26.72 % is below 28 %." in deeds["Issue"].toolTip()
    with place.firm.as_("account_manager") as desk:
        draft = desk.draft(place.key)
        cut = replace(draft, discount_percent=None, discount_amount=D("84.68"))
        desk.save(cut, draft)
    page.load()
    place.settle()
    deeds = offered(page)
    assert deeds["Issue"].isEnabled()
    assert "Submit for approval" not in deeds
    assert page._offered("submit")


def test_two_revisions_side_by_side(place: Workplace, tmp_path: Path) -> None:
    submit_a_revision(place)
    page = place.open()
    page.compare()
    sheet = place.sheet(CompareProposals)
    assert isinstance(sheet, CompareProposals)
    place.settle()
    rows = [row.values for row in sheet.table.rows.rows]
    assert [row["mark"] for row in rows[:3]] == ["Re-priced", "Added", "Removed"]
    assert (rows[0]["name"], rows[0]["before"], rows[0]["after"], rows[0]["effect"]) == (
        "Licences: Unit price", "141.60", "150.00", "+84.00",
    )  # fmt: skip
    sheet.later.write(str(sheet.pair[0]))
    sheet._read()
    place.settle()
    assert sheet._count.text() == "Nothing differs."
    file = tmp_path / "notice.pdf"
    page.write_notice(file, *[key for key, _number, _status in page._revisions])
    place.settle()
    assert file.read_bytes().startswith(b"%PDF")
    assert place.toasts[-1] == "Printed to notice.pdf"


def test_a_text_in_another_language_is_told_before_others_read_it(place: Workplace) -> None:
    place.sign_in("account_manager")
    page = place.open()
    assert page.bench is not None
    english = "The work is in two phases, and nothing of the second starts before that."
    page.bench.set("write", summary=english, language="de")
    page.take("submit")
    place.settle()
    sheet = place.sheet(StepSheet)
    assert "Written in English, and printed for readers of German: Letter." in words_in(sheet)
    QTest.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    place.settle()
    assert place.stored() == "in_approval"
    place.sign_in("approver")
    review = place.open().review
    assert review is not None
    place.settle()
    assert "printed for readers of German: Letter." in words_in(review)


def test_after_a_return_the_approver_sees_what_changed_since(place: Workplace) -> None:
    house = place.firm
    with house.as_("account_manager") as desk:
        desk.step(place.key, "submit")
    with house.as_("approver") as desk:
        desk.step(place.key, "return", "Build is too cheap")
    with house.as_("account_manager") as desk:
        draft = desk.draft(place.key)
        build = replace(draft.lines[1], discount_1=None)
        desk.save(replace(draft, lines=(draft.lines[0], build, *draft.lines[2:])), draft)
        desk.step(place.key, "submit")
    place.sign_in("approver")
    page = place.open()
    place.settle()
    assert page.review is not None
    said = words_in(page.review)
    assert "What changed since it was decided on, " in said
    assert "Re-priced Build: Discount 5 % → — (+1,104.90)" in said
    assert "Removed" not in said
