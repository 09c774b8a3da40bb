"""What a plan of Microsoft Project says and we don't hold: a note for each kind, with its count."""

from __future__ import annotations

from collections.abc import Sequence

from salesdesk.errors import Problem
from salesdesk.i18n import _, n_
from salesdesk.services.mspdi_calendars import Calendars
from salesdesk.services.mspdi_fields import Fields

USUAL_PRIORITY = 500
MOST_NAMED = 5
_OFF = ("0", "false")


def without_inactive(tasks: Sequence[Fields]) -> tuple[list[Fields], list[Fields]]:
    """The tasks that are worked, and those that are switched off with all that is in them."""
    kept: list[Fields] = []
    left_out: list[Fields] = []
    off: int | None = None
    for task in tasks:
        level = task.number("OutlineLevel", 1)
        if off is None or level <= off:
            is_off = level > 0 and task.text("Active", "1").lower() in _OFF
            off = level if is_off else None
        (kept if off is None else left_out).append(task)
    return kept, left_out


def inactive(tasks: Sequence[Fields]) -> list[Problem]:
    """Which tasks were left out, the first few by name."""
    if not tasks:
        return []
    names = ", ".join(task.text("Name") for task in tasks[:MOST_NAMED])
    if len(tasks) > MOST_NAMED:
        names = f"{names}, {_('and {count} more').format(count=len(tasks) - MOST_NAMED)}"
    text = n_(
        "{count} inactive task is left out, and nothing waits for it.",
        "{count} inactive tasks are left out, and nothing waits for them.",
        len(tasks),
    )
    return [Problem(text.format(count=len(tasks)), "Active", value=names)]


def unheld(project: Fields, rows: Sequence[Fields], calendars: Calendars) -> list[Problem]:
    """Calendars, directions, priorities and links that a plan here has no place for."""
    usual = project.text("CalendarUID", "1")
    found = []
    if project.text("ScheduleFromStart", "1").lower() in _OFF:
        said = _("The plan is laid out back from its finish; here it runs from its start.")
        found.append(Problem(said, "ScheduleFromStart"))
    own = sum(1 for task in rows if calendars.differs(task.text("CalendarUID"), usual))
    people = project.all("Resources", "Resource")
    theirs = sum(1 for one in people if calendars.differs(one.text("CalendarUID"), usual))
    ranked = sum(1 for task in rows if task.number("Priority", USUAL_PRIORITY) != USUAL_PRIORITY)
    linked = sum(1 for task in rows if task.text("Hyperlink") or task.text("HyperlinkAddress"))
    for column, count, text in (
        ("Task calendar", own, n_(
            "{count} task has a calendar of its own, which is left out.",
            "{count} tasks have a calendar of their own, which is left out.", own)),
        ("Resource calendar", theirs, n_(
            "{count} resource has a calendar of its own, which is left out.",
            "{count} resources have a calendar of their own, which is left out.", theirs)),
        ("Priority", ranked, n_(
            "The priority of {count} task is left out.",
            "The priorities of {count} tasks are left out.", ranked)),
        ("Hyperlink", linked, n_(
            "The link of {count} task is left out.",
            "The links of {count} tasks are left out.", linked)),
    ):  # fmt: skip
        if count:
            found.append(Problem(text.format(count=count), column))
    return found
