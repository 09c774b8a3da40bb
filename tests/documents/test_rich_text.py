"""Running text with points and strong words: what is shown is what was written."""

from __future__ import annotations

import pytest

from salesdesk.services.documents.content import TextSection, Written
from salesdesk.services.documents.proposal import print_proposal
from tests.documents.sample import proposal, texts


def printed(text: str) -> str:
    section = Written("approach", "approach", (TextSection("", text),))
    pages = texts(print_proposal(proposal(written=(section,))))
    return "\n".join(page for page in pages if "How we work" in page)


def test_points_and_numbers_stand_before_their_words() -> None:
    page = printed("We begin:\n- with a workshop\n- with a plan\n\n1. Discover\n2. Build")
    assert "• with a workshop" in " ".join(page.split())
    assert "2. Build" in " ".join(page.split())


def test_strong_words_lose_their_stars_and_keep_their_place() -> None:
    page = " ".join(printed("You get **one portal** and **all of it** soon").split())
    assert "You get one portal and all of it soon" in page


@pytest.mark.parametrize(
    "text",
    [
        "2 ** 3 is 8",
        "<b>not bold</b> & <img src='x'/>",
        "** alone **",
        "a*b*c",
        "<font name='x'>",
    ],
)
def test_what_is_no_style_is_shown_as_it_is(text: str) -> None:
    assert text in " ".join(printed(text).split())


def test_a_long_text_of_points_breaks_over_pages() -> None:
    text = "\n".join(f"- **Point {at}** " + "and much to say about it " * 12 for at in range(60))
    pages = texts(print_proposal(proposal(written=(
        Written("approach", "approach", (TextSection("", text),)),
    ))))  # fmt: skip
    whole = " ".join(" ".join(pages).split())
    assert all(f"Point {at} and much" in whole for at in range(60))
