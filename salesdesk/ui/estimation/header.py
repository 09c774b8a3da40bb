"""The header of an estimation as a sheet edits it: what all items are priced and laid out by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from salesdesk.errors import InvalidInput, Problem
from salesdesk.i18n import _
from salesdesk.models.values.currencies import DIGITS
from salesdesk.models.values.pricing import CATEGORIES, Method, PriceRule

if TYPE_CHECKING:
    from salesdesk.services.estimation_draft import EstimationDraft, RuleDraft

ALL = "all"
RULES = {**{category.value: category.value for category in CATEGORIES}, ALL: ""}
"""What a rule is called here, and the category that its record names; none holds for the rest."""
_PLAIN = (
    "name",
    "currency",
    "rounding",
    "starts_on",
    "price_date",
    "service_contingency",
    "product_contingency",
    "expense_contingency",
    "calendar_id",
    "account_id",
    "contact_id",
    "opportunity_id",
    "company_id",
    "owner_id",
)
FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "currency": ("rates",),
    "calendar_id": ("calendar", "calendars", "calendar_text"),
    "account_id": ("account_name", "account_language"),
    "company_id": ("company_rule",),
}
"""What of a draft is read anew where one of these fields changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Every field of the sheet; no method means that a wider rule holds."""

    name: str
    currency: str
    rounding: str
    starts_on: date | None
    price_date: date | None
    service_contingency: Decimal
    product_contingency: Decimal
    expense_contingency: Decimal
    service_method: str | None = None
    service_value: Decimal | None = None
    product_method: str | None = None
    product_value: Decimal | None = None
    expense_method: str | None = None
    expense_value: Decimal | None = None
    all_method: str | None = None
    all_value: Decimal | None = None
    calendar_id: UUID | None = None
    account_id: UUID | None = None
    contact_id: UUID | None = None
    opportunity_id: UUID | None = None
    company_id: UUID | None = None
    owner_id: UUID | None = None

    @property
    def rules(self) -> dict[str, tuple[str, Decimal | None]]:
        """Method and percentage by category, of the categories that have a rule."""
        given = {
            category: (getattr(self, f"{name}_method"), getattr(self, f"{name}_value"))
            for name, category in RULES.items()
        }
        return {category: rule for category, rule in given.items() if rule[0]}


def header_of(draft: EstimationDraft) -> Header:
    """What the sheet shows at first."""
    values = {name: getattr(draft, name) for name in _PLAIN}
    kept = {rule.category: rule for rule in draft.rules}
    for name, category in RULES.items():
        if category in kept:
            values[f"{name}_method"] = str(kept[category].method)
            values[f"{name}_value"] = kept[category].value
    return Header(**values)


def with_header(draft: EstimationDraft, header: Header) -> EstimationDraft:
    """The draft with this header; raises InvalidInput with every wrong field."""
    wrong = _problems(header)
    if wrong:
        raise InvalidInput(wrong[0].message, wrong)
    plain = {name: getattr(header, name) for name in _PLAIN}
    # a calendar that is chosen holds instead of the one that an imported plan brought
    brought = draft.calendar_text if header.calendar_id == draft.calendar_id else ""
    return replace(draft, **plain, rules=_rules(draft, header), calendar_text=brought)


def changed_fields(before: Header, after: Header) -> list[str]:
    """The names of the fields that differ."""
    names = [field.name for field in fields(Header)]
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def following(names: Collection[str]) -> list[str]:
    """What has to be read anew where these fields changed."""
    return [one for name in names for one in FOLLOWS.get(name, ())]


def _rules(draft: EstimationDraft, header: Header) -> tuple[RuleDraft, ...]:
    """Rules that stay keep their keys, so that only what changed is written."""
    from salesdesk.services.estimation_draft import RuleDraft

    given, kept = header.rules, {rule.category: rule for rule in draft.rules}
    return tuple(
        replace(
            kept.get(category, RuleDraft(category=category)),
            method=given[category][0],
            value=given[category][1] or Decimal(0),
        )
        for category in dict.fromkeys([*kept, *given])
        if category in given
    )


def _problems(header: Header) -> list[Problem]:
    wrong = []
    if not header.name.strip():
        wrong.append(Problem(_("An estimation needs a name."), "name"))
    if header.currency not in DIGITS:
        wrong.append(Problem(_("Choose a currency."), "currency"))
    if header.starts_on is None:
        wrong.append(Problem(_("The plan needs a day to start on."), "starts_on"))
    for name in ("service", "product", "expense"):
        if not 0 <= getattr(header, f"{name}_contingency") <= 1000:
            text = _("A contingency lies between 0 and 1,000 %.")
            wrong.append(Problem(text, f"{name}_contingency"))
    for name, category in RULES.items():
        if category in header.rules:
            wrong += _wrong_rule(f"{name}_value", *header.rules[category])
    return wrong


def _wrong_rule(column: str, method: str, value: Decimal | None) -> list[Problem]:
    if value is None:
        return [Problem(_("Type the percentage of this rule."), column)]
    if value <= -100:
        return [Problem(_("A price can't be taken below nothing; type more than -100 %."), column)]
    try:
        PriceRule(Method(method), value)
    except InvalidInput as refusal:
        return [Problem(refusal.message, column)]
    return []
