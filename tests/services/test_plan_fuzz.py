"""Real plans with spoilt values and bytes: each is read, or refused in a whole sentence."""

from __future__ import annotations

import random
import re
from contextlib import suppress
from pathlib import Path

import pytest

from salesdesk.errors import InvalidInput
from salesdesk.services.plan_files import read_plan_file
from salesdesk.services.workbook_back import read_workbook

FILES = ("ganttproject/HouseBuildingSample.gan", "mspdi/sample.xml", "mspdi/gp_holidays.xml",
         "taskjuggler/taskreport.csv", "xlsx/pmtools_WBS.xlsx")  # fmt: skip
SPOILT = ("", "-1", "1e999", "NaN", "9" * 20, "2026-99-99", "0001-01-01", "9999-12-31",
          "PT999999999H0M0S", "PT-8H0M0S", "3FS+9999999999d", "2026-03-02T25:00:00",
          "9999-12-31T23:59:59", "x" * 60, "true", "2")  # fmt: skip
VALUES = re.compile(r'(?<==")[^"]*(?=")|(?<=>)[^<>]+(?=<)|(?<=[,;])[^,;\n<>]*')
TIMES = 60


def spoilt(content: bytes, chance: random.Random, *, is_text: bool) -> bytes:
    """The file with some of its values, or of its bytes, replaced."""
    if is_text and chance.random() < 0.7:
        text = content.decode("utf-8", "replace")
        spots = [found.span() for found in VALUES.finditer(text)]
        for start, end in sorted(chance.sample(spots, min(6, len(spots))), reverse=True):
            text = text[:start] + chance.choice(SPOILT) + text[end:]
        return text.encode("utf-8", "replace")
    changed = bytearray(content)
    for _each in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed))
        changed[at : at + chance.randint(0, 9)] = chance.randbytes(chance.randint(0, 5))
    return bytes(changed)


@pytest.mark.parametrize("name", FILES)
def test_whatever_is_spoilt_is_read_or_refused(
    shared_data: Path, tmp_path: Path, name: str
) -> None:
    source = shared_data / "work_plans" / name
    content, chance = source.read_bytes(), random.Random(name)
    path = tmp_path / source.name
    for _each in range(TIMES):
        path.write_bytes(spoilt(content, chance, is_text=path.suffix != ".xlsx"))
        with suppress(InvalidInput):  # anything else would be a bug
            read_plan_file(path)
            read_workbook(path)
