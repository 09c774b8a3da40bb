"""Why somebody is asked to approve: the rules with their figures, and who may decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLayout

from salesdesk.i18n import N_, _, n_
from salesdesk.ui.formats import formats
from salesdesk.ui.kit.buttons import Link
from salesdesk.ui.kit.labels import ElidedLabel, Label
from salesdesk.ui.kit.panels import Card, Hairline, IconLabel, column, row
from salesdesk.ui.proposal.compare_words import count_words, short_rows, sum_words
from salesdesk.ui.proposal.words import points_to_check, who_may_approve
from salesdesk.ui.theme import Role, Text

if TYPE_CHECKING:
    from salesdesk.services.proposal_compare import Comparison
    from salesdesk.services.proposal_drafts import ProposalDraft
    from salesdesk.services.proposal_ready import Readiness
    from salesdesk.services.proposal_rules import Fired

MOST_ROWS = 7
ROLES = {"approver": N_("Approver"), "finance": N_("Finance")}


def rule_words(fired: Sequence[Fired]) -> str:
    """How many rules ask; nothing where none does."""
    if not fired:
        return ""
    return n_("{count} rule asks", "{count} rules ask", len(fired)).format(count=len(fired))


def why_asked(fired: Sequence[Fired], ready: Readiness) -> Card:
    """A line for each rule, the names, and what is worth a look before one says yes."""
    parts: list[Any] = [row(Label(_("Why you are asked"), Text.SECTION), None,
                            Label(rule_words(fired), Text.SMALL, Role.TEXT2))]  # fmt: skip
    for rule in fired:
        role = _(ROLES.get(rule.role, rule.role.capitalize()))
        line = row(IconLabel("triangle-alert", Role.AMBER), ElidedLabel(rule.rule, Text.STRONG),
                   Label(role, Text.SMALL, Role.TEXT2), spacing=10)  # fmt: skip
        line.setStretch(1, 1)
        said = Label(rule.message, Text.BODY, Role.TEXT2, wrap=True)
        parts += [line, row(26, said, spacing=0), Hairline()]
    if not fired:
        words = _("No rule asks; somebody wants another pair of eyes on it.")
        parts.append(Label(words, Text.BODY, Role.TEXT2, wrap=True))
    parts.append(row(IconLabel("user-check", Role.TEXT2),
                     Label(who_may_approve(ready.approvers), Text.BODY, Role.TEXT2), None,
                     spacing=10))  # fmt: skip
    parts += points(ready)
    card = Card()
    card.setLayout(column(*parts, None, spacing=9, margins=(16, 12, 16, 12)))
    return card


def points(ready: Readiness) -> list[QLayout]:
    """A line for each point that hinders nobody and is worth a look."""
    found: list[QLayout] = []
    for words in points_to_check(ready.untranslated):
        line = row(IconLabel("globe", Role.AMBER), Label(words, Text.BODY, Role.AMBER, wrap=True),
                   spacing=10)  # fmt: skip
        line.setStretch(1, 1)
        found.append(line)
    return found


def changed_card(
    draft: ProposalDraft, found: Comparison | None, compare: Callable[[], object]
) -> Card:
    """What changed since the last revision; of the first one what it comes to."""
    card = Card()
    parts: list[Any]
    if found is None:
        parts = [
            Label(_("What changed"), Text.SECTION),
            Label(_("This is the first revision, so there is nothing to compare it with."),
                  Text.BODY, Role.TEXT2, wrap=True),
            Label(_figures(draft), Text.BODY, Role.TEXT2, wrap=True),
        ]  # fmt: skip
    else:
        parts = [
            _changed_head(found, compare),
            Label(count_words(found), Text.BODY),
            Label(sum_words(found), Text.BODY, Role.TEXT2, wrap=True),
            *short_rows(found, MOST_ROWS),
        ]
    card.setLayout(column(*parts, None, spacing=6, margins=(16, 12, 16, 12)))
    return card


def _changed_head(found: Comparison, compare: Callable[[], object]) -> Any:
    """Since when; only revisions stand side by side in a sheet of their own."""
    if found.seen_on is None:
        title = _("What changed since R{number}").format(number=found.before.revision)
        return row(Label(title, Text.SECTION), None, Link(_("Compare…"), compare))
    day = formats().day(found.seen_on)
    title = _("What changed since it was decided on, {day}").format(day=day)
    return Label(title, Text.SECTION)


def _figures(draft: ProposalDraft) -> str:
    said = _("Net {net}, total {total}.").format(
        net=formats().money(draft.net, draft.currency),
        total=formats().money(draft.total, draft.currency),
    )
    if draft.margin is None:
        return said
    return f"{said} " + _("Margin {margin}.").format(margin=formats().percent(draft.margin))
