"""Activities of a record, and one timeline of everything that happened to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from salesdesk.errors import InvalidInput, NotFound, Problem
from salesdesk.i18n import N_, _
from salesdesk.models.activity import Activity, Attachment
from salesdesk.models.columns import now
from salesdesk.models.user import User
from salesdesk.models.values.home_figures import DueRow
from salesdesk.services.actor import Right
from salesdesk.services.database import Database
from salesdesk.services.drafting import Draft, check_version, read, write

KINDS = {
    "call": N_("Call"),
    "meeting": N_("Meeting"),
    "email": N_("E-mail"),
    "task": N_("Task"),
    "note": N_("Note"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityDraft(Draft):
    """Something done or to do about a record."""

    kind: str = "note"
    subject: str = ""
    body: str = ""
    about_kind: str = ""
    about_id: UUID | None = None
    owner_id: UUID | None = None
    at: datetime = field(default_factory=now)
    due_on: date | None = None
    done_at: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One line of a timeline: an activity or a document."""

    id: UUID
    kind: str
    at: datetime
    title: str
    text: str
    who: str
    due_on: date | None = None
    is_done: bool = False


class Activities:
    """Calls, meetings, e-mails, tasks and notes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def new(self, about_kind: str, about_id: UUID, kind: str = "note") -> ActivityDraft:
        return ActivityDraft(
            kind=kind, about_kind=about_kind, about_id=about_id, owner_id=self.database.actor.id
        )

    def draft(self, activity_id: UUID) -> ActivityDraft:
        with self.database.reading() as session:
            activity = session.get(Activity, activity_id)
            if activity is None:
                raise NotFound(_("This activity is no longer here."))
            return read(ActivityDraft, activity)

    def save(self, draft: ActivityDraft, base: ActivityDraft | None = None) -> UUID:
        """Keep an activity; it needs a subject and a record it is about."""
        self.database.actor.require(Right.NOTE)
        if draft.kind not in KINDS or not draft.subject.strip() or draft.about_id is None:
            said = _("Say in a few words what it is about.")
            raise InvalidInput(_("This activity can't be saved yet."), [Problem(said, "subject")])
        with self.database.changing() as session:
            activity = session.get(Activity, draft.id)
            if activity is None:
                activity = Activity(id=draft.id)
                session.add(activity)
            else:
                check_version(activity, draft, base)
            write(draft, activity)
        return draft.id

    def finish(self, activity_id: UUID, outcome: str = "") -> None:
        """Tick a task off, with what came of it."""
        self.database.actor.require(Right.NOTE)
        with self.database.changing() as session:
            activity = session.get_one(Activity, activity_id)
            activity.done_at, activity.outcome = now(), outcome

    def delete(self, activity_id: UUID) -> None:
        self.database.actor.require(Right.NOTE)
        with self.database.changing() as session:
            session.delete(session.get_one(Activity, activity_id))

    def timeline(self, about_id: UUID, limit: int = 100) -> tuple[TimelineRow, ...]:
        """What was done about a record and kept with it, the newest first."""
        with self.database.reading() as session:
            names = dict(session.execute(select(User.id, User.name)).all())
            activities = session.scalars(
                select(Activity)
                .where(Activity.about_id == about_id)
                .order_by(Activity.at.desc())
                .limit(limit)
            )
            rows = [_activity_row(a, names) for a in activities]
            files = session.scalars(select(Attachment).where(Attachment.about_id == about_id))
            rows += [
                TimelineRow(f.id, "document", f.added_at, f.name, f.note, f.added_by) for f in files
            ]
        return tuple(sorted(rows, key=lambda row: row.at, reverse=True))

    def due(self, until: date, limit: int = 20) -> tuple[DueRow, ...]:
        """The signed-in user's open tasks due until a day, the earliest first."""
        statement = (
            select(Activity)
            .where(
                Activity.owner_id == self.database.actor.id,
                Activity.due_on <= until,
                Activity.done_at.is_(None),
            )
            .order_by(Activity.due_on)
            .limit(limit)
        )
        with self.database.reading() as session:
            return tuple(
                DueRow(a.id, a.subject, a.due_on, a.about_kind, a.about_id)
                for a in session.scalars(statement)
                if a.due_on is not None
            )


def _activity_row(activity: Activity, names: dict[UUID, str]) -> TimelineRow:
    return TimelineRow(
        activity.id,
        activity.kind,
        activity.at,
        activity.subject,
        activity.body or activity.outcome,
        names.get(activity.owner_id, "") if activity.owner_id else "",
        activity.due_on,
        activity.done_at is not None,
    )
