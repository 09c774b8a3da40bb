"""Looking at a workbook's archive before it is unpacked: how much it would become."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _

MOST_ENTRIES = 1000
MOST_OF_ONE = 200 * 1024 * 1024
MOST_TOGETHER = 300 * 1024 * 1024
MOST_TIMES = 200
SMALL = 10 * 1024 * 1024
"""Below this size any ratio will do: spreadsheets repeat themselves."""
MOST_CELLS = 60_000_000
_PIECE = 1024 * 1024
_SPOILT = (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError,
           OSError)  # fmt: skip
"""What reading a spoilt archive may end in."""
_ROW = re.compile(rb'<row [^>]*?\br="(\d{1,8})"')
_CELL = re.compile(rb'<c [^>]*?\br="([A-Z]{1,4})\d')


def check_archive(content: bytes, name: str) -> None:
    """Refuse a workbook that unpacks to more than it should, or has cells too far apart.

    Raises InvalidInput; what is no archive at all is left to the reader's own refusal.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, name)
            for entry in entries:
                if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                    _check_cells(archive, entry, name)
    except _SPOILT as problem:
        raise InvalidInput(
            _("{file} is no workbook that can be read: {why}").format(file=name, why=problem)
        ) from problem


def _check_sizes(entries: list[zipfile.ZipInfo], name: str) -> None:
    sizes = [entry.file_size for entry in entries]
    steep = any(
        entry.file_size > SMALL and entry.file_size > MOST_TIMES * max(1, entry.compress_size)
        for entry in entries
    )
    if (len(entries) > MOST_ENTRIES or max(sizes, default=0) > MOST_OF_ONE
            or sum(sizes) > MOST_TOGETHER or steep):  # fmt: skip
        raise InvalidInput(_("{file} unpacks to too much.").format(file=name))


def _check_cells(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> None:
    """One cell at the far corner would make a reader fill everything before it."""
    rows, columns, left = 0, 0, b""
    read = 0
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            read += len(piece)
            if read > MOST_OF_ONE:
                raise InvalidInput(_("{file} unpacks to too much.").format(file=name))
            text = left + piece
            rows = max(rows, max((int(row) for row in _ROW.findall(text)), default=0))
            columns = max(columns, max(map(_column, set(_CELL.findall(text))), default=0))
            left = text[-64:]
            if rows * columns > MOST_CELLS:
                raise InvalidInput(_("{file} has too many columns or rows.").format(file=name))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
