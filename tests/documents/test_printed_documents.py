from __future__ import annotations

import re
import tracemalloc
from dataclasses import replace
from datetime import date
from decimal import Decimal
from gettext import GNUTranslations, translation
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from pypdf import PdfReader
from reportlab.lib.colors import HexColor

from salesdesk.paths import resource
from salesdesk.services.documents.budget import print_budget
from salesdesk.services.documents.content import (
    BudgetPrint,
    EstimationPrint,
    Party,
    PriceRow,
    TextSection,
)
from salesdesk.services.documents.estimation import print_estimation
from salesdesk.services.documents.fonts import register_fonts
from salesdesk.services.documents.ledger import COUNTED
from salesdesk.services.documents.margin_sheet import print_margin_sheet
from salesdesk.services.documents.proposal import print_proposal
from salesdesk.services.documents.speech import speech
from salesdesk.services.documents.style import ink_on
from tests.documents.sample import PLAN, SUMS, proposal, texts

D = Decimal
DOCUMENTS = Path(__file__).parents[2] / "salesdesk" / "services" / "documents"


def many(count: int) -> tuple[PriceRow, ...]:
    return tuple(
        PriceRow(str(at), f"Item {at}", "", D("10.00"), D(1), "", D("10.00"), taxes=(D(23),))
        for at in range(1, count + 1)
    )


def test_the_printed_proposal_says_what_was_calculated() -> None:
    pages = texts(print_proposal(proposal()))
    pricing = next(page for page in pages if "What it costs" in page)
    for said in (
        "32,240.80",
        "−644.82",
        "31,595.98",
        "VAT 23 % on 30,073.06",
        "6,916.80",
        "91.38",
        "Total, EUR",
        "38,604.16",
        "lump sum",
        "+2,073.60",
    ):
        assert said in pricing
    assert "PRO-2026-0042 / R0" in pricing
    for number, page in enumerate(pages[1:], 2):
        assert f"{number} / {len(pages)}" in page
    assert "29 January 2027" in pages[0]
    assert "23152" not in "".join(pages).replace(",", "")


@pytest.mark.parametrize(
    ("language", "total", "valid", "title"),
    [
        ("pt", "38 604,16", "29 de janeiro de 2027", "Quanto custa"),
        ("es", "38.604,16", "29 de enero de 2027", "Cuánto cuesta"),
        ("de", "38.604,16", "29. Januar 2027", "Was es kostet"),
        ("fr", "38,604.16", "29 January 2027", "What it costs"),
    ],
)
def test_numbers_dates_and_words_are_the_readers(
    language: str, total: str, valid: str, title: str
) -> None:
    said = "\n".join(texts(print_proposal(proposal(language=language))))
    assert total in said.replace("\u202f", " ").replace("\u00a0", " ")
    assert valid in said
    assert title in said


def test_the_same_content_gives_the_same_bytes() -> None:
    assert print_proposal(proposal()) == print_proposal(proposal())


def test_a_draft_says_so_on_every_page_and_has_no_number() -> None:
    pages = texts(print_proposal(proposal(number=None)))
    assert all("DRAFT" in page for page in pages)
    assert "Signed for" not in "".join(pages)
    assert "DRAFT" not in "".join(texts(print_proposal(proposal())))
    stamped = texts(print_proposal(proposal(stamp="SUPERSEDED")))
    assert all("SUPERSEDED" in page for page in stamped)


PAYLOADS = [
    "Smith & Sons <info@x.com>",
    '<img src="/etc/hostname" width="10" height="10"/>',
    "<b>unclosed",
    "</para><para>",
    '<a href="javascript:alert(1)">click</a>',
    "<unichar code='65'/>",
    "<font color=\"[[[getattr(pow,'x')]]]\">red</font>",
    "50% &lt; 60% & more",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_the_user_wrote_is_shown_and_never_obeyed(payload: str) -> None:
    line = replace(proposal().lines[0], name=payload, note=payload)
    content = proposal(
        title=payload,
        letter=payload,
        contact=payload,
        lines=(line,),
        payment_terms=payload,
        terms=(TextSection(payload, payload),),
        customer=Party(payload, (payload,)),
        plan=None,
    )
    reader = PdfReader(BytesIO(print_proposal(content)))
    said = re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))
    wanted = re.sub(r"\s+", "", payload)
    assert said.count(wanted) >= 5
    images = [name for page in reader.pages for name in page.images]
    assert images == []
    assert all(
        "/A" not in (note.get_object() or {})
        for page in reader.pages
        for note in page.get("/Annots") or ()
    )


