"""``dev.py bench [NAME …]``: measure, print the table, keep it as JSON and in the README here."""

from __future__ import annotations

import compileall
import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

from bench.measure import Figure

HERE = Path(__file__).resolve().parent
ALL = ("start", "million", "grid", "calc", "scheduling", "odds", "printing", "proposals", "imports")


def table(figures: list[Figure]) -> str:
    """The figures as a table for people."""
    lines = ["| what | measured | against | ratio | goal |", "|---|---|---|---|---|"]
    lines += [
        f"| {f.name} | {f.value:.2f} {f.unit} | {f.against} | {f.ratio:.3f} | {f.goal} |"
        for f in figures
    ]
    return "\n".join(lines)


def main(names: list[str]) -> int:
    """Run the benches that were named, or all."""
    figures: list[Figure] = []
    compileall.compile_dir(HERE.parent / "salesdesk", quiet=1)  # as an installed program is
    for name in names or ALL:
        print(f"· {name}", flush=True)
        figures += importlib.import_module(f"bench.{name}").figures()
    print(table(figures))
    if not names:
        (HERE / "results.json").write_text(json.dumps([asdict(f) for f in figures], indent=1))
        readme = HERE / "README.md"
        before = readme.read_text(encoding="utf-8").split("<!-- table -->")[0]
        readme.write_text(f"{before}<!-- table -->\n{table(figures)}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
