"""What is said beside the figures: of an item, and of the whole estimation, with documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from salesdesk.i18n import N_, _, amid
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.workplan_edits import SetFields
from salesdesk.ui.estimation.detail_columns import no_price_to_guess
from salesdesk.ui.estimation.workbench import Workbench
from salesdesk.ui.kit.buttons import Segments
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.editors import DateEditor, FlagEditor, LongTextEditor, TextEditor
from salesdesk.ui.kit.form import Field, Form, Group
from salesdesk.ui.screens.documents import DocumentsPanel

if TYPE_CHECKING:
    from uuid import UUID

    from salesdesk.ui.context import Context

Take = Callable[[str, dict[str, Any]], object]
_LONG = partial(LongTextEditor, 3)
_SHARED = (
    Field(N_("Assumptions"), "assumptions", _LONG),
    Field(N_("Exclusions"), "exclusions", _LONG),
    Field(N_("Risks"), "risks", _LONG, N_("For the house; never printed for the customer.")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWords:
    """The texts of an item, and who owes its guess by when."""

    client_note: str
    internal_note: str
    description: str
    assumptions: str
    exclusions: str
    risks: str
    is_plugged: bool
    plug_owner: str
    plug_due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimationWords:
    """The texts of the whole estimation."""

    assumptions: str
    exclusions: str
    risks: str
    notes: str


ITEM = (
    Group(
        "",
        (
            Field(N_("Note for the client"), "client_note", _LONG),
            Field(N_("Internal note"), "internal_note", _LONG),
            Field(N_("Description"), "description", _LONG),
            *_SHARED,
        ),
    ),
    Group(
        N_("Guess"),
        (
            Field(N_("This is a guess"), "is_plugged", FlagEditor),
            Field(N_("Owner of the guess"), "plug_owner", TextEditor),
            Field(N_("Guess due"), "plug_due", DateEditor),
        ),
        N_("A guess blocks the approval until it is replaced or waived."),
    ),
)
ESTIMATION = (Group("", (*_SHARED, Field(N_("Internal note"), "notes", _LONG))),)


def _of(kind: type[Any], source: Any) -> Any:
    return kind(**{field.name: getattr(source, field.name) for field in fields(kind)})


class WordsSheet(Sheet):
    """A form of texts, and the documents on a second tab."""

    def __init__(
        self, parent: QWidget, title: str, groups: Sequence[Group], words: Any,
        documents: tuple[Context, str, UUID], take: Take, *, read_only: bool,
    ) -> None:  # fmt: skip
        """``take`` gets the step's name and the fields that changed, when there are any."""
        super().__init__(parent, title, width=760)
        self._before, self._take = words, take
        self.form = Form(groups, words, columns=2)
        parts = {"texts": self.form, "documents": DocumentsPanel(*documents)}
        stack = QStackedWidget()
        for part in parts.values():
            stack.addWidget(part)
        choice = Segments(
            [("texts", _("Texts"), "file-text"), ("documents", _("Documents"), "paperclip")],
            "texts", _("Part"),
        )  # fmt: skip
        choice.chosen.connect(lambda key: stack.setCurrentWidget(parts[key]))
        self.body.addWidget(choice)
        self.body.addWidget(stack)
        if read_only:
            self.form.set_read_only(read_only=True)
            self.add_way_back(_("Close"))
        else:
            self.add_way_back()
            self.add_deed(_("Apply"), self._apply, primary=True)
        self.form.editor(groups[0].fields[0].attribute).setFocus()

    def _apply(self) -> None:
        after = self.form.draft
        names = [field.name for field in fields(after)
                 if getattr(after, field.name) != getattr(self._before, field.name)]  # fmt: skip
        if names:
            words = ", ".join(amid(self.form.label(name)) for name in names)
            label = _("change {field}").format(field=words)
            self._take(label, {name: getattr(after, name) for name in names})
        self.accept()


class ItemSheet(WordsSheet):
    """Everything that is said of one item."""

    def __init__(self, parent: QWidget, context: Context, workbench: Workbench, node: Node) -> None:
        self._bench, self._key = workbench, node.item.id
        super().__init__(
            parent, f"{node.code} {node.item.name}".strip(), ITEM, _of(ItemWords, node.item),
            (context, "work_item", node.item.id), self._change, read_only=workbench.is_read_only,
        )  # fmt: skip

    def _change(self, label: str, values: dict[str, Any]) -> None:
        node = self._bench.node_of(self._key)
        if node is None:
            return
        if values.get("is_plugged") and node.priced is None:
            del values["is_plugged"]
            self._bench.refused.emit(no_price_to_guess())
        if values:
            self._bench.do(SetFields(((self._bench.row_of(node), values),), label))


class AboutSheet(WordsSheet):
    """Everything that is said of the whole estimation."""

    def __init__(self, parent: QWidget, context: Context, workbench: Workbench) -> None:
        draft = workbench.draft
        super().__init__(
            parent, _("About this estimation"), ESTIMATION, _of(EstimationWords, draft),
            (context, "estimation", draft.id),
            lambda label, values: workbench.change_header(label, **values),
            read_only=workbench.is_read_only,
        )  # fmt: skip
