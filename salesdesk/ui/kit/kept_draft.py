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
        self._offers: list[tuple[int, Kept]] = []
        self._own = 0
        self._spent: set[int] = set()
        self._looked = self._is_looking = self._wrote = False
        self._turn = 0
        self.bar = KeptBar(self.take, self.throw_away, self.compare if compare else None)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEPS)
        self._timer.timeout.connect(self._keep)

    @property
    def is_offered(self) -> bool:
        return bool(self._offers)

    # keeping

    def touched(self, *, dirty: bool) -> None:
        """Something was typed, or everything typed was taken back."""
        if not dirty:
            self._forget()
        elif not self._timer.isActive():
            self._timer.start()

    def _keep(self) -> None:
        """Write beside what is still offered; what was taken is part of this."""
        typed = self._typed()
        if typed is None:
            return
        if self._is_looking:  # which place is free is not known yet
            self._timer.start()
            return
        self._wrote = True
        turn, own, spent = self._turn, self._own, self._take_spent()
        drafts = self._context.desk.kept_drafts

        def write() -> None:
            if turn == self._turn:
                drafts.keep(self._kind, self._key, typed, own)
                for place in spent:
                    drafts.forget(self._kind, self._key, place)

        self._context.jobs.read(write, lambda _done: None, _not_kept)

    def _take_spent(self) -> set[int]:
        spent, self._spent = self._spent, set()
        return spent

    def keep_now(self) -> None:
        """The window closes: what waits for the next turn is written at once."""
        typed = self._typed()
        if typed is not None:
            drafts = self._context.desk.kept_drafts
            drafts.keep(self._kind, self._key, typed, self._own)
            for place in self._take_spent():
                drafts.forget(self._kind, self._key, place)

    def _forget(self) -> None:
        self._timer.stop()
        if self._wrote:
            self._turn += 1
            self._wrote = False
            self._drop({self._own, *self._take_spent()})

    def _drop(self, places: set[int]) -> None:
        drafts = self._context.desk.kept_drafts

        def forget() -> None:
            for place in places:
                drafts.forget(self._kind, self._key, place)

        self._context.jobs.read(forget, lambda _done: None, _not_kept)

    def drop_now(self) -> None:
        """The page closes, and what it held is not wanted; what is offered still waits."""
        self._timer.stop()
        self._turn += 1
        waiting = {place for place, _kept in self._offers}
        for place in {self._own, *self._take_spent()} - waiting:
            self._context.desk.kept_drafts.forget(self._kind, self._key, place)

    # offering

    def look(self, current: Any) -> None:
        """The record was read for the first time: is there something unsaved of it?"""
        if self._looked:
            return
        self._looked = self._is_looking = True
        drafts = self._context.desk.kept_drafts
        self._context.jobs.read(
            lambda: drafts.found(self._kind, self._key, current), self._found, self._not_found
        )

    def _found(self, found: list[tuple[int, Kept]]) -> None:
        self._is_looking = False
        if self._wrote:
            return
        self._offers = found
        taken = {place for place, _kept in found}
        self._own = next(place for place in range(len(taken) + 1) if place not in taken)
        self._show_next()

    def _not_found(self, _failure: BaseException) -> None:
        self._is_looking = False

    def _show_next(self) -> None:
        """The newest that waits for a decision; each of them has its turn."""
        if self._offers:
            self.bar.offer(self._offers[0][1])
        else:
            self.bar.hide()

    def take(self) -> None:
        """Show what was kept, unsaved as it was."""
        if self._offers and self._take(self._offers[0][1].typed) is not False:
            self._taken()

    def compare(self) -> None:
        """Show what differs; it stays offered until something of it was taken."""
        if self._offers and self._compare is not None:
            self._compare(self._offers[0][1].typed, self._taken)

    def _taken(self) -> None:
        """It is part of what is unsaved here, and its file goes once that is written."""
        self._spent.add(self._offers.pop(0)[0])
        self._wrote = True
        self._timer.start()
        self._show_next()

    def throw_away(self) -> None:
        if self._offers:
            self._drop({self._offers.pop(0)[0]})
        self._show_next()

    def commands(self) -> Sequence[Command]:
        return [
            Command("draft.take", _("Take back what was unsaved"), self.take, "",
                    "archive-restore", "edit", "record", lambda: self.is_offered),
            Command("draft.drop", _("Throw away what was unsaved"), self.throw_away, "", "trash-2",
                    "edit", "record", lambda: self.is_offered),
        ]  # fmt: skip


def _not_kept(_failure: BaseException) -> None:
    """A full disk is told when the record is saved; typing goes on."""
