"""Pages of one's own in a proposal: a PDF page for page, or a picture as a page.

What comes from outside is written anew before it is kept, in a process of its own: only what the
pages draw stays, no link, no form, no script, no attachment.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.sections import OWN, Section
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.stored_files import keep_file, stored_content

MOST_PAGES = 60
LARGEST = 20 * 1024 * 1024
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
_PIXELS = 3508
"""The longer side of a picture: an A4 page at 300 dots an inch."""
_BESIDE_PAGES = ("/Annots", "/AA", "/AF", "/B", "/Metadata", "/PieceInfo", "/StructParents")
_BESIDE_DRAWINGS = ("/F", "/FFilter", "/FDecodeParms", "/OPI", "/Ref", "/AF", "/Metadata",
                    "/PieceInfo")  # fmt: skip
"""What a drawing can hold beside itself: files that stand for it, and what is said of it."""


def keep_own_pages(database: Database, path: Path) -> str:
    """Keep a file's pages, cleaned; answers the name under which a section finds them.

    Raises InvalidInput for a file that is too large, has too many pages or can't be read.
    """
    from salesdesk.services.plan_child import own_pages_safely

    database.actor.require(Right.PROPOSAL)
    if path.is_file() and path.stat().st_size > LARGEST:
        _refuse(path.name, _("{file} is larger than 20 MB, the most that own pages may be."))
    content = base64.b64decode(own_pages_safely(path))
    with database.changing() as session:
        return keep_file(session, content).sha256


def own_pages_of(session: Session, sections: tuple[Section, ...]) -> dict[str, bytes]:
    """The cleaned PDF of each section of own pages, by the section's key."""
    found = {}
    for section in sections:
        if section.kind == OWN:
            content = stored_content(session, section.file)
            if content is None:
                _refuse(
                    section.title or _("Own pages"),
                    _("The pages of “{file}” are gone; add them again."),
                )
            found[section.key] = content
    return found


def _refuse(file: str, message: str) -> NoReturn:
    said = message.format(file=file)
    raise InvalidInput(said, [Problem(said, file=file)])


def cleaned(path: Path) -> dict[str, Any]:
    """The pages of a PDF or a picture, written anew; runs in a process of its own."""
    is_picture = path.suffix.lower() in PICTURES
    made = picture_page(path) if is_picture else clean_pdf(path, _some_pages)
    return {"pdf": base64.b64encode(made).decode()}


def picture_page(path: Path) -> bytes:
    """A picture as a PDF of one page."""
    from PIL import Image, ImageOps

    out = BytesIO()
    with Image.open(path) as picture:
        upright = ImageOps.exif_transpose(picture) or picture
        upright.thumbnail((_PIXELS, _PIXELS))
        flat = Image.new("RGB", upright.size, "white")
        flat.paste(upright, mask=upright.getchannel("A") if "A" in upright.getbands() else None)
        flat.save(out, format="PDF", resolution=300, creationDate=None, modDate=None)
    return out.getvalue()


def _some_pages(path: Path, count: int) -> None:
    if not 0 < count <= MOST_PAGES:
        _refuse(path.name, _("{file} has no pages, or more than the 60 that own pages may be."))


def clean_pdf(path: Path, require: Callable[[Path, int], None]) -> bytes:
    """What the pages of a PDF draw, and nothing else; ``require`` looks at their number."""
    import logging

    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject, StreamObject

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        _refuse(path.name, _("{file} is locked with a password; save it without one."))
    require(path, len(reader.pages))
    writer = PdfWriter()
    for page in reader.pages:
        if min(page.cropbox.width, page.cropbox.height) <= 0:
            _refuse(path.name, _("{file} has a page without a size; print it to a PDF anew."))
        for name in _BESIDE_PAGES:
            page.pop(NameObject(name), None)
        writer.add_page(page).transfer_rotation_to_content()
    for part in writer._objects:
        if isinstance(part, StreamObject):
            for name in _BESIDE_DRAWINGS:
                part.pop(NameObject(name), None)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
