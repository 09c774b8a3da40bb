"""A form over a frozen draft: groups of fields in two columns, problems beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.ui.kit.editors import Editor, TextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Hairline, IconLabel, holder, row
from salesdesk.ui.theme import Role, Text

WIDEST = 760


@dataclass(frozen=True)
class Field:
    """A labelled editor of one attribute of a draft."""

    label: str
    attribute: str
    make: Callable[[], Editor]
    hint: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Group:
    """Fields under a heading; ``note`` says at the right what the group means."""

    title: str
    fields: Sequence[Field]
    note: str = ""


class _Line(QWidget):
    """A field with its label above and its hint or problem below."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.editor = field.make()
        self.editor.name_field(_(field.label))
        self.problem = ""
        self.label = Label(_(field.label), Text.SMALL, Role.TEXT2)
        self.label.setBuddy(self.editor.field)
        if not field.label:
            self.label.hide()
        self._mark = IconLabel("circle-alert", Role.RED, 13)
        self._words = Label(_(field.hint), Text.SMALL, Role.TEXT3, wrap=True)
        self._below = holder(row(self._mark, self._words, spacing=6))
        below = self._below.layout()
        if below is not None:
            below.setStretch(1, 1)  # type: ignore[attr-defined]
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.label)
        box.addWidget(self.editor)
        box.addWidget(self._below)
        box.addStretch(1)
        self.show_problem("")

    def show_problem(self, words: str) -> None:
        self.problem = words
        self.editor.show_problem(wrong=bool(words))
        self._mark.setVisible(bool(words))
        self._words.setText(words or _(self.field.hint) if self.field.hint else words)
        self._words.set_role(Role.RED if words else Role.TEXT3)
        self._below.setVisible(bool(words or self.field.hint))
        self.editor.field.setAccessibleDescription(words or _(self.field.hint or ""))


