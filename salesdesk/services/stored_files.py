"""Files kept in the database, each content once, found again by its SHA-256."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.models.activity import StoredFile


def keep_file(session: Session, content: bytes) -> StoredFile:
    """The stored file of a content; made where there is none yet."""
    digest = digest_of(content)
    known = session.scalars(select(StoredFile).where(StoredFile.sha256 == digest)).first()
    if known is None:
        known = StoredFile(sha256=digest, size=len(content), content=content)
        session.add(known)
        session.flush()  # others refer to it by its key
    return known


def digest_of(content: bytes | None) -> str:
    """What names a content; nothing for none."""
    return hashlib.sha256(content).hexdigest() if content else ""


def stored_content(session: Session, digest: str) -> bytes | None:
    """The content of a digest, if it is kept."""
    return session.scalars(select(StoredFile.content).where(StoredFile.sha256 == digest)).first()
