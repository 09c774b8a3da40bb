"""Texts of two meanings, and what the collecting of texts must not miss."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from salesdesk.i18n import C_, LANGUAGES, _, amid, use_language
from tests.translations import marked, untranslated

OPEN_STATE = C_("state", "Open")


@pytest.fixture
def german() -> Iterator[None]:
    use_language("de")
    yield
    use_language("en")


def test_english_shows_no_context() -> None:
    assert _(OPEN_STATE) == "Open"


@pytest.mark.usefixtures("german")
def test_a_context_tells_two_meanings_apart() -> None:
    assert (_("Open"), _(OPEN_STATE)) == ("Öffnen", "Offen")


@pytest.mark.usefixtures("german")
def test_german_nouns_keep_their_capital_amid_a_sentence() -> None:
    assert amid(_("Effort")) == "Aufwand"
    use_language("pt")
    assert amid("Esforço") == "esforço"


def test_texts_within_f_strings_are_collected(tmp_path: Path) -> None:
    source = tmp_path / "page.py"
    source.write_text("""title = f"{_('Files')} ({count})"\nstate = C_("state", "Open")\n""")
    assert sorted(marked(source)) == [("C_", ("state", "Open")), ("_", ("Files",))]


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_text_waits_for_its_translation(language: str) -> None:
    assert untranslated(language) == []
