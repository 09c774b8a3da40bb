"""What is unsaved is kept every few seconds, and offered again when its record is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from salesdesk.i18n import _, n_
from salesdesk.ui.commands import Command
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.labels import ElidedLabel, Label
from salesdesk.ui.kit.panels import IconLabel, Panel, row
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.keeping import Kept, Typed
    from salesdesk.ui.context import Context

KEEPS = 3000


class KeptBar(Panel):
    """Above the page: when it was edited, how much differs, and the two ways."""

    def __init__(
        self, take: Callable[[], object], drop: Callable[[], object],
        compare: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(Role.TINT2, "b", Role.LINE2)
        self.setAccessibleName(_("Unsaved changes of an earlier time"))
        self._when = Label("", Text.NAME)
        self._what = ElidedLabel("", Text.BODY, Role.TEXT2)
        self.take = Button(_("Take it back"), "archive-restore", pressed=take)
        self.drop = Button(_("Throw away"), pressed=drop)
        self.compare = Button(_("Compare…"), "scale", pressed=compare or take)
        if compare is None:  # showing it before it has a parent would flash a window
            self.compare.hide()
        line = row(IconLabel("history", Role.ACCENT), self._when, self._what, self.drop,
                   self.compare, self.take, spacing=10, margins=(20, 6, 20, 6))  # fmt: skip
        line.setStretchFactor(self._what, 1)
        self.setLayout(line)
        self.hide()

    def offer(self, kept: Kept) -> None:
        day = formats().instant(kept.at)
        self._when.setText(_("You were editing this on {day}.").format(day=day))
        self._what.setText(" ".join(_apart(kept)))
        self.setAccessibleDescription(f"{self._when.text()} {self._what.text()}")
        self.show()


def _apart(kept: Kept) -> Iterator[str]:
    """How what was kept differs from what is saved, in sentences."""
    if kept.rows is not None:
        rows = kept.rows
        said = [
            words.format(count=count)
            for count, words in (
                (rows.added, n_("{count} row added", "{count} rows added", rows.added)),
                (rows.changed, n_("{count} row changed", "{count} rows changed", rows.changed)),
                (rows.removed, n_("{count} row removed", "{count} rows removed", rows.removed)),
            )
            if count
        ]
        yield (", ".join(said) or _("Rows stand in another order")) + "."
    if kept.count:
        words = n_("{count} field differs.", "{count} fields differ.", kept.count)
        yield words.format(count=kept.count)


class KeptDraft(QObject):
    """Looks after what one page holds unsaved.

    ``typed`` answers what is unsaved now, or None; ``take`` shows what was kept, or answers False
    while it can't be, and it stays offered. ``compare``, where
    a page has it, shows what would be taken, and calls what it is given when something is.
    """

    def __init__(
        self, page: QObject, context: Context, kind: str, key: UUID,
        typed: Callable[[], Typed | None], take: Callable[[Typed], object],
        compare: Callable[[Typed, Callable[[], object]], object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(page)  # its timer ends with the page
        self._context, self._kind, self._key = context, kind, key
        self._typed, self._take, self._compare = typed, take, compare
        self._offered: Kept | None = None
        self._looked = self._wrote = False
        self._turn = 0
        self.bar = KeptBar(self.take, self.throw_away, self.compare if compare else None)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEPS)
        self._timer.timeout.connect(self._keep)

    @property
    def is_offered(self) -> bool:
        return self._offered is not None

    # keeping

    def touched(self, *, dirty: bool) -> None:
        """Something was typed, or everything typed was taken back."""
        if self.is_offered:
            return  # the older draft is kept until the user has decided
        if not dirty:
            self._forget()
        elif not self._timer.isActive():
            self._timer.start()

    def _keep(self) -> None:
        typed = self._typed()
        if typed is None or self.is_offered:
            return
        self._wrote = True
        turn, drafts = self._turn, self._context.desk.kept_drafts

        def write() -> None:
            if turn == self._turn:
                drafts.keep(self._kind, self._key, typed)

        self._context.jobs.read(write, lambda _done: None, _not_kept)

    def keep_now(self) -> None:
        """The window closes: what waits for the next turn is written at once."""
        typed = self._typed()
        if typed is not None:
            self._context.desk.kept_drafts.keep(self._kind, self._key, typed)

    def _forget(self) -> None:
        self._timer.stop()
        if self._wrote:
            self._drop()

    def _drop(self) -> None:
        self._turn += 1
        self._wrote = False
        drafts = self._context.desk.kept_drafts
        self._context.jobs.read(
            lambda: drafts.forget(self._kind, self._key), lambda _done: None, _not_kept
        )

    def drop_now(self) -> None:
        """The page closes, and what it held is not wanted."""
        self._timer.stop()
        self._turn += 1
        if not self.is_offered:
            self._context.desk.kept_drafts.forget(self._kind, self._key)

    # offering

    def look(self, current: Any) -> None:
        """The record was read for the first time: is there something unsaved of it?"""
        if self._looked:
            return
        self._looked = True
        drafts = self._context.desk.kept_drafts
        self._context.jobs.read(
            lambda: drafts.find(self._kind, self._key, current), self._found, _not_kept
        )

    def _found(self, kept: Kept | None) -> None:
        if kept is not None and not self._wrote:
            self._offered = kept
            self.bar.offer(kept)

    def take(self) -> None:
        """Show what was kept, unsaved as it was."""
        kept, self._offered = self._offered, None
        if kept is not None and self._take(kept.typed) is False:
            self._offered = kept
            return
        self.bar.hide()
        self._wrote = self._wrote or kept is not None

    def compare(self) -> None:
        """Show what differs; it stays offered until something of it was taken."""
        if self._offered is not None and self._compare is not None:
            self._compare(self._offered.typed, self._taken)

    def _taken(self) -> None:
        self._offered = None
        self.bar.hide()
        self._wrote = True

    def throw_away(self) -> None:
        self._offered = None
        self.bar.hide()
        self._drop()

    def commands(self) -> Sequence[Command]:
        return [
            Command("draft.take", _("Take back what was unsaved"), self.take, "",
                    "archive-restore", "edit", "record", lambda: self.is_offered),
            Command("draft.drop", _("Throw away what was unsaved"), self.throw_away, "", "trash-2",
                    "edit", "record", lambda: self.is_offered),
        ]  # fmt: skip


def _not_kept(_failure: BaseException) -> None:
    """A full disk is told when the record is saved; typing goes on."""
