"""Which cells of a workbook's sheet hold a value where a formula stood; calamine doesn't tell."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Collection
from typing import IO

from lxml import etree

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPOILT = (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, OSError, ValueError,
           NotImplementedError, StopIteration, RuntimeError)  # fmt: skip


def typed_over(content: bytes, sheet: str, columns: Collection[int]) -> dict[int, list[int]] | None:
    """By line (from 1) the columns (from 0) with a bare value; None where there is no formula."""
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as archive,
            archive.open(_part(archive, sheet)) as part,
        ):
            return _bare(part, columns)
    except _SPOILT:
        return None


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The file of a sheet within the archive."""
    key = next(
        one.get(_RELATION)
        for one in _root(archive, "xl/workbook.xml").iter("{*}sheet")
        if one.get("name") == sheet
    )
    links = _root(archive, "xl/_rels/workbook.xml.rels").iter("{*}Relationship")
    target = next(str(one.get("Target")) for one in links if one.get("Id") == key)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _root(archive: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(archive.read(name), parser)


def _bare(part: IO[bytes], columns: Collection[int]) -> dict[int, list[int]] | None:
    found: dict[int, list[int]] = {}
    has_formula, line = False, 0
    rows = etree.iterparse(
        part, events=("end",), tag="{*}row", resolve_entities=False, no_network=True
    )
    for _event, row in rows:
        line, at = int(row.get("r") or line + 1), -1
        for cell in row.iter("{*}c"):
            at = _column(cell.get("r")) if cell.get("r") else at + 1
            if cell.find("{*}f") is not None:
                has_formula = True
            elif at in columns and any(text.strip() for text in cell.itertext()):
                found.setdefault(line, []).append(at)
        row.clear()
    return found if has_formula else None


def _column(place: str) -> int:
    """The column of a cell such as “AB12”."""
    found = 0
    for letter in place.rstrip("0123456789"):
        found = found * 26 + ord(letter) - ord("A") + 1
    return found - 1
