"""The sections of a proposal as it keeps them: which are printed, in what order, and the scope."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from salesdesk.i18n import N_, _

COVER = "cover"
WORDS = {
    COVER: N_("Cover"),
    "summary": N_("Letter"),
    "scope": N_("Scope, exclusions"),
    "plan": N_("Work plan"),
    "pricing": N_("Pricing"),
    "terms": N_("Terms"),
    "acceptance": N_("Acceptance"),
}
ORDER = ("summary", "scope", "plan", "pricing", "terms", "acceptance")


@dataclass(frozen=True, slots=True)
class Section:
    """A section and whether it is printed."""

    key: str
    on: bool = True

    @property
    def words(self) -> str:
        return _(WORDS[self.key])


def read_sections(kept: str) -> tuple[Section, ...]:
    """Every section once, in the order that is kept; nothing kept means all of them."""
    found: dict[str, bool] = {}
    for entry in _entries(kept):
        key = entry.get("section")
        if key in ORDER:
            found[key] = found.get(key, False) or bool(entry.get("on", True))
    for key in ORDER:
        found.setdefault(key, True)
    return tuple(Section(key, on) for key, on in found.items())


def read_scope(kept: str) -> str:
    """The scope as running text; a line that begins with ``# `` is a title."""
    parts = [
        f"# {entry['title']}\n{entry.get('text', '')}".rstrip()
        for entry in _entries(kept)
        if entry.get("section") == "scope" and entry.get("title")
    ]
    return "\n\n".join(parts)


def write_sections(kept: str, sections: Sequence[Section], scope: str) -> str:
    """What is kept of a choice of sections and the scope's text; unknown entries stay."""
    entries: list[dict[str, Any]] = []
    for section in sections:
        head = {"section": section.key, "on": section.on}
        texts = list(_titled(scope)) if section.key == "scope" else []
        entries += [{**head, "title": title, "text": text} for title, text in texts] or [head]
    entries += [entry for entry in _entries(kept) if entry.get("section") not in ORDER]
    return json.dumps(entries, ensure_ascii=False)


def _entries(kept: str) -> list[dict[str, Any]]:
    found = json.loads(kept) if kept.strip() else []
    return [entry for entry in found if isinstance(entry, dict)]


def _titled(text: str) -> Iterator[tuple[str, str]]:
    title, body = "", list[str]()
    for line in [*text.strip().splitlines(), "# "]:
        if not line.startswith("# "):
            body.append(line)
            continue
        said = "\n".join(body).strip()
        if title or said:
            yield title or _("Scope"), said
        title, body = line[2:].strip(), []
