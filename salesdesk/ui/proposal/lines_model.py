"""The lines of a proposal as a table: typed values from the draft, amounts from the calculator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from salesdesk.errors import InvalidInput
from salesdesk.i18n import N_, _
from salesdesk.models.values.line_groups import PERCENT, RUNNING, SUBTOTAL
from salesdesk.ui.formats import UNKNOWN, formats
from salesdesk.ui.kit.lookup import Choice
from salesdesk.ui.kit.table_model import Index
from salesdesk.ui.proposal.bench import Bench

if TYPE_CHECKING:
    from salesdesk.services.proposal_drafts import LineDraft

DESCRIPTION, QUANTITY, PRICE, CUTS, TAX, NET, MARGIN, INCLUDED = (
    "description", "quantity", "unit_price", "discounts", "tax_code_id", "net", "margin", "choice",
)  # fmt: skip
Display = Qt.ItemDataRole.DisplayRole


@dataclass(frozen=True, slots=True)
class LineColumn:
    """A column of the grid; ``width`` 0 takes the room that is left."""

    key: str
    title: str
    width: int = 0
    typed: bool = True
    step: str = ""


COLUMNS = (
    LineColumn(INCLUDED, N_("In"), 30, True, N_("include {line}")),
    LineColumn(DESCRIPTION, N_("Line"), 0, True, N_("rename {line}")),
    LineColumn(QUANTITY, N_("Qty"), 74, True, N_("change quantity of {line}")),
    LineColumn(PRICE, N_("Unit price"), 82, True, N_("change price of {line}")),
    LineColumn(CUTS, N_("Disc."), 54, True, N_("change discount of {line}")),
    LineColumn(TAX, N_("Tax"), 66, True, N_("change tax of {line}")),
    LineColumn(NET, N_("Net, {code}"), 88, False),
    LineColumn(MARGIN, N_("Margin"), 68, False),
)
AT = {column.key: at for at, column in enumerate(COLUMNS)}


class LinesModel(QAbstractTableModel):
    """``problems`` keeps what was typed and can't be taken, by line and column."""

    refused = Signal(str)

    def __init__(self, bench: Bench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self.lines: tuple[LineDraft, ...] = ()
        self.taxes: dict[Any, str] = {}
        self.problems: dict[tuple[UUID, str], tuple[str, str]] = {}
        self._texts: dict[tuple[int, int], str] = {}
        bench.shown.connect(self.refresh)
        bench.priced.connect(self.refresh)
        self.usual_tax: UUID | None = None
        self.refresh()

    def use_taxes(self, answer: tuple[Sequence[Choice], UUID | None]) -> None:
        """The taxes by name, and the one that a first line gets."""
        choices, self.usual_tax = answer
        self.taxes = dict(choices)
        self.refresh()

    def refresh(self) -> None:
        """Show the draft as it is; rows that are still the same keep their place."""
        self._texts.clear()
        fresh = self.bench.draft.lines
        same = [line.id for line in fresh] == [line.id for line in self.lines]
        if not same:
            self.beginResetModel()
        self.lines = fresh
        if same:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.endResetModel()

    # -- what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and self.is_typed(index.row(), COLUMNS[index.column()].key):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def is_typed(self, row: int, key: str) -> bool:
        """Whether the cell takes what is typed."""
        line, column = self.lines[row], COLUMNS[AT[key]]
        if not self.bench.editable or not column.typed or (line.is_text and key != DESCRIPTION):
            return False
        if line.kind == PERCENT:
            return key not in (PRICE, CUTS)
        return key != QUANTITY or not line.is_lump_sum

    def data(self, index: Index, role: int = Display) -> Any:
        at, key = index.row(), COLUMNS[index.column()].key
        wrong = self.problems.get((self.lines[at].id, key))
        if role == Display:
            return wrong[0] if wrong else self.text(at, key)
        if role == Qt.ItemDataRole.EditRole:
            return wrong[0] if wrong else self.edit_text(at, key)
        if role == Qt.ItemDataRole.ToolTipRole:
            line = self.lines[at]
            group = f"{line.option_group}: {line.variant}" if line.option_group else ""
            told = "\n".join(words for words in (line.description, group, line.detail) if words)
            return wrong[1] if wrong else told if key == DESCRIPTION else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.title(index.column())}, {self.text(at, key)}"
        return None

    def title(self, section: int) -> str:
        return _(COLUMNS[section].title).format(code=self.bench.draft.currency)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Display) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Display:
            return self.title(section)
        return None

    # -- texts

    def text(self, row: int, key: str) -> str:
        """A cell in words, kept until something changes."""
        found = self._texts.get((row, AT[key]))
        if found is None:
            found = self._texts[(row, AT[key])] = self._text(self.lines[row], key)
        return found

    def _text(self, line: LineDraft, key: str) -> str:
        if key == DESCRIPTION:
            return _described(line)
        if line.kind in (SUBTOTAL, RUNNING) and key == NET:
            return self._net(line)
        if line.is_text or (line.kind == PERCENT and key in (PRICE, CUTS)):
            return ""
        show: dict[str, Callable[[LineDraft], str]] = {
            QUANTITY: _quantity,
            PRICE: lambda line: formats().unit_price(line.unit_price, self.bench.draft.currency),
            CUTS: _cuts,
            TAX: self._tax,
            NET: self._net,
            MARGIN: self._margin,
            INCLUDED: lambda line: _("optional") if line.choice == "optional" else _("included"),
        }
        return show[key](line)

    def _tax(self, line: LineDraft) -> str:
        if line.kind == PERCENT and line.tax_code_id is None:
            return _("(above)")
        return self.taxes.get(line.tax_code_id, UNKNOWN)

    def _net(self, line: LineDraft) -> str:
        sums = self.bench.line_sums(line.id)
        return UNKNOWN if sums is None else formats().amount(sums.net, self.bench.draft.currency)

    def _margin(self, line: LineDraft) -> str:
        if not self.bench.shows_margin or line.kind == PERCENT:
            return ""
        return formats().percent(self.bench.figures.line_margins.get(line.id))

    def edit_text(self, row: int, key: str) -> str:
        line = self.lines[row]
        if key == PRICE:
            return formats().plain(line.unit_price)
        if key == QUANTITY and line.kind == PERCENT:
            return formats().plain(line.percent or Decimal(0))
        if key == CUTS:
            return _cuts(line).removesuffix(" %")
        return line.description if key == DESCRIPTION else self._text(line, key)

    def is_thin(self, row: int) -> bool:
        """Whether the line's margin is low enough to be seen."""
        figures = self.bench.figures
        margin = figures.line_margins.get(self.lines[row].id)
        return margin is not None and margin < figures.line_floor

    # -- typing

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        line, column = self.lines[index.row()], COLUMNS[index.column()]
        if not self.is_typed(index.row(), column.key):
            return False
        self.problems.pop((line.id, column.key), None)
        try:
            values = self._read(line, column.key, value)
        except InvalidInput as wrong:
            self.problems[(line.id, column.key)] = (str(value), wrong.message)
            self.refused.emit(wrong.message)
            self.dataChanged.emit(index, index)
            return False
        self.refused.emit("")
        label = _(column.step).format(line=line.description or _("a line"))
        if column.key == INCLUDED and line.option_group:
            self._choose(line, label, on=bool(value))
        else:
            self.bench.set_line(line.id, label, **values)
        self.dataChanged.emit(index, index)
        return True

    def _choose(self, line: LineDraft, label: str, *, on: bool) -> None:
        """One variant of a group is on, with all its lines; turning it off leaves none on."""
        from salesdesk.models.values.options import choices_with

        lines = self.bench.draft.lines
        choices = choices_with(lines, line.option_group, line.variant if on else None)
        fresh = tuple(
            replace(each, choice=str(choices[each.key])) if each.key in choices else each
            for each in lines
        )
        self.bench.edit(replace(self.bench.draft, lines=fresh), label)

    def _read(self, line: LineDraft, key: str, value: Any) -> dict[str, Any]:
        if key == QUANTITY and line.kind == PERCENT:
            return {"percent": _percent(str(value))}
        if key == TAX:
            return {"tax_code_id": value}
        if key == INCLUDED:
            return {"choice": "included" if value else "optional"}
        if key == DESCRIPTION:
            if not str(value).strip():
                raise InvalidInput(_("A line needs a description."))
            return {"description": str(value).strip()}
        if key == CUTS:
            return read_cuts(str(value))
        number = formats().read_decimal(str(value))
        return {key: Decimal(0) if number is None else number}


