"""What people did and must do about a record, and the documents kept with it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import Aggregate, Record, Searchable
from salesdesk.models.columns import Code, Label, LongText, Moment, Name, reference


class Activity(Aggregate, Searchable, Record):
    """A call, meeting, e-mail, task or note about one record.

    ``about_kind`` and ``about_id`` name the record; a record that has activities is archived,
    never deleted, by the services.
    """

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_about", "about_id", "at"),)

    kind: Mapped[Code]
    subject: Mapped[Name]
    body: Mapped[LongText]
    about_kind: Mapped[Code]
    about_id: Mapped[UUID] = mapped_column(Uuid)
    owner_id: Mapped[UUID | None] = reference("app_user")
    at: Mapped[Moment]
    due_on: Mapped[date | None] = mapped_column(index=True)
    done_at: Mapped[Moment | None]
    outcome: Mapped[Label]

    def searched(self) -> tuple[str, ...]:
        return (self.subject, self.body)


class StoredFile(Record):
    """The bytes of an attachment, once per content (SHA-256)."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, info={"audit": False})


class Attachment(Record):
    """A document of a record: its name there, and the file it holds."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_about", "about_id"),)

    about_kind: Mapped[Code]
    about_id: Mapped[UUID] = mapped_column(Uuid)
    file_id: Mapped[UUID] = reference("stored_file")
    name: Mapped[Name]
    media_type: Mapped[Label]
    note: Mapped[Label]
    added_at: Mapped[Moment]
    added_by: Mapped[Label]
