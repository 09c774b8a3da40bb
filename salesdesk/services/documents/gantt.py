"""The work plan as vectors: phases, bars, milestones and the calendar above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable

from salesdesk.i18n import N_
from salesdesk.services.documents.content import PlanPrint, PlanRow
from salesdesk.services.documents.facing import BETWEEN
from salesdesk.services.documents.scripts import clean, cut, lines
from salesdesk.services.documents.scripts import width as width_of
from salesdesk.services.documents.speech import Speech
from salesdesk.services.documents.style import (
    AMBER,
    FIGURES,
    HAIRLINE,
    INK,
    INK2,
    MEDIUM,
    REGULAR,
    RULE,
    SEMIBOLD,
    SHADE,
    WHITE,
    mixed,
)

STEP = N_("Step")
CRITICAL = N_("on the critical path")
SLACK = N_("may slip without moving the end")
_HEAD, _ROW, _LEGEND, _BAR = 30.0, 19.0, 24.0, 8.0
_DAY = timedelta(days=1)
_MOST_WEEKS = 22
_MOST_MONTHS = 26
_TILE_MONTHS = 18
_GAP, _LEADING = 12.0, 10.0


def charts(plan: PlanPrint, speech: Speech, colour: Color) -> Iterator[Gantt]:
    """The plan as one chart, or as several in time where it is too long for a page's width.

    Each of several has the rows whose bars are in its months, so that no page is empty.
    """
    windows = list(_windows(plan))
    for number, window in enumerate(windows, 1):
        first, days = window
        last = first + timedelta(days=days)
        rows = [row for row in plan.rows if row.finish >= first and row.start < last]
        chart = Gantt(plan, speech, colour, rows, window)
        chart.is_last = number == len(windows)
        if rows:
            yield chart


def _windows(plan: PlanPrint) -> Iterator[tuple[date, int]]:
    """The stretches of time that are drawn side by side: all of it, or so many months each."""
    start = min(row.start for row in plan.rows)
    finish = max(row.finish for row in plan.rows)
    first = start - timedelta(days=start.weekday())
    if (finish - start).days <= _MOST_MONTHS * 31:
        yield first, (finish - first).days + 4
        return
    first = start.replace(day=1)
    while first <= finish:
        months = first.year * 12 + first.month - 1 + _TILE_MONTHS
        after = date(months // 12, months % 12 + 1, 1)
        yield first, (after - first).days
        first = after


class Gantt(Flowable):
    """Some rows of a plan; a long chart breaks between phases and repeats its calendar."""

    def __init__(
        self,
        plan: PlanPrint,
        speech: Speech,
        colour: Color,
        rows: Sequence[PlanRow],
        window: tuple[date, int],
    ) -> None:
        super().__init__()
        self._plan = plan
        self._speech = speech
        self._colour = colour
        self._rows = rows
        self._first, self._days = window
        self.is_last = True

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        self.width = width
        self.height = _HEAD + _ROW * len(self._rows) + (self._legend if self.is_last else _GAP)
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:  # noqa: ARG002
        fits = int((height - _HEAD - self._legend) // _ROW)
        if fits < 3:
            return []
        at = self._cut(fits)
        above, rest = self._part(self._rows[:at]), self._part(self._rows[at:])
        above.is_last, rest.is_last = False, self.is_last
        return [above, CondPageBreak(height), rest]

    def _cut(self, fits: int) -> int:
        """How many rows stay: up to a phase that begins, else as many as fit; no phase is last."""
        rows = self._rows
        ends = [at for at in range(fits, 0, -1) if not rows[at - 1].is_summary]
        begins = (at for at in ends if rows[at : at + 1] and rows[at].is_summary)
        return next((at for at in begins if at > fits * 2 // 3), ends[0] if ends else fits)

    def _part(self, rows: Sequence[PlanRow]) -> Gantt:
        window = (self._first, self._days)
        return Gantt(self._plan, self._speech, self._colour, rows, window)

    def draw(self) -> None:
        canvas = self.canv
        self._left = self.width * 0.37
        self._per_day = (self.width - self._left) / self._days
        top = self.height
        self._draw_weekends(canvas, top)
        self._draw_head(canvas, top)
        y = top - _HEAD
        for row in self._rows:
            y -= _ROW
            self._draw_row(canvas, row, y)
        if self.is_last:
            self._draw_legend(canvas)

    def _x(self, day: date) -> float:
        return self._left + (day - self._first).days * self._per_day

    def _draw_weekends(self, canvas: Canvas, top: float) -> None:
        bottom = top - _HEAD - _ROW * len(self._rows)
        canvas.setFillColor(SHADE)
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.4)
        for at in range(self._days):
            day = self._first + timedelta(days=at)
            if day.weekday() in self._plan.weekend and self._days <= _MOST_WEEKS * 7:
                canvas.rect(self._x(day), bottom, self._per_day, top - _HEAD - bottom, 0, 1)
            if self._is_tick(day):
                canvas.line(self._x(day), bottom, self._x(day), top - _HEAD + 8)

    def _is_tick(self, day: date) -> bool:
        return day.weekday() == 0 if self._days <= _MOST_WEEKS * 7 else day.day == 1

    def _draw_head(self, canvas: Canvas, top: float) -> None:
        by_week = self._days <= _MOST_WEEKS * 7
        canvas.setFillColor(INK2)
        canvas.setFont(SEMIBOLD, 7.5)
        canvas.drawString(0, top - _HEAD + 7, self._speech.text(STEP))
        said: tuple[int, int] | None = None
        room = 0.0
        for at in range(self._days):
            day = self._first + timedelta(days=at)
            if not self._is_tick(day):
                continue
            label = self._month(day) if by_week else str(day.year)
            told = (day.year, day.month if by_week else 0)
            x = min(self._x(day), self.width - width_of(label, SEMIBOLD, 7.5))
            if told != said and x >= room and day.month == (day + 6 * _DAY).month:
                canvas.setFont(SEMIBOLD, 7.5)
                canvas.setFillColor(INK)
                canvas.drawString(x, top - 9, label)
                room = x + width_of(label, SEMIBOLD, 7.5) + 8
                said = told
            canvas.setFont(FIGURES, 7)
            canvas.setFillColor(INK2)
            canvas.drawString(
                self._x(day) + 3, top - _HEAD + 7, str(day.day if by_week else day.month)
            )
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(1)
        canvas.line(0, top - _HEAD, self.width, top - _HEAD)

    def _month(self, day: date) -> str:
        """The month in each language where that ends before the next one."""
        name = self._speech.month(day)
        both = f"{self._speech.month_name(day)} {day.year}"
        after = (day.replace(day=1) + 31 * _DAY).replace(day=1)
        fits = width_of(both, SEMIBOLD, 7.5) + 8 <= min(self._x(after), self.width) - self._x(day)
        return both if BETWEEN in both and fits else name

    def _draw_row(self, canvas: Canvas, row: PlanRow, y: float) -> None:
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.5)
        canvas.line(0, y, self.width, y)
        font = SEMIBOLD if row.is_summary else REGULAR
        canvas.setFillColor(INK2)
        canvas.setFont(FIGURES, 8)
        canvas.drawString(0, y + 6, clean(row.code))
        self._draw_name(canvas, row.name, font, y)
        canvas.saveState()
        inside = canvas.beginPath()
        inside.rect(self._left, y, self.width - self._left, _ROW)
        canvas.clipPath(inside, stroke=0, fill=0)
        if row.is_milestone:
            self._draw_milestone(canvas, row, y)
        elif row.is_summary:
            self._draw_summary(canvas, row, y)
        else:
            self._draw_bar(canvas, row, y)
        canvas.restoreState()

    def _draw_name(self, canvas: Canvas, name: str, font: str, y: float) -> None:
        """On one line, or smaller on two where it is long."""
        room = self._left - 38
        canvas.setFillColor(INK)
        if len(lines(name, font, 9, room)) <= 1:
            canvas.setFont(font, 9)
            canvas.drawString(30, y + 6, cut(name, font, 9, room))
            return
        canvas.setFont(font, 7.5)
        first, *rest = lines(name, font, 7.5, room)
        canvas.drawString(30, y + (10.5 if rest else 6), first)
        canvas.drawString(30, y + 2.5, cut(" ".join(rest), font, 7.5, room))

    def _draw_milestone(self, canvas: Canvas, row: PlanRow, y: float) -> None:
        x, middle, size = self._x(row.finish), y + _ROW / 2, 4.2
        path = canvas.beginPath()
        path.moveTo(x, middle + size)
        path.lineTo(x + size, middle)
        path.lineTo(x, middle - size)
        path.lineTo(x - size, middle)
        path.close()
        canvas.setFillColor(AMBER)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.setFont(SEMIBOLD, 7)
        label = self._speech.short_day(row.finish)
        if x + 8 + canvas.stringWidth(label, SEMIBOLD, 7) > self.width:
            canvas.drawRightString(x - 7, middle - 2.5, label)
        else:
            canvas.drawString(x + 7, middle - 2.5, label)

    def _draw_summary(self, canvas: Canvas, row: PlanRow, y: float) -> None:
        x, end, top = self._x(row.start), self._x(row.finish + _DAY), y + _ROW / 2 + 2
        canvas.setFillColor(INK)
        canvas.rect(x, top - 2.2, end - x, 2.2, stroke=0, fill=1)
        for edge in (x, end - 1.6):
            canvas.rect(edge, top - 6, 1.6, 6, stroke=0, fill=1)

    def _draw_bar(self, canvas: Canvas, row: PlanRow, y: float) -> None:
        x, end = self._x(row.start), self._x(row.finish + _DAY)
        low = y + (_ROW - _BAR) / 2
        light = mixed(self._colour, WHITE, 0.52)
        canvas.setFillColor(self._colour if row.is_critical else light)
        canvas.roundRect(x, low, max(end - x, 2), _BAR, 1.8, stroke=0, fill=1)
        if row.hours is None:
            return
        label = f"{self._speech.quantity(row.hours)} h"
        wide = canvas.stringWidth(label, MEDIUM, 6.5)
        canvas.setFont(MEDIUM, 6.5)
        if end + wide + 4 > self.width and end - x > wide + 6:
            canvas.setFillColor(WHITE if row.is_critical else INK)
            canvas.drawRightString(end - 4, low + 1.8, label)
        elif end + wide + 4 <= self.width:
            canvas.setFillColor(INK2)
            canvas.drawString(end + 3.5, low + 1.8, label)

    def _draw_legend(self, canvas: Canvas) -> None:
        x, y = 0.0, self._legend - 19
        light = mixed(self._colour, WHITE, 0.52)
        for ink, told in ((self._colour, self._told(CRITICAL)), (light, self._told(SLACK))):
            canvas.setFillColor(ink)
            canvas.roundRect(x, y, 12, 5.5, 1.4, stroke=0, fill=1)
            canvas.setFillColor(INK2)
            canvas.setFont(REGULAR, 7.5)
            for at, words in enumerate(told):
                canvas.drawString(x + 17, y - at * _LEADING, words)
            x += 17 + max(width_of(words, REGULAR, 7.5) for words in told) + 18

    def _told(self, message: str) -> tuple[str, ...]:
        return self._speech.spoken(lambda say: say.text(message))

    @property
    def _legend(self) -> float:
        """What the legend needs: a line for each language."""
        return _LEGEND + _LEADING * (len(self._told(SLACK)) - 1)
