"""The columns of the estimation grid: what a cell says, and what typing into it means."""

from __future__ import annotations

from salesdesk.errors import InvalidInput
from salesdesk.i18n import N_, _, amid, n_
from salesdesk.models.values import cell_entry
from salesdesk.models.values import duration as durations
from salesdesk.models.values.calendar import seconds_of
from salesdesk.models.values.plan_node import COST, LOADED, SELL, Node
from salesdesk.models.values.plan_schedule import duration_of
from salesdesk.models.values.price_goal import rules_for, wanted_total
from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.workplan import KINDS, ItemKind
from salesdesk.ui.estimation.detail_columns import DETAILS
from salesdesk.ui.estimation.plan_columns import PLAN, constraint_doubt
from salesdesk.ui.estimation.sheet import (
    Fields,
    GridColumn,
    Sheet,
    Show,
    decimal_in,
    localized,
    number_text,
)


def _effort(sheet: Sheet, node: Node) -> str:
    item = node.item
    if node.children:
        return sheet.formats.number(node.effort, 2) if node.effort else ""
    if item.is_counted:
        return f"{sheet.formats.plain(item.amount)} ×"
    if not item.is_priced or item.effort is None:
        return ""
    return sheet.formats.number(node.effort, 2)


def _effort_raw(sheet: Sheet, node: Node) -> str:
    item = node.item
    if item.is_counted:
        return localized(sheet, item.quantity)
    if item.low is None or item.high is None:
        return localized(sheet, item.effort)
    return "/".join(localized(sheet, part) for part in (item.low, item.effort, item.high))


def _enter_effort(sheet: Sheet, node: Node, text: str) -> Fields:
    if node.item.is_counted:
        return {"quantity": decimal_in(sheet, text.replace("×", ""))}
    found = cell_entry.effort(text, sheet.calendar, sheet.signs)
    return {"effort": found.likely, "low": found.low, "high": found.high}


def _cost_rate(sheet: Sheet, node: Node) -> str:
    return _rates(sheet, node, "cost_rate")


def _sell_rate(sheet: Sheet, node: Node) -> str:
    return _rates(sheet, node, "unit")


def _rates(sheet: Sheet, node: Node, name: str) -> str:
    """The one rate; the first and a sign where it changes while the item is worked on."""
    priced = node.priced
    if priced is None:
        return ""
    if getattr(priced, name) is None and len(priced.parts) > 1:
        return f"{number_text(sheet, getattr(priced.parts[0], name))} …"
    return number_text(sheet, getattr(priced, name))


def _money(part: int) -> Show:
    def show(sheet: Sheet, node: Node) -> str:
        if not node.children and node.priced is None:
            return ""
        return sheet.amount(node, part)

    return show


def rule_text(sheet: Sheet, rule: PriceRule) -> str:
    """``m 35.00 %``: the same letters that the cell reads."""
    if rule.method is Method.ROLE:
        return _("role")
    letter = cell_entry.LETTERS[rule.method]
    if rule.method is Method.PART:
        code = sheet.code_of(rule.of) if rule.of else ""
        text = f"{letter} {sheet.formats.percent(rule.value)}"
        return f"{text} @ {code}" if code else text
    if rule.method in (Method.MARGIN, Method.MARKUP):
        return f"{letter} {sheet.formats.percent(rule.value)}"
    return f"{letter} {number_text(sheet, rule.value)}"


def _pricing(sheet: Sheet, node: Node) -> str:
    if node.children:
        return rule_text(sheet, node.item.rule) if node.item.rule else ""
    return "" if node.priced is None else rule_text(sheet, node.priced.rule)


def _pricing_raw(sheet: Sheet, node: Node) -> str:
    rule = node.item.rule
    if rule is None:
        return ""
    if rule.method is Method.ROLE:
        return "role"
    return cell_entry.rule_text(rule, sheet.signs, sheet.code_of)


def _enter_pricing(sheet: Sheet, node: Node, text: str) -> Fields:
    if solved := _solved(sheet, node, text):
        return solved
    rule = cell_entry.rule(text, sheet.signs, sheet.codes() if "@" in text else {})
    if node.children and rule is not None and rule.is_of_one_row:
        raise InvalidInput(_of_one_row(sheet, rule))
    return {"rule": rule}


def _of_one_row(sheet: Sheet, rule: PriceRule) -> str:
    return _(
        "“{rule}” prices one item and nothing below a branch. Write t33000 for the price of "
        "the whole branch, or m35, k20 or r80 for each of its items."
    ).format(rule=rule_text(sheet, rule))


