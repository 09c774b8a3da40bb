"""Logging a call, meeting, e-mail, task or note about a record."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import N_, _
from salesdesk.ui.kit.editors import ChoiceEditor, DateEditor, LongTextEditor, TextEditor
from salesdesk.ui.kit.form import Field
from salesdesk.ui.kit.start_dialog import StartDialog

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

KINDS = (
    ("call", N_("Call")), ("meeting", N_("Meeting")), ("email", N_("E-mail")),
    ("task", N_("Task")), ("note", N_("Note")),
)  # fmt: skip


def log_activity(
    parent: QWidget, context: Context, about: str, record: UUID, logged: Callable[[], None]
) -> None:
    """Ask what was done or is to do, and keep it with the record."""
    desk = context.desk
    kinds = [(key, _(words)) for key, words in KINDS]
    fields = (
        Field(N_("Kind"), "kind", partial(ChoiceEditor, kinds)),
        Field(N_("Subject"), "subject", TextEditor),
        Field(N_("Notes"), "body", partial(LongTextEditor, 4)),
        Field(N_("Due"), "due_on", DateEditor, N_("Only for what is still to be done")),
    )
    StartDialog(
        parent, _("Log an activity"), fields, context.jobs,
        lambda: desk.activities.new(about, record, "call"), desk.activities.save,
        lambda _id: logged(),
    ).open()  # fmt: skip
