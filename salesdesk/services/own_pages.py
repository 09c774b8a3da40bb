"""Pages of one's own in a proposal: a PDF page for page, or a picture as a page.

What comes from outside is written anew before it is kept, in a process of its own: only what the
pages draw stays, no link, no form, no script, no attachment.
"""

from __future__ import annotations

import base64
import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.activity import StoredFile
from salesdesk.models.values.sections import OWN, Section
from salesdesk.services.actor import Right
from salesdesk.services.database import Database

MOST_PAGES = 60
LARGEST = 20 * 1024 * 1024
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
_PIXELS = 3508
"""The longer side of a picture: an A4 page at 300 dots an inch."""


def keep_own_pages(database: Database, path: Path) -> str:
    """Keep a file's pages, cleaned; answers the name under which a section finds them.

    Raises InvalidInput for a file that is too large, has too many pages or can't be read.
    """
    from salesdesk.services.plan_child import own_pages_safely

    database.actor.require(Right.PROPOSAL)
    if path.is_file() and path.stat().st_size > LARGEST:
        _refuse(path.name, _("{file} is larger than 20 MB, the most that own pages may be."))
    content = base64.b64decode(own_pages_safely(path))
    digest = hashlib.sha256(content).hexdigest()
    with database.changing() as session:
        if _stored(session, digest) is None:
            session.add(StoredFile(sha256=digest, size=len(content), content=content))
    return digest


def own_pages_of(session: Session, sections: tuple[Section, ...]) -> dict[str, bytes]:
    """The cleaned PDF of each section of own pages, by the section's key."""
    found = {}
    for section in sections:
        if section.kind == OWN:
            content = _stored(session, section.file)
            if content is None:
                _refuse(section.title, _("The pages of “{file}” are gone; add them again."))
            found[section.key] = content
    return found


def _stored(session: Session, digest: str) -> bytes | None:
    found = select(StoredFile.content).where(StoredFile.sha256 == digest)
    return session.execute(found).scalar_one_or_none()


def _refuse(file: str, message: str) -> NoReturn:
    said = message.format(file=file)
    raise InvalidInput(said, [Problem(said, file=file)])


def cleaned(path: Path) -> dict[str, Any]:
    """The pages of a PDF or a picture, written anew; runs in a process of its own."""
    import logging

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    made = _of_picture(path) if path.suffix.lower() in PICTURES else _of_pdf(path)
    return {"pdf": base64.b64encode(made).decode()}


def _of_picture(path: Path) -> bytes:
    from PIL import Image, ImageOps

    out = BytesIO()
    with Image.open(path) as picture:
        upright = ImageOps.exif_transpose(picture) or picture
        upright.thumbnail((_PIXELS, _PIXELS))
        flat = Image.new("RGB", upright.size, "white")
        flat.paste(upright, mask=upright.getchannel("A") if "A" in upright.getbands() else None)
        flat.save(out, format="PDF", resolution=300, creationDate=None, modDate=None)
    return out.getvalue()


def _of_pdf(path: Path) -> bytes:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject

    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        _refuse(path.name, _("{file} is locked with a password; save it without one."))
    if not 0 < len(reader.pages) <= MOST_PAGES:
        _refuse(path.name, _("{file} has no pages, or more than the 60 that own pages may be."))
    writer = PdfWriter()
    for page in reader.pages:
        for name in ("/Annots", "/AA", "/B", "/Metadata", "/PieceInfo", "/StructParents"):
            page.pop(NameObject(name), None)
        writer.add_page(page).transfer_rotation_to_content()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
