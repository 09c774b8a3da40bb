"""Names in other scripts than Latin: the right fonts, the right order, and the text as typed."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from salesdesk.errors import InvalidInput
from salesdesk.services.documents import direction, scripts
from salesdesk.services.documents.content import Party, TextSection
from salesdesk.services.documents.proposal import print_proposal
from salesdesk.services.documents.shaping import shaped
from tests.documents.sample import LINES, proposal, texts

NAMES = {
    "Greek": "Αθήνα Μεταφορές Α.Ε.",
    "Cyrillic": "Москва Ёлка",
    "Polish": "Łódź Żółć sp. z o.o.",
    "Vietnamese": "Công ty Điện Lực",
    "Japanese": "株式会社サンプル 東京",
    "Chinese": "上海示例有限公司",
    "Korean": "한국어 주식회사",
    "Hebrew": "שלום עולם",
    "Arabic": "شركة محمد الأمين",
    "mixed": "Acme שלום Ltd",
}
STANDS_IN = {
    "Japanese": "MicroHei-Regular",
    "Korean": "MicroHei-Regular",
    "Hebrew": "NotoSansHebrew-Bold",
    "Arabic": "NotoSansArabic-Bold",
}


def fonts_in(pdf: bytes) -> set[str]:
    return {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in PdfReader(BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }


def said_by_pdfium(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("script", NAMES)
def test_a_name_is_printed_in_any_shipped_script_and_extracts_as_it_was_typed(script: str) -> None:
    name = NAMES[script]
    line = replace(LINES[0], name=name, note=name, unit=name, quantity=LINES[2].quantity)
    pdf = print_proposal(proposal(
        title=name, contact=name, customer=Party(name, (name,)), letter=name, lines=(line,),
        terms=(TextSection(name, name),),
    ))  # fmt: skip
    found = "\n".join(texts(pdf))
    assert found.count(name) >= 9
    assert said_by_pdfium(pdf).count(name) >= 9
    assert STANDS_IN.get(script, "Inter-Regular") in fonts_in(pdf)


def test_paper_without_such_names_embeds_none_of_those_fonts() -> None:
    found = fonts_in(print_proposal(proposal()))
    assert not {font for font in found if font.startswith(("/Noto", "Noto", "Micro"))}


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("שלום Acme", ["Acme", " שלום"]),
        ("Acme שלום Ltd", ["Acme ", "שלום", " Ltd"]),
        ("شركة (ABC) 123", ["123", " ", "ABC", "(", "شركة "]),
    ],
)
def test_parts_of_a_line_stand_in_the_order_in_which_they_are_read(
    typed: str, seen: list[str]
) -> None:
    found = "|".join(run.text for run in scripts.runs(typed, "Inter-Regular"))
    at = [found.index(part.strip() or part) for part in seen]
    assert at == sorted(at)


def test_arabic_letters_join_and_marks_stand_over_their_letters() -> None:
    def glyphs(text: str) -> set[int]:
        found = shaped(text, "NotoSansArabic-Regular", is_rightward=False)
        return {glyph for glyph, _right, _up in found.glyphs}

    assert not glyphs("محم") & {*glyphs("م"), *glyphs("ح")}
    assert len(glyphs("لا")) == 1
    assert scripts.width("מֶלֶךְ", "Inter-Regular", 10) == pytest.approx(
        scripts.width("מלך", "Inter-Regular", 10), rel=0.02
    )


@pytest.mark.parametrize(
    ("text", "missing"), [("नमस्ते", "नमसते्"), ("Ready 🎉", "🎉"), ("\ue000", "\ue000")]
)
def test_letters_that_no_font_has_are_refused_with_the_field_and_the_text(
    text: str, missing: str
) -> None:
    line = replace(LINES[1], name=text)
    with pytest.raises(InvalidInput) as refused:
        print_proposal(proposal(lines=(LINES[0], line)))
    [problem] = refused.value.problems
    assert problem.column == "Line 2, Name"
    assert text in problem.message
    assert set(missing) <= set(problem.message)
    assert problem.message in refused.value.message


@given(st.text(alphabet="ab שׁלם محم١2( )-،", max_size=40))
def test_every_letter_has_one_place_on_the_line(text: str) -> None:
    assert len(direction.levels(text)) == len(text)
    shown = "".join(run.text for run in scripts.runs(text, "Inter-Regular"))
    assert sorted(shown) == sorted(text)


@given(
    st.text(alphabet="ab東京、。 שלםمحم\u0301", max_size=200),
    st.floats(20, 120),
)
def test_lines_fit_and_lose_nothing(text: str, room: float) -> None:
    typed = scripts.clean(text)
    found = scripts.lines(typed, "Inter-Regular", 9.5, room)
    assert "".join("".join(found).split()) == "".join(typed.split())
    for line in found:
        assert scripts.width(line, "Inter-Regular", 9.5) <= room + 0.01 or len(line) <= 3


def test_a_line_of_signs_never_begins_with_a_stop() -> None:
    found = scripts.lines("東京都港区、" * 12, "Inter-Regular", 10, 62)
    assert len(found) > 5
    assert not any(line.startswith("、") for line in found)


def test_what_is_invisible_is_not_printed() -> None:
    assert scripts.clean("a\u202eb\u2066c\u200b\x00\x1b[0m\ufeff\u00add") == "abc[0md"
    assert scripts.clean("e\u0301 a\r\nb\u2028c\td") == "é a\nb\nc    d"
