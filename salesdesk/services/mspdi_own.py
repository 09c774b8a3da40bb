"""What a work item says that Microsoft Project XML has no place for, as fields of our own.

Each is a text field of the task, named “SalesDesk: …”, so that it shows in Microsoft Project and
comes back unchanged. What the file also says in its own way stands behind ``~``: where somebody
changed that in another program, it wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from lxml import etree

from salesdesk.errors import InvalidInput
from salesdesk.models.values import duration as durations
from salesdesk.models.values.pricing import Method, PriceRule
from salesdesk.models.values.workplan import ItemKind, WorkItem
from salesdesk.services.mspdi_fields import Fields

PREFIX = "SalesDesk: "
WITNESS = " ~ "
NOTHING = "-"
_FLAGS = ("is_lump_sum", "is_billable", "is_optional", "is_plugged")
_TEXTS = (
    "role", "resource", "unit", "plug_owner", "task_type", "tax_code", "description",
    "client_note", "assumptions", "exclusions", "risks",
)  # fmt: skip
_NUMBERS = ("effort", "low", "high", "quantity", "cost_rate", "contingency", "units")
_OTHERS = ("kind", "level", "duration", "not_before", "fixed", "rule", "flags", "plug_due",
           "product", "origin", "placed")  # fmt: skip
NAMES = (*_OTHERS, *_NUMBERS, *_TEXTS)
# Text1 to Text30 of a task, as Microsoft Project numbers them
_IDS = (
    *(188743731 + 3 * at for at in range(6)), 188743747, 188743748, 188743749, 188743750,
    *range(188743997, 188744017),
)  # fmt: skip
FIELD_IDS = {name: _IDS[at] for at, name in enumerate(NAMES)}
assert len(NAMES) <= len(_IDS)


@dataclass(frozen=True, slots=True)
class Native:
    """What the file itself says of a task, which a change in another program changes."""

    seconds: int | None
    work: int
    level: int
    kind: ItemKind
    role: str = ""
    rate: str = ""
    since: str = ""
    dates: str = ""
    task_type: str = ""


def add_definitions(root: etree._Element) -> None:
    """Name our fields in a file."""
    parent = etree.SubElement(root, "ExtendedAttributes")
    for at, name in enumerate(NAMES, 1):
        one = etree.SubElement(parent, "ExtendedAttribute")
        words = name.removeprefix("is_").replace("_", " ")
        for tag, value in (
            ("FieldID", str(FIELD_IDS[name])), ("FieldName", f"Text{at}"),
            ("Alias", f"{PREFIX}{words}"),
        ):  # fmt: skip
            etree.SubElement(one, tag).text = value


def add_own(task: etree._Element, item: WorkItem, native: Native, uids: Mapping[UUID, int]) -> None:
    """Write what the task says beyond the file's own fields."""
    for name, text in own_texts(item, native, uids).items():
        one = etree.SubElement(task, "ExtendedAttribute")
        etree.SubElement(one, "FieldID").text = str(FIELD_IDS[name])
        etree.SubElement(one, "Value").text = clean(text)


def clean(text: str) -> str:
    """Without the signs that XML can't hold."""
    return _NEVER.sub("", text)


_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def own_texts(item: WorkItem, native: Native, uids: Mapping[UUID, int]) -> dict[str, str]:
    """Each field of ours that says something, as its text."""
    found = {name: getattr(item, name) for name in _TEXTS}
    for name in _NUMBERS:
        value = getattr(item, name)
        found[name] = "" if value is None else durations.plain(value)
    found["kind"] = "" if item.kind is native.kind else f"{item.kind}{WITNESS}{native.kind}"
    found["role"] = "" if item.role == native.role else f"{item.role}{WITNESS}{native.role}"
    found["flags"] = " ".join(name for name in _FLAGS if getattr(item, name) != _usual(name))
    found["task_type"] = f"{item.task_type}{WITNESS}{native.task_type}"
    found["plug_due"] = item.plug_due.isoformat() if item.plug_due else ""
    found["fixed"] = "/".join(end.isoformat() for end in item.fixed) if item.fixed else ""
    found["placed"] = native.dates
    found["rule"] = _rule_text(item.rule, uids)
    found["product"] = str(item.product or "")
    found["origin"] = str(item.origin or "")
    found["not_before"] = f"{_iso(item.not_before)}{WITNESS}{native.since}"
    found["duration"] = f"{item.duration or NOTHING}{WITNESS}{native.seconds}"
    found["effort"] = f"{found['effort'] or NOTHING}{WITNESS}{native.work}"
    found["cost_rate"] = f"{found['cost_rate'] or NOTHING}{WITNESS}{native.rate}"
    found["level"] = "" if item.level == native.level else f"{item.level}{WITNESS}{native.level}"
    return {name: text for name, text in found.items() if text}


