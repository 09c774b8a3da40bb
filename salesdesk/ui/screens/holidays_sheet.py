"""Public holidays of a country, filled into a calendar as rows that are saved with the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.lookup import Choice
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from salesdesk.services.public_holidays import HolidayCountry
    from salesdesk.ui.context import Context

Days = Sequence[tuple[date, str]]


class HolidaysSheet(Sheet):
    """Asks for calendar, country, part and years; answers the days that are off."""

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        calendars: Sequence[Choice],
        take: Callable[[UUID, Days], object],
        today: date | None = None,
    ) -> None:
        super().__init__(
            parent,
            _("Fill in holidays"),
            _("The days come into the list and are kept when you save it; what is there stays."),
        )
        self._context, self._take = context, take
        self._countries: dict[str, HolidayCountry] = {}
        self.calendar, self.country, self.part = QComboBox(), QComboBox(), QComboBox()
        for key, name in calendars:
            self.calendar.addItem(name, key)
        year = (today or date.today()).year  # noqa: DTZ011 the user's own day
        self.first, self.last = _year_box(year), _year_box(year + 2)
        self._wrong = Label("", Text.SMALL, Role.RED, wrap=True)
        self._wrong.hide()
        self._assemble()
        self.country.currentIndexChanged.connect(self._show_parts)
        self.add_way_back()
        self._fill = self.add_deed(_("Fill in"), self._ask, primary=True)
        self._fill.setEnabled(False)
        desk = context.desk
        context.jobs.read(lambda: _known_countries(desk), self._show_countries, context.fail)

    def _assemble(self) -> None:
        form = QFormLayout()
        for words, field in (
            (_("Calendar"), self.calendar), (_("Country"), self.country), (_("Part"), self.part),
            (_("From year"), self.first), (_("Until year"), self.last),
        ):  # fmt: skip
            field.setAccessibleName(words)
            form.addRow(words, field)
        self.body.addLayout(form)
        self.body.addWidget(self._wrong)

    def _show_countries(self, known: tuple[Sequence[HolidayCountry], str]) -> None:
        found, home = known
        self._countries = {country.code: country for country in found}
        for country in found:
            self.country.addItem(country.name, country.code)
        here = home or QLocale.territoryToCode(QLocale().territory())
        self.country.setCurrentIndex(max(0, self.country.findData(here)))
        self._fill.setEnabled(self.calendar.count() > 0)

    def _show_parts(self) -> None:
        country = self._countries.get(self.country.currentData())
        self.part.clear()
        self.part.addItem(_("The whole country"), "")
        for code in country.parts if country else ():
            self.part.addItem(code, code)
        self.part.setEnabled(self.part.count() > 1)

    def _ask(self) -> None:
        country, part = self.country.currentData(), self.part.currentData()
        years = range(self.first.currentData(), self.last.currentData() + 1)
        language = QLocale().name()[:2]

        def work() -> Days:
            from salesdesk.services.public_holidays import days_off

            return days_off(country, part, years, language)

        self._context.jobs.read(work, self._fill_in, self._refused)

    def _fill_in(self, days: Days) -> None:
        self._take(self.calendar.currentData(), days)
        self.accept()

    def _refused(self, failure: BaseException) -> None:
        self._wrong.setText(str(getattr(failure, "message", failure)))
        self._wrong.show()


def _known_countries(desk: Desk) -> tuple[Sequence[HolidayCountry], str]:
    """The countries, and that of a calendar or else of a company."""
    from salesdesk.services.public_holidays import countries

    records = [*desk.reference.rows("calendars"), *desk.reference.rows("companies")]
    named = (str(record.values.get("country") or "") for record in records)
    return countries(QLocale().name()), next(filter(None, named), "")


def _year_box(year: int) -> QComboBox:
    box = QComboBox()
    for one in range(date.today().year - 5, date.today().year + 31):  # noqa: DTZ011 as above
        box.addItem(str(one), one)
    box.setCurrentIndex(box.findData(year))
    return box
