"""A field that a column of a file may go to."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportField:
    """A field of a kind of record: the headings that mean it, and the forms of numbered ones."""

    key: str
    label: str
    headings: tuple[str, ...]
    form: str = ""

    def means(self, heading: str) -> bool:
        return heading in self.headings or bool(self.form and re.fullmatch(self.form, heading))
