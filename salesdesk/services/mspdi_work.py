"""Who works on the tasks of a Microsoft Project XML file, and at what rate."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from salesdesk.errors import Problem
from salesdesk.i18n import _, n_
from salesdesk.models.values.calendar import WorkingCalendar
from salesdesk.services.mspdi_fields import UNASSIGNED, Fields, hourly

MATERIAL, WORK, COST = 0, 1, 2
HUNDREDTHS = Decimal("0.01")
SIX_DIGITS = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Staffed:
    """The role of a task, the person when named, and the hour's cost over all who work on it."""

    role: str = ""
    resource: str = ""
    cost_rate: Decimal | None = None


class Staffing:
    """The assignments by task."""

    def __init__(self, project: Fields, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self.problems: list[Problem] = []
        self._resources = {one.text("UID"): one for one in project.all("Resources", "Resource")}
        self._assigned: dict[str, list[Fields]] = {}
        for one in project.all("Assignments", "Assignment"):
            if one.text("ResourceUID") in self._resources and one.text("ResourceUID") != UNASSIGNED:
                self._assigned.setdefault(one.text("TaskUID"), []).append(one)
        for resource in self._resources.values():
            self._report(resource)

    def _report(self, resource: Fields) -> None:
        name = resource.text("Name")
        rates = len(resource.all("Rates", "Rate"))
        if rates > 1:
            message = n_("{count} dated rate", "{count} dated rates", rates).format(count=rates)
            text = _("{what}: only the standard rate is read; enter the others as role rates.")
            self.problems.append(Problem(text.format(what=message), "Rates", value=name))
        for tag, message in (
            ("CostPerUse", _("A cost per use is not held.")),
            ("OvertimeRate", _("An overtime rate is not held.")),
        ):
            if resource.decimal(tag):
                self.problems.append(Problem(message, tag, value=name))

    def of(self, task: str) -> Staffed:
        """Who works on a task."""
        assigned = self._assigned.get(task, [])
        workers = [one for one in assigned if self._is_person(one)]
        if any(self._type(one) == MATERIAL for one in assigned):
            self.problems.append(
                Problem(
                    _("Material is not part of a task here; add it as a product."), "Assignment"
                )
            )
        if not workers:
            return Staffed()
        names = [self._resources[one.text("ResourceUID")].text("Name") for one in workers]
        if len(names) > 1:
            text = _("{count} people share a task; its role is the first, its rate their average.")
            problem = Problem(text.format(count=len(names)), "Assignment", value=", ".join(names))
            self.problems.append(problem)
        return Staffed(names[0], ", ".join(names) if len(names) > 1 else "", self._rate(workers))

    def costs(self, task: str) -> list[tuple[str, Decimal]]:
        """What cost resources (fares, fees) cost on a task: whose cost, and how much."""
        return [
            (self._resources[one.text("ResourceUID")].text("Name"),
             one.decimal("Cost") * HUNDREDTHS)
            for one in self._assigned.get(task, [])
            if self._type(one) == COST and one.decimal("Cost") > 0
        ]  # fmt: skip

    def _is_person(self, assignment: Fields) -> bool:
        return self._type(assignment) not in (MATERIAL, COST)

    def _type(self, assignment: Fields) -> int:
        return self._resources[assignment.text("ResourceUID")].number("Type", WORK)

    def _rate(self, workers: list[Fields]) -> Decimal | None:
        """The average cost of an hour, weighted by each one's work."""
        rates = []
        for one in workers:
            resource = self._resources[one.text("ResourceUID")]
            code = resource.number("StandardRateFormat", 2)
            rate = hourly(resource.decimal("StandardRate"), code, self._calendar)
            rates.append((Decimal(one.seconds("Work") or 1), rate or Decimal(0)))
        if not any(rate for _work, rate in rates):
            return None
        total = sum(work for work, _rate in rates)
        average = sum(work * rate for work, rate in rates) / total
        return Decimal(average).quantize(SIX_DIGITS).normalize() + 0
