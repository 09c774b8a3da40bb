"""What an issued proposal says of itself: its figures as an attached file, their mark and its code.

The figures are what the customer is shown, never a cost. The mark is the beginning of the SHA-256
of their canonical form, which is the same in every language and on every paper.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas

from salesdesk.services.documents.content import Party, PriceRow, ProposalPrint

ATTACHED = "salesdesk-proposal.json"
FORMAT = "salesdesk-proposal/1"
COMPANION = "salesdesk-companion"
"""The keyword of papers that go beside a proposal: they have its number, but bind nobody."""
_NOT_COMMERCIAL = ("language", "page")
"""The mark is the same in every language and on every paper."""
_LONG = 12
_JSON = "/application#2Fjson"
"""The library's own names have no way to write a slash."""


def sealed(content: ProposalPrint) -> ProposalPrint:
    """An issued proposal with its seal; a draft has none.

    Lines are written one by one: there may be thousands of them.
    """
    sheet = content.sheet
    if not sheet.number:
        return content
    head = _head(content)
    digest, packer, packed = hashlib.sha256(), zlib.compressobj(), bytearray()
    digest.update(_canonical({k: v for k, v in head.items() if k not in _NOT_COMMERCIAL}))
    packed += packer.compress(_canonical(head)[:-1] + b',"lines":[')
    for at, line in enumerate(content.lines):
        written = _canonical(_line(line))
        digest.update(written)
        packed += packer.compress((b"," if at else b"") + written)
    short = digest.hexdigest()[:_LONG].upper()
    packed += packer.compress(f'],"mark":"{short}"}}'.encode()) + packer.flush()
    seal = f"{sheet.number}/R{sheet.revision} {content.sums.total:f} {sheet.currency} {short}"
    return replace(content, sheet=replace(sheet, seal=seal, mark=short, figures=bytes(packed)))


def _head(content: ProposalPrint) -> dict[str, Any]:
    """Everything commercial that is on the pages but the lines, as plain JSON values.

    ``is_from`` says that something is still to be chosen, so that the sums are the least.
    """
    sheet, sums = content.sheet, content.sums
    return {
        "format": FORMAT,
        "number": sheet.number,
        "revision": sheet.revision,
        "title": sheet.title,
        "language": sheet.language,
        "page": sheet.page,
        "currency": sheet.currency,
        "status": "issued",
        "issued_on": _day(content.dated),
        "valid_until": _day(content.valid_until),
        "seller": _party(sheet.seller),
        "customer": _party(content.customer),
        "options": [
            {"name": option.name, "detail": option.note, "net": _number(option.net)}
            for option in content.options
        ],
        "sums": {
            "subtotal": _number(sums.subtotal),
            "discount": _number(sums.discount),
            "net": _number(sums.net),
            "rounding": _number(sums.rounding),
            "total": _number(sums.total),
            **({"is_from": True} if sums.is_from else {}),
        },
        "taxes": [
            {"name": tax.name, "base": _number(tax.base), "amount": _number(tax.amount)}
            for tax in sums.taxes
        ],
        "schedule": [
            {
                "name": part.name,
                "due_on": _day(part.due),
                "percent": _number(part.percent),
                "amount": _number(part.amount),
            }
            for part in content.payments
        ],
    }


def _line(line: PriceRow) -> dict[str, Any]:
    return {
        "kind": line.kind.value,
        "position": line.position,
        "name": line.name,
        "detail": line.note,
        "quantity": _number(line.quantity),
        "unit": line.unit,
        "unit_price": _number(line.unit_price),
        "discounts": [_number(cut) for cut in line.discounts],
        "taxes": [_number(rate) for rate in line.taxes],
        "percent": _number(line.percent),
        "net": None if line.is_price_hidden else _number(line.net),
    }


def _canonical(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def spaced(short: str) -> str:
    """A mark in groups of four, as people compare it."""
    return " ".join(short[at : at + 4] for at in range(0, len(short), 4))


def _party(party: Party) -> dict[str, str]:
    return {"name": party.name, "tax_number": party.tax_number}


def _number(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize() + 0:f}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def attach(canvas: Any, name: str, packed: bytes) -> None:
    """A file inside the PDF, compressed; its bytes are the same whenever it is made."""
    document = canvas._doc
    kind = {"Type": PDFName("EmbeddedFile"), "Subtype": _JSON, "Filter": PDFName("FlateDecode")}
    content = PDFStream(PDFDictionary(kind), packed)
    entry = PDFDictionary({"F": document.Reference(content), "UF": document.Reference(content)})
    found = PDFDictionary({
        "Type": PDFName("Filespec"), "F": PDFString(name), "UF": PDFString(name), "EF": entry,
        "AFRelationship": PDFName("Data"),
    })  # fmt: skip
    names = PDFArray([PDFString(name), document.Reference(found)])
    tree = PDFDictionary({"EmbeddedFiles": PDFDictionary({"Names": names})})
    document.Catalog.Names = tree


def draw_code(canvas: Canvas, text: str, size: float) -> None:
    """The seal as a square code of this size, drawn row by row."""
    import segno

    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    module = size / len(rows)
    path = canvas.beginPath()
    for at, row in enumerate(rows, 1):
        begin = None
        for place, is_dark in enumerate((*row, 0)):
            if is_dark and begin is None:
                begin = place
            elif not is_dark and begin is not None:
                path.rect(begin * module, size - at * module, (place - begin) * module, module)
                begin = None
    canvas.drawPath(path, stroke=0, fill=1)
