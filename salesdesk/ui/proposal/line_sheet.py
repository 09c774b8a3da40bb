"""What a line has beside its cells: the words below it, its unit, a lump sum, its cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import N_, _
from salesdesk.models.values.line_groups import PERCENT
from salesdesk.models.values.tiers import read_tiers
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.editors import (
    ChoiceEditor,
    Editor,
    FlagEditor,
    LongTextEditor,
    NumberEditor,
    TextEditor,
)
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import column, holder, row
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.proposal_drafts import LineDraft

KINDS = {
    "service": N_("Service"),
    "product": N_("Product"),
    "expense": N_("Expense"),
    "subcontract": N_("Subcontract"),
}
"""What a line with money may be; only a service's effort can be priced up."""


class LineSheet(Sheet):
    """Cost and the internal note only for those who may see cost."""

    def __init__(
        self, parent: QWidget, line: LineDraft, given: Callable[[dict[str, Any]], object], *,
        may_cost: bool,
    ) -> None:  # fmt: skip
        super().__init__(parent, line.description, width=560)
        self._given, self._line = given, line
        self.editors: dict[str, Editor] = {}
        self._add("detail", _("Words below the line"), LongTextEditor(3), line)
        if not line.is_text:
            self._add_priced(line, may_cost=may_cost)
        if may_cost:
            self._add("internal_note", _("Note, never printed"), LongTextEditor(2), line)
        self._why = Label("", Text.SMALL, Role.RED, wrap=True)
        self._why.hide()
        self.body.addWidget(self._why)
        self.add_way_back()
        self.add_deed(_("Change line"), self._yes, primary=True)
        self.editors["detail"].setFocus()

    def _add_priced(self, line: LineDraft, *, may_cost: bool) -> None:
        """What a line with money has: its unit, its volume prices, and what it is one of.

        Two stand side by side, so that all of it fits a low screen.
        """
        unit: list[QWidget] = []
        if line.kind in KINDS:
            kinds = [(kind, _(words)) for kind, words in KINDS.items()]
            unit.append(self._field("kind", _("Kind"), ChoiceEditor(kinds), line))
        if line.kind != PERCENT:
            unit.append(self._field("unit", _("Unit"), TextEditor(), line))
        if may_cost:
            unit.append(self._field("unit_cost", _("Cost of one"), NumberEditor(2), line))
        self._side_by_side(*unit)
        if line.kind != PERCENT:
            self._add("is_lump_sum", "", FlagEditor(_("Lump sum")), line)
            hint = _("Volume discounts: 10: 5; 20: 10 is 5 % above 10 and 10 % above 20")
            self._add("tiers", hint, TextEditor("10: 5; 20: 10"), line)
            forms = [("range", _("for the whole quantity")), ("slab", _("for each slice"))]
            self._add("tier_form", _("The discount is"), ChoiceEditor(forms), line)
        self._add("is_price_hidden", "", FlagEditor(_("Hide the price in print")), line)
        self._side_by_side(
            self._field("option_group", _("One of several alternatives for"), TextEditor(), line),
            self._field("variant", _("Name of this alternative"), TextEditor(), line),
        )

    def _add(self, name: str, caption: str, editor: Editor, line: LineDraft) -> None:
        self.body.addWidget(self._field(name, caption, editor, line))

    def _side_by_side(self, *fields: QWidget) -> None:
        if fields:
            whole = row(*fields, spacing=12)
            for at in range(len(fields)):
                whole.setStretch(at, 1)
            self.body.addWidget(holder(whole))

    def _field(self, name: str, caption: str, editor: Editor, line: LineDraft) -> QWidget:
        flag = editor.tick.text() if isinstance(editor, FlagEditor) else ""
        editor.name_field(caption or flag)
        value = getattr(line, name)
        editor.write(value or "range" if name == "tier_form" else value)
        self.editors[name] = editor
        words = [Label(caption, Text.SMALL, Role.TEXT2)] if caption else []
        return holder(column(*words, editor, spacing=4))

    def _values(self) -> dict[str, Any]:
        """What was typed; an alternative is offered or chosen, never simply included."""
        values = {name: editor.read() for name, editor in self.editors.items()}
        read_tiers(values.get("tiers") or "")
        if not values.get("tiers"):
            values.pop("tier_form", None)
        if "option_group" in values:
            group, variant = values["option_group"].strip(), values["variant"].strip()
            if bool(group) != bool(variant):
                raise InvalidInput(_("An alternative needs what it is for, and its own name."))
            values |= {"option_group": group, "variant": variant}
            if group and self._line.choice == "included":
                values["choice"] = "optional"
            elif not group and self._line.option_group:
                values["choice"] = "included"
        return values

    def _yes(self) -> None:
        try:
            values = self._values()
        except InvalidInput as wrong:
            self._why.setText(wrong.message)
            self._why.show()
            self.adjustSize()
            return
        self.accept()
        self._given(values)
