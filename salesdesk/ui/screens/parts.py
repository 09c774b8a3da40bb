"""E-mails, phones, addresses and bank accounts as groups of a form."""

from __future__ import annotations

from functools import partial

from salesdesk.i18n import N_, _
from salesdesk.ui.kit.edit_table import EditColumn
from salesdesk.ui.kit.editors import FlagEditor, TextEditor
from salesdesk.ui.kit.form import Field, Group
from salesdesk.ui.kit.parts_editor import PartsEditor

_LABEL = EditColumn("label", N_("Kind"), TextEditor, width=110)
_MAIN = EditColumn("is_primary", N_("Main"), FlagEditor, width=60, is_flag=True)


def detail_groups(*, bank: bool = True) -> list[Group]:
    """The groups of an account's or a contact's details."""
    from salesdesk.services.details import AddressDraft, BankDraft, EmailDraft, PhoneDraft

    def text(name: str, title: str, width: int) -> EditColumn:
        return EditColumn(name, title, TextEditor, width=width)

    emails = (text("address", N_("E-mail"), 300), _LABEL, _MAIN)
    phones = (text("number", N_("Phone"), 300), _LABEL, _MAIN)
    addresses = (
        text("street", N_("Street"), 220), text("postal_code", N_("Postal code"), 100),
        text("city", N_("City"), 140), text("country", N_("Country"), 80), _LABEL, _MAIN,
    )  # fmt: skip
    banks = (text("iban", N_("IBAN"), 260), text("bic", N_("BIC"), 110),
             text("bank", N_("Bank"), 140), _MAIN)  # fmt: skip
    parts = [
        Field("", "emails", partial(PartsEditor, _("E-mails"), emails, EmailDraft, "address"),
              wide=True),
        Field("", "phones", partial(PartsEditor, _("Phones"), phones, PhoneDraft, "number"),
              wide=True),
        Field("", "addresses",
              partial(PartsEditor, _("Addresses"), addresses, AddressDraft, ""), wide=True),
    ]  # fmt: skip
    if bank:
        parts.append(
            Field("", "bank_accounts",
                  partial(PartsEditor, _("Bank accounts"), banks, BankDraft, "iban"), wide=True)
        )  # fmt: skip
    return [Group("", [field]) for field in parts]
