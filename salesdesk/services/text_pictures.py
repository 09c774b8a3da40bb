"""Pictures of a proposal's texts: written anew when they are chosen, kept once, found by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.activity import StoredFile
from salesdesk.models.values.picture_marks import KEY, PictureMark, pictures_in
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.documents.pictures import LARGEST_FILE, for_text, is_ours
from salesdesk.services.stored_files import keep_file


def keep_picture(database: Database, path: Path) -> PictureMark:
    """Keep a picture for texts; answers the mark that puts it into one.

    Raises InvalidInput for a file that is too large, no picture, or one that would burst.
    """
    database.actor.require(Right.PROPOSAL)
    content = for_text(_read(path), path.name)
    with database.changing() as session:
        digest = keep_file(session, content).sha256
    return PictureMark(digest[:KEY], path.stem.replace("_", " ").replace("-", " ").strip())


def picture(database: Database, key: str) -> bytes | None:
    """A picture that a text names, for the screen; nothing where it is gone."""
    database.actor.require(Right.READ)
    with database.reading() as session:
        return _found(session, key)


def pictures_of(session: Session, texts: Iterable[str]) -> Mapping[str, bytes]:
    """What the texts of a paper show; raises InvalidInput for a picture that is gone."""
    found: dict[str, bytes] = {}
    for mark in (mark for text in texts for mark in pictures_in(text)):
        if mark.key in found:
            continue
        content = _found(session, mark.key)
        if content is None:
            said = _("The picture “{name}” is gone; put it into the text again or take it out.")
            said = said.format(name=mark.words or mark.key)
            raise InvalidInput(said, [Problem(said)])
        found[mark.key] = content
    return found


def _found(session: Session, key: str) -> bytes | None:
    """A kept picture; whatever else is kept under such a name is none."""
    named = select(StoredFile.content).where(
        StoredFile.sha256.between(key, key + "f" * (64 - len(key))), StoredFile.size <= LARGEST_FILE
    )
    content = session.scalars(named.order_by(StoredFile.sha256)).first()
    return content if content is not None and is_ours(content) else None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)  # one byte too many is refused as too large
    except OSError as problem:
        said = _("{file} can't be read: {why}")
        said = said.format(file=path.name, why=problem.strerror or problem)
        raise InvalidInput(said, [Problem(said, file=path.name)]) from problem