def _pricing_doubt(sheet: Sheet, node: Node) -> str:
    """What an item was priced by holds for nothing once there are rows below it."""
    rule = node.item.rule
    is_idle = bool(node.children) and rule is not None and rule.is_of_one_row
    return _of_one_row(sheet, rule) if is_idle and rule is not None else ""


def _solved(sheet: Sheet, node: Node, text: str) -> Fields:
    """The rule that makes an item sell for the total asked for with ``t``."""
    wanted = wanted_total(text, sheet.signs)
    if wanted is None:
        return {}
    return {"rule": rules_for(node, wanted, sheet.figures).get(node, node.item.rule)}


def _enter_sell_rate(sheet: Sheet, _node: Node, text: str) -> Fields:
    value = decimal_in(sheet, text)
    return {"rule": None if value is None else PriceRule(Method.RATE, value)}


def _enter_sell(sheet: Sheet, node: Node, text: str) -> Fields:
    if solved := _solved(sheet, node, text):
        return solved
    value = decimal_in(sheet, text)
    return {"rule": None if value is None else PriceRule(Method.FIXED, value)}


def _duration(sheet: Sheet, node: Node) -> str:
    if node.children:
        placed = sheet.schedule[node.item.id] if sheet.schedule else None
        if placed is None:
            return ""
        seconds = sheet.calendar.between(seconds_of(placed.start), seconds_of(placed.finish))
        found = durations.of_seconds(seconds, sheet.calendar)
    else:
        own = duration_of(node.item)
        if own is None:
            return ""
        found = own
    unit = ("e" if found.elapsed else "") + found.unit
    return f"{sheet.formats.plain(found.amount)} {unit}"


def _duration_raw(sheet: Sheet, node: Node) -> str:
    own = node.item.duration
    return "" if own is None else str(own).replace(".", sheet.formats.point)


def _enter_duration(sheet: Sheet, _node: Node, text: str) -> Fields:
    return {"duration": cell_entry.duration(text, sheet.signs), "fixed": None}


def _day(part: str) -> Show:
    def show(sheet: Sheet, node: Node) -> str:
        placed = sheet.schedule[node.item.id] if sheet.schedule else None
        return "" if placed is None else sheet.formats.day(getattr(placed, part).date())

    return show


def _enter_start(sheet: Sheet, _node: Node, text: str) -> Fields:
    from datetime import date

    return {"not_before": sheet.formats.read_day(text, date.today()), "fixed": None}  # noqa: DTZ011 the user's own day


def _start_raw(sheet: Sheet, node: Node) -> str:
    own = node.item.not_before
    return "" if own is None else sheet.formats.day(own)


def _after(sheet: Sheet, node: Node) -> str:
    return cell_entry.predecessors_text(node.item.after, sheet.code_of)


def _enter_after(sheet: Sheet, node: Node, text: str) -> Fields:
    found = cell_entry.predecessors(text, sheet.codes())
    if any(link.before == node.item.id for link in found):
        raise InvalidInput(_("An item can't wait for itself."))
    return {"after": found}


def _kind(_sheet: Sheet, node: Node) -> str:
    return _(KINDS[node.item.kind])


def _enter_kind(_sheet: Sheet, _node: Node, text: str) -> Fields:
    typed = text.strip().casefold()
    begun = []
    for kind, word in KINDS.items():
        if typed in (kind.value, _(word).casefold()):
            return {"kind": kind}
        if typed and _(word).casefold().startswith(typed):
            begun.append(kind)
    if len(begun) == 1:
        return {"kind": begun[0]}
    known = ", ".join(_(word) for word in KINDS.values())
    raise InvalidInput(_("“{text}” is no kind; choose {known}.").format(text=text, known=known))


def _role(_sheet: Sheet, node: Node) -> str:
    if node.item.role or node.children:
        return node.item.role
    return _(KINDS[node.item.kind]) if node.item.is_counted else ""


def _roles(sheet: Sheet) -> list[str]:
    return sheet.figures.terms.rates.roles()


def _enter_role(sheet: Sheet, _node: Node, text: str) -> Fields:
    """A known role is written as the rate table writes it."""
    typed = text.strip()
    known = {role.casefold(): role for role in _roles(sheet)}
    return {"role": known.get(typed.casefold(), typed)}


