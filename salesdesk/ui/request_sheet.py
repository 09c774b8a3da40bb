"""A request for an approval that came as a file: its figures, why it is asked, and its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout

from salesdesk.i18n import _
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.dialogs import CONFIRM, Sheet
from salesdesk.ui.kit.editors import LongTextEditor
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import FigureBox, IconLabel, Panel, Scroller, column, holder, row
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.approval_request import Request
    from salesdesk.ui.context import Context

WIDTH, PAGE, MOST_PAGES = 1000, 460, 40
Decided = Callable[["Request", str, str, str], object]
"""Request, decision, comment and passphrase."""


class RequestSheet(Sheet):
    """Approving and returning both write a signed answer."""

    def __init__(
        self, context: Context, request: Request, decided: Decided, *, is_locked: bool
    ) -> None:
        title = _("{name} for {account}").format(name=request.name, account=request.account)
        who = _("{number}, revision {revision}; {name} asks on {day}.").format(
            number=request.number, revision=request.revision, name=request.asked_by,
            day=formats().day(request.asked_at.date()),
        )  # fmt: skip
        width = max(720, min(WIDTH, context.window.width() - 120))
        super().__init__(context.window, title, who, icon="stamp", width=width)
        self._context, self._request, self._decided = context, request, decided
        self.comment = LongTextEditor(3)
        self.comment.name_field(_("Comment, needed for returning"))
        self.word = QLineEdit()
        self.word.setEchoMode(QLineEdit.EchoMode.Password)
        self.word.setAccessibleName(_("Passphrase of your key"))
        self.wrong = Label("", Text.SMALL, Role.RED, wrap=True)
        self.wrong.hide()
        self._pages = QVBoxLayout()
        self._pages.setSpacing(10)
        self.pictures: list[QLabel] = []
        self._assemble(is_locked=is_locked)
        self.add_way_back()
        self.add_deed(_("Return"), lambda: self._take("return"))
        self.add_deed(_("Approve and sign…"), lambda: self._take("approve"), primary=True,
                      key=CONFIRM)  # fmt: skip
        self._read_pages()

    def _assemble(self, *, is_locked: bool) -> None:
        words: list[Any] = [self._figures()]
        for rule in self._request.rules:
            line = row(IconLabel("triangle-alert", Role.AMBER),
                       Label(rule.message, Text.BODY, wrap=True), spacing=8)  # fmt: skip
            line.setStretch(1, 1)
            words.append(holder(line))
        if self._request.comment:
            said = f"“{self._request.comment}”"
            words.append(Label(said, Text.BODY, Role.TEXT2, wrap=True))
        words += [Label(_("Comment, needed for returning"), Text.SMALL, Role.TEXT2), self.comment]
        if is_locked:
            words += [Label(_("Passphrase of your key"), Text.SMALL, Role.TEXT2), self.word]
        note = _("Your signature is bound to exactly this content. Any change voids it.")
        words += [self.wrong, Label(note, Text.SMALL, Role.TEXT2, wrap=True)]
        inner = Panel(Role.SUNKEN)
        inner.setLayout(self._pages)
        pages = Scroller(inner, Role.SUNKEN)
        pages.setFixedSize(PAGE + 44, 440)
        left = holder(column(*words, None, spacing=10))
        both = row(left, pages, spacing=18)
        both.setStretch(0, 1)
        self.body.addWidget(holder(both))

    def _figures(self) -> Any:
        figures, code = self._request.figures, self._request.currency
        said = [(_("Net, {code}").format(code=code), formats().amount(figures["net"], code)),
                (_("Total"), formats().amount(figures["total"], code)),
                (_("Loaded cost"), formats().amount(figures["cost"], code)),
                (_("Margin"), formats().percent(figures["margin"]))]  # fmt: skip
        boxes = [FigureBox(caption, figure) for caption, figure in said]
        return holder(row(*boxes, None, spacing=18))

    # -- the pages

    def _read_pages(self) -> None:
        pdf, width = self._request.pdf, round(PAGE * self.devicePixelRatioF())

        def work() -> list[Any]:
            from salesdesk.services.preview import page_image

            first = page_image(pdf, 0, width)
            rest = range(1, min(first.count, MOST_PAGES))
            return [first, *(page_image(pdf, at, width) for at in rest)]

        self._context.jobs.read(work, self._show_pages, self._refuse_pages)

    def _show_pages(self, images: list[Any]) -> None:
        for image in images:
            form = QImage.Format.Format_RGB888
            picture = QImage(image.rgb, image.width, image.height, image.stride, form).copy()
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            label = QLabel()
            label.setPixmap(QPixmap.fromImage(picture))
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setAccessibleName(
                _("Page {page} of {count}").format(page=image.page + 1, count=image.count)
            )
            self.pictures.append(label)
            self._pages.addWidget(label)

    def _refuse_pages(self, _failure: BaseException) -> None:
        words = _("The pages can't be shown; the figures are those of the content.")
        self._pages.addWidget(Label(words, Text.BODY, Role.AMBER, wrap=True))

    # -- the deed

    def _take(self, decision: str) -> None:
        comment = str(self.comment.read()).strip()
        if decision == "return" and not comment:
            self.wrong.setText(_("Say why it is returned."))
            self.wrong.show()
            return
        self.accept()
        self._decided(self._request, decision, comment, self.word.text())
