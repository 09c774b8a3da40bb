"""The line of a text that is a picture."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.models.values.picture_marks import (
    PictureMark,
    keys_in,
    picture_in,
    pictures_in,
    with_mark,
    without_pictures,
)

KEY = "0123456789abcdef"


@given(st.text(), st.integers(10, 100))
def test_a_mark_is_read_back_whatever_its_words_are(words: str, percent: int) -> None:
    found = picture_in(str(PictureMark(KEY, words, percent)))
    assert found is not None
    assert (found.key, found.percent) == (KEY, percent)
    assert picture_in(str(found)) == found


@pytest.mark.parametrize(("typed", "percent"), [("5%", 10), ("400 %", 100), ("60%", 60)])
def test_a_width_is_brought_into_the_column(typed: str, percent: int) -> None:
    found = picture_in(f"  ![x](picture:{KEY} {typed})")
    assert found is not None
    assert found.percent == percent


def test_pictures_are_found_changed_and_left_out() -> None:
    one, two = PictureMark(KEY, "one"), PictureMark("f" * 16, "two", 50)
    text = f"Before\n{one}\nBetween\n{two}\nAfter"
    assert list(pictures_in(text)) == [one, two]
    assert keys_in([text, "no picture"]) == {one.key, two.key}
    assert without_pictures(text) == "Before\nBetween\nAfter"
    assert with_mark(text, 1, one) == f"Before\n{one}\nBetween\n{one}\nAfter"
    assert with_mark(text, 0, None) == f"Before\nBetween\n{two}\nAfter"