def _role_doubt(sheet: Sheet, node: Node) -> str:
    """A role that has no rate on the day of the prices costs nothing until it has one."""
    item, priced = node.item, node.priced
    if not item.role or priced is None:
        return ""
    lacking = (part for part in priced.parts or (priced,) if part.cost_rate is None)
    first = next(lacking, None)
    if first is None:
        return ""
    return _("“{role}” has no rate in {currency} on {day}, so it costs nothing.").format(
        role=item.role, currency=sheet.figures.terms.currency, day=sheet.formats.day(first.day)
    )


def _is_rule_inherited(node: Node) -> bool:
    return node.item.rule is None and not node.children


NAME = "name"
COLUMNS: tuple[GridColumn, ...] = (
    GridColumn("code", N_("#"), 52, lambda _s, node: node.code, is_number=False),
    GridColumn(
        NAME,
        N_("Item"),
        198,
        lambda _s, node: node.item.name,
        lambda _s, _n, text: {"name": " ".join(text.split())},
        is_number=False,
        on_branch=True,
        doubt=constraint_doubt,
    ),
    GridColumn(
        "kind",
        N_("Kind"),
        90,
        _kind,
        _enter_kind,
        is_number=False,
        shown=False,
        on_branch=True,
        choices=lambda _sheet: [_(word) for word in KINDS.values()],
    ),
    GridColumn(
        "role",
        N_("Role"),
        92,
        _role,
        _enter_role,
        lambda _s, node: node.item.role,
        is_number=False,
        doubt=_role_doubt,
        choices=_roles,
    ),
    GridColumn("effort", N_("Effort"), 76, _effort, _enter_effort, _effort_raw),
    GridColumn(
        "cost_rate",
        N_("Cost rate"),
        72,
        _cost_rate,
        lambda sheet, _n, text: {"cost_rate": decimal_in(sheet, text)},
        lambda sheet, node: localized(sheet, node.item.cost_rate),
        is_cost=True,
    ),
    GridColumn("cost", N_("Cost"), 86, _money(COST), shown=False, is_cost=True),
    GridColumn(
        "loaded",
        N_("Loaded cost"),
        86,
        _money(LOADED),
        is_cost=True,
        inherited=lambda node: not node.children,
    ),
    GridColumn(
        "pricing",
        N_("Pricing"),
        100,
        _pricing,
        _enter_pricing,
        _pricing_raw,
        is_cost=True,
        on_branch=True,
        solves=True,
        inherited=_is_rule_inherited,
        doubt=_pricing_doubt,
    ),
    GridColumn(
        "sell_rate",
        N_("Sell rate"),
        72,
        _sell_rate,
        _enter_sell_rate,
        inherited=lambda node: node.item.rule is None or node.item.rule.method is not Method.RATE,
    ),
    GridColumn("sell", N_("Sell"), 92, _money(SELL), _enter_sell, solves=True),
    GridColumn(
        "duration", N_("Duration"), 72, _duration, _enter_duration, _duration_raw, shown=False
    ),
    GridColumn(
        "start",
        N_("Start"),
        96,
        _day("start"),
        _enter_start,
        _start_raw,
        shown=False,
        on_branch=True,
    ),
    GridColumn("finish", N_("Finish"), 96, _day("finish"), shown=False),
    GridColumn("after", N_("After"), 78, _after, _enter_after, is_number=False, on_branch=True),
    *PLAN,
    *DETAILS,
)


def columns_for(*, may_cost: bool) -> tuple[GridColumn, ...]:
    """The columns a role may see."""
    return tuple(column for column in COLUMNS if may_cost or not column.is_cost)


def step_name(column: GridColumn, rows: int) -> str:
    """How an edit of these cells is called in the undo list."""
    words = n_("set {column}", "set {column} of {count} rows", rows)
    return words.format(column=amid(_(column.title)), count=rows)


def cleared(column: GridColumn, node: Node) -> Fields:
    """What an empty cell means."""
    if column.empty is not None:
        return column.empty(node)
    empty: dict[str, Fields] = {
        "name": {"name": ""},
        "role": {"role": ""},
        "effort": {"quantity": None} if node.item.is_counted else _NO_EFFORT,
        "cost_rate": {"cost_rate": None},
        "pricing": {"rule": None},
        "sell_rate": {"rule": None},
        "sell": {"rule": None},
        "duration": {"duration": None, "fixed": None},
        "start": {"not_before": None, "fixed": None},
        "after": {"after": ()},
    }
    return empty.get(column.key, {})


_NO_EFFORT: Fields = {"effort": None, "low": None, "high": None}


def kind_of_new(above: ItemKind | None) -> ItemKind:
    """A new row is like the one above, but never a phase by itself."""
    return ItemKind.TASK if above in (None, ItemKind.PHASE, ItemKind.MILESTONE) else above
