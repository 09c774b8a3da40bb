"""History and timeline of a record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QStackedWidget

from salesdesk.i18n import N_, _, n_
from salesdesk.models.values.workflow import ESTIMATION, PROPOSAL
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Link, Segments
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import IconLabel, Panel, Scroller, column, row
from salesdesk.ui.kit.timeline import Happening, Timeline
from salesdesk.ui.record_words import field_words, table_words, value_words
from salesdesk.ui.states import state_words
from salesdesk.ui.theme import Role, Text, Tone

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

DEEDS = {"insert": N_("added"), "update": N_("changed"), "delete": N_("deleted")}
MAIN = frozenset({"account", "contact", "opportunity", "proposal", "estimation", "exercise",
                  "budget"})  # fmt: skip
_KEY = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
KINDS = {
    "call": ("phone", Tone.BLUE), "meeting": ("users", Tone.VIOLET), "email": ("mail", Tone.GREY),
    "task": ("square-check", Tone.AMBER), "note": ("sticky-note", Tone.GREY),
    "document": ("paperclip", Tone.GREY),
}  # fmt: skip

STEPS = {"estimation_step": ESTIMATION, "proposal_step": PROPOSAL}
OTHER_STEPS = {
    "create": N_("Created"), "waive": N_("Waive the guesses"),
    "unwaive": N_("Hold guesses back again"),
}  # fmt: skip
STEP_LOOKS = {
    "create": ("plus", Tone.GREY), "return": ("rotate-ccw", Tone.AMBER),
    "approve": ("stamp", Tone.GREEN), "cancel": ("x", Tone.RED),
}  # fmt: skip


def happenings(entries: Sequence[Any]) -> list[Happening]:
    """The audit trail as the history shows it; rows written together are told together."""
    shown: list[Happening] = []
    for (_who, action, table, minute), group in groupby(entries, _together):
        same = list(group)
        if table in STEPS and action == "insert":
            shown += [step_taken(entry) for entry in same]
            continue
        if action == "update" or len(same) == 1:
            shown += [happening(entry) for entry in same]
            continue
        words = _("{verb} {count} × {what}").format(
            verb=_(DEEDS.get(action, action)), count=len(same), what=table_words(table)
        )
        icon = "plus" if action == "insert" else "trash-2"
        shown.append(Happening(icon, Tone.GREY, person(same[0].actor), words, minute))
    return shown


def _together(entry: Any) -> tuple[str, str, str, str]:
    return entry.actor, entry.action, entry.table, formats().instant(entry.at)


def happening(entry: Any) -> Happening:
    """One entry; what only joins two records needs no values."""
    changes = [
        (field_words(c.field), value_words(c.field, c.old), value_words(c.field, c.new))
        for c in entry.changes
        if not _is_key(c)
    ]
    icon, tone = "pencil", Tone.GREY
    what = "" if entry.table in MAIN else table_words(entry.table)
    verb = _(DEEDS.get(entry.action, entry.action))
    if what:
        verb = _("{verb} {what}").format(verb=verb, what=what)
    if entry.action == "insert":
        icon = "plus"
        changes = [c for c in changes if c[2]][:3]
    elif entry.action == "delete":
        icon, tone = "trash-2", Tone.RED
        changes = [c for c in changes if c[1]][:2]
    elif not what:
        words = n_("changed {count} field", "changed {count} fields", len(entry.changes))
        verb = words.format(count=len(entry.changes))
    when = formats().instant(entry.at)
    return Happening(icon, tone, person(entry.actor), verb, when, "", changes)


def step_taken(entry: Any) -> Happening:
    """A step of a workflow: who took it, where it led, and the reason in its own words."""
    given = {change.field: change.new for change in entry.changes}
    state, verb = state_words(given.get("status", "")), given.get("step", "")
    known = {step.verb: step.label for step in STEPS[entry.table].steps} | OTHER_STEPS
    words = _(known[verb]) if verb in known else verb
    when = formats().instant(entry.at)
    icon, tone = STEP_LOOKS.get(verb, ("arrow-right", Tone.BLUE))
    return Happening(icon, tone, given.get("actor") or person(entry.actor), f"{words} → {state}",
                     when, given.get("reason", ""))  # fmt: skip


def _is_key(change: Any) -> bool:
    """Keys, places and instants say nothing to a person."""
    if change.field in ("id", "position", "at", "sort_name", "stage_since"):
        return True
    return any(_KEY.fullmatch(value) for value in (change.old, change.new) if value)


def person(username: str) -> str:
    return username.replace(".", " ").title() if "." in username else username.capitalize()


def activity(entry: Any) -> Happening:
    icon, tone = KINDS.get(entry.kind, ("sticky-note", Tone.GREY))
    when = formats().short_day(entry.at.date())
    if entry.due_on and not entry.is_done:
        when = formats().short_day(entry.due_on)
    return Happening(icon, tone, entry.title, "", when, entry.text or entry.who)


class HistoryPanel(Panel):
    """Every change with its values, and what was done about the record."""

    def __init__(self, context: Context, record: UUID, about: str) -> None:
        super().__init__(Role.SURFACE)
        self._context, self._record, self._about = context, record, about
        self.setMinimumWidth(260)
        self._changes, self._activities = Timeline(_("Changes")), Timeline(_("Activities"))
        self._count = Label("", Text.SMALL, Role.TEXT2)
        self._switch = Segments(
            [("changes", _("History"), ""), ("activities", _("Activity"), "")], "changes",
            _("History or activity"),
        )  # fmt: skip
        self._stack = QStackedWidget()
        for timeline in (self._changes, self._activities):
            page = Panel(Role.SURFACE)
            page.setLayout(column(timeline, None, margins=(18, 4, 18, 8)))
            self._stack.addWidget(Scroller(page))
        self._switch.chosen.connect(self._choose)
        log = Link(_("Log"), self.log, "plus")
        if not self._context.may_note:
            log.hide()
        foot = row(IconLabel("shield-check", Role.GREEN, 14), self._count, None,
                   margins=(18, 6, 18, 12))  # fmt: skip
        self.setLayout(
            column(row(self._switch, None, log, margins=(16, 10, 16, 4)), self._stack, foot,
                   spacing=0)
        )  # fmt: skip
        self.refresh()

    def _choose(self, which: str) -> None:
        self._stack.setCurrentIndex(0 if which == "changes" else 1)

    def refresh(self) -> None:
        desk, record = self._context.desk, self._record
        self._context.jobs.read(lambda: desk.history.of(record, named=True), self._show_changes)
        self._context.jobs.read(lambda: desk.activities.timeline(record), self._show_activities)

    def _show_changes(self, entries: Any) -> None:
        self._changes.show_entries(happenings(entries))
        words = n_("{count} change, recorded with its values",
                   "{count} changes, every one recorded with its values", len(entries))  # fmt: skip
        self._count.setText(words.format(count=len(entries)))

    def _show_activities(self, entries: Any) -> None:
        self._activities.show_entries([activity(entry) for entry in entries])

    def log(self) -> None:
        from salesdesk.ui.screens.activities import log_activity

        log_activity(self, self._context, self._about, self._record, self.refresh)
