"""A work plan out of a table: CSV or XLSX, whatever program wrote it.

The outline comes from a column of levels, else from codes such as 1.2.1, else from the spaces
before the names. What can't be read is told by its row, and the row comes in without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _, n_
from salesdesk.models.values import cell_entry
from salesdesk.models.values.calendar import OFFICE, instant_of, seconds_of
from salesdesk.models.values.duration import Duration
from salesdesk.models.values.folding import folded
from salesdesk.models.values.plan_schedule import PlanSchedule, duration_of
from salesdesk.models.values.work_triangle import with_units
from salesdesk.models.values.workplan import KINDS, Dependency, ItemKind, WorkItem, WorkPlan
from salesdesk.services.imports.figures import amount_of, date_of
from salesdesk.services.imports.plan_columns import PLAN_FIELDS
from salesdesk.services.imports.plan_sheets import PlanTable, read_plan_table
from salesdesk.services.mspdi import ImportedPlan, keep_dates
from salesdesk.services.plan_cells import is_zero, money, plain_links, span
from salesdesk.services.plan_xml import unreadable

_CODE = re.compile(r"\d+(\.\d+)*\.?")
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})[T ,-].*")
_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "sim", "si"})
_KIND_WORDS = {folded(words): kind for kind, words in KINDS.items()} | {
    kind.value: kind for kind in ItemKind
}
_ROLLED = ("effort", "low", "high", "start", "finish", "duration")


def read_table_file(path: Path, mapping: Mapping[str, str] | None = None) -> ImportedPlan:
    """Read a plan from a file; ``mapping`` gives headings other names.

    Raises InvalidInput when the file is no table, or no column of it holds the names.
    """
    found = read_plan_table(path, mapping)
    return _Reading(found, path).plan()


class _Row:
    """One line of the table by field."""

    def __init__(self, number: int, cells: Mapping[str, str]) -> None:
        self.number, self._cells = number, cells

    def raw(self, field: str) -> str:
        return self._cells.get(field, "")

    def text(self, field: str) -> str:
        return self.raw(field).strip()

    @property
    def is_filled(self) -> bool:
        return any(cell.strip() for cell in self._cells.values())


class _Reading:
    """One pass over a table."""

    def __init__(self, found: PlanTable, path: Path) -> None:
        self._found, self._file, self._name = found, path.name, path.stem
        self._problems: list[Problem] = []
        self._columns = self._fields()
        if "name" not in self._columns:
            said = _("No column holds the names of the items. Choose it among the columns.")
            raise InvalidInput(said, [Problem(said, "name", 1, self._file)])
        self._rows = self._named_rows()
        self._levels = self._outline()

    def _fields(self) -> dict[str, int]:
        """The column of each field: the first that means it."""
        columns: dict[str, int] = {}
        for at, heading in enumerate(self._found.table.headings):
            key = next((one.key for one in PLAN_FIELDS if heading and one.means(heading)), "")
            if key:
                columns.setdefault(key, at)
        return columns

    def _named_rows(self) -> list[_Row]:
        rows = []
        for number, cells in self._found.table.lines:
            row = _Row(number, {key: cells[at] for key, at in self._columns.items()})
            if row.text("name"):
                rows.append(row)
            elif row.is_filled:
                self._report(number, "name", _("This row has no name and is left out."), "")
        if not rows:
            raise unreadable(self._file, _("it has no rows with a name"))
        return rows

    def plan(self) -> ImportedPlan:
        branches = [
            at + 1 < len(self._levels) and self._levels[at + 1] > level
            for at, level in enumerate(self._levels)
        ]
        items = [
            self._item(row, level, is_branch=branch)
            for row, level, branch in zip(self._rows, self._levels, branches, strict=True)
        ]
        plan = with_units(self._linked(WorkPlan(items)), OFFICE)
        dates = [
            (None, None) if branch else self._dates(row, item)
            for row, item, branch in zip(self._rows, plan, branches, strict=True)
        ]
        start = self._start(dates)
        plan, moved = keep_dates(plan, dates, OFFICE, start.date())
        for at in moved:
            said = _("Links and calendar give other dates; the file's are fixed.")
            self._report(self._rows[at].number, "start", said, self._rows[at].text("start"))
        self._report_rest(branches)
        uids = tuple(row.number for row in self._rows)
        name = self._name
        problems = tuple(self._problems)
        return ImportedPlan(name, start, "", OFFICE, plan, problems, uids, is_dated=False)

    def _report(self, row: int | None, column: str, said: str, value: str) -> None:
        self._problems.append(Problem(said, column, row, self._file, value[:80]))

    # -- the outline

    def _outline(self) -> list[int]:
        depths = self._depths()
        levels: list[int] = []
        path: list[int] = []
        for depth in depths:
            while path and path[-1] >= depth:
                path.pop()
            levels.append(len(path))
            path.append(depth)
        return levels

    def _depths(self) -> list[int]:
        """How deep each row stands, by whatever scale the file has."""
        if "level" in self._columns:
            found = [self._level(row) for row in self._rows]
            if len({level for level in found if level is not None}) > 1:
                return [level or 0 for level in found]
        codes = [row.text("code").rstrip(".") for row in self._rows]
        if any("." in code for code in codes) and any(map(_CODE.fullmatch, codes)):
            return [code.count(".") if _CODE.fullmatch(code) else 0 for code in codes]
        names = (row.raw("name").expandtabs(4) for row in self._rows)
        return [len(name) - len(name.lstrip(" \u00a0")) for name in names]

    def _level(self, row: _Row) -> int | None:
        text = row.text("level")
        value = amount_of(text) if text else None
        if value is not None and 0 <= value <= 50 and value == int(value):
            return int(value)
        if text:
            self._report(row.number, "level", _("This is no level of an outline."), text)
        return None

    # -- an item

    def _item(self, row: _Row, level: int, *, is_branch: bool) -> WorkItem:
        kind = self._kind(row, is_branch=is_branch)
        texts: dict[str, Any] = {
            key: row.text(key)
            for key in ("role", "resource", "unit", "client_note", "internal_note", "description")
        }
        item = WorkItem(
            row.text("name"), kind, level,
            is_optional=folded(row.text("optional")) in _YES,
            cost_rate=None if is_branch else self._read(row, "cost_rate", money),
            rule=self._read(row, "rule", cell_entry.rule),
            **texts,
        )  # fmt: skip
        if is_branch:
            return item
        return replace(item, **self._work(row, item))

    def _kind(self, row: _Row, *, is_branch: bool) -> ItemKind:
        text = row.text("kind")
        found = _KIND_WORDS.get(folded(text)) if text else None
        if text and found is None:
            self._report(row.number, "kind", _("This is no kind of item here."), text)
        if found is not None:
            return found
        if is_branch:
            return ItemKind.PHASE
        if row.text("duration") and is_zero(row.text("duration")) and not row.text("effort"):
            return ItemKind.MILESTONE
        return ItemKind.TASK

    def _work(self, row: _Row, item: WorkItem) -> dict[str, Any]:
        """Effort, its three points, quantity and duration."""
        if item.is_counted:
            quantity = self._read(row, "quantity", money)
            return {"quantity": quantity if quantity is not None else self._hours(row, "effort")}
        low, likely, high = self._points(row)
        if low is not None and high is not None and likely is None:
            likely = (low + high) / 2
            said = _("The most likely effort is missing; the middle of the two others is taken.")
            self._report(row.number, "effort", said, row.text("low"))
        points = low is not None and high is not None and likely is not None
        if points and not low <= likely <= high:  # type: ignore[operator]
            said = _("The three points don't rise; only the likely one is read.")
            self._report(row.number, "low", said, f"{low}/{likely}/{high}")
            points = False
        elif not points and (low is not None or high is not None):
            said = _("Three points are needed, or one; the single one is read.")
            self._report(row.number, "low", said, row.text("low") or row.text("high"))
        milestone = item.kind is ItemKind.MILESTONE
        return {
            "effort": None if milestone else likely,
            "low": low if points else None,
            "high": high if points else None,
            "quantity": self._read(row, "quantity", money),
            "duration": None if milestone else self._read(row, "duration", self._duration),
        }

    def _points(self, row: _Row) -> list[Decimal | None]:
        """Three columns, or three numbers in one cell as the grid takes them: ``20/30/58``."""
        parts = row.text("effort").split("/")
        if len(parts) != 3:
            return [self._hours(row, key) for key in ("low", "effort", "high")]
        unit = "d" if self._is_in_days("effort") else "h"
        return [self._in_hours(row, "effort", part.strip(), unit) for part in parts]

    def _read(self, row: _Row, field: str, read: Callable[[str], Any]) -> Any:
        text = row.text(field)
        if not text:
            return None
        try:
            return read(text)
        except InvalidInput as problem:
            self._report(row.number, field, problem.message, text)
        return None

    def _hours(self, row: _Row, field: str) -> Decimal | None:
        unit, text = "d" if self._is_in_days(field) else "h", row.text(field)
        return self._in_hours(row, field, text, unit) if text else None

    def _in_hours(self, row: _Row, field: str, text: str, unit: str) -> Decimal | None:
        try:
            found = span(text, unit)
        except InvalidInput as problem:
            self._report(row.number, field, problem.message, row.text(field))
            return None
        return found.hours(OFFICE).quantize(Decimal("0.000001")).normalize() + 0

    def _duration(self, text: str) -> Duration:
        heading = self._found.table.headings[self._columns["duration"]]
        return span(text, "h" if heading.endswith((" h", " hours")) else "d")

    def _is_in_days(self, field: str) -> bool:
        heading = self._found.table.headings[self._columns[field]] if field in self._columns else ""
        return heading.split(" ")[-1] in ("days", "d", "tage", "dias", "pd")

    # -- links

    def _linked(self, plan: WorkPlan) -> WorkPlan:
        if "after" not in self._columns:
            return plan
        keys = self._codes(plan)
        rows = [
            replace(item, after=self._after(row, item, keys))
            for row, item in zip(self._rows, plan, strict=True)
        ]
        return self._without_loops(WorkPlan(rows))

    def _codes(self, plan: WorkPlan) -> dict[str, UUID]:
        """Rows by the file's own codes, else by our codes, else by their place."""
        given = [row.text("code").rstrip(".") for row in self._rows]
        names = given if any(given) else [str(at) for at, _item in enumerate(plan, 1)]
        own = dict(zip(plan.codes(), (item.id for item in plan), strict=True))
        found = {name: item.id for name, item in zip(names, plan, strict=True) if name}
        return {**own, **found} if not any(given) else found

    def _after(self, row: _Row, item: WorkItem, keys: Mapping[str, UUID]) -> tuple[Dependency, ...]:
        text = row.text("after")
        if not text:
            return ()
        try:
            found = cell_entry.predecessors(plain_links(text), keys)
        except InvalidInput as problem:
            self._report(row.number, "after", problem.message, text)
            return ()
        if any(link.before == item.id for link in found):
            self._report(row.number, "after", _("A row can't wait for itself."), text)
        return tuple(link for link in found if link.before != item.id)

    def _without_loops(self, plan: WorkPlan) -> WorkPlan:
        """Links are dropped row by row, from the end, until nothing waits in a circle."""
        try:
            PlanSchedule(plan, OFFICE, date(2000, 1, 3))
        except InvalidInput as loop:
            said = loop.message
        else:
            return plan
        kept = WorkPlan(replace(item, after=()) for item in plan)
        for at, item in enumerate(plan):
            if not item.after:
                continue
            tried = kept.with_rows({at: item})
            try:
                PlanSchedule(tried, OFFICE, date(2000, 1, 3))
                kept = tried
            except InvalidInput:
                row = self._rows[at]
                self._report(row.number, "after", said, row.text("after"))
        return kept

    # -- dates

    def _dates(self, row: _Row, item: WorkItem) -> tuple[datetime | None, datetime | None]:
        """Both ends of the work; the length comes from the duration where one end is missing."""
        first, last = self._day(row, "start"), self._day(row, "finish")
        if first is None:
            return None, None
        start = OFFICE.next_work(seconds_of(_at(first)))
        length = duration_of(item)
        if item.kind is ItemKind.MILESTONE:
            return instant_of(start), instant_of(start)
        if last is not None and last >= first:
            finish = seconds_of(_at(last)) + 17 * 3600
        else:
            finish = OFFICE.after(start, length.seconds(OFFICE)) if length else start
            if last is not None:
                said = _("It ends before it starts; the end is left out.")
                self._report(row.number, "finish", said, row.text("finish"))
        return instant_of(start), instant_of(max(start, finish))

    def _day(self, row: _Row, field: str) -> date | None:
        text = row.text(field)
        if not text:
            return None
        iso = _ISO.fullmatch(text)
        found = date_of(iso[1] if iso else text)
        if found is None:
            said = _("This is no date, or could be two. Write it as 2026-03-02.")
            self._report(row.number, field, said, text)
        return found

    def _start(self, dates: Sequence[tuple[datetime | None, datetime | None]]) -> datetime:
        starts = [start for start, _finish in dates if start]
        return min(starts, default=instant_of(OFFICE.next_work(seconds_of(_at(date.today())))))  # noqa: DTZ011 the user's own day

    # -- what can't be held

    def _report_rest(self, branches: Sequence[bool]) -> None:
        table = self._found.table
        read = set(self._columns.values())
        left = [
            title
            for at, title in enumerate(table.titles)
            if title and at not in read and any(cells[at].strip() for _n, cells in table.lines)
        ]
        if left:
            text = n_("{count} column is not read.", "{count} columns are not read.", len(left))
            self._report(None, "", text.format(count=len(left)), ", ".join(dict.fromkeys(left)))
        if self._found.others:
            text = n_("{count} other sheet is not read.", "{count} other sheets are not read.",
                      len(self._found.others))  # fmt: skip
            said = text.format(count=len(self._found.others))
            self._report(None, "", said, ", ".join(self._found.others))
        rolled = [
            row for row, branch in zip(self._rows, branches, strict=True)
            if branch and any(row.text(key) for key in (*_ROLLED, "cost_rate"))
        ]  # fmt: skip
        if rolled:
            text = n_("The figures of {count} phase are summed up here, not read.",
                      "The figures of {count} phases are summed up here, not read.",
                      len(rolled))  # fmt: skip
            self._report(rolled[0].number, "", text.format(count=len(rolled)), "")


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 a plan has no time zone
