"""Comparing on the page of an estimation: with another, with today's rates, with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from salesdesk.i18n import _, n_
from salesdesk.models.values.collecting import no_collecting
from salesdesk.models.values.plan_compare import Comparison, compare
from salesdesk.models.values.plan_figures import PlanFigures
from salesdesk.models.values.workplan import WorkPlan
from salesdesk.services.jobs import Progress
from salesdesk.ui.estimation.beside import LONG
from salesdesk.ui.estimation.compare_sheet import CompareSheet, Preview
from salesdesk.ui.estimation.compare_words import settings_words
from salesdesk.ui.estimation.editor_tab import EstimationTab
from salesdesk.ui.estimation.family_sheet import FamilySheet
from salesdesk.ui.estimation.taken_back import with_both
from salesdesk.ui.page import Place

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft
    from salesdesk.services.keeping import Typed


@dataclass(frozen=True)
class Offer:
    """Another draft of the open estimation: what the sheet says, and the step's name in undo."""

    title: str
    why: str
    deed: str
    step: str
    note: str = ""


class Comparing(EstimationTab):
    """Every change that comes from elsewhere is previewed in the same sheet."""

    # -- with another estimation

    def compare_with(self) -> None:
        """Choose a revision or another estimation; the last revision stands first."""
        if self._is_settled():
            FamilySheet(self, self.context, self.key, self._compare, self._open_other).open()

    def compare_last(self) -> None:
        """Compare with the revision before this one, without choosing."""
        if not self._is_settled():
            return
        database, key = self.context.desk.database, self.key

        def work() -> UUID | None:
            from salesdesk.services.estimation_family import last_before

            return last_before(database, key)

        def found(other: UUID | None) -> None:
            if other is None:
                self.context.toast(_("This estimation has one revision."))
            else:
                self._compare(other, None)

        self.context.jobs.read(work, found, self.context.fail)

    def _open_other(self, key: UUID) -> None:
        self.context.navigate(Place("estimations", str(key)))

    def _compare(self, first: UUID, second: UUID | None) -> None:
        """Two others with each other, or one with what is open."""
        desk = self.context.desk
        keys = [first] if second is None else [first, second]

        def read(progress: Progress) -> list[EstimationDraft]:
            return [desk.estimations.draft(key) for key in progress.each(keys, len(keys), every=1)]

        self._work(_("Comparing"), read, self._show_compared)

    def _work(
        self, title: str, work: Callable[[Progress], Any], done: Callable[[Any], object]
    ) -> None:
        """Something that the page waits for, its plan as it is; and that can be cancelled."""
        if not self.workbench.must_wait():
            self.workbench.beside.run(title, LONG, work, done)

    def _show_compared(self, drafts: list[EstimationDraft]) -> None:
        if len(drafts) == 1 and not self.workbench.is_read_only:
            offer = Offer(
                _("Compare with {number}").format(number=drafts[0].full_number),
                _("What would change here if the rows were taken from {number}.").format(
                    number=drafts[0].full_number
                ),
                _("Take chosen rows"),
                _("take rows from {number}").format(number=drafts[0].full_number),
                settings_words(self.workbench.draft, drafts[0]),
            )
            self.offer(drafts[0], offer)
            return
        before, after = (*drafts, self.workbench.draft)[:2]
        title = _("{earlier} and {later}").format(
            earlier=before.full_number, later=after.full_number
        )
        why = _("What {later} changed.").format(later=after.full_number)
        note = settings_words(before, after)
        preview = Preview(title, why, may_cost=self._may_cost, note=note)

        def show(found: Comparison) -> None:
            CompareSheet(self, found, preview).open()

        self._work(_("Comparing"), partial(_compared, before, after), show)

    # -- any other draft of this plan

    def offer(
        self, other: EstimationDraft, offer: Offer, before: EstimationDraft | None = None
    ) -> None:
        """Preview another draft's rows; what is chosen becomes one step that can be undone.

        ``before`` stands for the open draft where taking a row keeps other things as they are.
        """
        base = before or self.workbench.draft
        shown = partial(self._show_offer, base, offer)
        self._work(_("Comparing"), partial(_compared, base, other), shown)

    def _show_offer(self, base: EstimationDraft, offer: Offer, found: Comparison) -> None:
        if not found.rows:
            self.context.toast(" ".join(filter(None, (_("Nothing differs."), offer.note))))
            return
        preview = Preview(
            offer.title, offer.why, offer.deed, self._may_cost,
            partial(_figures, base), offer.note, self.context.jobs,
        )  # fmt: skip
        CompareSheet(self, found, preview, partial(self._take_rows, base, offer.step)).open()

    def _take_rows(self, base: EstimationDraft, step: str, plan: WorkPlan) -> None:
        bench = self.workbench
        bench.take(replace(base, plan=plan.with_rows_of(bench.plan)), step)

    # -- with today's rates

    def recalculate(self) -> None:
        """Today's rates and product costs, row by row."""
        if not self._is_settled() or self.workbench.is_read_only:
            return
        database, draft = self.context.desk.database, self.workbench.draft

        def work(progress: Progress) -> Any:
            from salesdesk.services.estimation_today import recalculated

            found = recalculated(database, draft)
            progress.step(1, 1)
            return found

        self._work(_("Recalculate with today's rates"), work, self._offer_recalculated)

    def _offer_recalculated(self, found: Any) -> None:
        day = found.fresh.price_date
        note = ""
        if day and day != self.workbench.draft.price_date:
            from salesdesk.ui.formats import formats

            note = _("The price date becomes {day}; rows that are not taken keep their rates.")
            note = note.format(day=formats().day(day))
        offer = Offer(
            _("Recalculate with today's rates"),
            _("Rates typed by hand give way to the role's; products cost what they cost now."),
            _("Take chosen rows"), _("recalculate with today's rates"), note,
        )  # fmt: skip
        self.offer(found.fresh, offer, found.kept)

    # -- with what was typed and not saved

    def _compare_kept(self, typed: Typed, taken: Callable[[], object]) -> None:
        """What was typed before a crash, row by row, on what is saved now."""
        bench = self.workbench
        mine = replace(typed.mine, plan=typed.mine.plan.with_rows_of(bench.plan))
        if bench.document.dirty:  # what was typed here since differs from it, and stays
            mine = with_both(bench, replace(typed, mine=mine))
        header = {
            f.name: getattr(mine, f.name)
            for f in fields(mine)
            if not f.metadata.get("derived") and f.name not in ("version", "id")
            and getattr(typed.base, f.name) != getattr(mine, f.name) != getattr(bench.draft, f.name)
        }  # fmt: skip
        base = replace(bench.draft, **header)
        note = n_(
            "{count} field of the header comes back too.",
            "{count} fields of the header come back too.",
            len(header),
        )
        preview = Preview(
            _("Unsaved changes of an earlier time"),
            _("Each row as it is now and as it was typed."),
            _("Take back chosen rows"), self._may_cost, partial(_figures, base),
            note.format(count=len(header)) if header else "", self.context.jobs,
        )  # fmt: skip

        def take(plan: WorkPlan) -> None:
            taken()
            self._take_rows(base, _("take back what was unsaved"), plan)

        def show(found: Comparison) -> None:
            CompareSheet(self, found, preview, take).open()

        self._work(_("Comparing"), partial(_compared, base, replace(base, plan=mine.plan)), show)

    def _is_settled(self) -> bool:
        """Whether a sheet over the plan may open: not while something is worked out over it."""
        return self.panel is not None and not self.workbench.must_wait()

    @property
    def _may_cost(self) -> bool:
        return self.panel is not None and self.panel.may_cost


@no_collecting()
def _compared(before: EstimationDraft, after: EstimationDraft, progress: Progress) -> Comparison:
    """What differs; each of the two is priced first."""
    progress.step(0, 3)
    was = before.figures()
    progress.step(1, 3)
    now = after.figures()
    progress.step(2, 3)
    found = compare(was, now)
    progress.step(3, 3)
    return found


def _figures(draft: EstimationDraft, plan: WorkPlan) -> PlanFigures:
    """The figures of another plan of this draft; a loop is refused with its rows."""
    other = replace(draft, plan=plan)
    other.schedule()
    return other.figures()
