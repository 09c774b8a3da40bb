"""Sales exercises: sales years and their periods."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import N_, _
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.dialogs import Confirm
from salesdesk.ui.kit.edit_table import EditColumn
from salesdesk.ui.kit.editors import ChoiceEditor, DateEditor, FlagEditor, NumberEditor, TextEditor
from salesdesk.ui.kit.empty import EmptyWords
from salesdesk.ui.kit.form import Field, Group
from salesdesk.ui.kit.list_screen import ListScreen
from salesdesk.ui.kit.parts_editor import PartsEditor
from salesdesk.ui.kit.record_page import RecordPage
from salesdesk.ui.kit.start_dialog import StartDialog
from salesdesk.ui.page import Place
from salesdesk.ui.screens.history import HistoryPanel
from salesdesk.ui.states import state_words

if TYPE_CHECKING:
    from salesdesk.ui.context import Context


class ExercisesPage(ListScreen):
    module = "exercises"
    watches = frozenset({"exercise", "period"})

    def __init__(self, context: Context) -> None:
        self.nouns = (_("exercise"), _("exercises"))
        self.new_words = _("New exercise")
        self.search_words = _("Search exercises")
        source = context.desk.exercises.listing
        super().__init__(context, source, _("Sales exercises"), "calendar-range")

    def empty_words(self) -> EmptyWords:
        why = _("An exercise is a sales year cut in periods. Budgets are made for exercises.")
        return EmptyWords(_("No exercises yet"), why)

    def new(self) -> None:
        new_exercise(self, self.context)


def new_exercise(parent: QWidget, context: Context) -> None:
    """Ask for a name, a kind of period and two days; the periods follow."""
    desk = context.desk
    fields = (
        Field(N_("Name"), "name", TextEditor),
        Field(N_("Periods"), "kind", partial(ChoiceEditor, _kinds())),
        Field(N_("From"), "starts_on", DateEditor),
        Field(N_("Until"), "ends_on", DateEditor),
    )

    def save(draft: Any) -> Any:
        return desk.exercises.save(desk.exercises.generated(draft, draft.kind))

    StartDialog(
        parent, _("New exercise"), fields, context.jobs, desk.exercises.new, save,
        lambda key: context.navigate(Place("exercises", str(key))),
    ).open()  # fmt: skip


def _kinds() -> list[tuple[str, str]]:
    from salesdesk.models.values.periods import PeriodKind

    return [(kind.value, state_words(kind)) for kind in PeriodKind]


class ExercisePage(RecordPage):
    watches = frozenset({"exercise", "period"})

    def __init__(self, context: Context, record: str) -> None:
        self.new_words = _("New exercise")
        super().__init__(context, record, "calendar-range")

    def new_one(self) -> None:
        new_exercise(self, self.context)

    def read(self) -> tuple[Any, Any]:
        return self.context.desk.exercises.draft(self.key), None

    def keep(self, draft: Any, base: Any) -> Any:
        return self.context.desk.exercises.save(draft, base)

    def heading(self) -> tuple[str, str]:
        days = f"{formats().day(self.draft.starts_on)} – {formats().day(self.draft.ends_on)}"
        return self.draft.name, f"{self.draft.number} · {days}"

    def state(self) -> tuple[str, str]:
        return self.draft.status, ""

    def deeds(self) -> Sequence[QWidget]:
        steps = {"draft": ("open", _("Open")), "open": ("close", _("Close…")),
                 "closed": ("reopen", _("Open again"))}  # fmt: skip
        verb, words = steps.get(self.draft.status, ("", ""))
        generate = Button(_("Generate periods"), "calendar-days", pressed=self._generate)
        generate.setEnabled(self.draft.status == "draft")
        return [generate, Button(words, pressed=partial(self._ask, verb))] if verb else [generate]

    def _generate(self) -> None:
        """Make the periods afresh from the dates and the kind that were typed."""
        assert self.form is not None
        try:
            draft = self.form.draft
        except InvalidInput as wrong:
            self._wrong(wrong)
            return
        desk = self.context.desk
        self.context.jobs.read(
            lambda: desk.exercises.generated(draft, draft.kind), self._generated, self._wrong
        )

    def _generated(self, draft: Any) -> None:
        assert self.form is not None
        self.form.show_value("periods", draft.periods)
        self._tell_dirty()

    def _ask(self, verb: str) -> None:
        if verb == "close":
            effect = _("Its budgets and actuals are kept; nothing of it can be planned any more.")
            title = _("Close {name}?").format(name=self.draft.name)
            Confirm(self, title, effect, _("Close exercise"), partial(self._step, verb)).open()
        else:
            self._step(verb)

    def _step(self, verb: str) -> None:
        desk, key = self.context.desk, self.key
        reason = _("Opened again") if verb == "reopen" else ""
        self.context.jobs.read(
            lambda: desk.exercises.step(key, verb, reason), lambda _s: self.load(),
            self.context.fail,
        )  # fmt: skip

    def groups(self) -> Sequence[Group]:
        from salesdesk.services.exercises import PeriodDraft

        start, end = self.draft.starts_on, self.draft.ends_on
        columns = (
            EditColumn("name", N_("Period"), TextEditor, width=160),
            EditColumn("starts_on", N_("From"), DateEditor, formats().day, 120, right=True),
            EditColumn("ends_on", N_("Until"), DateEditor, formats().day, 120, right=True),
            EditColumn("weight", N_("Weight"), _weight, formats().plain, 90, right=True),
            EditColumn("is_leaf", N_("Planned"), FlagEditor, width=80, is_flag=True),
        )
        blank = partial(PeriodDraft, starts_on=start, ends_on=end)
        parts = partial(PartsEditor, _("Periods"), columns, blank, "name")
        return [
            Group(N_("Exercise"), (
                Field(N_("Name"), "name", TextEditor),
                Field(N_("Periods"), "kind", partial(ChoiceEditor, _kinds())),
                Field(N_("From"), "starts_on", DateEditor),
                Field(N_("Until"), "ends_on", DateEditor),
            )),
            Group("", (Field("", "periods", parts, wide=True),)),
        ]  # fmt: skip

    def side(self) -> QWidget | None:
        return HistoryPanel(self.context, self.key, "exercises")


def _weight() -> NumberEditor:
    editor = NumberEditor()
    editor.required = True
    return editor
