"""Text as search and sort see it: without case, accents or punctuation, on both databases alike."""

from __future__ import annotations

import re
import unicodedata

_SPELT_OUT = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th"}
)
_SEPARATORS = re.compile(r"[^0-9a-z\u0370-\U0010ffff]+")


def folded(text: str) -> str:
    """Lower case without accents, one space between words: ``"Äße & Co"`` → ``"asse co"``."""
    if text.isascii():
        return _SEPARATORS.sub(" ", text.lower()).strip()
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_SPELT_OUT)
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _SEPARATORS.sub(" ", bare).strip()


def words(text: str) -> tuple[str, ...]:
    """The words a search must find, each as a prefix."""
    return tuple(folded(text).split())
