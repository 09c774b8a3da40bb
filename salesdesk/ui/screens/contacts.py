"""Contacts: the list, the pane beside it, and the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import N_, _
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button
from salesdesk.ui.kit.dialogs import Reason
from salesdesk.ui.kit.editors import (
    ChoiceEditor,
    DateEditor,
    FlagEditor,
    LongTextEditor,
    OptionalTextEditor,
    TextEditor,
)
from salesdesk.ui.kit.empty import EmptyWords
from salesdesk.ui.kit.form import Field, Group
from salesdesk.ui.kit.labels import Badge
from salesdesk.ui.kit.list_screen import DetailPane, ListScreen
from salesdesk.ui.kit.panels import holder, row
from salesdesk.ui.kit.record_page import RecordPage
from salesdesk.ui.kit.start_dialog import StartDialog
from salesdesk.ui.page import Place
from salesdesk.ui.screens.documents import DocumentsPanel
from salesdesk.ui.screens.history import HistoryPanel
from salesdesk.ui.screens.links import contact_accounts
from salesdesk.ui.screens.lookups import from_list
from salesdesk.ui.screens.panes import Fact, RecordPane
from salesdesk.ui.screens.parts import detail_groups
from salesdesk.ui.states import state_words, tone_of

if TYPE_CHECKING:
    from salesdesk.ui.context import Context

LANGUAGES = (("", "—"), ("en", "English"), ("pt", "Português"), ("es", "Español"),
             ("de", "Deutsch"))  # fmt: skip


class ContactPane(RecordPane):
    module = "contacts"

    def read(self, record: Any) -> Any:
        desk = self.context.desk
        draft = desk.contacts.draft(record)
        account = None
        if draft.accounts:
            account = desk.accounts.draft(draft.accounts[0].account_id)
        labels = (
            desk.reference.label("users", draft.owner_id),
            desk.reference.label("segments", draft.segment_id),
            desk.reference.label("lifecycle-stages", draft.lifecycle_stage_id),
        )
        return draft, account, labels, desk.activities.timeline(record, 8)

    def title(self, found: Any) -> tuple[str, str, Place | None]:
        draft, account = found[:2]
        if account is None:
            return draft.name, draft.job_title or draft.organization, None
        return draft.name, account.name, Place("accounts", str(account.id))

    def middle(self, found: Any) -> Sequence[QWidget]:
        status = found[0].status
        return [holder(row(Badge(state_words(status), tone_of(status)), None))]

    def facts(self, found: Any) -> Sequence[Fact]:
        draft, _account, (owner, segment, stage), _timeline = found
        return [
            (_("Job title"), draft.job_title),
            (_("E-mail"), draft.emails[0].address if draft.emails else ""),
            (_("Phone"), draft.phones[0].number if draft.phones else ""),
            (_("Stage"), stage),
            (_("Segment"), segment),
            (_("Owner"), owner),
            (_("Next action"), draft.next_action),
            (_("On"), formats().day(draft.next_action_on)),
        ]

    def timeline(self, found: Any) -> Sequence[Any] | None:
        entries: Sequence[Any] = found[3]
        return entries


class ContactsPage(ListScreen):
    module = "contacts"
    watches = frozenset({"contact", "email_address", "phone_number"})
    can_import = True
    can_archive = True
    can_duplicate = True

    def __init__(self, context: Context) -> None:
        self.nouns = (_("contact"), _("contacts"))
        self.new_words = _("New contact")
        self.search_words = _("Search contacts")
        super().__init__(context, context.desk.contacts.listing, _("Contacts"), "users")

    def make_detail(self) -> DetailPane | None:
        return ContactPane(self.context)

    def empty_words(self) -> EmptyWords:
        why = _("A contact is a person you talk to. Add one, or bring your address book.")
        return EmptyWords(_("No contacts yet"), why)

    def new(self) -> None:
        new_contact(self, self.context)

    def import_file(self) -> None:
        from salesdesk.ui.screens.importing import import_file

        import_file(self, self.context, "contacts")


def new_contact(parent: QWidget, context: Context) -> None:
    """Ask for a name; the rest when it is needed."""
    desk = context.desk
    fields = (
        Field(N_("Name"), "name", TextEditor),
        Field(N_("Job title"), "job_title", TextEditor),
        Field(N_("Organization"), "organization", TextEditor),
    )
    StartDialog(
        parent, _("New contact"), fields, context.jobs, desk.contacts.new, desk.contacts.save,
        lambda key: context.navigate(Place("contacts", str(key))),
    ).open()  # fmt: skip


class ContactPage(RecordPage):
    watches = frozenset({"contact"})
    can_duplicate = True

    def __init__(self, context: Context, record: str) -> None:
        self.new_words = _("New contact")
        super().__init__(context, record, "users")

    def new_one(self) -> None:
        new_contact(self, self.context)

    def read(self) -> tuple[Any, Any]:
        return self.context.desk.contacts.draft(self.key), None

    def keep(self, draft: Any, base: Any) -> Any:
        return self.context.desk.contacts.save(draft, base)

    def heading(self) -> tuple[str, str]:
        parts = (self.draft.job_title, self.draft.organization)
        return self.draft.name, " · ".join(part for part in parts if part)

    def state(self) -> tuple[str, str]:
        return self.draft.status, ""

    def deeds(self) -> Sequence[QWidget]:
        if self.draft.status == "closed":
            return [Button(_("Open again"), "rotate-ccw", pressed=self._reopen)]
        return [Button(_("Close contact…"), "circle-x", pressed=self._ask_reason)]

    def _reopen(self) -> None:
        desk, key = self.context.desk, self.key
        self.context.jobs.read(
            lambda: desk.contacts.reopen(key), lambda _done: self.load(), self.context.fail
        )

    def _ask_reason(self) -> None:
        desk = self.context.desk
        self.context.jobs.read(
            lambda: desk.reference.choices("reasons"), self._close_with, self.context.fail
        )

    def _close_with(self, reasons: Any) -> None:
        keys = {str(key): key for key, _words in reasons}
        desk, key = self.context.desk, self.key

        def close(chosen: str, _comment: str) -> None:
            self.context.jobs.read(
                lambda: desk.contacts.close(key, keys[chosen]), lambda _done: self.load(),
                self.context.fail,
            )  # fmt: skip

        Reason(
            self, _("Close {name}").format(name=self.draft.name),
            _("A closed contact stays with its records and leaves the open lists."),
            _("Close contact"), close, [(str(k), words) for k, words in reasons],
        ).open()  # fmt: skip

    def groups(self) -> Sequence[Group]:
        context = self.context
        return [
            Group(N_("Person"), (
                Field(N_("Name"), "name", TextEditor),
                Field(N_("Job title"), "job_title", TextEditor),
                Field(N_("Salutation"), "salutation", TextEditor),
                Field(N_("Department"), "department", TextEditor),
                Field(N_("Organization"), "organization", TextEditor),
                Field(N_("Language"), "language", partial(ChoiceEditor, LANGUAGES)),
                Field(N_("Birthday"), "birthday", DateEditor),
                Field("", "do_not_contact", partial(FlagEditor, _("Must not be contacted"))),
            )),
            Group(N_("Relationship"), (
                Field(N_("Lifecycle stage"), "lifecycle_stage_id",
                      from_list(context, "lifecycle-stages")),
                Field(N_("Segment"), "segment_id", from_list(context, "segments")),
                Field(N_("Owner"), "owner_id", from_list(context, "users")),
                Field(N_("Lead source"), "lead_source", TextEditor),
                Field(N_("Next action"), "next_action", TextEditor),
                Field(N_("Next action on"), "next_action_on", DateEditor),
                Field(N_("External key"), "external_id", OptionalTextEditor),
            )),
            contact_accounts(context),
            *detail_groups(),
            Group(N_("Notes"), (Field("", "notes", partial(LongTextEditor, 5), wide=True),)),
        ]  # fmt: skip

    def tabs(self) -> Sequence[tuple[str, Callable[[], QWidget]]]:
        return [(_("Documents"), lambda: DocumentsPanel(self.context, "contacts", self.key))]

    def side(self) -> QWidget | None:
        self._history = HistoryPanel(self.context, self.key, "contacts")
        return self._history

    def loaded(self) -> None:
        if hasattr(self, "_history"):
            self._history.refresh()
