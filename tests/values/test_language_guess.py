"""The language of a text, told by its small words, or left open."""

from __future__ import annotations

import pytest

from salesdesk.models.values.language_guess import language_of
from salesdesk.services.starting import _TEXTS


@pytest.mark.parametrize("language", ["en", "pt", "es", "de"])
def test_our_own_texts_are_told_apart(language: str) -> None:
    _letter, terms = _TEXTS[language]
    assert language_of(terms) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The work is in two phases, and nothing of the second starts before that.", "en"),
        ("O trabalho tem duas fases e não começa a segunda com a primeira em curso.", "pt"),
        ("El trabajo tiene dos fases y la segunda no empieza hasta que se firma el alcance.", "es"),
        ("Die Arbeit hat zwei Phasen, und mit der zweiten wird nicht früher begonnen.", "de"),
    ],
)
def test_a_sentence_is_enough(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "", "GTX Plus Pro, 12 x 4", "Konex Serviços S.A., Rua do Ouro 5, 1100-060 Lisboa",
        "Scope: portal, API, mobile app. Backlog review, sprint demo.",
        "The portal and the API with the app. Das Portal und die API mit der App im Browser.",
        "Привет, как дела, это проект и он большой", "製品の概要と価格について",
    ],
)  # fmt: skip
def test_names_lists_and_mixtures_are_left_open(text: str) -> None:
    assert language_of(text) == ""
