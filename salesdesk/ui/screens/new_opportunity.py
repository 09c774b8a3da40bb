"""Starting an opportunity: a name, an account, an amount."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import N_, _
from salesdesk.ui.kit.editors import DateEditor, NumberEditor, TextEditor
from salesdesk.ui.kit.form import Field
from salesdesk.ui.kit.start_dialog import StartDialog
from salesdesk.ui.page import Place
from salesdesk.ui.screens.lookups import from_list, from_module

if TYPE_CHECKING:
    from salesdesk.ui.context import Context


def _amount() -> NumberEditor:
    editor = NumberEditor(2)
    editor.required = True
    return editor


def new_opportunity(
    parent: QWidget, context: Context, account: UUID | None = None,
    saved: Callable[[Any], None] | None = None,
) -> None:  # fmt: skip
    """Ask what is needed to begin; the stage is the pipeline's first."""
    desk = context.desk
    fields = (
        Field(N_("Name"), "name", TextEditor),
        Field(N_("Account"), "account_id", from_module(context, "accounts")),
        Field(N_("Product"), "product_id", from_list(context, "products")),
        Field(N_("Expected amount"), "expected_amount", _amount),
        Field(N_("Currency"), "currency", partial(TextEditor, "EUR")),
        Field(N_("Expected close"), "expected_close", DateEditor),
    )

    def blank() -> Any:
        return replace(desk.opportunities.new(), account_id=account)

    StartDialog(
        parent, _("New opportunity"), fields, context.jobs, blank, desk.opportunities.save,
        saved or (lambda key: context.navigate(Place("opportunities", str(key)))),
    ).open()  # fmt: skip
