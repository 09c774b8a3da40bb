"""Steps of a contact: to another stage of its lifecycle, closed with a reason, open again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.ui.kit.dialogs import Reason

if TYPE_CHECKING:
    from salesdesk.ui.context import Context


class ContactSteps:
    """What the page, its keys and the palette can do with one contact."""

    def __init__(
        self, page: QWidget, context: Context, key: UUID, done: Callable[[], None]
    ) -> None:
        self._page, self._context, self._key, self._done = page, context, key, done

    def move(self, draft: Any, stage: Any, before: Any) -> None:
        """To a stage; one that needs a reason asks for it. ``before`` is where it stands."""
        if stage.id == draft.lifecycle_stage_id:
            return
        told = partial(self._moved, draft.name, stage, before)
        if not stage.needs_reason:
            self._write(lambda: self._context.desk.contacts.move(self._key, stage.id), told)
            return

        def move(reason: UUID, comment: str) -> None:
            contacts = self._context.desk.contacts
            self._write(lambda: contacts.move(self._key, stage.id, reason, comment), told)

        title = _("Move {name} to {stage}").format(name=draft.name, stage=stage.name)
        why = _("This stage needs a reason; the history keeps it.")
        self._ask(title, why, _("Move to {stage}").format(stage=stage.name), move)

    def close(self, draft: Any) -> None:
        """Ask why, then take the contact out of the open lists."""

        def close(reason: UUID, comment: str) -> None:
            contacts = self._context.desk.contacts
            words = _("{name} closed").format(name=draft.name)
            back = self.reopen
            self._write(
                lambda: contacts.close(self._key, reason, comment),
                lambda: self._context.toast(words, back),
            )

        title = _("Close {name}").format(name=draft.name)
        why = _("A closed contact stays with its records and leaves the open lists.")
        self._ask(title, why, _("Close contact"), close)

    def reopen(self) -> None:
        """Work on the contact again."""
        self._write(lambda: self._context.desk.contacts.reopen(self._key), lambda: None)

    def _moved(self, name: str, stage: Any, before: Any) -> None:
        words = _("{name} moved to {stage}").format(name=name, stage=stage.name)
        can_return = before is not None and not before.needs_reason
        self._context.toast(words, partial(self._back, before) if can_return else None)

    def _back(self, before: Any) -> None:
        self._write(lambda: self._context.desk.contacts.move(self._key, before.id), lambda: None)

    def _ask(self, title: str, why: str, deed: str, given: Callable[[UUID, str], None]) -> None:
        def ask(reasons: Any) -> None:
            keys = {str(key): key for key, _words in reasons}
            choices = [(str(key), words) for key, words in reasons]
            Reason(self._page, title, why, deed, lambda k, said: given(keys[k], said),
                   choices).open()  # fmt: skip

        contacts = self._context.desk.contacts
        self._context.jobs.read(contacts.reasons, ask, self._context.fail)

    def _write(self, deed: Callable[[], None], told: Callable[[], object]) -> None:
        def done(_nothing: None) -> None:
            told()
            self._done()

        self._context.jobs.read(deed, done, self._context.fail)
