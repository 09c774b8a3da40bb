"""Approvals: what is asked, why, what it comes to, and the deed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.i18n import _, n_
from salesdesk.models.values.listing import Condition, ListQuery, Operator
from salesdesk.ui.commands import Command
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button, Link
from salesdesk.ui.kit.labels import (
    Badge,
    Label,
    badge_width,
    paint_avatar,
    paint_badge,
)
from salesdesk.ui.kit.panels import (
    Card,
    FigureBox,
    Hairline,
    Panel,
    Scroller,
    column,
    holder,
    row,
)
from salesdesk.ui.page import Page, Place
from salesdesk.ui.proposal.why_asked import changed_card, why_asked
from salesdesk.ui.shapes import PRIMARY, SECONDARY
from salesdesk.ui.states import state_words, tone_of
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

# module, state that waits, column of the amount
ASKED = (
    ("proposals", "in_approval", "net"),
    ("estimations", "in_review", "sell"),
    ("budgets", "in_review", "total"),
)
APPROVE, RETURN = "Ctrl+Shift+A", "Ctrl+Shift+R"


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that waits for a decision."""

    module: str
    id: UUID
    number: str
    name: str
    who: str
    state: str
    amount: Decimal | None
    currency: str


class _AskedItem(QPushButton):
    """A line of what waits: number, amount, name, who asks."""

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self.asked = asked
        self.setCheckable(True)
        self.setFixedHeight(98)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{asked.number} {asked.name}, {asked.who}")

    def sizeHint(self) -> QSize:
        return QSize(200, 98)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, asked = theme(), QPainter(self), self.asked
        box = self.rect()
        if self.isChecked():
            painter.fillRect(box, look.colour(Role.TINT))
            painter.fillRect(0, 0, 3, box.height() - 1, look.colour(Role.ACCENT))
        elif self.underMouse():
            painter.fillRect(box, look.colour(Role.TINT2))
        painter.fillRect(0, box.height() - 1, box.width(), 1, look.colour(Role.LINE))
        line = QRectF(18, 10, box.width() - 34, 22)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(Text.STRONG))
        painter.setPen(look.colour(Role.TEXT))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, asked.number)
        painter.setFont(look.number_font(Text.STRONG))
        painter.drawText(line, right, formats().money(asked.amount, asked.currency))
        painter.setFont(look.font(Text.SMALL))
        painter.setPen(look.colour(Role.TEXT2))
        name = painter.fontMetrics().elidedText(
            asked.name, Qt.TextElideMode.ElideRight, round(line.width())
        )
        painter.drawText(line.translated(0, 22), Qt.AlignmentFlag.AlignVCenter, name)
        if asked.who:
            paint_avatar(painter, QRectF(18, 64, 20, 20), asked.who)
            painter.setFont(look.font(Text.SMALL))
            painter.setPen(look.colour(Role.TEXT))
            painter.drawText(46, 79, asked.who)
        words = state_words(asked.state)
        at = QPointF(box.width() - 16 - badge_width(words), 64)
        paint_badge(painter, at, words, tone_of(asked.state))