def test_control_characters_and_endless_words_do_no_harm() -> None:
    line = replace(proposal().lines[0], name="W" * 300, note="x\x00\x1by " * 2000)
    pages = texts(print_proposal(proposal(lines=(line,))))
    said = "".join(pages)
    assert "\x00" not in said
    assert said.count("W") >= 300


def test_work_grows_with_the_rows_and_not_faster() -> None:
    work = []
    for count in (300, 3000):
        COUNTED.measured = COUNTED.drawn = COUNTED.cuts = 0
        print_proposal(proposal(lines=many(count), plan=None, options=(), payments=()))
        work.append((COUNTED.measured / count, COUNTED.drawn / count, COUNTED.cuts / count))
    small, large = work
    assert large[0] <= small[0]
    assert large[1] <= small[1] * 1.01
    assert large[2] <= small[2] * 1.1


def peak_bytes(count: int) -> int:
    content = proposal(lines=many(count), plan=None, options=(), payments=())
    tracemalloc.start()
    try:
        print_proposal(content)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_drawn_pages_are_put_away_and_do_not_pile_up() -> None:
    peak_bytes(10)
    assert (peak_bytes(1500) - peak_bytes(300)) / 1200 < 1500


def test_the_outline_leads_to_the_page_where_each_section_begins() -> None:
    reader = PdfReader(BytesIO(print_proposal(proposal())))
    for entry in reader.outline:
        page = reader.get_destination_page_number(entry)  # type: ignore[arg-type]
        assert page is not None
        assert str(entry["/Title"]) in reader.pages[page].extract_text()  # type: ignore[call-overload]


def test_a_long_list_is_carried_forward_and_the_sums_stand_with_a_line() -> None:
    pages = texts(print_proposal(proposal(lines=many(60), plan=None)))
    first = next(at for at, page in enumerate(pages) if "Carried forward" in page)
    carried = re.search(r"Carried forward\s+([\d,.]+)", pages[first])
    brought = re.search(r"Brought forward\s+([\d,.]+)", pages[first + 1])
    assert carried
    assert brought
    assert carried[1] == brought[1]
    shown = len(re.findall(r"^\d+\s+Item \d+", pages[first], re.MULTILINE)) or pages[first].count(
        "Item "
    )
    assert carried[1] == f"{shown * 10}.00"
    total_page = next(page for page in pages if "Total, EUR" in page)
    assert "Item 60" in total_page


@pytest.mark.parametrize("count", range(10, 40))
def test_no_sum_and_no_heading_is_left_alone(count: int) -> None:
    pages = texts(print_proposal(proposal(lines=many(count), plan=None)))
    total_page = next(page for page in pages if "Total, EUR" in page and "Subtotal" in page)
    assert f"Item {count}" in total_page
    payment = next(page for page in pages if "Payment\n" in page)
    assert "Go-live" in payment
    assert "Signed for Konex" in next(page for page in pages if "How to accept" in page)


def test_paper_is_a4_or_letter() -> None:
    def width(page: str) -> int:
        reader = PdfReader(BytesIO(print_proposal(proposal(page=page))))
        return round(float(reader.pages[0].mediabox.width))

    assert (width("A4"), width("Letter")) == (595, 612)


def test_fonts_are_embedded_under_their_own_names() -> None:
    register_fonts()
    reader = PdfReader(BytesIO(print_proposal(proposal())))
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert {"Inter-Regular", "Inter-SemiBold", "InterFigures-Regular"} <= fonts


def test_the_margin_sheet_is_internal() -> None:
    said = "".join(texts(print_margin_sheet(proposal())))
    for wanted in ("Internal — contains cost", "23,152.40", "8,443.58", "26.72 %", "6.03 %"):
        assert wanted in said


def test_an_estimation_hides_its_cost() -> None:
    rows = tuple(replace(row, cost=D("987.65"), sell=D("3190.00")) for row in PLAN.rows)
    sheet = replace(proposal().sheet, number="EST-2026-0031")
    open_print = EstimationPrint(sheet, "Konex", rows, SUMS, PLAN, has_cost=True)
    said = "".join(texts(print_estimation(open_print)))
    assert "987.65" in said
    assert "Internal" in said
    closed = "".join(texts(print_estimation(replace(open_print, has_cost=False))))
    assert "987.65" not in closed
    assert "23,152.40" not in closed


