"""How the difference of two proposals reads: a row for each thing that says something else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from salesdesk.i18n import N_, _, n_
from salesdesk.models.values.plan_compare import MARKS
from salesdesk.ui.formats import UNKNOWN, formats
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import TextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from salesdesk.services.proposal_compare import Comparison, FieldChange, LineChange

COLUMNS = (
    EditColumn("mark", "", TextEditor, width=86),
    EditColumn("name", N_("What differs"), TextEditor, width=250),
    EditColumn("before", N_("Before"), TextEditor, width=150, right=True),
    EditColumn("after", N_("After"), TextEditor, width=150, right=True),
    EditColumn("effect", N_("Effect on the net"), TextEditor, width=120, right=True),
)


class DiffTable(EditTable):
    """Nothing is typed here; Enter belongs to the sheet around it."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, _("What differs"))
        self.setEditTriggers(EditTable.EditTrigger.NoEditTriggers)

    def show_comparison(self, found: Comparison) -> None:
        self.show_rows([EditRow(row, key=at) for at, row in enumerate(rows_of(found))])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.key() in (keys.Key_Return, keys.Key_Enter, keys.Key_Insert, keys.Key_Delete):
            event.ignore()
        else:
            super().keyPressEvent(event)


def rows_of(found: Comparison) -> Iterator[dict[str, Any]]:
    """Lines first, then what the document discount does, then terms, dates and texts."""
    from salesdesk.services.proposal_compare import FIELD_WORDS

    code = found.before.currency
    for change in found.lines:
        yield from _line_rows(change, code, counts=found.is_comparable)
    effects = {"discount": found.discount_effect, "rest": found.rest}
    for field in found.fields:
        is_cut = field.name in ("discount_percent", "discount_amount")
        yield {
            "mark": "",
            "name": _(FIELD_WORDS[field.name]),
            "before": _value(field, field.old, code),
            "after": _value(field, field.new, found.after.currency),
            "effect": _effect(effects.pop("discount", None) if is_cut else None, code),
        }
    if found.is_comparable:
        for key, words in (("discount", _("Project discount, by other lines")),
                           ("rest", _("Taxes in the prices"))):  # fmt: skip
            if effects.get(key):
                yield {"mark": "", "name": words, "before": "", "after": "",
                       "effect": _effect(effects[key], code)}  # fmt: skip


def _line_rows(change: LineChange, code: str, *, counts: bool) -> Iterator[dict[str, Any]]:
    """What happened to a line, and below it one row for each further field."""
    from salesdesk.services.proposal_compare import LINE_WORDS

    effect = _effect(change.effect if counts else None, code)
    mark, name = _(MARKS[change.mark]), change.line.description
    if not change.fields:
        old, new = (formats().amount(line.net, code) if line else "" for line in
                    (change.old, change.new))  # fmt: skip
        yield {"mark": mark, "name": name, "before": old, "after": new, "effect": effect}
        return
    for at, field in enumerate(change.fields):
        what = _(LINE_WORDS[field.name])
        yield {
            "mark": "" if at else mark,
            "name": f"{name}: {what}",
            "before": _value(field, field.old, code),
            "after": _value(field, field.new, code),
            "effect": "" if at else effect,
        }


def _value(field: FieldChange, value: Any, code: str) -> str:
    """A value as people read it."""
    from salesdesk.services.proposal_compare import MONEY, PERCENTS, VALUE_WORDS, WORDED

    if value is None or value in ((), ""):
        return UNKNOWN
    if isinstance(value, tuple):
        return " · ".join(_value(field, part, code) for part in value)
    if isinstance(value, Decimal):
        if field.name in PERCENTS:
            return f"{formats().plain(value)} %"
        is_money = field.name in MONEY
        return formats().unit_price(value, code) if is_money else formats().plain(value)
    if isinstance(value, date):
        return formats().day(value)
    return _(VALUE_WORDS[value]) if field.name in WORDED and value in VALUE_WORDS else str(value)


def _effect(effect: Decimal | None, code: str) -> str:
    if not effect:
        return ""
    return signed(effect, code)


def signed(amount: Decimal, code: str) -> str:
    """An amount with its sign."""
    words = formats().amount(amount, code)
    return f"+{words}" if amount > 0 else words


def sum_words(found: Comparison) -> str:
    """Net and, for those who may see it, margin before and after."""
    before, after = found.before, found.after
    if not found.is_comparable:
        return _("The two are in different currencies; their amounts are not compared.")
    said = _("Net {before} → {after}, {effect}.").format(
        before=formats().amount(before.net, before.currency),
        after=formats().money(after.net, after.currency),
        effect=signed(found.effect, before.currency) if found.effect else _("unchanged"),
    )
    if before.margin is None and after.margin is None:
        return said
    margin = _("Margin {before} → {after}.").format(
        before=formats().percent(before.margin), after=formats().percent(after.margin)
    )
    return f"{said} {margin}"


def count_words(found: Comparison) -> str:
    """How many lines and other things differ."""
    if found.is_same:
        return _("Nothing differs.")
    lines = n_("{count} line", "{count} lines", len(found.lines)).format(count=len(found.lines))
    rest = n_("{count} other thing", "{count} other things", len(found.fields))
    return _("{lines} and {rest} differ.").format(
        lines=lines, rest=rest.format(count=len(found.fields))
    )


def short_rows(found: Comparison, most: int) -> list[Label]:
    """The first rows as lines of text, where there is no room for a table."""
    rows = list(rows_of(found))
    shown = [
        Label(" ".join(filter(None, (
            row["mark"], row["name"],
            f"{row['before'] or UNKNOWN} → {row['after'] or UNKNOWN}"
            if row["before"] or row["after"] else "",
            f"({row['effect']})" if row["effect"] else "",
        ))), Text.SMALL, Role.TEXT2)
        for row in rows[:most]
    ]  # fmt: skip
    if len(rows) > most:
        more = _("and {count} more")
        shown.append(Label(more.format(count=len(rows) - most), Text.SMALL, Role.TEXT3))
    return shown
