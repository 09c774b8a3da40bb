"""A form over a record that others may save meanwhile: refresh, conflict, merge, leaving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from salesdesk.errors import InvalidInput, StaleRecord
from salesdesk.i18n import _
from salesdesk.ui.kit.conflict import ConflictSheet, Difference
from salesdesk.ui.kit.leaving import ask_before_leaving
from salesdesk.ui.page import Page

if TYPE_CHECKING:
    from salesdesk.services.keeping import Typed
    from salesdesk.ui.context import Context
    from salesdesk.ui.kit.form import Form
    from salesdesk.ui.kit.kept_draft import KeptDraft


class SharedRecord(Page):
    """What is typed is never lost to what somebody else saved, nor the other way round."""

    watches: frozenset[str] = frozenset()
    context: Context
    form: Form | None
    draft: Any
    more: Any
    kept: KeptDraft
    _saving: bool

    def read(self) -> tuple[Any, Any]:
        """The draft and what else the page shows; runs in a worker."""
        raise NotImplementedError

    def load(self) -> None:
        """Read the record in a worker and show it."""
        raise NotImplementedError

    def text_of(self, attribute: str, value: object) -> str:
        """A value of the draft as words, for the conflict window."""
        raise NotImplementedError

    def _keep(self, draft: Any) -> None:
        raise NotImplementedError

    def _loaded(self, answer: tuple[Any, Any]) -> None:
        raise NotImplementedError

    # reading again

    def changed(self, tables: frozenset[str]) -> None:
        if not tables & self.watches or self._saving or self.form is None:
            return
        if self.dirty:
            self.context.jobs.read(self.read, self._noticed, self.context.fail)
        else:
            self.load()

    def _noticed(self, answer: tuple[Any, Any]) -> None:
        """Somebody wrote while this was edited: say so, once for each save of theirs."""
        version = getattr(answer[0], "version", 0)
        if self.form is None or not self.dirty:
            return
        if version in (self._known_version, self.form.original.version):
            return  # it was another record, or this has been said
        self._known_version = version
        words = _("{name} was saved elsewhere while you edit it.").format(name=self.title)
        self.context.toast(words, self.refresh, _("Show what differs"))

    _known_version = 0

    def refresh(self) -> None:
        """Read the record again; what was typed stays, and where both changed the user chooses."""
        if self.dirty:
            self.context.jobs.read(self.read, self._compare, self.context.fail)
        else:
            self.load()

    def _compare(self, answer: tuple[Any, Any]) -> None:
        form, theirs = self.form, answer[0]
        if form is None:
            return
        try:
            mine = form.draft
        except InvalidInput as wrong:
            form.show_problems(wrong.problems)
            return
        if theirs.version == form.original.version:
            self.context.toast(_("Nothing new here. What you typed is still unsaved."))
            return
        differences = [
            (name, *(getattr(each, name) for each in (form.original, mine, theirs)))
            for name in form.attributes
            if getattr(mine, name) != getattr(theirs, name)
        ]
        if any(own not in (base, other) and other != base for _n, base, own, other in differences):
            words = _("{name} was saved elsewhere while you edit it.").format(name=self.title)
            self._conflict(StaleRecord(words, differences))
        else:
            self._loaded(answer)
            self.context.toast(_("Read again. What you typed is still unsaved."))

    # two who saved

    def _conflict(self, failure: StaleRecord) -> None:
        form = self.form
        assert form is not None
        differences = [
            Difference(name, form.label(name), *(self.text_of(name, v) for v in values))
            for name, *values in failure.differences
        ]
        ConflictSheet(self, failure.message, differences, self._merge).open()

    def _merge(self, chosen: Mapping[str, str]) -> None:
        """Take theirs as it is now, put my choices over it, and save."""
        assert self.form is not None
        mine = self.form.draft
        keep = {n: getattr(mine, n) for n, side in chosen.items() if side == "mine"}
        typed = {
            n: getattr(mine, n)
            for n in self.form.attributes
            if n not in chosen and getattr(mine, n) != getattr(self.form.original, n)
        }

        def merged(answer: tuple[Any, Any]) -> None:
            theirs = answer[0]
            assert self.form is not None
            result = replace(theirs, **typed, **keep)
            self.form.show_draft(result)  # theirs would else look like something typed here
            self.form.original = theirs
            self._keep(result)

        self.context.jobs.read(self.read, merged, self.context.fail)

    # what comes back after a restart

    def _unsaved(self) -> Typed | None:
        from salesdesk.services.keeping import Typed

        if self.form is None or not self.dirty or self._saving:
            return None
        mine, raw = self.form.typed()
        return Typed(self.form.original, mine, raw)

    def _take_back(self, typed: Typed) -> None:
        """Show what was kept on the version it was typed on; a save then meets what came since."""
        form = self.form
        assert form is not None
        form.original = typed.base
        form.show_typed(typed.mine, typed.raw)
        form.setFocus()

    def keep_typed(self) -> None:
        self.kept.keep_now()

    def throw_away(self) -> None:
        self.kept.drop_now()

    # leaving

    def leave(self, proceed: Callable[[], None]) -> None:
        ask_before_leaving(self, proceed)
