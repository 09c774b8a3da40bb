"""How SalesDesk looks on this computer: language, light and dark, density."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout

from salesdesk.i18n import _
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Panel, column, holder
from salesdesk.ui.theme import Density, Role, Text, theme, wants_dark

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

LANGUAGES = (("", "—"), ("en", "English"), ("pt", "Português"), ("es", "Español"),
             ("de", "Deutsch"))  # fmt: skip


class AppearancePanel(Panel):
    """Takes effect at once, but for the language, which begins with the next start."""

    def __init__(self, context: Context) -> None:
        super().__init__(Role.CANVAS)
        self._settings = context.settings
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(2, 1)
        schemes = (("system", _("Follow system")), ("light", _("Light")), ("dark", _("Dark")))
        scheme = self._choice(_("Light or dark"), schemes, self._settings.colour_scheme)
        scheme.activated.connect(lambda _at: self._set_scheme(str(scheme.currentData())))
        follow = (("", _("Follow system")), *LANGUAGES[1:])
        language = self._choice(_("Language"), follow, self._settings.language)
        language.activated.connect(lambda _at: self._set_language(str(language.currentData())))
        compact = QCheckBox(_("Compact rows"))
        compact.setChecked(self._settings.compact)
        compact.clicked.connect(self._set_compact)
        still = QCheckBox(_("No motion"))
        still.setChecked(self._settings.reduced_motion)
        still.clicked.connect(self._set_still)
        for at, (caption, widget) in enumerate(
            ((_("Light or dark"), scheme), (_("Language"), language), ("", compact), ("", still))
        ):
            grid.addWidget(Label(caption, Text.BODY, Role.TEXT2), at, 0)
            grid.addWidget(widget, at, 1)
        note = Label(_("A new language is spoken from the next start on."), Text.SMALL, Role.TEXT3)
        self.setLayout(
            column(Label(_("Appearance"), Text.HEADING), 6, holder(grid), note, None,
                   margins=(22, 16, 22, 20))
        )  # fmt: skip

    def _choice(self, name: str, options: Sequence[tuple[str, str]], value: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        for key, words in options:
            box.addItem(words, key)
        box.setCurrentIndex(max(0, box.findData(value)))
        return box

    def _set_scheme(self, scheme: str) -> None:
        self._settings.colour_scheme = scheme
        theme().set_dark(dark=wants_dark(scheme))

    def _set_language(self, language: str) -> None:
        self._settings.language = language

    def _set_compact(self, on: bool) -> None:
        self._settings.compact = on
        theme().set_density(Density.COMPACT if on else Density.COMFORTABLE)

    def _set_still(self, on: bool) -> None:
        self._settings.reduced_motion = on
