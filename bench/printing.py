"""A proposal of many rows: cost per row at ten times the length, WeasyPrint's speed, typst's memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from html import escape

from bench.measure import Figure, timed_ms

SHORT, LONG = 1_500, 15_000

_MEMORY = """
import sys
sys.path.insert(0, ".")
from bench import measure, printing
getattr(printing, sys.argv[1])(int(sys.argv[2]))
print(measure.peak_mb())
"""


def ours(rows: int) -> bytes:
    """The pricing pages of a proposal with this many lines."""
    from dataclasses import replace

    from salesdesk.services.documents.content import PriceRow
    from salesdesk.services.documents.proposal import print_proposal
    from tests.documents.sample import D, proposal

    line = PriceRow("1", "Accessory", "", D("12.40"), D(2), "unit", D("6.20"), (), (D(23),))
    lines = tuple(replace(line, position=str(n), name=f"Accessory {n}") for n in range(rows))
    return print_proposal(replace(proposal(), lines=lines, plan=None))


def weasyprint(rows: int) -> bytes:
    from weasyprint import HTML

    cells = "".join(
        f"<tr><td>{n}</td><td>{escape(f'Accessory {n}')}</td><td>2</td><td>6.20</td><td>12.40</td></tr>"
        for n in range(rows)
    )
    pdf = HTML(
        string=f"<table><thead><tr><th>#<th>Item<th>Qty<th>Price<th>Net</tr></thead>{cells}</table>"
    )
    return bytes(pdf.write_pdf())


def typst(rows: int) -> bytes:
    import typst as engine

    cells = "".join(f"[{n}],[Accessory {n}],[2],[6.20],[12.40],\n" for n in range(rows))
    return bytes(
        engine.compile(
            f"#table(columns: 5, table.header([], [Item], [], [], []),\n{cells})".encode()
        )
    )


def _peak_mb(engine: str, rows: int) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY, engine, str(rows)],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.strip().splitlines()[-1])


def figures() -> Iterator[Figure]:
    ours(150)
    short, long = timed_ms(lambda: ours(SHORT)), timed_ms(lambda: ours(LONG))
    yield Figure(
        f"PDF, ms a row at {LONG:,} rows", long / LONG, "ms", f"the same at {SHORT:,} rows",
        (long / LONG) / (short / SHORT), "≤ 1.0",
    )  # fmt: skip
    rival = timed_ms(lambda: weasyprint(SHORT))
    yield Figure(f"PDF, {SHORT:,} rows", short, "ms", "WeasyPrint", short / rival, "≤ 0.10")
    mine, other = _peak_mb("ours", LONG), _peak_mb("typst", LONG)
    yield Figure(f"PDF, {LONG:,} rows, peak memory", mine, "MB", "typst", mine / other, "≤ 0.10")