def _described(line: LineDraft) -> str:
    """The name, with the alternative that the line belongs to."""
    if not line.option_group:
        return line.description
    return f"{line.variant}: {line.description}"


def _quantity(line: LineDraft) -> str:
    if line.kind == PERCENT:
        percent = line.percent or Decimal(0)
        return formats().percent(percent, 0 if percent == int(percent) else 2)
    if line.is_lump_sum:
        return _("lump sum")
    return formats().plain(line.quantity) + (" ⋯" if line.tiers else "")


def _percent(text: str) -> Decimal:
    """A charge above 0, a discount below."""
    found = formats().read_decimal(text.strip().removesuffix("%").strip()) or Decimal(0)
    if not -100 <= found <= 1000:
        raise InvalidInput(_("A percentage line lies between −100 and 1,000 %."))
    return found


def _cuts(line: LineDraft) -> str:
    """One discount, or several given after one another: "5 + 2 %"."""
    if not line.discounts:
        return ""
    return " + ".join(formats().plain(cut) for cut in line.discounts) + " %"


def read_cuts(text: str) -> dict[str, Decimal | None]:
    """The discounts typed, "10" or "5+2"; raises InvalidInput."""
    parts = [part for part in text.split("+") if part.strip(" %")]
    if len(parts) > 3:
        raise InvalidInput(_("A line takes three discounts at most."))
    cuts: list[Decimal | None] = [formats().read_decimal(part) for part in parts]
    if any(cut is not None and not 0 <= cut <= 100 for cut in cuts):
        raise InvalidInput(_("A discount lies between 0 and 100 %."))
    cuts = [cut or None for cut in cuts] + [None] * (3 - len(cuts))
    return {f"discount_{at}": cut for at, cut in enumerate(cuts, 1)}
