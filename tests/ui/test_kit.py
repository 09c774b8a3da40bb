"""The parts: forms, tables edited in place, conflicts, undo, sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.errors import InvalidInput, Problem
from salesdesk.ui.kit.background import Background
from salesdesk.ui.kit.conflict import ConflictSheet, Difference
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import (
    ChoiceEditor,
    DateEditor,
    FlagEditor,
    NumberEditor,
    RecordEditor,
    TextEditor,
)
from salesdesk.ui.kit.form import Field, Form, Group
from salesdesk.ui.kit.lookup import Lookup
from salesdesk.ui.kit.parts_editor import PartsEditor
from salesdesk.ui.kit.start_dialog import StartDialog
from salesdesk.ui.kit.undo import Document


@dataclass(frozen=True, kw_only=True)
class Mail:
    id: UUID = field(default_factory=uuid4)
    address: str = ""
    is_primary: bool = False


@dataclass(frozen=True, kw_only=True)
class Draft:
    name: str = ""
    amount: Decimal | None = None
    day: date | None = None
    kind: str = "a"
    active: bool = False
    mails: tuple[Mail, ...] = ()


MAILS = (
    EditColumn("address", "E-mail", TextEditor),
    EditColumn("is_primary", "Main", FlagEditor, is_flag=True),
)
FIELDS = (
    Field("Name", "name", TextEditor),
    Field("Amount", "amount", partial(NumberEditor, 2, "EUR")),
    Field("Day", "day", DateEditor),
    Field("Kind", "kind", partial(ChoiceEditor, [("a", "A"), ("b", "B")])),
    Field("Active", "active", FlagEditor),
    Field("", "mails", partial(PartsEditor, "E-mails", MAILS, Mail, "address"), wide=True),
)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    found = Form([Group("All", FIELDS)], Draft(name="Konex", amount=Decimal("1.5")))
    qtbot.addWidget(found)
    found.show()
    return found


def typed(form: Form, attribute: str, text: str) -> QLineEdit:
    line = form.editor(attribute).field
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    return line


def test_a_form_that_was_only_looked_at_is_not_dirty(form: Form) -> None:
    assert not form.dirty
    assert form.draft == form.original


def test_a_form_reads_what_was_typed_and_leaves_the_draft_alone(form: Form) -> None:
    typed(form, "name", "Isdom")
    typed(form, "amount", "1,234.5")
    typed(form, "day", "08 Jan 2027")
    assert form.draft == Draft(name="Isdom", amount=Decimal("1234.5"), day=date(2027, 1, 8))
    assert form.original.name == "Konex"
    assert form.dirty


def test_a_wrong_field_is_told_on_leaving_and_mended_while_typing(form: Form) -> None:
    line = typed(form, "amount", "12x")
    form.editor("name").field.setFocus()
    assert form.problems == 1
    with pytest.raises(InvalidInput):
        _draft = form.draft
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_End)
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert form.problems == 0


def test_problems_stand_beside_their_fields_and_the_rest_is_given_back(form: Form) -> None:
    rest = form.show_problems([Problem("A name is needed.", "name"), Problem("Else", "other")])
    assert [problem.message for problem in rest] == ["Else"]
    assert form.problems == 1
    assert form.editor("name").field.accessibleDescription() == "A name is needed."


def test_parts_keep_their_keys(form: Form) -> None:
    old = Mail(address="a@x.example")
    form.show_draft(Draft(mails=(old,)))
    parts = form.editor("mails")
    assert isinstance(parts, PartsEditor)
    table = parts.table.rows
    table.setData(table.index(0, 0), "b@x.example")
    table.add({"address": "c@x.example", "is_primary": True})
    first, second = form.draft.mails
    assert (first.id, first.address) == (old.id, "b@x.example")
    assert (second.address, second.is_primary) == ("c@x.example", True)
    assert form.draft.mails[1].id == second.id


def test_a_table_is_edited_by_keys(qtbot: QtBot) -> None:
    table = EditTable(MAILS, "E-mails")
    qtbot.addWidget(table)
    table.blank = {"address": "", "is_primary": False}
    table.show_rows([EditRow({"address": "a@x.example", "is_primary": False}, 1)])
    table.show()
    table.setFocus()
    table.setCurrentIndex(table.rows.index(0, 1))
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert table.rows.rows[0].values["is_primary"] is True
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert [row.key for row in table.rows.deleted] == [1]
    assert table.rows.dirty


def test_a_wrong_cell_is_framed_and_keeps_the_others(qtbot: QtBot) -> None:
    columns = (EditColumn("rate", "Rate", NumberEditor),)
    table = EditTable(columns, "Rates")
    qtbot.addWidget(table)
    table.show_rows([EditRow({"rate": Decimal(1)}, 1)])
    rest = table.show_problems([Problem("Overlaps", "rate", 1), Problem("No row", "rate")])
    assert table.rows.problems == ["Overlaps"]
    assert len(rest) == 1


def test_a_conflict_asks_only_for_what_both_changed(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    chosen: list[Mapping[str, str]] = []
    differences = [
        Difference("discount", "Discount", "0 %", "2 %", "0.26 %"),
        Difference("note", "Note", "", "", "theirs only"),
        Difference("letter", "Letter", "", "mine only", ""),
    ]
    sheet = ConflictSheet(window, "Melvin saved it", differences, chosen.append)
    sheet.open()
    radios = sheet.findChildren(QRadioButton)
    assert len(radios) == 2
    radios[1].setChecked(True)
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert chosen == [{"discount": "theirs", "note": "theirs", "letter": "mine"}]


def test_undo_shows_the_value_before(qtbot: QtBot) -> None:
    document: Document[tuple[int, ...]] = Document((1,))
    shown: list[tuple[int, ...]] = []
    document.shown.connect(lambda _before, after: shown.append(after))
    document.edit((1, 2), "Paste 1 row")
    document.stack.undo()
    document.stack.redo()
    assert shown == [(1, 2), (1,), (1, 2)]
    assert document.stack.undoText() == "Paste 1 row"
    assert document.dirty
    document.saved()
    assert not document.dirty


@pytest.fixture
def jobs() -> Iterator[Background]:
    found = Background(lambda failure: None)
    yield found
    found.close()


def test_a_record_is_found_by_typing(jobs: Background, qtbot: QtBot) -> None:
    people = {1: "Kami Bicknell", 2: "Zane Levy"}
    lookup = Lookup(
        jobs,
        lambda text: [(k, n) for k, n in people.items() if text.lower() in n.lower()],
        people.__getitem__,
    )
    editor = RecordEditor(lookup)
    qtbot.addWidget(editor)
    editor.write(2)
    qtbot.waitUntil(lambda: editor.line.text() == "Zane Levy")
    editor.line.selectAll()
    QTest.keyClicks(editor.line, "kami")
    qtbot.waitUntil(lambda: editor._model.rowCount() == 1)
    editor._settle()
    assert editor.read() == 1
    assert editor.line.text() == "Kami Bicknell"
    editor.line.clear()
    editor._settle()
    assert editor.read() is None


def test_save_and_new_keeps_the_dialog_open(jobs: Background, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    saved: list[Draft] = []
    closed: list[object] = []

    def save(draft: Draft) -> int:
        if not draft.name:
            raise InvalidInput("It needs a name.", [Problem("It needs a name.", "name")])
        saved.append(draft)
        return len(saved)

    dialog = StartDialog(window, "New", FIELDS[:1], jobs, Draft, save, closed.append)
    dialog.open()
    dialog._start(again=False)
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert dialog.form.problems == 1
    typed(dialog.form, "name", "One")
    dialog._start(again=True)
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert dialog.isVisible()
    typed(dialog.form, "name", "Two")
    dialog._start(again=False)
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert [draft.name for draft in saved] == ["One", "Two"]
    assert closed == [2]


def test_enter_on_cancel_cancels(qtbot: QtBot) -> None:
    """The primary deed must not be taken behind the focused button's back."""
    from salesdesk.ui.kit.dialogs import Confirm

    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    taken: list[str] = []
    sheet = Confirm(window, "Issue?", "It gets its number.", "Issue", lambda: taken.append("issue"))
    sheet.open()
    qtbot.wait(50)
    cancel = next(b for b in sheet.findChildren(QPushButton) if b.text() == "Cancel")
    cancel.setFocus()
    QTest.keyClick(cancel, Qt.Key.Key_Return)
    assert taken == []
    assert not sheet.isVisible()
