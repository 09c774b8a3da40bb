"""The board: deals as cards in the columns of their stages, moved by mouse or keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from salesdesk.i18n import _
from salesdesk.models.values.listing import Condition, ListQuery, Operator, Row, SortKey
from salesdesk.ui.kit.memory import recall, remember
from salesdesk.ui.page import Place
from salesdesk.ui.screens.board_column import BoardColumn, closed_this_month
from salesdesk.ui.screens.board_surface import CARD, GAP, HEAD, BoardSurface
from salesdesk.ui.screens.moving import move_deal

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

_STAGES = frozenset({"stage", "stage_kind"})


class OpportunityBoard(BoardSurface):
    """One key or one drag moves a card; columns fold, and stay folded for this user.

    Won and lost show what was closed this month, or all of it where the user asked for that.
    What the list is filtered by holds here too, but for the stage: that is what columns are.
    """

    module = "opportunities"

    def __init__(self, context: Context, query: ListQuery | None = None) -> None:
        source = getattr(context.desk, self.module).listing
        super().__init__(source.spec)
        self._context, self._source = context, source
        self._query = query or ListQuery()
        self._pressed: QPointF | None = None
        self._pressed_head: int | None = None
        self._memory = f"board.{self.module}"
        kept = recall(context.memory, self._memory)
        self._folded, self._whole = set(kept.get("folded", ())), set(kept.get("whole", ()))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.name)
        self.setMouseTracking(True)
        self.refresh()

    # reading

    def show_query(self, query: ListQuery) -> None:
        """Show the deals that the list's filters let through."""
        self._query = query
        self.refresh()

    def refresh(self) -> None:
        """Read the first page of each column in a worker."""
        asked, whole = self._query, frozenset(self._whole)

        def read() -> list[BoardColumn]:
            return self.read_columns(asked, whole)

        def shown(columns: list[BoardColumn]) -> None:
            if asked is self._query:  # a later filter asks anew
                self._show(columns)

        self._context.jobs.read(read, shown, self._context.fail)

    @property
    def name(self) -> str:
        """What the screen reader calls it."""
        return _("Board of opportunities")

    def read_columns(self, asked: ListQuery, whole: frozenset[str]) -> list[BoardColumn]:
        """The columns of the pipeline, as the list's filters let them through; in a worker."""
        source = self._source
        kept = tuple(c for c in asked.conditions if c.column not in _STAGES)
        columns = []
        for stage in self._context.desk.opportunities.stages():
            here = Condition("stage", Operator.IS, (stage.name,))
            period = _period(stage, kept, whole)
            when = closed_this_month() if period == "month" else ()
            sort = "closed_on" if stage.kind != "open" else "expected_amount"
            query = ListQuery(asked.text, (*kept, *when, here), (SortKey(sort, True),))
            totals = source.totals(query)
            wanted = "real_amount" if stage.kind == "won" else "expected_amount"
            sums = [(t.currency, t.amount) for t in totals if t.column == wanted]
            count = source.count(query)
            column = BoardColumn(stage, source.first_page(query), count, sums, period=period)
            if stage.kind == "open" and len(sums) == 1:  # each deal by its own probability
                parts = source.sums_by(query, "expected_amount", "probability")
                column.weighted = sum((t * p / 100 for _code, p, t in parts), Decimal(0))
            columns.append(column)
        return columns

    def carry(self, record: Any, name: str, before: Any, stage: Any) -> None:
        """Bring a card from one stage to another."""
        move_deal(self, self._context, record, name, before, stage, self.refresh)

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
        self._keep()
        self._clamp()
        self._tell()
        self.update()

    def _keep(self) -> None:
        kept = {"folded": sorted(self._folded), "whole": sorted(self._whole)}
        remember(self._context.memory, self._memory, kept)

    def turn_period(self, at: int) -> None:
        """Show all closed deals of a column, or this month's again."""
        column = self._columns[at]
        if column.period:
            self._whole ^= {column.stage.name}
            self._keep()
            self.refresh()

    def show_whole(self, *, whole: bool) -> None:
        """Show all closed deals of every column, or this month's."""
        closed = {column.stage.name for column in self._columns if column.period}
        self._whole = self._whole | closed if whole else self._whole - closed
        self._keep()
        self.refresh()

    @property
    def is_whole(self) -> bool:
        """Whether no column leaves out what was closed before this month."""
        return all(column.period != "month" for column in self._columns)

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
        """Minus folds the column, plus opens it, as Space and Enter do a strip; M is for months."""
        at = self._at[0]
        opens = {Qt.Key.Key_Plus, Qt.Key.Key_Equal}
        if self._columns[at].folded:
            opens |= {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if key == Qt.Key.Key_Minus:
            self.fold(at, folded=True)
        elif key == Qt.Key.Key_M and self._columns[at].period:
            self.turn_period(at)
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
        self.carry(row[0], name, before, stage)

    def _open(self) -> None:
        if self._columns and self._columns[self._at[0]].rows:
            self._context.navigate(Place(self.module, str(self._row(self._at)[0])))

    def _tell(self) -> None:
        """What the screen reader hears."""
        if not self._columns:
            return
        here = self._columns[self._at[0]]
        if self._carried is None and (here.folded or not here.rows):
            words = _("{stage} is folded") if here.folded else "{stage}, {period}"
            period = here.period_words[0] if here.period else _("no deals")
            self.setAccessibleDescription(words.format(stage=here.stage.name, period=period))
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
            link = self._link_at(event.position())
            if link is not None:
                self._pressed_head = None
                self.turn_period(link)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._link_at(event.position()) is not None
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        still = self._pressed is None or self._carried is not None
        start = self._pressed or event.position()
        if not still and (event.position() - start).manhattanLength() > 8:
            self._carried, self._target = self._at, self._at[0]
        if self._carried is not None and self._pressed is not None:
            self._drag = event.position()
            self._target = self._column_at(event.position())
            self.update()

    def _link_at(self, at: QPointF) -> int | None:
        """The column whose link is at a point."""
        hits = (n for n in range(len(self._columns)) if self._link_box(n).contains(at))
        return next(hits, None)

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


def _period(stage: Any, conditions: Sequence[Condition], whole: frozenset[str]) -> str:
    """Which closed deals a column shows; the list's own days of closing come before."""
    if stage.kind == "open" or any(c.column == "closed_on" for c in conditions):
        return ""
    return "all" if stage.name in whole else "month"
