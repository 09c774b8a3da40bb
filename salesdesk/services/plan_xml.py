"""The root of an XML file from anywhere: no entity is expanded, nothing is fetched."""

from __future__ import annotations

from lxml import etree

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _


def root_of(data: bytes, file: str) -> etree._Element:
    """The root element.

    Raises InvalidInput for what is empty, no XML, or declares a document type.
    """
    if not data.strip():
        text = _("{file} is empty.").format(file=file or _("The file"))
        raise InvalidInput(text, [Problem(text, file=file)])
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise unreadable(file, getattr(error, "msg", None) or str(error)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise unreadable(file, _("it declares a document type, which a plan never needs"))
    return root


def unreadable(file: str, reason: str) -> InvalidInput:
    """The refusal of a whole file."""
    text = _("{file} can't be read: {reason}.").format(file=file or _("The file"), reason=reason)
    return InvalidInput(text, [Problem(text, file=file)])
