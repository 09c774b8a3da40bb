"""Documents of a record: kept in the database, opened and saved as files again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.errors import InvalidInput, NotFound, Problem
from salesdesk.i18n import _
from salesdesk.models.activity import Attachment, StoredFile
from salesdesk.models.columns import now
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.stored_files import keep_file

LARGEST_FILE = 50 * 1024 * 1024
_MEGABYTE = 1024 * 1024
_PROGRAMS = frozenset(
    [
        ".app",
        ".bat",
        ".cmd",
        ".com",
        ".command",
        ".cpl",
        ".desktop",
        ".exe",
        ".hta",
        ".jar",
        ".js",
        ".jse",
        ".lnk",
        ".msi",
        ".pif",
        ".ps1",
        ".py",
        ".reg",
        ".scr",
        ".sh",
        ".url",
        ".vbe",
        ".vbs",
        ".wsf",
        ".wsh",
    ]
)
"""What a system starts instead of showing it."""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as its list shows it."""

    id: UUID
    name: str
    size: int
    at: datetime
    who: str


class Attachments:
    """The documents of accounts, contacts and deals."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def documents(self, about_id: UUID) -> tuple[DocumentRow, ...]:
        """The documents of a record, the newest first."""
        self.database.actor.require(Right.READ)
        statement = (
            select(Attachment.id, Attachment.name, StoredFile.size, Attachment.added_at,
                   Attachment.added_by)
            .join(StoredFile, StoredFile.id == Attachment.file_id)
            .where(Attachment.about_id == about_id)
            .order_by(Attachment.added_at.desc(), Attachment.id.desc())
        )  # fmt: skip
        with self.database.reading() as session:
            return tuple(DocumentRow(*row) for row in session.execute(statement))

    def attach_file(self, about_kind: str, about_id: UUID, path: Path) -> UUID:
        """Keep a file with a record; one that is too large is not even read."""
        try:
            _require_size(path.name, path.stat().st_size)
            content = path.read_bytes()
        except OSError as problem:
            said = _("{file} can't be read: {why}")
            said = said.format(file=path.name, why=problem.strerror or problem)
            raise InvalidInput(said, [Problem(said, file=path.name)]) from problem
        return self.attach(about_kind, about_id, path.name, content)

    def attach(self, about_kind: str, about_id: UUID, name: str, content: bytes) -> UUID:
        """Keep a document with a record; the same bytes are stored once."""
        self.database.actor.require(Right.NOTE)
        _require_size(name, len(content))
        with self.database.changing() as session:
            stored = keep_file(session, content)
            attachment = Attachment(
                about_kind=about_kind,
                about_id=about_id,
                file_id=stored.id,
                name=file_name(name),
                added_at=now(),
                added_by=self.database.actor.name,
            )
            session.add(attachment)
            session.flush()  # its key is the answer
            return attachment.id

    def content(self, attachment_id: UUID) -> tuple[str, bytes]:
        """A document's name and bytes."""
        self.database.actor.require(Right.READ)
        with self.database.reading() as session:
            attachment = _found(session, attachment_id)
            return attachment.name, session.get_one(StoredFile, attachment.file_id).content

    def save_as(self, attachment_id: UUID, target: Path) -> int:
        """Write a document to a file; answers its bytes."""
        from salesdesk.services.exporting import write_whole

        content = self.content(attachment_id)[1]
        write_whole(target, content)
        return len(content)

    def copy_to_open(self, attachment_id: UUID, folder: Path) -> Path:
        """A copy that another program may show, read-only: what is kept is not changed by it.

        Raises InvalidInput for what a system would start as a program.
        """
        name, content = self.content(attachment_id)
        if PurePath(name).suffix.lower() in _PROGRAMS:
            said = _("{name} is a program, so it is not started here. Save it if you trust it.")
            raise InvalidInput(said.format(name=name), [Problem(said.format(name=name))])
        target = folder / attachment_id.hex / name
        if not target.exists():  # else it is open already, as it was kept
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            target.chmod(0o400)
        return target


def _require_size(name: str, size: int) -> None:
    if size > LARGEST_FILE:
        said = _("{name} is larger than {size} MB, the most that is kept.")
        said = said.format(name=name, size=LARGEST_FILE // _MEGABYTE)
        raise InvalidInput(said, [Problem(said, file=name)])


def _found(session: Session, key: UUID) -> Attachment:
    attachment = session.get(Attachment, key)
    if attachment is None:
        raise NotFound(_("This document is no longer here; somebody deleted it."))
    return attachment


def file_name(given: str) -> str:
    """A name safe on every system: no folders, no control characters, not too long."""
    last = PurePath(given.replace("\\", "/")).name
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*')
    return kept.strip(" .")[-150:] or "document"
