"""The cover's facts: for whom, by whom, until when, in which language and on which paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import N_, _, amid
from salesdesk.models.values.currencies import DIGITS
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.editors import (
    ChoiceEditor,
    DateEditor,
    Editor,
    LongTextEditor,
    NumberEditor,
    RecordEditor,
    TextEditor,
)
from salesdesk.ui.kit.form import Field, Form, Group
from salesdesk.ui.kit.panels import column
from salesdesk.ui.proposal.bench import Bench
from salesdesk.ui.proposal.currency_sheet import CurrencySheet
from salesdesk.ui.screens.lookups import listed, recorded

if TYPE_CHECKING:
    from salesdesk.services.proposal_drafts import ProposalDraft
    from salesdesk.ui.context import Context

LANGUAGES = (("en", "English"), ("pt", "Português"), ("es", "Español"), ("de", "Deutsch"))
PAPERS = (("A4", "A4"), ("Letter", "Letter"))
ROUNDINGS = (("document", N_("per document")), ("line", N_("per line")))

COINS = ("0.05", "0.10", "0.50", "1.00")


class DetailsSection(QWidget):
    """A form over the draft; each field becomes a step when it is left."""

    def __init__(self, bench: Bench, context: Context) -> None:
        super().__init__()
        self.bench, self._context = bench, context
        self._is_asking = False
        self.form = Form(_groups(context), bench.draft)
        for name in self.form.attributes:
            editor = self.form.editor(name)
            editor.left.connect(self.commit)
            if isinstance(editor, ChoiceEditor | RecordEditor):
                editor.edited.connect(self.commit)
        self.setLayout(column(self.form, None))
        bench.shown.connect(self.show_draft)
        self.show_draft()

    def show_draft(self) -> None:
        """Bring the fields to the draft; a field that says the same is left alone."""
        draft = self.bench.draft
        self.form.original = draft
        self.form.set_read_only(read_only=not self.bench.editable)
        for name in self.form.attributes:
            editor = self.form.editor(name)
            try:
                same = editor.read() == getattr(draft, name)
            except InvalidInput:
                same = editor.field.hasFocus()
            if not same:
                editor.write(getattr(draft, name))

    def commit(self) -> None:
        """Take what is typed; wrong fields keep their words and their reason."""
        draft, labels = self.bench.draft, []
        values = {}
        for name in self.form.attributes:
            try:
                value = self.form.editor(name).read()
            except InvalidInput:
                continue
            if value != getattr(draft, name):
                values[name] = value
                labels.append(amid(self.form.label(name)))
        if "currency" in values and self._ask_currency(values["currency"]):
            del values["currency"]
            labels.remove(amid(self.form.label("currency")))
        if values:
            label = _("change {field}").format(field=", ".join(labels))
            self.bench.edit(replace(draft, **_with_open_rate(values)), label)
            if self.bench.editable and self.bench.draft.exchange_rate is None:
                self.bench.take_rate()

    def _ask_currency(self, currency: str) -> bool:
        """Prices are never taken for another currency's: they are converted before one's eyes."""
        from salesdesk.services.proposal_currency import has_amounts, rate_of_today

        now, database = self.bench.draft.currency, self._context.desk.database
        if not self._is_asking and not has_amounts(self.bench.draft):
            return False
        if not self._is_asking:
            self._is_asking = True
            self._context.jobs.read(
                lambda: rate_of_today(database, now, currency),
                partial(self._show_rate, currency), self._context.fail,
            )  # fmt: skip
        return True

    def _show_rate(self, currency: str, rate: Decimal | None) -> None:
        def take(found: ProposalDraft) -> None:
            self.bench.edit(found, _("convert to {currency}").format(currency=currency))
            self.bench.take_rate()

        def done(_result: int) -> None:
            self._is_asking = False
            self.show_draft()

        shows = self.bench.shows_margin
        sheet = CurrencySheet(self, self.bench.draft, currency, rate, take, shows_cost=shows)
        sheet.finished.connect(done)
        sheet.open()

    def show_problems(self, problems: Sequence[Problem]) -> list[Problem]:
        return self.form.show_problems(problems)


def _with_open_rate(values: dict[str, Any]) -> dict[str, Any]:
    """A rate belongs to its currencies: another one is asked for, unless it was typed."""
    if values.get("exchange_rate") is not None:
        today = date.today()  # noqa: DTZ011 the user's own day
        return {**values, "exchange_date": today, "exchange_source": ""}
    if values.keys() & {"currency", "company_id", "fronting_company_id", "exchange_rate"}:
        return {**values, "exchange_rate": None, "exchange_date": None, "exchange_source": ""}
    return values


def _listed(context: Context, key: str) -> Editor:
    return RecordEditor(listed(context, key))


def _recorded(context: Context, kind: str) -> Editor:
    return RecordEditor(recorded(context, kind))


def _cash_rounding() -> Editor:
    """To the coins that there are; the difference is shown as a line of its own."""
    coins = [(coin, formats().number(coin, 2)) for coin in map(Decimal, COINS)]
    return ChoiceEditor(coins, _("the cent"))


def _groups(context: Context) -> Sequence[Group]:
    list_of, record_of = partial(_listed, context), partial(_recorded, context)
    currencies = [(code, code) for code in sorted(DIGITS)]
    return (
        Group(
            N_("Cover"),
            (
                Field(N_("Name"), "name", TextEditor, wide=True),
                Field(N_("Account"), "account_id", partial(record_of, "accounts")),
                Field(N_("Contact"), "contact_id", partial(record_of, "contacts")),
                Field(N_("Valid through"), "valid_until", DateEditor),
                Field(N_("Can be accepted from"), "valid_after", DateEditor),
                Field(N_("Customer's reference"), "customer_reference", TextEditor),
                Field(N_("Opportunity"), "opportunity_id", partial(record_of, "opportunities")),
            ),
        ),
        Group(
            N_("Paper"),
            (
                Field(N_("Language"), "language", lambda: ChoiceEditor(LANGUAGES)),
                Field(N_("Second language"), "second_language",
                      lambda: ChoiceEditor([("", _("None")), *LANGUAGES])),
                Field(N_("Page"), "page_size", lambda: ChoiceEditor(PAPERS)),
                Field(N_("Company"), "company_id", partial(list_of, "companies")),
                Field(N_("Shown to the customer as"), "fronting_company_id",
                      partial(list_of, "companies")),
            ),
        ),
        Group(
            N_("Money"),
            (
                Field(N_("Currency"), "currency", lambda: ChoiceEditor(currencies)),
                Field(N_("Exchange rate"), "exchange_rate", NumberEditor,
                      N_("The company's own currency for 1 of this one; empty for today's rate.")),
                Field(N_("Payment terms"), "payment_term_id", partial(list_of, "payment-terms")),
                Field(N_("Tax is rounded"), "tax_rounding",
                      lambda: ChoiceEditor([(key, _(words)) for key, words in ROUNDINGS])),
                Field(N_("Withholding tax"), "withholding_code_id",
                      partial(list_of, "tax-codes")),
                Field(N_("Total is rounded to"), "cash_rounding", _cash_rounding),
            ),
        ),
        Group(
            N_("Notes"),
            (Field("", "notes", lambda: LongTextEditor(4), N_("Only for us; never printed."),
                   wide=True),),
        ),
    )  # fmt: skip
