"""Reads the facts that other programs' tests were written from."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "data" / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of one file, numbers exact."""
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text, parse_float=Decimal, parse_int=Decimal)["cases"]
    return found
