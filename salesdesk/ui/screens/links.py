"""Rows that join a record to others, with their role: contacts, accounts, owners."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.i18n import N_, _
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.edit_table import EditColumn, EditRow, EditTable
from salesdesk.ui.kit.editors import FlagEditor, NumberEditor, RecordEditor, TextEditor
from salesdesk.ui.kit.form import Field, Group
from salesdesk.ui.kit.lookup import Lookup
from salesdesk.ui.kit.parts_editor import PartsEditor
from salesdesk.ui.page import Place
from salesdesk.ui.screens.lookups import listed, recorded
from salesdesk.ui.states import state_words

if TYPE_CHECKING:
    from salesdesk.ui.context import Context


class Names:
    """The names of linked records; each is asked for once."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._known: dict[Any, str] = {}

    def __call__(self, record: Any) -> str:
        if record is None:
            return ""
        if record not in self._known:
            self._known[record] = self._lookup.name(record)
        return self._known[record]


def _linked(name: str, title: str, lookup: Lookup) -> EditColumn:
    return EditColumn(name, title, partial(RecordEditor, lookup), Names(lookup), width=280)


_ROLE = EditColumn("role", N_("Role"), TextEditor, width=200)
_CURRENT = EditColumn("is_current", N_("Current"), FlagEditor, width=80, is_flag=True)


def account_contacts(context: Context) -> Group:
    """The contacts of an account, with their roles."""
    from salesdesk.services.accounts import AccountContactDraft

    columns = (_linked("contact_id", N_("Contact"), recorded(context, "contacts")), _ROLE, _CURRENT)
    blank = partial(AccountContactDraft, contact_id=None)  # type: ignore[arg-type] # until chosen
    return _group("contacts", _("Linked contacts"), columns, blank, "contact_id")


def contact_accounts(context: Context) -> Group:
    """The accounts of a contact, with the contact's role in each."""
    from salesdesk.services.contacts import ContactAccountDraft

    columns = (_linked("account_id", N_("Account"), recorded(context, "accounts")), _ROLE, _CURRENT)
    blank = partial(ContactAccountDraft, account_id=None)  # type: ignore[arg-type] # until chosen
    return _group("accounts", _("Accounts"), columns, blank, "account_id")


def deal_contacts(context: Context) -> Group:
    """The people of a deal, with their roles."""
    from salesdesk.services.opportunities import DealContactDraft

    columns = (_linked("contact_id", N_("Contact"), recorded(context, "contacts")), _ROLE)
    blank = partial(DealContactDraft, contact_id=None)  # type: ignore[arg-type] # until chosen
    return _group("contacts", _("Contacts"), columns, blank, "contact_id")


def deal_owners(context: Context) -> Group:
    """Who shares a deal; the shares are 100 % together."""
    from salesdesk.services.opportunities import DealOwnerDraft

    columns = (
        _linked("user_id", N_("Owner"), listed(context, "users")),
        EditColumn("share", N_("Share"), _share, lambda v: formats().percent(v, 0), 100,
                   right=True),
    )  # fmt: skip
    blank = partial(DealOwnerDraft, user_id=None)  # type: ignore[arg-type] # until chosen
    return _group("owners", _("Owners and shares"), columns, blank, "user_id")


def _share() -> NumberEditor:
    editor = NumberEditor(None, "%")
    editor.required = True
    return editor


def _group(
    name: str, title: str, columns: Sequence[EditColumn], blank: Callable[[], Any], needed: str
) -> Group:
    parts = partial(PartsEditor, title, columns, blank, needed)
    return Group("", (Field("", name, parts, wide=True),))


class LinkedDocuments(QWidget):
    """The estimations and proposals of a deal; Enter opens one."""

    def __init__(self, context: Context, rows: Sequence[Any]) -> None:
        super().__init__()
        self._context, self._rows = context, rows
        columns = (
            EditColumn("number", N_("Number"), TextEditor, width=150),
            EditColumn("name", N_("Name"), TextEditor, width=260),
            EditColumn("status", N_("Status"), TextEditor, state_words, 120),
            EditColumn("amount", N_("Amount"), TextEditor, width=150, right=True),
        )
        self.table = EditTable(columns, _("Estimations and proposals"))
        self.table.setEditTriggers(EditTable.EditTrigger.NoEditTriggers)
        self.table.show_rows([EditRow(_shown(row), row.id) for row in rows])
        self.table.activated.connect(lambda index: self._open(index.row()))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.table)

    def _open(self, at: int) -> None:
        row = self._rows[at]
        self._context.navigate(Place(row.module, str(row.id)))


def _shown(row: Any) -> dict[str, Any]:
    number = f"{row.number} R{row.revision}" if row.revision else row.number
    return {"number": number, "name": row.name, "status": row.status,
            "amount": formats().money(row.amount, row.currency)}  # fmt: skip
