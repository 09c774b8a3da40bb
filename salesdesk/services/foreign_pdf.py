"""A PDF that came from outside: what is attached to it and what its pages say, word by word."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from salesdesk.services.documents.seal import ATTACHED, COMPANION

MOST_PAGES = 400
MOST_FIGURES = 4 * 1024 * 1024


def read_pdf(path: Path) -> dict[str, Any]:
    """The attached figures and the words of each page; nothing of either where it can't be read.

    Runs in a process of its own for files of others: a PDF can make its reader work for hours.
    """
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"failed": True}
        pages = [page.extract_text().split() for page in islice(reader.pages, MOST_PAGES)]
        return {"figures": _attached(reader), "pages": pages, "is_companion": _is_companion(reader)}
    except MemoryError:
        raise
    except Exception:
        return {"failed": True}


def _is_companion(reader: Any) -> bool:
    try:
        return bool(reader.metadata and reader.metadata.keywords == COMPANION)
    except MemoryError:
        raise
    except Exception:
        return False


def _attached(reader: Any) -> str:
    try:
        found = reader.attachments.get(ATTACHED) or [b""]
        content = bytes(found[0])
        return content.decode() if len(content) <= MOST_FIGURES else ""
    except MemoryError:
        raise
    except Exception:
        return ""
