"""The board: deals as cards in the columns of their stages, moved by mouse or keyboard."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from salesdesk.i18n import _
from salesdesk.models.values.listing import Condition, ListQuery, Operator, Row, SortKey
from salesdesk.ui.kit.memory import recall, remember
from salesdesk.ui.page import Place
from salesdesk.ui.screens.board_column import BoardColumn
from salesdesk.ui.screens.board_surface import CARD, GAP, HEAD, BoardSurface
from salesdesk.ui.screens.moving import move_deal

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

_STAGES = frozenset({"stage", "stage_kind"})
_MEMORY = "board.opportunities"


class OpportunityBoard(BoardSurface):
    """One key or one drag moves a card; columns fold, and stay folded for this user.

    What the list is filtered by holds here too, but for the stage: that is what columns are.
    """

    def __init__(self, context: Context, query: ListQuery | None = None) -> None:
        source = context.desk.opportunities.listing
        super().__init__(source.spec)
        self._context, self._source = context, source
        self._query = query or ListQuery()
        self._pressed: QPointF | None = None
        self._pressed_head: int | None = None
        self._folded = set(recall(context.memory, _MEMORY).get("folded", ()))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Board of opportunities"))
        self.setMouseTracking(True)
        self.refresh()

    # reading

    def show_query(self, query: ListQuery) -> None:
        """Show the deals that the list's filters let through."""
        self._query = query
        self.refresh()

    def refresh(self) -> None:
        """Read the first page of each column in a worker."""
        desk, source, asked = self._context.desk, self._source, self._query
        kept = tuple(c for c in asked.conditions if c.column not in _STAGES)

        def read() -> list[BoardColumn]:
            columns = []
            for stage in desk.opportunities.stages():
                here = Condition("stage", Operator.IS, (stage.name,))
                sort = "closed_on" if stage.kind != "open" else "expected_amount"
                query = ListQuery(asked.text, (*kept, here), (SortKey(sort, True),))
                totals = source.totals(query)
                wanted = "real_amount" if stage.kind == "won" else "expected_amount"
                sums = [(t.currency, t.amount) for t in totals if t.column == wanted]
                count = source.count(query)
                column = BoardColumn(stage, source.first_page(query), count, sums)
                if stage.kind == "open" and len(sums) == 1:  # each deal by its own probability
                    parts = source.sums_by(query, "expected_amount", "probability")
                    column.weighted = sum((t * p / 100 for _code, p, t in parts), Decimal(0))
                columns.append(column)
            return columns

        def shown(columns: list[BoardColumn]) -> None:
            if asked is self._query:  # a later filter asks anew
                self._show(columns)

        self._context.jobs.read(read, shown, self._context.fail)

    def _show(self, columns: list[BoardColumn]) -> None:
        for old, new in zip(self._columns, columns, strict=False):
            new.scroll = old.scroll
        for column in columns:
            column.folded = column.stage.name in self._folded
        self._columns = columns
        self._carried = None
        self._clamp()
        self.update()

    def fold(self, at: int, *, folded: bool) -> None:
        """Make a column a strip, or open it again; one column always stays open."""
        column = self._columns[at]
        others = [c for c in self._columns if not c.folded and c is not column]
        if column.folded == folded or (folded and not others):
            return
        column.folded = folded
        self._folded ^= {column.stage.name}
        remember(self._context.memory, _MEMORY, {"folded": sorted(self._folded)})
        self._clamp()
        self._tell()
        self.update()

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._columns and self._carried is None and self._fold_key(key):
            return
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._sideways(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._carried is None:
            self._at = (self._at[0], self._at[1] + (1 if key == Qt.Key.Key_Down else -1))
            self._clamp()
        elif key == Qt.Key.Key_Space and self._carried is None:
            self._pick_up()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._carried is not None:
                self._drop()
            else:
                self._open()
        elif key == Qt.Key.Key_Escape and self._carried is not None:
            self._carried = None
        else:
            super().keyPressEvent(event)
            return
        self._tell()
        self.update()

    def _fold_key(self, key: int) -> bool:
        """Minus folds the column, plus opens it; so do Space and Enter on a strip."""
        at = self._at[0]
        opens = {Qt.Key.Key_Plus, Qt.Key.Key_Equal}
        if self._columns[at].folded:
            opens |= {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if key == Qt.Key.Key_Minus:
            self.fold(at, folded=True)
        elif key in opens:
            self.fold(at, folded=False)
        else:
            return False
        return True

    def _sideways(self, by: int) -> None:
        last = max(0, len(self._columns) - 1)
        if self._carried is not None:
            self._target = max(0, min(last, self._target + by))
        else:
            self._at = (max(0, min(last, self._at[0] + by)), self._at[1])
            self._clamp()

    def _clamp(self) -> None:
        """Keep the current card among those there are, and in view."""
        if not self._columns:
            return
        column = min(self._at[0], len(self._columns) - 1)
        shown = self._columns[column]
        row = max(0, min(self._at[1], len(shown.rows) - 1))
        self._at = (column, row)
        room = self.height() - HEAD - 50
        top = row * (CARD + GAP)
        shown.scroll = min(max(shown.scroll, top + CARD - room), top)
        shown.scroll = max(0, shown.scroll)

    def _pick_up(self) -> None:
        if self._columns and self._columns[self._at[0]].rows:
            self._carried, self._target, self._drag = self._at, self._at[0], None

    def _row(self, at: tuple[int, int]) -> Row:
        return self._columns[at[0]].rows[at[1]]

    def _drop(self) -> None:
        assert self._carried is not None
        column, _number = self._carried
        row = self._row(self._carried)
        self._carried, self._drag = None, None
        if self._target == column:
            return
        before, stage = self._columns[column].stage, self._columns[self._target].stage
        name = str(self._value(row, "name"))
        move_deal(self, self._context, row[0], name, before, stage, self.refresh)

    def _open(self) -> None:
        if self._columns and self._columns[self._at[0]].rows:
            self._context.navigate(Place("opportunities", str(self._row(self._at)[0])))

    def _tell(self) -> None:
        """What the screen reader hears."""
        if not self._columns:
            return
        here = self._columns[self._at[0]]
        if self._carried is None and here.folded:
            words = _("{stage} is folded").format(stage=here.stage.name)
            self.setAccessibleDescription(words)
            return
        if not here.rows:
            return
        column, number = self._carried or self._at
        row = self._row((column, number))
        there = self._columns[self._target if self._carried else column]
        verb = _("Moving {name} to {stage}") if self._carried else _("{name} in {stage}")
        self.setAccessibleDescription(
            verb.format(name=self._value(row, "account"), stage=there.stage.name)
        )

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position())
        if hit is not None and event.button() == Qt.MouseButton.LeftButton:
            self._at, self._pressed = hit, event.position()
            self.update()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed_head = self._head_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        still = self._pressed is None or self._carried is not None
        start = self._pressed or event.position()
        if not still and (event.position() - start).manhattanLength() > 8:
            self._carried, self._target = self._at, self._at[0]
        if self._carried is not None and self._pressed is not None:
            self._drag = event.position()
            self._target = self._column_at(event.position())
            self.update()

    def _head_at(self, at: QPointF) -> int | None:
        """The column whose head, or whose strip, is at a point."""
        for column, shown in enumerate(self._columns):
            box = self._column_box(column)
            if box.contains(at) and (shown.folded or at.y() < box.top() + HEAD - 4):
                return column
        return None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        head, self._pressed_head = self._pressed_head, None
        if head is not None and head == self._head_at(event.position()):
            self.fold(head, folded=not self._columns[head].folded)
        if self._carried is not None and self._drag is not None:
            self._drop()
        self._pressed = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._hit(event.position()) is not None:
            self._open()

    def wheelEvent(self, event: QWheelEvent) -> None:
        column = self._columns[self._column_at(event.position())] if self._columns else None
        if column is not None:
            most = len(column.rows) * (CARD + GAP) - (self.height() - HEAD - 50)
            column.scroll = max(0, min(most, column.scroll - event.angleDelta().y()))
            self.update()
