"""In which direction each letter of a line runs: the Unicode bidirectional algorithm."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import groupby
from typing import Any, TypeVar

_Part = TypeVar("_Part")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_LEFTWARD = _RIGHT_TO_LEFT | {"AN"}
_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}
_BRACKETS = dict(zip("([{⟨〈", ")]}⟩〉", strict=True))


def has_leftward(text: str) -> bool:
    """Whether any part of the text is written from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(each) in _LEFTWARD for each in text)


def is_leftward(text: str) -> bool:
    """Whether the text as a whole is written from right to left: by its first strong letter."""
    if text.isascii():
        return False
    kinds = map(unicodedata.bidirectional, text)
    return next((kind for kind in kinds if kind in _RIGHT_TO_LEFT or kind == "L"), "L") != "L"


def levels(text: str) -> list[int]:
    """The level of each letter; odd ones run from right to left."""
    if not has_leftward(text):
        return [0] * len(text)
    from bidi import algorithm

    base = int(is_leftward(text))
    storage = algorithm.get_empty_storage() | {"base_level": base, "base_dir": "LR"[base]}
    algorithm.get_embedding_levels(text, storage, False, False)
    algorithm.explicit_embed_and_overrides(storage, False)
    algorithm.resolve_weak_types(storage, False)
    _pair_brackets(storage["chars"], "LR"[base])
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    found = iter([character["level"] for character in storage["chars"]])
    known: list[int] = []
    for character in text:
        # joiners take no part in the algorithm: they go with what stands before them
        before = known[-1] if known else base
        known.append(before if unicodedata.bidirectional(character) == "BN" else next(found))
    return known


def _pair_brackets(characters: list[Any], base: str) -> None:
    """Rule N0, which the library lacks: a pair of brackets runs as what it holds."""
    for opening, closing in sorted(_pairs(characters)):
        inside = {_STRONG.get(each["type"]) for each in characters[opening + 1 : closing]}
        before = [_STRONG[each["type"]] for each in characters[:opening] if each["type"] in _STRONG]
        other = "L" if base == "R" else "R"
        if base in inside:
            found = base
        elif other in inside:
            found = other if (before or [base])[-1] == other else base
        else:
            continue
        characters[opening]["type"] = characters[closing]["type"] = found


def _pairs(characters: list[Any]) -> list[tuple[int, int]]:
    open_ones: list[tuple[str, int]] = []
    pairs = []
    for at, each in enumerate(characters):
        if each["ch"] in _BRACKETS:
            open_ones.append((_BRACKETS[each["ch"]], at))
        depth = next((d for d, (sign, _at) in enumerate(open_ones) if sign == each["ch"]), None)
        if depth is not None:
            pairs.append((open_ones[depth][1], at))
            del open_ones[depth:]
    return pairs


def ordered(parts: list[_Part], level_of: Callable[[_Part], int]) -> list[_Part]:
    """From the order of reading to the order on the line: rule L2."""
    order = list(parts)
    for level in range(max(map(level_of, parts), default=0), 0, -1):
        turned: list[_Part] = []
        for is_in, some in groupby(order, lambda part: level_of(part) >= level):  # noqa: B023
            found = list(some)
            turned += reversed(found) if is_in else found
        order = turned
    return order