def _usual(name: str) -> bool:
    return name == "is_billable"


def _iso(value: date | datetime | None) -> str:
    return NOTHING if value is None else value.isoformat()


def _rule_text(rule: PriceRule | None, uids: Mapping[UUID, int]) -> str:
    if rule is None:
        return ""
    of = f" {uids[rule.of]}" if rule.of is not None and rule.of in uids else ""
    return f"{rule.method.value} {durations.plain(rule.value)}{of}"


class OwnFields:
    """Our fields of a file that is read."""

    def __init__(self, project: Fields) -> None:
        known = project.all("ExtendedAttributes", "ExtendedAttribute")
        ours = {name.removeprefix("is_").replace("_", " "): name for name in NAMES}
        self._names: dict[str, str] = {}
        self.others = 0
        for one in known:
            alias = one.text("Alias")
            name = ours.get(alias.removeprefix(PREFIX)) if alias.startswith(PREFIX) else None
            if name:
                self._names[one.text("FieldID")] = name
            else:
                self.others += 1

    @property
    def are_there(self) -> bool:
        """Whether we wrote the file."""
        return bool(self._names)

    def of(self, task: Fields) -> dict[str, str]:
        found = {}
        for one in task.all("ExtendedAttribute"):
            name = self._names.get(one.text("FieldID"))
            if name:
                value = next((child.element.text for child in one.all("Value")), "")
                found[name] = value or ""
        return found


def with_own(
    item: WorkItem, texts: Mapping[str, str], native: Native, keys: Mapping[str, UUID]
) -> WorkItem:
    """The row with what our fields say; a text that was spoilt is passed over."""
    # files from before this was witnessed say the type plainly, or nothing for the usual one
    witnessed = {"role", "task_type"} if WITNESS in texts.get("task_type", "") else {"role"}
    values: dict[str, Any] = {
        name: texts.get(name, "") for name in _TEXTS if name not in witnessed
    }  # fmt: skip
    readers = _readers(keys)
    for name, text in _believed(texts, native).items():
        if name not in readers:
            continue
        try:
            values |= readers[name](text)
        except (ValueError, InvalidOperation, InvalidInput, KeyError):
            continue
    return replace(item, **values)


def _believed(texts: Mapping[str, str], native: Native) -> dict[str, str]:
    """Without what another program changed since: its word for it is not what we wrote."""
    said = {
        "duration": str(native.seconds), "effort": str(native.work), "level": str(native.level),
        "cost_rate": native.rate, "not_before": native.since, "kind": native.kind.value,
        "role": native.role, "task_type": native.task_type,
    }  # fmt: skip
    found = {}
    for name, text in texts.items():
        if name in said:
            value, _mark, witness = text.partition(WITNESS)
            if witness == said[name]:
                found[name] = value
        else:
            found[name] = text
    return found


def _readers(keys: Mapping[str, UUID]) -> Mapping[str, Callable[[str], dict[str, Any]]]:
    numbers = {name: _number_reader(name) for name in _NUMBERS}
    return numbers | {
        "kind": lambda text: {"kind": ItemKind(text)},
        "role": lambda text: {"role": text},
        "task_type": lambda text: {"task_type": text},
        "level": lambda text: {"level": int(text)},
        "duration": lambda text: {
            "duration": None if text == NOTHING else durations.parse(text)
        },
        "not_before": lambda text: {"not_before": _moment(text)},
        "fixed": lambda text: {
            "fixed": tuple(datetime.fromisoformat(end) for end in text.split("/", 1))
        },
        "rule": lambda text: {"rule": _rule(text, keys)},
        "flags": lambda text: {
            name: (name in text.split()) != _usual(name) for name in _FLAGS
        },
        "plug_due": lambda text: {"plug_due": date.fromisoformat(text)},
        "product": lambda text: {"product": UUID(text)},
        "origin": lambda text: {"origin": UUID(text)},
    }  # fmt: skip


def _number_reader(name: str) -> Callable[[str], dict[str, Any]]:
    def read(text: str) -> dict[str, Any]:
        value = None if text == NOTHING else Decimal(text)
        if value is not None and not value.is_finite():
            raise ValueError(text)
        return {name: value}

    return read


def _moment(text: str) -> date | datetime | None:
    if text == NOTHING:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _rule(text: str, keys: Mapping[str, UUID]) -> PriceRule:
    method, value, *of = text.split()
    return PriceRule(Method(method), Decimal(value), keys[of[0]] if of else None)
