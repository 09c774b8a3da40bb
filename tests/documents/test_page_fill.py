"""No page half empty for nothing, and nothing alone on one: what follows what, and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pypdfium2
import pytest

from salesdesk.services.documents.content import OptionRow, Party, PlanPrint, PriceRow, TextSection
from salesdesk.services.documents.content import Written as Text
from salesdesk.services.documents.proposal import print_proposal
from salesdesk.services.documents.style import LEFT, RIGHT, paper
from tests.documents.sample import LINES, PARAGRAPH, proposal, step, texts

D = Decimal
SHORT = (Text("scope", "scope", (TextSection("Discovery", "A few words."),)),)


def pages(**more: object) -> list[str]:
    found = texts(print_proposal(proposal(**{"letter": "", "plan": None, "written": (), **more})))
    return [" ".join(page.split()) for page in found]


def page_with(found: list[str], words: str) -> int:
    return next(at for at, page in enumerate(found) if words in page)


def test_prices_follow_a_short_text_where_all_of_them_fit() -> None:
    found = pages(written=SHORT)
    assert page_with(found, "What you get") == page_with(found, "What it costs")
    assert page_with(found, "What it costs") == page_with(found, "Total, EUR")


def test_prices_that_would_be_cut_begin_on_a_page_of_their_own() -> None:
    long = (Text("scope", "scope", (TextSection("Discovery", PARAGRAPH * 2),)),)
    found = pages(written=long, lines=LINES * 2)
    assert page_with(found, "What you get") < page_with(found, "What it costs")
    assert page_with(found, "What it costs") == page_with(found, "Total, EUR")


def test_a_table_longer_than_a_page_begins_in_the_half_that_is_left() -> None:
    found = pages(written=SHORT, lines=LINES * 12)
    assert page_with(found, "What you get") == page_with(found, "What it costs")


@pytest.mark.parametrize("count", range(1, 30))
def test_the_note_on_options_stands_with_the_last_of_them(count: int) -> None:
    options = tuple(OptionRow(f"Option {n}.", "Adds some hours", D(n)) for n in range(1, count + 1))
    found = pages(options=options, payments=())
    at = page_with(found, "Options that you choose are added to the net.")
    assert f"Option {count}." in found[at]


def test_a_note_uses_the_room_beside_it() -> None:
    words = "Delivered and installed in Lisbon, Porto and Madrid"
    line = PriceRow("1", "Application server", words, D("2495.70"), D(1), "", D("2773.00"))
    found = texts(print_proposal(proposal(lines=(line,))))
    assert any(words in page.splitlines() for page in found)


def test_a_long_customer_stands_on_one_line_of_the_cover() -> None:
    customer = Party("Konex Serviços Partilhados, S.A.")
    cover = texts(print_proposal(proposal(title="Customer portal", customer=customer)))[0]
    assert "for Konex Serviços Partilhados, S.A." in cover.splitlines()


@pytest.mark.parametrize("days", range(10, 150, 7))
def test_the_calendar_stays_within_the_column(days: int) -> None:
    start = date(2027, 1, 11)
    rows = tuple(
        replace(step("1", "Work", start, start), finish=start + timedelta(days=each))
        for each in (days // 2, days)
    )
    pdf = print_proposal(proposal(plan=PlanPrint(rows), letter="", written=()))
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    page = document[1].get_textpage()
    right = paper("A4").width - RIGHT
    for at in range(page.count_rects()):
        box = page.get_rect(at)
        assert box[0] >= LEFT - 1
        assert box[2] <= right + 1, page.get_text_bounded(*box)
