"""Collects every text of the program and compiles the catalogues: ``dev.py translations``."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from salesdesk.i18n import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "resources" / "locale"
DOMAIN = "salesdesk"
MARKS = {"_", "N_", "n_", "C_"}


def collected() -> Catalog:
    """Every text that the source marks, with where it stands."""
    catalog = Catalog(project="SalesDesk", charset="utf-8")
    for path in sorted((ROOT / "salesdesk").rglob("*.py")):
        place = str(path.relative_to(ROOT / "salesdesk"))
        for mark, texts in marked(path):
            if mark == "C_":
                catalog.add(texts[1], locations=[(place, 0)], context=texts[0])
            elif texts[0]:
                catalog.add(texts if mark == "n_" else texts[0], locations=[(place, 0)])
    return catalog


def marked(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The marked texts of a file, those within f-strings as well."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            said = [a.value for a in node.args if isinstance(a, ast.Constant)]
            texts = tuple(text for text in said if isinstance(text, str))
            if texts:
                yield node.func.id, texts[:2]


def kept(language: str) -> Catalog:
    """A language's catalogue as it stands."""
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.exists():
        return Catalog(language, domain=DOMAIN, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, language, DOMAIN)


def untranslated(language: str) -> list[str]:
    """The texts that a language still lacks."""
    has = {(m.id, m.context) for m in kept(language) if m.string and all(m.string)}
    return sorted(str(m.id) for m in collected() if m.id and (m.id, m.context) not in has)


def write(language: str, catalog: Catalog) -> None:
    folder = LOCALE / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{DOMAIN}.po").open("wb") as file:
        write_po(file, catalog, sort_output=True, omit_header=False, no_location=True, width=100)
    with (folder / f"{DOMAIN}.mo").open("wb") as file:
        write_mo(file, catalog)


def main() -> int:
    """Bring every catalogue up to the source and say what is missing."""
    template = collected()
    for language in LANGUAGES[1:]:
        catalog = kept(language)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        write(language, catalog)
        sys.stdout.write(f"{language}: {len(untranslated(language))} texts to translate\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
