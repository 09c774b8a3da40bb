"""Alternatives as columns: what each variant holds, what it adds, and one click that chooses it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.models.values.options import Group, Scenario, Variant, choices_with, groups_of
from salesdesk.ui.formats import MINUS, formats
from salesdesk.ui.kit.labels import ElidedLabel, Label
from salesdesk.ui.kit.panels import column, row
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.shapes import rounded
from salesdesk.ui.theme import Role, Text, theme

if TYPE_CHECKING:
    from salesdesk.services.proposal_drafts import ProposalDraft

_CHOOSE = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class VariantCard(QWidget):
    """One variant; a click, Space or Enter chooses it."""

    def __init__(
        self, bench: Bench, group: Group, variant: Variant, scenario: Scenario | None
    ) -> None:
        super().__init__()
        self._bench, self._group, self.variant = bench, group, variant
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(120)
        name = ElidedLabel(variant.name, Text.STRONG)
        said = Label(_("chosen"), Text.SMALL, Role.ACCENT) if variant.is_chosen else None
        head = row(name, None, *([said] if said else []))
        head.setStretchFactor(name, 1)
        self._box = column(head, spacing=3, margins=(12, 10, 12, 10))
        self._say_lines()
        self._box.addStretch()
        told = self._say_sums(scenario) if scenario else ""
        self.setLayout(self._box)
        state = f", {_('chosen')}" if variant.is_chosen else ""
        self.setAccessibleName(f"{group.name}, {variant.name}{state}. {told}")

    def _say_lines(self) -> None:
        currency = self._bench.draft.currency
        for line in self._bench.draft.lines:
            if line.key not in self.variant.lines:
                continue
            sums = self._bench.line_sums(line.id)
            net = "" if sums is None else formats().amount(sums.net, currency)
            self._pair(line.description, net)

    def _say_sums(self, scenario: Scenario) -> str:
        currency = self._bench.sums.currency
        amount = formats().amount(scenario.delta, currency).lstrip(MINUS + "-")
        sign = "+" if scenario.delta > 0 else MINUS
        delta = f"{sign}{amount}" if scenario.delta else ""
        said = []
        if delta and not self.variant.is_chosen:
            said.append((_("Difference"), delta))
        said.append((_("Total with it"), formats().amount(scenario.total, currency)))
        if self._bench.shows_margin and scenario.margin is not None:
            said.append((_("Margin"), formats().percent(scenario.margin)))
        for name, value in said:
            self._pair(name, value, strong=True)
        return ", ".join(f"{name} {value}" for name, value in said)

    def _pair(self, name: str, value: str, *, strong: bool = False) -> None:
        words = ElidedLabel(name, Text.SMALL, Role.TEXT2)
        figure = Label(value, Text.SMALL_STRONG if strong else Text.SMALL, number=True)
        pair = row(words, figure, spacing=8)
        pair.setStretchFactor(words, 1)
        self._box.addLayout(pair)

    def choose(self) -> None:
        choose_variant(self._bench, self._group.name, self.variant.name)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _CHOOSE:
            self.choose()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        fill = Role.TINT2 if self.variant.is_chosen else Role.CANVAS
        line, width = Role.LINE, 1.0
        if self.hasFocus() or self.variant.is_chosen:
            line, width = Role.ACCENT, 2.0 if self.hasFocus() else 1.4
        rounded(painter, box, 8, look.colour(fill), look.pen(line, width))


class AlternativesBlock(QWidget):
    """A row of cards for each group; away where nothing is alternative."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.cards: list[VariantCard] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 6, 0, 6)
        self._rows.setSpacing(6)
        self.hide()
        bench.priced.connect(self.show_groups)

    def show_groups(self) -> None:
        """Built anew when figures have come; the focus stays on its variant."""
        focused = next(
            ((c.variant.name, c.variant.lines) for c in self.cards if c.hasFocus()), None
        )
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = []
        groups = groups_of(self.bench.sums.lines)
        self.setVisible(bool(groups))
        for group in groups:
            self._rows.addWidget(self._row(group))
        for card in self.cards:
            if (card.variant.name, card.variant.lines) == focused:
                card.setFocus()

    def _row(self, group: Group) -> QWidget:
        said = _("Choose one for “{group}”") if group.is_open else "{group}"
        role = Role.AMBER if group.is_open else Role.TEXT2
        cards = QHBoxLayout()
        cards.setSpacing(8)
        for variant in group.variants:
            found = (each for each in self.bench.figures.scenarios
                     if (each.group, each.variant) == (group.name, variant.name))  # fmt: skip
            card = VariantCard(self.bench, group, variant, next(found, None))
            self.cards.append(card)
            cards.addWidget(card, 1)
        whole = QWidget()
        name = Label(said.format(group=group.name), Text.STRONG, role)
        whole.setLayout(column(name, cards, spacing=6))
        return whole


def choose_variant(bench: Bench, group: str, variant: str) -> None:
    """One variant of a group is on with all its lines, and the others are off."""
    label = _("choose {variant} for {group}").format(variant=variant, group=group)
    bench.edit(with_variant(bench.draft, group, variant), label)


def with_variant(draft: ProposalDraft, group: str, variant: str | None) -> ProposalDraft:
    """The draft with one variant of a group chosen, or none."""
    choices = choices_with(draft.lines, group, variant)
    lines = tuple(
        replace(line, choice=str(choices[line.key])) if line.key in choices else line
        for line in draft.lines
    )
    return replace(draft, lines=lines)