def test_a_budget_shows_every_period_and_the_sums() -> None:
    rows = (("North", 0, (D("10.00"),) * 24), ("Ana", 1, (D("10.00"),) * 24))
    periods = tuple(f"P{at}" for at in range(1, 25))
    content = BudgetPrint(proposal().sheet, "FY26", "Europe", periods, rows, D("240.00"))
    said = "".join(texts(print_budget(content)))
    assert all(period in said for period in periods)
    assert "240.00" in said


def test_a_cover_of_any_colour_is_read() -> None:
    assert ink_on(HexColor("#0E6278")).hexval() == "0xffffff"
    assert ink_on(HexColor("#F5D90A")).hexval() == "0x1c2024"
    assert print_proposal(proposal(colour="#F5D90A", has_cover=True))
    assert (
        len(texts(print_proposal(proposal(has_cover=False))))
        == len(texts(print_proposal(proposal()))) - 1
    )


def test_paragraphs_are_made_in_one_place() -> None:
    for file in DOCUMENTS.glob("*.py"):
        if file.name != "style.py":
            assert not re.search(r"\bParagraph\b", file.read_text(encoding="utf-8")), file.name


def test_the_head_names_the_section_that_a_page_begins_with() -> None:
    pages = texts(print_proposal(proposal()))
    heads = [page.splitlines()[-6:] for page in pages[1:]]
    assert "Summary" in pages[1]
    assert any("Pricing" in head for head in heads)
    begins_with_payment = next(page for page in pages if page.startswith("Payment\n"))
    assert begins_with_payment.splitlines().count("Payment") == 2


@pytest.mark.parametrize("language", ["pt", "es", "de"])
def test_every_word_on_paper_is_translated(language: str) -> None:
    found = extract_from_dir(DOCUMENTS, [("**.py", "python")], keywords={"N_": None})
    catalogue = translation("documents", resource("locale"), languages=[language])
    assert isinstance(catalogue, GNUTranslations)
    window = translation("salesdesk", resource("locale"), languages=[language])
    # paper has words of its own; what they lack is said as the window says it
    known = {**window._catalog, **catalogue._catalog}  # type: ignore[attr-defined]
    words = {str(message) for _file, _line, message, _comments, _context in found}
    assert words <= set(known)
    for message in words:
        assert sorted(re.findall(r"{\w+}", message)) == sorted(re.findall(r"{\w+}", known[message]))


@pytest.mark.parametrize(
    ("language", "tax", "own", "month", "day"),
    [
        ("en", "VAT 23 %", "Levy 3 %", "March", "11 Jan"),
        ("de", "USt. 23 %", "Levy 3 %", "März", "11. Jan."),
        ("pt", "IVA 23 %", "Levy 3 %", "março", "11 jan."),
    ],
)
def test_what_we_ship_is_said_in_the_language_of_the_page(
    language: str, tax: str, own: str, month: str, day: str
) -> None:
    say = speech(language)
    assert (say.tax("VAT 23 %"), say.tax(own)) == (tax, own)
    assert say.period("March", date(2027, 3, 1)) == month
    assert say.period("Spring", date(2027, 3, 1)) == "Spring"
    assert say.short_day(date(2027, 1, 11)) == day


def test_a_name_with_a_full_stop_ends_a_sentence_with_one() -> None:
    told = speech("en").text("For {customer}. Dated {day}…", customer="Rota, S.A.", day="today")
    assert told == "For Rota, S.A. Dated today…"
    assert speech("en").text("{first}... and so on", first="One") == "One... and so on"
    assert speech("de").text("Confidential. For {customer} only.", customer="Rota, S.A.") == (
        "Vertraulich. Nur für Rota, S.A."
    )


@pytest.mark.parametrize(
    ("price", "currency", "said"),
    [("141.6", "EUR", "141.60"), ("0.1234", "EUR", "0.1234"), ("1500", "JPY", "1,500"),
     ("1.5", "JPY", "1.5"), ("2", "BHD", "2.000")],
)  # fmt: skip
def test_a_unit_price_shows_every_digit_that_it_has(price: str, currency: str, said: str) -> None:
    assert speech("en").unit_price(D(price), currency) == said
