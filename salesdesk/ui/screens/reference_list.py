"""One settings list, edited in place and saved as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from salesdesk.errors import SalesDeskError, StaleRecord
from salesdesk.i18n import _, n_
from salesdesk.ui.formats import UNKNOWN, formats
from salesdesk.ui.kit.buttons import Button, IconButton
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import (
    ChoiceEditor,
    DateEditor,
    Editor,
    FlagEditor,
    NumberEditor,
    TextEditor,
    integer_editor,
    percent_editor,
)
from salesdesk.ui.kit.labels import ElidedLabel, Label
from salesdesk.ui.kit.lookup import Choice
from salesdesk.ui.kit.panels import Card, IconLabel, Panel, column, holder, row
from salesdesk.ui.shapes import PRIMARY
from salesdesk.ui.states import state_words
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.ui.context import Context
    from salesdesk.ui.screens.branding import BrandCard

RIGHT = frozenset({"integer", "number", "percent", "date"})


class ReferencePanel(Panel):
    """The table of a list; problems are framed where they are and said below."""

    told = Signal()

    def __init__(self, context: Context, spec: Any) -> None:
        super().__init__(Role.CANVAS)
        self._context, self._spec = context, spec
        self._choices: dict[str, list[Choice]] = {}
        self._names: dict[str, dict[Any, str]] = {}
        self._base: dict[Any, dict[str, Any]] = {}
        self.dirty = False
        self.table = EditTable([self._column(f) for f in spec.fields], _(spec.title))
        self.table.rows.edited.connect(self._edited)
        self._why = Label("", Text.SMALL, Role.RED, wrap=True)
        self._wrong = holder(row(IconLabel("circle-alert", Role.RED, 14), self._why))
        self._wrong.layout().setStretch(1, 1)  # type: ignore[union-attr]
        self._wrong.hide()
        self._save = Button(_("Save"), kind=PRIMARY, key="Ctrl+S", pressed=self.save)
        self._discard = Button(_("Discard"), pressed=self.load)
        self._save.setEnabled(False)
        self._discard.setEnabled(False)
        self._brand: BrandCard | None = None
        self._assemble()
        self.load()

    def _assemble(self) -> None:
        words = column(
            Label(_(self._spec.title), Text.HEADING),
            ElidedLabel(_("Edited in place: F2 or type, Insert adds, Delete removes a row."),
                        Text.SMALL, Role.TEXT2),
            spacing=2,
        )  # fmt: skip
        own = [Button(_("Fill in holidays…"), "calendar-days", pressed=self.fill_in_holidays)]
        head = row(
            holder(words), None, *(own if self._spec.key == "calendar-days" else ()),
            IconButton("trash-2", _("Delete the row"), "Delete", self.table.remove_row),
            Button(_("Add"), "plus", pressed=self._add), self._discard, self._save,
        )  # fmt: skip
        card = Card(Role.SURFACE, 8)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.table)
        parts: list[Any] = [head, self._wrong, card]
        if self._spec.key == "companies":
            parts.append(self._branded())
        self.setLayout(column(*parts, spacing=10, margins=(22, 16, 22, 20)))

    def _branded(self) -> BrandCard:
        """What the paper of the chosen company bears, below the table."""
        from salesdesk.ui.screens.branding import BrandCard

        self._brand = BrandCard(self._context)
        self._brand.changed_paper.connect(self.look_again)
        self.table.selectionModel().currentRowChanged.connect(self._show_brand)
        self.table.rows.modelReset.connect(self._show_brand)
        return self._brand

    def _show_brand(self, *_at: Any) -> None:
        rows, at = self.table.rows.rows, max(0, self.table.currentIndex().row())
        if self._brand is not None:
            row = rows[at] if at < len(rows) else None
            name = str(row.values.get("name") or "") if row else ""
            self._brand.show_company(row.key if row else None, name)

    # columns by the field's kind

    def _column(self, field: Any) -> EditColumn:
        kind = str(field.kind.value)
        make, show = self._edit(field, kind)
        return EditColumn(
            field.name, field.title, make, show, field.width, kind in RIGHT, kind == "flag"
        )

    def _edit(self, field: Any, kind: str) -> tuple[Callable[[], Editor], Callable[[Any], str]]:
        plain: dict[str, tuple[Callable[[], Editor], Callable[[Any], str]]] = {
            "integer": (integer_editor, formats().whole),
            "number": (partial(NumberEditor, None), formats().rate),
            "percent": (percent_editor, lambda value: formats().percent(value)),
            "date": (DateEditor, formats().day),
            "flag": (FlagEditor, lambda value: _("yes") if value else ""),
        }
        if kind == "choice":
            words = [(key, state_words(key)) for key in field.choices]
            return partial(ChoiceEditor, words), lambda value: state_words(value) if value else ""
        if kind == "record":
            target = field.target
            return (
                lambda: ChoiceEditor(self._choices.get(target, []), UNKNOWN),
                lambda value: self._names.get(target, {}).get(value, ""),
            )
        found = plain.get(kind)
        return found or (TextEditor, lambda value: "" if value is None else str(value))

    # reading and keeping

    def load(self) -> None:
        """Read the rows and what they refer to."""
        self._read(self._show)

    def look_again(self) -> None:
        """Other lists may have changed, or somebody saved this one: what was typed stays."""
        self._read(self._meet if self.dirty else self._show)

    def _read(self, shown: Callable[[Any], None]) -> None:
        desk, spec = self._context.desk, self._spec
        targets = {f.target for f in spec.fields if f.target}

        def read() -> Any:
            choices = {target: list(desk.reference.choices(target, limit=2000))
                       for target in targets}  # fmt: skip
            return desk.reference.rows(spec.key), choices

        self._context.jobs.read(read, shown, self._context.fail)

    def _take(self, answer: Any) -> list[Any]:
        rows, self._choices = answer
        self._names = {target: dict(choices) for target, choices in self._choices.items()}
        return list(rows)

    def _show(self, answer: Any) -> None:
        rows = self._take(answer)
        self._base = {row.id: dict(row.values) for row in rows}
        self.table.show_rows([EditRow(dict(r.values), r.id, r.version) for r in rows])
        self._wrong.hide()
        self._show_dirty()

    def _meet(self, answer: Any) -> None:
        """Their values come in wherever nothing was typed; where both did, theirs is told."""
        found = {read.id: read for read in self._take(answer)}
        for at, typed in enumerate(self.table.rows.rows):
            theirs = found.get(typed.key)
            if theirs is None:
                continue
            base = self._base.get(typed.key, {})
            mine = {name: v for name, v in typed.values.items() if v != base.get(name)}
            typed.values = {**theirs.values, **mine}
            typed.version = theirs.version
            for name, value in mine.items():
                if theirs.values.get(name) not in (value, base.get(name)):
                    self.table.rows.show_problem(at, name, self._both(theirs.values[name]))
            self._base[typed.key] = dict(theirs.values)
        self.table.viewport().update()

    def _both(self, theirs: Any) -> str:
        words = _("Saved meanwhile as “{theirs}”. Save keeps yours; Discard takes theirs.")
        return words.format(theirs=theirs)

    def _add(self) -> None:
        blank: dict[str, Any] = {}
        for field in self._spec.fields:
            kind = str(field.kind.value)
            if kind == "flag":
                blank[field.name] = field.name == "is_active"
            elif kind == "choice":
                blank[field.name] = field.choices[0]
            else:
                blank[field.name] = "" if kind in ("text", "long") else None
        self.table.blank = blank
        self.table.add_row()
        self._tell_what_lacks()

    def fill_in_holidays(self) -> None:
        """Ask for a country and years, and add its holidays as rows to be saved."""
        from salesdesk.ui.screens.holidays_sheet import HolidaysSheet

        calendars = self._choices.get("calendars", [])
        if calendars:
            HolidaysSheet(self, self._context, calendars, self._take_holidays).open()
        else:
            self._tell_what_lacks()

    def _take_holidays(self, calendar: UUID, days: Sequence[tuple[date, str]]) -> None:
        rows = self.table.rows
        known = {(row.values["calendar_id"], row.values["day"]) for row in rows.rows}
        fresh = [(day, name) for day, name in days if (calendar, day) not in known]
        for day, name in fresh:
            rows.add({"calendar_id": calendar, "day": day, "name": name, "hours": ""})
        self._show_dirty()
        count = len(fresh)
        words = n_(
            "{count} holiday added; save to keep it",
            "{count} holidays added; save to keep them",
            count,
        )
        self._context.toast(words.format(count=count) if count else _("All of them are there."))

    def _tell_what_lacks(self) -> None:
        """A drop-down without a choice says where the choices are made."""
        desk = self._context.desk
        words = _("There is no {field} to choose yet. Add one under {list} first.")
        said = [
            words.format(field=_(f.title), list=_(desk.reference.spec(f.target).title))
            for f in self._spec.fields
            if f.required and f.target and not self._choices.get(f.target)
        ]
        if said:
            self._tell(said)

    def _edited(self) -> None:
        self._show_dirty()

    def _show_dirty(self) -> None:
        self.dirty = self.table.rows.dirty
        self._save.setEnabled(self.dirty)
        self._discard.setEnabled(self.dirty)
        self.told.emit()

    def save(self) -> None:
        """Keep every change of the list, or none."""
        if not self.dirty:
            return
        if self.table.rows.wrong:
            self._tell(self.table.rows.wrong)
            return
        from salesdesk.services.reference import ReferenceRow

        desk, key = self._context.desk, self._spec.key
        edited = [row for row in self.table.rows.rows if row.changed]
        changed = [
            ReferenceRow(id=row.key, version=row.version, values=row.values)
            if row.key is not None
            else ReferenceRow(values=row.values)
            for row in edited
        ]
        deleted = [row.key for row in self.table.rows.deleted]
        self._context.jobs.read(
            lambda: desk.reference.save(key, changed, deleted), self._saved,
            partial(self._refused, edited),
        )  # fmt: skip

    def _saved(self, _done: Any) -> None:
        self._context.toast(_("{list} saved").format(list=_(self._spec.title)))
        self.load()

    def _refused(self, edited: Sequence[EditRow], failure: BaseException) -> None:
        """Rows of a problem count those that were changed."""
        if not isinstance(failure, SalesDeskError):
            self._context.fail(failure)
            return
        if isinstance(failure, StaleRecord):
            self._tell([_("Somebody saved this list meanwhile. What you typed is kept; "
                          "look at it and save again.")])  # fmt: skip
            self.look_again()
            return
        rows = self.table.rows.rows
        said = [p.message for p in failure.problems] or [failure.message]
        for problem in failure.problems:
            at = (problem.row or 0) - 1
            if 0 <= at < len(edited):
                name = problem.column or self._spec.fields[0].name
                self.table.rows.show_problem(rows.index(edited[at]), name, problem.message)
        self._tell(said)

    def _tell(self, said: Sequence[str]) -> None:
        self._why.setText("\n".join(dict.fromkeys(said)))
        self._wrong.show()
