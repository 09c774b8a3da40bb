"""Collects every text of the program and compiles the catalogues: ``dev.py translations``."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from salesdesk.i18n import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "resources" / "locale"
DOMAIN = "salesdesk"
KEYWORDS = {"_": None, "N_": None, "n_": (1, 2)}


def collected() -> Catalog:
    """Every text that the source marks, with where it stands."""
    catalog = Catalog(project="SalesDesk", charset="utf-8")
    found = extract_from_dir(
        str(ROOT / "salesdesk"), method_map=[("**.py", "python")], keywords=KEYWORDS
    )
    for name, _line, message, _comments, context in found:
        if message:
            catalog.add(message, locations=[(name, 0)], context=context)
    return catalog


def kept(language: str) -> Catalog:
    """A language's catalogue as it stands."""
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.exists():
        return Catalog(language, domain=DOMAIN, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, language, DOMAIN)


def untranslated(language: str) -> list[str]:
    """The texts that a language still lacks."""
    has = {message.id for message in kept(language) if message.string}
    return sorted(str(m.id) for m in collected() if m.id and m.id not in has)


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