class ApprovalsPage(Page):
    """What waits at the left, why and the deed at the right."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Approvals"), "stamp")
        self.context = context
        self._items: list[_AskedItem] = []
        self._current: Asked | None = None
        self._shown: Asked | None = None
        self._why_not: dict[str, str] = {}
        self._comment = QLineEdit()
        head = Panel(Role.CANVAS, "b")
        head.setFixedHeight(theme().height("page_head"))
        self._waiting = Label("", Text.BODY, Role.TEXT2)
        head.setLayout(
            row(Label(self.title, Text.TITLE), self._waiting, None, margins=(20, 0, 20, 0))
        )
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._list.setContentsMargins(0, 0, 0, 0)
        inner = Panel(Role.SURFACE)
        inner.setLayout(self._list)
        side = Panel(Role.SURFACE, "r")
        side.setFixedWidth(316)
        side.setLayout(column(Scroller(inner), spacing=0, margins=(0, 0, 1, 0)))
        self._detail = QVBoxLayout()
        self._detail.setContentsMargins(0, 0, 0, 0)
        right = Panel(Role.CANVAS)
        right.setLayout(self._detail)
        body = row(side, right, spacing=0)
        body.setStretch(1, 1)
        box = column(head, spacing=0)
        box.addLayout(body, 1)
        self.setLayout(box)

    def arrived(self) -> None:
        self.refresh()

    def changed(self, tables: frozenset[str]) -> None:
        if tables & {"proposal", "estimation", "budget"} and self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        self.context.jobs.read(self._read, self._show, self.context.fail)

    def _read(self) -> list[Asked]:
        found: list[Asked] = []
        for module, state, amount in ASKED:
            source = getattr(self.context.desk, module).listing
            query = ListQuery(conditions=(Condition("status", Operator.IS, (state,)),))
            spec = source.spec
            names = {c.name: spec.position(c.name) for c in spec.columns}

            def value(values: Any, name: str, names: dict[str, int] = names) -> Any:
                return values[names[name]] if name in names else None

            found += [
                Asked(module, r[0], value(r, "number") or "", value(r, "name") or "",
                      value(r, "owner") or "", state, value(r, amount),
                      value(r, "currency") or "")
                for r in source.first_page(query)
            ]  # fmt: skip
        return found

    def _show(self, found: Sequence[Asked]) -> None:
        _clear(self._list)
        self._items = []
        words = n_("{count} waits", "{count} wait", len(found)).format(count=len(found))
        self._waiting.setText(words if found else "")
        for asked in found:
            item = _AskedItem(asked)
            item.clicked.connect(lambda _on=False, asked=asked: self._choose(asked))
            self._items.append(item)
            self._list.addWidget(item)
        self._list.addStretch(1)
        keys = [asked.id for asked in found]
        kept = self._current is not None and self._current.id in keys
        if kept and self._current is not None:
            self._choose(found[keys.index(self._current.id)])
        elif found:
            self._choose(found[0])
        else:
            self._current = self._shown = None
            self._put(holder(column(None, row(None, Label(_("Nothing needs you."), Text.BODY,
                                                         Role.TEXT3), None), None)))  # fmt: skip

    def _choose(self, asked: Asked) -> None:
        self._current = asked
        for item in self._items:
            item.setChecked(item.asked.id == asked.id)
        self.context.jobs.read(
            lambda: self._reasons(asked), lambda answer: self._show_asked(asked, answer),
            self.context.fail,
        )  # fmt: skip

    def _reasons(self, asked: Asked) -> Any:
        if asked.module != "proposals":
            return None, (), None, None
        from salesdesk.services.proposal_compare import since_last

        proposals = self.context.desk.proposals
        draft = proposals.draft(asked.id)
        found = since_last(self.context.desk.database, asked.id)
        return draft, proposals.fired(draft), proposals.readiness(asked.id), found

    def _show_asked(self, asked: Asked, answer: Any) -> None:
        if self._current is None or self._current.id != asked.id:
            return
        draft, fired, ready, found = answer
        title = holder(column(Label(asked.number, Text.HEADING),
                              Label(asked.name, Text.BODY, Role.TEXT2), spacing=2))  # fmt: skip
        place = Place(asked.module, str(asked.id))
        head = row(title, None, Link(_("Open"), lambda: self.context.navigate(place)),
                   Badge(state_words(asked.state), tone_of(asked.state)))  # fmt: skip
        parts: list[Any] = [head, self._figures(asked, draft)]
        if draft is not None:
            compare = partial(self.context.navigate, place)
            parts += [why_asked(fired, ready), changed_card(draft, found, compare)]
        body = column(*parts, None, spacing=12, margins=(20, 16, 20, 8))
        page = Panel(Role.CANVAS)
        deeds = self._deeds(asked, draft, ready)
        page.setLayout(column(Scroller(_canvas(body), Role.CANVAS), deeds, spacing=0))
        self._put(page)

    def _figures(self, asked: Asked, draft: Any) -> QWidget:
        card = Card()
        boxes: list[QWidget | int | None] = [
            FigureBox(_("Amount, {code}").format(code=asked.currency),
                      formats().amount(asked.amount, asked.currency))
        ]  # fmt: skip
        if draft is not None and draft.cost is not None:
            code = draft.currency
            for caption, figure in (
                (_("Loaded cost"), formats().amount(draft.cost, code)),
                (_("Profit"), formats().amount(draft.net - draft.cost, code)),
                (_("Margin"), formats().percent(draft.margin)),
                (_("Effective discount"), formats().percent(draft.effective_discount)),
            ):
                boxes += [14, Hairline(Role.LINE2, upright=True), 14, FigureBox(caption, figure)]
        card.setLayout(row(*boxes, None, spacing=0, margins=(16, 12, 16, 12)))
        return card

    def _deeds(self, asked: Asked, draft: Any, ready: Any) -> QWidget:
        self._shown, self._comment = asked, QLineEdit()
        comment = self._comment
        comment.setPlaceholderText(_("Comment, needed for returning"))
        comment.setAccessibleName(_("Comment"))
        words = _("Approve")
        if draft is not None and draft.margin is not None:
            words = _("Approve, margin {margin}").format(margin=formats().percent(draft.margin))

        approve = Button(words, "stamp", PRIMARY, APPROVE, partial(self._decide, "approve"))
        back = Button(_("Return"), "undo-2", SECONDARY, RETURN, partial(self._decide, "return"))
        box = row(comment, back, approve)
        note = Label(_("Your approval is bound to exactly this content. Any commercial change "
                       "voids it."), Text.SMALL, Role.TEXT2)  # fmt: skip
        self._why_not = {**ready.hindrances, **ready.for_others} if ready is not None else {}
        for verb, button in (("return", back), ("approve", approve)):
            if verb in self._why_not:
                button.setEnabled(False)
                button.setToolTip(self._why_not[verb])
                note.setText(self._why_not[verb])
        return holder(column(box, note, margins=(20, 8, 20, 16)))

    def _decide(self, verb: str) -> None:
        """What stands at the right is decided, not what is about to be shown there."""
        if self._shown is not None and verb in self._why_not:
            self.context.toast(self._why_not[verb])
        elif self._shown is not None:
            self._step(self._shown, verb, self._comment.text())

    def _waits(self) -> bool:
        return self._shown is not None

    def commands(self) -> Sequence[Command]:
        return [
            Command("approvals.refresh", _("Refresh"), self.refresh, "F5", "", "view",
                    "approvals"),
            *(Command(f"approvals.{verb}", words, partial(self._decide, verb), key, icon, "record",
                    "approvals", self._waits)
              for verb, words, key, icon in (("approve", _("Approve"), APPROVE, "stamp"),
                                             ("return", _("Return"), RETURN, "undo-2"))),
        ]  # fmt: skip

    def _step(self, asked: Asked, verb: str, reason: str) -> None:
        service = getattr(self.context.desk, asked.module)
        said = {"approve": _("{number} approved"), "return": _("{number} returned")}[verb]

        def done(_answer: Any) -> None:
            self.context.toast(said.format(number=asked.number))
            self.refresh()

        self.context.jobs.read(
            lambda: service.step(asked.id, verb, reason.strip()), done, self.context.fail
        )

    def _put(self, widget: QWidget) -> None:
        _clear(self._detail)
        self._detail.addWidget(widget)


def _canvas(layout: QVBoxLayout) -> QWidget:
    panel = Panel(Role.CANVAS)
    panel.setLayout(layout)
    return panel


def _clear(layout: Any) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