class Form(QWidget):
    """Edits a copy of a draft; the draft itself stays as it was read."""

    edited = Signal()

    def __init__(self, groups: Sequence[Group], draft: Any, *, columns: int = 2) -> None:
        super().__init__()
        self.original = draft
        self._lines: dict[str, _Line] = {}
        self._columns = columns
        self.setMaximumWidth(WIDEST)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        for at, group in enumerate(groups):
            if at:
                self._box.addSpacing(6)
                self._box.addWidget(Hairline())
                self._box.addSpacing(6)
            self._add(group)
        self._box.addStretch(1)
        self.show_draft(draft)

    def _add(self, group: Group) -> None:
        if group.title:
            note = Label(_(group.note), Text.SMALL, Role.TEXT3)
            self._box.addLayout(row(Label(_(group.title), Text.STRONG), None, note))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        for column in range(self._columns):
            grid.setColumnStretch(column, 1)
        at = 0
        for field in group.fields:
            line = _Line(field)
            if not field.label:
                line.editor.name_field(_(group.title))
            self._lines[field.attribute] = line
            line.editor.edited.connect(lambda line=line: self._edited(line))
            line.editor.left.connect(lambda line=line: self._left(line))
            if field.wide:
                at += -at % self._columns
            span = self._columns if field.wide else 1
            grid.addWidget(line, at // self._columns, at % self._columns, 1, span,
                           Qt.AlignmentFlag.AlignTop)  # fmt: skip
            at += span
        self._box.addLayout(grid)

    # the draft

    def show_draft(self, draft: Any) -> None:
        """Show a draft as read; nothing is unsaved then."""
        self.original = draft
        for name, line in self._lines.items():
            line.editor.write(getattr(draft, name))
            line.show_problem("")

    def show_newer(self, draft: Any, base: Any) -> None:
        """Show what was read anew; a field that differs from ``base`` was typed and stays."""
        self.original = draft
        for name, line in self._lines.items():
            try:
                untouched = line.editor.read() == getattr(base, name)
            except InvalidInput:
                continue
            if untouched:
                line.editor.write(getattr(draft, name))
                line.show_problem("")

    def show_value(self, attribute: str, value: Any) -> None:
        self._lines[attribute].editor.write(value)

    @property
    def draft(self) -> Any:
        """The draft with what was typed; raises InvalidInput with every wrong field."""
        answers: dict[str, Any] = {}
        wrong: list[Problem] = []
        for name, line in self._lines.items():
            try:
                answers[name] = line.editor.read()
            except InvalidInput as problem:
                wrong.append(Problem(problem.message, name))
        if wrong:
            raise InvalidInput(wrong[0].message, wrong)
        return replace(self.original, **answers)

    def typed(self) -> tuple[Any, dict[str, str]]:
        """The draft with what can be read, and the texts of the fields that can't be read yet."""
        answers: dict[str, Any] = {}
        raw: dict[str, str] = {}
        for name, line in self._lines.items():
            try:
                answers[name] = line.editor.read()
            except InvalidInput:
                if isinstance(line.editor, TextEditor):
                    raw[name] = line.editor.line.text()
        return replace(self.original, **answers), raw

    def show_typed(self, draft: Any, raw: Mapping[str, str]) -> None:
        """Show again what ``typed`` answered, over the draft that is shown."""
        for name, line in self._lines.items():
            value = getattr(draft, name)
            if value != getattr(self.original, name):
                line.editor.write(value)
            if name in raw and isinstance(line.editor, TextEditor):
                line.editor.line.setText(raw[name])
                self._check(line)
        self.edited.emit()

    @property
    def dirty(self) -> bool:
        try:
            return bool(self.draft != self.original)
        except InvalidInput:
            return True

    @property
    def problems(self) -> int:
        return sum(bool(line.problem) for line in self._lines.values())

    def editor(self, attribute: str) -> Editor:
        return self._lines[attribute].editor

    @property
    def attributes(self) -> list[str]:
        return list(self._lines)

    def label(self, attribute: str) -> str:
        line = self._lines.get(attribute)
        return _(line.field.label) if line else attribute.replace("_", " ").capitalize()

    # checking

    def _edited(self, line: _Line) -> None:
        if line.problem:  # while it is wrong, look again on each key
            self._check(line)
        self.edited.emit()

    def _left(self, line: _Line) -> None:
        self._check(line)

    def _check(self, line: _Line) -> None:
        try:
            line.editor.read()
        except InvalidInput as problem:
            line.show_problem(problem.message)
        else:
            line.show_problem("")

    def show_problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """Put each problem beside its field; the rest is returned. Focus goes to the first."""
        wrong = {p.column for p in problems}
        for name, line in self._lines.items():
            of_line = [p for p in problems if p.column == name]
            words = "\n".join(p.message for p in of_line)
            if line.editor.show_parts(of_line):
                line.problem = words
            else:
                line.show_problem(words)
        first = next((line for name, line in self._lines.items() if name in wrong), None)
        if first is not None:
            first.editor.setFocus()
            QTimer.singleShot(0, first, lambda: _bring_in_sight(first))  # when it is laid out
        return [p for p in problems if p.column not in self._lines]

    def set_read_only(self, *, read_only: bool) -> None:
        for line in self._lines.values():
            line.editor.set_read_only(read_only=read_only)

    def focus_first(self) -> None:
        """The first empty field, as a dialog begins; else the first, ready to be typed over."""
        for line in self._lines.values():
            try:
                empty = line.editor.read() in (None, "")
            except InvalidInput:
                empty = True
            if empty:
                line.editor.setFocus()
                return
        first = next(iter(self._lines.values()), None)
        if first is not None and isinstance(first.editor, TextEditor):
            first.editor.setFocus()
            first.editor.line.selectAll()


def _bring_in_sight(shown: QWidget) -> None:
    """Scroll whatever it stands in, so that nobody looks for what is wrong."""
    above = shown.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None:
        above.ensureWidgetVisible(shown)
