"""Accounts: the list, the pane beside it, and the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import N_, _
from salesdesk.models.values.listing import Condition, ListQuery, Operator, SortKey
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.editors import (
    ChoiceEditor,
    LongTextEditor,
    OptionalTextEditor,
    TextEditor,
    integer_editor,
    money_editor,
)
from salesdesk.ui.kit.empty import EmptyWords
from salesdesk.ui.kit.form import Field, Group
from salesdesk.ui.kit.labels import Badge
from salesdesk.ui.kit.linked_list import LinkedList
from salesdesk.ui.kit.list_screen import DetailPane, ListScreen
from salesdesk.ui.kit.panels import holder, row
from salesdesk.ui.kit.record_page import RecordPage
from salesdesk.ui.kit.start_dialog import StartDialog
from salesdesk.ui.page import Place
from salesdesk.ui.screens.alike import AlikeHint, hint_in
from salesdesk.ui.screens.billing_list import BillingList
from salesdesk.ui.screens.documents import DocumentsPanel
from salesdesk.ui.screens.history import HistoryPanel
from salesdesk.ui.screens.links import account_contacts
from salesdesk.ui.screens.lookups import from_list, from_module, from_words
from salesdesk.ui.screens.panes import Fact, RecordPane
from salesdesk.ui.screens.parts import detail_groups
from salesdesk.ui.states import state_words, tone_of

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

STATUSES = ("prospect", "active", "on_hold", "closed")
LANGUAGES = (("", "—"), ("en", "English"), ("pt", "Português"), ("es", "Español"),
             ("de", "Deutsch"))  # fmt: skip


class AccountPane(RecordPane):
    module = "accounts"

    def read(self, record: Any) -> Any:
        desk = self.context.desk
        draft = desk.accounts.draft(record)
        owner = desk.reference.label("users", draft.owner_id)
        return draft, owner, desk.activities.timeline(record, 8)

    def title(self, found: Any) -> tuple[str, str, Place | None]:
        draft = found[0]
        return draft.name, ", ".join(p for p in (draft.industry, draft.country) if p), None

    def middle(self, found: Any) -> Sequence[QWidget]:
        status = found[0].status
        return [holder(row(Badge(state_words(status), tone_of(status)), None))]

    def facts(self, found: Any) -> Sequence[Fact]:
        draft, owner, _timeline = found
        return [
            (_("Manager"), owner),
            (_("Number"), draft.number),
            (_("Tax number"), draft.tax_number),
            (_("E-mail"), draft.emails[0].address if draft.emails else ""),
            (_("Phone"), draft.phones[0].number if draft.phones else ""),
            (_("City"), draft.addresses[0].city if draft.addresses else ""),
            (_("Employees"), formats().whole(draft.employees)),
            (_("Website"), draft.website),
        ]

    def timeline(self, found: Any) -> Sequence[Any] | None:
        entries: Sequence[Any] = found[2]
        return entries


class AccountsPage(ListScreen):
    module = "accounts"
    watches = frozenset({"account", "email_address", "phone_number"})
    can_import = True
    can_archive = True
    can_duplicate = True

    def __init__(self, context: Context) -> None:
        self.nouns = (_("account"), _("accounts"))
        self.new_words = _("New account")
        self.search_words = _("Search accounts")
        source = context.desk.accounts.listing
        super().__init__(context, source, _("Accounts"), "building-2")

    def make_detail(self) -> DetailPane | None:
        return AccountPane(self.context)

    def empty_words(self) -> EmptyWords:
        why = _("An account is a company you sell to. Name one, or bring a list of them.")
        return EmptyWords(_("No accounts yet"), why)

    def new(self) -> None:
        new_account(self, self.context)

    def import_file(self) -> None:
        from salesdesk.ui.screens.importing import import_file

        import_file(self, self.context, "accounts")


def new_account(parent: QWidget, context: Context) -> None:
    """Ask for a name; the rest when it is needed."""
    desk = context.desk
    fields = (
        Field(N_("Name"), "name", TextEditor),
        Field(N_("Industry"), "industry", TextEditor),
        Field(N_("Country"), "country", partial(TextEditor, "PT")),
    )
    dialog = StartDialog(
        parent, _("New account"), fields, context.jobs, desk.accounts.new, desk.accounts.save,
        lambda key: context.navigate(Place("accounts", str(key))),
    )  # fmt: skip
    hint_in(dialog, context, "accounts")
    dialog.open()


class AccountPage(RecordPage):
    watches = frozenset({"account"})
    can_duplicate = True

    def __init__(self, context: Context, record: str) -> None:
        self.new_words = _("New account")
        super().__init__(context, record, "building-2")

    def new_one(self) -> None:
        new_account(self, self.context)

    def read(self) -> tuple[Any, Any]:
        desk, key = self.context.desk, self.key
        draft = desk.accounts.draft(key)
        deals = desk.opportunities.listing
        won, open_ = (self._of(draft.name, kind) for kind in ("won", "open"))
        billing = desk.handovers.billing_of(key)
        more = {
            "billing": billing,
            "billed": billing.count(ListQuery()),
            "deals": deals.count(ListQuery(conditions=won[:1])),
            "contacts": desk.contacts.listing.count(ListQuery(conditions=won[:1])),
            "won": deals.count(ListQuery(conditions=won)),
            "won_sums": deals.totals(ListQuery(conditions=won)),
            "open": deals.count(ListQuery(conditions=open_)),
            "open_sums": deals.totals(ListQuery(conditions=open_)),
        }
        return draft, more

    @staticmethod
    def _of(name: str, kind: str) -> tuple[Condition, ...]:
        return (
            Condition("account", Operator.IS, (name,)),
            Condition("stage_kind", Operator.IS, (kind,)),
        )

    def keep(self, draft: Any, base: Any) -> Any:
        return self.context.desk.accounts.save(draft, base)

    def heading(self) -> tuple[str, str]:
        parts = (self.draft.industry, self.draft.country)
        return self.draft.name, " · ".join(part for part in parts if part)

    def state(self) -> tuple[str, str]:
        return self.draft.status, ""

    def figures(self) -> Sequence[tuple[str, str]]:
        return [
            (_("Won"), self._sum("won_sums", "real_amount")),
            (_("Deals won"), formats().whole(self.more["won"])),
            (_("Open deals"), formats().whole(self.more["open"])),
            (_("Expected"), self._sum("open_sums", "expected_amount")),
        ]

    def _sum(self, which: str, column: str) -> str:
        sums = [t for t in self.more[which] if t.column == column and t.amount]
        return ", ".join(formats().money(t.amount, t.currency) for t in sums) or "—"

    def deeds(self) -> Sequence[QWidget]:
        return [Button(_("New opportunity"), "plus", pressed=self._new_opportunity)]

    def _new_opportunity(self) -> None:
        from salesdesk.ui.screens.new_opportunity import new_opportunity

        new_opportunity(self, self.context, self.key)

    def above_form(self) -> QWidget | None:
        self._alike = AlikeHint(self.context, "accounts")
        return self._alike

    def _edited(self) -> None:
        super()._edited()
        if self.form is not None:
            self._alike.look(self.form)

    def groups(self) -> Sequence[Group]:
        context = self.context
        credit = partial(money_editor, self.draft.currency or "EUR")
        return [
            Group(N_("Identity"), (
                Field(N_("Name"), "name", TextEditor),
                Field(N_("Legal name"), "legal_name", TextEditor),
                Field(N_("Tax number"), "tax_number", TextEditor),
                Field(N_("Industry"), "industry", TextEditor),
                Field(N_("Parent account"), "parent_id", from_module(context, "accounts")),
                Field(N_("Employees"), "employees", integer_editor),
                Field(N_("Status"), "status", from_words(STATUSES)),
                Field(N_("Segment"), "segment_id", from_list(context, "segments")),
                Field(N_("Account manager"), "owner_id", from_list(context, "users")),
                Field(N_("Region"), "region_id", from_list(context, "regions")),
                Field(N_("Country"), "country", partial(TextEditor, "PT")),
                Field(N_("Language"), "language", partial(ChoiceEditor, LANGUAGES)),
                Field(N_("Website"), "website", TextEditor),
                Field(N_("External key"), "external_id", OptionalTextEditor),
            )),
            Group(N_("Terms"), (
                Field(N_("Payment terms"), "payment_term_id", from_list(context, "payment-terms")),
                Field(N_("Payment type"), "payment_type_id", from_list(context, "payment-types")),
                Field(N_("Default currency"), "currency", partial(TextEditor, "EUR"),
                      N_("Per proposal it may differ")),
                Field(N_("Credit limit"), "credit_limit", credit),
            ), N_("Copied into new proposals; issued ones keep theirs.")),
            *detail_groups(),
            account_contacts(context),
            Group(N_("Notes"), (Field("", "notes", partial(LongTextEditor, 5), wide=True),)),
        ]  # fmt: skip

    def tabs(self) -> Sequence[tuple[str, Callable[[], QWidget]]]:
        return [
            (f"{_('Contacts')}\t{self.more['contacts']}", self._contacts),
            (f"{_('Opportunities')}\t{self.more['deals']}", self._deals),
            (f"{_('Operational transactions')}\t{self.more['billed']}",
             lambda: BillingList(self.context, self.more["billing"])),
            (_("Documents"), lambda: DocumentsPanel(self.context, "accounts", self.key)),
        ]  # fmt: skip

    def _mine(self, sort: SortKey) -> ListQuery:
        mine = Condition("account", Operator.IS, (self.draft.name,))
        return ListQuery(conditions=(mine,), sort=(sort,))

    def _contacts(self) -> QWidget:
        source = self.context.desk.contacts.listing
        nouns = (_("contact"), _("contacts"))
        return LinkedList(self.context, source, self._mine(SortKey("name")), "contacts", nouns)

    def _deals(self) -> QWidget:
        source = self.context.desk.opportunities.listing
        query = self._mine(SortKey("expected_close", descending=True))
        nouns = (_("opportunity"), _("opportunities"))
        return LinkedList(self.context, source, query, "opportunities", nouns)

    def side(self) -> QWidget | None:
        self._history = HistoryPanel(self.context, self.key, "accounts")
        return self._history

    def loaded(self) -> None:
        if self.form is not None:
            self._alike.look(self.form)
        if hasattr(self, "_history"):
            self._history.refresh()
