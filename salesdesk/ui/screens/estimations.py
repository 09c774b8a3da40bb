"""The list of estimations and the pane beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import N_, _
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.editors import TextEditor
from salesdesk.ui.kit.empty import EmptyWords
from salesdesk.ui.kit.form import Field
from salesdesk.ui.kit.labels import Badge
from salesdesk.ui.kit.list_screen import DetailPane, ListScreen
from salesdesk.ui.kit.panels import Card, FigureBox, holder, row
from salesdesk.ui.kit.start_dialog import StartDialog
from salesdesk.ui.page import Place
from salesdesk.ui.screens.lookups import from_module
from salesdesk.ui.screens.panes import Fact, RecordPane
from salesdesk.ui.states import state_words, tone_of
from salesdesk.ui.theme import Role

if TYPE_CHECKING:
    from salesdesk.ui.context import Context


class EstimationPane(RecordPane):
    """Its figures are those of the list, so nothing is calculated anew."""

    module = "estimations"

    def read(self, record: Any) -> Any:
        desk = self.context.desk
        spec = desk.estimations.listing.spec
        values = desk.estimations.listing.rows([record])[0]
        found = {column.name: values[spec.position(column.name)] for column in spec.columns}
        return found, desk.activities.timeline(record, 6)

    def title(self, found: Any) -> tuple[str, str, Place | None]:
        return found[0]["name"] or found[0]["number"], found[0]["account"] or "", None

    def middle(self, found: Any) -> Sequence[QWidget]:
        values = found[0]
        code = values["currency"]
        sums = Card(Role.CANVAS, 8)
        boxes: list[QWidget | None] = [
            FigureBox(_("Sell, {code}").format(code=code), formats().amount(values["sell"], code))
        ]
        if "margin" in values:
            boxes += [None, FigureBox(_("Cost"), formats().amount(values["cost"], code)), None,
                      FigureBox(_("Margin"), formats().percent(values["margin"]))]  # fmt: skip
        sums.setLayout(row(*boxes, margins=(12, 9, 12, 9)))
        badge = Badge(state_words(values["status"]), tone_of(values["status"]))
        return [holder(row(badge, None)), sums]

    def facts(self, found: Any) -> Sequence[Fact]:
        values = found[0]
        return [
            (_("Number"), values["number"]),
            (_("Revision"), str(values["revision"])),
            (_("Owner"), values["owner"] or ""),
            (_("Effort"), f"{formats().number(values['effort_hours'])} h"),
            (_("Start"), formats().day(values["starts_on"])),
        ]

    def timeline(self, found: Any) -> Sequence[Any] | None:
        entries: Sequence[Any] = found[1]
        return entries


class EstimationsPage(ListScreen):
    module = "estimations"
    watches = frozenset({"estimation", "work_item"})
    can_import = True
    can_archive = True
    can_duplicate = True

    def __init__(self, context: Context) -> None:
        self.nouns = (_("estimation"), _("estimations"))
        self.new_words = _("New estimation")
        self.search_words = _("Search estimations")
        super().__init__(context, context.desk.estimations.listing, _("Estimations"), "table")

    def make_detail(self) -> DetailPane | None:
        return EstimationPane(self.context)

    def empty_words(self) -> EmptyWords:
        why = _(
            "An estimation is the work plan with its cost and price: phases, tasks, products and "
            "expenses. A Microsoft Project file is a good start."
        )
        return EmptyWords(_("No estimations yet"), why)

    def new(self) -> None:
        desk = self.context.desk
        fields = (
            Field(N_("Name"), "name", TextEditor),
            Field(N_("Account"), "account_id", from_module(self.context, "accounts")),
            Field(N_("Opportunity"), "opportunity_id",
                  from_module(self.context, "opportunities")),
        )  # fmt: skip
        StartDialog(
            self, _("New estimation"), fields, self.context.jobs, desk.estimations.new,
            desk.estimations.save,
            lambda key: self.context.navigate(Place("estimations", str(key))),
        ).open()  # fmt: skip

    def import_file(self) -> None:
        from salesdesk.ui.screens.importing import import_file

        import_file(self, self.context, "work-plan")
