"""Estimation settings: name, currency, dates, price rules and contingency, as one undoable step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import N_, _, amid
from salesdesk.models.values.currencies import DIGITS
from salesdesk.models.values.moved_start import MovedStart, moved_start
from salesdesk.models.values.pricing import CATEGORIES, Method, PriceRule
from salesdesk.models.values.workflow import ESTIMATION
from salesdesk.ui.estimation.header import (
    ALL,
    RULES,
    changed_fields,
    following,
    header_of,
    with_header,
)
from salesdesk.ui.estimation.workbench import Workbench
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.dialogs import Sheet
from salesdesk.ui.kit.editors import (
    ChoiceEditor,
    DateEditor,
    Editor,
    NumberEditor,
    RecordEditor,
    TextEditor,
)
from salesdesk.ui.kit.form import Field, Form, Group
from salesdesk.ui.kit.labels import Label
from salesdesk.ui.screens.lookups import from_list, from_module, listed
from salesdesk.ui.states import state_words
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft
    from salesdesk.ui.context import Context

METHODS = {Method.MARGIN: N_("Margin"), Method.MARKUP: N_("Markup")}
ROUNDINGS = (
    ("rate_first", N_("hourly rates first")),
    ("amount_first", N_("amounts only")),
)
AT_ONCE = 3000
"""Up to so many rows another start is priced while it is typed."""
Rated = Callable[["EstimationDraft", Callable[["EstimationDraft"], None]], None]


class HeaderSheet(Sheet):
    """Edits a copy; ``rated`` brings the role rates of another currency."""

    def __init__(
        self, parent: QWidget, context: Context, workbench: Workbench, rated: Rated, *,
        may_cost: bool,
    ) -> None:  # fmt: skip
        why = _("Changes hold for every item without a rule of its own.")
        super().__init__(parent, _("Estimation settings"), why, width=700)
        self._bench, self._rated = workbench, rated
        groups = _groups(context, workbench.draft, may_cost=may_cost)
        self.form = Form(groups, header_of(workbench.draft), columns=3)
        self._rest = Label("", Text.SMALL, Role.RED, wrap=True)
        self._rest.hide()
        self._move = Label("", Text.SMALL, Role.TEXT2, wrap=True)
        self._move.hide()
        self.body.addWidget(self.form)
        self.body.addWidget(self._rest)
        self.body.addWidget(self._move)
        if may_cost and len(workbench.plan) <= AT_ONCE:
            for name in ("starts_on", "price_date"):
                self.form.editor(name).edited.connect(self._show_move)
        for name in RULES if may_cost else ():
            self.form.editor(f"{name}_method").edited.connect(partial(self._follow, name))
            self._follow(name)
        if workbench.is_read_only:
            self.form.set_read_only(read_only=True)
            self.why.setText(_why_not(workbench.base))
            self.add_way_back(_("Close"))
        else:
            self.add_way_back()
            self.add_deed(_("Apply"), self._apply, primary=True)
        self.form.editor("name").setFocus()

    def _follow(self, name: str) -> None:
        """A rule that is not set has no percentage to type."""
        has_rule = self.form.editor(f"{name}_method").read() is not None
        value = self.form.editor(f"{name}_value")
        value.setEnabled(has_rule)
        if not has_rule:
            value.write(None)

    def _show_move(self) -> None:
        """What another start costs, while it is chosen."""
        words, draft = "", self._bench.draft
        with suppress(InvalidInput):  # a date that is half typed
            start = self.form.editor("starts_on").read()
            before = replace(draft, price_date=self.form.editor("price_date").read())
            if start is not None and start != draft.starts_on:
                after = replace(before, starts_on=start)
                words = moved_words(moved_start(before.figures(), after.figures()))
        self._move.setText(words)
        self._move.setVisible(bool(words))
        self.adjustSize()

    def _apply(self) -> None:
        try:
            draft = with_header(self._bench.draft, self.form.draft)
        except InvalidInput as wrong:
            self._wrong(wrong.problems)
            return
        changed = changed_fields(header_of(self._bench.draft), header_of(draft))
        if following(changed):
            self._rated(draft, self._take)
        else:
            self._take(draft)

    def _take(self, draft: EstimationDraft) -> None:
        """One step, named by what changed; rows edited meanwhile stay."""
        before, after = header_of(self._bench.draft), header_of(draft)
        names = changed_fields(before, after)
        if names:
            values = {name: getattr(draft, name) for name in ("rules", *following(names))}
            values |= {n: getattr(draft, n) for n in names if not n.endswith(("_method", "_value"))}
            self._bench.change_header(_step_words(self.form, names), **values)
        self.accept()

    def _wrong(self, problems: Sequence[Problem]) -> None:
        rest = self.form.show_problems(problems)
        self._say("\n".join(problem.message for problem in rest))
        self.adjustSize()

    def _say(self, words: str) -> None:
        self._rest.setText(words)
        self._rest.setVisible(bool(words))


def moved_words(moved: MovedStart) -> str:
    """``+1,240.00: 84 h under the rates from 1 Jan 2027``; nothing where it costs nothing."""
    if not moved:
        return ""
    write = formats()
    sign = "+" if moved.cost > 0 else ""
    cost = sign + write.amount(moved.cost, moved.currency)
    hours = ", ".join(
        _("{hours} h under the rates from {day}").format(
            hours=write.plain(amount), day=write.day(day)
        )
        for day, amount in moved.hours
    )
    return _("This start costs {cost}: {hours} more.").format(cost=cost, hours=hours)


def _why_not(draft: EstimationDraft) -> str:
    """Why it is only shown."""
    if ESTIMATION.state(draft.status).is_editable:
        return _("Only its estimators can change it.")
    words = _("It is “{state}” and can't be changed; a new revision can.")
    return words.format(state=state_words(draft.status))


def _step_words(form: Form, names: Sequence[str]) -> str:
    """``change currency, price rules``: each kind once."""
    words = dict.fromkeys(_kind(form, name) for name in names)
    return _("change {field}").format(field=", ".join(words))


def _kind(form: Form, name: str) -> str:
    if name.endswith(("_method", "_value")):
        return _("price rules")
    if name.endswith("_contingency"):
        return _("contingency")
    return amid(form.label(name))


def _groups(context: Context, draft: EstimationDraft, *, may_cost: bool) -> Sequence[Group]:
    general = Group("", (*_general(), *_belongings(context, draft)))
    return (general, _prices(draft.company_rule)) if may_cost else (general,)


def _belongings(context: Context, draft: EstimationDraft) -> Sequence[Field]:
    """For whom it is, and who makes it: the pickers that began it."""
    default_one = _("the default one")
    default = _("that of the plan") if draft.calendar_text else default_one
    calendar = partial(RecordEditor, listed(context, "calendars"), default)
    return (
        Field(N_("Account"), "account_id", from_module(context, "accounts")),
        Field(N_("Contact"), "contact_id", from_module(context, "contacts")),
        Field(N_("Opportunity"), "opportunity_id", from_module(context, "opportunities")),
        Field(N_("Calendar"), "calendar_id", calendar),
        Field(
            N_("Company"),
            "company_id",
            partial(RecordEditor, listed(context, "companies"), default_one),
        ),
        Field(N_("Owner"), "owner_id", from_list(context, "users")),
    )


def _general() -> Sequence[Field]:
    currencies = [(code, code) for code in sorted(DIGITS)]
    return (
        Field(N_("Name"), "name", TextEditor, wide=True),
        Field(N_("Start date"), "starts_on", DateEditor),
        Field(
            N_("Price date"),
            "price_date",
            DateEditor,
            N_("Empty: each rate by the days of the work."),
        ),
        Field(N_("Currency"), "currency", lambda: ChoiceEditor(currencies)),
    )


def _prices(company: PriceRule) -> Group:
    roundings = [(key, _(words)) for key, words in ROUNDINGS]
    rules: list[Field] = []
    for category, words in CATEGORIES.items():
        rules += _rule(words, category.value, _("As the rest"))
        rules.append(Field(N_("Contingency"), f"{category.value}_contingency", _percentage))
    company_words = _("As the company, {percent}").format(percent=formats().percent(company.value))
    rules += _rule(N_("The rest"), ALL, company_words)
    rules.append(Field(N_("Prices are rounded"), "rounding", lambda: ChoiceEditor(roundings)))
    return Group(N_("Price rules"), rules, N_("The nearest rule wins."))


def _rule(words: str, name: str, unset: str) -> list[Field]:
    methods = [(str(method), _(label)) for method, label in METHODS.items()]

    def choice() -> Editor:
        editor = ChoiceEditor(methods, unset)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        editor.box.setSizeAdjustPolicy(policy)  # the columns are as wide as those above
        return editor

    return [
        Field(words, f"{name}_method", choice),
        Field(N_("Percentage"), f"{name}_value", lambda: NumberEditor(None, "%")),
    ]


def _percentage() -> Editor:
    editor = NumberEditor(None, "%")
    editor.required = True
    return editor
