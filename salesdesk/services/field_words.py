"""What a table and its columns are called in the window: the settings' own titles, and the rest."""

from __future__ import annotations

from functools import cache

from salesdesk.i18n import N_
from salesdesk.models.base import table_of

OTHER_LISTS = {
    "account": N_("Accounts"),
    "account_contact": N_("Linked contacts"),
    "activity": N_("Activities"),
    "address": N_("Addresses"),
    "attachment": N_("Documents"),
    "bank_account": N_("Bank accounts"),
    "budget": N_("Budgets"),
    "budget_cell": N_("Budget cells"),
    "contact": N_("Contacts"),
    "email_address": N_("E-mails"),
    "estimation": N_("Estimations"),
    "exercise": N_("Exercises"),
    "handover": N_("Handovers"),
    "opportunity": N_("Opportunities"),
    "opportunity_contact": N_("Linked contacts"),
    "opportunity_owner": N_("Owners"),
    "period": N_("Periods"),
    "phone_number": N_("Phones"),
    "proposal": N_("Proposals"),
    "proposal_line": N_("Proposal lines"),
    "region": N_("Regions"),
    "work_item": N_("Work items"),
    "work_item_link": N_("Predecessors"),
}
"""Lists that are no settings; those have their titles with them."""
FIELDS = {
    "account_id": N_("Account"),
    "amount": N_("Amount"),
    "code": N_("Code"),
    "contact_id": N_("Contact"),
    "ends_on": N_("Until"),
    "external_id": N_("Key in the other program"),
    "name": N_("Name"),
    "number": N_("Number"),
    "rate": N_("Rate"),
    "total": N_("Total"),
    "user_id": N_("User"),
    "username": N_("User name"),
}


@cache
def list_title(table: str) -> str:
    """The name of a table's list as the window shows it, not yet translated."""
    from salesdesk.services.reference_lists import LISTS

    if table in OTHER_LISTS:
        return OTHER_LISTS[table]
    titles = {table_of(each.record).name: each.title for each in LISTS}
    return titles.get(table, table.replace("_", " ").capitalize())


@cache
def field_title(table: str, column: str) -> str:
    """The name of a field as its form shows it, not yet translated."""
    from salesdesk.services.reference_lists import LISTS

    for each in LISTS:
        if table_of(each.record).name == table:
            for field in each.fields:
                if field.name == column:
                    return field.title
    return FIELDS.get(column, column.removesuffix("_id").replace("_", " ").capitalize())
