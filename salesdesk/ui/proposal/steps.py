"""The steps of a proposal as sheets: what each one asks before it is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QWidget

from salesdesk.errors import InvalidInput
from salesdesk.i18n import _
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.dialogs import CONFIRM, Confirm, Sheet
from salesdesk.ui.kit.editors import DateEditor, LongTextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import holder
from salesdesk.ui.proposal.why_asked import points
from salesdesk.ui.proposal.words import points_to_check
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.models.values.workflow import Step
    from salesdesk.services.proposal_drafts import LineDraft
    from salesdesk.services.proposal_figures import Figures
    from salesdesk.services.proposal_ready import Readiness

MAIN = ("submit", "approve", "issue", "accept", "hand-over", "revise")
ICONS = {"approve": "stamp", "issue": "file-check", "accept": "handshake", "revise": "file-plus",
         "hand-over": "package-check", "return": "rotate-ccw"}  # fmt: skip
KEYS = {"submit": "Ctrl+Shift+Return", "approve": "Ctrl+Shift+A", "return": "Ctrl+Shift+R"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said when taking a step."""

    reason: str = ""
    until: date | None = None
    chosen: tuple[UUID, ...] = ()


Given = Callable[[Answer], object]


def ask_step(
    parent: QWidget, step: Step, name: str, figures: Figures, ready: Readiness, given: Given
) -> None:
    """Open what the step asks; a step that asks nothing is taken at once.

    Before others read it, the points to check are told; they hinder nobody.
    """
    title = f"{_(step.label)}: {name}"
    if step.verb == "issue":
        words = " ".join((_issue_words(figures), *points_to_check(ready.untranslated)))
        Confirm(parent, title, words, _(step.label), lambda: given(Answer())).open()
    elif step.verb == "hand-over":
        effect = _("Writes the package for delivery and hands the deal over. It can't be undone.")
        Confirm(parent, title, effect, _(step.label), lambda: given(Answer())).open()
    elif step.verb in ("submit", "approve", "accept", "extend") or step.needs_reason:
        sheet = StepSheet(parent, step, title, figures, given)
        if step.verb in ("submit", "approve"):
            sheet.show_points(ready)
        sheet.open()
    else:
        given(Answer())


def _issue_words(figures: Figures) -> str:
    sums = figures.draft
    words = _(
        "It gets the next number of the year, its page is kept as it is, and {total} leaves the "
        "house. It can't be changed any more, only revised."
    )
    return words.format(total=formats().money(sums.total, sums.currency))


class StepSheet(Sheet):
    """The summary, a comment, and what else the step needs."""

    def __init__(
        self, parent: QWidget, step: Step, title: str, figures: Figures, given: Given
    ) -> None:
        super().__init__(parent, title, summary(step, figures))
        self._step, self._given = step, given
        self.options: list[tuple[QCheckBox, UUID]] = []
        self.until = DateEditor()
        self._why = Label("", Text.SMALL, Role.RED, wrap=True)
        if step.verb == "accept":
            self._add_options(figures)
        if step.verb == "extend":
            self.until.name_field(_("Valid through"))
            self.until.write(figures.draft.valid_until)
            self.body.addWidget(Label(_("Valid through"), Text.SMALL, Role.TEXT2))
            self.body.addWidget(self.until)
        caption = _("Reason") if step.needs_reason else _("Comment, if any")
        self.comment = LongTextEditor(4)
        self.comment.name_field(caption)
        self.body.addWidget(Label(caption, Text.SMALL, Role.TEXT2))
        self.body.addWidget(self.comment)
        self.body.addWidget(self._why)
        self._why.hide()
        self.add_way_back()
        self.add_deed(_(step.label), self._yes, primary=True, key=CONFIRM)
        self.comment.setFocus()

    def show_points(self, ready: Readiness) -> None:
        """What is worth a look before somebody else reads it."""
        for at, line in enumerate(points(ready)):
            self.body.insertWidget(at, holder(line))

    def _add_options(self, figures: Figures) -> None:
        draft, nets = figures.draft, figures.option_nets
        options = [line for line in draft.lines if line.choice == "optional" and not line.is_text]
        if options:
            self.body.addWidget(Label(_("Options that were chosen"), Text.SMALL, Role.TEXT2))
        for line in options:
            words = option_words(line, nets.get(line.id, line.net), draft.currency)
            tick = QCheckBox(words.replace("&", "&&"))
            tick.setAccessibleName(words)
            self.options.append((tick, line.id))
            self.body.addWidget(tick)

    def _yes(self) -> None:
        reason = str(self.comment.read()).strip()
        try:
            if self._step.needs_reason and not reason:
                raise InvalidInput(_("Say why; it stays in the history."))
            until = self.until.read() if self._step.verb == "extend" else None
        except InvalidInput as wrong:
            self._why.setText(wrong.message)
            self._why.show()
            self.adjustSize()
            return
        chosen = tuple(key for tick, key in self.options if tick.isChecked())
        self.accept()
        self._given(Answer(reason, until, chosen))


def option_words(line: LineDraft, adds: Decimal, currency: str) -> str:
    """An option and what it adds; of an alternative also which way of which choice it is."""
    net = formats().money(adds, currency)
    if not line.option_group:
        return _("{line}, {net}").format(line=line.description, net=net)
    return _("{group} – {variant}: {line}, {net}").format(
        group=line.option_group, variant=line.variant, line=line.description, net=net
    )


def summary(step: Step, figures: Figures) -> str:
    """What is about to be decided: the amounts, and the rules that ask."""
    sums = figures.draft
    said = [_("Net {net}, total {total}.").format(
        net=formats().money(sums.net, sums.currency),
        total=formats().money(sums.total, sums.currency))]  # fmt: skip
    if step.verb in ("submit", "approve") and sums.margin is not None:
        said.append(_("Margin {margin}.").format(margin=formats().percent(sums.margin)))
    if step.verb in ("submit", "approve"):
        said += dict.fromkeys(one.message for one in figures.fired)
    if step.verb == "accept":
        said.append(_("The deal counts the net as won."))
    return " ".join(said)
