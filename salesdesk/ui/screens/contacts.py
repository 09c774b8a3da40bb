"""Contacts: the list, the pane beside it, and the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import N_, _
from salesdesk.ui.commands import Command
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Button
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
from salesdesk.ui.kit.panels import column, holder, row
from salesdesk.ui.kit.record_page import RecordPage
from salesdesk.ui.kit.start_dialog import StartDialog
from salesdesk.ui.kit.steps import StepBar
from salesdesk.ui.page import Place
from salesdesk.ui.screens.alike import AlikeHint, hint_in
from salesdesk.ui.screens.contact_steps import ContactSteps
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
    dialog = StartDialog(
        parent, _("New contact"), fields, context.jobs, desk.contacts.new, desk.contacts.save,
        lambda key: context.navigate(Place("contacts", str(key))),
    )  # fmt: skip
    hint_in(dialog, context, "contacts")
    dialog.open()


class ContactPage(RecordPage):
    watches = frozenset({"contact"})
    can_duplicate = True

    def __init__(self, context: Context, record: str) -> None:
        self.new_words = _("New contact")
        super().__init__(context, record, "users")
        self.steps = ContactSteps(self, context, self.key, self.load)

    def new_one(self) -> None:
        new_contact(self, self.context)

    def read(self) -> tuple[Any, Any]:
        contacts = self.context.desk.contacts
        draft = contacts.draft(self.key)
        return draft, {"stages": contacts.stages(draft.lifecycle_id)}

    def keep(self, draft: Any, base: Any) -> Any:
        return self.context.desk.contacts.save(draft, base)

    def heading(self) -> tuple[str, str]:
        parts = (self.draft.job_title, self.draft.organization)
        return self.draft.name, " · ".join(part for part in parts if part)

    def state(self) -> tuple[str, str]:
        return self.draft.status, ""

    def deeds(self) -> Sequence[QWidget]:
        if self.draft.status == "closed":
            return [Button(_("Open again"), "rotate-ccw", pressed=self.steps.reopen)]
        found: list[QWidget] = []
        if (stage := self._next) is not None:
            words = _("Move to {stage}").format(stage=stage.name)
            found = [Button(words, "arrow-right", pressed=partial(self._move, stage.id))]
        return [*found, Button(_("Close contact…"), "circle-x", pressed=self._close)]

    def _close(self) -> None:
        self.steps.close(self.draft)

    @property
    def _next(self) -> Any:
        """The stage after the contact's own; the first where it has none yet."""
        keys = [stage.id for stage in self.more["stages"]]
        here = self.draft.lifecycle_stage_id
        at = keys.index(here) + 1 if here in keys else 0
        return self.more["stages"][at] if at < len(keys) else None

    def _move(self, key: Any) -> None:
        stages = {stage.id: stage for stage in self.more["stages"]}
        self.steps.move(self.draft, stages[key], stages.get(self.draft.lifecycle_stage_id))

    def _turn(self) -> None:
        """Close an open contact, or open a closed one again."""
        if self.draft is not None and self._is_open():
            self._close()
        elif self.draft is not None:
            self.steps.reopen()

    def _is_open(self) -> bool:
        return self.draft is not None and self.draft.status != "closed"

    def _move_on(self) -> None:
        if (stage := self._next) is not None:
            self._move(stage.id)

    def commands(self) -> Sequence[Command]:
        turn = _("Close contact…") if self.draft is None or self._is_open() else _("Open again")
        own = [
            Command("contact.next", _("Move to the next stage"), self._move_on,
                    "Ctrl+Shift+Return", "arrow-right", "record", "record",
                    lambda: self._is_open() and self._next is not None),
            Command("contact.turn", turn, self._turn, "Ctrl+Shift+X", "circle-x", "record",
                    "record"),
        ]  # fmt: skip
        if self._is_open():
            own += [
                Command(f"contact.stage.{stage.id}", _("Move to {stage}").format(stage=stage.name),
                        partial(self._move, stage.id), "", "arrow-right", "record", "record")
                for stage in self.more["stages"]
                if stage.id != self.draft.lifecycle_stage_id
            ]  # fmt: skip
        return [*super().commands(), *own]

    def above_form(self) -> QWidget | None:
        self._bar = holder(row())
        self._alike = AlikeHint(self.context, "contacts")
        return holder(column(self._alike, self._bar, spacing=8))

    def _edited(self) -> None:
        super()._edited()
        if self.form is not None:
            self._alike.look(self.form)

    def _show_steps(self) -> None:
        layout = self._bar.layout()
        assert layout is not None
        while (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        steps = [(stage.id, stage.name) for stage in self.more["stages"]]
        bar = StepBar(steps, self.draft.lifecycle_stage_id)
        bar.setMaximumWidth(760)
        bar.setEnabled(self.draft.status != "closed")
        bar.asked.connect(self._move)
        layout.addWidget(bar)
        self._bar.setVisible(bool(steps))

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
                Field(N_("Reason"), "reason_id", from_list(context, "reasons"),
                      N_("Why it was closed, or is stuck where it stands")),
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
        self._show_steps()
        if self.form is not None:
            self._alike.look(self.form)
        if hasattr(self, "_history"):
            self._history.refresh()
