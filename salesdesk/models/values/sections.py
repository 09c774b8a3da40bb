"""The sections of a proposal: which are printed, in what order, and the texts that they keep.

They are kept as a JSON list, one entry a section. A kind stands once, but for own texts and own
pages, of which there may be any number.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

LETTER, EXECUTIVE, UNDERSTANDING, SCOPE, APPROACH, PLAN, TEAM = (
    "summary", "executive", "understanding", "scope", "approach", "plan", "team",
)  # fmt: skip
PRICING, OPTIONS, PAYMENTS, TERMS, ACCEPTANCE, ANNEXES = (
    "pricing", "options", "payments", "terms", "acceptance", "annexes",
)  # fmt: skip
COVER, TEXT, OWN = "cover", "text", "own"
ORDER = (
    LETTER, EXECUTIVE, UNDERSTANDING, SCOPE, APPROACH, PLAN, TEAM, PRICING, OPTIONS, PAYMENTS,
    TERMS, ACCEPTANCE, ANNEXES,
)  # fmt: skip
"""The usual order, after the cover."""
WRITTEN = frozenset({EXECUTIVE, UNDERSTANDING, SCOPE, APPROACH, TEAM, ANNEXES, TEXT})
"""Kinds whose text is kept with the section; the letter and the terms are the proposal's own."""
REPEATED = frozenset({TEXT, OWN})


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its kind, whether it is printed, and what was written for it.

    ``name`` tells repeated ones apart; ``file`` is the attachment that own pages show.
    """

    kind: str
    on: bool = True
    title: str = ""
    text: str = ""
    second_text: str = ""
    file: str = ""
    name: str = ""

    @property
    def key(self) -> str:
        """What names it in its proposal."""
        return f"{self.kind}:{self.name}" if self.name else self.kind


def read_sections(kept: str) -> tuple[Section, ...]:
    """Every section in the order that is kept; kinds that nothing is kept of follow in theirs."""
    found: dict[str, Section] = {}
    for entry in _entries(kept):
        section = _section(entry)
        if section is not None:
            known = found.get(section.key)
            found[section.key] = section if known is None else _joined(known, section)
    _add_missing(found)
    return tuple(found.values())


def write_sections(sections: Sequence[Section]) -> str:
    """What is kept of them."""
    return json.dumps([dict(_entry(section)) for section in sections], ensure_ascii=False)


def shown_sections(kept: str) -> tuple[Section, ...]:
    """The sections to print, in order; the cover is asked for apart."""
    return tuple(each for each in read_sections(kept) if each.on and each.kind != COVER)


def has_cover(kept: str) -> bool:
    """Whether the proposal begins with its cover."""
    return next((each.on for each in read_sections(kept) if each.kind == COVER), True)


def section_at(kept: str, key: str) -> Section | None:
    """The section of a key."""
    return next((each for each in read_sections(kept) if each.key == key), None)


def with_section(kept: str, changed: Section) -> str:
    """What is kept when one section has changed."""
    return write_sections(
        [changed if each.key == changed.key else each for each in read_sections(kept)]
    )


def is_damaged(kept: str) -> bool:
    """Whether what is kept can't be read: something other than this program wrote it."""
    return _listed(kept) is None


def _entries(kept: str) -> list[dict[str, Any]]:
    """The entries that are kept; what can't be read stays as a text that isn't printed."""
    found = _listed(kept)
    if found is None:
        return [{"section": TEXT, "name": "damaged", "on": False, "text": kept}]
    return [entry for entry in found if isinstance(entry, dict)]


def _listed(kept: str) -> list[Any] | None:
    try:
        found = json.loads(kept) if kept.strip() else []
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def _section(entry: dict[str, Any]) -> Section | None:
    kind = str(entry.get("section"))
    if kind != COVER and kind not in ORDER and kind not in REPEATED:
        return None
    said = {name: str(entry.get(name) or "") for name in ("title", "text", "second_text", "file")}
    if kind == SCOPE and said["title"]:  # as earlier versions kept it: an entry for each title
        said["text"] = f"# {said['title']}\n{said['text']}".rstrip()
        said["title"] = ""
    name = str(entry.get("name") or "") if kind in REPEATED else ""
    return Section(kind, bool(entry.get("on", True)), name=name, **said)


def _joined(one: Section, other: Section) -> Section:
    text = "\n\n".join(part for part in (one.text, other.text) if part)
    return replace(one, on=one.on or other.on, text=text)


def _add_missing(found: dict[str, Section]) -> None:
    """A kind that nothing is kept of comes behind the one that it usually follows.

    Options and payments are left out with the prices, as they once were a part of them.
    """
    order = list(found.values())
    before = None
    for kind in (COVER, *ORDER):
        at = next((n for n, each in enumerate(order) if each.kind == kind), None)
        if at is None:
            at = 0 if before is None else 1 + next(
                n for n, each in enumerate(order) if each.kind == before
            )  # fmt: skip
            with_prices = kind not in (OPTIONS, PAYMENTS) or order[at - 1].on
            order.insert(at, Section(kind, with_prices))
        before = kind
    found.clear()
    found.update({each.key: each for each in order})


def _entry(section: Section) -> Iterator[tuple[str, Any]]:
    yield "section", section.kind
    yield "on", section.on
    for name in ("name", "title", "text", "second_text", "file"):
        if getattr(section, name):
            yield name, getattr(section, name)
