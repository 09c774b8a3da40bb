"""What help says of each screen: two or three sentences, and the keys that are not commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from salesdesk.i18n import N_
from salesdesk.ui.page import Place

Keys = Sequence[tuple[str, str]]

LIST = "list"
RECORD = "record"

WORDS: Mapping[str, str] = {
    "home": N_(
        "Home shows how far you are from your target, your open opportunities by stage, and what "
        "waits for you. Every figure opens the list behind it."
    ),
    "contacts": N_(
        "Contacts are the people you talk to. Search as you type, keep a filter as a view, and "
        "open a contact to see its accounts, its documents and everything that happened."
    ),
    "accounts": N_(
        "Accounts are the companies you sell to. The columns, the sorting and the filters that you "
        "choose are remembered; the totals below always count what is listed."
    ),
    "opportunities": N_(
        "An opportunity is a deal you hope to win. As a list it can be filtered and summed; as a "
        "board its card is moved from stage to stage, by mouse or by keys."
    ),
    "estimations": N_(
        "An estimation is the work plan with its cost and its price. Begin an empty one, or import "
        "a Microsoft Project file."
    ),
    "estimations.record": N_(
        "Type as in a spreadsheet: effort and rates, m35 for a margin, k20 for a markup. F1 "
        "on a figure says how it was made. Every step can be undone, and what is unsaved is kept "
        "for you."
    ),
    "proposals": N_(
        "A proposal says what you will do, when, and for how much. Make one from an estimation, "
        "from another proposal, or from nothing."
    ),
    "proposals.record": N_(
        "The page at the right is what the customer gets; it follows while you type. The margin "
        "stays in view, and where it is too low the ways out stand beside it."
    ),
    "exercises": N_(
        "A sales exercise is a sales year cut into periods. Budgets are made for an exercise, and "
        "accepted proposals are counted in its periods."
    ),
    "budgets": N_(
        "A sales budget gives each period, region and seller a target. Its actuals are the "
        "proposals that customers have accepted."
    ),
    "budgets.record": N_(
        "Type into any cell, a sum too: what you add is taken from the cells that are not locked, "
        "so that the whole always adds up. The bar below says who gave and who took."
    ),
    "approvals": N_(
        "What waits for your decision: what is asked, why a rule asks for it, and what differs "
        "from the last time. Nobody approves what they wrote themselves."
    ),
    "handovers": N_(
        "Accepted proposals that were handed over: one package each, with the plan, the billing "
        "and the PDF."
    ),
    "settings": N_(
        "Lists and rules that everything else refers to. What is in use can't be deleted; archive "
        "it, and it stays on the records that have it."
    ),
    RECORD: N_(
        "Change what you like and save with Ctrl+S; each field is checked when you leave it. What "
        "is unsaved is kept for you, and the history at the right tells who changed what."
    ),
}

KEYS: Mapping[str, Keys] = {
    LIST: (
        ("Return", N_("Open")), ("Ctrl+Return", N_("Open in a new tab")),
        ("Ctrl+Shift+Return", N_("Open in a new window")), ("/", N_("Search in this list")),
        ("Ctrl+Shift+O", N_("Sort by the current column")), ("Ctrl+Shift+C", N_("Columns")),
    ),
    "opportunities": (
        ("Space", N_("Board: pick up the card")), ("-", N_("Board: fold the column")),
        ("+", N_("Board: open the folded column")),
        ("M", N_("Board: all closed deals, or this month's")),
    ),
    "estimations.record": (
        ("F1", N_("Why this number")), ("F2", N_("Edit the cell")),
        ("Ctrl++", N_("Insert row below")), ("Ctrl+-", N_("Delete")),
        ("Ctrl+Shift+D", N_("Duplicate")), ("Alt+Right", N_("Indent")),
        ("Alt+Left", N_("Outdent")), ("Alt+Up", N_("Move up")), ("Alt+Down", N_("Move down")),
        ("Ctrl+D", N_("Fill down")), ("Ctrl+R", N_("Fill right")), ("Ctrl+L", N_("Link rows")),
        ("F8", N_("Next problem")), ("Return", N_("Sums: why this number")),
        ("Ctrl+Right", N_("Gantt: move the bar by a day")),
        ("Shift+Right", N_("Gantt: lengthen the bar by a day")),
        ("L", N_("Gantt: choose a link of the row")),
        ("Delete", N_("Gantt: remove the chosen link")), ("P", N_("Gantt: critical path")),
        ("F1", N_("Gantt: why the bar stands there")),
        ("Ctrl++", N_("Gantt: zoom in")), ("Ctrl+0", N_("Gantt: fit the whole plan")),
        ("T", N_("Gantt: go to today")), ("Space", N_("Gantt: go to the bar")),
        ("Ctrl+Shift+M", N_("Compare with…")), ("Ctrl+Shift+H", N_("Past items…")),
        ("Ctrl+Shift+J", N_("Insert template…")),
    ),
    "proposals.record": (
        ("F1", N_("Why this number")), ("F2", N_("Edit the cell")),
        ("Alt+Return", N_("Details of the line…")),
        ("Ctrl+Shift+D", N_("Duplicate line")), ("Alt+Up", N_("Move line up")),
        ("Alt+Down", N_("Move line down")), ("Ctrl+-", N_("Delete line")),
        ("Right", N_("Discount scale: try more")), ("Left", N_("Discount scale: try less")),
        ("Return", N_("Discount scale: take it")),
        ("Space", N_("Alternatives: choose this one")),
    ),
    "budgets.record": (
        ("F2", N_("Edit the cell")), ("Ctrl+Shift+L", N_("Lock or unlock the cell")),
        ("Ctrl+D", N_("Copy down")), ("Ctrl+R", N_("Copy right")),
        ("Alt+Shift+-", N_("Fold the quarter")), ("Alt+Shift++", N_("Unfold the quarter")),
    ),
}  # fmt: skip


def words_for(place: Place) -> str:
    """The sentences for a place; a record without words of its own gets those of any record."""
    if place.record:
        return WORDS.get(f"{place.module}.record", WORDS[RECORD])
    return WORDS.get(place.module, "")


def keys_for(place: Place) -> Keys:
    """The keys that the page's own table or grid takes."""
    if place.record:
        return KEYS.get(f"{place.module}.record", ())
    listed = place.module not in ("home", "approvals", "settings")
    return (*KEYS[LIST], *KEYS.get(place.module, ())) if listed else ()
