"""What a company's paper bears, below the list of companies: its logo and its letterhead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from salesdesk.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.kit.panels import Card, IconLabel, column, holder, row
from salesdesk.ui.kit.thumbnail import Thumbnail
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.branding import Brand
    from salesdesk.services.preview import PageImage
    from salesdesk.ui.context import Context

_PAGE, _STRIP = QSize(92, 130), QSize(184, 130)


class _Part(QWidget):
    """A thumbnail, what it is for, and what can be done with it."""

    def __init__(
        self, title: str, why: str, size: QSize, choose: Callable[[], object],
        drop: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__()
        self.thumbnail = Thumbnail(size, title)
        self._title = title
        self.choose = Button(_("Choose…"), "folder-open", pressed=choose)
        self.drop = Button(_("Remove"), pressed=drop, name=_("Remove: {part}").format(part=title))
        said = Label(why, Text.SMALL, Role.TEXT2, wrap=True)
        words = column(
            Label(title, Text.STRONG), said, None, row(self.choose, self.drop, None), spacing=4
        )
        line = row(self.thumbnail, words, spacing=14)
        line.setStretch(1, 1)
        self.setLayout(line)

    def show_picture(self, picture: QImage | None, *, may: bool) -> None:
        """``may`` says whether the user may change it."""
        self.thumbnail.show_picture(picture)
        self.choose.setText(_("Choose…") if picture is None else _("Replace…"))
        self.choose.setAccessibleName(f"{self.choose.text().rstrip('…')}: {self._title}")
        self.choose.setEnabled(may)
        self.drop.setEnabled(may)
        self.drop.setVisible(picture is not None)


class BrandCard(Card):
    """Follows the chosen company; every change is kept at once."""

    changed_paper = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(Role.SURFACE, 8)
        self._context = context
        self.company: UUID | None = None
        self._name = ""
        self._title = Label("", Text.SECTION)
        self._said = Label("", Text.SMALL, Role.RED, wrap=True)
        self._wrong = holder(row(IconLabel("circle-alert", Role.RED, 14), self._said))
        self._wrong.layout().setStretch(1, 1)  # type: ignore[union-attr]
        self._wrong.hide()
        self.logo = _Part(
            _("Logo"), _("At the head of each page and on the cover: PNG, JPEG, GIF or WebP."),
            _STRIP, self.ask_logo, self.drop_logo,
        )  # fmt: skip
        self.letterhead = _Part(
            _("Letterhead"),
            _("Under every page after the cover: a PDF of one page, or a picture. Text keeps clear "
              "of its head and foot."),
            _PAGE, self.ask_letterhead, self.drop_letterhead,
        )  # fmt: skip
        parts = row(self.logo, self.letterhead, spacing=28)
        parts.setStretch(0, 1)
        parts.setStretch(1, 1)
        self.setLayout(
            column(self._title, self._wrong, parts, spacing=10, margins=(16, 12, 16, 14))
        )
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_company(self, key: UUID | None, name: str) -> None:
        """Show the paper of a company; one that isn't saved yet has none."""
        self._name = name
        self._title.setText(_("On the paper of {company}").format(company=name))
        self.setVisible(key is not None)
        if key is not None and key != self.company:
            self._wrong.hide()
            self.read(key)
        self.company = key

    def read(self, key: UUID) -> None:
        """Read both pictures anew."""
        desk = self._context.desk

        def work() -> tuple[Brand, PageImage | None]:
            from salesdesk.services.preview import page_image

            brand = desk.branding.brand(key)
            return brand, page_image(brand.letterhead, 0, 276) if brand.letterhead else None

        self._context.jobs.read(work, lambda found: self._show(key, *found), self._failed)

    def _show(self, key: UUID, brand: Brand, page: PageImage | None) -> None:
        if key != self.company:
            return
        from salesdesk.services.actor import Right

        may = self._context.desk.actor.may(Right.SETTINGS)
        self.logo.show_picture(QImage.fromData(brand.logo) if brand.logo else None, may=may)
        self.letterhead.show_picture(_picture(page) if page else None, may=may)

    # changing

    def ask_logo(self) -> None:
        kinds = _("Pictures (*.png *.jpg *.jpeg *.webp *.gif)")
        name, _kind = QFileDialog.getOpenFileName(self.window(), _("Logo"), "", kinds)
        if name:
            self.keep_logo(Path(name))

    def ask_letterhead(self) -> None:
        kinds = _("PDF and pictures (*.pdf *.png *.jpg *.jpeg *.webp *.gif *.bmp *.tif)")
        name, _kind = QFileDialog.getOpenFileName(self.window(), _("Letterhead"), "", kinds)
        if name:
            self.keep_letterhead(Path(name))

    def keep_logo(self, path: Path) -> None:
        branding = self._context.desk.branding
        self._change(lambda key: branding.keep_logo(key, path), _("The logo is kept."))

    def keep_letterhead(self, path: Path) -> None:
        branding = self._context.desk.branding
        self._change(lambda key: branding.keep_letterhead(key, path), _("The letterhead is kept."))

    def drop_logo(self) -> None:
        self._change(self._context.desk.branding.drop_logo, _("The logo is removed."))

    def drop_letterhead(self) -> None:
        self._change(self._context.desk.branding.drop_letterhead, _("The letterhead is removed."))

    def _change(self, deed: Callable[[UUID], None], words: str) -> None:
        key = self.company
        if key is None:
            return

        def done(_answer: Any) -> None:
            self._wrong.hide()
            self._context.toast(words)
            self.read(key)
            self.changed_paper.emit()

        self._context.jobs.read(lambda: deed(key), done, self._failed)

    def _failed(self, failure: BaseException) -> None:
        if not isinstance(failure, SalesDeskError):
            self._context.fail(failure)
            return
        self._said.setText(failure.message)
        self._wrong.show()


def _picture(page: PageImage) -> QImage:
    form = QImage.Format.Format_RGB888
    return QImage(page.rgb, page.width, page.height, page.stride, form).copy()
