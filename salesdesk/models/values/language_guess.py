"""Which of our languages a text is written in, told by its small words.

Only words that stand in none of the other languages count, so that names and figures decide
nothing; a text that is short or mixed is left undecided.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORD = re.compile(r"[^\W\d_]+")
_WORDS = {
    "en": "the and of to with for that this we will be by from you your our which it is are has "
    "have not on at their its",
    "pt": "os uma não com em da na ao é são e seu sua nosso nossa pelo pela mais ou à às aos até "
    "também",
    "es": "el los las un una con en la del al y su sus son más nuestro nuestra hasta también lo",
    "de": "und der die ist sind mit für nicht ein eine wir sie auf den dem von zu im wird werden "
    "oder bei nach einen einem ihre ihr unser unsere",
}
_SMALL: Mapping[str, frozenset[str]] = {
    code: frozenset(words.split()) for code, words in _WORDS.items()
}
_LEAST, _CLEAR = 4, 3
"""So many small words are needed, and so many times as many as of the next language."""


def language_of(text: str) -> str:
    """The code of the language, or nothing where that isn't clear."""
    words = [word.lower() for word in _WORD.findall(text)]
    found = sorted(
        ((sum(word in small for word in words), code) for code, small in _SMALL.items()),
        reverse=True,
    )
    (most, code), (next_most, _other) = found[0], found[1]
    return code if most >= _LEAST and most >= _CLEAR * next_most else ""
