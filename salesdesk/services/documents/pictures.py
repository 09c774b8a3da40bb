"""Pictures for paper: decoded, made small enough, and written anew without what else they held."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _

LARGEST_FILE = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
_QUALITY = 88
_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


@lru_cache(maxsize=32)
def redrawn(content: bytes, name: str = "") -> bytes:
    """The picture as a PNG of ours; raises InvalidInput for what is none or would burst."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    called = name or _("The picture")
    if len(content) > LARGEST_FILE:
        said = _("{name} is larger than {most} MB.")
        raise _refused(said.format(name=called, most=LARGEST_FILE // 1024 // 1024))
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _too_many(called, opened.width, opened.height)
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            has_alpha = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            plain = upright.convert("RGBA" if has_alpha else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as problem:
        said = _("{name} is no picture that SalesDesk reads (PNG, JPEG, GIF or WebP).")
        raise _refused(said.format(name=called)) from problem
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as problem:
        said = _("{name} would take more memory than a picture should.")
        raise _refused(said.format(name=called)) from problem
    plain.info.clear()
    out = BytesIO()
    plain.save(out, "PNG", optimize=True)
    return out.getvalue()


def for_text(content: bytes, name: str = "") -> bytes:
    """The picture as running text keeps it: as a JPEG where that is much smaller and loses nothing.

    Photographs are; drawings and screens, and what one can look through, stay a PNG.
    """
    from PIL import Image

    png = redrawn(content, name)
    with Image.open(BytesIO(png)) as drawn:
        if drawn.mode != "RGB":
            return png
        out = BytesIO()
        drawn.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue() if out.tell() * 2 < len(png) else png


def is_ours(content: bytes) -> bool:
    """Whether it begins as the pictures do that were written here."""
    return content.startswith(_BEGINNINGS)


def _too_many(name: str, wide: int, high: int) -> InvalidInput:
    said = _("{name} has {wide} × {high} points, more than SalesDesk draws.")
    return _refused(said.format(name=name, wide=wide, high=high))


def _refused(message: str) -> InvalidInput:
    said = f"{message} {_('Choose another picture.')}"
    return InvalidInput(said, [Problem(said)])
