"""A proposal as it is worked with: 150 lines against two HTML printers, its saving, its preview."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import Figure, median_ms, peak_mb_of

if TYPE_CHECKING:
    from salesdesk.services.documents.content import ProposalPrint
    from salesdesk.services.proposal_drafts import ProposalDraft
    from tests.services.selling import Firm

LINES = 150
FRAME_OF_A_CLICK = 200
TRYTON_MS = 600
"""What Tryton took for a sale of 100 lines on SQLite, on the machine of the design pages."""
_NOTE = "Delivered, installed and handed over with its papers; a second visit is part of it."


def many_lines() -> ProposalPrint:
    """A proposal of 150 lines with everything that ours has: ten pages or more."""
    from salesdesk.services.documents.content import PriceRow, TextSection
    from tests.documents.sample import PARAGRAPH, D, proposal

    lines = tuple(
        PriceRow(str(n), f"Accessory {n}", _NOTE, D("12.40"), D(2), "unit", D("6.20"), (), (D(23),))
        for n in range(1, LINES + 1)
    )
    terms = tuple(TextSection(f"Term {n}", PARAGRAPH) for n in range(1, 13))
    return proposal(lines=lines, terms=terms)


def html(paper: ProposalPrint) -> str:
    """The same words and figures for an HTML printer, with a head that may repeat."""
    rows = "".join(
        f"<tr><td>{row.position}<td><b>{escape(row.name)}</b><br>{escape(row.note)}"
        f"<td>{row.quantity}<td>{row.unit_price}<td>{row.net}<td>{row.taxes[0]} %</tr>"
        for row in paper.lines
    )
    texts = "".join(
        f"<h3>{escape(part.title)}</h3><p>{escape(part.text)}</p>" for part in paper.terms
    )
    return (
        f"<html><head><meta charset='utf-8'></head><body><h1>{escape(paper.sheet.title)}</h1>"
        f"<p>{escape(paper.letter)}</p><table width='100%'><thead><tr><th>#<th>Item<th>Qty<th>Price"
        f"<th>Net<th>Tax</tr></thead>{rows}</table><h2>Terms</h2>{texts}</body></html>"
    )


def _printing() -> Iterator[Figure]:
    from salesdesk.services.documents.proposal import print_proposal
    from tests.documents.sample import proposal

    print_proposal(proposal())
    five = median_ms(lambda: print_proposal(proposal()))
    yield Figure("a proposal of five pages, printed", five, "ms", f"{FRAME_OF_A_CLICK} ms",
                 five / FRAME_OF_A_CLICK, "≤ 1.0")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in.html")
        source.write_text(html(many_lines()), encoding="utf-8")
        yield from _beside_others(source)


def _beside_others(source: Path) -> Iterator[Figure]:
    """Time, pages a second and peak memory of the same words on paper."""
    paper = many_lines()
    ours = _Printer("ours", lambda: _print_ours(paper), _python("_print_ours", "many_lines()"), {})
    others = [_Printer("WeasyPrint", lambda: _print_weasy(source),
                       _python("_print_weasy", f"Path({str(source)!r})"), {})]  # fmt: skip
    if shutil.which("wkhtmltopdf") is None:
        print("  wkhtmltopdf isn't installed; its lines are left out")
    else:
        others.append(_Printer("wkhtmltopdf", lambda: _print_wkhtml(source),
                               _wkhtml(source), _bare(source.parent)))  # fmt: skip
    pages, took, peak = ours.measured()
    goals = {"WeasyPrint": "≤ 0.25", "wkhtmltopdf": "≤ 1.0"}
    for other in others:
        theirs, their_time, their_peak = other.measured()
        name = f"{pages} pages of {LINES} lines"
        yield Figure(f"{name}, printed", took, "ms", other.name, took / their_time,
                     goals[other.name])  # fmt: skip
        speed, their_speed = pages / took * 1000, theirs / their_time * 1000
        yield Figure(f"{name}, a second (theirs has {theirs})", speed, "pages", other.name,
                     speed / their_speed, "≥ 1.0")  # fmt: skip
        yield Figure(f"{name}, peak memory", peak, "MB", other.name, peak / their_peak, "≤ 1.0")


@dataclass(frozen=True, slots=True)
class _Printer:
    """How a program prints here, and how it does in a process of its own."""

    name: str
    work: Callable[[], bytes]
    command: Sequence[str]
    environment: Mapping[str, str]

    def measured(self) -> tuple[int, float, float]:
        """Pages, milliseconds, megabytes."""
        from pypdf import PdfReader

        pages = len(PdfReader(BytesIO(self.work())).pages)
        return pages, median_ms(self.work, 5), peak_mb_of(self.command, self.environment or None)


def _python(deed: str, argument: str) -> list[str]:
    code = f"from pathlib import Path; from bench.proposals import *; from bench import proposals; proposals.{deed}({argument})"
    return [sys.executable, "-c", code]


def _print_ours(paper: ProposalPrint) -> bytes:
    from salesdesk.services.documents.proposal import print_proposal

    return print_proposal(paper)


def _print_weasy(source: Path) -> bytes:
    from weasyprint import HTML

    return bytes(HTML(filename=str(source)).write_pdf())


def _print_wkhtml(source: Path) -> bytes:
    command, environment = _wkhtml(source), _bare(source.parent)
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return Path(command[-1]).read_bytes()


def _wkhtml(source: Path) -> list[str]:
    return ["wkhtmltopdf", "--quiet", str(source), str(source.with_name("out.pdf"))]


def _bare(home: Path) -> dict[str, str]:
    return {"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin", "HOME": str(home)}


def _hundred_lines(firm: Firm) -> ProposalDraft:
    from salesdesk.services.proposal_drafts import LineDraft
    from tests.services.selling import pro_0042

    with firm.as_("account_manager") as desk:
        draft = pro_0042(firm, desk)
    lines = tuple(
        LineDraft(description=f"Accessory {n}", quantity=Decimal(n), unit_price=Decimal("6.20"),
                  unit_cost=Decimal(4), tax_code_id=firm.vat_23, discount_1=Decimal(5))
        for n in range(1, 101)
    )  # fmt: skip
    return replace(draft, lines=lines)


def _saving() -> Iterator[Figure]:
    from salesdesk.services.preview import page_image
    from salesdesk.services.schema import open_database
    from salesdesk.services.users import sign_in
    from tests.services.selling import firm

    with tempfile.TemporaryDirectory() as folder:
        database = open_database(str(Path(folder, "bench.salesdesk")))
        sign_in(database)
        house = firm(database)
        draft = _hundred_lines(house)
        with house.as_("account_manager") as desk:
            from salesdesk.models.values.identity import new_id

            def save() -> None:
                fresh = replace(draft, id=new_id(),
                                lines=tuple(replace(line, id=new_id()) for line in draft.lines),
                                taxes=(), instalments=())  # fmt: skip
                desk.save(fresh)

            took = median_ms(save)
            yield Figure("a proposal of 100 lines, saved and totalled", took, "ms",
                         "Tryton's sale, 600 ms", took / TRYTON_MS, "≤ 0.10")  # fmt: skip
            prices = cycle((Decimal("6.20"), Decimal("6.30")))

            def preview() -> None:
                first = replace(draft.lines[0], unit_price=next(prices))
                typed = desk.calculated(replace(draft, lines=(first, *draft.lines[1:])))
                page_image(desk.preview(typed), 3, 600)

            seen = median_ms(preview)
            yield Figure("the same, from a typed price to its page", seen, "ms",
                         f"{FRAME_OF_A_CLICK} ms", seen / FRAME_OF_A_CLICK, "≤ 1.0")  # fmt: skip
        database.close()


def figures() -> Iterator[Figure]:
    yield from _printing()
    yield from _saving()
