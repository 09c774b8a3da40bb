"""Using again what was estimated before: templates, and past items found by their words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from salesdesk.i18n import _, n_
from salesdesk.models.values.plan_node import Node
from salesdesk.models.values.typed_money import brought
from salesdesk.models.values.workplan import WorkItem, WorkPlan, copied, relevelled
from salesdesk.models.values.workplan_edits import Whole
from salesdesk.services.jobs import Progress
from salesdesk.ui.estimation.memory_sheet import MemorySheet
from salesdesk.ui.estimation.template_sheets import InsertTemplate, SaveTemplate, Wanted
from salesdesk.ui.estimation.transfer import Transfer


class Reuse(Transfer):
    """Whatever comes in is one step that can be undone."""

    # -- templates

    def save_template(self) -> None:
        """Keep the branch at the cursor under a name."""
        node = self._at_cursor()
        if node is None:
            self.context.toast(_("Go to the row whose branch becomes a template."))
            return
        plan, key = self.workbench.plan, node.item.id
        at = plan.index_of(key)
        rows = plan.end_of(at) - at

        def save(name: str, note: str) -> None:
            self._save_template(key, name, note)

        SaveTemplate(self, node.item.name, rows, save).open()

    def _save_template(self, key: UUID, name: str, note: str) -> None:
        database, draft = self.context.desk.database, self.workbench.draft

        def work(progress: Progress) -> Any:
            from salesdesk.services.plan_templates import save_template

            return save_template(database, name, draft, key, note, progress)

        def saved(_key: Any) -> None:
            self.context.toast(_("Template {name} saved").format(name=name))

        self._work(_("Save branch as template"), work, saved)

    def insert_template(self) -> None:
        """Choose a template; its rows come in below the cursor."""
        if self.panel is None or self.workbench.is_read_only:
            self.workbench.refuse()
        else:
            start = self.workbench.draft.starts_on
            InsertTemplate(self, self.context, start, self._take_template).open()

    def _take_template(self, wanted: Wanted) -> None:
        database, draft = self.context.desk.database, self.workbench.draft

        def read(progress: Progress) -> Any:
            from salesdesk.services.plan_templates import applied, template

            found = template(database, wanted.key, draft.currency)
            progress.step(1, 2)
            rows = applied(found, draft, wanted.start, todays_rates=wanted.todays_rates)
            progress.step(2, 2)
            return found, rows

        def put(read: Any) -> None:
            found, rows = read
            at, level = self._landing()
            label = _("insert template {name}").format(name=found.name)
            self._put(at, relevelled(rows, level), label, _left_out(found.lost, found.currency))

        self._work(_("Insert template"), read, put)

    # -- past items

    def search_memory(self) -> None:
        """Past items for the words of the row at the cursor."""
        if self.panel is None:
            return
        node = self._at_cursor()
        text = node.item.name if node else ""
        MemorySheet(self, self.context, self.key, text, self._take_item).open()

    def _take_item(self, item: WorkItem, currency: str) -> None:
        at, level = self._landing()
        (row,), lost = brought(
            [replace(item, level=level)], currency, self.workbench.draft.currency
        )
        label = _("insert {name} from memory").format(name=item.name)
        self._put(at, tuple(copied([row])), label, _left_out(lost, currency))

    # -- where it goes

    def _at_cursor(self) -> Node | None:
        return self.panel.view.node if self.panel is not None else None

    def _landing(self) -> tuple[int, int]:
        """Below the branch at the cursor, beside it; at the end where nothing is."""
        node, plan = self._at_cursor(), self.workbench.plan
        if node is None:
            return len(plan), 0
        at = plan.index_of(node.item.id)
        return plan.end_of(at), node.item.level

    def _put(self, at: int, rows: tuple[WorkItem, ...], label: str, note: str = "") -> None:
        bench = self.workbench
        if bench.is_read_only:
            self.workbench.refuse()
            return
        if not rows:
            self.context.toast(_("There are no rows in it."))
            return
        plan: WorkPlan = bench.plan.spliced(at, 0, *rows)
        if bench.do(Whole(plan.items, label)):
            self.show_row(rows[0].id)
            words = " · ".join(filter(None, (label[:1].upper() + label[1:], note)))
            self.context.toast(words, self.undo)

    def show_row(self, key: UUID) -> None:
        """Put the cursor on a row."""
        node = self.workbench.node_of(key)
        if node is not None and self.panel is not None:
            self.panel.view.go_to(node, "name")
            self.panel.view.setFocus()


def _left_out(lost: int, currency: str) -> str:
    """What is said of rows that were priced in another currency."""
    text = n_(
        "{count} row had amounts in {currency}, which are left out",
        "{count} rows had amounts in {currency}, which are left out",
        lost,
    )
    return text.format(count=lost, currency=currency) if lost else ""
