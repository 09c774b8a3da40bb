"""Terms of money in the builder: a foreign currency under stress, withholding, cash, exemptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from salesdesk.models.columns import now
from salesdesk.models.reference import ExchangeRate, TaxCode
from salesdesk.models.values.rounding import half_up
from salesdesk.ui.proposal.builder import ProposalPage
from salesdesk.ui.proposal.currency_sheet import CurrencySheet
from tests.ui.proposal_workplace import Workplace, body_of
from tests.ui.test_app import nameless

D = Decimal
REASON = "Exempt under article 14 of the VAT code"


def test_a_foreign_proposal_shows_its_margin_at_other_rates(place: Workplace) -> None:
    page = place.open()
    bench, strip = page.bench, body_of(page).stress
    assert bench
    assert strip.isHidden()
    foreign = {"currency": "USD", "base_currency": "EUR", "exchange_rate": D("0.9183")}
    bench.set("currency", **foreign)
    place.settle()
    assert not strip.isHidden()
    assert body_of(page).totals.base.text() == "35,450.20 EUR at 0.9183"
    assert strip.boxes[3].figure.text() == "26.72 %"
    assert strip.boxes[0].figure.text() == "18.58 %"
    assert "28.00 %" in strip.floor.text()
    assert "(+1.78 %)" in strip.floor.text()
    page.toggle_margin()
    assert strip.isHidden()


def to_currency(place: Workplace, page: ProposalPage, code: str) -> CurrencySheet:
    """Choose a currency in the details; nothing is taken for another before it is converted."""
    details = body_of(page).details
    details.form.editor("currency").write(code)
    details.commit()
    place.settle()
    sheet = place.sheet(CurrencySheet)
    assert isinstance(sheet, CurrencySheet)
    return sheet


def test_a_changed_currency_takes_the_rate_of_the_day(place: Workplace) -> None:
    with place.desk.database.changing() as session:
        day = now().date() - timedelta(days=2)
        rates = {"base": "EUR", "valid_on": day, "source": "ECB"}
        session.add(ExchangeRate(currency="USD", rate=D("1.25"), **rates))
    page = place.open()
    bench, details = page.bench, body_of(page).details
    assert bench
    assert (bench.draft.currency, bench.draft.exchange_rate) == ("EUR", 1)
    before = bench.draft
    QTest.keyClick(to_currency(place, page, "USD"), Qt.Key.Key_Escape)
    assert (bench.draft, details.form.editor("currency").read()) == (before, "EUR")
    sheet = to_currency(place, page, "USD")
    assert [tuple(row.values.values()) for row in sheet.table.rows.rows][:2] == [
        ("Discovery", "5,782.00", "7,227.50", "4,698.00"),
        ("Build", "22,098.00", "27,622.50", "17,955.00"),
    ]
    assert nameless(sheet) == []
    QTest.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    place.settle()
    assert bench.document.stack.undoText() == "take the rate of the day"
    assert (bench.draft.exchange_rate, bench.draft.exchange_date) == (D("0.8"), day)
    assert bench.draft.lines[0].unit_price == D("7227.50")
    assert bench.sums.margin == D("26.72")
    assert bench.sums.base_total == half_up(bench.sums.total * D("0.8"))
    details.form.editor("exchange_rate").write(D("0.75"))
    details.commit()
    place.settle()
    assert (bench.draft.exchange_rate, bench.draft.exchange_source) == (D("0.75"), "")
    for odd in ("0", "-1"):
        details.form.editor("exchange_rate").write(D(odd))
        details.commit()
        place.settle()
        assert body_of(page).stress.isHidden()
        assert [p.column for p in place.desk.proposals.problems(bench.draft)] == ["exchange_rate"]
    sheet = to_currency(place, page, "KWD")
    assert "No rate is known" in sheet._wrong.text()
    assert not sheet._deed.isEnabled()
    sheet.rate.write(D("0.31"))
    sheet.rate.edited.emit()
    QTest.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    place.settle()
    assert bench.draft.lines[0].unit_price == D("2240.525")
    assert bench.draft.exchange_rate is None, "nobody has published one, so it is asked for"


def test_no_stress_for_those_who_may_not_see_a_margin(place: Workplace) -> None:
    with place.firm.as_("account_manager") as proposals:
        draft = proposals.draft(place.key)
        usd = replace(draft, currency="USD", base_currency="EUR", exchange_rate=D("0.9183"))
        proposals.save(usd, draft)
    place.sign_in("read_only")
    page = place.open()
    assert body_of(page).stress.isHidden()


def test_withholding_and_cash_rounding_are_fields_of_the_proposal(place: Workplace) -> None:
    with place.desk.database.changing() as session:
        held = TaxCode(code="IRS", name="IRS 25 %", kind="percent", rate=D(-25))
        session.add(held)
        session.flush()
        key = held.id
    page = place.open()
    bench, form = page.bench, body_of(page).details.form
    assert bench
    before = bench.sums.total
    form.editor("withholding_code_id").write(key)
    form.editor("cash_rounding").write(D("0.05"))
    body_of(page).details.commit()
    place.settle()
    assert (bench.draft.withholding_code_id, bench.draft.cash_rounding) == (key, D("0.05"))
    assert bench.sums.total < before
    assert bench.sums.total % D("0.05") == 0
    assert any(tax.name == "IRS 25 %" and tax.amount < 0 for tax in bench.sums.taxes)


def test_an_exemption_says_its_reason_on_screen_and_on_paper(place: Workplace) -> None:
    with place.desk.database.changing() as session:
        free = TaxCode(code="M07", name="VAT 0", kind="percent", rate=D(0), exemption_reason=REASON)
        session.add(free)
        session.flush()
        key = free.id
    page = place.open()
    bench, body = page.bench, body_of(page)
    assert bench
    bench.set_line(bench.draft.lines[4].id, "exempt", tax_code_id=key)
    place.settle()
    shown = [name.text() for name, _value in body.totals._taxes]
    assert any(REASON in words for words in shown)
    pdf = pypdfium2.PdfDocument(place.desk.proposals.preview(bench.sums))
    assert REASON in "".join(each.get_textpage().get_text_range() for each in pdf)
